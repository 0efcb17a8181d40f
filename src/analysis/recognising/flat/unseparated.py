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

from .splits import Values, adds_up, settle_rows, splits

FEWEST_LABELS = 18  # of table 三; fewer are no table
MAX_ROW = 250  # characters from one label to the next
_SHOWN = 6  # ways to part a row that a note lists
_NUMBERING = re.compile(r"^(?:\((.)\)|(.)、|(\d)\.)?(.*)$")
_FIVE = "结果维持结果纠正其他结果尚未审结总计"
_HEADERS = {
    "requests": (
        "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他",
        "申请人情况自然人法人或其他组织商业企业科研机构社会公益组织法律服务机构其他总计",
        "自然人商业企业科研机构社会公益组织法律服务机构其他总计",
    ),
    "remedies": (
        f"行政复议行政诉讼{_FIVE}未经复议直接起诉复议后起诉{_FIVE}{_FIVE}",
        f"行政复议行政诉讼未经复议直接起诉复议后起诉{_FIVE}{_FIVE}{_FIVE}",
        f"行政复议{_FIVE}行政诉讼未经复议直接起诉{_FIVE}复议后起诉{_FIVE}",
    ),
}
# What stands above the rows of table 二: which columns, in which order, in which unit.
_DISCLOSURE = {
    "2021": (
        ("本年制发件数本年废.件数现行有效件数", ("regulations", "normative_documents")),
        ("本年处理决定数量", ("licences",)),
        ("本年处理决定数量", ("penalties", "coercion")),
        (r"本年收费金额\(单位[:：]万元\)", ("fees",)),
    ),
    "2019": (
        ("本年新制作数量本年新公开数量对外公开总数量", ("regulations", "normative_documents")),
        ("上一年项目数量本年增/减处理决定数量", ("licences", "other_services")),
        ("上一年项目数量本年增/减处理决定数量", ("penalties", "coercion")),
        ("上一年项目数量本年增/减", ("fees",)),
        ("采购项目数量采购总金额", ("procurement",)),
    ),
}
_SECTION = re.compile(
    r"(?=(?:一、(?:总体|基本|工作)情况|二、主动公开政府信息(?:的)?情况|三、(?:收到和处理|依申请公开)"
    r"|四、(?:因?政府信息公开)?(?:被?申请)?行政法?复议|五、[^0-9]{0,14}?(?:问题|不足|改进)"
    r"|六、其[他它](?:需要|应)))"
)
# Figures of table 二, with the measure words and units that may stand among them.
_FIGURES = re.compile(r"[\d\s.]*(?:[笔项个宗件]\s*[\d\s.]*)?(?:[千万亿]?元)?")
_HEADING_END = re.compile(
    r"^[一二三四五六]、(?:[^。；;0-9]{2,18}?)(?:情况|事项|计划|措施)(?=[^的及和与、])"
)


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
    """

    fmt: str
    found: Found = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Text:
    """The lines as one text, and where each part of it stands."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [(line, simplify(line.text)) for line in lines]
        self.text = "\n".join(plain for _, plain in self.lines)
        self.starts: list[int] = []
        at = 0
        for _, plain in self.lines:
            self.starts.append(at)
            at += len(plain) + 1

    def where(self, at: int) -> str:
        number = max(i for i, start in enumerate(self.starts) if start <= at)
        return self.lines[number][0].where

    def without(self, spans: Sequence[tuple[int, int]]) -> list[Line]:
        """The lines without these spans, cut at section headings."""
        out = []
        for (line, plain), start in zip(self.lines, self.starts, strict=True):
            # The print is kept where folding has moved nothing.
            text = line.text if len(line.text) == len(plain) else plain
            pieces, at = [], 0
            for a, b in spans:
                a, b = max(a - start, 0), min(b - start, len(text))
                if a < b:
                    pieces.append(text[at:a])
                    at = b
            pieces.append(text[at:])
            out += [
                Line(part, line.where)
                for piece in pieces
                for section in _SECTION.split(piece)
                for part in _heading_apart(section)
                if part.strip()
            ]
        return out


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
    text = _Text(list(lines))
    fmt = (
        "2019"
        if re.search(_loose("本年新制作数量") + "|" + _loose("政府集中采购"), text.text)
        else "2021"
    )
    header = _header(text.text, "requests", 0)
    start, end, rows = _rows(text.text, header[1] if header else 0, fmt)
    if sum(row is not None for row in rows.values()) < FEWEST_LABELS:
        return None
    result = Unseparated(fmt)
    spans = [(header[0] if header else start, end)]
    _add_requests(result, text, rows, header is not None)
    spans += _add_remedies(result, text, end)
    spans += _add_disclosure(result, text, spans[0][0])
    result.lines = text.without(sorted(spans))
    first = next((x.where for x in result.lines if _SECTION.match(x.text)), "")
    places = [x.where for x in result.lines]
    result.prose = result.lines[places.index(first) :] if first else result.lines
    return result


