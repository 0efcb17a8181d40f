"""Prose that does not add up in itself. The sentences are ours."""

from types import SimpleNamespace

import pytest

from analysis.checking.findings.prose import PLACE, prose_findings


def found(*lines: str, year: int = 2023) -> list[str]:
    report = SimpleNamespace(
        prose=[(text, f"line {i}") for i, text in enumerate(lines, 1)], year=year
    )
    return [f["rule"] for f in prose_findings(report)]


@pytest.mark.parametrize(
    "text",
    [
        "全年主动公开政府信息50条，其中规划类3条，环保类20条，其他类7条。",
        "全年主动公开政府信息50条：规划类3条、环保类20条、其他信息7条。",
        "主动公开政府信息50条，规划类信息3条，环保类信息20条，其他应主动公开的信息7条。",
        "公开信息50条（规划类3条，环保类20条，其余7条），办理申请4件。",
        "公开信息50条,(其中规划类3条,经费20条(含决算5条),其他26条),均已归档。",
        "制作政府信息总数90条，其中主动公开政府信息40条，依申请公开信息30条，不予公开信息10条。",
        "公开政府信息50条，其中规划类信息3，环保类信息20，其他类7条；办理依申请公开9件。",
        "公开政府信息50条，其中规划类3条、环保类20条、其他7条，较上年增加2条。",
        "公开信息50条，其中2022年决算3条、行政处罚0条、2023年预算20条、其他信息7条。",
        "公开信息90条，其中重点领域40条（财政10条、教育20条、其他5条），其他信息50条。",
    ],
)
def test_parts_that_are_said_to_be_all_and_miss_their_total(text: str) -> None:
    assert found(text) == ["prose.sum"]


@pytest.mark.parametrize(
    "text",
    [
        "全年主动公开政府信息30条，其中规划类3条，环保类20条，其他类7条。",
        "公开信息30条，较上年增加2条，其中规划类3条，环保类20条，其他类7条。",
        # One text goes out by several ways.
        "公开信息30条，其中网站20条、微信公众号15条、其他方式5条。",
        "公开信息30条，其中规划类3条、环保类20条（含水质8条）、其他7条。",
        "公开政府信息30条，其中规划类信息3条，环保类信息 20，其他类7条；办理依申请公开9件。",
        "制作政府信息总数90条，其中主动公开政府信息40条，依申请公开信息30条，不予公开信息20条。",
        # Not said to be all.
        "主动公开政府信息50条，其中规划类3条，环保类20条。",
        # Overlapping kinds, other units, another matter after the list.
        "公开信息50条，其中微信30条、规划类40条。",
        "主动公开信息50条，其中规划类20条、其他类30条，微信推送信息81条。",
        "主动公开信息50条，开设专栏3个，其他培训7次。",
        # Outcomes of what came in leave out what is still open; rows of the form named 其他.
        "收到申请20件，其中予以公开9件，无法提供3件，其他处理2件。",
        "行政复议9件，其中维持3件，纠正1件，其他结果2件。",
        "不予公开9件，其中国家秘密1件，其他法律行政法规禁止公开3件。",
        "受理申请30件，同比增加6件，其他咨询12件。",
        "公开信息1000余条，其中规划类3条，其他7条。",
        # Another matter; the rest of the total; parts that are not of this total; parts that overlap.
        "发布信息860条，其中政务动态412条，公告230条；另发布其他平台信息500条。",
        "制发公文300件，其中主动公开120件、依申请公开80件、不予公开90件，另有10件待定。",
        "受理申请63件，其中自然人50件，法人13件，其他情形2件系上年结转。",
        "收到申请63件，涉及征地30件、规划20件、其他18件。",
        "受理事项900件，其中咨询600件、投诉200件、其他150件，部分事项归入两类。",
        "收到申请40件，其中网络25件、信函18件、其他2件，多种方式提出的重复计算。",
        "收到申请40件，其中网络申请25件、信函申请10件、当面申请4件、其他方式1件。",
        "制发公文300件，其中主动公开120件，依申请公开80件，不予公开100件。",
        "全年召开发布会12场，其中主要领导出席4场，其他领导出席6场。",
        "我局公开信息500条，下属单位公开信息300条，其中学校200条，其他单位100条。",
        "账号28个，其中微信公众号14个、微博6个、抖音4个、其他平台5个。",
        "行政许可1000件，其中即办件800件，其他承诺件150件，撤回50件。",
        "行政诉讼6件，其中维持4件，其他结果1件，均已审结。",
        # The first part is no total of the rest.
        "规范政府信息公开答复流程，办复率95%，其中予以公开30件，无法提供9件，其他处理7件。",
        "规范政府信息公开答复流程，答复结果为予以公开30件，无法提供9件，其他处理7件。",
        # Parts of the part before.
        "公开信息90条，其中网站公开40条，含招聘类3条，其他类37条。",
        # What is in brackets is no total of what follows them.
        "全年办结申请27件（含上年结转2件），其中予以公开15件、部分公开5件、其他处理7件。",
        "公开信息31条（其中：网站6条，公众号25条），其中工作动态20条，其他信息11条。",
        "公开信息31条（网站6条、（含转载2条）公众号25条），工作动态20条，其他信息11条。",
        # A part that is counted in another unit, or about.
        "公开信息60条，其中工作动态40条、征集4期、其他信息16条。",
        "公开信息60条，其中工作动态40余条、通知3条、其他信息10条。",
    ],
)
def test_parts_that_add_up_or_are_not_said_to_be_all(text: str) -> None:
    assert found(text) == []


