"""What a report says of itself: titles, agencies, years, dates, scope, sections; and what is said
where it contradicts itself.
"""

import re

import pytest

from analysis import read_report
from analysis.reading.blocks import Line
from analysis.reading.document import read_bytes
from analysis.recognising.about.metadata import read_metadata, scope_of
from analysis.recognising.about.scope import judge_scope
from analysis.recognising.recognise import recognise
from tests.support.layouts import figures, flattened


def meta(*head, body=("我局依法开展工作。",)):
    texts = [*head, "一、总体情况", *body, "二、主动公开政府信息情况"]
    return read_metadata([Line(t, f"line {n}") for n, t in enumerate(texts, start=1)], "2021")


def report(change=lambda text: text, name="report.txt", **card):
    return recognise(read_bytes(change(flattened(figures())).encode(), name), card)


def found(read, rule):
    return [f.en for f in read.findings.itertuples() if f.rule == rule]


def test_a_card_states_a_date_of_publication_where_the_document_states_none():
    """It was without effect, and without a word."""
    undated = report(
        lambda text: text.replace("发布时间：2024-01-20\n", ""), published="2024-02-03"
    )
    assert undated.published == "2024-02-03"
    dated = report(published="2024-02-03")
    assert dated.published == "2024-01-20"
    assert "its card says 2024-02-03" in " ".join(dated.notes)
    early = report(lambda text: text.replace("发布时间：2024-01-20\n", ""), published="2023-02-03")
    assert early.published is None
    assert any("source card" in f.en and "来源卡片" in f.zh for f in early.findings.itertuples())


TITLES = {
    "甲县林业局2023年政府信息公开工作年度报告": ("甲县林业局", 2023),
    "甲县林业局2023年度政府信息公开工作年度报告": ("甲县林业局", 2023),
    "2023年甲县林业局政府信息公开工作年度报告": ("甲县林业局", 2023),
    "2023年甲县林业局政府信息公开年度报告": ("甲县林业局", 2023),
    "甲县林业局2023年政府信息公开年度报告": ("甲县林业局", 2023),
    "甲县林业局2023年度政府信息公开工作年报": ("甲县林业局", 2023),
    "甲县林业局2023年度政府信息公开工作报告": ("甲县林业局", 2023),
    "甲县林业局2023年信息公开年度报告": ("甲县林业局", 2023),
    "甲县林业局政府信息公开工作2023年度报告": ("甲县林业局", 2023),
    "2023年度乙江路街道信息公开工作报告": ("乙江路街道", 2023),
    "甲县林业局2023年政府信息公开工作的年度报告": ("甲县林业局", 2023),
    "甲县林业局政府信息公开工作年度报告": ("甲县林业局", None),
    "2023年政府信息公开工作年度报告": ("", 2023),
    "丙镇2023年政府信息公开工作告年度报": ("丙镇", 2023),
    "二〇二三年甲县林业局政府信息公开工作年度报告": ("甲县林业局", 2023),
    "甲县林业局 2023 年 政府信息公开工作年度报告": ("甲县林业局", 2023),
    "某某总署（本级机关）2023年政府信息公开工作年度报告": ("某某总署(本级机关)", 2023),
    "国家税务总局甲市乙区税务局2023年政府信息公开工作年度报告": (
        "国家税务总局甲市乙区税务局",
        2023,
    ),
    "甲市公安局乙区分局2023年政府信息公开工作年度报告": ("甲市公安局乙区分局", 2023),
    "关于公布甲县林业局2023年政府信息公开工作年度报告的通知": ("甲县林业局", 2023),
    "首页 > 政务公开 > 甲县林业局2023年政府信息公开工作年度报告": ("甲县林业局", 2023),
    "根据条例，乙江路街道特编制2023年政府信息公开工作年度报告": ("乙江路街道", 2023),
    "???甲县林业局2023年政府信息公开工作年度报告": ("甲县林业局", 2023),
}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_names_agency_and_year_in_every_shape(title):
    read = meta(title)
    assert (read.agency, read.year) == TITLES[title]


