"""Equal figures one after another are named together, and a disputed part keeps its own mark."""

import pytest

from analysis.assessing.indicators.compute import Amount
from analysis.telling.sentence import _filters
from analysis.telling.share import Share
from analysis.telling.wording import fraction


def amounts(*values):
    return [(f"项{n}", Amount(value, "stated", ())) for n, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    ("values", "zh", "en"),
    [
        ((0, 0, 0), "项1、项2、项3均为0件", "项1, 项2, 项3: 0 each"),
        ((4, 0, 0, 0), "项1：4件，项2、项3、项4均为0件", "项1: 4; 项2, 项3, 项4: 0 each"),
        ((1, 1, 6), "项1：1件、项2：1件、项3：6件", "项1: 1; 项2: 1; 项3: 6"),
    ],
)
def test_three_equal_neighbours_and_more_are_one(values, zh, en):
    said = {lang: _filters(lang)["parts"](amounts(*values)) for lang in ("zh", "en")}
    assert said["zh"].replace("：", "") == zh.replace("：", "")
    assert said["en"] == en


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (["disputed"], ["disputed"], ("14×", "19×")),
        (["disputed"], [], ("14×", "19")),
        ([], ["disputed"], ("14", "19×")),
        (["implied"], ["disputed", "ocr"], ("14†", "19※×")),
    ],
)
def test_the_marks_of_a_figure_stand_at_that_figure(part, whole, said):
    share = Share(
        *(14.0, 19.0, 14 / 19, 0.5, 0.9, "stated"),
        part_marks=frozenset(part),
        whole_marks=frozenset(whole),
    )
    filters = _filters("zh")
    assert (filters["part"](share), filters["whole"](share)) == said
    assert fraction(share, "zh") == "/".join(said)
