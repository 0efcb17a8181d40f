"""Which tables of a document are this report's own.

Pages also carry specimens (填表示例), tables of another year, two years one above the other, and
a whole earlier report below this one. What a caption says of a table holds until the next caption
or section heading; what a title says holds until the next title.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.reading.blocks import Grid, Line, Slot, cells_of

from .about.titles import Title, read_title
from .characters import fold
from .labels import is_label, row_item, section_heading
from .numbers import is_unit_caption

_LONGEST = 45
_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_SPECIMEN = re.compile("填[表写报](?:示例|样例|范例|说明)|示例|样[表例张]|范[例本]")
_LONGEST_SPECIMEN = 20
_OF_A_YEAR = re.compile(
    r"(?:附件?|附表|附录|供?(?:参考|参照|对照|对比|比较))?[\d一二三四五六]{0,2}[:：、.]?[(（《]?20\d\d年度?"
    r"(?:.{0,34}(?:情况|[图附]?表|数据|统计|报告|年报|如下|对照|对比|比较))?[)）》]?[:：]?"
    r"|[^\d,，]{0,14}[(（]20\d\d年度?[)）][:：]?"
)
_OF_LAST_YEAR = re.compile(
    r"(?:附件?|附表|附录)?[\d一二三四五六]{0,2}[:：、.]?[(（]?(?:上年度?|上一年度?|去年|往年)"
    r"(?:.{0,30}(?:情况|[图附]?表|数据|统计|报告|年报|如下))?[)）]?[:：]?"
)
_OWN = re.compile(
    r"[(（]?(?:(?:本机关|本单位|本[局镇乡委办]|正式|实际填报|本表).{0,8}"
    r"|本年度?(?:情况|数据|统计|报告)?表?)[)）:：]?"
)
_GLUED = re.compile(r"上年结转.{0,20}\d.*结转下年度")  # rows of table 三 on one line
_CAPTION_BLOCKS = 3  # between a caption with a unit and its table


@dataclass
class Own:
    """What is left of a document.

    Attributes
    ----------
    grids : list of Grid
        This report's tables; rows of another year are cut out.
    captions : list of str
        For each of them the line above it that states a unit; empty where none does.
    foreign : set of str
        Places of lines that are none of this report's tables.
    beyond : set of str
        Places of what belongs to another report in the same file.
    late : list of Grid
        Tables after the last section without a caption, where sections hold tables of their own:
        they may contradict those, and add nothing.
    left_out : list of (words, where)
        Captions and titles whose tables were left out.
    """

    grids: list[Grid] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    beyond: set[str] = field(default_factory=set)
    late: list[Grid] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def own_tables(blocks: Sequence[Line | Grid], fmt: str, year: int | None, agency: str = "") -> Own:
    """Keep the tables that are this report's own.

    Parameters
    ----------
    blocks : sequence of Line or Grid
        The document.
    fmt : {"2019", "2021"}
        The format of the form.
    year : int or None
        The year reported on; None keeps what a caption gives to any year.
    agency : str
        Who reports. Where it is not known, the first title says so.

    Returns
    -------
    Own
    """
    return _Walk(fmt, year, agency).through(blocks)


def lines_of_report(
    lines: Sequence[Line], fmt: str, year: int | None, agency: str = ""
) -> Sequence[Line]:
    """The lines of a text below the titles of this report, up to another report's title.

    All of them where no title names another year or agency, or no row of a table stands below this
    report's.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the text.
    fmt : {"2019", "2021"}
        The format of the form.
    year : int or None
        The year reported on.
    agency : str
        Who reports; empty where that is not known.
    """
    mine, other = True, False
    own: list[Line] = []
    for line in lines:
        title = _title_of(line.text) if "20" in line.text else None
        if title and title.agency and title.year:
            mine = title.year == year and _are_one(title.agency, agency)
            other = other or not mine
        if mine:
            own.append(line)
    if year is None or not other:
        return lines
    rows = any(
        _GLUED.search(fold(x.text))
        or any(is_label(part.strip(), fmt) for part in re.split(r"[|\t ]", x.text))
        for x in own
    )
    return own if rows else lines


def _title_of(text: str) -> Title | None:
    """The title that a line is, or that rows of table three follow on the same line."""
    if len(text) <= _LONGEST:
        return read_title(text)
    head = text[:_LONGEST]
    end = head.find("报告") + 2
    return read_title(head[:end]) if end > 1 and _GLUED.search(fold(text)) else None


def _are_one(name: str, agency: str) -> bool:
    """Whether two names may be of one agency: in full, and without the place before it."""
    name, agency = fold(name), fold(agency)
    return name.endswith(agency) or agency.endswith(name)


class _Walk:
    """Goes through a document and remembers what the last caption said."""

    def __init__(self, fmt: str, year: int | None, agency: str) -> None:
        self.fmt, self.year, self.agency = fmt, year, fold(agency)
        self.own = Own()
        self.section = ""
        self.seen: set[str] = set()  # sections so far
        self.within = False  # whether a table of the form stood in its own section
        self.caption = ("", "")  # of what is not this report's: words and place
        self.titled = False  # whether that is a title

    def through(self, blocks: Sequence[Line | Grid]) -> Own:
        unit, age = "", 0
        for block in blocks:
            age += 1
            if isinstance(block, Grid):
                kept = self._grid(block)
                if kept is not None:
                    self.own.grids.append(kept)
                    self.own.captions.append(unit if age <= _CAPTION_BLOCKS else "")
                unit = ""
                continue
            for text in block.text.split("\n"):
                self._line(text, block.where)
            if self.caption[0]:
                parts = re.split(r"[|\t ]", block.text)
                if any(is_label(part.strip(), self.fmt) for part in parts):
                    self.own.left_out.append(self.caption)
                (self.own.beyond if self.titled else self.own.foreign).add(block.where)
            if len(block.text) < _LONGEST and is_unit_caption(block.text):
                unit, age = block.text, 0
        return self.own

    def _line(self, text: str, where: str) -> None:
        """Follow what a line says of the tables after it."""
        if len(text) > 2 * _LONGEST or text.count("|") > 1 or "\t" in text:
            return  # a sentence, or a row of a table
        heading = section_heading(text, self.fmt)
        if heading:
            # Sections that begin anew below a caption of another year are that year's report.
            self.titled |= bool(self.caption[0]) and heading[0] == "一" and self._all_seen()
            self.section = heading[0]
            self.seen.add(heading[0])
            if not self.titled:
                self.caption = ("", "")
            return
        kind = self._kind(text)
        if kind == "own":
            self.caption, self.titled = ("", ""), False
        elif kind == "title" or (kind and not self.titled):
            self.caption, self.titled = (text.strip(), where), kind == "title"

    def _kind(self, text: str) -> str:
        """What a line announces: ``own``, ``other`` or ``title``; empty for no caption."""
        if not text or len(text) > _LONGEST:
            return ""
        folded = fold(text).strip("#*-—| ")
        if not folded or re.search("[。;；]", folded):
            return ""
        years = {int(y) for y in _YEAR.findall(folded)}
        if years and self._is_of_another(text):
            return "title"
        if self.year is not None and self.year in years:
            return "own" if _OF_A_YEAR.fullmatch(folded) or read_title(text) else ""
        if len(folded) <= _LONGEST_SPECIMEN and _SPECIMEN.search(folded):
            return "other"
        if self.year is not None and years:
            if self._all_seen() and (title := read_title(text)) and title.agency:
                return "title"
            return "other" if _OF_A_YEAR.fullmatch(folded) else ""
        if _OF_LAST_YEAR.fullmatch(folded):
            return "other"
        if self.caption[0] and _OWN.fullmatch(folded):
            return "own"
        return ""

    def _is_of_another(self, text: str) -> bool:
        """Whether a line is the title of another agency's report, below this one's tables."""
        title = read_title(text)
        if title is None or not title.agency:
            return False
        if not self.agency:
            self.agency = fold(title.agency)
        return not _are_one(title.agency, self.agency) and {"二", "三"} <= self.seen

    def _all_seen(self) -> bool:
        return self.section in tuple("五六") and {"二", "三"} <= self.seen

    def _grid(self, grid: Grid) -> Grid | None:
        """The rows of a table that are this report's; None where none is."""
        if not self._is_form(grid):
            for row in grid.rows:
                self._row(row)
                if self.caption[0] and self.titled:
                    self.own.beyond.update(slot.where for slot in cells_of(row))
            return grid
        rows: list[list[Slot | None]] = []
        late: list[list[Slot | None]] = []
        for row in grid.rows:
            self._row(row)
            if self.caption[0]:
                if self.titled:
                    self.own.beyond.update(slot.where for slot in cells_of(row))
                continue
            (late if self._is_late() else rows).append(row)
            if self.section in tuple("二三四") and len([s for s in cells_of(row) if s.text]) > 1:
                self.within = True
        if len(rows) + len(late) < len(grid.rows):
            self.own.left_out.append(self.caption if self.caption[0] else ("", ""))
        if late:
            self.own.late.append(Grid(late, grid.notes))
        if not rows:
            return None
        return grid if len(rows) == len(grid.rows) else Grid(rows, grid.notes)

    def _is_late(self) -> bool:
        """Whether a table stands after the last section, where sections hold their own."""
        return self.within and self.section in tuple("五六") and {"二", "三", "四"} <= self.seen

    def _row(self, row: Sequence[Slot | None]) -> None:
        """A row that is one cell may be a caption or a heading."""
        filled = [s for s in cells_of(row) if s.text.strip()]
        if len(filled) == 1:
            for text in filled[0].text.split("\n"):
                self._line(text, filled[0].where)

    def _is_form(self, grid: Grid) -> bool:
        """Whether a table has rows or headers of the form."""
        return any(
            is_label(s.text, self.fmt) or row_item(s.text, "requests", self.fmt)
            for row in grid.rows
            for s in cells_of(row)
            if s.text
        )