@pytest.mark.parametrize(
    "lines",
    [
        ("甲县林业局2023年政府信息公开工作", "年度报告"),
        ("甲县林业局", "2023年政府信息公开工作年度报告"),
        ("政府信息公开工作年度报告", "甲县林业局", "（2023年度）"),
        ("2023年度", "甲县林业局", "政府信息公开工作年度报告"),
    ],
)
def test_a_title_over_several_lines_is_put_together(lines):
    assert (meta(*lines).agency, meta(*lines).year) == ("甲县林业局", 2023)


def test_a_title_goes_before_the_sentence_that_repeats_it_with_another_year():
    said = "本年报是根据条例，由甲县林业局编制的2022年度政府信息公开年度报告。"
    read = meta("甲县林业局2023年政府信息公开工作年度报告", said)
    assert (read.agency, read.year) == ("甲县林业局", 2023)
    assert meta(said).agency == "甲县林业局"


def test_without_a_title_fields_and_sentences_tell_and_it_is_noted():
    read = meta(
        "发布机构：甲县水务局",
        "来源：甲县人民政府网",
        "统计期限自2023年1月1日起至2023年12月31日止。",
    )
    assert (read.agency, read.year) == ("甲县水务局", 2023)
    assert any("发布机构" in note and "line 1" in note for note in read.notes)
    read = meta("如对本报告有疑问，请与甲县水务局办公室联系。")
    assert read.agency == "甲县水务局"
    read = meta("按照要求，现公布甲县水务局2022年政府信息公开年度报告，请予监督。")
    assert (read.agency, read.year) == ("甲县水务局", 2022)


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        # A short form in brackets, with a mark of punctuation in it.
        (
            "公布国家税务总局甲县税务局（以下简称“甲县税务局”，下文同）2022年政府信息公开工作年度报告。"
            "如有疑问，请与甲县税务局办公室联系。",
            "国家税务总局甲县税务局",
        ),
        # An order to write reports names none; the report behind it does.
        (
            "按照省、市做好 2022 年政府信息公开工作年度报告编制工作的要求，现编制形成了《石河镇人民政府2022年政府信息公开工作年度报告》。",
            "石河镇人民政府",
        ),
        # Whose figures it rests on.
        (
            "本报告结合甲县水务局（以下简称“县水务局”）政府信息公开工作有关统计数据撰写。",
            "甲县水务局",
        ),
        # What goes with a report's making is no name.
        ("按照要求，结合园区政府信息公开工作实际编制了2022年政府信息公开工作年度报告。", ""),
        ("2022年主动公开信息9条,决策部署落实情况信息2条。", ""),
        # Whom to ask is in an office or section of the agency; of a zone's, nobody is named.
        ("如有疑问，请与甲县教育局综合科联系。", "甲县教育局"),
        ("如有疑问，请与甲县经济开发区综合办公室联系。", ""),
        ("意见可在网站上提出，或直接与甲县财政局人秘股联系。", "甲县财政局"),
        ("如需咨询，请与国家税务总局甲县税务局法制科联系。", "国家税务总局甲县税务局"),
        ("如需咨询，请与甲省水利厅办公室政务公开处联系。", "甲省水利厅"),
        ("请与石桥街道办事处政府信息公开领导小组办公室联系。", "石桥街道办事处"),
        # Who keeps disclosure for a whole government does not report.
        ("如有疑问请与甲县政务服务与数据管理局政务公开办公室联系。", ""),
        ("现公布甲县人民政府2023年甲县政府信息公开工作年度报告。", "甲县人民政府"),
        # Whose work it tells of, and who put it down.
        ("本年报根据2022年甲县司法局信息公开工作实际编制而成。", "甲县司法局"),
        ("本年报由甲县统计局围绕2022年政府信息公开工作情况编制。", "甲县统计局"),
        # What a sentence does before a name; several bodies; whose office does the work.
        (
            "本报告根据条例要求，汇总2022年清河县石桥镇的政府信息公开年度报告编制而成。",
            "清河县石桥镇",
        ),
        ("本报告根据条例以及2022年度清河县政府各部门和各区的信息公开工作年度报告编制。", ""),
        ("本报告由清河县石桥镇人民政府的政府信息公开年度报告编制。", "清河县石桥镇人民政府"),
        ("本报告由清河县人民政府政务公开办公室综合各部门年度报告编制。", "清河县人民政府"),
        ("如对本报告有疑问，请与清河县石桥镇人民政府信访综合办公室联系。", "清河县石桥镇人民政府"),
        (
            "本报告结合清河县人民政府办公室政府信息公开工作有关统计数据撰写。",
            "清河县人民政府办公室",
        ),
        ("现公布清河县统计局政府信息公开工作2022年度报告。", "清河县统计局"),
        ("按时上传清河县统计局2022年政府信息公开工作年度报告。", "清河县统计局"),
        ("如有疑问，请与清河县统计局局党政办公室联系。", "清河县统计局"),
        ("如有疑问，请与清河县石桥农场办公室联系。", ""),
        ("根据条例，特制定2022年度甲县统计局信息公开年度报告。", "甲县统计局"),
        ("根据全县政府信息公开工作实际编制。", ""),
        ("根据各乡镇政府信息公开工作情况编制。", ""),
        (
            "由甲县统计局信息公开工作办公室编制完成本报告。如有疑问，请与县统计局联系。",
            "甲县统计局",
        ),
        (
            "本报告由甲县人民政府办公室综合县政府所属各行政机关的政府信息公开年度报告编制。",
            "甲县人民政府办公室",
        ),
        ("根据条例，特向社会公布2021年度本机关政府信息公开工作年度报告。", ""),
        # A place that is printed twice.
        ("如有疑问，请与甲县甲县林业局联系。", "甲县林业局"),
        ("如有疑问，请与吉林省吉林市林业局联系。", "吉林省吉林市林业局"),
    ],
)
def test_a_sentence_names_the_agency_whole_or_not_at_all(sentence, agency):
    assert meta(sentence).agency == agency


