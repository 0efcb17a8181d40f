"""The cells behind sentences: also those of the year before."""

import pytest

from analysis.telling import parts
from analysis.telling.assessment.narrative import Assessment


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sentence_on_a_change_shows_the_cells_of_both_years(dataset, lang):
    """The page once stopped here: a sentence rested on a report that the table did not know."""
    narrative = Assessment(dataset, "宿迁市人民政府", 2024, lang)
    rests_on = {ref.report for s in narrative.sentences() for ref in s.cells}
    assert rests_on == {"宿迁市人民政府-2024", "宿迁市人民政府-2023"}
    assert parts.evidence(narrative)
