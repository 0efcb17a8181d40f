"""Letters to agencies: what they ask, and what comes back into ``corrections.yml``."""

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from analysis import InputError
from analysis.assessing.opening import open_dataset
from analysis.checking.findings.corrections import read_corrections
from analysis.checking.findings.recording import add_decisions
from analysis.publishing.letters.decide import Unclear, decide
from analysis.publishing.letters.docx import COLUMNS, Sender, render
from analysis.publishing.letters.filled import Answer
from analysis.running.letters import read_answers, write_letters
from analysis.telling.brief.counties import Counties
from analysis.telling.letters.letter import Asked, Question
from analysis.telling.letters.questions import ask, letters
from tests.support.paths import ROOT

PROCESSED = ROOT / "data" / "processed"
APPROVAL = "平潭综合实验区行政审批局-2024"  # a sum that fails, a year that does not follow, a claim
SENDER = Sender("某地政务公开办公室", "2025年3月1日", "2025年3月15日", "王敏")
NAMES = list(COLUMNS)


@pytest.fixture(scope="module")
def dataset():
    return open_dataset(PROCESSED)


@pytest.fixture(autouse=True)
def opened_once(dataset, monkeypatch):
    """Every letter and answer opens the same tables, which nobody changes."""
    once = {PROCESSED: dataset}
    monkeypatch.setattr("analysis.running.letters.open_dataset", lambda path: once[path])


@pytest.fixture(scope="module")
def county(dataset):
    counties = Counties(dataset, "zh")
    return lambda year: counties.county(counties.find("平潭县"), year)


@pytest.fixture(scope="module")
def approval(county):
    return next(one for one in letters(county(2024)) if one.view.id == APPROVAL)


def texts_of(path: Path) -> list[str]:
    document = Document(str(path))
    cells = (c.text for t in document.tables for r in t.rows for c in r.cells)
    return [*(p.text for p in document.paragraphs), *cells]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("letters")
    write_letters("平潭县", 2024, out, SENDER, PROCESSED)
    return out


@pytest.fixture
def sent(written, tmp_path):
    """A copy of the letters, as an agency has it; the path of one of them."""
    shutil.copytree(written, tmp_path / "out")
    return tmp_path / "out" / f"{APPROVAL}-核实函.docx"


def fill(path: Path, rows: dict[tuple[int, str], str], by="李四", day="2025年3月10日") -> None:
    """Write into a letter: row of the list and column to text; who, and when."""
    document = Document(str(path))
    for (row, name), text in rows.items():
        document.tables[0].rows[row].cells[NAMES.index(name)].text = text
    person = document.tables[1].rows[0].cells
    person[1].text, person[5].text = by, day
    document.save(str(path))


def row_of(approval, item: int, row: int = 1) -> int:
    """Where a row of a question is in the list."""
    return sum(len(q.rows) for q in approval.questions[: item - 1]) + row


HAN = re.compile(r"[㐀-鿿]+")


@pytest.fixture(scope="module")
def written_in_english(tmp_path_factory):
    out = tmp_path_factory.mktemp("english")
    write_letters("平潭县", 2024, out, Sender("Open Office", "1 March 2025"), PROCESSED, "en")
    return out / f"{APPROVAL}-letter.docx"


@pytest.fixture
def in_english(written_in_english, tmp_path):
    """The same letter in English, alone in a folder."""
    (tmp_path / "english").mkdir()
    return Path(shutil.copy(written_in_english, tmp_path / "english"))


def answered(sent: Path, out: Path):
    return read_answers(sent.parent, out, PROCESSED)


