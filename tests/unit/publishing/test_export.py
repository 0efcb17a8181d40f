"""Exports for other programs: the same figures in each, types and labels kept, nothing overwritten;
and what describes them.
"""

import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis import InputError
from analysis.assessing.codebook import codebook_markdown
from analysis.assessing.metadata import tables
from analysis.assessing.opening import open_dataset
from analysis.assessing.tabular import SCHEMA
from analysis.assessing.wide import export_schema, variable_label, variables, wide
from analysis.form import FORMATS, get_form
from analysis.publishing.export import xlsx as export_xlsx
from analysis.publishing.export.sheets import sheets
from analysis.publishing.export.write import _frames_of, export
from analysis.telling.brief.counties import Counties
from analysis.telling.letters.questions import letters
from tests.support.command import gouji
from tests.support.paths import ROOT

PROCESSED = ROOT / "data" / "processed"
FORMS = ("csv", "parquet", "xlsx", "stata", "r")
# Both forms, figures implied, disputed, not read and absent, repairs, claims, statements, findings.
FEW = (
    *("上海市人民政府办公厅-2019", "湘乡市自然资源局-2022", "宿迁市人民政府-2024"),
    *("平潭综合实验区公安局-2021", "平潭综合实验区自然资源与生态环境局-2023"),
    *("平潭综合实验区行政审批局-2024", "平潭综合实验区行政审批局-2025"),
)


@pytest.fixture(scope="module")
def whole():
    return open_dataset(PROCESSED)


@pytest.fixture(scope="module")
def data(whole):
    """A few of the shipped reports: to write and read back those of all takes four times as long."""
    tables_of_all = {name: getattr(whole, name) for name in SCHEMA}
    return replace(
        whole,
        **{
            name: frame[frame["report"].isin(FEW)].reset_index(drop=True)
            for name, frame in tables_of_all.items()
            if "report" in frame
        },
    )


@pytest.fixture(scope="module")
def exported(data, tmp_path_factory):
    home = tmp_path_factory.mktemp("export")
    for form in FORMS:
        export(data, home / form, form)
    return home


def test_the_codebook_is_made_from_the_same_data_and_lies_beside_every_export(exported):
    page = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    assert page == codebook_markdown()
    for form in FORMS:
        assert (exported / form / "codebook.md").read_text(encoding="utf-8") == page
    for name, columns in SCHEMA.items():
        assert f"## `{name}`" in page
        assert all(f"| `{column}`" in page for column in columns)


def test_every_column_is_told_in_both_languages():
    for name, table in tables().items():
        assert table["description"]
        assert table["zh"]
        for column, (kind, en, zh) in table["columns"].items():
            assert kind in ("string", "integer", "number", "boolean"), (name, column)
            assert en.isascii() or "万元" in en, (name, column)
            assert any("\u4e00" <= c <= "\u9fff" for c in zh), (name, column)


def test_keys_name_every_row_once_and_references_lead_somewhere(data):
    for name, table in tables().items():
        frame = getattr(data, name)
        if "key" in table:
            assert not frame.duplicated(table["key"]).any(), name
        for column, other in table.get("refers", {}).items():
            assert set(frame[column]) <= set(getattr(data, other)[tables()[other]["key"][0]]), (
                name,
                column,
            )


def test_every_cell_of_both_forms_has_a_variable_that_stata_takes():
    names = list(variables().values())
    assert set(variables()) == {code for fmt in FORMATS for code in get_form(fmt).by_code}
    assert len(set(names)) == len(names)
    assert all(
        len(name) <= 32 and name.isidentifier() and name.isascii() and name.islower()
        for name in names
    )


def test_wide_holds_what_is_stated_and_nothing_implied(data):
    frame = wide(data).set_index("report")
    assert list(frame.index) == list(data.reports["report"])
    for cell in data.cells.itertuples():
        value = frame.loc[cell.report, variables()[f"{cell.table}/{cell.item}/{cell.column}"]]
        assert value == cell.value if cell.status == "stated" else pd.isna(value), cell
    assert data.cells["implied"].notna().any()


