"""A figure in words of no known form is believed where the cell that they hint at states it."""

import pandas as pd
import pytest

from analysis.recognising.claims.reader import read_claims
from analysis.recognising.report import CELL_COLUMNS
from tests.support.claims import TOPIC, cells_of

GRANTED, PARTLY = "requests/granted/total", "requests/partly_granted/total"
CONCLUDED = "requests/concluded/total"
PRINTED = {
    "requests/received/total": 64,
    "requests/received/natural_person": 47,
    "requests/carried_in/total": 3,
    CONCLUDED: 58,
    "requests/carried_out/total": 9,
    GRANTED: 21,
    PARTLY: 13,
    "requests/unavailable.not_held/total": 6,
    "requests/unavailable.unclear/total": 18,
    "remedies/review/total": 15,
    "remedies/review/other": 11,
    "remedies/review/upheld": 4,
    "disclosure/normative_documents/repealed": 12,
    "disclosure/penalties/decisions": 388,
}


CELLS = cells_of(PRINTED)


def read(text: str, beside: pd.DataFrame = CELLS) -> set[tuple[str, float, str]]:
    claims = read_claims([(TOPIC + text, "line 1")], beside, year=2023)
    return set(zip(claims["target"], claims["value"], claims["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("全年接件64件。", "requests/received/total"),
        ("经补正仍无从判断指向、内容不明确的18件。", "requests/unavailable.unclear/total"),
        ("出具信息公开告知书58份。", CONCLUDED),
        ("处罚案件认定违法事实清楚的388件。", "disclosure/penalties/decisions"),
    ],
)
def test_a_hint_and_the_cell_s_own_figure_make_a_claim(text: str, target: str) -> None:
    value = float(PRINTED[target])
    assert read(text) == {(target, value, "agrees")}


def test_a_hint_without_the_cell_s_figure_or_without_a_table_makes_none() -> None:
    assert read("全年接件63件。") == set()
    assert read("全年接件64件。", pd.DataFrame(columns=CELL_COLUMNS)) == set()


def test_a_small_figure_may_be_a_cell_s_by_chance_but_not_beside_one_that_agrees() -> None:
    alone = "逐件查找后确认不曾掌握的6件。"
    assert read(alone) == set()
    told = read("全年收到政府信息公开申请64件，" + alone)
    assert ("requests/unavailable.not_held/total", 6.0, "agrees") in told


def test_a_figure_that_another_cell_of_its_words_states_contradicts_none() -> None:
    both = f"{GRANTED} + {PARTLY}"
    assert read("予以公开（含部分公开）34件。") == {(both, 34.0, "agrees")}
    assert read("予以公开33件。") == {(GRANTED, 33.0, "contradicts")}


def test_the_share_of_a_figure_named_anew_is_of_the_same_cells() -> None:
    told = read("予以公开（含部分公开）34件，占比58.62%。")
    assert (f"{GRANTED} + {PARTLY} % {CONCLUDED}", 58.62, "agrees") in told
    assert not {t for t in told if t[2] == "contradicts"}


@pytest.mark.parametrize(
    "text",
    [
        "自2009年开展工作到2023年底，共受理依申请公开702件。",
        "2022年结转的复议案件5件已审结。",
        "行政处罚立案41件。",
        "年内废止文件30份，其中规范性文件12件。",
        "行政复议维持4件，其他处理11件。",
        "2024年1月至3月，已受理申请17件。",
    ],
)
def test_no_contradiction_is_said_of_another_time_or_another_thing(text: str) -> None:
    assert not {t for t in read(text) if t[2] == "contradicts"}


def test_not_one_is_no_number() -> None:
    told = read_claims([("没有发生一起由信息公开引起的行政诉讼。", "line 1")], CELLS, year=2023)
    assert list(told["target"]) == ["remedies/suit_*/total"]
    assert list(told["value"]) == [0.0]


def test_this_year_after_the_one_before_is_the_report_s() -> None:
    assert ("remedies/review/total", 15.0, "agrees") in read(
        "2022年度被申请复议8件，本年度被申请复议15件。"
    )


def test_a_sum_of_outcomes_is_of_those_told_before_it() -> None:
    told = read("予以公开21件，部分公开13件，合计34件，两项占58.62%。")
    assert (f"{GRANTED} + {PARTLY}", 34.0, "agrees") in told
    assert (f"{GRANTED} + {PARTLY} % {CONCLUDED}", 58.62, "agrees") in told


def test_a_list_goes_on_with_small_figures_that_the_cells_state() -> None:
    told = read("无法提供24件：要素不够具体的18件；查找后确认不曾掌握的6件。")
    assert ("requests/unavailable.not_held/total", 6.0, "agrees") in told


@pytest.mark.parametrize(
    ("text", "contradicted"),
    [
        ("全年收到申请64件，其中予以公开13件，部分公开21件。", {GRANTED, PARTLY}),
        (
            "全年收到政府信息公开申请58件，办结政府信息公开申请64件。",
            {"requests/received/total", CONCLUDED},
        ),
        ("全年商业企业申请17件，自然人申请47件。", {"requests/received/business"}),
        ("被申请行政复议15件，其中维持15件。", {"remedies/review/upheld"}),
    ],
)
def test_figures_that_have_changed_places_contradict(text: str, contradicted: set[str]) -> None:
    rows = CELLS["item"].eq("received") & CELLS["column"].isin(["legal_services", "other"])
    swapped = CELLS.assign(value=CELLS["value"].where(~rows, 8.5))  # legal persons: 17 in all
    assert {t for t, _, verdict in read(text, swapped) if verdict == "contradicts"} == contradicted
