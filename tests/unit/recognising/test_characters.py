"""What two prints of one label have in common, whatever font, site or mirror set them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.recognising.characters import _RADICALS, fold, simplify


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("⾃然⼈", "自然人"),
        ("部⻔⻓⻅⻚⺠⻛", "部门长见页民风"),
        ("行政復議", "行政复议"),
        ("公務(wù)員", "公务员"),
        ("商　业\n企 业", "商业企业"),
        ("（一）予以公开", "(一)予以公开"),
        ("１２３", "123"),
        ("\u2066自然\u200b人\u2069", "自然人"),
    ],
)
def test_a_label_is_folded(printed, folded):
    assert fold(printed) == folded


def test_each_radical_becomes_one_whole_character():
    for radical, whole in _RADICALS.items():
        assert unicodedata.name(chr(radical)).startswith("CJK RADICAL")
        assert unicodedata.name(chr(whole)).startswith("CJK UNIFIED")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more_than_once_for_ascii_and_numbers(text):
    ascii_only = "".join(c for c in text if c.isascii())
    assert fold(fold(ascii_only)) == fold(ascii_only)
    assert simplify(ascii_only) == ascii_only
