"""Text of a page is dark enough to be read: WCAG 2.2, 1.4.3, 4.5 to 1 on what it is on."""

import re

import pytest

from analysis.files import text_of

GROUNDS = ("#ffffff", "#fbe9e7", "#f2f4f8")  # the page, a failing row, an undecided row
SHEETS = {
    "tables": ("analysis.telling", "style.css"),
    "page": ("analysis.publishing", "templates/page.css"),
    "index": ("analysis.publishing", "templates/index.html.j2"),
}


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(text: str, ground: str) -> float:
    dark, light = sorted((luminance(text), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("name", SHEETS)
def test_every_colour_of_text_can_be_read(name):
    colours = set(re.findall(r"(?<![\w-])color: (#[0-9a-f]{6})", text_of(*SHEETS[name])))
    assert colours
    for colour in colours:
        for ground in GROUNDS:
            assert contrast(colour, ground) >= 4.5, (colour, ground)
