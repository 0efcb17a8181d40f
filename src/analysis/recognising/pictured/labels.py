"""Labels of the form that were misread by a character or two, put right.

Only where one label of the form is near and every other is far: 结果维持 and 结果纠正 differ too
little from one another, and stay as they were read.
"""

import re
from functools import cache

from analysis.form import get_form
from analysis.reading.blocks import Document, Slot, cells_of
from analysis.recognising.labels import GROUPS, HEADERS, label_key

from .places import is_pictured

_SHORTEST = 3  # characters
_SHORT = 6  # in a shorter label one may be misread
_SLIP_IN = 5  # characters: one in so many may be misread of a longer one
_APART = 3  # characters must differ from any other label besides; of a short one, one less


def put_right(document: Document) -> None:
    """Put right the labels of a document that were read from a picture.

    Parameters
    ----------
    document : Document
        Its tables are changed.
    """
    slots: dict[int, Slot] = {
        id(slot): slot
        for grid in document.grids
        for row in grid.rows
        for slot in cells_of(row)
        if is_pictured(slot.where)
    }
    for slot in slots.values():
        label = nearest_label(slot.text)
        if label is not None:
            slot.text = label


def nearest_label(text: str) -> str | None:
    """The label of the form that a text must be, or None where it is one already or none is near.

    Parameters
    ----------
    text : str
        As it was recognised.
    """
    key = re.sub(r"\s", "", label_key(text))
    known = _labels()
    if len(key) < _SHORTEST or key in known:
        return None
    is_short = len(key) < _SHORT
    most = max(len(key) // _SLIP_IN, 1)
    far = most + _APART - is_short
    near = sorted(
        (differences(key, other), label)
        for other, label in known.items()
        if abs(len(other) - len(key)) <= far
    )
    if not near or near[0][0] > most:
        return None
    if len(near) > 1 and near[1][0] < near[0][0] + _APART - is_short:
        return None
    return near[0][1]


@cache
def _labels() -> dict[str, str]:
    """Keys of all labels of both forms, with a label that has the key."""
    found = {name: name for name in (*HEADERS, *GROUPS)}
    for fmt in ("2019", "2021"):
        for cell in get_form(fmt).cells:
            found[re.sub(r"\s", "", label_key(cell.item_label))] = cell.item_label
    return found


def differences(one: str, other: str) -> int:
    """How many characters must be put in, taken out or replaced to make one text the other.

    Parameters
    ----------
    one, other : str
        The texts.
    """
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        before, row[0] = row[0], at
        for n, char in enumerate(other, start=1):
            before, row[n] = row[n], min(row[n] + 1, row[n - 1] + 1, before + (sign != char))
    return row[-1]