# --- what is asked --------------------------------------------------------------------------------
def test_a_letter_names_the_addressee_the_print_the_place_and_the_likeliest_value(sent, approval):
    said = texts_of(sent)
    assert said[0] == "关于商请核实2024年度政府信息公开工作年度报告有关数据的函"
    assert "平潭综合实验区行政审批局：" in said
    assert {"某地政务公开办公室", "2025年3月1日"} <= set(said)
    document = Document(str(sent))
    row = document.tables[0].rows[1].cells
    first = approval.questions[0]
    assert row[0].text.startswith("1. 行政复议：“总计 = 维持 + 纠正 + 其他 + 尚未审结”不成立，左边")
    assert "左边0，右边1 + 0 + 0 + 0 = 1，相差1" in row[0].text
    assert "①“行政复议 · 总计”为1（与各分项之和一致）；②“行政复议 · 结果维持”为0" in row[0].text
    assert f"编号：{first.id}" in row[0].text
    shown = [row[NAMES.index(n)].text for n in ("number", "item", "printed", "place", "likely")]
    assert shown == ["1.1", "行政复议 · 总计", "0", "第10行", "见左"]
    assert [row[NAMES.index(n)].text for n in ("corrected", "opinion", "reason")] == ["", "", ""]
    assert approval.view.meta.sha256 in said
    assert approval.view.meta.file in said


def test_what_is_ours_is_no_matter_of_the_agency(county, dataset):
    """Cells that we did not read, hosts, copies, reused prose and notes are in no letter."""
    asked = {
        (one.view.id, q.rule)
        for year in range(2019, 2026)
        for one in letters(county(year))
        for q in one.questions
    }
    assert asked
    assert not {rule for _, rule in asked if rule.endswith(".legible")}
    assert not {rule for _, rule in asked if rule.startswith(("source.", "meta.", "reuse."))}
    legible = dataset.findings["rule"] == "disclosure.legible"
    assert set(dataset.findings.loc[legible, "report"]) - {report for report, _ in asked}
    words = " ".join(
        q.about for y in (2021, 2024) for one in letters(county(y)) for q in one.questions
    )
    assert "程序" not in words


def test_nobody_is_accused(county):
    words = " ".join(
        q.about for y in range(2019, 2026) for one in letters(county(y)) for q in one.questions
    )
    for accusing in ("错误", "疑", "造假", "违", "漏报", "瞒报", "逾期"):
        assert accusing not in words


def test_a_copy_says_that_it_is_one(dataset):
    counties = Counties(dataset, "zh")
    xiangxiang = letters(counties.county(counties.find("湘乡市"), 2022))[0]
    copied = render(xiangxiang, SENDER)
    path = _saved(copied)
    assert any("取自www.yqfywz.cn，不是政府网站上的原页面" in text for text in path)
    shanghai = letters(counties.county(counties.find("上海市"), 2019))[0]
    assert any("所据为人工抄录件" in text for text in _saved(render(shanghai, SENDER)))


