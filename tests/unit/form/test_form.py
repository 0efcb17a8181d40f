"""The form: every cell of both formats, with labels in both languages."""

import pytest

from analysis.errors import InputError
from analysis.form import cell_label, get_form, where_label
from tests.support.glossary import glossary_markdown
from tests.support.paths import ROOT


@pytest.mark.parametrize(("fmt", "cells", "requests"), [("2019", 198, 161), ("2021", 200, 175)])
def test_each_format_has_its_cells_once(fmt, cells, requests):
    form = get_form(fmt)
    assert len(form.cells) == len(form.by_code) == cells
    assert sum(c.table == "requests" for c in form.cells) == requests


@pytest.mark.parametrize("fmt", ["2019", "2021"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cell_has_a_label(fmt, lang):
    labels = [cell_label(cell.code, lang, fmt) for cell in get_form(fmt).cells]
    assert all(label.strip(" ·") for label in labels)


def test_places_are_named_as_people_name_them():
    assert where_label("requests/granted/*", "zh") == "（一）予以公开"
    assert where_label("requests/*/total", "en") == "Column “Total”"
    assert where_label("requests/*/*", "zh") == "收到和处理政府信息公开申请情况"
    assert where_label("report", "zh") == "整份报告"
    assert where_label("prose/467", "en") == "the prose"
    claim = "requests/granted/total + requests/refused.*/total % requests/concluded/total"
    assert where_label(claim, "en") == (
        "(Granted · Total + (3) Refused · Total) ÷ Concluded this year (total) · Total"
    )


def test_an_unknown_format_is_refused_with_those_that_exist():
    with pytest.raises(InputError, match="2019, 2021"):
        get_form("2020")


def test_the_glossary_page_is_made_from_the_same_data():
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert page == glossary_markdown()
    assert "| 8.属于行政查询事项 |" in page
    assert "`refused.administrative_query`" in page
