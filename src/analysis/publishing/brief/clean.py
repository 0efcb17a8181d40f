"""Texts of reports as every format can hold them.

They are free of control characters, halves of surrogates and marks that turn the direction.
"""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from analysis.errors import printable
from analysis.telling.wording import Ref

T = TypeVar("T")
# No character at all, or private: XML 1.0 refuses some of them, and no font has any.
_NO_CHARACTER = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


def clean(value: T) -> T:
    """The same value with every text in it made safe, however deep.

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