def _saved(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    return [p.text for p in document.paragraphs]


def test_cells_of_a_sum_over_agencies_are_one_matter(county, dataset):
    view = next(v for v in county(2022).everyone() if v.id == "平潭综合实验区-2022")
    own = dataset.findings[dataset.findings["rule"] == "hierarchy.sum"]
    cells = [("remedies/review/total",)] * len(own)
    more = own.assign(where="remedies/review/total", cells=cells)
    view.__dict__["findings"] = pd.concat([own, more])
    try:
        found = ask(view, None, dataset.rules, dataset.repairs)
    finally:
        del view.__dict__["findings"]
    assert [q.wheres for q in found] == [("remedies/review/pending", "remedies/review/total")]


def test_the_same_letter_gives_the_same_bytes(approval):
    assert render(approval, SENDER) == render(approval, SENDER)


def test_what_is_not_given_is_left_for_a_pen(approval):
    said = _saved(render(approval, Sender()))
    assert "（编制单位）" in said
    assert any(text.endswith("年　　月　　日") for text in said)


def test_a_filled_letter_is_not_written_over(sent):
    fill(sent, {(1, "opinion"): "属实"})
    before = sent.read_bytes()
    again = write_letters("平潭县", 2024, sent.parent, SENDER, PROCESSED)
    assert again.kept == [sent]
    assert sent.read_bytes() == before


def test_an_english_letter_is_english_but_for_names_and_quotations(in_english, approval):
    """Chinese is in it only in brackets behind a name, in quotation marks, and in file names."""
    said = texts_of(in_english)
    row = Document(str(in_english)).tables[0].rows[1].cells
    about = row[NAMES.index("about")].text
    assert "“total = upheld + corrected + other + pending” does not hold, with " in about
    assert "Printed" not in about  # the rows have it
    assert "For reference: with any of these" in about
    assert "① “Administrative review · Total” = 1 (the sum of the parts); ②" in about
    assert about.endswith(f"ID: {approval.questions[0].id}")
    assert [row[NAMES.index(n)].text for n in ("item", "place", "likely")] == [
        "Administrative review · Total",
        "line 10",
        "see left",
    ]
    names = {APPROVAL, approval.view.meta.file, *(v for v in said if v.startswith("pingtan"))}
    plain = [
        re.sub(r"\([^()]*\)|“[^”]*”|\"[^\"]*\"", "", text) for text in said if text not in names
    ]
    assert [text for text in plain if HAN.search(text)] == []


# --- what comes back ------------------------------------------------------------------------------
def test_a_correction_comes_back_with_person_day_and_figure(sent, approval, tmp_path):
    fill(
        sent,
        {
            (1, "corrected"): "1件",
            (1, "opinion"): "属实",
            (row_of(approval, 2), "opinion"): "说明",
            (row_of(approval, 2), "reason"): "上年文件重新归类。",
        },
    )
    out = tmp_path / "corrections.yml"
    found = answered(sent, out)
    assert (found.added, found.there, found.problems) == (2, 0, [])
    mine = [line for line in found.unfilled if APPROVAL in line]
    assert mine == [f"{sent.name}: item 3 ({approval.questions[2].id}) is not filled in."]
    first, second = read_corrections(out)
    assert (first.report, first.sha256) == (APPROVAL, approval.view.meta.sha256)
    assert (first.rule, first.where, first.decision) == (
        "remedies.outcomes",
        "remedies/review/*",
        "accept",
    )
    assert first.value == {"remedies/review/total": 1.0}
    assert (first.by, first.on) == ("李四（平潭综合实验区行政审批局）", "2025-03-10")
    assert (second.decision, second.reason) == ("explain", "上年文件重新归类。")


@pytest.mark.parametrize("day", ["2025-03-10", "10 March 2025", "March 10, 2025", "10 Mar 2025"])
def test_an_english_letter_comes_back_like_a_chinese_one(in_english, approval, tmp_path, day):
    second, third = row_of(approval, 2), row_of(approval, 3)
    rows = {
        (1, "corrected"): "1",
        (1, "opinion"): "Agree.",
        (second, "opinion"): "explain",
        (second, "reason"): "Files of last year were classified anew.",
        (third, "corrected"): "0 reviews",
    }
    fill(in_english, rows, by="Li Si", day=day)
    out = tmp_path / "corrections.yml"
    found = answered(in_english, out)
    assert (found.added, found.problems, found.unfilled) == (3, [], [])
    first, second, third = read_corrections(out)
    assert (first.decision, first.value) == ("accept", {"remedies/review/total": 1.0})
    assert (first.by, first.on) == ("Li Si (平潭综合实验区行政审批局)", "2025-03-10")
    assert (second.decision, second.reason) == (
        "explain",
        "Files of last year were classified anew.",
    )
    assert (
        third.reason == "The agency agrees and corrects the figures; Prose corrected to “0 reviews”"
    )


@pytest.mark.parametrize(
    ("opinion", "decision"),
    [
        ("We agree", "accept"),
        ("confirmed", "accept"),
        ("属实", "accept"),
        ("See explanation", "explain"),
        ("disagree", "reject"),
        ("We do not agree.", "reject"),
        ("not confirmed", None),
        ("agree / explain", None),
        ("agree, disagree", None),
        ("wrong", None),
    ],
)
def test_english_opinions_say_one_thing_or_are_left_for_a_person(
    in_english, tmp_path, opinion, decision
):
    fill(in_english, {(1, "opinion"): opinion, (1, "reason"): "as in our files"})
    out = tmp_path / "corrections.yml"
    found = answered(in_english, out)
    decided = [entry.decision for entry in read_corrections(out)] if out.exists() else []
    assert decided == ([decision] if decision else [])
    assert bool(found.problems) == (decision is None)


def test_a_second_run_adds_nothing_and_changes_nothing(sent, tmp_path):
    fill(sent, {(1, "opinion"): "属实"})
    out = tmp_path / "corrections.yml"
    out.write_text("# 手写的说明\n", encoding="utf-8")
    assert answered(sent, out).added == 1
    before = out.read_bytes()
    again = answered(sent, out)
    assert (again.added, again.there, again.problems) == (0, 1, [])
    assert out.read_bytes() == before
    assert before.startswith("# 手写的说明\n".encode())


def test_another_decision_about_the_finding_stays(sent, approval, tmp_path):
    out = tmp_path / "corrections.yml"
    own = {
        "report": APPROVAL,
        "sha256": approval.view.meta.sha256,
        "rule": "remedies.outcomes",
        "where": "remedies/review/*",
        "decision": "explain",
        "reason": "电话核实。",
        "by": "王敏",
        "on": "2025-02-01",
    }
    add_decisions(out, [own])
    before = out.read_bytes()
    fill(sent, {(1, "opinion"): "属实"})
    found = answered(sent, out)
    assert found.added == 0
    assert "has another decision (entry 1, 王敏, 2025-02-01), which stays" in found.problems[0]
    assert out.read_bytes() == before


def test_a_question_is_not_parted_by_a_pages_end(sent):
    """Seen: a sentence half on one page and half on the next."""
    table = Document(str(sent)).tables[0]
    rows = [[c.paragraphs[0] for c in row.cells] for row in table.rows][1:]
    numbers = [row[1].text.split(".")[0] for row in rows]
    for row, own, after in zip(rows, numbers, [*numbers[1:], ""], strict=True):
        kept = all(p.paragraph_format.keep_with_next for p in row[1:6])
        assert kept == (own == after)
    assert len(set(numbers)) < len(numbers)
    assert all("w:cantSplit" in row._tr.xml for row in table.rows)


def test_name_and_day_are_not_alone_on_a_page(sent):
    """Seen: a page with nothing but (Date)."""
    texts = {p.text: p.paragraph_format.keep_with_next for p in Document(str(sent)).paragraphs}
    assert texts["感谢贵单位对政府信息公开工作的支持。"]
    assert texts["附件：核实事项清单"]


def test_a_changed_source_is_refused(sent, tmp_path, dataset, monkeypatch):
    fill(sent, {(1, "opinion"): "属实"})
    reports = dataset.reports.assign(sha256="0" * 64)
    changed = replace(dataset, reports=reports)
    monkeypatch.setattr("analysis.running.letters.open_dataset", lambda data: changed)
    out = tmp_path / "corrections.yml"
    found = answered(sent, out)
    assert found.added == 0
    assert any(f"the file of {APPROVAL} has changed" in line for line in found.problems)
    assert not out.exists()


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({(1, "opinion"): "大概吧"}, "the opinion '大概吧' is none of"),
        ({(1, "opinion"): "说明"}, "an explanation is announced"),
        ({(1, "opinion"): "不属实"}, "called untrue without a reason"),
        ({(1, "opinion"): "不属实", (1, "reason"): "x", (1, "corrected"): "1"}, "yet a figure"),
        ({(1, "opinion"): "更正"}, "no figure differs"),
        ({(1, "opinion"): "属实", (1, "corrected"): "0"}, "are those that are printed"),
        ({(1, "corrected"): "约1"}, "'约1' is no number"),
    ],
)
def test_an_answer_that_can_be_read_in_two_ways_is_left_for_a_person(sent, tmp_path, rows, why):
    fill(sent, rows)
    out = tmp_path / "corrections.yml"
    found = answered(sent, out)
    assert found.added == 0
    assert [line for line in found.problems if why in line]
    assert not out.exists()


