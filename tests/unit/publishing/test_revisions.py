"""The page on changes: new, gone and changed, each named by its place, and nothing that is alike."""

import io
from dataclasses import replace

import lxml.html
import pandas as pd
import pytest

from analysis.form.agencies.english import english_name
from analysis.publishing import revisions
from analysis.publishing.export.write import parquet_files
from analysis.publishing.revisions import TABLES, compare, revision_files


def tables(data):
    files = parquet_files(data)
    return {name: files[f"{name}.parquet"] for name in TABLES}


def put(frame, rows, **values):
    """A copy of a table in which some rows hold other values."""
    frame = frame.copy()
    frame.loc[rows, list(values)] = list(values.values())
    return frame


@pytest.fixture(scope="module")
def report(dataset):
    return dataset.reports["report"].iloc[0]


def rows_of(found, kind):
    rows = found[found["kind"] == kind]
    return rows.drop(columns=["kind", "report"]).to_dict("records")


def test_the_same_tables_differ_in_nothing(dataset):
    assert compare(tables(dataset), tables(dataset)).empty


@pytest.mark.parametrize("name", ["findings", "reports"])
def test_a_table_without_rows_before_and_after_is_no_difference(dataset, name):
    empty = replace(dataset, **{name: getattr(dataset, name).iloc[:0]})
    found = compare(tables(empty), tables(empty))
    assert found.empty
    assert list(found) == revisions.COLUMNS


def test_a_cell_is_shown_as_printed_and_as_read_where_that_is_another_thing(dataset, report):
    cells = dataset.cells
    one = cells.index[(cells["report"] == report) & (cells["status"] == "stated")][0]
    old = replace(dataset, cells=put(cells, one, printed="1,431", value=1431.0))
    new = replace(dataset, cells=put(cells, one, printed="-", value=None, status="mark"))
    (row,) = rows_of(compare(tables(old), tables(new)), "cells")
    assert row["place"] == "/".join(cells.loc[one, ["table", "item", "column"]])
    assert row["place_zh"]
    assert row["change"] == "changed"
    assert row["before_zh"] == "1,431 · 读作1431"
    assert row["before_en"] == "1,431 · read as 1431"
    assert (row["after_zh"], row["after_en"]) == ("- · 符号", "- · mark")


def test_of_two_findings_in_one_place_only_the_one_that_went_is_gone(dataset, report):
    first = dataset.findings.iloc[:1].assign(report=report, rule="a.rule", decision="")
    one, two = first.assign(zh="其一", en="one"), first.assign(zh="其二", en="two")
    others = dataset.findings
    old = replace(dataset, findings=pd.concat([one, two, others, two], ignore_index=True))
    new = replace(dataset, findings=pd.concat([two, others], ignore_index=True))
    found = rows_of(compare(tables(old), tables(new)), "findings")
    assert [(r["change"], r["before_en"].split(" · ")[1]) for r in found] == [
        ("gone", "one"),
        ("gone", "two"),
    ]
    assert [
        (r["change"], r["before_zh"])
        for r in rows_of(compare(tables(new), tables(old)), "findings")
    ] == [
        ("new", ""),
        ("new", ""),
    ]


def test_a_decision_is_a_change_of_its_finding(dataset):
    one = dataset.findings.index[0]
    new = replace(dataset, findings=put(dataset.findings, one, decision="reject"))
    (row,) = rows_of(compare(tables(dataset), tables(new)), "findings")
    assert row["change"] == "changed"
    assert row["after_zh"] == f"{row['before_zh']} · 认为不成立"
    assert row["after_en"] == f"{row['before_en']} · rejected"
    files = revision_files(compare(tables(dataset), tables(new)))
    for lang, after in (("zh", "同前 · 认为不成立"), ("en", "as before · rejected")):
        (shown,) = lxml.html.fromstring(files[f"revisions.{lang}.html"]).xpath("//tbody/tr")
        assert [td.text_content() for td in shown.xpath("td")][-2:] == [
            row[f"before_{lang}"],
            after,
        ]


