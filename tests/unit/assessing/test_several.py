"""Several texts of a cell: a tuple in memory, one text in a file, parted and joined in one place."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis import open_dataset
from analysis.assessing.dataset import Dataset
from analysis.assessing.flat import JOINED, flat, unflat
from analysis.assessing.metadata import tables
from analysis.assessing.opening import _parse, parsed_parquet
from analysis.assessing.tabular import SCHEMA, Table, table_bytes, typed
from analysis.publishing.export.write import to_parquet

COLUMNS = [(table, column) for table, columns in JOINED.items() for column in columns]
CODES = st.lists(st.sampled_from(["requests/received/total", "a=1", "–", "甲", "第 3 行"]))


@pytest.fixture(scope="module")
def shipped():
    return open_dataset("data/processed")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_each_such_column_of_the_shipped_tables_holds_tuples_of_texts(shipped, table, column):
    cells = getattr(shipped, table)[column].tolist()
    assert all(type(cell) is tuple for cell in cells)
    assert all(isinstance(text, str) for cell in cells for text in cell)
    assert SCHEMA[table][column] == "string"  # in a file


@pytest.mark.parametrize("table", sorted({table for table, _ in COLUMNS}))
def test_what_is_opened_is_written_again_with_the_same_bytes(shipped, table):
    content = Path(f"data/processed/{table}.csv").read_bytes()
    assert table_bytes(table, getattr(shipped, table)) == content


def test_cells_of_a_finding_can_be_counted_without_knowing_how_a_file_joins_them(shipped):
    several = shipped.findings.explode("cells")["cells"].dropna()
    assert len(several) == sum(map(len, shipped.findings["cells"]))
    assert several.str.count("/").isin([1, 2]).all()  # a figure of the prose, or a cell


@given(st.lists(st.tuples(CODES, CODES)))
def test_a_table_comes_back_from_csv_and_from_parquet_as_it_was(cells):
    rows = [{"report": "甲-2023", "cells": a, "corrected": b} for a, b in cells]
    frame = Table("findings", rows).frame()
    assert frame["cells"].tolist() == [tuple(a) for a, _ in cells]
    for opened in (
        _parse("findings", table_bytes("findings", frame)),
        parsed_parquet("findings", to_parquet("findings", frame)),
        unflat("findings", flat("findings", frame)),
    ):
        pd.testing.assert_frame_equal(opened, frame)


def test_sections_keep_the_semicolon_without_a_space_that_they_have_in_files():
    frame = typed("reports", pd.DataFrame({"sections": [["一", "二"], [], None]}).assign(year=2023))
    assert frame["sections"].tolist() == [("一", "二"), (), ()]
    assert flat("reports", frame)["sections"].tolist() == ["一;二", "", ""]


def test_a_text_as_files_have_it_is_never_gone_through_letter_by_letter(shipped):
    texts = flat("findings", shipped.findings)
    assert texts["cells"].str.contains("; ").any()
    as_objects = texts.astype(object)
    for data in (Dataset(findings=texts), replace(shipped, findings=as_objects)):
        assert data.findings["cells"].tolist() == shipped.findings["cells"].tolist()


@pytest.mark.parametrize("own", [["requests/a/b", "requests/c/d"], "requests/a/b; requests/c/d"])
def test_a_row_of_the_user_s_among_others_is_several_texts_too(shipped, own):
    """Rows that a notebook adds may have a list, the text of a file, or nothing at all."""
    rows = pd.DataFrame([{"report": "甲-2023", "cells": own}, {"report": "甲-2023"}])
    mixed = pd.concat([shipped.findings, rows], ignore_index=True)
    data = replace(shipped, findings=mixed)
    assert data.findings["cells"].tolist() == [
        *shipped.findings["cells"],
        ("requests/a/b", "requests/c/d"),
        (),
    ]
    assert mixed["cells"].iloc[-2] == own
    assert flat("findings", mixed)["cells"].tolist()[-2:] == ["requests/a/b; requests/c/d", ""]


def test_a_repair_of_one_blank_cell_goes_on_having_a_print_for_it():
    rows = [
        {"cells": ["remedies/review/other"], "printed": [""], "implied": ["3"]},
        {"cells": ["remedies/review/other", "remedies/review/total"], "printed": ["", ""]},
        {"cells": [], "printed": []},
    ]
    frame = Table("repairs", ({"rank": 1, **row} for row in rows)).frame()
    opened = _parse("repairs", table_bytes("repairs", frame))
    assert opened["printed"].tolist() == [("",), ("", ""), ()]
    assert len(opened[:1].explode(["cells", "printed", "implied"])) == 1


def test_what_is_written_leaves_the_table_in_memory_alone(shipped):
    before = shipped.repairs.copy()
    shipped.to_csv()
    pd.testing.assert_frame_equal(shipped.repairs, before)


def test_every_column_that_says_joined_is_declared_and_no_other():
    """``statements.figure`` alone is made as one text by reading, and nothing takes it apart."""
    said = {
        (name, column)
        for name, table in tables().items()
        for column, (_, english, _) in table["columns"].items()
        if re.search(r"joined by|code=value|in the same order|Those of them", english)
    }
    assert said - set(COLUMNS) == {("statements", "figure")}


def test_nothing_else_parts_such_texts():
    home = Path(analysis.__file__).parent
    rooms = ("checking", "assessing", "telling", "publishing", "running", "cli")
    found = [p for room in rooms for p in home.glob(f"{room}/**/*.py")]
    parting = [p.name for p in found if '.split("; ")' in p.read_text(encoding="utf-8")]
    assert found
    assert parting == []
