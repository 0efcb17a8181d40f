"""A sentence of a narrative, and the cells that it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ref:
    """A cell of a report that a sentence rests on; ``report/table/item/column``.

    Attributes
    ----------
    report : str
        Id of the report.
    code : str
        Code of the cell, ``table/item/column``.
    """

    report: str
    code: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of a narrative.

    Attributes
    ----------
    id : str
        Its key in ``sentences/``.
    text : str
        What it says, ready to be read.
    cells : tuple of Ref
        The cells that it rests on; empty where it rests on no cell.
    """

    id: str
    text: str
    cells: tuple[Ref, ...] = ()


def numbered(sentences: Iterable[Sentence]) -> dict[int, int]:
    """The number of each sentence that rests on cells, from 1, by the ``id()`` of the sentence.

    Parameters
    ----------
    sentences : iterable of Sentence
        All sentences of a page, in order.
    """
    return {id(s): n for n, s in enumerate((s for s in sentences if s.cells), start=1)}