def test_wide_names_the_variables_whose_figure_is_disputed(data):
    cells = data.cells.assign(disputed=False)
    assert set(wide(replace(data, cells=cells))["disputed"]) == {""}
    first = cells.index[(cells["table"] == "remedies") & (cells["status"] == "stated")][:2]
    cells.loc[first, "disputed"] = True
    report = cells.loc[first[0], "report"]
    found = wide(replace(data, cells=cells)).set_index("report")["disputed"]
    codes = cells.loc[first, ["table", "item", "column"]].agg("/".join, axis=1)
    assert found[report] == "; ".join(variables()[code] for code in codes)
    assert (found.drop(report) == "").all()


def test_a_cell_that_is_there_twice_is_told(data):
    twice = replace(data, cells=pd.concat([data.cells, data.cells.head(1)], ignore_index=True))
    with pytest.raises(InputError, match="disclosure/regulations/made twice"):
        wide(twice)


@cache
def _opened(path: Path) -> pd.ExcelFile:
    return pd.ExcelFile(path, engine_kwargs={"read_only": True})


def read_back(home: Path, form: str, name: str) -> pd.DataFrame:
    if form == "parquet":
        return pd.read_parquet(home / form / f"{name}.parquet")
    if form == "stata":
        return pd.read_stata(home / form / f"{name}.dta", convert_categoricals=False)
    if form == "xlsx":
        return pd.read_excel(
            _opened(home / form / "gouji.xlsx"), name, keep_default_na=False, na_values=[""]
        )
    return pd.read_csv(home / form / f"{name}.csv", keep_default_na=False, na_values=[""])


@pytest.mark.parametrize("form", FORMS)
def test_every_program_gets_the_same_figures_and_texts(data, exported, form):
    for name, frame in _frames_of(data).items():
        back = read_back(exported, form, name)
        assert list(back.columns) == list(frame.columns), name
        assert len(back) == len(frame), name
        for column in frame.columns:
            if pd.api.types.is_float_dtype(frame[column]):
                figures = pd.to_numeric(back[column]).astype(float)
                tolerance = 1e-15 if form == "xlsx" else 0  # openpyxl writes sixteen digits
                np.testing.assert_allclose(
                    figures, frame[column], rtol=tolerance, atol=0, err_msg=f"{name}.{column}"
                )
            else:
                assert list(
                    back[column]
                    .astype(object)
                    .fillna("")
                    .astype(str)
                    .str.replace(r"^(-?\d+)\.0$", r"\1", regex=True)
                ) == [
                    str(int(v)) if form == "stata" and isinstance(v, bool) else str(v)
                    for v in frame[column]
                ], (name, column)


def test_parquet_is_typed_and_tells_what_its_columns_hold(exported):
    kinds = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool"}
    for name, table in export_schema().items():
        schema = pq.read_schema(exported / "parquet" / f"{name}.parquet")
        assert {f.name: str(f.type) for f in schema} == {
            c: kinds[kind] for c, (kind, *_) in table["columns"].items()
        }
        assert all(
            f.metadata[b"description"].decode() == table["columns"][f.name][1] for f in schema
        )
    value = pq.read_table(exported / "parquet" / "cells.parquet")["value"]
    assert value.null_count > 0  # none is null, and not a number that is "not a number"


@pytest.mark.parametrize(("lang", "unit"), [("zh", "万元"), ("en", "10,000 yuan")])
def test_a_label_says_the_unit_of_money_once(data, lang, unit):
    amounts = [code for code in variables() if code.endswith("/amount")]
    assert [variable_label(code, lang).count(unit) for code in amounts] == [1] * len(amounts)
    heads = [str(cell.value) for sheet in sheets(data, lang) for row in sheet.rows for cell in row]
    assert not any(head.count(unit) > 1 for head in heads if len(head) < 99)


def test_stata_files_have_labels(exported):
    with pd.io.stata.StataReader(exported / "stata" / "wide.dta") as reader:
        labels = reader.variable_labels()
    assert "Newly received this year" in labels["req_received_tot"]
    assert all(0 < len(label) <= 80 for label in labels.values())
    with pd.io.stata.StataReader(exported / "stata" / "reports.dta") as reader:
        reader.read()
        assert reader.value_labels()["transcription"] == {0: "no", 1: "yes"}


