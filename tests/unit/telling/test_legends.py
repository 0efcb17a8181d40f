"""One mark means one thing: every page and table explains the marks that it shows, and no others."""

import re

import pytest

from analysis.telling import parts, tables
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.brief.counties import Counties
from analysis.telling.brief.make import county_brief
from analysis.telling.brief.outliers import PeerGroups
from analysis.telling.wording import legends
from tests.support import datasets
from tests.support.rule_cases import made

AGENCY = "湘乡市林业局"
CLEAN: dict[str, object] = {}
IMPLIED = {"remedies/review/total": "", "requests/carried_out/total": ""}
DISPUTED = {"requests/received/total": 21}
BOTH = {**DISPUTED, "remedies/review/total": ""}
KINDS = [CLEAN, IMPLIED, DISPUTED, BOTH]
MARKS = {"†": "† ", "×": "× "}  # a mark, and how its legend begins


def dataset_of(cells):
    return datasets.dataset_of(made(cells, agency=AGENCY, year=2023))


def assert_explained(shown: str, lang: str) -> None:
    text = re.sub(r"<[^>]+>", "", shown)
    explained = {m for m, start in MARKS.items() if re.search(rf"{start}[唯存TD]", text)}
    used = {m for m in MARKS if re.search(rf"[\d件†a-z无请讼]{m}", text)}
    assert used == explained, (lang, used, explained)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("cells", KINDS)
def test_pages_and_tables_explain_the_marks_that_they_show_and_no_others(cells, lang):
    page = Assessment(dataset_of(cells), AGENCY, 2023, lang)
    told = parts.head(page).text + "".join(s.text for s in page.sentences())
    told = re.sub(r"<style.*?</style>", "", told, flags=re.S)
    assert_explained(told, lang)
    assert_explained(told + parts.first_page(page).text, lang)
    assert_explained(tables.indicators([page.view]).text, lang)
    assert_explained(parts.evidence(page).text, lang)
    for name in ("disclosure", "requests", "remedies"):
        assert_explained(tables.statutory(page.view, name).text, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("cells", KINDS)
def test_boxes_and_tables_of_a_brief_explain_their_marks(cells, lang):
    data = dataset_of(cells)
    loaded = Counties(data, lang)
    county = loaded.county(loaded.find("湘乡市"), 2023)
    for block in county_brief(county, PeerGroups(data, lang), "0").blocks:
        rows = getattr(block, "rows", ())
        if any("［" in c or " [error" in c for row in rows for c in row.cells):
            continue  # findings quote what is printed
        texts = [c for row in rows for c in row.cells]
        texts += [s.text for s in getattr(block, "sentences", ()) + getattr(block, "notes", ())]
        assert_explained("\n".join(texts), lang)


def test_a_question_mark_is_a_mark_only_behind_a_figure():
    assert legends("What is this? 12", "en") == []
    assert len(legends("13 → 12?", "en")) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("concluded", [2, 40])
def test_the_first_page_explains_what_is_drawn_on_it_and_nothing_else(concluded, lang):
    """Seen: “a line is the 95% interval” below strips of which none had a line."""
    every = {"requests/*": 0, "remedies/*": 0}
    cells = {f"requests/{row}/total": concluded for row in ("received", "granted", "concluded")}
    page = Assessment(dataset_of(every | cells), AGENCY, 2023, lang)
    shown = re.sub(r"<[^>]+>", " ", parts.first_page(page).text)
    assert ("95%" in shown) == (concluded >= 5)
    assert ("点为" if lang == "zh" else "Dot:") in shown  # cells and sections have theirs
