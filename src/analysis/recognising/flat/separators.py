"""One way of writing cells for the many that programs use when they turn a table into text.

Bars of every kind, tabs, commas of a CSV file, drawn boxes, Markdown, grid and org tables: all
become cells ended by ``|``, so that one reader serves them. The list of lines keeps its length; a
line keeps its place.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from analysis.reading.blocks import Line
from analysis.reading.drawn import CORNERS, LEVEL, UPRIGHT, begins_below_figures
from analysis.recognising.gridded.headers import column_code
from analysis.recognising.labels import row_item
from analysis.recognising.numbers import MARKS

from .simple_tables import by_columns

_BARS = str.maketrans(dict.fromkeys(f"｜\a{UPRIGHT}", "|"))  # Word ends cells with a bell
# A line of a box that ends in a figure is cut off there: who knows how the figure goes on.
_CUT_OFF = re.compile(r"^\s*[│┃║].*\d\s*$")
_TABS = re.compile(r"\t+")
_DASH = re.escape(LEVEL)
_RULE = re.compile(rf"[{CORNERS}|:{_DASH}\s]+")
_PART_RULE = re.compile(rf"[{CORNERS}|][{_DASH}]{{3,}}[{CORNERS}|{_DASH}\s]*")
_SIMPLE_RULE = re.compile(rf"[{_DASH}]{{4,}}|[{_DASH}]{{2,}}(?:\s+[{_DASH}]{{2,}})+")
_STRONG = re.compile(r"(\*\*|__|`)(?=\S)([^*_`|]+?)\1")
_EMPTY_STRONG = re.compile(r"(?<=\|)\s*(\*\*|__)\s*\1\s*(?=\|)")  # a cell in bold that is empty
_PAGE_MARK = re.compile(
    r"[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d{1,3}\s*页(?:[,，/\s]*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}(?=页)页?|page\s+\d{1,3}(?:\s+of\s+\d{1,3})?",
    re.IGNORECASE,
)
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_CELL = re.compile(r"[^|]+\|\s*")  # alone on its line, with the bar that ends it
_LABELLED_ROWS = 8
_MOST_JOINED = 6


def barred(lines: Sequence[Line], fmt: str) -> list[Line]:
    """The lines with every cell ended by a bar; drawn rules are blank, page marks a form feed.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the text.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    texts = [_CUT_OFF.sub(r"\g<0>…", line.text).translate(_BARS) for line in lines]
    texts = ["\f" if _PAGE_MARK.fullmatch(text.strip()) else text for text in texts]
    if tabs := [run for text in texts for run in _TABS.findall(text)]:
        if all(len(run) % 2 == 0 for run in tabs):  # two set cells apart; four, an empty cell
            texts = [text.replace("\t\t", "\t") for text in texts]
        texts = _separated(texts, "\t")
    elif not any("|" in text for text in texts) and (mark := _csv_mark(texts, fmt)):
        texts = _separated(texts, mark)
    if any(_STRONG.search(text) for text in texts):
        texts = [_EMPTY_STRONG.sub(" ", text) for text in texts]
    texts = [_STRONG.sub(r"\2", t).replace("<br>", "").replace("<br/>", "") for t in texts]
    texts = _with_bare_numbers(_once(by_columns(texts)))
    rules = [i for i, text in enumerate(texts) if _is_rule(text)]
    wheres = [line.where for line in lines]
    if rules:
        _without_rules(texts, wheres, rules, fmt)
    return [Line(text, where) for text, where in zip(texts, wheres, strict=True)]


def _once(texts: list[str]) -> list[str]:
    """The lines, where a cell that spans several is written into the first of them only.

    Some programs write its text into each. Below a header that is, a figure is written so too.
    """
    out: list[str] = []
    above: list[str] = []
    repeats, again = False, set[int]()  # columns whose header is that of the column before
    for text in texts:
        parts = text.split("|")
        cells = [part.strip() for part in parts]
        if len(cells) > 2 and _HAN.search(text):
            same = {i for i in range(1, len(cells)) if cells[i] and cells[i] == cells[i - 1]}
            words = {i for i in same if _HAN.search(cells[i])}
            if any(cell and not _HAN.search(cell) for cell in cells):  # figures or marks
                words |= same & again
            else:
                repeats, again = repeats or bool(words), {i for i in words if column_code(cells[i])}
                if repeats and len(above) == len(cells):
                    words = words | {i for i, c in enumerate(cells) if c and c == above[i]}
                above = cells
            parts = [" " if i in words else part for i, part in enumerate(parts)]
        out.append("|".join(parts))
    return out


def _with_bare_numbers(texts: list[str]) -> list[str]:
    """The lines, where a number without a bar among cells with one is put to the number below it.

    It is a page's, or the first part of a number that a line's end cuts: nobody can tell. Where
    marks have no bar either, bars are lost, and it is a cell of its own.
    """
    if any(text.strip() in MARKS for text in texts):
        return texts
    filled = [i for i, text in enumerate(texts) if text.strip()]
    for before, i, after in zip(filled, filled[1:], filled[2:], strict=False):
        cell = _CELL.fullmatch(texts[before]) and _CELL.fullmatch(texts[after])
        if cell and texts[i].strip().isdigit() and texts[after].strip(" |"):
            texts[after], texts[i] = f"{texts[i].strip()}\n{texts[after].lstrip()}", ""
    return texts