def test_a_title_that_leaves_out_the_place_is_completed_by_whom_to_ask():
    title = "2022年卫生健康委员会政府信息公开工作年度报告"
    assert meta(title, "如有疑问，请与绵阳市卫生健康委办公室联系。").agency == "绵阳市卫生健康委"


def test_a_period_with_a_comma_is_one():
    assert meta("数据的期限自2023年1月1日起，至2023年12月31日止。").year == 2023


def test_a_period_left_from_last_year_gives_way_to_two_sentences_that_agree():
    lines = (
        "甲县水务局编制了2023年政府信息公开年度报告。统计期限自2022年1月1日至2022年12月31日。",
    )
    assert meta(*lines, body=("2023年，我局依法开展工作。",)).year == 2023
    assert meta(*lines, body=("我局依法开展工作。",)).year == 2022


def test_the_host_site_is_not_taken_for_the_agency():
    assert meta("来源：甲县人民政府门户网站").agency == ""


def test_a_short_name_is_completed_from_a_field_and_kept_as_printed():
    read = meta("住建局2023年政府信息公开工作年度报告", "发布机构：甲市乙区住建局")
    assert (read.agency, read.agency_printed) == ("甲市乙区住建局", "住建局")


@pytest.mark.parametrize(
    "typo",
    [
        "自20231月1日起至202312月31日止",
        "截至202020年12月31日",
        "202111日至1231日",
        "自2023年1月1日至2022年12月31日",
    ],
)
def test_a_period_that_lost_digits_tells_no_year(typo):
    assert meta("甲县林业局政府信息公开工作年度报告", f"统计期限{typo}。").year is None


def test_every_source_of_another_year_is_listed_with_its_place():
    read = report(
        lambda t: t.replace("本年情况如下。", "统计期限自2022年1月1日起至2022年12月31日止。"),
        "某局2021年报.txt",
        url="http://x.gov.cn/a?nbYear=2020",
    )
    assert read.year == 2023
    (told,) = found(read, "meta.year")
    for part in (
        "2023 (line 1)",
        "2022 (line 4)",
        "2021 (file name",
        "2020 (address parameter nbYear=2020)",
    ):
        assert part in told