def test_an_empty_table_and_a_long_text_go_into_stata(data, tmp_path):
    from analysis.publishing.export.stata import files

    frame = data.claims.assign(phrase="长" * 3000)
    made = files(
        {"claims": frame, "none": frame.head(0)},
        {"claims": tables()["claims"], "none": tables()["claims"]},
    )
    assert list(pd.read_stata(io.BytesIO(made["claims.dta"]))["phrase"]) == list(frame["phrase"])
    assert pd.read_stata(io.BytesIO(made["none.dta"])).empty


def test_r_gets_a_script_in_ascii_with_a_type_and_a_label_for_every_column(exported):
    script = (exported / "r" / "read.R").read_text(encoding="ascii")
    assert "read_gouji <- function" in script
    for name, columns in SCHEMA.items():
        part = script.split(f"  `{name}` = c(")[1]
        assert all(f"    `{column}` = " in part for column in columns)
    assert '`value` = "numeric"' in script


def test_a_workbook_holds_no_clock(exported):
    with zipfile.ZipFile(exported / "xlsx" / "gouji.xlsx") as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = book.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}T[\d:]+Z", properties)) == {"2000-01-01T00:00:00Z"}


def test_excel_takes_a_text_for_text_and_refuses_what_does_not_fit(data, tmp_path, monkeypatch):
    export(data, tmp_path / "one.xlsx", "xlsx")
    with zipfile.ZipFile(tmp_path / "one.xlsx") as book:
        assert b"wide" in book.read("xl/workbook.xml")
    assert [p.name for p in tmp_path.iterdir()] == ["one.xlsx"]
    monkeypatch.setattr(export_xlsx, "_ROWS", 100)
    rows = f"cells has {len(data.cells):,} rows, and an Excel sheet holds 100"
    with pytest.raises(InputError, match=rows):
        export(data, tmp_path / "two.xlsx", "xlsx")
    monkeypatch.undo()
    long = {"claims": data.claims.assign(phrase="长" * 40_000)}
    with pytest.raises(InputError, match="claims, row 2: phrase has 40,000 characters"):
        export_xlsx.files(long, tables())


def test_the_same_data_give_the_same_bytes(data, exported, tmp_path):
    for form in FORMS:
        for path in export(data, tmp_path / form, form):
            assert path.read_bytes() == (exported / form / path.name).read_bytes(), path


def test_nothing_is_overwritten_and_a_wrong_format_is_told(data, exported, tmp_path):
    with pytest.raises(InputError, match="exists already"):
        export(data, exported / "csv", "csv")
    with pytest.raises(InputError, match=r"no format 'sas'.*csv, parquet, xlsx, stata, r"):
        export(data, tmp_path / "x", "sas")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        export(data, tmp_path / "file", "csv")
    assert (tmp_path / "file").read_text() == "mine"


def test_the_command_writes_an_export(tmp_path):
    done = gouji("export", tmp_path / "out", "--to=parquet", "--data", PROCESSED)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(map(Path, done.stdout.split())) == sorted((tmp_path / "out").iterdir())
    done = gouji("export", tmp_path / "out2", "--to", "spss")
    assert done.returncode == 2
    assert "no format 'spss'" in done.stderr


def test_metadata_describe_the_committed_tables():
    package = json.loads((PROCESSED / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert {r["name"] for r in package["resources"]} == set(SCHEMA)
    for resource in package["resources"]:
        content = (PROCESSED / resource["path"]).read_bytes()
        assert (resource["type"], resource["format"], resource["bytes"]) == (
            "table",
            "csv",
            len(content),
        )
        assert {f["name"]: f["type"] for f in resource["schema"]["fields"]} == SCHEMA[
            resource["name"]
        ]
        assert content.decode("utf-8").splitlines()[0].split(",") == list(SCHEMA[resource["name"]])
    croissant = json.loads((PROCESSED / "croissant.json").read_text(encoding="utf-8"))
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert {r["name"] for r in croissant["recordSet"]} == set(SCHEMA)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["processed", "csv", "parquet"])
def test_frictionless_finds_the_data_package_valid(exported, form):
    """With their checks of types, primary and foreign keys: pip install -e '.[metadata]'."""
    frictionless = pytest.importorskip("frictionless")
    folder = PROCESSED if form == "processed" else exported / form
    with frictionless.system.use_context(trusted=True, standards="v2"):
        report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["message"])


