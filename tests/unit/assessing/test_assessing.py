"""Indicators: parts of wholes with intervals, known only where their cells are."""

import csv
import io
import math
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import InputError, open_dataset
from analysis.assessing.indicators.compute import compute, definitions
from analysis.assessing.indicators.timeliness import days_to_limit
from analysis.assessing.statistics.intervals import newcombe, wilson
from analysis.form import get_form
from tests.support.paths import ROOT


def test_granted_of_xiangxiang(dataset):
    rows = dataset.indicators.set_index(["report", "indicator"]).loc[
        ("湘乡市自然资源局-2022", "granted")
    ]
    assert (rows["numerator"], rows["denominator"], rows["basis"]) == (24, 25, "stated")
    assert (round(rows["low"], 3), round(rows["high"], 3)) == (0.805, 0.993)
    assert rows["numerator_cells"] == ("requests/granted/total",)


def test_a_share_over_implied_cells_says_so(dataset):
    row = dataset.indicators.set_index(["report", "indicator"]).loc[
        ("上海市人民政府办公厅-2019", "granted")
    ]
    assert (row["numerator"], row["denominator"], row["basis"]) == (272, 805, "implied")


def cells_of(**values):
    form = get_form("2021")
    rows = [
        ("r", c.table, c.item, c.column, values.get(c.code.replace("/", "__"), 0))
        for c in form.cells
    ]
    frame = pd.DataFrame(rows, columns=["report", "table", "item", "column", "value"])
    frame["status"] = ["blank" if v is None else "stated" for v in frame["value"]]
    return frame.assign(value=pd.to_numeric(frame["value"]), implied=math.nan)


def one(frame, indicator):
    return compute(frame).set_index("indicator").loc[indicator]


def test_a_blank_part_makes_the_share_unknown_and_not_zero():
    row = one(cells_of(requests__concluded__total=10, requests__granted__total=None), "granted")
    assert row["basis"] == "none"
    assert math.isnan(row["estimate"])


def test_nothing_concluded_gives_no_share():
    row = one(cells_of(), "granted")
    assert math.isnan(row["estimate"])
    assert (row["numerator"], row["denominator"]) == (0, 0)


def test_a_part_greater_than_its_whole_gives_no_share():
    row = one(cells_of(requests__concluded__total=10, requests__granted__total=11), "granted")
    assert row["basis"] == "none"
    assert math.isnan(row["estimate"])


@given(st.integers(1, 5000), st.data())
def test_an_interval_holds_its_share(trials, data):
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


def test_the_interval_of_a_difference_as_published():
    # Newcombe 1998, table II, example (a): 56/70 against 48/80, method 10 gives 0.0524 to 0.3339.
    low, high = newcombe((48, 80), (56, 70))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_turning_a_comparison_round_turns_its_interval_round(a, m, b, n):
    a, b = min(a, m), min(b, n)
    low, high = newcombe((a, m), (b, n))
    back_low, back_high = newcombe((b, n), (a, m))
    assert (low, high) == pytest.approx((-back_high, -back_low))


@pytest.mark.parametrize(
    ("published", "scope", "days"),
    [
        ("2024-01-31", "agency", 0),
        ("2024-02-01T09:00", "agency", -1),
        ("2024-03-01", "territory", 30),
        ("", "agency", None),
        ("2024-01-01", "", None),
    ],
)
def test_days_to_the_legal_limit(published, scope, days):
    assert days_to_limit(published, 2023, scope) == days


@pytest.mark.parametrize("agency", ["清河县葛仙庄镇人民政府", "张贵庄街道办事处"])
def test_a_township_has_no_legal_limit(agency):
    assert days_to_limit("2024-03-01", 2023, "agency", agency) is None
    assert days_to_limit("2024-03-01", 2023, "agency", "清河县林业局") == -30


def test_every_indicator_warns_of_what_it_must_not_be_taken_for():
    for d in definitions():
        assert d.caveat["zh"]
        assert d.caveat["en"]


def test_tables_are_the_same_after_writing_and_opening(dataset, tmp_path):
    for name, content in dataset.to_csv().items():
        (tmp_path / name).write_bytes(content)
    opened = open_dataset(tmp_path)
    assert opened.to_csv() == dataset.to_csv()
    pd.testing.assert_frame_equal(opened.cells, dataset.cells)


def written(dataset, folder, change):
    """The tables of a dataset, `reports.csv` as a spreadsheet saves it again."""
    for name, content in dataset.to_csv().items():
        (folder / name).write_bytes(change(content) if name == "reports.csv" else content)
    return folder


def test_true_and_false_as_spreadsheets_write_them_are_the_same(dataset, tmp_path):
    def capitals(content):
        return b"\xef\xbb\xbf" + content.replace(b"True", b"TRUE").replace(b"False", b"FALSE")

    opened = open_dataset(written(dataset, tmp_path, capitals))
    pd.testing.assert_frame_equal(opened.reports, dataset.reports)
    assert opened.reports["transcription"].any()


def test_a_table_saved_in_another_encoding_or_with_another_truth_is_refused(dataset, tmp_path):
    with pytest.raises(InputError, match=r"reports\.csv is not UTF-8"):
        open_dataset(written(dataset, tmp_path, lambda c: c.decode("utf-8").encode("gb18030")))
    with pytest.raises(InputError, match="neither True nor False"):
        open_dataset(written(dataset, tmp_path, lambda c: c.replace(b"True", b"maybe")))