def _is_rule(text: str) -> bool:
    """Whether a line is drawn: dashes, bars and corners only.

    In a table with row spans a part of a line may be drawn.
    """
    text = text.strip()
    if _SIMPLE_RULE.fullmatch(text):
        return True
    if not _RULE.fullmatch(text):
        return bool(_PART_RULE.search(text)) and not re.search(r"\d", _PART_RULE.sub("", text))
    fields = [f.strip(" :") for f in re.split(rf"[{CORNERS}|]", text)]
    filled = [f for f in fields if f]
    return (
        bool(filled)
        and text[0] in CORNERS + "|"
        and all(len(f) >= 2 and set(f) <= set(LEVEL) for f in filled)
    )


def _without_rules(texts: list[str], wheres: list[str], rules: list[int], fmt: str) -> None:
    """Blank the drawn rules.

    Where they are between all rows, what they enclose is one row, cell by cell. So are figures
    alone: a row of table 四.
    """
    blocks = [(a + 1, b) for a, b in pairwise(rules) if b > a + 1]
    drawn = [
        (a, b)
        for a, b in blocks
        if b - a <= 2 * _MOST_JOINED and all("|" in t or not t.strip() for t in texts[a:b])
    ]
    for start, end in drawn:
        bare = not any(re.search("[\u4e00-\u9fff]", text) for text in texts[start:end])
        if bare or len(drawn) >= _LABELLED_ROWS:
            _join(texts, wheres, start, end, fmt)
    for i in rules:
        texts[i] = _PART_RULE.sub(" ", texts[i]).replace("|", " ").strip(f" {CORNERS}{_DASH}:")


def _join(texts: list[str], wheres: list[str], start: int, end: int, fmt: str) -> None:
    """What a rule encloses as one line; not where a rule was lost and it encloses two rows."""
    lines = [i for i in range(start, end) if texts[i].strip()]
    fields = [texts[i].strip().strip("|").split("|") for i in lines]
    rows = [[f.strip() for f in row] for row in fields]
    # A line broken in two lacks a bar at one end that the others have.
    ends = {(texts[i][0] == "|", texts[i].rstrip()[-1] == "|") for i in lines}
    alike = len(ends) == 1 and len({len(row) for row in rows}) == 1
    if len(lines) < 2 or not alike or _two_rows(fields, fmt):
        return
    # The place is that of the line which holds most: its numbers, where the label runs over several
    # lines.
    main = max(range(len(rows)), key=lambda n: sum(bool(f) for f in rows[n]))
    texts[start] = "| " + " | ".join("".join(parts) for parts in zip(*rows, strict=True)) + " |"
    wheres[start] = wheres[lines[main]]
    texts[start + 1 : end] = [""] * (end - start - 1)


def _two_rows(fields: Sequence[Sequence[str]], fmt: str) -> bool:
    """Whether lines are rows of their own.

    Several have labels, or a number is below one that does not fill its cell. A line of blank cells
    parts paragraphs, over which some programs spread a number.
    """
    blank = [not any(f.strip() for f in row) for row in fields]
    paragraphs = list(accumulate(blank))
    labelled = sum(
        any(
            row_item(f.strip(), t, fmt)
            for f in row
            if f.strip()
            for t in ("requests", "disclosure")
        )
        for row in fields
    )
    below = any(
        a.strip()[-1:].isdigit()
        and b.strip()[:1].isdigit()
        and len(a.strip()) < len(a) - 2
        and same == paragraph
        for column in zip(*fields, strict=True)
        for (a, same), (b, paragraph) in pairwise(
            pair for pair in zip(column, paragraphs, strict=True) if pair[0].strip()
        )
    )
    return labelled > 1 or below or begins_below_figures(zip(*fields, strict=True))


def _csv_mark(texts: Sequence[str], fmt: str) -> str | None:
    """The mark between fields, where enough lines are a row's label and fields set apart by it."""
    for mark in ",;":
        rows = 0
        for text in texts:
            head, found, _ = text.partition(mark)
            rows += bool(found) and any(
                row_item(head.strip(' "'), t, fmt) for t in ("requests", "disclosure")
            )
        if rows >= _LABELLED_ROWS:
            return mark
    return None


def _separated(texts: list[str], mark: str) -> list[str]:
    """Fields set apart by a mark as cells; a quoted field may run over lines."""
    out = list(texts)
    for start, end, text in _records(texts, mark):
        if mark not in text.lstrip() or "|" in text:
            continue  # a line that is only indented, or has bars of its own
        try:
            fields = next(csv.reader([text], delimiter=mark, strict=True), [])
        except csv.Error:
            fields = text.split(mark)
        if len(fields) < 2 or max(len(f) for f in fields) > 120:
            continue
        out[start:end] = [
            " | ".join(" ".join(f.split()) for f in fields) + " |",
            *[""] * (end - start - 1),
        ]
    return out


def _records(texts: Sequence[str], mark: str) -> Iterator[tuple[int, int, str]]:
    """Lines, those of one quoted field joined: first, one past the last, and the text."""
    at = 0
    while at < len(texts):
        end, text = at + 1, texts[at]
        if mark in text or text.lstrip().startswith('"'):
            while text.count('"') % 2 and end < len(texts) and end - at < _MOST_JOINED:
                text += " " + texts[end]
                end += 1
            if text.count('"') % 2:
                end, text = at + 1, texts[at]
        yield at, end, text
        at = end