def test_figures_that_are_given_again_are_no_corrections(sent, tmp_path):
    """Somebody fills in every right figure, of which one differs from the print."""
    fill(sent, {(1, "corrected"): "1", (2, "corrected"): "1", (3, "corrected"): "0"})
    out = tmp_path / "corrections.yml"
    assert answered(sent, out).added == 1
    assert read_corrections(out)[0].value == {"remedies/review/total": 1.0}


def test_untrue_with_a_reason_rejects_the_finding(sent, tmp_path):
    fill(sent, {(1, "opinion"): "不属实", (1, "reason"): "原件总计为1，网页转载有误。"})
    out = tmp_path / "corrections.yml"
    assert answered(sent, out).added == 1
    assert read_corrections(out)[0].decision == "reject"


def test_a_correction_of_the_prose_is_kept_as_words(sent, approval, tmp_path):
    fill(sent, {(row_of(approval, 3), "corrected"): "行政复议0起"})
    out = tmp_path / "corrections.yml"
    assert answered(sent, out).added == 1
    found = read_corrections(out)[0]
    assert (found.rule, found.value) == ("claims.agree", {})
    assert found.reason == "发布机关反馈属实，并予更正；正文更正为“行政复议0起”"


@pytest.mark.parametrize("opinion", ["", "属实", "说明"])
def test_another_day_of_publication_does_not_confirm_that_the_report_was_late(approval, opinion):
    """Seen: “late” was accepted by the agency that wrote a day within the limit."""
    row = Asked("", "发布日期", "2025-04-11", "")
    question = Question("b42a473a5b", "form.deadline", ("report",), "", (row,))
    answer = Answer(question.id, "1", {1: "2025-01-22"}, opinion, "")
    decided = decide(question, answer, approval.view)
    assert decided == {"decision": "explain", "reason": "发布日期更正为“2025-01-22”"}
    answer = Answer(question.id, "1", {}, "属实", "")
    assert decide(question, answer, approval.view)["decision"] == "accept"
    with pytest.raises(Unclear, match="those that are printed"):
        decide(question, Answer(question.id, "1", {1: "2025-04-11"}, "属实"), approval.view)


