"""Read the tables of flattened text: what a page keeps of them when it is saved as text.

One line holds one cell or one row.

A row is recognised by its label and holds what stands between it and the next label. Values are
never shifted: a row whose values cannot be put in columns for certain is ``unreadable``, with what
was printed.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from analysis.form import APPLICANTS, Form, get_form
from analysis.reading.blocks import Line
from analysis.recognising.characters import fold
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.gridded.headers import column_code
from analysis.recognising.labels import HEADERS, is_label, label_key, row_item, section_heading
from analysis.recognising.numbers import MARKS, read_cell, read_number
from analysis.recognising.rows import ROWS, Found

from .doubts import Doubts, broken_lines
from .header_rows import apply_headers
from .lost_labels import align
from .remedies import read_remedies
from .rows import Row, leads_of, merged, place, rows_of
from .separators import barred
from .short_rows import place_short_rows
from .spacing import Spacing, spacing_of
from .tokens import Token, has_lost_blanks, tokens_of

_APPLICANT_HEADERS = frozenset(["申请人情况", "自然人", "法人或其他组织", "商业企业", "科研机构"])
_DISCLOSURE_HEADERS = frozenset(
    h for h in HEADERS if re.search("件数|数量|金额|项目|信息内容|增/减", h)
)
# What every word looked for below has a part of, in either script.
_MAY_HEAD = re.compile("新|制|製|废|廢|有效|采|採|项|項|项|逾|收|总|總|對外|对外")
_AFTER_TABLES = ("五", "六")
_LONGEST = 60_000  # characters of a line that is looked at for labels
_SECOND_TABLE = (
    4  # so many rows after the last section are no prose: the file holds a second report
)
_FEWEST_WORDS = 3
_WORDS = re.compile("[\u4e00-\u9fff]{3}")
_MOST_LISTED = 6  # prose before the tables may list as many rows as table 二 has


class TwoReports(Exception):
    """The text holds the tables of more than one report."""


def detect_format(texts: Iterable[str]) -> str | None:
    """Tell the format by its column labels; None where the text holds no table 二.

    The year does not tell the format.

    Parameters
    ----------
    texts : iterable of str
        Lines of the document.
    """
    keys = "".join(
        label_key(text) for text in texts if len(text) < _LONGEST and _MAY_HEAD.search(text)
    )
    old = len(re.findall("本年新制作|本年新公开|对外公开总|上一年项目|采购项目数量", keys))
    new = len(re.findall("制发件数|废止件数|现行有效件|逾期不补正|未按收费通知", keys))
    if not old and not new:
        return None
    return "2019" if old > new else "2021"


def _is_value(token: Token, fmt: str) -> bool:
    """Whether a token can be the content of a cell.

    Empty, a mark, or short text with a digit that is no label.
    """
    if not token.text or token.text in MARKS:
        return True
    return (
        bool(re.search(r"\d", token.text))
        and len(token.text) <= 40
        and not is_label(token.text, fmt)
    )


def _run(tokens: list[Token], start: int, fmt: str) -> list[Token]:
    """The cell contents that follow position ``start``.

    Only those on the label's own line where the row is a line.
    """
    end = start
    while end < len(tokens) and _is_value(tokens[end], fmt):
        end += 1
    run = tokens[start:end]
    same = [t for t in run if start and t.line == tokens[start - 1].line]
    return same if (same and any(t.text for t in same)) or len(same) > 1 else run


def read_tables(
    lines: Sequence[Line], fmt: str, year: int | None = None
) -> tuple[Found, list[str], list[tuple[str, str, str]]]:
    """Every cell found, by code.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the text.
    fmt : {"2019", "2021"}
        Format of the form.
    year : int, optional
        The year reported on, if it is known; a number that is this year may be no figure.

    Returns
    -------
    found : dict
        ``code -> (status, printed, value, where)``; cells of rows that are not in the text are
        missing.
    notes : list of str
        Where evidence other than the print's own columns settled where numbers stand.
    """
    form, printed = get_form(fmt), lines
    lines = barred(lines, fmt)
    tokens = tokens_of(lines, fmt)
    broken = broken_lines(tokens)
    marks = {number for number, line in enumerate(lines, start=1) if "\f" in line.text}
    rows = _rows(tokens, lines, form)
    twice = _printed_twice(rows)
    extra = apply_headers(rows, tokens, form, year)
    extra += _extra_rows(rows, tokens, form)
    spacing = spacing_of(row_lines for row in rows if (row_lines := row.row_lines(marks)))
    found: Found = {}
    notes: list[str] = []
    glued = has_lost_blanks(lines)
    if glued:  # any of the numbers may be two
        broken |= {t.line for t in tokens if t.spaced}
    open_rows = _place_rows(
        [row for row in rows if row.table not in twice], spacing, marks, broken, found, notes, form
    )
    for row in rows:
        if row.table in twice:
            _store(found, form, row, None)
    usual = all(row.is_usual for row in rows if row.table == "requests")
    if usual and not glued:
        place_short_rows(rows, open_rows, found, notes, form)
    missing = [c for c in form.by_code if c.startswith("requests/") and c not in found]
    usual = usual and "requests" not in twice
    if missing and usual:
        labelled = {row.run[0].line: row.item for row in rows if row.table == "requests"}
        aligned = align(
            rows_of(tokens, len(APPLICANTS)), labelled, form, [line.text for line in lines]
        )
        if not aligned and (aligned := align(_sevens(tokens, form.code), labelled, form)):
            notes.append(
                "rows that have lost their labels: by the form's order, confirmed by every "
                "total of table 三"
            )
        # The whole table confirms them: a row with a label, doubted for the next one's being lost,
        # is told too.
        found |= {
            code: entry
            for code, entry in aligned.items()
            if code in missing or found[code][0] == "unreadable"
        }
    read_remedies(
        found, notes, form, lines, tokens, broken, spacing, lambda token: _is_value(token, fmt)
    )
    if tokens:
        last = next(x for x in reversed(printed) if x.where == tokens[-1].where)
        if last.text.rstrip()[-1:] not in "|｜│┃":
            _leave_cut(found, tokens[-1], form)
    return found, notes, extra


def _leave_cut(found: Found, last: Token, form: Form) -> None:
    """Leave open the number that a text ends with, which may be cut, unless a total confirms it."""
    mine = [c for c, e in found.items() if e[::3] == ("stated", last.where) and e[1] == last.text]
    if not mine or last.text == "0":
        return
    row, _, _ = mine[-1].rpartition("/")
    values = [found.get(f"{row}/{c}", ("", "", None))[2] for c in form.columns(*row.split("/"))]
    if row.startswith("disclosure") or not (values[-1] and row_adds_up(values)):
        found[mine[-1]] = ("unreadable", last.text, None, last.where)


def _headed(tokens: list[Token], lines: Sequence[Line]) -> set[int]:
    """Lines right below a header of table 二, and rows right below those: no prose stands there."""
    out: set[int] = set()
    rows = {t.line for t in tokens if t.spaced}
    under = False
    for number, line in enumerate(lines, start=1):
        words = line.text.split()
        if not words:
            continue
        if number in rows and under:
            out.add(number)
        else:
            head = fold(line.text).removeprefix("信息内容")
            under = len(head) <= 30 and column_code(head) is not None
    return out


def _extra_rows(rows: Sequence[Row], tokens: list[Token], form: Form) -> list[tuple[str, str, str]]:
    """Rows of figures among those of table 三 that the form does not have.

    Only where all rows of the form are there: else it may be one whose label was lost.
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