def saved(content, mark=",", before="", code="utf-8", change=lambda rows: rows):
    """A table as another program saves it."""
    out = io.StringIO(before)
    out.seek(0, io.SEEK_END)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    csv.writer(out, delimiter=mark).writerows(change(rows))
    return out.getvalue().encode(code)


def as_numbers(rows):
    return [[re.sub(r"^(2019|2021|\d{6})$", r"\1.0", text) for text in row] for row in rows]


@pytest.mark.parametrize(
    "how",
    [
        {"mark": ";", "before": "sep=;\r\n"},
        {"mark": "\t", "code": "utf-16"},
        {"change": lambda rows: [*rows, [""] * len(rows[0])]},
        {"change": as_numbers},
        {"change": lambda rows: [[f" {name.title()} " for name in rows[0]], *rows[1:]]},
    ],
    ids=["semicolons", "Unicode text", "a blank row", "codes as numbers", "names of columns"],
)
def test_a_table_is_the_same_however_a_spreadsheet_saved_it(dataset, tmp_path, how):
    opened = open_dataset(written(dataset, tmp_path, lambda content: saved(content, **how)))
    pd.testing.assert_frame_equal(opened.reports, dataset.reports)


def test_a_table_whose_rows_were_lost_or_doubled_is_refused(dataset, tmp_path):
    for name, content in dataset.to_csv().items():
        (tmp_path / name).write_bytes(content)
    cells, reports = tmp_path / "cells.csv", tmp_path / "reports.csv"
    whole, listed = cells.read_bytes(), reports.read_bytes()
    for content, words in (
        (whole[: len(whole) // 3], r"cells\.csv has \d+ cells of"),
        (whole[:-30], r"cells\.csv has \d+ cells of"),
        (whole + whole.split(b"\n", 1)[1], r"cells\.csv has \d+ cells of"),
        (b"", r"cells\.csv cannot be read: No columns"),
    ):
        cells.write_bytes(content)
        with pytest.raises(InputError, match=words):
            open_dataset(tmp_path)
    cells.write_bytes(whole)
    for content, words in (
        (listed.split(b"\n", 1)[0] + b"\n", "of which cells.csv has cells"),
        (listed + listed.split(b"\n", 1)[1], "twice"),
    ):
        reports.write_bytes(content)
        with pytest.raises(InputError, match=words):
            open_dataset(tmp_path)


def test_words_for_nothing_and_broken_numbers_are_named_with_their_column(dataset, tmp_path):
    def with_words(rows):
        return [[text or "NA" for text in row] for row in rows]

    with pytest.raises(InputError, match="holds 'NA'; write an empty cell"):
        open_dataset(written(dataset, tmp_path, lambda c: saved(c, change=with_words)))
    with pytest.raises(InputError, match=r"year holds '2023\.5', which is no whole number"):
        open_dataset(written(dataset, tmp_path, lambda c: c.replace(b",2023,", b",2023.5,", 1)))


def test_what_is_no_folder_is_told(dataset):
    for folder in (3, ["data/processed"]):
        with pytest.raises(InputError, match="is no folder"):
            open_dataset(folder)


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(InputError, match=r"reports\.csv is missing"):
        open_dataset(tmp_path)


@pytest.mark.parametrize(
    ("agency", "year", "says"),
    [
        ("湘乡自然资源局", 2022, "湘乡市自然资源局"),
        ("湘乡市自然资源局", 2021, "Years loaded: 2022"),
        (None, None, "Give both"),
        ("湘乡市自然资源局", "二〇二二", "is no year"),
        ("湘乡市自然资源局", 2022.7, "is no year"),
        (["湘乡市自然资源局"], 2022, "is no name of an agency"),
    ],
)
def test_an_unknown_report_is_refused_with_those_that_are_near(dataset, agency, year, says):
    with pytest.raises(InputError, match=says):
        dataset.select(agency, year)


def test_blanks_around_a_name_are_no_part_of_it_whoever_left_them(dataset):
    agency, year = dataset.reports.loc[0, ["agency", "year"]]
    spaced = dataset.reports.assign(agency=dataset.reports["agency"] + " ")
    for data in (dataset, replace(dataset, reports=spaced)):
        assert data.select(f" {agency} ", year) == dataset.reports["report"].iloc[0]


def test_tables_that_nobody_named_are_named_when_they_are_opened(tmp_path, monkeypatch, capsys):
    """A notebook with `data = None` did not say which it took."""
    shutil.copytree(ROOT / "data" / "processed", tmp_path / "data" / "processed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOUJI_LANG", "en")
    open_dataset()
    assert str(Path("data", "processed")) in capsys.readouterr().err
    open_dataset("data/processed")
    assert capsys.readouterr().err == ""


def test_a_year_of_thousands_of_digits_is_none_that_is_loaded():
    """Python reads no number so long: that ended in a traceback."""
    data = open_dataset(ROOT / "data" / "processed")
    with pytest.raises(InputError, match="No report of"):
        data.select(data.reports["agency"].iloc[0], "2" * 5000)
