"""The header of table 三 in flattened text: which of its words head columns, in which order."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from analysis.form import APPLICANTS
from analysis.reading.blocks import Line
from analysis.reading.drawn import CORNERS, LEVEL, places
from analysis.recognising.characters import fold
from analysis.recognising.gridded.headers import applicant_of, bare_name
from analysis.recognising.orders.applicants import ORGANISATIONS, names_in
from analysis.recognising.units import unit_stated

from .name_pieces import are_in_order
from .tokens import Token

BESIDE = re.compile("备注|说明|小计")  # columns that the form does not have
FEWEST_NAMES = 4  # of applicants, in a header that is repeated on a new page
LONGEST = 40
_BEGINS = re.compile("勾稽|申请人情况|收到和处理|依申请公开")
_NAME = re.compile(
    "自然人|法人[或和及、]?其[他它]组织|商业企业|科研机构|社会公益组织|法律服务机构|其[他它]|[总合]计"
)
# A part of a rule, in signs of any typeface or code page; punctuation of a name is none.
_DRAWN = re.compile(rf"[{re.escape(CORNERS + LEVEL)}▀-▟*?_~]{{4,}}")
_WIDE = re.compile(r"\s{3,}")  # blanks
_ON_ITS_LINE = re.compile(rf"自\s*然\s*人|[总合]\s*计|{_DRAWN.pattern}")
# The cell beside it spans the lines below 申请人情况: set into its middle, it comes after that.
_BY_HEIGHT = re.compile(r"申请人情况\W*(?:本列数据的?)?勾稽")
_ABOVE = 2  # lines of a header
_MOST_PIECES = 4
_LONGEST_PIECE = 4
_MOST_CELLS = 24  # a header cut into pieces has no more


@dataclass(frozen=True)
class ApplicantHeader:
    """The words of a header.

    Attributes
    ----------
    words : tuple of str
        From left to right, as far as the text tells.
    is_ordered : bool
        Whether the text tells which of them is first.
    with_units : tuple of str
        The words that say a unit, such as ten thousands.
    """

    words: tuple[str, ...] = ()
    is_ordered: bool = True
    with_units: tuple[str, ...] = ()


def applicant_header(before: Sequence[Token], printed: Sequence[Line]) -> ApplicantHeader | None:
    """The header's cells: from the first name to the last, and what shares a line with one.

    Parameters
    ----------
    before : sequence of Token
        What stands before a row.
    printed : sequence of Line
        The lines of the text as they are printed.

    Returns
    -------
    ApplicantHeader or None
        None where no name is whole and nothing shows another order than the form's.
    """
    begins = [i for i, t in enumerate(before) if _BEGINS.search(fold(t.text))]
    if len(begins) > 1 and len(before[begins[-1]].text) <= _LONGEST_PIECE:
        begins.pop()  # a piece of the corner, which lines have cut: names may be above it
    cells = before[begins[-1] :] if begins else before[-_MOST_CELLS:]
    figures = [i for i, (a, b) in enumerate(pairwise(cells)) if _are_figures(a.text, b.text)]
    cells = cells[: figures[0]] if begins and figures else cells
    found = [[bare_name(w) for w in _words(t)] for t in cells]
    named = [i for i, ws in enumerate(found) if any(applicant_of(w) or "法人" in w for w in ws)]
    names = {applicant_of(w) for ws in found for w in ws} - {None}
    if len(names) < (1 if begins else FEWEST_NAMES):
        if not begins:
            return None
        # The cell that begins it may be set into the middle of its lines.
        heading = before[begins[-2]].line if len(begins) > 1 else 0
        top = max(heading, cells[0].line - 1 - _ABOVE)
        rising = are_in_order(fold(line.text) for line in printed[top : cells[-1].line])
        return None if rising else ApplicantHeader(is_ordered=False)
    lines = {cells[i].line for i in named}
    centred = _centred([(cells[i].line, w) for i in named for w in found[i]])
    # Where names share lines, a line between them without any is a page's head.
    shared = 2 * len(lines) <= len(named)
    words = [
        word
        for i, token in enumerate(cells)
        if (
            token.line in lines
            or (named[0] <= i <= named[-1] and not shared)
            or BESIDE.fullmatch(fold(token.text))
            or (begins and unit_stated([token.text], "count"))
        )
        and sum(map(len, token.text.split())) <= 4 * LONGEST
        for word in _words(token)
        if centred is None or "法人" not in word
    ]
    grouped = words
    if centred is not None:
        grouped = _with_group(words, *(printed[number - 1].text for number in centred))
    whole = _whole(grouped)
    with_units = tuple(word for word in whole if unit_stated([word], "count"))
    unclear = (
        grouped is words
        and begins
        and is_by_height("".join(t.text for t in before[begins[-1] - 1 :]))
    )
    if (
        unclear
        or is_spread(names for _, names in _names_by_line(cells))
        or any(map(_is_piece, whole))
    ):
        return replace(_by_lines(cells), with_units=with_units)
    at = {applicant_of(word): i for i, word in reversed([*enumerate(whole)])}
    if centred and grouped is words and at.get("total", 99) < at.get("natural_person", 0):
        # The one on the left, or both; the totals bear out either.
        del whole[at["natural_person"]]
    return ApplicantHeader(tuple(whole), with_units=with_units)


def _is_piece(word: str) -> bool:
    """Whether a word is a part of a name whose other parts are elsewhere."""
    return bool(set(names_in(word)) & set(APPLICANTS)) and not applicant_of(bare_name(word))


def is_spread(lines: Iterable[Sequence[str]]) -> bool:
    """Whether the kinds of organisations are on several lines, two or more of them on one.

    Parameters
    ----------
    lines : iterable of sequence of str
        The columns that each line of a header names.
    """
    kinds = [[n for n in names if n in APPLICANTS[1:-1]] for names in lines]
    kinds = [names for names in kinds if names]
    return len(kinds) > 1 and any(len(names) > 1 for names in kinds)


def _by_lines(cells: Sequence[Token]) -> ApplicantHeader:
    """A header whose lines go through all cells at one height: what shares a line is in order.

    The form's order where every line agrees with it and one shows that natural persons come before
    the organisations.
    """
    shown = False
    for words, names in _names_by_line(cells):
        at = [APPLICANTS.index("business" if n == ORGANISATIONS else n) for n in names]
        if at != sorted(at):
            return ApplicantHeader(tuple(words), set(names) == set(APPLICANTS))
        shown |= len(at) > 1 and at[0] == 0 and at[1] < len(APPLICANTS) - 1
    return ApplicantHeader((), shown)


def _names_by_line(cells: Sequence[Token]) -> Iterator[tuple[list[str], list[str]]]:
    """The words of each line, and the columns that they name."""
    for _, line in groupby(cells, key=lambda token: token.line):
        words = [word for token in line for word in _words(token)]
        yield words, [name for word in words for name in names_in(word)]


def is_by_height(text: str) -> bool:
    """Whether a header of table 三 was written down line by line through all its cells.

    A cell that spans several lines then comes after those that begin above its text: the order of
    names on different lines is not that of their columns.

    Parameters
    ----------
    text : str
        The header, from 申请人情况 or from before that.
    """
    return bool(_BY_HEIGHT.search(fold(text)))


def counted(cell: str) -> str | None:
    """Whose column a cell with a unit heads; None where it is not one name alone.

    Parameters
    ----------
    cell : str
        Text of the cell.
    """
    name = bare_name(cell)
    return applicant_of(name) if _NAME.fullmatch(name) else None


def _centred(names: Sequence[tuple[int, str]]) -> tuple[int, int] | None:
    """The lines of 法人或其他组织 and, below it, of 自然人 and 总计; None where they lie otherwise.

    Cells of several lines were set into their middle: the lines do not tell which name is first.
    """
    at = {"group" if "法人" in name else applicant_of(name): line for line, name in names}
    if not at.keys() >= {"natural_person", "total", "group"}:
        return None
    line = at["natural_person"]
    return (at["group"], line) if at["group"] < line == at["total"] else None


def _with_group(words: list[str], above: str, line: str) -> list[str]:
    """The names, 法人 where the longest rule is drawn on their line, or wide blanks show it to be.

    That rule is above the names of its kinds.
    """
    parts = list(_ON_ITS_LINE.finditer(line))
    rules = [m for m in parts if _DRAWN.fullmatch(m[0])]
    names = [m.start() for m in parts if m not in rules]
    if rules:
        before = sum(at < max(rules, key=lambda m: len(m[0])).start() for at in names)
    elif names and _WIDE.search(line[: names[-1]]):
        left = _width(above.partition("法")[0])
        before = sum(_width(line[:at]) < left for at in names)
    else:
        return words
    first = next((i for i, w in enumerate(words) if applicant_of(w)), 0)
    return [*words[: first + before], "法人", *words[first + before :]]


def _width(text: str) -> int:
    return sum(1 for _ in places(text))


def _are_figures(*texts: str) -> bool:
    return all(text.isdecimal() for text in texts)


def _words(token: Token) -> list[str]:
    """The words of a header's cell; one, where white space is inside a name."""
    one = _NAME.fullmatch(bare_name(token.text))
    return [fold(token.text)] if one else [fold(w) for w in _DRAWN.sub(" ", token.text).split()]


def _whole(words: Sequence[str]) -> list[str]:
    """The words, names that were cut in pieces put together again, each with its unit."""
    out: list[str] = []
    at = 0
    while at < len(words):
        if out and words[at][0] in "([【/":
            out[-1] += words[at]
            at += 1
            continue
        ends = range(min(len(words), at + _MOST_PIECES), at, -1)
        whole = (e for e in ends if e == at + 1 or _NAME.fullmatch("".join(words[at:e])))
        end = at + 1 if _NAME.fullmatch(words[at]) else next(whole)
        out.append("".join(words[at:end]))
        at = end
    return out
