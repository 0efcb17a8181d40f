"""Columns in the order in which a header names them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """Columns from left to right.

    Attributes
    ----------
    names : tuple of (str or None)
        Codes of the columns; None for a column that the form does not have.
    sure : bool
        Whether the header names all columns; else the form's order is taken, which nothing in the
        header contradicts.
    extra : tuple of str
        Headers of the columns that the form does not have, as folded text.
    """

    names: tuple[str | None, ...]
    sure: bool = True
    extra: tuple[str, ...] = ()
