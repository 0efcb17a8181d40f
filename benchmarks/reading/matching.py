"""From the tables or text of another reader to the cells of the form, as generously as can be.

A reader that knows nothing of the form is not to lose by that: whatever a person would take from its
rows without looking at the file is taken.

* A row is found by its label, with or without numeral, brackets and white space, in a short form
  too, wherever in the row it stands; columns before it do not matter.
* A header that names the columns says where they stand, in any order, with columns between them.
  Without one the columns are the next cells in the order of the form; cells repeated because a cell
  spans columns count once, and remarks at the end are left out.
* Table 四 has no labels of its own: below 结果维持 a row of fifteen is it, or rows of five and ten.
* Of a text, the numbers between one label and the next are its row; where nothing separates them and
  there are as many digits as columns, each digit is a number.
* Units, thousands separators, 增 and 减 and full-width digits are understood; a blank is no number.
* What is not found is open. Nothing of this is done for Gouji, which gives its cells itself.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from analysis.form import get_form

from .readers import Given, Rows

_NUMERAL = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、])")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_NOTHING = {"", "-", "/", "—", "－", "无"}
_UNITS = re.compile(r"(?:件|万元|元|项|个)$")


def plain(text: object) -> str:
    """A text in compatibility form, without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text)))


def number(text: object) -> float | None:
    """A number, or None where there is none."""
    found = _UNITS.sub("", plain(text)).replace("增", "+").replace("减", "-")
    return float(found.replace(",", "")) if _NUMBER.fullmatch(found) else None


def core(label: str) -> str:
    """A label without its numeral and what stands in brackets."""
    return re.sub(r"\(.*\)$", "", _NUMERAL.sub("", plain(label)))


@cache
def labels(fmt: str) -> dict[str, tuple[str, str]]:
    """The rows of tables 二 and 三 by the core of their label."""
    return {
        core(cell.item_label): (cell.table, cell.item)
        for cell in get_form(fmt).cells
        if cell.table != "remedies"
    }


def cells_of(given: Given, fmt: str) -> dict[str, float]:
    """The cells that can be taken from what a reader gives.

    Parameters
    ----------
    given : list of tables, str, or dict
        Tables, one text, or cells by code, which are passed on.
    fmt : {"2019", "2021"}
        The form of the report.

    Returns
    -------
    dict
        Values by cell code.
    """
    if isinstance(given, dict):
        return given
    if isinstance(given, str):
        return _of_text(given, fmt)
    found: dict[str, float] = {}
    for table in given:
        header: dict[str, int] = {}
        for row in table:
            texts = [plain(text) for text in row]
            named = _header(texts, fmt)
            header = header | named if named else header
            found |= _of_row(texts, fmt, header)
    return found | _remedies((row for table in given for row in table), fmt)


def _row_of(text: str, fmt: str) -> tuple[str, str] | None:
    known, mine = labels(fmt), core(text)
    if mine in known:
        return known[mine]
    if len(mine) < 4 or number(text) is not None:
        return None
    near = {row for label, row in known.items() if label.startswith(mine) or mine in label}
    return near.pop() if len(near) == 1 else None


@cache
def _column_labels(fmt: str) -> frozenset[str]:
    return frozenset(plain(c.column_label) for c in get_form(fmt).cells if c.table != "remedies")


def _header(texts: list[str], fmt: str) -> dict[str, int]:
    """Where the columns stand, by their label, if a row names columns and holds no number."""
    if any(number(text) is not None for text in texts):
        return {}
    named = {text: n for n, text in reversed(list(enumerate(texts))) if text in _column_labels(fmt)}
    return named if named and not _numbered(texts) else {}


def _numbered(texts: list[str]) -> bool:
    """Whether a row begins as the rows of figures do: its label carries a numeral."""
    return any(_NUMERAL.match(text) for text in texts)


