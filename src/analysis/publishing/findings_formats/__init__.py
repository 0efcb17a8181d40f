"""Findings as people and other programs take them: one writer for each format.

The same findings give the same bytes.
"""

from importlib import import_module

from analysis.errors import InputError

from .output import write_out
from .rows import Checked, paths_of, rows

# Each writer takes what was checked and a language. A page needs figures and fonts, which the
# others should not wait for.
_WRITERS = {
    "text": ("plain", "to_text"),
    "json": ("tabular", "to_json"),
    "csv": ("tabular", "to_csv"),
    "html": ("webpage", "to_html"),
    "github": ("annotations", "to_github"),
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


__all__ = ["FORMATS", "Checked", "check_format", "paths_of", "render", "rows", "write_out"]