def test_without_a_person_or_a_day_nothing_is_recorded(sent, approval, tmp_path):
    fill(sent, {(1, "opinion"): "属实", (row_of(approval, 2), "opinion"): "属实"}, by="")
    found = answered(sent, tmp_path / "corrections.yml")
    assert found.added == 0
    (told,) = found.problems  # of the letter, and not of each of its items
    assert "its answers (2), as “填报人” or “填报日期” is empty" in told


def test_a_day_that_is_none_and_a_number_that_was_changed_are_named(sent, approval, tmp_path):
    fill(sent, {(1, "opinion"): "属实"}, day="三月十日")
    assert any("is no day" in line for line in answered(sent, tmp_path / "c.yml").problems)
    document = Document(str(sent))
    cell = document.tables[0].rows[1].cells[0]
    cell.text = cell.text.replace(approval.questions[0].id, "0123456789")
    document.save(str(sent))
    fill(sent, {(1, "opinion"): "属实"})
    found = answered(sent, tmp_path / "c.yml")
    assert any("item 1 (0123456789) asks about no finding" in line for line in found.problems)


def test_letters_that_contradict_each_other_decide_nothing(sent, tmp_path):
    other = sent.with_name("另一份.docx")
    other.write_bytes(sent.read_bytes())
    fill(sent, {(1, "opinion"): "属实"})
    fill(other, {(1, "opinion"): "不属实", (1, "reason"): "原件为1。"})
    found = answered(sent, tmp_path / "corrections.yml")
    assert found.added == 0
    assert any("letters answer differently" in line for line in found.problems)


def test_files_that_are_no_letters_are_named(tmp_path):
    with pytest.raises(InputError, match="holds no letter"):
        read_answers(tmp_path, tmp_path / "c.yml", PROCESSED)
    with pytest.raises(InputError, match="no such file"):
        read_answers(tmp_path / "no", tmp_path / "c.yml", PROCESSED)
    Document().save(str(tmp_path / "a.docx"))
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "~$a.docx").write_bytes(b"x")
    found = read_answers(tmp_path, tmp_path / "c.yml", PROCESSED)
    assert [
        "is no letter of gouji" in line or "no Word file" in line for line in found.problems
    ] == [True, True]


def test_decided_findings_are_not_asked_again(dataset, county):
    view = next(v for v in county(2024).everyone() if v.id == APPROVAL)
    decided = view.findings.assign(decision="explain")
    view.__dict__["findings"] = decided
    try:
        assert ask(view, None, dataset.rules, dataset.repairs) == []
        assert len(ask(view, None, dataset.rules, dataset.repairs, decided=True)) == 3
    finally:
        del view.__dict__["findings"]
