"""Put the cells of found rows in columns, where the print tells them for certain."""

from analysis.form import Form
from analysis.recognising.numbers import read_cell, read_number
from analysis.recognising.rows import Found

from .doubts import Doubts
from .rows import Row, leads_of, merged, place
from .spacing import Spacing
from .tokens import Token


def place_rows(
    rows: list[Row],
    spacing: Spacing | None,
    marks: set[int],
    broken: set[int],
    found: Found,
    notes: list[str],
    form: Form,
) -> list[Row]:
    """Store rows whose columns the print tells; what is left is given back.

    Parameters
    ----------
    rows : list of Row
        The rows found.
    spacing : Spacing or None
        The rhythm of the empty lines, where there is one.
    marks : set of int
        Lines on which a page ends.
    broken : set of int
        Lines whose numbers may have lost a part.
    found : Found
        The cells found so far; those of the rows are added.
    notes : list of str
        Where evidence other than columns settled where numbers stand; more is added.
    form : Form
        Format of the form.
    """
    leads = leads_of(rows)
    doubts = Doubts(rows, spacing is not None, broken, form)
    left = []
    for row in rows:
        requests = row.table == "requests"
        by_spacing = False
        if row.contested or doubts.words_within(row):
            store(found, form, row, None)
            continue
        slots = place(row.run, len(row.codes), leads.get(row.shape, set()))
        if slots is None and doubts.is_cut(row):
            store(found, form, row, row.filled)
            continue
        if not row.order_known:
            # Where all its cells say the same, their order does not matter; one cell may be two.
            same = slots is not None and len({t.text for t in slots}) == 1 < len(slots)
            store(found, form, row, slots if same else None)
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
        lost = lost or (slots is not None and doubts.may_be_of_a_column(row, slots))
        if slots and not (lost or doubts.may_be_shifted(row, slots)):
            doubted = _breaks_rhythm(row, spacing, marks) or doubts.of(row, slots, by_spacing)
            if doubted and not (requests and _confirmed(row, slots)):
                slots = None
        elif slots:
            slots = None
        if slots is None and row.is_usual and requests and not lost and not doubts.numbers(row):
            left.append(row)
        store(found, form, row, slots)
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


def _breaks_rhythm(row: Row, spacing: Spacing | None, marks: set[int]) -> bool:
    """Whether a row has all its lines, and they are not as far apart as those of the others."""
    lines = row.row_lines(marks)
    if spacing is None or lines is None or len(lines.values) != lines.count:
        return False
    return not spacing.regular(lines)


def _by_spacing(row: Row, spacing: Spacing | None, marks: set[int]) -> list[Token] | None:
    row_lines = row.row_lines(marks)
    columns = spacing.positions(row_lines) if spacing and row_lines else None
    if columns is None:
        return None
    filled = dict(zip(columns, row.filled, strict=True))
    empty = Token("", row.label.line, row.where)
    return [filled.get(column, empty) for column in range(len(row.codes))]


def store(found: Found, form: Form, row: Row, slots: list[Token] | None) -> None:
    """Store the cells of a row.

    Parameters
    ----------
    found : Found
        The cells found so far; those of the row are added.
    form : Form
        Format of the form.
    row : Row
        The row.
    slots : list of Token or None
        What stands in each of its columns; None where that is not certain.
    """
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
        # Of a second row of one label nobody can tell which holds, unless they say the same.
        if before is not None:
            if before[:3] == entry[:3] and entry[0] != "unreadable":
                continue
            entry = ("unreadable", f"{before[1]} || {row.printed}", None, before[3])
        found[code] = entry