def test_the_place_of_a_finding_has_words_beside_its_code(dataset, report):
    """Seen: requests.flow/requests/*/total and form.sections/report, and nothing else."""
    flow = dataset.findings.iloc[:1].assign(
        report=report, rule="requests.flow", where="requests/*/total"
    )
    whole = flow.assign(rule="form.sections", where="report")
    new = replace(dataset, findings=pd.concat([dataset.findings, flow, whole], ignore_index=True))
    found = rows_of(compare(tables(dataset), tables(new)), "findings")
    assert [(r["place"], r["place_zh"], r["place_en"]) for r in found] == [
        ("form.sections/report", "整份报告", "the whole report"),
        ("requests.flow/requests/*/total", "“总计”列", "Column “Total”"),
    ]


def test_of_a_report_that_only_one_run_has_its_row_is_all(dataset, report):
    less = replace(
        dataset,
        **{
            name: (frame := getattr(dataset, name))[frame["report"] != report]
            for name in ("reports", "cells", "findings")
        },
    )
    for sides, change in (((less, dataset), "new"), ((dataset, less), "gone")):
        found = compare(*map(tables, sides))
        assert found[["kind", "report", "change"]].to_numpy().tolist() == [
            ["reports", report, change]
        ]


def test_a_report_issued_again_is_told_with_its_date_and_what_the_digits_are(dataset):
    """Seen: water-2024.txt · 62449cf09049, and nothing of the later date."""
    one = dataset.reports.index[0]
    old, new = (
        replace(dataset, reports=put(dataset.reports, one, published=day, sha256=digest * 64))
        for day, digest in (("2024-01-20", "a"), ("2024-02-28", "b"))
    )
    found = compare(tables(old), tables(new))
    (row,) = rows_of(found, "reports")
    file = dataset.reports.loc[one, "file"]
    assert row["before_zh"] == f"{file} · 发布日期2024-01-20 · 文件散列值{'a' * 12}…"
    assert row["after_en"] == f"{file} · dated 2024-02-28 · SHA-256 {'b' * 12}…"
    assert ">1 changed<" in revision_files(found)["revisions.en.html"]


def test_tables_of_an_earlier_version_may_lack_a_column(dataset):
    old = tables(dataset)
    frame = pd.read_parquet(io.BytesIO(old["findings"])).drop(columns="decision")
    out = io.BytesIO()
    frame.to_parquet(out)
    assert compare({**old, "findings": out.getvalue()}, tables(dataset)).empty


def test_a_page_links_reports_that_are_there_and_lists_no_more_than_it_can_hold(
    dataset, report, monkeypatch
):
    monkeypatch.setattr(revisions, "_SHOWN", 2)
    own = dataset.cells.index[dataset.cells["report"] == report][:3]
    gone = dataset.reports["report"].iloc[1]
    new = replace(
        dataset,
        reports=dataset.reports[dataset.reports["report"] != gone],
        cells=put(dataset.cells, own, printed="<b>"),
    )
    found = compare(tables(dataset), tables(new))
    files = revision_files(found)
    assert len(pd.read_csv(io.StringIO(files["revisions.csv"]))) == len(found) == 4
    for lang, more in (("zh", "另有1处，见 revisions.csv。"), ("en", "1 more: see revisions.csv.")):
        text = files[f"revisions.{lang}.html"]
        tree = lxml.html.document_fromstring(text)
        assert len(tree.xpath("//tbody/tr")) == 1 + 2
        assert more in tree.text_content()
        assert not tree.xpath("//td//b")
        links = list(tree.xpath("//th/a/@href"))
        assert links == [f"assessments/{report}.{lang}.html"] * 2
    assert revision_files(compare(tables(dataset), tables(new))) == files


def test_an_english_page_names_each_report_in_english_beside_its_id(dataset):
    fewer = replace(dataset, reports=dataset.reports.iloc[1:])
    report = dataset.reports["report"].iloc[0]
    files = revision_files(compare(tables(dataset), tables(fewer)))
    shown = {lang: lxml.html.fromstring(files[f"revisions.{lang}.html"]) for lang in ("zh", "en")}
    agency, year = dataset.reports.loc[0, ["agency", "year"]]
    names = {lang: page.xpath("string(//tbody//th)") for lang, page in shown.items()}
    assert names == {"zh": report, "en": f"{report}{english_name(agency)} {year}"}
