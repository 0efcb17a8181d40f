"""The formats of a brief, and what each is made by; each loads its libraries when it is wanted."""

from collections.abc import Callable, Sequence
from importlib import import_module

from analysis.errors import InputError
from analysis.publishing.names import file_stem
from analysis.telling.brief.blocks import Brief

from .clean import clean

FORMATS = ("html", "pdf", "docx")


def check_formats(text: str) -> tuple[str, ...]:
    """The formats of a list as ``html,pdf``.

    Parameters
    ----------
    text : str
        Their names with commas between them.

    Raises
    ------
    InputError
        If one is unknown, or none is named.
    """
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        raise InputError(
            f"There is no format {', '.join(map(repr, unknown)) or repr(text)}. "
            f"Use some of: {','.join(FORMATS)}."
        )
    return wanted


def render(brief: Brief, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """A brief in several formats.

    Parameters
    ----------
    brief : Brief
        What to set.
    formats : sequence of str
        Some of ``FORMATS``.

    Returns
    -------
    dict
        Safe file name to content; the same brief gives the same bytes.
    """
    brief = clean(brief)
    stem = f"{file_stem(brief.stem)}.{brief.lang}"
    return {f"{stem}.{name}": _maker(name)(brief) for name in formats}


def _maker(name: str) -> Callable[[Brief], bytes]:
    maker: Callable[[Brief], bytes] = import_module(f"{__package__}.{name}").render
    return maker