def _rows(tokens: list[Token], lines: Sequence[Line], form: Form) -> list[Row]:
    """Rows by their labels, each with what follows it.

    Prose may hold a row's words and a number on a line: such a line is none of a table, if it
    stands before the table's first header or after the heading of section five, and the table
    itself has rows.
    """
    rows: list[Row] = []
    for index, token in enumerate(tokens):
        for table in ("disclosure", "requests"):
            item = row_item(token.text, table, form.code) if token.text else None
            if item is None:
                continue
            run = _run(tokens, index + 1, form.code)
            if run:  # without values: the words of a label in prose, or a heading
                after = index + 1 + len(run)
                then = tokens[after].line if after < len(tokens) else None
                codes: list[str | None] = [
                    f"{table}/{item}/{column}" for column in form.columns(table, item)
                ]
                runs_on = (
                    bool(run)
                    and after < len(tokens)
                    and _is_value(tokens[after], form.code)
                    and bool(tokens[after].text)
                )
                lead = next(
                    n
                    for n in range(index + 1)
                    if n == index or tokens[index - n - 1].line != token.line
                )
                row = Row(table, item, codes, run, token, index, then, runs_on, lead)
                row.ends_text = after >= len(tokens)
                row.below = "" if row.ends_text else tokens[after].text
                rows.append(row)
    # Among rows with marks between their cells, one with blanks alone is prose.
    spaced = [r for r in rows if any(t.spaced for t in r.run)]
    headed = _headed(tokens, lines)
    if 3 * len(spaced) < len(rows):
        barred_items = {(r.table, r.item) for r in rows if r not in spaced}
        kept = [
            r
            for r in rows
            if r not in spaced
            or (r.label.line in headed and (r.table, r.item) not in barred_items and not r.lead)
        ]
    else:
        kept = rows
    before: list[Row] = []
    behind: list[Row] = []
    for table, headers in (("disclosure", _DISCLOSURE_HEADERS), ("requests", _APPLICANT_HEADERS)):
        first = next(
            (i for i, t in enumerate(tokens) if t.text and label_key(t.text) in headers), 0
        )
        end = _end_of_tables(tokens, lines, first, form.code)
        mine = [r for r in kept if r.table == table]
        if any(first < r.index < end for r in mine):
            before += [r for r in mine if r.index <= first and r.label.line not in headed]
            behind += [r for r in mine if r.index >= end]
    stray = (before if len(before) <= _MOST_LISTED else []) + (
        behind if len(behind) < _SECOND_TABLE else []
    )
    return [r for r in kept if r not in stray]


