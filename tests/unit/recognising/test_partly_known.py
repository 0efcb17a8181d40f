"""What is known of a document without tables is given: agency, year, address, prose."""

import pytest

from analysis.errors import InputError
from analysis.recognising.source import report_in
from analysis.telling.terminal import report_text

CLAIM = "2022年，我局收到政府信息公开申请4件，办结4件。"
PAGE = (
    "<html><head><title>青岚县教育局2022年政府信息公开工作年度报告</title>{}</head><body><p>{}</p>"
)


def read(folder, text, name="a.txt"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return report_in(path, partial=True)


@pytest.mark.parametrize(
    ("first", "agency", "year"),
    [
        (
            "政府信息公开工作年度报告\n本报告由云台市民政局按照《政府信息公开条例》编制，"
            "统计期限为2022年1月1日至2022年12月31日。",
            "云台市民政局",
            2022,
        ),
        (
            "青岚县水务局（以下简称“我局”）依据《条例》要求，编制2022年度政府信息公开年度报告。",
            "青岚县水务局",
            2022,
        ),
        (
            "现将白河乡人民政府2022年政府信息公开工作情况报告如下：",
            "白河乡人民政府",
            2022,
        ),
        ("白河乡人民政府二〇二二年政府信息公开工作年度报告", "白河乡人民政府", 2022),
        ("青嵐縣檔案館2022年政府資訊公開工作年度報告", "青岚县档案馆", 2022),
        ("一年来工作有序开展。", "", 0),
    ],
)
def test_agency_and_year_of_the_first_sentences_and_the_prose_survive_without_tables(
    tmp_path, first, agency, year
):
    report = read(tmp_path, f"{first}\n我单位收到政府信息公开申请4件，办结4件。\n")
    assert (report.agency, report.year) == (agency, year)
    assert list(report.claims["value"]) == [4, 4]


def test_prose_alone_gives_its_year_and_claims(tmp_path):
    report = read(tmp_path, CLAIM)
    assert (report.agency, report.year, len(report.claims)) == ("", 2022, 2)


def test_an_agency_is_shown_though_the_year_is_unknown(tmp_path):
    report = read(
        tmp_path, "松溪镇人民政府政府信息公开工作年度报告\n全年收到政府信息公开申请3件。\n"
    )
    assert report_text(report).startswith("agency: 松溪镇人民政府 · year: not known")


def test_a_text_that_is_of_no_report_is_refused(tmp_path):
    with pytest.raises(InputError, match="none of the three statutory tables"):
        read(tmp_path, "今天天气很好，全镇收获水稻300亩。\n")


@pytest.mark.parametrize(
    ("meta", "address"),
    [
        (
            '<meta name="Url" content="http://www.qinglan.gov.cn/art/2023/1/15/a.html?id=7&amp;x=1">',
            "http://www.qinglan.gov.cn/art/2023/1/15/a.html?id=7&x=1",
        ),
        (
            '<meta name="SiteDomain" content="www.qinglan.gov.cn">'
            '<meta name="Url" content="/art/2023/1/15/a.html">',
            "www.qinglan.gov.cn/art/2023/1/15/a.html",
        ),
    ],
)
def test_the_address_in_a_pages_head_is_kept_whole(tmp_path, meta, address):
    assert read(tmp_path, PAGE.format(meta, CLAIM), "a.html").source_url == address


@pytest.mark.parametrize(
    ("words", "address"),
    [
        (
            "来源：http://www.qinglan.gov.cn/art/a_1.html 时间：2023-01-15",
            "http://www.qinglan.gov.cn/art/a_1.html",
        ),
        (
            "来源：青岚县教育局（www.qinglan.gov.cn/jyj/） 时间：2023-01-15",
            "www.qinglan.gov.cn/jyj/",
        ),
    ],
)
def test_the_address_after_the_word_for_the_source_is_kept_whole(tmp_path, words, address):
    title = "青岚县教育局2022年政府信息公开工作年度报告"
    assert read(tmp_path, f"{title}\n{words}\n{CLAIM}\n").source_url == address