@pytest.mark.slow
@pytest.mark.parametrize("form", ["processed", "csv", "parquet"])
def test_mlcroissant_reads_every_record(exported, form, data, whole):
    """pip install -e '.[metadata]'."""
    mlcroissant = pytest.importorskip("mlcroissant")
    folder = PROCESSED if form == "processed" else exported / form
    described = mlcroissant.Dataset(str(folder / "croissant.json"))
    assert not described.metadata.issues.errors
    for name, frame in _frames_of(whole if form == "processed" else data).items():
        if form != "processed" or name != "wide":
            assert sum(1 for _ in described.records(name)) == len(frame), name


# --- the sheets for people ------------------------------------------------------------------------
def people_book(data, lang="zh"):
    """A workbook of the sheets for people alone."""
    content = export_xlsx.files({}, {}, sheets(data, lang))["gouji.xlsx"]
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def books(data):
    return {lang: people_book(data, lang) for lang in ("zh", "en")}


def people(book, head=3):
    """The sheet of reports: each row by the texts of its row of heads."""
    rows = list(book.worksheets[1].iter_rows())
    heads = [cell.value for cell in rows[head - 1]]
    assert len(set(heads)) == len(heads)
    return [dict(zip(heads, row, strict=True)) for row in rows[head:]]


def test_a_row_for_every_report_under_chinese_heads_that_can_be_filtered(data, books):
    sheet = books["zh"].worksheets[1]
    assert books["zh"].sheetnames[:4] == ["说明", "机关年度", "问题清单", "代码本"]
    last = sheet.cell(3, sheet.max_column).coordinate[:-1]
    assert sheet.auto_filter.ref == f"A3:{last}{3 + len(data.reports)}"
    assert sheet.freeze_panes == "C4"
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width
    rows = people(books["zh"])
    assert [(r["机关"].value, r["年度"].value) for r in rows] == [
        (r.agency, r.year) for r in data.reports.itertuples()
    ]
    assert rows[0]["年度"].number_format == "0"
    for cell in sheet[3]:
        assert any("\u4e00" <= c <= "\u9fff" for c in cell.value), cell


def test_figures_are_as_printed_implied_ones_and_disputed_ones_are_marked(data, books):
    rows = {(r["机关"].value, r["年度"].value): r for r in people(books["zh"])}
    heads = {variables()[c.value]: h.value for h, c in _codes(books["zh"])}
    seen = set()
    for c in data.cells.itertuples():
        name = variables()[f"{c.table}/{c.item}/{c.column}"]
        agency, _, year = c.report.rpartition("-")
        cell = rows[agency, int(year)][heads[name]]
        if c.status == "stated":
            assert cell.value == c.value
            assert cell.number_format.endswith('"×"') == c.disputed
            assert bool(cell.comment) == c.disputed
            seen.add("disputed" if c.disputed else "plain")
        elif not np.isnan(c.implied):
            assert (cell.value, cell.number_format.endswith('"†"')) == (c.implied, True)
            seen.add("implied")
        elif c.status in ("absent", "unreadable"):
            assert cell.value == "未读到"
            seen.add("unread")
        else:
            assert not isinstance(cell.value, int | float)
    assert seen == {"plain", "disputed", "implied", "unread"}


def _codes(book):
    """Heads of the sheet of reports with the cell codes that the codebook gives for them."""
    sheet = book.worksheets[1]
    for row in book.worksheets[3].iter_rows(min_row=2):
        if row[2].value:
            yield sheet[f"{row[0].value}3"], row[2]


