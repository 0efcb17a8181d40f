"""Prose that does not add up in itself. The sentences are ours."""

from types import SimpleNamespace

import pytest

from analysis.checking.findings.prose import is_prose_place, prose_findings


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
    assert all(map(is_prose_place, places))
    assert not any(map(is_prose_place, ["prose/", "prose/abc", "requests/*/total", "report"]))


def test_a_figure_of_another_year_quotes_both_sentences() -> None:
    text = "2023年，主动公开政府信息53条，成效明显。2022年制作信息467条，其中主动公开政府信息53条。"
    report = SimpleNamespace(prose=[(text, "line 10")], year=2023)
    (found_one,) = prose_findings(report)
    assert found_one["where"] == "prose/53"
    assert "另一处“2023年，主动公开政府信息53条”（第10行）" in found_one["zh"]
    assert 'another sentence, "2023年，主动公开政府信息53条" (line 10),' in found_one["en"]


def test_a_heading_that_runs_into_the_sentence_is_not_quoted() -> None:
    text = "（一）主动公开的数量 2023年公开信息50条，其中规划类3条，环保类20条，其他类7条。"
    (one,) = prose_findings(SimpleNamespace(prose=[(text, "line 1")], year=2023))
    assert one["zh"].startswith("文中称“2023年公开信息50条，其中规划类3条，")
