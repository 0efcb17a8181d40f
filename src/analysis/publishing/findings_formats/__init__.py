"""Findings as other programs and people take them: one writer a format, all from the same rows, the same bytes every time."""

from importlib import import_module

from analysis.errors import InputError

from .output import write_out
from .rows import Checked, paths_of, rows

# Each writer takes what was checked and a language; a page needs figures and fonts, which the others should not wait for.
_WRITERS = {
    "json": ("tabular", "to_json"),
    "csv": ("tabular", "to_csv"),
    "html": ("webpage", "to_html"),
    "github": ("annotations", "to_github"),
    "sarif": ("sarif", "to_sarif"),
}
FORMATS = ("text", *_WRITERS)


def check_format(name: str) -> str:
    """The name of a format itself.

    Raises
    ------
    InputError
        If there is no such format.
    """
    if name not in FORMATS:
        raise InputError(f"There is no format {name!r}. Use --format {', '.join(FORMATS)}.")
    return name


def render(name: str, checked: Checked, lang: str | None = None) -> bytes:
    """What was checked, in a format other than ``text``.

    Parameters
    ----------
    name : str
        One of ``FORMATS``.
    checked : Checked
    lang : {"zh", "en"}, optional
        Of the sentences; by default English, and both in a page. JSON and CSV hold both in any case.
    """
    module, function = _WRITERS[name]
    return bytes(getattr(import_module(f".{module}", __name__), function)(checked, lang))


__all__ = ["FORMATS", "Checked", "check_format", "paths_of", "render", "rows", "write_out"]
