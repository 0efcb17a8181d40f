"""Tables 二 to 四 in text that a program took out of a page in its reading order.

Such programs (``pdftotext FILE -``) write some rows across and some columns down, a value a line,
with labels in blocks of their own. Of table 三 all orders that the breaks of the text allow are
tried; where every row's total and both identities of every column hold, what they all agree on is
stated.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from analysis.form import APPLICANTS, Form
from analysis.reading.blocks import Line
from analysis.recognising.characters import fold
from analysis.recognising.confirm import remedies_add_up
from analysis.recognising.gridded.headers import column_code, is_foreign
from analysis.recognising.labels import row_item, section_heading
from analysis.recognising.numbers import is_mark, read_cell, read_number
from analysis.recognising.orders.remedies import is_sure, remedy_order
from analysis.recognising.rows import Found
from analysis.recognising.units import unit_stated

from .doubts import FIRST_OF
from .name_pieces import are_all_in_order
from .staircase import Piece, Search
from .tokens import NUMBER, has_lost_blanks, has_parted_numbers

_WIDTH = len(APPLICANTS)
_BEGINNING = 4  # characters of a label that lines seldom part
_FEWEST_LABELS = 0.6
_NO_LETTERS = re.compile("[^\u4e00-\u9fff]")
_NUMBERING = re.compile(r"\(.\)|[一二三四五六七\d][、.]")
_VALUE = re.compile(r"(?:[+\-−]|增加?|减少?)?\d")
_HEAD = re.compile("申请人情况|自然|法人|本列|本年新收")


def read_in_order(lines: Sequence[Line], form: Form, year: int | None) -> Found:
    """The cells whose places the rules of the form settle.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the report.
    form : Form
        Format of the form.
    year : int or None
        The year reported on: a column of another year is none of the form's.

    Returns
    -------
    Found
        ``code -> (status, printed, value, where)``; empty where nothing is settled.
    """
    headings = [
        (heading[0], at)
        for at, line in enumerate(lines)
        if (heading := section_heading(line.text, form.code)) and heading[0] in "二三四五六"
    ]
    names = [name for name, _ in headings]
    if len(set(names)) < len(names) or names != sorted(names, key="二三四五六".index):
        return {}
    if all(line.text.strip() for line in lines):
        return {}  # nothing tells what stands together
    if has_lost_blanks(lines) or any(has_parted_numbers(line.text) for line in lines):
        return {}
    at = dict(headings)
    ends = {name: end for (name, _), (_, end) in pairwise([*headings, ("", len(lines))])}
    if "三" in at and ends.get("二") == at["三"]:
        # The last column of table 二 may be written below the next heading.
        head = (n for n in range(at["三"] + 1, ends["三"]) if _HEAD.search(fold(lines[n].text)))
        ends["二"] = at["三"] = next(head, at["三"] + 1) - 1
    found: Found = {}
    for name, read in (("二", _disclosure), ("三", _requests), ("四", _remedies)):
        if name in at:
            found |= read(lines[at[name] + 1 : ends[name]], form, year)
    return found


def _pieces(lines: Sequence[Line], labels: Sequence[str] = ()) -> list[Piece]:
    """The values of each line that ends with some."""
    out, apart, led = [], True, False
    for line in lines:
        words = line.text.split()
        first = len(words)
        while first and (NUMBER.fullmatch(words[first - 1]) or is_mark(words[first - 1])):
            first -= 1
        apart |= first > 0 or not words
        led |= first > 0 and _begins(_letters(line.text), labels)
        if values := tuple(words[first:]):
            out.append(Piece(values, line.where, apart, led))
            apart = led = False
    return out


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", fold(text))


def _begins(letters: str, labels: Sequence[str]) -> bool:
    return any(
        label[:_BEGINNING] in letters if len(label) >= _BEGINNING else letters[-2:] == label
        for label in labels
    )


def _requests(lines: Sequence[Line], form: Form, _year: int | None) -> Found:
    items = form.items("requests")
    names = [c.item_label for c in form.cells if (c.table, c.column) == ("requests", "total")]
    labels = [_letters(_NUMBERING.sub("", fold(name))) for name in names]
    pieces = _pieces(lines, labels)
    if sum(len(p.values) for p in pieces) != _WIDTH * len(items):
        return {}
    if unit_stated([line.text for line in lines], "count") or not _usual_labels(lines, labels):
        return {}
    first = next(i for i, line in enumerate(lines) if line.where == pieces[0].where)
    head = takewhile(lambda line: not _begins(_letters(line.text), labels[:1]), lines[:first])
    if not are_all_in_order(fold(line.text) for line in head):
        return {}
    values = [(text, piece.where) for piece in pieces for text in piece.values]
    return {
        f"requests/{items[row]}/{APPLICANTS[column]}": _read(*values[number])
        for (row, column), number in Search(pieces, items).agreed().items()
    }


def _read(text: str, where: str) -> tuple[str, str, float | None, str]:
    status, value = read_number(text)
    return status, text, value, where


def _usual_labels(lines: Sequence[Line], labels: Sequence[str]) -> bool:
    """Whether the rows' labels that are whole follow each other as in the form."""
    text = "".join(_letters(line.text) for line in lines)
    whole = [label[: _BEGINNING + 1] for label in labels if len(label) >= _BEGINNING]
    seen = [place for label in whole if (place := text.find(label)) >= 0]
    return seen == sorted(seen) and len(seen) >= _FEWEST_LABELS * len(whole)


