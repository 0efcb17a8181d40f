"""A figure contradicts a table only where all words about it are understood. Sentences are ours."""

import pytest

from analysis.recognising.claims.reader import read_claims
from tests.support.claims import TOPIC, cells_of

PRINTED = {
    "requests/received/total": 30,
    "requests/received/natural_person": 25,
    "requests/received/business": 5,
    "requests/carried_in/total": 2,
    "requests/concluded/total": 28,
    "requests/carried_out/total": 4,
    "requests/granted/total": 20,
    "requests/refused.state_secret/total": 3,
    "requests/unavailable.not_held/total": 5,
    "remedies/review/total": 6,
    "disclosure/normative_documents/issued": 9,
    "disclosure/normative_documents/in_force": 40,
    "disclosure/fees/amount": 12.5,
}


CELLS = cells_of(PRINTED)


def found(text: str) -> list[tuple[str, float, str]]:
    claims = read_claims([(TOPIC + text, "line 1")], CELLS, year=2023, scope="agency")
    return [(c.target.split("/", 1)[1], c.value, c.verdict) for c in claims.itertuples()]


@pytest.mark.parametrize(
    "text",
    [
        # What goes on about a number that was left alone.
        "“互联网+督查”平台转办事项41件，办结41件。",
        "对文件进行评估12件，建议保留9件，修改2件，废止1件。",
        "抽样的20件答复中，予以公开8件，部分公开2件。",
        "审查政府信息900条，其中不予公开40条，部分公开12条。",
        "处理群众来访18批40人次，答复18件。",
        "案例汇编收录复议16件、诉讼4件。",
        # What goes on about another's.
        "某街道收到信息公开申请11件，其中予以公开7件。",
        # Other times.
        "十四五以来，共制发规范性文件19件，废止2件。",
        "去年，全局受理申请21件，办结20件。",
        "十月份收到申请4件。",
        "截至2023年9月，我局收到政府信息公开申请19件，办结18件。",
        "前十一个月办理申请26件。",
        "从2019年到现在，总共收到过申请311件。",
        # 2022年 opens a sentence whose heading ends without a mark.
        "(三)政府信息管理情况 2022年,办公室共制定规范性文件3件。",
        # Two reasons of one row: each is a part of its figure.
        "因本机关不掌握相关信息无法提供3件,信息不存在的2件。",
        # Who uses a counter has not applied for information.
        "自然人办件量为3800件,法人办件量为90件。",
        # The rest of the outcomes, whichever they are.
        "予以公开20件，其他情形答复7件。",
        # Words that are not understood.
        "以公共利益为由不予公开的11件。",
        "经查没有所申请的信息，告知无法提供的1件。",
        "邻近的乡镇收到申请9件。",
        "收到申请14件补正。",
        # All of some, whichever these are.
        "收到申请30件，商业秘密类申请均不予公开。",
        "收到申请30件，凡可提供的信息均予以公开。",
        "收到申请30件，均不予公开部分内容。",
    ],
)
def test_a_figure_in_doubt_accuses_nobody(text: str) -> None:
    assert [c for c in found(text) if c[2] == "contradicts"] == []


def test_what_was_handled_with_what_was_carried_in_may_be_what_was_answered() -> None:
    text = "年内共处理政府信息公开申请{}件（含上年度结转2件）。"
    for figure, verdict in ((28, "agrees"), (32, "agrees"), (27, "contradicts")):
        assert found(text.format(figure))[0][1:] == (figure, verdict)


def test_of_two_figures_for_one_cell_in_a_sentence_the_one_that_agrees_is_meant() -> None:
    said = found("因信息公开申请行政复议6件，其他行政复议案件为52件。")
    assert said == [("review/total", 6, "agrees")]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("2023年，我局收到政府信息公开申请31件。", ("received/total", 31, "contradicts")),
        ("收到申请30件，较上年增加5件，办结27件。", ("concluded/total", 27, "contradicts")),
        ("从办理结果看，予以公开21件。", ("granted/total", 21, "contradicts")),
        ("全年制发行政规范性文件8件。", ("normative_documents/issued", 8, "contradicts")),
        ("因政府信息公开被申请行政复议7件。", ("review/total", 7, "contradicts")),
        ("未发生因政府信息公开引起的行政复议。", ("review/total", 0, "contradicts")),
    ],
)
def test_a_figure_said_plainly_still_contradicts(text, claim) -> None:
    assert claim in found(text)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("全年共30件申请，其中予以公开20件。", ("received/total | requests/concluded/total", 30)),
        ("自然人25件，法人5件，合计30件。", ("received/total", 30)),
        ("今年收到30份申请，去年留下来2份。", ("carried_in/total", 2)),
        ("占比最高的是本机关不掌握相关政府信息，共5件。", ("unavailable.not_held/total", 5)),
        ("办结28件，还剩4件没到期。", ("carried_out/total", 4)),
        ("全年行政事业性收费收入125000元。", ("fees/amount", 12.5)),
        ("本年度收费金额（行政事业性收费）12.5万元。", ("fees/amount", 12.5)),
        ("规范性文件：制发9件，有效40件。", ("normative_documents/in_force", 40)),
        ("行政诉讼情况：无。", ("suit_*/total", 0)),
        ("没有被告上法院。", ("suit_*/total", 0)),
    ],
)
def test_names_as_offices_say_them(text, claim) -> None:
    assert (*claim, "agrees") in found(text)


@pytest.mark.parametrize(
    "row", ["6.属于四类过程性信息 7 0 0 0 1 0 8", "四、结转下年度继续办理 3 1 0 4"]
)
def test_the_row_of_a_table_without_lines_is_no_sentence(row: str) -> None:
    assert found(row) == []
