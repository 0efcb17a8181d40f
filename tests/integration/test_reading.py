"""Files to reports: layouts, encodings, transcriptions, and files that are none."""

import csv
import io
import re

import pytest
from openpyxl import Workbook, load_workbook

from analysis import InputError, load_reports, read_report
from analysis.form import get_form
from analysis.recognising.transcription import template_csv, template_xlsx
from tests.support.layouts import figures, flattened, transcription


def values(report):
    return {f"{c.table}/{c.item}/{c.column}": c.value for c in report.cells.itertuples()}


@pytest.mark.parametrize("fmt", ["2019", "2021"])
def test_flattened_text_gives_every_cell_with_its_line(tmp_path, fmt):
    cells = figures(fmt)
    text = flattened(cells, fmt)
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    report = read_report(path)
    assert (report.format, report.agency, report.year, report.published) == (
        fmt,
        "某县林业局",
        2023,
        "2024-01-20",
    )
    assert [s.number for s in report.sections] == list("一二三四五六")
    assert values(report) == cells
    lines = text.splitlines()
    for cell in report.cells.itertuples():
        assert lines[int(cell.where.removeprefix("line ")) - 1] == f"{cell.printed} |"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_does_not_matter(tmp_path, encoding):
    path = tmp_path / "report.txt"
    path.write_text(flattened(figures()), encoding=encoding)
    assert values(read_report(path)) == figures()


def test_what_is_not_a_number_stays_as_printed(tmp_path):
    cells = figures(
        requests__granted__total="9?",
        requests__received__research="/",
        disclosure__licences__decisions="",
    )
    path = tmp_path / "report.txt"
    path.write_text(flattened(cells), encoding="utf-8")
    report = read_report(path)
    by_code = report.cells.set_index(
        report.cells["table"] + "/" + report.cells["item"] + "/" + report.cells["column"]
    )
    assert tuple(by_code.loc["requests/received/research", ["status", "printed"]]) == ("mark", "/")
    assert by_code.loc["disclosure/licences/decisions", "status"] == "blank"
    assert by_code.loc["requests/granted/total", "status"] == "unreadable"
    assert "requests.legible" in set(report.findings["rule"])


def test_a_row_that_is_short_is_unreadable_and_never_shifted(tmp_path):
    lines = flattened(figures()).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("（一）予以公开"))
    path = tmp_path / "report.txt"
    path.write_text("\n".join(lines[: at + 1] + lines[at + 2 :]), encoding="utf-8")
    report = read_report(path)
    row = report.cells[report.cells["item"] == "granted"]
    assert set(row["status"]) == {"unreadable"}
    # A text that lost a line may have broken a number in two elsewhere: in the rows of table 二 that
    # have several columns no sum would tell, so they stay open too.
    wide = report.cells.groupby(["table", "item"])["column"].transform("count") > 1
    open_too = wide & (report.cells["table"] == "disclosure")
    rest = report.cells[(report.cells["item"] != "granted") & ~open_too]
    assert set(rest["status"]) == {"stated"}
    assert set(report.cells.loc[open_too, "status"]) == {"unreadable"}


@pytest.mark.parametrize("fmt", ["2019", "2021"])
def test_a_filled_template_is_read_back_from_csv_and_xlsx(tmp_path, fmt):
    cells = figures(fmt)
    rows = transcription(
        cells, fmt, agency="某县林业局", year="2023", scope="agency", sections="一二三四五六"
    )
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    (tmp_path / "a.csv").write_text(out.getvalue(), encoding="utf-8-sig")
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    for name in ("a.csv", "b.xlsx"):
        report = read_report(tmp_path / name)
        assert values(report) == cells
        assert report.transcription
        assert list(report.findings["rule"]) == []


