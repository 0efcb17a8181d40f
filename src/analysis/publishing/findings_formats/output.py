"""Writing an output to a file that a person named."""

from collections.abc import Iterable
from pathlib import Path

from analysis.errors import InputError
from analysis.files import write


def write_out(path: Path, content: bytes, keep: Iterable[Path] = ()) -> None:
    """Write one file that a person named; an earlier output is replaced.

    Parameters
    ----------
    path : Path
        The file that a person named.
    content : bytes
        What to write.
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
    try:
        write(path, content)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror}). Choose another --out."
        ) from None
