"""A disputed figure carries × wherever it is told, and nothing is concluded from it."""

import re

import pytest

from analysis.telling.assessment.narrative import Assessment
from analysis.telling.comparison import Comparison
from tests.support.datasets import dataset_of
from tests.support.rule_cases import made

AGENCY = "某县林业局"
REVIEW = {"remedies/review/upheld": 10, "remedies/review/corrected": 1, "remedies/review/total": 0}
# The first has too many granted in all by nine, the second no received although there are.
WRONG = [
    REVIEW,
    {"requests/granted/total": 18},
    {"requests/received/total": 0},
    {"requests/refused.state_secret/total": 0},
    {"requests/carried_out/total": 0},
    {"requests/concluded/total": 0},
]
NONE = {
    "zh": re.compile("没有"),
    "en": re.compile(r"\b(?:[Nn]one|[Nn]o (?:review|suit|request))\b"),
}


def assessment_of(cells, lang):
    return Assessment(dataset_of(made(cells, agency=AGENCY, year=2023)), AGENCY, 2023, lang)


def resting(narrative, data):
    """The sentences that rest on a disputed cell and tell a figure of it."""
    cells = data.cells[data.cells["disputed"]]
    codes = set(
        cells["report"] + "/" + cells["table"] + "/" + cells["item"] + "/" + cells["column"]
    )
    for sentence in narrative.sentences():
        if any(f"{ref.report}/{ref.code}" in codes for ref in sentence.cells):
            yield sentence


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("cells", WRONG)
def test_every_sentence_on_a_disputed_figure_marks_it_and_none_says_there_is_nothing(cells, lang):
    page = assessment_of(cells, lang)
    told = [s for s in resting(page, page.data) if not s.id.startswith("check.")]
    assert told
    for sentence in told:
        assert "×" in sentence.text, sentence
        if ".none" in sentence.id or (".no_" in sentence.id and sentence.id != "sum.no_share"):
            pytest.fail(f"says that there is nothing: {sentence}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_row_whose_parts_are_not_zero_is_told_with_its_parts(lang):
    page = assessment_of(REVIEW, lang)
    own = next(s for s in page.sections["remedies"] if s.id == "remedy.printed")
    assert all(figure in own.text for figure in ("10", "1", "0"))
    assert "×" in own.text
    assert not any(s.id == "sum.no_remedies" for s in page.sentences())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_zero_total_is_not_said_to_disagree_with_parts_that_are_only_disputed(lang):
    # The column of natural persons fails, which a row of zeros shares: the row itself balances.
    page = assessment_of({"requests/*/*": 0, "requests/received/natural_person": 1}, lang)
    told = [s.text for s in page.sentences() if s.id == "zero.printed"]
    assert told
    for text in told:
        assert "×" in text or "存疑" in text or "disputed" in text
        assert "不符" not in text
        assert "does not agree" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_parts_that_are_all_zero_are_said_to_be_zero_and_not_only_disputed(lang):
    page = assessment_of({"requests/*/*": 0, "requests/received/natural_person": 1}, lang)
    own = next(s.text for s in page.sections["sum_timeliness"] if s.id == "zero.printed")
    assert ("各项也均为零" if lang == "zh" else "all of its parts are 0") in own


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_count_that_stays_the_same_is_marked_where_either_year_implies_it(lang):
    blank = {"remedies/review/total": ""}
    for first, second in (({}, blank), (blank, {}), ({}, {})):
        years = [made(c, agency=AGENCY, year=y) for c, y in ((first, 2022), (second, 2023))]
        data = dataset_of(*years)
        told = Comparison(data, list(data.reports["report"]), lang)
        own = [
            s.text for s in told.sentences() if s.id.startswith("change.count") and "†" in s.text
        ]
        assert bool(own) == bool(first or second)
        assert not any(re.search(r"20\d\d†", text) for text in own)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_implied_zero_is_marked_where_it_is_told(lang):
    page = assessment_of({"remedies/review/total": "", "requests/carried_out/total": ""}, lang)
    told = {s.id: s.text for s in page.sections["remedies"] + page.sections["sum_remedies"]}
    assert "†" in next(s.text for s in page.sections["remedies"] if s.id == "remedy.none")
    assert "†" in told["sum.no_remedies"]
    page = assessment_of({"requests/partly_granted/total": ""}, lang)
    assert "†" in next(s.text for s in page.sentences() if s.id == "end.no_partly")


def test_where_nothing_is_disputed_no_sentence_has_the_mark():
    for lang in ("zh", "en"):
        assert not any("×" in s.text for s in assessment_of({}, lang).sentences())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_verdict_on_a_change_that_rests_on_a_disputed_figure(lang):
    base = {
        "requests/granted/natural_person": 32,
        "requests/granted/total": 33,
        "requests/concluded/natural_person": 33,
        "requests/concluded/total": 35,
        "requests/received/natural_person": 33,
        "requests/received/total": 35,
        "requests/carried_out/natural_person": 0,
        "requests/carried_out/total": 0,
    }
    before = made(base, agency=AGENCY, year=2022)
    now = made({**base, "requests/granted/total": 11}, agency=AGENCY, year=2023)
    data = dataset_of(before, now)
    page = Comparison(data, list(data.reports["report"]), lang)
    keys = {s.id for s in resting(page, data)}
    assert "change.share_disputed" in keys
    assert not keys & {"change.share_apart", "change.share_close", "change.share_same"}
    for sentence in resting(page, data):
        if sentence.id.startswith("change."):
            assert "×" in sentence.text
            assert "%" not in sentence.text or "95%" not in sentence.text
    sound = dataset_of(before, made(base, agency=AGENCY, year=2023))
    page = Comparison(sound, list(sound.reports["report"]), lang)
    assert not any("disputed" in s.id for s in page.sentences())