@pytest.mark.parametrize("fmt", ["2019", "2021"])
def test_an_empty_template_names_every_row_of_the_form(fmt):
    rows = list(csv.reader(io.StringIO(template_csv(fmt).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(template_xlsx(fmt))).active
    keys = {f"{c.table}/{c.item}" for c in get_form(fmt).cells}
    assert keys == {row[0] for row in rows if row and "/" in row[0]}
    assert keys == {
        row[0].value for row in sheet.iter_rows() if row[0].value and "/" in row[0].value
    }


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", b"\x7fELF\x00\x01\x02", "binary"),
        ("prose.txt", "本局工作扎实推进。".encode(), "none of the three statutory tables"),
        ("broken.xlsx", b"PK\x03\x04", "not a readable XLSX"),
        ("scan.pdf", b"%PDF-1.7", "not a readable PDF"),
    ],
)
def test_a_file_that_is_no_report_gets_one_message_with_its_name_and_the_mend(
    tmp_path, name, content, says
):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says) as error:
        read_report(tmp_path / name)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_two_files_for_one_agency_and_year_are_both_set_aside_and_the_others_go_on(tmp_path):
    (tmp_path / "a.txt").write_text(flattened(figures()), encoding="utf-8")
    (tmp_path / "b.txt").write_text(
        flattened(figures(disclosure__licences__decisions=7)), encoding="utf-8"
    )
    (tmp_path / "c.txt").write_text(flattened(figures(), year=2022), encoding="utf-8")
    corpus = load_reports(tmp_path)
    assert [r.year for r in corpus.reports] == [2022]
    assert len(corpus.problems) == 1
    assert "a.txt" in corpus.problems[0]
    assert "b.txt" in corpus.problems[0]


def test_a_changed_raw_file_is_noticed(tmp_path, raw):
    for suffix in (".csv", ".source.yml"):
        (tmp_path / f"suqian-2024{suffix}").write_bytes((raw / f"suqian-2024{suffix}").read_bytes())
    path = tmp_path / "suqian-2024.csv"
    card = tmp_path / "suqian-2024.source.yml"
    capitals = re.sub("[0-9a-f]{64}", lambda m: m[0].upper(), card.read_text(encoding="utf-8"))
    card.write_text(capitals, encoding="utf-8")
    assert "source.unchanged" not in set(read_report(path).findings["rule"])
    path.write_text(path.read_text(encoding="utf-8").replace("1408", "1409"), encoding="utf-8")
    assert "source.unchanged" in set(read_report(path).findings["rule"])


def test_the_title_is_the_one_above_the_report_and_not_one_in_the_navigation(tmp_path):
    text = (
        "首页 > "
        "某县审计局2019年政府信息公开工作年度报告\n某县公安局2021年政府信息公开工作年度报告\n"
        + flattened(figures())
    )
    (tmp_path / "r.txt").write_text(text, encoding="utf-8")
    report = read_report(tmp_path / "r.txt")
    assert (report.agency, report.year) == ("某县林业局", 2023)


def test_a_period_of_another_year_is_a_finding(tmp_path):
    text = flattened(figures()).replace(
        "本年情况如下。", "统计期限自2022年1月1日起至2022年12月31日止。"
    )
    (tmp_path / "r.txt").write_text(text, encoding="utf-8")
    report = read_report(tmp_path / "r.txt")
    assert report.year == 2023
    assert "meta.year" in set(report.findings["rule"])


def test_without_a_title_the_file_or_its_card_must_tell(tmp_path):
    text = flattened(figures()).split("\n", 1)[1]
    (tmp_path / "r.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"r\.source\.yml"):
        read_report(tmp_path / "r.txt")
    (tmp_path / "r.source.yml").write_text("agency: 某县林业局\nyear: 2023\n", encoding="utf-8")
    assert read_report(tmp_path / "r.txt").id == "某县林业局-2023"
    named = tmp_path / "某县林业局2022年政府信息公开工作年度报告.txt"
    named.write_text(text, encoding="utf-8")
    assert read_report(named).id == "某县林业局-2022"


def test_a_relative_path_means_the_folder_of_now(tmp_path, monkeypatch):
    """The process that reads is kept from one file to the next; it once stayed in the folder of the
    first.
    """
    for name, year in (("one", "2021"), ("two", "2022")):
        (tmp_path / name).mkdir()
        rows = transcription(figures(), agency="某局", year=year)
        text = "\n".join(",".join(row) for row in rows)
        (tmp_path / name / "same.csv").write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path / name)
        assert read_report("same.csv").year == int(year)
        assert [r.year for r in load_reports("same.csv").reports] == [int(year)]