def _printed_twice(rows: list[Row]) -> set[str]:
    """Tables of which most rows stand twice with other figures: none of their rows can be told.

    A row whose label was lost once would be the other's.

    Raises
    ------
    TwoReports
        Where two tables do.
    """
    twice: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        twice.setdefault((row.table, row.item), []).append(row)
    out: dict[str, list[Row]] = {}
    pairs = [mine for mine in twice.values() if len(mine) > 1 and any(r.filled for r in mine)]
    differ = [mine for mine in pairs if len({tuple(t.text for t in r.filled) for r in mine}) > 1]
    if len(pairs) >= _SECOND_TABLE and 2 * len(differ) >= len(pairs):
        for mine in differ:
            out.setdefault(mine[0].table, mine)
    if len(out) > 1:
        first = differ[0]
        raise TwoReports(f"{first[0].label.text} at {first[0].where} and again at {first[1].where}")
    return set(out)


def _end_of_tables(tokens: list[Token], lines: Sequence[Line], first: int, fmt: str) -> int:
    start = tokens[first].line if tokens else 0
    for number in range(start, len(lines)):
        heading = section_heading(lines[number].text, fmt)
        if heading and heading[0] in _AFTER_TABLES:
            return next((i for i, t in enumerate(tokens) if t.line > number), len(tokens))
    return len(tokens)


