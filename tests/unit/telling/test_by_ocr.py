"""Figures recognised from a picture say so wherever they go: tables, sentences, comparisons."""

import pandas as pd
import pytest

from analysis.assessing.dataset import Dataset
from analysis.assessing.opening import open_dataset
from analysis.checking import check_reports
from analysis.recognising import Report
from analysis.running.tables import build_dataset
from analysis.telling import tables
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.brief.sums import pooled, total
from analysis.telling.comparison import Comparison
from analysis.telling.view import ReportView
from analysis.telling.views import Views
from analysis.telling.wording import legends, marks
from tests.support.rule_cases import made

AGENCY, OTHER = "某县林业局", "某县水利局"
SCANNED = "requests/granted/"


def scanned(agency: str, prefix: str, **cells: object) -> Report:
    """A report of which the cells whose code begins so were recognised from a picture."""
    report = made(
        {"requests/refused.other_law/natural_person": 0, **cells}, agency=agency, year=2023
    )
    frame: pd.DataFrame = report.cells.copy()
    codes = frame["table"] + "/" + frame["item"] + "/" + frame["column"]
    mine = codes.str.startswith(prefix)
    frame.loc[mine, "where"] = "picture of page 1, table 1, row 1, column 1 [1 2 3 4]"
    report.cells = frame
    return report


@pytest.fixture(scope="module")
def data() -> Dataset:
    reports = [scanned(AGENCY, SCANNED), scanned(OTHER, "none of them")]
    return build_dataset(reports, check_reports(reports))


def test_the_tables_carry_it(data: Dataset, tmp_path) -> None:
    for name, content in data.to_csv().items():
        (tmp_path / name).write_bytes(content)
    again = open_dataset(tmp_path)
    cells = again.cells[again.cells["read_by"] == "ocr"]
    assert set(cells["report"]) == {f"{AGENCY}-2023"}
    assert set(cells["item"]) == {"granted"}
    rows = again.rows("indicators", f"{AGENCY}-2023").set_index("indicator")["read_by"]
    assert rows["granted"] == "ocr"
    assert rows["received"] == ""
    assert (again.rows("indicators", f"{OTHER}-2023")["read_by"] == "").all()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_and_tables_mark_it_and_say_what_the_mark_means(data: Dataset, lang: str) -> None:
    page = Assessment(data, AGENCY, 2023, lang)
    said = {s.id: s for s in page.sentences()}
    assert "※" in said["check.read_by_ocr"].text
    assert {ref.code.rsplit("/", 1)[0] for ref in said["check.read_by_ocr"].cells} == {
        "requests/granted"
    }
    view = ReportView(data, f"{AGENCY}-2023", lang)
    assert marks(view.shares["granted"], lang) == "※"
    assert marks(view.shares["received"], lang) == ""
    shown = tables.statutory(view, "requests").text
    assert shown.count("※</td>") == 7
    assert legends(shown, lang)[0] in shown
    other = Assessment(data, OTHER, 2023, lang)
    assert not any("※" in s.text for s in other.sentences())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_comparisons_and_sums_over_agencies_mark_it(data: Dataset, lang: str) -> None:
    told = Comparison(data, [f"{AGENCY}-2023", f"{OTHER}-2023"], lang)
    caution = next(s.text for s in told.sentences() if s.id == "caution.ocr")
    assert (AGENCY if lang == "zh" else "※") in caution
    views = Views(data, lang).load()
    assert {v.id for v in views if v.marked["ocr"]} == {f"{AGENCY}-2023"}
    both = total(views, "requests/granted/total")
    assert marks(both.amount, lang) == "※"
    assert marks(total(views, "requests/received/total").amount, lang) == ""
    assert marks(pooled(views, "granted").share, lang) == "※"


def test_what_is_implied_beside_recognised_cells_is_of_the_picture_too() -> None:
    report = scanned(AGENCY, SCANNED, **{"requests/received/total": ""})
    data = build_dataset([report], check_reports([report]))
    cells = data.cells.set_index(["item", "column"])
    assert cells.loc[("received", "total"), "read_by"] == "ocr"
    assert cells.loc[("received", "business"), "read_by"] == ""
    view = ReportView(data, f"{AGENCY}-2023", "zh")
    assert marks(view.amount("requests/received/total"), "zh") == "†※"


def test_a_sign_in_a_quoted_sentence_is_no_mark() -> None:
    assert legends("※备注：共3件", "zh") == []
    assert legends("3※", "zh") != []