def test_figures_that_one_sentence_gives_for_another_year() -> None:
    own = "2023年主动公开政府信息53条，成效明显。"
    assert found(own, "2022年制作信息467条，其中主动公开政府信息53条。") == ["prose.year"]
    assert found(own, "2024年主动公开政府信息53条。") == ["prose.year"]
    # A comparison, another figure, another matter, a year further back.
    assert found(own, "2022年主动公开政府信息41条。") == []
    assert found(own, "与2022年相比，主动公开政府信息53条保持不变。") == []
    assert found(own, "2022年主动公开政府信息53条，2023年持平。") == []
    assert found(own, "2022年接受咨询53条。") == []
    assert found(own, "2019年主动公开政府信息53条。") == []


@pytest.mark.parametrize(
    "text",
    [
        "按照2022年工作要点，主动公开政府信息500条。",
        "2022年考核结束后，主动公开政府信息500条。",
        "2022年收到信息公开申请35件。",
        "主动公开政府信息500条，废止2013年以前制定的行政规范性文件12件。",
        "到2024年，主动公开政府信息达到500条。",
    ],
)
def test_a_year_of_something_else_is_no_slip(text: str) -> None:
    assert found("2023年，主动公开政府信息500条。", text) == []


def test_what_is_said_of_it_can_be_walked_back_to_the_print() -> None:
    report = SimpleNamespace(
        prose=[("无关的一句话。", "line 1"), ("公开信息９条，其中规划３条，其他４条。", "line 2")],
        year=2023,
    )
    (finding,) = prose_findings(report)
    assert finding["at"] == "line 2"
    assert "公开信息９条，其中规划３条，其他４条" in finding["zh"]
    assert "3 + 4" in finding["en"]
    assert "2 apart" in finding["en"]
    assert finding["resolve_zh"]
    assert finding["resolve_en"]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("20223年，我局主动公开政府信息88条。", ["prose.year"]),
        ("202年，我局主动公开政府信息88条。", ["prose.year"]),
        ("2032年，我局主动公开政府信息88条。", ["prose.year"]),
        ("2033年，我局收到信息公开申请8件。", ["prose.year"]),
        ("2023年，我局主动公开政府信息88条。", []),
        ("2013年，我局主动公开政府信息88条。", []),  # may be told of that year
        ("到2033年，主动公开政府信息将达880条。", []),
        ("2035年远景目标纲要已经主动公开，配发解读3篇。", []),
        ("2032年，道路竣工。", []),
    ],
)
def test_a_year_that_cannot_be_one_is_a_slip(text: str, rules: list[str]) -> None:
    assert found(text) == rules


def test_each_sum_has_a_place_of_its_own_so_that_a_decision_is_about_one_of_them() -> None:
    lines = [
        "全年主动公开政府信息50条，其中规划类3条，环保类20条，其他类7条。",
        "制作政府信息总数90条，其中主动公开政府信息40条，依申请公开信息30条，不予公开信息10条。",
        "公开信息50条（规划类3条，环保类20条，其余7条），办理申请4件。",
    ]
    report = SimpleNamespace(prose=[(line, "line 10") for line in lines], year=2023)
    places = [f["where"] for f in prose_findings(report)]
    assert places == ["prose/50", "prose/90", "prose/50/2"]
    assert all(map(PLACE.fullmatch, places))
    assert not any(map(PLACE.fullmatch, ["prose/", "prose/abc", "requests/*/total", "report"]))


def test_a_figure_of_another_year_quotes_both_sentences() -> None:
    text = "2023年，主动公开政府信息53条，成效明显。2022年制作信息467条，其中主动公开政府信息53条。"
    report = SimpleNamespace(prose=[(text, "line 10")], year=2023)
    (found_one,) = prose_findings(report)
    assert found_one["where"] == "prose/53"
    assert "另一处“2023年，主动公开政府信息53条”（第10行）" in found_one["zh"]
    assert "another sentence, “2023年，主动公开政府信息53条” (line 10)," in found_one["en"]


def test_a_heading_that_runs_into_the_sentence_is_not_quoted() -> None:
    text = "（一）主动公开的数量 2023年公开信息50条，其中规划类3条，环保类20条，其他类7条。"
    (one,) = prose_findings(SimpleNamespace(prose=[(text, "line 1")], year=2023))
    assert one["zh"].startswith("文中称“2023年公开信息50条，其中规划类3条，")
