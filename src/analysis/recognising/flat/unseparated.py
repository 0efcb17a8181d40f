"""Text that has lost everything between its cells: ``…申请数量21710000218二、上年结转…``.

Programs that take the text out of a page print so. Labels are found in the form's order, what lies
between two of them is parted into numbers, and sums decide how. Where the header does not name the
form's own order, or more than one way is left, the cells stay unreadable.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.form import APPLICANTS, get_form
from analysis.reading.blocks import Line
from analysis.recognising.characters import simplify
from analysis.recognising.numbers import read_cell
from analysis.recognising.rows import Found
from analysis.recognising.units import unit_stated

from .glued_headers import PUNCTUATION as OPTIONAL
from .glued_headers import figures_at, loose, remedy_header, request_header
from .glued_rows import GluedRow, apart, are_uneven, glued_rows, marked
from .glued_text import SECTION, GluedText
from .parted_numbers import may_be_parts
from .splits import adds_up, settle_rows, splits

FEWEST_LABELS = 18  # of table 三; fewer are no table
MAX_ROW = 250  # characters from one label to the next
_ABOVE = 40  # characters above the header, in which a caption may state a unit
_MOST_SUMS = 0.8  # of the rows: an agency's own errors are fewer
_SHOWN = 6  # ways to part a row that a note lists
_NUMBERING = re.compile(r"^(?:\((.)\)|(.)、|(\d)\.)?(.*)$")
_LONE = re.compile(r"\d[\d\s]*\d\s*\n\s*\d{1,3}\s*\n|^\s*\n\s*\d{1,3}\s*\n\s*\d")
_MEASURED = re.compile("[件条]")
_WHOLE = re.compile(r"([\d,，]+)\s*[件条]?")
_CUT = re.compile(r"(?<=\d)\n(?=\d)")
_LAST_LINE = re.compile(r"(?<=\d)\s*\n\s*\d{1,3}\s*$")


@dataclass(frozen=True)
class OpenRow:
    """A row of digits that can be parted in more than one way.

    Attributes
    ----------
    codes : tuple of str
        Its cells.
    ways : tuple of tuple of str
        The prints of these cells, in each way.
    where : str
        Its place.
    units : tuple of str
        What the header says that each cell is measured in; empty where it says nothing.
    """

    codes: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    where: str
    units: tuple[str, ...]


@dataclass
class Unseparated:
    """What was read of such a text.

    Attributes
    ----------
    fmt : {"2019", "2021"}
        The format of the form.
    found : Found
        The cells.
    lines : list of Line
        The text without its tables, with every section heading in a line of its own.
    prose : list of Line
        Those of them that are the report's own words: from the line that holds the first section.
    notes : list of str
        Rows that can be parted in more than one way, with the ways.
    open : list of OpenRow
        The same rows, for who knows more of them.
    """

    fmt: str
    found: Found = field(default_factory=dict)
    open: list[OpenRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_unseparated(lines: Iterable[Line]) -> Unseparated | None:
    """Read a report whose tables have lost the bounds between their cells.

    Parameters
    ----------
    lines : iterable of Line
        All lines of the document.

    Returns
    -------
    Unseparated or None
        None where the labels of table 三 do not follow each other in the form's order.
    """
    text = GluedText(list(lines))
    old = loose("本年新制作数量") + "|" + loose("政府集中采购")
    fmt = "2019" if re.search(old, text.text) else "2021"
    header = request_header(text.text)
    start, end, rows = _rows(text.text, header.end if header else 0, fmt)
    if sum(row is not None for row in rows.values()) < FEWEST_LABELS:
        return None
    result = Unseparated(fmt)
    spans = [(header.start if header else start, end)]
    _, _, others = _rows(text.text, end, fmt)
    # Of two such tables nobody can tell which is this report's.
    twice = sum(row is not None for row in others.values()) >= FEWEST_LABELS
    above = text.text[max(0, header.start - _ABOVE) : start] if header else ""
    rounded = unit_stated([above], "count")
    order = header.names if header and not (twice or rounded) else None
    disclosure = glued_rows(text.text, fmt, spans[0][0])
    widths = [(span, len(APPLICANTS)) for span in rows.values() if span]
    widths += [(row.span, len(row.columns)) for row in disclosure]
    uneven = are_uneven([(text.text[slice(*span)], width) for span, width in widths])
    dense = _add_requests(result, text, rows, order, uneven)
    spans += _add_remedies(result, text, end, dense)
    spans += _add_disclosure(result, text, disclosure, dense)
    result.lines = text.without(sorted(spans))
    first = next((x.where for x in result.lines if SECTION.match(x.text)), "")
    places = [x.where for x in result.lines]
    result.prose = result.lines[places.index(first) :] if first else result.lines
    return result


@cache
def _group() -> str:
    """A pattern for what leads a group of rows: 三、本年度办理结果, (三)不予公开."""
    results = r"(?:三\s*)*、?\s*" + loose("本年") + r"\s*度?\s*" + loose("办理结果")
    names = "|".join(map(loose, ("不予公开", "无法提供", "不予处理", "其他处理")))
    return rf"(?:{results}|\(\s*[三四五六]\s*\)\s*(?:{names}))"


@cache
def _labels(fmt: str) -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """The rows of table 三 in the form's order: characters and pattern of each one's label."""
    form = get_form(fmt)
    names = {c.item: c.item_label for c in form.cells if c.table == "requests"}
    found = []
    for item in form.items("requests"):
        match = _NUMBERING.match(simplify(names[item]))
        assert match is not None
        sign = match[1] or match[2] or match[3]
        name = re.sub(r"\(.*", "", match[4])
        numbering = rf"(?:\(?\s*{sign}\s*[.、．)]\s*、?\s*)"
        if len(name) > 3:
            numbering += "?"  # a name as short as 其他 counts with its number only
        note = r"(?:\s*\([^()]{2,40}\))?" if item == "partly_granted" else ""
        group = rf"(?:{_group()}\s*)*" if item != "other" else ""
        pattern = re.compile(rf"{group}{numbering}{loose(name)}{note}")
        found.append((item, frozenset(name) - OPTIONAL, pattern))
    return tuple(found)


def _rows(text: str, start: int, fmt: str) -> tuple[int, int, dict[str, tuple[int, int] | None]]:
    """Where the rows of table 三 begin and end; for each row, the span up to the next label."""
    spans: dict[str, tuple[int, int] | None] = {}
    last, at, begin = "", start, -1
    characters = set(text)
    for item, needed, pattern in _labels(fmt):
        # A pattern is slow on a text of megabytes: none is tried that cannot match.
        reach = at + MAX_ROW if last else len(text)
        match = pattern.search(text, at, reach) if needed <= characters else None
        spans[item] = None
        if match is None:
            continue
        if last:
            spans[last] = (at, match.start())
        else:
            begin = match.start()
        last, at = item, match.end()
    _, end = figures_at(text, at)
    if last:
        # 四、 of the next section is no figure; neither is anything after the digits.
        again = pattern.search(text, end, end + MAX_ROW)
        spans[last] = None if again else (at, end)  # of two such rows nobody can tell
    return begin, end, spans


def _ways(chunk: str, count: int) -> list[tuple[int, ...]]:
    """Every way to part a row's digits.

    A number on a line of its own may be a page's, and a line's end may part a number: then a lone
    way is believed only where it adds up. Measure words bound the numbers.
    """
    if _MEASURED.search(chunk):
        prints = [_WHOLE.fullmatch(p) for p in apart(chunk.strip(), count) or ()]
        numbers = tuple(int(re.sub("[,，]", "", m[1])) for m in prints if m)
        return [numbers] if len(numbers) == count else []
    if _LONE.search(chunk):
        return []
    whole = _CUT.sub("", chunk)
    texts = {chunk: 0, whole: 0, _LAST_LINE.sub("", chunk): 0}
    ways = list(dict.fromkeys(way for text in texts for way in splits(text, count)))
    return [] if whole != chunk and len(ways) == 1 and not adds_up(ways[0]) else ways


def _add_requests(
    result: Unseparated,
    text: GluedText,
    rows: dict[str, tuple[int, int] | None],
    order: Sequence[str] | None,
    uneven: bool,
) -> bool:
    """Add table 三; whether every cell of it seems to be filled."""
    chunks = {item: text.text[a:b] for item, span in rows.items() if span for a, b in [span]}
    width = len(APPLICANTS)
    names = list(order or APPLICANTS)
    at = [names.index(a) for a in APPLICANTS]
    candidates = {
        item: [tuple(way[i] for i in at) for way in _ways(chunk, width)] if order else []
        for item, chunk in chunks.items()
    }
    # All cells are filled where every row has digits enough, and nearly all of them add up.
    sums = sum(any(map(adds_up, ways)) for ways in candidates.values())
    enough = all(sum(map(str.isdigit, chunk)) >= width for chunk in chunks.values())
    dense = enough and sums >= _MOST_SUMS * len(chunks)
    if uneven or not dense:  # or cells are blank: digits alone do not tell which number is whose
        candidates = {i: [w for w in ways if adds_up(w)] for i, ways in candidates.items()}
    results = [i for i in rows if i.partition(".")[0] in _RESULTS]
    balance = (("received", "carried_in"), ("concluded", "carried_out"))
    settled = settle_rows(candidates, [balance, (results, ("concluded",))], 1 if dense else 0)
    for item, span in rows.items():
        if span is None:
            continue
        codes = [f"requests/{item}/{column}" for column in APPLICANTS]
        _add(result, codes, settled.get(item), text, span, candidates[item])
    return dense and not uneven


_RESULTS = ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other")


def _add(
    result: Unseparated,
    codes: Sequence[str],
    values: Sequence[int] | None,
    text: GluedText,
    span: tuple[int, int],
    ways: Sequence[Sequence[int]],
    units: Sequence[str] = (),
) -> None:
    where, chunk = text.where(span[0]), text.text[span[0] : span[1]].strip()
    units = tuple(units) or ("",) * len(codes)
    if values is not None:
        result.found |= entries(result.fmt, codes, [str(v) for v in values], where, units)
        return
    if not chunk:
        return
    result.found |= dict.fromkeys(codes, ("unreadable", chunk, None, where))
    prints = tuple(tuple(map(str, way)) for way in ways)
    result.open.append(OpenRow(tuple(codes), prints, where, units))
    shown = "; ".join(" | ".join(way) for way in prints[:_SHOWN])
    more = f" and {len(ways) - _SHOWN} more" if len(ways) > _SHOWN else ""
    can = f": it can be parted as {shown}{more}" if ways else ""
    row = codes[0].rpartition("/")[0]
    result.notes.append(f"{row}: {chunk!r} has no bounds between its cells{can}")


def entries(
    fmt: str, codes: Sequence[str], prints: Sequence[str], where: str, units: Sequence[str]
) -> Found:
    """The cells of a row whose prints are known.

    Parameters
    ----------
    fmt : {"2019", "2021"}
        The format of the form.
    codes, prints, units : sequence of str
        For each cell its code, what is printed, and its unit where the header states one.
    where : str
        The place of the row.
    """
    cells = [get_form(fmt).by_code[code] for code in codes]
    found: Found = {}
    for cell, shown, unit in zip(cells, prints, units, strict=True):
        status, value = read_cell(cell, shown, unit)
        found[cell.code] = (status, shown, value, where)
    return found


def _add_remedies(
    result: Unseparated, text: GluedText, start: int, dense: bool
) -> list[tuple[int, int]]:
    header = remedy_header(text.text, start)
    if header is None:
        return []
    span = figures_at(text.text, header.end)
    codes = [c.code for c in get_form(result.fmt).cells if c.table == "remedies"]
    at = [header.names.index(code.removeprefix("remedies/")) for code in codes]
    chunk = text.text[slice(*span)]
    ways = [tuple(w[i] for i in at) for w in _ways(chunk, len(codes))]
    good = [w for w in ways if all(adds_up(w[i : i + 5]) for i in range(0, len(codes), 5))]
    # One way alone may be the agency's error, but not where a blank may part a number.
    only = ways[0] if len(ways) == 1 and dense and not may_be_parts(chunk.split()) else None
    again = remedy_header(text.text, span[1])
    if again and "五、" not in text.text[span[1] : again.start]:
        good, only, ways = [], None, []  # of two such tables nobody can tell which is this report's
    _add(result, codes, good[0] if len(good) == 1 else only, text, span, good or ways)
    return [(header.start, span[1])]


def _add_disclosure(
    result: Unseparated, text: GluedText, rows: Sequence[GluedRow], dense: bool
) -> list[tuple[int, int]]:
    for row in rows:
        codes = [f"disclosure/{row.item}/{c}" for c in row.columns]
        chunk = text.text[slice(*row.span)].strip()
        prints = apart(chunk, len(codes)) if row.once else None
        if prints is not None and (dense or not may_be_parts(prints)):
            where = text.where(row.span[0])
            result.found |= entries(result.fmt, codes, prints, where, row.units)
            continue
        ways = [] if marked(chunk) or not row.once else splits(chunk, len(codes))
        # Where some cells are blank, digits alone do not tell which number is whose.
        only = ways[0] if len(ways) == 1 and (dense or len(codes) == 1) else None
        _add(result, codes, only, text, row.span, ways, row.units)
    if not rows:
        return []
    start = rows[0].header
    first = text.text.rfind("第二十条", 0, start)
    return [(first if start - first < 40 and first >= 0 else start, rows[-1].span[1])]
