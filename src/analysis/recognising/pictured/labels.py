"""Labels of the form that were misread by a character or two, put right.

Only where one label of the form is near and every other is far. 结果维持 and 结果纠正 differ too
little from one another: in table 四, whose headers repeat, such a text is the header that one block
of columns lacks; elsewhere it stays as it was read.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from analysis.form import get_form
from analysis.reading.blocks import Document, Slot, cells_of
from analysis.recognising.characters import fold
from analysis.recognising.labels import GROUPS, HEADERS, label_key

from .places import is_pictured

_NO_WORD = re.compile(r"\W|_")
_SHORTEST = 3  # characters
_SHORT = 6  # in a shorter label one may be misread
_SLIP_IN = 5  # characters: one in so many may be misread of a longer one
_OF_TABLE_THREE = {"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"}
_MOST_OF_TABLE_THREE = 4
_APART = 3  # characters must differ from any other label besides; of a short one, one less


def put_right(document: Document) -> None:
    """Put right the labels of a document that were read from a picture.

    Parameters
    ----------
    document : Document
        Its tables are changed.
    """
    pictured = (
        cells_of(slot for slot in row if slot is not None and is_pictured(slot.where))
        for grid in document.grids
        for row in grid.rows
    )
    rows = [slots for slots in pictured if slots]
    for slot in {id(slot): slot for row in rows for slot in row}.values():
        label = nearest_label(slot.text)
        if label is not None:
            slot.text = label
    for row in rows:
        _put_missing(row)


def nearest_label(text: str) -> str | None:
    """The label of the form that a text must be, or None where it is one already or none is near.

    Parameters
    ----------
    text : str
        As it was recognised. Its numbering tells 予以公开 from 部分公开, where it has one.
    """
    known, numbered = _labels()
    key = re.sub(r"\s", "", label_key(text))
    if key in known:
        return None
    with_number = _with_number(text)
    return numbered.get(with_number) or _nearest(key, known) or _nearest(with_number, numbered)


def _with_number(text: str) -> str:
    """A label without punctuation and spaces, its number kept."""
    return _NO_WORD.sub("", fold(text))


def _nearest(key: str, known: Mapping[str, str]) -> str | None:
    """The label of the one key that is near, or None where none is or others are not far."""
    if len(key) < _SHORTEST:
        return None
    is_short = len(key) < _SHORT
    most = max(len(key) // _SLIP_IN, 1)
    far = most + _APART - is_short
    near = sorted(
        (_differences(key, other), label)
        for other, label in known.items()
        if abs(len(other) - len(key)) <= far
    )
    if not near or near[0][0] > most:
        return None
    if len(near) > 1 and near[1][0] < near[0][0] + _APART - is_short:
        return None
    return near[0][1]


def _put_missing(slots: Sequence[Slot]) -> None:
    """In a row of headers: a text one character from a header that the row lacks."""
    count = Counter(slot.text for slot in slots if label_key(slot.text) in HEADERS)
    full = max(count.values(), default=0)
    if full == 1 and len(_OF_TABLE_THREE & count.keys()) >= _MOST_OF_TABLE_THREE:
        count.update(dict.fromkeys(_OF_TABLE_THREE - count.keys(), 0))
    near: dict[str, list[Slot]] = {}
    for slot in slots if full else ():
        headers = [h for h in count if _differences(slot.text, h) <= 1]
        if len(headers) == 1 and slot.text not in count:
            near.setdefault(headers[0], []).append(slot)
    for header, misread in near.items():
        if len(misread) <= full - count[header]:  # 小计 and 合计 cannot both be 总计
            for slot in misread:
                slot.text = header


@cache
def _labels() -> tuple[dict[str, str], dict[str, str]]:
    """The labels of both forms by their keys, and those of rows by their text with the number."""
    found, numbered = {name: name for name in (*HEADERS, *GROUPS)}, {}
    for fmt in ("2019", "2021"):
        for cell in get_form(fmt).cells:
            found[re.sub(r"\s", "", label_key(cell.item_label))] = cell.item_label
            numbered[_with_number(cell.item_label)] = cell.item_label
    return found, numbered


def _differences(one: str, other: str) -> int:
    """How many characters must be put in, taken out or replaced to make one text the other."""
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        before, row[0] = row[0], at
        for n, char in enumerate(other, start=1):
            before, row[n] = row[n], min(row[n] + 1, row[n - 1] + 1, before + (sign != char))
    return row[-1]
