"""Rows of renewed tables, and keys of pages, by the plainest way to say what they are."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.assessing.tabular import table_bytes
from analysis.running import renewal
from analysis.running.kept.lines import Lines, View

REPORTS = ["甲-2022", "甲-2023", "乙-2023", "丙-2023", "丁-2023"]
TEXTS = st.sampled_from(["", "1", "a\nb", 'say "x"', "甲，乙"])
ROWS = st.lists(st.tuples(st.sampled_from(REPORTS), TEXTS), max_size=14)


def frame(rows):
    return pd.DataFrame(rows, columns=["report", "text"], dtype="str")


@given(
    st.permutations(REPORTS).flatmap(lambda some: st.integers(1, 5).map(lambda n: some[:n])),
    st.sets(st.sampled_from(REPORTS)),
    ROWS,
    ROWS,
    st.sampled_from([0, 3, 100]),
)
def test_renewed_rows_are_those_of_each_report_in_turn(order, stale, before, new, pieces):
    """However a table is put together; also where reports left, and where there are no rows."""
    sides = frame(before), frame(new)
    wanted = [row for r in order for row in (new if r in stale else before) if row[0] == r]
    usual = renewal._PIECES
    try:
        renewal._PIECES = pieces
        found = renewal._rows_of(order, stale, *sides)
    finally:
        renewal._PIECES = usual
    pd.testing.assert_frame_equal(found, frame(wanted))


def view(tables):
    lines = {}
    for n, rows in enumerate(tables):
        table = frame(rows)
        lines[f"t{n}"] = Lines(table, table_bytes(f"t{n}", table), f"t{n}")
    return View(lines, REPORTS)


def seen(tables, reports):
    """What a page of some reports may see of tables."""
    return [[row for row in rows if row[0] in reports] for rows in tables]


@st.composite
def changed(draw, in_order):
    """Two tables, before and after a change of a row or two, or of none; and whose rows count."""
    before = [draw(ROWS), draw(ROWS)]
    after = [list(rows) for rows in before]
    for _ in range(draw(st.integers(0, 2))):
        rows = draw(st.sampled_from(after))
        at = draw(st.integers(0, len(rows)))
        rows[at : at + draw(st.integers(0, 1))] = draw(ROWS)[:1]
    if in_order:
        for rows in (*before, *after):
            rows.sort(key=lambda row: REPORTS.index(row[0]))
    reports = draw(st.lists(st.sampled_from(REPORTS), min_size=1, unique=True))
    return before, after, sorted(reports, key=REPORTS.index)


@given(changed(in_order=True))
def test_a_key_changes_where_what_is_seen_changes_and_nowhere_else(case):
    before, after, reports = case
    keys = [view(tables).digest(reports) for tables in (before, after)]
    assert (keys[0] != keys[1]) == (seen(before, reports) != seen(after, reports))


@given(changed(in_order=False))
def test_of_tables_in_any_order_a_key_changes_where_what_is_seen_changes(case):
    """Here it may change elsewhere too: a page is then made again for nothing."""
    before, after, reports = case
    keys = [view(tables).digest(reports) for tables in (before, after)]
    assert keys[0] != keys[1] or seen(before, reports) == seen(after, reports)
