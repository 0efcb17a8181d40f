"""Which tables of a document are this report's own.

Pages also carry specimens (填表示例), tables of another year, two years one above the other, and
a whole earlier report below this one. What a caption says of a table holds until the next caption
or section heading; what a title says holds until the next title.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.reading.blocks import Grid, Line, Slot, cells_of, sheet_of

from .about.sections import sections_within
from .about.titles import read_title
from .characters import fold
from .labels import SECTION_NUMBERS as _ORDER
from .labels import is_label, row_item, section_heading
from .report_lines import are_one, last_words
from .units import NOTED, is_unit_caption

_LONGEST = 45
_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_MAY_ANNOUNCE = re.compile("20[0-4]|[示样范填上去往]")  # without these, only "own" is announced
_SPECIMEN = re.compile("填[表写报](?:示例|样例|范例|说明)|示例|样[表例张]|范[例本]")
_LONGEST_SPECIMEN = 20
_OF_A_YEAR = re.compile(
    r"(?:附件?|附表|附录|供?(?:参考|参照|对照|对比|比较))?[\d一二三四五六]{0,2}[:：、.]?[(（《]?20\d\d年度?"
    r"(?:.{0,34}(?:情况|[图附]?表|数据|统计|报告|年报|如下|对照|对比|比较))?[)）》]?[:：]?"
    r"|[^\d,，]{0,14}[(（]20\d\d年度?[)）][:：]?"
)
_OF_LAST_YEAR = re.compile(
    r"(?:附件?|附表|附录)?[\d一二三四五六]{0,2}[:：、.]?[(（]?(?:上年度?|上一年度?|去年|往年)(?:同期)?"
    r"(?:\(20\d\d年度?\))?"
    r"(?:.{0,30}(?:情况|[图附]?表|数据|统计|报告|年报|如下))?[)）]?[:：]?"
)
_OWN = re.compile(
    r"[(（]?(?:(?:本机关|本单位|本[局镇乡委办]|正式|实际填报|本表).{0,8}"
    r"|本年度?(?:情况|数据|统计|报告)?表?)[)）:：]?"
)
# The last row of table 二, by format.
_LAST_OF_TWO = {"2019": "政府集中采购", "2021": "行政事业性收费"}
_GROUP = re.compile(
    r"(?:[(\[]?[一二三四\d][)\].,、])?(行政复议|行政诉讼|未经复议直接起诉|复议后起诉)(?:情况)?"
)
# Lines, and a caption that is the last words of one: 四、…情况 2022年度：
_LINES = re.compile(r"\n|(?<=\S)\s+(?=20[0-4]\d年度?(?:数据|情况)?[:：]\s*$)")
_BETWEEN_PAGES = 2  # lines at the foot of a page and at the head of the next
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
    """
    return _Walk(fmt, year, agency).through(blocks)