def test_no_finding_about_a_report_itself_names_a_place_in_latin_words_in_chinese():
    def change(text):
        return (
            text.replace(
                "本年情况如下。",
                "统计期限自2022年1月1日起至2022年12月31日止。\n2022年，我局认真推进公开工作。\n"
                "本报告根据国办公开办函〔2019〕60号要求编制。\n"
                "现公布乙区城管局2023年政府信息公开工作年度报告。",
            )
            + "\n发布日期：2023-03-01\n发布日期：2024-01-20"
        )

    read = report(change, "某局2021年报.txt", url="http://x.gov.cn/a?nbYear=2020")
    texts = read.findings.loc[read.findings["rule"].str.startswith("meta."), "zh"]
    assert len(texts) >= 4
    latin = re.compile(r"\b(?:line|row|paragraph|page|table|file name|address parameter)\b")
    assert not [t for t in texts if latin.search(t)]
    assert "标题为2023年（第1行）" in "".join(texts)
    assert "（文件名“某局2021年报.txt”）" in "".join(texts)


def test_a_day_in_a_file_name_or_an_address_is_no_year_of_a_report():
    read = report(name="t20240118_42.txt", url="http://x.gov.cn/202401/t20240118.html?fbtime=2024")
    assert found(read, "meta.year") == []


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (["发布时间：2024-01-18 10:00"], "2024-01-18T10:00"),
        (["日期： 2024- 01- 20 08 : 32 来源：某网"], "2024-01-20T08:32"),
        (["成文日期：2024年01月12日", "发布日期：2024年01月15日"], "2024-01-15"),
        (["公文生成日期：2024-01-12", "时间：2024-01-15 11:48"], "2024-01-15T11:48"),
        (["发布日期", "2024年1月15日"], "2024-01-15"),
        (["• 发布日期", "2024-01-15", "• 有效性", "有效"], "2024-01-15"),
        (["* 发布日期", "* 2024-01-15"], "2024-01-15"),
        (["撰写时间", "2024年1月15日 17:12:21"], "2024-01-15T17:12"),
        (["成文日期：2024年1月12日 发布日期：2024年1月15日"], "2024-01-15"),
        (["2024年12月3日 星期二"], None),
        (["今天是2024年12月3日"], None),
        (["发布时间：2024-02-31"], None),
        (["发布时间：2022-06-01"], None),  # before the reported year was over
    ],
)
def test_a_date_of_publication_is_one_that_says_so(head, published):
    assert meta(*head, "甲县林业局2023年政府信息公开工作年度报告").published == published


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("（2024年3月 26日）", "2024-03-26"),
        ("2024-01-16 来源： 石河镇 作者：管理员", "2024-01-16"),
        ("2024年1月28日 字体：[大 中 小]", "2024-01-28"),
        ("2024年01月18日来源:1", "2024-01-18"),
        ("2024-01-16 星期二", None),
        ("2024-01-16 09:30 星期二", None),
        ("2024-01-16 09:30 某县林业局", "2024-01-16T09:30"),
        ("2024-01-16 某县林业局", None),
    ],
)
def test_a_date_below_the_title_is_the_reports(line, published):
    assert meta("甲县林业局2023年政府信息公开工作年度报告", line).published == published


@pytest.mark.parametrize("behind", [" 2024-01-23", " (2024.01.23 )", "（2024年1月23日）"])
def test_a_date_behind_the_title_is_the_reports(behind):
    read = meta(f"甲县林业局2023年政府信息公开工作年度报告{behind}")
    assert (read.agency, read.year, read.published) == ("甲县林业局", 2023, "2024-01-23")


def test_a_date_between_a_title_and_the_same_title_is_the_reports():
    title = "甲县林业局2023年政府信息公开工作年度报告"
    assert meta(title, "2024-01-26 15:07", title).published == "2024-01-26T15:07"


def test_dates_that_contradict_or_cannot_be_are_told():
    read = report(
        lambda t: t.replace(
            "发布时间：2024-01-20",
            "发布时间：2024-01-20\n发布日期：2024-02-02\n发布时间：2023-05-01",
        )
    )
    assert read.published == "2024-01-20"
    differ, early = found(read, "meta.published")
    assert "2024-02-02 (line 3)" in differ
    assert "2023-05-01 (line 4)" in early


@pytest.mark.parametrize(
    ("agency", "scope"),
    [
        ("甲市人民政府", "territory"),
        ("甲市", "territory"),
        ("甲地区行政公署", "territory"),  # its report was added to those of its departments
        ("甲盟行署", "territory"),
        ("甲地区行政公署办公室", "agency"),
        ("全国海关", "territory"),
        ("甲海关关区", "territory"),
        ("甲市人民政府办公厅", "agency"),
        ("甲镇人民政府", "agency"),
        ("某某总署(本级机关)", "agency"),
        ("甲县林业局", "agency"),
        ("甲市乙区某街道办事处", "agency"),
        ("甲园区", "territory"),
        ("", None),
        ("某某", None),
    ],
)
def test_the_name_tells_the_scope(agency, scope):
    assert scope_of(agency) == scope