def _place_rows(
    rows: list[Row],
    spacing: Spacing | None,
    marks: set[int],
    broken: set[int],
    found: Found,
    notes: list[str],
    form: Form,
) -> list[Row]:
    """Store rows whose columns the print tells; what is left is given back."""
    leads = leads_of(rows)
    doubts = Doubts(rows, spacing is not None, broken, form)
    left = []
    for row in rows:
        requests = row.table == "requests"
        by_spacing = False
        if doubts.words_within(row):
            _store(found, form, row, None)
            continue
        slots = place(row.run, len(row.codes), leads.get(row.shape, set()))
        if slots is None and doubts.is_cut(row):
            _store(found, form, row, row.filled)
            continue
        if not row.order_known:
            # Where all its cells say the same, their order does not matter; one cell may be two.
            same = slots is not None and len({t.text for t in slots}) == 1 < len(slots)
            _store(found, form, row, slots if same else None)
            continue
        if slots is None:
            slots = _by_spacing(row, spacing, marks)
            by_spacing = slots is not None
            if by_spacing:
                notes.append(
                    f"empty cells told by the empty lines: {row.table}/{row.item} ({row.where})"
                )
            elif requests:
                slots = merged(row)
        lost = (
            doubts.next_label_lost(row)
            or doubts.runs_into_remedies(row)
            or (doubts.shares_a_line(row) and not (slots and all(t.text for t in slots)))
        )
        row_lines = row.row_lines(marks)
        odd = (
            spacing is not None
            and row_lines is not None
            and len(row_lines.values) == row_lines.count
            and not spacing.regular(row_lines)
        )
        if slots and (
            lost
            or (
                (odd or doubts.of(row, slots, by_spacing))
                and not (requests and _confirmed(row, slots))
            )
        ):
            slots = None
        if slots is None and row.is_usual and requests and not lost and not doubts.numbers(row):
            left.append(row)
        _store(found, form, row, slots)
    return left


def _confirmed(row: Row, slots: list[Token]) -> bool:
    """Whether a row's own total confirms where its numbers stand.

    A sum of nothing confirms only a full row.
    """
    readings = [read_number(t.text) for t in slots]
    if any(r.status == "unreadable" for r in readings):
        return False
    values = [r.value for r in readings]
    by_code = dict(zip(row.codes, values, strict=True))
    total = by_code.get(f"requests/{row.item}/total")
    return row.adds_up(values) and (bool(total) or all(t.text for t in slots))


def _by_spacing(row: Row, spacing: Spacing | None, marks: set[int]) -> list[Token] | None:
    row_lines = row.row_lines(marks)
    columns = spacing.positions(row_lines) if spacing and row_lines else None
    if columns is None:
        return None
    filled = dict(zip(columns, row.filled, strict=True))
    empty = Token("", row.label.line, row.where)
    return [filled.get(column, empty) for column in range(len(row.codes))]


def _store(found: Found, form: Form, row: Row, slots: list[Token] | None) -> None:
    entries: Found = {}
    for position, code in enumerate(row.codes[: len(row.codes if slots is None else slots)]):
        if code is None:
            continue
        if slots is None:
            entries[code] = ("unreadable", row.printed, None, row.where)
        else:
            token = slots[position]
            unit = row.units[position] if row.units else ""
            status, value = read_cell(form.by_code[code], token.text, unit)
            entries[code] = (status, token.text, value, token.where)
    for code, entry in entries.items():
        before = found.get(code)
        if (
            before is not None
        ):  # a second row of one label: nobody can tell which holds, unless they say the same
            if before[:3] == entry[:3] and entry[0] != "unreadable":
                continue
            entry = ("unreadable", f"{before[1]} || {row.printed}", None, before[3])
        found[code] = entry


def _sevens(tokens: list[Token], fmt: str) -> list[list[Token]]:
    """Filled cells that follow each other seven by seven.

    What is left of rows when the labels between them are lost.
    """
    rows: list[list[Token]] = []
    for values, run in groupby(tokens, key=lambda t: _is_value(t, fmt)):
        filled = [t for t in run if t.text] if values else []
        if len(filled) % len(APPLICANTS) == 0:
            rows += [
                filled[i : i + len(APPLICANTS)] for i in range(0, len(filled), len(APPLICANTS))
            ]
    return rows