def test_the_comment_says_why_a_figure_is_disputed_and_what_is_likeliest(books):
    rows = {(r["机关"].value, r["年度"].value): r for r in people(books["zh"])}
    row = rows["平潭综合实验区自然资源与生态环境局", 2023]
    cell = next(c for h, c in row.items() if h.startswith("（七）总计") and "商业企业" in h)
    assert cell.value == 1
    assert cell.comment.text.startswith("× 存疑，待核实。\n最可能为0?（所印不改）\n")
    several = rows["平潭综合实验区公安局", 2021]["一、本年新收政府信息公开申请数量 · 总计"]
    assert "最可能" not in several.comment.text


def test_a_place_is_in_english_for_those_who_read_english(books):
    """Seen: 平潭县 alone in the column Place."""
    named = {
        lang: {row[head].value for row in people(books[lang])}
        for lang, head in (("zh", "地区"), ("en", "Place"))
    }
    assert "平潭县" in named["zh"]
    assert "Pingtan County (平潭县)" in named["en"]


def test_the_list_of_points_has_every_finding_with_the_ids_of_letters(data, books):
    rows = list(books["zh"].worksheets[2].iter_rows(values_only=True))
    assert len(rows) == 1 + len(data.findings)
    texts = [row[6] for row in rows[1:]]
    assert texts == list(data.findings["zh"])
    asked = {row[0] for row in rows[1:] if row[0]}
    counties = Counties(data, "zh")
    place = counties.find("平潭县")
    sent = {
        q.id
        for year in (2021, 2023, 2024, 2025)
        for one in letters(counties.county(place, year))
        for q in one.questions
    }
    assert sent <= asked
    assert {row[3] for row in rows[1:] if not row[0]} <= {"提示", "警告"}


def test_the_english_edition_has_the_same_figures(books):
    zh, en = (books[lang].worksheets[1] for lang in ("zh", "en"))
    assert books["en"].sheetnames[:4] == [
        "About",
        "By agency and year",
        "Points to verify",
        "Columns",
    ]
    assert en.max_column == zh.max_column + 1  # the Chinese name of the agency
    for a, b in zip(zh.iter_rows(min_row=4), en.iter_rows(min_row=4), strict=True):
        figures = [[c.value for c in row if isinstance(c.value, int | float)] for row in (a, b)]
        assert figures[0] == figures[1]
    assert en["A3"].value == "Agency"


def test_marks_are_explained(books):
    for lang, words in (("zh", ("†", "×", "?", "空不是零")), ("en", ("†", "×", "?", "not zero"))):
        said = " ".join(str(c.value) for row in books[lang].worksheets[0].iter_rows() for c in row)
        assert all(word in said for word in words)


def test_no_text_of_a_report_is_a_formula_for_people_either(data):
    evil = '=HYPERLINK("http://x","y")'
    reports = data.reports.assign(file=evil, division_name=evil)
    findings = data.findings.assign(zh=evil, reason="@SUM(1)")
    book = people_book(replace(data, reports=reports, findings=findings))
    cells = [c for sheet in book.worksheets[:4] for row in sheet.iter_rows() for c in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    assert evil in {c.value for c in cells}


@pytest.mark.parametrize(
    ("environment", "asked", "lang"),
    [
        ({"LANG": "en_US.UTF-8"}, (), "en"),
        ({"LANG": "zh_CN.UTF-8"}, (), "zh"),
        ({"LANG": "en_US.UTF-8", "GOUJI_LANG": "zh"}, (), "zh"),
        ({"LANG": "zh_CN.UTF-8", "GOUJI_LANG": "zh"}, ("--lang", "en"), "en"),
    ],
)
def test_the_language_of_a_workbook_is_that_of_messages(monkeypatch, environment, asked, lang):
    for name in ("GOUJI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    seen = []
    monkeypatch.setattr(
        "analysis.publishing.export.write.export", lambda *given: seen.append(given[-1]) or []
    )
    assert gouji("export", "x.xlsx", "--to", "xlsx", "--data", PROCESSED, *asked).returncode == 0
    assert seen == [lang]
