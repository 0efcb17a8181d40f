"""Writing an output to a file that a person named."""

from collections.abc import Iterable
from pathlib import Path

from analysis.errors import InputError


def write_out(path: Path, content: bytes, keep: Iterable[Path] = ()) -> None:
    """Write one file that a person named, beside and then renamed; an earlier output is replaced.

    Parameters
    ----------
    path : Path
    content : bytes
    keep : iterable of Path
        Files that must not be replaced: the reports themselves.

    Raises
    ------
    InputError
        If ``path`` is a folder or one of ``keep``, or cannot be written.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder. Name a file for the output: --out FILE.")
    if path.exists() and any(path.samefile(other) for other in keep):
        raise InputError(
            f"{path} is one of the reports and is not overwritten. Choose another --out."
        )
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputError(
            f"{path}: cannot be written ({error.strerror}). Choose another --out."
        ) from None