@pytest.mark.parametrize(
    "text",
    [
        "本年度报告汇总全地区各县（市）、各部门数据编制。",
        "现汇总全地区各县（市）、各部门数据编制。",
        "汇总了全盟各旗县和各部门的情况。",
    ],
)
def test_a_text_that_sums_up_an_area_is_of_the_area(text):
    assert judge_scope("", [Line(text, "line 2")])[0] == "territory"


def test_the_scope_comes_with_its_evidence_and_what_speaks_against_it():
    area = [Line("本报告在各乡镇、县政府各部门年度报告的基础上编制。", "line 5")]
    assert judge_scope("甲县人民政府", area)[:2][0] == "territory"
    scope, evidence, against = judge_scope("甲县人民政府办公室", area)
    assert scope == "agency"
    assert "organ" in evidence
    assert against[0][0] == "territory"
    assert against[0][2] == "line 5"
    assert judge_scope("", [Line("我局全年收到申请2件。", "line 3")])[0] == "agency"
    read = report(
        lambda t: t.replace("某县林业局", "某县人民政府办公室").replace(
            "本年情况如下。", "2023年，全县共收到政府信息公开申请20件。"
        )
    )
    assert read.scope == "agency"
    assert "line 4" in found(read, "meta.scope")[0]


def test_traces_of_another_report_are_notes():
    def change(text):
        return text.replace(
            "本年情况如下。",
            "2022年，我局认真推进公开工作，成效明显。\n本报告根据国办公开办函〔2019〕60号要求编制。\n现公布乙区城管局2023年政府信息公开工作年度报告。",
        )

    told = found(report(change), "meta.copied")
    assert len(told) == 3
    assert any("opens with 2022 (line 4)" in t for t in told)
    assert any("乙区城管局" in t for t in told)
    assert (
        found(
            report(lambda t: t.replace("本年情况如下。", "2023年工作平稳。下一步，2024年将继续。")),
            "meta.copied",
        )
        == []
    )


def test_a_name_that_a_mirror_spoilt_is_a_warning():
    assert found(report(lambda t: t.replace("某县林业局", "BetWin体育某县林业局")), "meta.agency")
    assert found(report(lambda t: t.replace("某县林业局", "某县体育局")), "meta.agency") == []


def test_what_a_person_states_holds_and_is_told(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(flattened(figures()), encoding="utf-8")
    read = read_report(path, "某市林业局", 2021)
    assert (read.agency, read.year) == ("某市林业局", 2021)
    told = found(read, "meta.stated")
    assert "某县林业局" in told[0]
    assert "2023" in told[1]


def test_sections_are_found_without_numbers_with_text_behind_them_and_not_in_lists():
    texts = [
        "某县林业局2023年政府信息公开工作年度报告",
        "本报告由一、总体情况，二、主动公开政府信息情况等六个部分组成。",
        "一、总体情况，二、主动公开政府信息情况，三、收到和处理政府信息公开申请情况。",
        "一、总体情况。2023年工作平稳。",
        "、主动公开政府信息情况",
        "三、 行政机关收到和处理政府信息公开申请情况",
        "三、存在的不足",
        "六、其它需要报告的事项",
    ]
    read = read_metadata([Line(t, f"line {n}") for n, t in enumerate(texts, start=1)], "2021")
    assert [(s.number, s.where) for s in read.sections] == [
        ("一", "line 4"),
        ("二", "line 5"),
        ("三", "line 6"),
        ("五", "line 7"),
        ("六", "line 8"),
    ]


def test_the_prose_of_a_report_is_kept_and_holds_no_row_of_a_table():
    read = report(lambda t: t.replace("本年情况如下。", "本年全局共办理各类公开事项，详情见下。"))
    assert ("本年全局共办理各类公开事项，详情见下。", "line 4") in read.prose
    assert not any("|" in text for text, _ in read.prose)