def _heading_apart(text: str) -> list[str]:
    match = _HEADING_END.match(text)
    return [match[0], text[match.end() :]] if match else [text]


_OPTIONAL = frozenset("“”\"'、,，。")  # punctuation that a label may have or lack


@cache
def _loose(label: str) -> str:
    """A pattern for a label with any white space inside it and its punctuation left out or not."""
    parts = []
    for character in label:
        if character in _OPTIONAL:
            parts.append("[“”\"'、,，。]?")
        else:
            parts.append(re.escape(character))
    return r"\s*".join(parts)


def _header(text: str, table: str, start: int) -> tuple[int, int] | None:
    """Begin and end of a table's header, when it names the columns in the form's own order."""
    for header in _HEADERS[table]:
        match = re.compile(_loose(header)).search(text, start)
        if match:
            return match.span()
    return None


@cache
def _group() -> str:
    """A pattern for what leads a group of rows: 三、本年度办理结果, (三)不予公开."""
    results = r"(?:三\s*)*、?\s*" + _loose("本年") + r"\s*度?\s*" + _loose("办理结果")
    names = "|".join(map(_loose, ("不予公开", "无法提供", "不予处理", "其他处理")))
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
        remark = r"(?:\s*\([^()]{2,40}\))?" if item == "partly_granted" else ""
        group = rf"(?:{_group()}\s*)*" if item != "other" else ""
        pattern = re.compile(rf"{group}{numbering}{_loose(name)}{remark}")
        found.append((item, frozenset(name) - _OPTIONAL, pattern))
    return tuple(found)


def _rows(text: str, start: int, fmt: str) -> tuple[int, int, dict[str, tuple[int, int] | None]]:
    """Where the rows of table 三 begin and end; for each row, the span up to the next label."""
    spans: dict[str, tuple[int, int] | None] = {}
    last, at, begin = "", start, -1
    characters = set(text)
    for item, needed, pattern in _labels(fmt):
        # A pattern is slow on a text of megabytes: none is tried that cannot match.
        match = (
            pattern.search(text, at, at + MAX_ROW if last else len(text))
            if needed <= characters
            else None
        )
        spans[item] = None
        if match is None:
            continue
        if last:
            spans[last] = (at, match.start())
        else:
            begin = match.start()
        last, at = item, match.end()
    end = re.compile(r"[\d\s]*").match(text, at)
    assert end is not None
    if last:
        # 四、 of the next section is no figure; neither is anything after the digits.
        spans[last] = (at, end.end())
    return begin, end.end(), spans


def _add_requests(
    result: Unseparated, text: _Text, rows: dict[str, tuple[int, int] | None], ordered: bool
) -> None:
    chunks = {item: text.text[a:b] for item, span in rows.items() if span for a, b in [span]}
    width = len(APPLICANTS)
    candidates = {
        item: splits(chunk, width) if ordered and re.fullmatch(r"[\d\s]+", chunk) else []
        for item, chunk in chunks.items()
    }
    dense = all(sum(map(str.isdigit, chunk)) >= width for chunk in chunks.values())
    if not dense:  # some cells are blank: digits alone no longer tell which number is whose
        candidates = {i: [w for w in ways if adds_up(w)] for i, ways in candidates.items()}
    results = [i for i in rows if i.partition(".")[0] in _RESULTS]
    settled = settle_rows(
        candidates,
        [(("received", "carried_in"), ("concluded", "carried_out")), (results, ("concluded",))],
    )
    for item, span in rows.items():
        if span is None:
            continue
        codes = [f"requests/{item}/{column}" for column in APPLICANTS]
        _add(result, codes, settled.get(item), text, span, candidates[item])


