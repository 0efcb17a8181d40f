"""Findings as people and other programs take them: one writer for each format.

The same findings give the same bytes.
"""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from analysis.errors import InputError
from analysis.files import write, writing

from .rows import Checked, paths_of, rows

# Each writer takes what was checked and a language. A page needs figures and fonts, which the
# others should not wait for.
_WRITERS = {
    "text": ("lines", "to_text"),
    "json": ("tabular", "to_json"),
    "csv": ("tabular", "to_csv"),
    "html": ("webpage", "to_html"),
    "github": ("lines", "to_github"),
    "sarif": ("sarif", "to_sarif"),
}
FORMATS = tuple(_WRITERS)


def check_format(name: str) -> str:
    """Refuse a format that there is not; give back its name.

    Parameters
    ----------
    name : str
        One of ``FORMATS``.

    Raises
    ------
    InputError
        If there is no such format.
    """
    if name not in FORMATS:
        raise InputError(f"There is no format {name!r}. Use --format {', '.join(FORMATS)}.")
    return name


def render(name: str, checked: Checked, lang: str | None = None) -> bytes:
    """What was checked, in one of the formats.

    Parameters
    ----------
    name : str
        One of ``FORMATS``.
    checked : Checked
        What was checked.
    lang : {"zh", "en"}, optional
        Language of the sentences; by default English, and both in a page. JSON and CSV hold both
        in any case.
    """
    module, function = _WRITERS[name]
    return bytes(getattr(import_module(f".{module}", __name__), function)(checked, lang))


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
    with writing(path, "Choose another --out."):
        write(path, content)


__all__ = ["FORMATS", "Checked", "check_format", "paths_of", "render", "rows", "write_out"]