def _of_row(texts: list[str], fmt: str, header: dict[str, int]) -> dict[str, float]:
    hits = [(n, hit) for n, text in enumerate(texts) if (hit := _row_of(text, fmt))]
    if not hits:
        return {}
    at, (table, item) = hits[-1]
    columns = get_form(fmt).columns(table, item)
    wanted = [plain(get_form(fmt).by_code[f"{table}/{item}/{c}"].column_label) for c in columns]
    places = [header.get(label, -1) for label in wanted]
    known = len(set(places)) == len(columns) and min(places) >= 0
    after = texts[at + 1 :]
    while after and not after[-1]:
        after.pop()
    if (
        known and len(after) == len(columns) and all(after)
    ):  # one for each column, though a cell before is lost
        after = [after[sorted(places).index(place)] for place in places]
    elif known and len(columns) > 1 and at < min(places) and max(places) < len(texts):
        after = [texts[place] for place in places]
    else:
        after = _unspanned(texts[at + 1 :], len(columns))
    read = zip(columns, map(number, after), strict=False)
    return {f"{table}/{item}/{column}": value for column, value in read if value is not None}


def _unspanned(texts: list[str], wanted: int) -> list[str]:
    """As many cells as there are columns, or none where cells are missing."""
    if len(texts) > wanted:
        once = [text for n, text in enumerate(texts) if n == 0 or text != texts[n - 1]]
        texts = once if len(once) == wanted else texts[:wanted]
    return texts if len(texts) == wanted else []


def _remedies(rows: Iterable[list[str]], fmt: str) -> dict[str, float]:
    """The row of fifteen under 结果维持, or the rows of five and ten, blanks and dashes among them."""
    codes = [cell.code for cell in get_form(fmt).cells if cell.table == "remedies"]
    below, parts = False, []
    for row in rows:
        texts = [plain(text) for text in row]
        figures = [number(text) for text in texts]
        if "结果维持" in texts:
            below = True
        elif below and any(value is not None for value in figures) and _only_figures(texts[-15:]):
            stated = [value for value in figures if value is not None]
            parts.append(stated if len(stated) in (5, 10, 15) else figures[-15:])
    if parts and len(parts[-1]) == 15:
        values = parts[-1]
    else:
        values = [value for part in parts[-2:] for value in part]
    pairs = zip(codes, values, strict=False) if len(values) == 15 else ()
    return {code: value for code, value in pairs if value is not None}


def _only_figures(texts: list[str]) -> bool:
    return all(number(text) is not None or text in _NOTHING for text in texts)


def _floats(row: list[float | None]) -> list[float]:
    return [value for value in row if value is not None]


def _of_text(text: str, fmt: str) -> dict[str, float]:
    form, found = get_form(fmt), {}
    text = unicodedata.normalize("NFKC", text)
    places = _places(text, fmt)
    ends = [*(start for _, start, _ in places), len(text)][1:]
    for (row, _, start), end in zip(places, ends, strict=True):
        columns = form.columns(*row)
        values = _split(text[start:end], len(columns))
        found |= {f"{row[0]}/{row[1]}/{c}": v for c, v in zip(columns, values, strict=False)}
    last = places[-1][2] if places else 0
    tail = re.search(r"(?:总\s*计\D*)((?:[\d.,]+[\s|]*)+)\D*五、", text[last:])
    codes = [cell.code for cell in form.cells if cell.table == "remedies"]
    return found | dict(zip(codes, _split(tail[1], 15) if tail else [], strict=False))


def _places(text: str, fmt: str) -> list[tuple[tuple[str, str], int, int]]:
    """Row, start and end of each label in the text, in the order of the form."""
    out, at = [], max(text.find("第二十条"), 0)
    for label, row in labels(fmt).items():
        pattern = r"\s*".join(map(re.escape, label)) + r"(?:\s*\([^)]*\))?"
        numeral = r"(?:[一二三四]、|\([一二三四五六七]\)|\d[.、])?\s*"
        hit = re.compile(numeral + pattern).search(text, at)
        if hit:
            out.append((row, hit.start(), hit.end()))
            at = hit.end()
    return out


def _split(chunk: str, wanted: int) -> list[float]:
    """The numbers at the start of a chunk, if there are as many as wanted."""
    run = re.match(r"[\s|:]*((?:[+-]?[\d.,]+[\s|]*)+)", chunk)
    tokens = re.split(r"[\s|]+", run[1].strip(" \t\r\n|")) if run else []
    if len(tokens) != wanted:
        digits = "".join(tokens)
        tokens = list(digits) if len(digits) == wanted and digits.isdigit() else []
    values = [number(token) for token in tokens]
    return [] if None in values else _floats(values)


__all__ = ["Rows", "cells_of", "core", "labels", "number", "plain"]