_RESULTS = ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other")


def _add(
    result: Unseparated,
    codes: Sequence[str],
    values: Values | None,
    text: _Text,
    span: tuple[int, int],
    ways: Sequence[Values],
) -> None:
    where, chunk = text.where(span[0]), text.text[span[0] : span[1]].strip()
    for number, code in enumerate(codes):
        if values is not None:
            result.found[code] = ("stated", str(values[number]), float(values[number]), where)
        elif chunk:
            result.found[code] = ("unreadable", chunk, None, where)
    if values is None and chunk:
        shown = "; ".join(" | ".join(map(str, way)) for way in ways[:_SHOWN])
        more = f" and {len(ways) - _SHOWN} more" if len(ways) > _SHOWN else ""
        row = codes[0].rpartition("/")[0]
        can = f": it can be parted as {shown}{more}" if ways else ""
        result.notes.append(f"{row}: {chunk!r} has no bounds between its cells{can}")


def _add_remedies(result: Unseparated, text: _Text, start: int) -> list[tuple[int, int]]:
    header = _header(text.text, "remedies", start)
    if header is None:
        return []
    match = re.compile(r"[\d\s]*").match(text.text, header[1])
    assert match is not None
    span = match.span()
    codes = [c.code for c in get_form(result.fmt).cells if c.table == "remedies"]
    ways = splits(match[0], len(codes))
    good = [w for w in ways if all(adds_up(w[i : i + 5]) for i in range(0, len(codes), 5))]
    settled = ways[0] if len(ways) == 1 else good[0] if len(good) == 1 else None
    _add(result, codes, settled, text, span, good or ways)
    return [(header[0], span[1])]


def _add_disclosure(result: Unseparated, text: _Text, end: int) -> list[tuple[int, int]]:
    form = get_form(result.fmt)
    names = {cell.item: simplify(cell.item_label) for cell in form.cells}
    start = at = -1
    for header, items in _DISCLOSURE[result.fmt]:
        pattern = r"\s*".join(re.findall(r"\\.|\[[^]]*\]|.", header))
        match = re.compile(pattern).search(text.text, max(at, 0), end)
        if match is None:
            continue
        start, at = match.start() if start < 0 else start, match.end()
        for item in items:
            label = re.compile(rf"\s*(?:行政)?{_loose(names[item].removeprefix('行政'))}")
            row = label.match(text.text, at)
            if row is None:
                continue
            chunk = _FIGURES.match(text.text, row.end(), end)
            assert chunk is not None
            codes = [f"disclosure/{item}/{c}" for c in form.columns("disclosure", item)]
            _add_amounts(result, codes, text, chunk.span())
            at = chunk.end()
    if start < 0:
        return []
    first = text.text.rfind("第二十条", 0, start)
    return [(first if start - first < 40 and first >= 0 else start, at)]


def _add_amounts(
    result: Unseparated, codes: Sequence[str], text: _Text, span: tuple[int, int]
) -> None:
    """A row of table 二. Nothing there adds up: only digits that leave one way are read."""
    chunk = text.text[span[0] : span[1]].strip()
    cells = [get_form(result.fmt).by_code[code] for code in codes]
    prints = re.findall(r"\d[\d.]*\s*[^\d\s.]*", chunk)
    apart = [x for x in prints[:-1] if not x[-1].isdigit()] == prints[:-1]  # 2笔984361元
    if len(prints) == len(codes) and (apart or len(chunk.split()) == len(codes)):
        for cell, shown in zip(cells, map(str.strip, prints), strict=True):
            status, value = read_cell(cell, shown)
            result.found[cell.code] = (status, shown, value, text.where(span[0]))
        return
    ways = splits(chunk, len(codes)) if re.fullmatch(r"[\d\s]+", chunk) else []
    _add(result, codes, ways[0] if len(ways) == 1 else None, text, span, ways)
