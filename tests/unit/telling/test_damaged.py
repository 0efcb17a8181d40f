"""What is said of damaged reports: nothing that the data do not show, and Chinese in Chinese."""

import re
from functools import cache

import pytest

from analysis.checking import check_reports
from analysis.publishing.index import index_files
from analysis.publishing.index_rows import indexed
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise
from analysis.running.tables import build_dataset
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.brief.counties import Counties
from analysis.telling.brief.make import county_brief
from analysis.telling.brief.outliers import PeerGroups
from analysis.telling.summary import Summary
from tests.support import layouts

AGENCY = "湘乡市林业局"
PLACE_IN_ENGLISH = re.compile(r"\b(?:line|row|column|paragraph|table|page|sheet) \d", re.I)
WRONG = {
    "requests__granted__total": 90,
    "requests__received__total": 21,
    "requests__carried_out__natural_person": 7,
}
KINDS = {
    "unread table": {},
    "blanks": dict.fromkeys(layouts.figures(), ""),
    "disputed total": layouts.figures(requests__received__total=21),
    "errors in two columns": layouts.figures(**WRONG),
    "no number": layouts.figures(requests__granted__total="1x"),
    "too large": layouts.figures(requests__carried_in__total=40),
}


@cache
def dataset_of(kind, prose=""):
    text = layouts.flattened(KINDS[kind] or layouts.figures(), agency=AGENCY)
    if kind == "unread table":
        start, end = text.index("三、收到"), text.index("四、政府")
        text = f"{text[:start]}三、收到和处理政府信息公开申请情况\n（见附图）\n{text[end:]}"
    text = text.replace("本年情况如下。", prose or "本年情况如下。")
    report = recognise(read_bytes(text.encode(), "report.txt"), {})
    return build_dataset([report], check_reports([report]))


def said(data, lang):
    """Everything that is said: sentences, findings, repairs, the terminal, the brief."""
    texts = [s.text for s in Assessment(data, AGENCY, 2023, lang).sentences()]
    texts += [*data.findings[lang], *data.findings[f"resolve_{lang}"], *data.repairs[lang]]
    texts += [line for line, _ in Summary(data).lines(lang)]
    loaded = Counties(data, lang)
    county = loaded.county(loaded.find("湘乡市"), 2023)
    for block in county_brief(county, PeerGroups(data, lang), "0").blocks:
        texts += [s.text for s in getattr(block, "sentences", ()) + getattr(block, "notes", ())]
        texts += [c for row in getattr(block, "rows", ()) for c in row.cells]
    return texts


@pytest.mark.parametrize("kind", KINDS)
def test_no_chinese_text_names_a_place_in_english(kind):
    for text in said(dataset_of(kind), "zh"):
        assert not PLACE_IN_ENGLISH.search(text), text
        assert "应为" not in text, text
        assert "checks pass" not in text, text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_that_was_not_read_is_never_said_to_be_unstated(lang):
    unstated = re.compile("未载明|未印数字|印有数字0|not stated|no number|neither stated")
    data = dataset_of("unread table")
    for sentence in Assessment(data, AGENCY, 2023, lang).sentences():
        # The legal limits and what the tables hold at all are no matter of this table.
        if sentence.id.startswith(("sum.", "lead.", "end.", "in.", "carry.", "refuse.", "hold.")):
            assert not unstated.search(sentence.text), sentence


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["blanks", "unread table"])
def test_where_little_was_checked_no_sentence_says_that_all_is_well(kind, lang):
    data = dataset_of(kind)
    told = {s.id: s.text for s in Assessment(data, AGENCY, 2023, lang).sentences()}
    sound = told.get("lead.sound", told.get("lead.unchecked"))
    assert ("39" if kind == "unread table" else "42") in sound
    if kind == "blanks":
        assert "lead.sound" not in told
        assert "sum.no_findings" not in told  # the three tables without a number are one finding


def test_quotations_are_what_is_printed_and_not_what_was_folded_to_read_it():
    prose = "全年收到政府信息公開申請１ ３件。全年接受群眾諮詢１００餘次，未收取任何費用。"
    data = dataset_of("disputed total", prose)
    assert "全年收到政府信息公開申請１ ３件" in data.claims["phrase"].tolist()
    assert any("群眾諮詢１００餘次" in text for text in data.statements["text"])
    found = data.findings[data.findings["rule"] == "claims.agree"]
    assert len(found) == 1
    for lang in ("zh", "en"):
        assert "政府信息公開申請１ ３件" in found[lang].iloc[0]


def test_the_index_does_not_say_unstated_of_what_was_not_read_and_explains_its_marks():
    shown = index_files(indexed(dataset_of("unread table")), [], [], [])["index.html"]
    assert "未读到" in shown
    assert "未载明" not in shown
    assert "×" not in shown
    disputed = index_files(indexed(dataset_of("disputed total")), [], [], [])
    assert "× 存疑" in disputed["index.html"]
