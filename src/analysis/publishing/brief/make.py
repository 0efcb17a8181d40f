"""The formats of a brief, and what each is made by; each loads its libraries when it is wanted."""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from typing import Any, TypeVar, cast

from analysis.errors import InputError, printable
from analysis.files import file_stem
from analysis.telling.brief.blocks import Brief
from analysis.telling.sentence import Ref

FORMATS = ("html", "pdf", "docx")
T = TypeVar("T")
# No character at all, or private: XML 1.0 refuses some of them, and no font has any.
_NO_CHARACTER = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


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
    """A brief in several formats, by safe file name; the same brief gives the same bytes.

    Parameters
    ----------
    brief : Brief
        What to set.
    formats : sequence of str
        Some of ``FORMATS``.
    """
    brief = clean(brief)
    stem = f"{file_stem(brief.stem)}.{brief.lang}"
    return {f"{stem}.{name}": _maker(name)(brief) for name in formats}


def _maker(name: str) -> Callable[[Brief], bytes]:
    maker: Callable[[Brief], bytes] = import_module(f"{__package__}.{name}").render
    return maker


def clean(value: T) -> T:
    """The same value with every text in it made safe, so that each format can hold it.

    Parameters
    ----------
    value : object
        A text, or tuples, dicts and dataclasses of texts. What a terminal would obey is written
        out, such as ``\\x1b``.
    """
    found: Any = value
    if isinstance(value, str):
        found = printable(value, lines=True).translate(_NO_CHARACTER)
    elif isinstance(value, tuple):
        found = tuple(clean(v) for v in value)
    elif isinstance(value, dict):
        found = {k: clean(v) for k, v in value.items()}
    elif is_dataclass(value) and not isinstance(value, (Ref, type)):
        found = replace(value, **{f.name: clean(getattr(value, f.name)) for f in fields(value)})
    return cast(T, found)
