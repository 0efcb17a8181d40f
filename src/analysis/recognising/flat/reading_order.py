"""Tables 二 to 四 in text that a program took out of a page in its reading order.

Such programs (``pdftotext FILE -``) write some rows across and some columns down, a value a line,
with labels in blocks of their own. Of table 三 all orders that the breaks of the text allow are
tried; where every row's total and both identities of every column hold, what they all agree on is
stated.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from analysis.form import APPLICANTS, Form
from analysis.reading.blocks import Line
from analysis.recognising.characters import fold
from analysis.recognising.confirm import remedies_add_up
from analysis.recognising.gridded.headers import column_code
from analysis.recognising.labels import row_item, section_heading
from analysis.recognising.numbers import is_mark, read_cell, read_number, unit_stated
from analysis.recognising.orders import is_sure, remedy_order
from analysis.recognising.rows import Found

from .staircase import Piece, Search
from .tokens import NUMBER, has_lost_blanks, has_parted_numbers

_WIDTH = len(APPLICANTS)
_BEGINNING = 4  # characters of a label that lines seldom part
_FEWEST_LABELS = 0.6
_HEADS = ("自然", "商业企", "科研", "社会公益组织", "律服务", "其", "总计")
_NO_LETTERS = re.compile("[^\u4e00-\u9fff]")
_NUMBERING = re.compile(r"\(.\)|[一二三四五六七\d][、.]")
_VALUE = re.compile(r"(?:[+\-−]|增加?|减少?)?\d")
_HEAD = re.compile("申请人情况|自然|法人|本列|本年新收")
_BESIDE_HEADS = re.compile("申请人情况|法人(?:或其他组织)?|或其他组织|本列.*|.*项之和.*")


def read_in_order(lines: Sequence[Line], form: Form) -> Found:
    """The cells whose places the rules of the form settle.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the report.
    form : Form
        Format of the form.

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
            found |= read(lines[at[name] + 1 : ends[name]], form)
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


def _requests(lines: Sequence[Line], form: Form) -> Found:
    items = form.items("requests")
    names = [c.item_label for c in form.cells if (c.table, c.column) == ("requests", "total")]
    labels = [_letters(_NUMBERING.sub("", fold(name))) for name in names]
    pieces = _pieces(lines, labels)
    if sum(len(p.values) for p in pieces) != _WIDTH * len(items):
        return {}
    if unit_stated([line.text for line in lines], "count") or not _usual_labels(lines, labels):
        return {}
    first = next(i for i, line in enumerate(lines) if line.where == pieces[0].where)
    if not _usual_head([fold(line.text) if line.text.strip() else "" for line in lines[:first]]):
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


def _usual_head(texts: Sequence[str]) -> bool:
    """Whether the pieces of the columns' names show each name right before the next one's.

    No line may have them otherwise.
    """
    order: list[int] = []
    for text in texts:
        mine: list[int] = []
        for letter in _BESIDE_HEADS.sub("", text):
            can = [i for i, name in enumerate(_HEADS) if letter in name]
            can += {"构": [2, 4], "机": [2, 4], "人": [0], "他": [5]}.get(letter, [])
            can = [i for i in can if not mine or i >= mine[-1]] or can[:1]
            mine += can[:1]
        if mine != sorted(mine):
            return False
        order += mine
    runs = [i for i, _ in groupby(order)]
    return set(pairwise(range(_WIDTH))) <= set(pairwise(runs))


def _remedies(lines: Sequence[Line], form: Form) -> Found:
    """Table 四: its one row, whose values stand on several lines."""
    pieces = _pieces(lines)
    cells = [cell for cell in form.cells if cell.table == "remedies"]
    values = [(text, piece.where) for piece in pieces for text in piece.values]
    if len(values) != len(cells) or not remedies_add_up([read_number(t).value for t, _ in values]):
        return {}
    above = [line.text for line in lines if line.text.strip()]
    order = remedy_order(above)
    names = [f"remedies/{name}" for name in order.names] if order else [c.code for c in cells]
    if not ((order and order.sure) or is_sure(above)):
        return {}
    return {name: _read(*value) for name, value in zip(names, values, strict=True)}


def _disclosure(lines: Sequence[Line], form: Form) -> Found:
    """Table 二: each column's header above as many values as its part of the form has rows."""
    items = form.items("disclosure")
    labels = [row_item(line.text, "disclosure", form.code) for line in lines]
    columns, others = _columns(lines)
    if [label for label in labels if label] != list(items) or any(
        unit_stated(others, unit) for unit in ("count", "10k_yuan")
    ):
        return {}
    found: Found = {}
    for _, run in groupby(items, key=lambda item: form.columns("disclosure", item)):
        rows = list(run)
        names = form.columns("disclosure", rows[0])
        while rows:
            part, columns = columns[: len(names)], columns[len(names) :]
            counts = {len(column.values) for column in part}
            if [column.name for column in part] != list(names) or len(counts) > 1:
                return {}
            if not 0 < (count := counts.pop()) <= len(rows):
                return {}
            for column in part:
                for item, (text, where) in zip(rows, column.values, strict=False):
                    cell = form.by_code[f"disclosure/{item}/{column.name}"]
                    unit = unit_stated([column.header], cell.unit)
                    status, value = read_cell(cell, text, unit)
                    found[cell.code] = (status, text, value, where)
            rows = rows[count:]
    return {} if columns else found


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