class _Walk:
    """Goes through a document and remembers what the last caption said."""

    def __init__(self, fmt: str, year: int | None, agency: str) -> None:
        self.fmt, self.year, self.agency = fmt, year, fold(agency)
        self.own = Own()
        self.section = ""
        self.seen: set[str] = set()  # sections so far
        self.two_ends = False  # whether the last row of table 二 stood before any caption
        self.within = False  # whether a table of the form stood in its own section
        self.caption = ("", "")  # of what is not this report's: words and place
        self.titled = False  # whether that is a title
        self.lower = ""  # the last section below it that is another report's too
        self.ahead: Counter[str] = Counter()  # headings that are still to come

    def through(self, blocks: Sequence[Line | Grid]) -> Own:
        unit, age, below = "", 0, False  # below: a table of this report was the last
        above: Grid | None = None  # the same, where it may go on over the page
        between = 0
        self._look_ahead(blocks)
        for block in _with_groups(blocks):
            age += 1
            if isinstance(block, Grid):
                kept = self._grid(block)
                if kept is not None:
                    self.own.grids.append(kept)
                    if above is not None and not unit:
                        unit, age = _caption_of(above, self.own.captions[-1]), 0
                    self.own.captions.append(unit if age <= _CAPTION_BLOCKS else "")
                unit, below = "", kept is not None
                above = kept if kept is not None and self._is_form(kept) else None
                between = 0
                continue
            between += 1
            if between > _BETWEEN_PAGES or self._sections(block.text):
                above = None
            within = bool(self.caption[0])
            for text in _LINES.split(block.text):
                self._line(text, block.where)
                words = last_words(text)
                if words:
                    self._line(words, block.where)
            if self.caption[0] and (within or not words):
                parts = re.split(r"[|\t ]", block.text)
                if any(is_label(part.strip(), self.fmt) for part in parts):
                    self.own.left_out.append(self.caption)
                (self.own.beyond if self.titled else self.own.foreign).add(block.where)
            if unit and below and self._sections(block.text):
                self.own.captions[-1] += f"\n{unit}"  # it closes the table above it
                unit = ""
            if len(block.text) < _LONGEST and is_unit_caption(block.text):
                unit, age = block.text, 0
                if below and NOTED.match(block.text):
                    self.own.captions[-1] += f"\n{unit}"
        return self.own

    def _look_ahead(self, blocks: Sequence[Line | Grid]) -> None:
        for block in blocks:
            rows = [block.text] if isinstance(block, Line) else map(_lone, block.rows)
            for text in "\n".join(rows).split("\n"):
                self.ahead.update(self._sections(text))

    def _line(self, text: str, where: str) -> None:
        """Follow what a line says of the tables after it."""
        self._follow_two(text)
        sections = self._sections(text)
        if sections:  # few lines open one
            self.ahead.subtract(sections)
        if len(text) > 2 * _LONGEST or text.count("|") > 1 or "\t" in text:
            # A sentence, or a row of a table, or a report that has lost its lines.
            if not self.caption[0]:
                self.seen.update(sections)
                self.section = (sections or [self.section])[-1]
            return
        if sections:
            self._heading(sections[0], where)
            return
        kind = self._kind(text)
        if kind == "own":
            self.caption, self.titled = ("", ""), False
        elif kind == "title" or (kind and not self.titled):
            self.caption, self.titled = (text.strip(), where), kind == "title"
            self.lower = ""

    def _follow_two(self, text: str) -> None:
        if not self.two_ends and not self.caption[0]:
            self.two_ends = _LAST_OF_TWO[self.fmt] in "".join(text.split())

    def _sections(self, text: str) -> list[str]:
        """The sections that a line opens: one, or several on a line that runs on."""
        if len(text) > 2 * _LONGEST:
            return sections_within(text)
        heading = section_heading(text, self.fmt)
        return [heading[0]] if heading else []

    def _heading(self, section: str, where: str) -> None:
        """Follow a heading: below a caption it may be of another report too.

        It is, where the same section stands elsewhere or one before it is still to come, where no
        section five or six is, where table 二 had not come to its end above the caption, or where
        it goes on after such a one.
        """
        if self.caption[0]:
            again = section == "一" or section in self.seen
            self.titled |= again and self._all_seen()
            at = _ORDER.index(section) + 1
            twice = section in self.seen or any(self.ahead[x] > 0 for x in _ORDER[:at])
            goes_on = self.lower and self.lower in _ORDER[: at - 1]
            # A report that goes on below such a table has had its own, and comes to section five.
            cut_short = self.section == "二" and not self.two_ends
            last = not (self.ahead["五"] or self.ahead["六"])
            # What is said within a sheet, above a table of it, says nothing of the next sheet.
            last &= sheet_of(where) == sheet_of(self.caption[1]) or (
                self.caption not in self.own.left_out
            )
            twice |= section in tuple("三四") and (cut_short or last)
            if goes_on or (twice and not self.lower):
                self.lower = section
                return
        self.section = section
        self.seen.add(section)
        if not self.titled:
            self.caption = ("", "")

    def _kind(self, text: str) -> str:
        """What a line announces: ``own``, ``other`` or ``title``; empty for no caption."""
        if not text or len(text) > _LONGEST:
            return ""
        folded = fold(text).strip("#*-—| ")
        if not folded or not (self.caption[0] or _MAY_ANNOUNCE.search(folded)):
            return ""
        if re.search("[。;；]", folded):
            return ""
        years = {int(y) for y in _YEAR.findall(folded)}
        if years and self._is_of_another(text):
            return "title"
        if self.year is not None and self.year in years:
            return "own" if _OF_A_YEAR.fullmatch(folded) or read_title(text) else ""
        if len(folded) <= _LONGEST_SPECIMEN and _SPECIMEN.search(folded):
            return "other"
        if _OF_LAST_YEAR.fullmatch(folded):
            return "other"
        if self.year is not None and years:
            anew = "二" in self.seen and self.ahead["一"] > 0
            if (anew or self._all_seen()) and (title := read_title(text)) and title.agency:
                return "title"
            return "other" if _OF_A_YEAR.fullmatch(folded) else ""
        if self.caption[0] and _OWN.fullmatch(folded):
            return "own"
        return ""

    def _is_of_another(self, text: str) -> bool:
        """Whether a line is the title of another agency's report, below this one's tables."""
        title = read_title(text)
        if title is None:
            return False
        if not title.agency:  # after one that names an agency, and its report
            return bool(self.agency) and self._all_seen()
        anew = "二" in self.seen and self.ahead["一"] > 0  # sections begin again below it
        if anew and not self.agency:
            return True
        if not self.agency:
            self.agency = fold(title.agency)
        ends = anew or {"二", "三"} <= self.seen
        return not are_one(title.agency, self.agency) and ends

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
            self._follow_two("".join(slot.text for slot in cells_of(row)))
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
        for text in filter(None, _lone(row).split("\n")):
            self._line(text, next(s.where for s in cells_of(row) if s.text.strip()))

    def _is_form(self, grid: Grid) -> bool:
        """Whether a table has rows or headers of the form."""
        return any(
            is_label(s.text, self.fmt) or row_item(s.text, "requests", self.fmt)
            for row in grid.rows
            for s in cells_of(row)
            if s.text
        )


def _with_groups(blocks: Sequence[Line | Grid]) -> list[Line | Grid]:
    """The blocks; a line above a table that names a group of table 四 is a table of one cell."""
    out = list(blocks)
    for at, (block, after) in enumerate(pairwise(blocks)):
        if isinstance(block, Line) and isinstance(after, Grid) and len(block.text) < _LONGEST:
            named = _GROUP.fullmatch(fold(block.text))
            out[at] = Grid([[Slot(named[1], block.where)]]) if named else block
    return out


def _caption_of(table: Grid, above: str) -> str:
    """What a table says of units in a row of its own, or what is said above it."""
    alone = [text for row in table.rows if (text := _lone(row)) and is_unit_caption(text)]
    return alone[-1] if alone else above


def _lone(row: Sequence[Slot | None]) -> str:
    """The text of a row that is one cell; empty for any other."""
    filled = [s.text for s in cells_of(row) if s.text.strip()]
    return filled[0] if len(filled) == 1 else ""
