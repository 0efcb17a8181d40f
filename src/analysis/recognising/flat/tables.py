"""Read the tables of flattened text: what a page keeps of them when it is saved as text.

One line holds one cell or one row.

A row is recognised by its label and holds what stands between it and the next label. Values are
never shifted: a row whose values cannot be put in columns for certain is ``unreadable``, with what
was printed.
"""

import re
from collections.abc import Iterable, Sequence

from analysis.form import APPLICANTS, Form, get_form
from analysis.reading.blocks import Line
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.labels import label_key
from analysis.recognising.rows import Found

from .find_rows import extra_rows, find_rows, rows_without_labels, tables_twice
from .header_rows import apply_headers, is_usual_above
from .lost_labels import align
from .parted_numbers import broken_lines, parted_lines
from .place_rows import place_rows, store
from .reading_order import read_in_order
from .remedies import read_remedies
from .rows import rows_of
from .separators import barred
from .short_rows import place_short_rows
from .spacing import spacing_of
from .tokens import Token, has_lost_blanks, has_parted_numbers, tokens_of

# What every word looked for below has a part of, in either script.
_MAY_HEAD = re.compile("新|制|製|废|廢|有效|采|採|项|項|项|逾|收|总|總|對外|对外")
_LONGEST = 60_000  # characters of a line that is looked at for labels


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
    rows = find_rows(tokens, lines, form)
    twice = tables_twice(rows)
    extra = apply_headers(rows, tokens, form, year, printed)
    extra += extra_rows(rows, tokens, form)
    spacing = spacing_of(row_lines for row in rows if (row_lines := row.row_lines(marks)))
    found: Found = {}
    notes: list[str] = []
    glued = has_lost_blanks(lines)
    # Any of the numbers may be two, or a part of one.
    if glued or any(has_parted_numbers(x.text) for x in lines):
        broken |= {t.line for t in tokens if t.spaced}
    else:
        broken |= parted_lines(rows, tokens, lines, fmt)
    open_rows = place_rows(
        [row for row in rows if row.table not in twice], spacing, marks, broken, found, notes, form
    )
    for row in rows:
        if row.table in twice:
            store(found, form, row, None)
    usual = all(row.is_usual for row in rows if row.table == "requests")
    if usual and not glued:
        place_short_rows(rows, open_rows, found, notes, form)
    missing = [c for c in form.by_code if c.startswith("requests/") and c not in found]
    usual = usual and "requests" not in twice
    if missing and usual:
        labelled = {row.run[0].line: row.item for row in rows if row.table == "requests"}
        lines_of_seven = rows_of(tokens, len(APPLICANTS))
        aligned = align(lines_of_seven, labelled, form, [line.text for line in lines])
        if aligned and not labelled and not is_usual_above(lines_of_seven[0][0], tokens, printed):
            aligned = {}
        unlabelled = [] if aligned else rows_without_labels(tokens, fmt)
        if unlabelled and (aligned := align(unlabelled, labelled, form)):
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
    ragged = any(not r.one_line and r.filled and len(r.fields) < len(r.codes) for r in rows)
    read_remedies(found, notes, form, lines, tokens, broken, spacing, ragged)
    if not glued and 2 * sum(e[0] == "stated" for e in found.values()) < len(form.cells):
        in_order = read_in_order(printed, form, year)
        if all(found[c][1:3] == e[1:3] for c, e in in_order.items() if _is_stated(found, c)):
            found |= in_order
    if tokens:
        last = next(x for x in reversed(printed) if x.where == tokens[-1].where)
        if last.text.rstrip()[-1:] not in "|｜│┃":
            _leave_cut(found, tokens[-1], form)
    return found, notes, extra


def _is_stated(found: Found, code: str) -> bool:
    return code in found and found[code][0] == "stated"


def _leave_cut(found: Found, last: Token, form: Form) -> None:
    """Leave open the number that a text ends with, which may be cut, unless a total confirms it."""
    mine = [c for c, e in found.items() if e[::3] == ("stated", last.where) and e[1] == last.text]
    if not mine or last.text == "0":
        return
    row, _, _ = mine[-1].rpartition("/")
    values = [found.get(f"{row}/{c}", ("", "", None))[2] for c in form.columns(*row.split("/"))]
    if row.startswith("disclosure") or not (values[-1] and row_adds_up(values)):
        found[mine[-1]] = ("unreadable", last.text, None, last.where)
