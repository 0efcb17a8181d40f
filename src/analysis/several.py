"""Several texts in one cell of a table: a tuple in memory, one text in a file.

What joins them stands in ``schema.yml`` for each column. Only what opens or writes tables, or shows
such a text to a person, needs this.
"""

from collections.abc import Iterable
from typing import Any

BETWEEN = "; "


def joined(texts: Iterable[str], between: str = BETWEEN) -> str:
    """The texts as one, as a file has them.

    Parameters
    ----------
    texts : iterable of str
        Those of one cell, in their order.
    between : str
        What joins them.
    """
    return between.join(texts)


def parted(value: Any, between: str = BETWEEN) -> tuple[str, ...]:
    """What a cell holds, whether it is several texts already, one text of a file, or nothing.

    Parameters
    ----------
    value : object
        A sequence of texts, what ``joined`` returned, None or nan.
    between : str
        What joins them.
    """
    if isinstance(value, tuple):
        return value
    if isinstance(value, str):
        return tuple(value.split(between)) if value else ()
    return tuple(value) if isinstance(value, list) else ()