def _remedies(lines: Sequence[Line], form: Form, _year: int | None) -> Found:
    """Table 四: its one row, whose values stand on several lines."""
    pieces = _pieces(lines)
    cells = [cell for cell in form.cells if cell.table == "remedies"]
    values = [(text, piece.where) for piece in pieces for text in piece.values]
    if len(values) != len(cells) or not remedies_add_up([read_number(t).value for t, _ in values]):
        return {}
    above = [line.text for line in lines if line.text.strip()]
    order = remedy_order(above)
    names = [f"remedies/{name}" for name in order.names] if order else [c.code for c in cells]
    if not ((order and order.sure) or is_sure(above)) or not _are_together(lines, values):
        return {}
    return {name: _read(*value) for name, value in zip(names, values, strict=True)}


def _disclosure(lines: Sequence[Line], form: Form, year: int | None) -> Found:
    """Table 二: each column's header right above as many values as its article has rows."""
    items = form.items("disclosure")
    labels = [row_item(line.text, "disclosure", form.code) for line in lines]
    columns, others = _columns(lines)
    if [label for label in labels if label] != list(items) or any(
        is_foreign(text, year) or unit_stated([text], unit)
        for text in others
        for unit in ("count", "10k_yuan")
    ):
        return {}
    begins = {item for first in FIRST_OF.values() for item in first}
    articles: list[list[str]] = []
    for item in items:
        articles += [[]] if item in begins or not articles else []
        articles[-1].append(item)
    wanted = [(name, rows) for rows in articles for name in form.columns("disclosure", rows[0])]
    if [(c.name, len(c.values)) for c in columns] != [(name, len(rows)) for name, rows in wanted]:
        return {}
    found: Found = {}
    for column, (name, rows) in zip(columns, wanted, strict=True):
        if is_foreign(column.header, year) or not _are_together(lines, column.values):
            return {}
        for item, (text, where) in zip(rows, column.values, strict=True):
            cell = form.by_code[f"disclosure/{item}/{name}"]
            status, value = read_cell(cell, text, unit_stated([column.header], cell.unit))
            found[cell.code] = (status, text, value, where)
    return found


def _are_together(lines: Sequence[Line], values: Sequence[tuple[str, str]]) -> bool:
    """Whether values stand right below what is above them, without empty lines.

    Else one may be the page's number, where an empty cell has vanished.
    """
    places = [line.where for line in lines]
    first, last = places.index(values[0][1]), places.index(values[-1][1])
    return all(line.text.strip() for line in lines[max(0, first - 1) : last + 1])


@dataclass
class _Column:
    """A column of table 二: its name, its header as printed, and values with their places."""

    name: str | None
    header: str
    values: list[tuple[str, str]]


def _columns(lines: Sequence[Line]) -> tuple[list[_Column], list[str]]:
    """Runs of values below headers, and all lines that are neither."""
    columns: list[_Column] = []
    words: list[str] = []
    runs = False
    for line in lines:
        text = line.text.strip()
        if _VALUE.match(text) or is_mark(text):
            if not runs:
                last = [" ".join(words[-count:]) for count in (1, 2, 3)]
                header = next((x for x in last if column_code(x)), last[0])
                columns.append(_Column(column_code(header), header, []))
                words = words[: -last.index(header) - 1]
            columns[-1].values.append((text, line.where))
        elif text:
            words.append(text)
        runs = bool(_VALUE.match(text)) or is_mark(text) or (runs and not text)
    return columns, words
