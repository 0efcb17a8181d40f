"""The cells behind sentences: also those of the year before."""

import re

import pytest

from analysis.telling import parts
from analysis.telling.assessment.narrative import Assessment
from tests.support.neighbours import YEAR, neighbours
from tests.support.pages import page_of


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sentence_on_a_change_shows_the_cells_of_both_years(dataset, lang):
    """The page once stopped here: a sentence rested on a report that the table did not know."""
    narrative = Assessment(dataset, "宿迁市人民政府", 2024, lang)
    rests_on = {ref.report for s in narrative.sentences() for ref in s.cells}
    assert rests_on == {"宿迁市人民政府-2024", "宿迁市人民政府-2023"}
    assert parts.evidence(narrative)


@pytest.mark.parametrize(
    ("notebook", "parameters"),
    [
        ("agency_assessment", {"agency": "湘潭县自然资源局", "year": YEAR}),
        ("comparison", {"reports": [f"{c}自然资源局-{YEAR}" for c in ("湘潭县", "韶山市")]}),
        ("peers", {"group": None, "report": f"湘潭县自然资源局-{YEAR}"}),
    ],
    ids=["assessment", "comparison", "peers"],
)
def test_sentences_are_numbered_in_the_order_in_which_the_page_has_them(notebook, parameters):
    """What leads to the cells behind a sentence; a number that comes again is not counted."""
    page = page_of(notebook, "zh", neighbours(6), **parameters)
    numbers = [int(n) for n in re.findall(r'<sup><a href="?#c(\d+)', page)]
    assert list(dict.fromkeys(numbers)) == list(range(1, max(numbers) + 1))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("均大于0.05", "漏斗界限以其余机关为准", "的条件：机关的级别")),
        ("en", ("every q is above", "Funnel limits are those", "Agencies of one group")),
    ],
)
def test_a_page_of_peers_begins_with_what_was_found(lang, words):
    group = neighbours(12)
    page = page_of("peers", lang, group, group=group.groups["group"].iloc[0], report=None)
    body = page[page.index("<h2") :]
    assert 0 < body.index(words[0]) < body.index(words[1]) < body.index(words[2])
