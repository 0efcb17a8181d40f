"""Cells as they were published, what a person did to them, and the steps that undo takes back."""

from dataclasses import dataclass
from typing import NamedTuple

UNKNOWN = ("unreadable", "absent")
UNREADABLE = "?"  # what a person types for a print that nobody can read


class Published(NamedTuple):
    """A cell, or a field such as the agency, as the original was read.

    Attributes
    ----------
    status : str
        Status of the cell; of a field ``stated`` or ``blank``.
    printed : str
        What is printed.
    value : float or None
        The figure; None where there is none, and of a field.
    where : str
        Its place in the original.
    """

    status: str = "absent"
    printed: str = ""
    value: float | None = None
    where: str = ""


@dataclass(frozen=True)
class Entry:
    """What a person did to one cell or field.

    Attributes
    ----------
    text : str or None
        What was typed; None where the person confirmed what was published.
    accepted : bool
        Whether the person is done with it.
    by : str
        Who.
    at : str
        When, in UTC: ``2024-02-01T08:30:00+00:00``.
    settles : tuple of str
        Where two readers differed: what the first and the second had. Else empty.
    """

    text: str | None
    accepted: bool
    by: str
    at: str
    settles: tuple[str, ...] = ()


class Change(NamedTuple):
    """An entry before and after; None stands for a cell that nobody touched."""

    code: str
    before: Entry | None
    after: Entry | None


Step = tuple[Change, ...]  # what one key did: undone and redone at once
