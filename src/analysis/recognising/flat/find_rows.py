"""The rows of a text: the labels of the form in it, and the cells that follow each of them."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from analysis.form import APPLICANTS, Form
from analysis.reading.blocks import Line
from analysis.recognising.characters import fold
from analysis.recognising.gridded.headers import column_code
from analysis.recognising.labels import HEADERS, is_label, label_key, row_item, section_heading
from analysis.recognising.rows import ROWS

from .rows import Row
from .tokens import Token, is_value
from .whose import are_before_labels, may_be_of_another

_APPLICANT_HEADERS = frozenset(["申请人情况", "自然人", "法人或其他组织", "商业企业", "科研机构"])
_DISCLOSURE_HEADERS = frozenset(
    h for h in HEADERS if re.search("件数|数量|金额|项目|信息内容|增/减", h)
)
_AFTER_TABLES = ("五", "六")
# So many rows after the last section are no prose: the file holds a second report.
SECOND_TABLE = 4
_FEWEST_ROWS = 3  # that show a table whose header is not in the text
_FEWEST_WORDS = 3
_LONGEST_HEADER = 30  # characters
_WORDS = re.compile("[\u4e00-\u9fff]{3}")
# What a cell of a row's line may hold that is no figure: it ends the row no more than one does.
_GARBLED = re.compile("[^\u4e00-\u9fff\\s]{1,4}")
_MOST_LISTED = 6  # prose before the tables may list as many rows as table 二 has


class TwoReports(Exception):
    """The text holds the tables of more than one report."""


def _run(tokens: list[Token], start: int, fmt: str) -> list[Token]:
    """The cells that follow the label before position ``start``.

    Where some of them are on the label's own line, a row is a line, and the others are not its own.
    """
    end, line = start, tokens[start - 1].line if start else 0
    while end < len(tokens) and (
        is_value(tokens[end], fmt)
        or (tokens[end].line == line and _GARBLED.fullmatch(tokens[end].text))
    ):
        end += 1
    run = tokens[start:end]
    on_line = [t for t in run if t.line == line]
    return on_line if any(t.text for t in on_line) or len(on_line) > 1 else run


def _headed(tokens: list[Token], lines: Sequence[Line]) -> set[int]:
    """Lines right below a header of table 二, and rows right below those: no prose stands there."""
    found: set[int] = set()
    rows = {t.line for t in tokens if t.spaced}
    is_below_header = False
    for number, line in enumerate(lines, start=1):
        if not line.text.strip():
            continue
        if number in rows and is_below_header:
            found.add(number)
        else:
            head = fold(line.text).removeprefix("信息内容")
            is_below_header = len(head) <= _LONGEST_HEADER and column_code(head) is not None
    return found


def extra_rows(rows: Sequence[Row], tokens: list[Token], form: Form) -> list[tuple[str, str, str]]:
    """Rows of figures among those of table 三 that the form does not have.

    Only where all rows of the form are there: else it may be one whose label was lost.

    Parameters
    ----------
    rows : sequence of Row
        The rows found.
    tokens : list of Token
        The cells of the text.
    form : Form
        Format of the form.
    """
    mine = {r.index: r for r in rows if r.table == "requests"}
    if {r.item for r in mine.values()} != set(form.items("requests")):
        return []
    out = []
    for index in range(min(mine), max(mine)):
        token = tokens[index]
        plain = len(token.text) < _FEWEST_WORDS or token.text.isdecimal() or index in mine
        if plain or not _WORDS.search(token.text) or is_label(token.text, form.code):
            continue
        run = [t for t in _run(tokens, index + 1, form.code) if t.text]
        if len(run) >= len(APPLICANTS):
            out.append((ROWS, token.text, token.where))
    return out


def find_rows(tokens: list[Token], lines: Sequence[Line], form: Form) -> list[Row]:
    """Rows by their labels, each with what follows it.

    Prose may hold a row's words and a number on a line. A row is told by its place: between the
    first header of its table and the heading of section five where rows stand there, else among
    other rows. One whose label stands elsewhere in the table too, with nothing after it, is
    contested.

    Parameters
    ----------
    tokens : list of Token
        The cells of the text.
    lines : sequence of Line
        Its lines.
    form : Form
        Format of the form.
    """
    labelled = _labelled(tokens, form)
    empty = [row for row in labelled if not row.run]
    headed = _headed(tokens, lines)
    filled = _with_marks([row for row in labelled if row.run], headed)
    prose: set[Row] = set()
    for table, headers in (("disclosure", _DISCLOSURE_HEADERS), ("requests", _APPLICANT_HEADERS)):
        mine = [r for r in filled if r.table == table]
        bare = [r for r in empty if r.table == table]
        first = next((i for i, t in enumerate(tokens) if label_key(t.text) in headers), None)
        if first is None and len({r.item for r in (*mine, *bare)}) < _FEWEST_ROWS:
            prose.update(mine)
            continue
        first = first or 0
        end = _end_of_tables(tokens, lines, first, form.code)
        if any(first < r.index < end for r in (*mine, *bare)):
            before = [r for r in mine if r.index <= first and r.label.line not in headed]
            behind = [r for r in mine if r.index >= end]
            prose.update(before if len(before) <= _MOST_LISTED else ())
            prose.update(behind if len(behind) < SECOND_TABLE else ())
        without = {r.item for r in bare if first < r.index < end}
        shifted = are_before_labels(mine, tokens, form.code)
        for row in mine:
            own = not shifted and not may_be_of_another(row, tokens, lines, form.code)
            row.contested = row.item in without or not own
    return [row for row in filled if row not in prose]


def _labelled(tokens: list[Token], form: Form) -> list[Row]:
    """Rows by their labels; without values where a label stands on a line of its own."""
    rows: list[Row] = []
    on_line = Counter(t.line for t in tokens if t.text)
    for index, token in enumerate(tokens):
        for table in ("disclosure", "requests"):
            item = row_item(token.text, table, form.code) if token.text else None
            if item is None:
                continue
            run = _run(tokens, index + 1, form.code)
            if not run and (on_line[token.line] > 1 or label_key(token.text) in HEADERS):
                continue  # the words of a label among others
            after = index + 1 + len(run)
            row = Row(
                table,
                item,
                codes=[f"{table}/{item}/{column}" for column in form.columns(table, item)],
                run=run,
                label=token,
                index=index,
                then=tokens[after].line if after < len(tokens) else None,
            )
            row.ends_text = after >= len(tokens)
            row.below = "" if row.ends_text else tokens[after].text
            row.runs_on = bool(row.below) and is_value(tokens[after], form.code)
            while row.lead < index and tokens[index - row.lead - 1].line == token.line:
                row.lead += 1
            rows.append(row)
    return rows


def _with_marks(rows: list[Row], headed: set[int]) -> list[Row]:
    """Leave out rows with blanks alone between their cells, where most rows have marks there.

    Such a row is prose, unless it stands right below a header and no other row is of its label.
    """
    spaced = {r for r in rows if any(t.spaced for t in r.run)}
    if 3 * len(spaced) >= len(rows):
        return rows
    barred = {(r.table, r.item) for r in rows if r not in spaced}
    return [
        r
        for r in rows
        if r not in spaced
        or (
            r.table == "disclosure"
            and r.label.line in headed
            and (r.table, r.item) not in barred
            and not r.lead
        )
    ]


def tables_twice(rows: list[Row]) -> set[str]:
    """Tables of which most rows stand twice with other figures: none of their rows can be told.

    A row whose label was lost once would be the other's.

    Parameters
    ----------
    rows : list of Row
        The rows found.

    Raises
    ------
    TwoReports
        Where two tables do.
    """
    twice: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        twice.setdefault((row.table, row.item), []).append(row)
    tables: dict[str, list[Row]] = {}
    pairs = [mine for mine in twice.values() if len(mine) > 1 and any(r.filled for r in mine)]
    differ = [mine for mine in pairs if len({tuple(t.text for t in r.filled) for r in mine}) > 1]
    if len(pairs) >= SECOND_TABLE and 2 * len(differ) >= len(pairs):
        for mine in differ:
            tables.setdefault(mine[0].table, mine)
    if len(tables) > 1:
        first = differ[0]
        raise TwoReports(f"{first[0].label.text} at {first[0].where} and again at {first[1].where}")
    return set(tables)


def _end_of_tables(tokens: list[Token], lines: Sequence[Line], first: int, fmt: str) -> int:
    start = tokens[first].line if tokens else 0
    for number in range(start, len(lines)):
        heading = section_heading(lines[number].text, fmt)
        if heading and heading[0] in _AFTER_TABLES:
            return next((i for i, t in enumerate(tokens) if t.line > number), len(tokens))
    return len(tokens)


def rows_without_labels(tokens: list[Token], fmt: str) -> list[list[Token]]:
    """Filled cells that follow each other seven by seven.

    What is left of rows when the labels between them are lost.

    Parameters
    ----------
    tokens : list of Token
        The cells of the text.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    rows: list[list[Token]] = []
    for values, run in groupby(tokens, key=lambda t: is_value(t, fmt)):
        filled = [t for t in run if t.text] if values else []
        if len(filled) % len(APPLICANTS) == 0:
            rows += [
                filled[i : i + len(APPLICANTS)] for i in range(0, len(filled), len(APPLICANTS))
            ]
    return rows
