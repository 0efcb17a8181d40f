"""Text in which nothing sets cells apart: what digits and rules make certain, and no more."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.form import APPLICANTS, get_form, item_label
from analysis.recognising.orders import GROUPS, OUTCOMES
from analysis.recognising.unseparated.splits import TooMany, ways
from tests.unit.recognising.test_columns import read, stated

FORM = get_form("2021")
ENDS = "结果维持结果纠正其他结果尚未审结总计"
GROUP_HEADS = {
    "granted": "三、本年度办理结果",
    "refused.state_secret": "（三）不予公开",
    "unavailable.not_held": "（四）无法提供",
    "unprocessed.complaint": "（五）不予处理",
    "other.not_corrected": "（六）其他处理",
}


def balanced(rng, most=60):
    """A form whose rules all hold, most of it nought, as in the reports of small agencies."""
    out = dict.fromkeys(FORM.by_code, 0)
    items = FORM.items("requests")
    results = [i for i in items if i not in ("received", "carried_in", "concluded", "carried_out")]
    for name in APPLICANTS[:2]:
        for item in rng.sample(results, 4):
            out[f"requests/{item}/{name}"] = rng.randint(1, most)
        concluded = sum(out[f"requests/{i}/{name}"] for i in results)
        carried_in, carried_out = rng.randint(0, concluded), rng.randint(0, 5)
        out[f"requests/concluded/{name}"] = concluded
        out[f"requests/carried_in/{name}"] = carried_in
        out[f"requests/carried_out/{name}"] = carried_out
        out[f"requests/received/{name}"] = concluded + carried_out - carried_in
    for item in items:
        out[f"requests/{item}/total"] = sum(out[f"requests/{item}/{a}"] for a in APPLICANTS[:-1])
    for group in GROUPS:
        for name in OUTCOMES[:-1]:
            out[f"remedies/{group}/{name}"] = rng.randint(0, 4)
        out[f"remedies/{group}/total"] = sum(out[f"remedies/{group}/{o}"] for o in OUTCOMES[:-1])
    for item in ("licences", "penalties", "coercion"):
        out[f"disclosure/{item}/decisions"] = rng.randint(0, 4000)
    out["disclosure/fees/amount"] = 318.42
    return out


def run_on(shown, between=lambda cells: "".join(cells), prose=""):
    """The whole report in one line; ``between`` joins the cells of a row."""
    text = "根据要求编制本报告。一、总体情况2023年，我局认真落实各项要求。" + prose
    text += "二、主动公开政府信息情况"
    header = None
    for item in FORM.items("disclosure"):
        columns = FORM.columns("disclosure", item)
        labels = [c.column_label for c in FORM.cells if (c.table, c.item) == ("disclosure", item)]
        if labels != header:
            text += "第二十条第（一）项信息内容" + "".join(labels)
            header = labels
        text += item_label("disclosure", item)
        text += between([str(shown[f"disclosure/{item}/{c}"]) for c in columns])
    text += "三、收到和处理政府信息公开申请情况（本列数据的勾稽关系为：第一项加第二项之和，"
    text += "等于第三项加第四项之和）申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织"
    text += "法律服务机构其他"
    for item in FORM.items("requests"):
        text += GROUP_HEADS.get(item, "") + item_label("requests", item)
        text += between([str(shown[f"requests/{item}/{a}"]) for a in APPLICANTS])
    text += "四、政府信息公开行政复议、行政诉讼情况行政复议行政诉讼" + ENDS
    text += "未经复议直接起诉复议后起诉" + ENDS * 2
    text += between([str(shown[c.code]) for c in FORM.cells if c.table == "remedies"])
    text += "五、存在的主要问题及改进情况主动性有待加强。六、其他需要报告的事项无。"
    return "某县水利局2023年政府信息公开工作年度报告\n发布时间：2024-01-20\n" + text


@pytest.mark.parametrize("seed", range(12))
def test_no_figure_is_wrong_and_most_are_certain(seed):
    shown = balanced(random.Random(seed))
    got = stated(read(run_on(shown)))
    assert all(got[code] == shown[code] for code in got)
    asked = [c for c in shown if not c.startswith("disclosure")]
    assert sum(c in got for c in asked) >= 0.97 * len(asked)


@pytest.mark.parametrize("seed", range(6))
def test_blanks_part_numbers_wherever_some_are_kept(seed):
    rng = random.Random(seed)
    shown = balanced(rng)

    def some(cells):
        return "".join(c + rng.choice(["", " ", "  "]) for c in cells)

    got = stated(read(run_on(shown, some)))
    assert all(got[code] == shown[code] for code in got)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30))
def test_a_figure_that_breaks_the_rules_makes_no_other_wrong(seed, more):
    rng = random.Random(seed)
    shown = balanced(rng)
    code = rng.choice([c for c in shown if c.startswith("requests/") and shown[c]])
    shown[code] += more
    got = stated(read(run_on(shown)))
    wrong = [c for c in got if got[c] != shown[c]]
    assert len(wrong) == 0


def test_rows_that_can_be_read_in_several_ways_stay_open_with_what_is_printed():
    shown = balanced(random.Random(3)) | {
        "disclosure/normative_documents/issued": 12,
        "disclosure/normative_documents/repealed": 3,
        "disclosure/normative_documents/in_force": 45,
    }
    report = read(run_on(shown))
    cells = report.cells[report.cells["item"] == "normative_documents"]
    assert set(cells["status"]) == {"unreadable"}
    assert set(cells["printed"]) == {"12345"}
    assert any("normative_documents can be read in" in note for note in report.notes)


def test_title_date_sections_and_prose_survive():
    report = read(run_on(balanced(random.Random(4)), prose="全年收到政府信息公开申请8件。"))
    assert (report.agency, report.year, report.published) == ("某县水利局", 2023, "2024-01-20")
    assert [s.number for s in report.sections] == list("一二三四五六")
    prose = "".join(text for text, _ in report.prose)
    assert "收到政府信息公开申请8件" in prose
    assert "主动性有待加强" in prose
    assert "其他法律行政法规禁止公开" not in prose


def test_columns_in_another_order_are_read_where_the_header_says():
    shown = balanced(random.Random(5))
    text = run_on(shown).replace(
        "自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他",
        "总计自然人商业企业科研机构社会公益组织法律服务机构其他",
    )
    order = (APPLICANTS[-1], *APPLICANTS[:-1])
    for item in FORM.items("requests"):
        label = GROUP_HEADS.get(item, "") + item_label("requests", item)
        usual = label + "".join(str(shown[f"requests/{item}/{a}"]) for a in APPLICANTS)
        text = text.replace(
            usual, label + "".join(str(shown[f"requests/{item}/{a}"]) for a in order), 1
        )
    got = stated(read(text))
    assert all(got[code] == shown[code] for code in got)
    assert sum(c.startswith("requests/") for c in got) >= 150


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=7))
def test_the_true_cut_is_always_among_the_ways(numbers):
    cells = tuple(map(str, numbers))
    try:
        every = ways("".join(cells), len(cells))
    except TooMany:
        return
    assert cells in every
    assert len(set(every)) == len(every)
    assert all(re.fullmatch("0|[1-9][0-9]*", c) for way in every for c in way)
