"""What a printed cell says: one number, nothing, a mark, or what nobody can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.recognising.numbers import read_number
from analysis.recognising.units import unit_stated


@pytest.mark.parametrize(
    ("printed", "unit", "status", "value"),
    [
        ("0", "count", "stated", 0),
        (" 1,234 ", "count", "stated", 1234),
        ("１２", "count", "stated", 12),
        ("22（其中修订16件）", "count", "stated", 22),
        ("566.53万元", "10k_yuan", "stated", 566.53),
        ("251000元", "10k_yuan", "stated", 25.1),
        ("", "count", "blank", None),
        ("\u3000", "count", "blank", None),
        ("/", "count", "mark", None),
        ("无", "count", "mark", None),
        ("1 2", "count", "unreadable", None),
        ("3O", "count", "unreadable", None),
        ("1.5", "count", "unreadable", None),
        ("-3", "count", "unreadable", None),
    ],
)
def test_a_cell_is_read_or_left(printed, unit, status, value):
    assert read_number(printed, unit) == (status, value)


@pytest.mark.parametrize(
    ("printed", "value"), [("+3", 3), ("减2", -2), ("增1558", 1558), ("−4", -4), ("0", 0)]
)
def test_a_change_carries_its_sign(printed, value):
    assert read_number(printed, signed=True) == ("stated", value)


@given(st.integers(0, 10**9), st.sampled_from(["{}", "{:,}", " {} ", "{}件", "\u3000{:,}\n"]))
def test_every_whole_number_is_read_back_however_it_is_set(number, setting):
    assert read_number(setting.format(number)) == ("stated", number)


@given(st.text(max_size=12))
def test_no_text_is_guessed(text):
    status, value = read_number(text)
    assert (status == "stated") == (value is not None)
    assert status != "stated" or any(c.isnumeric() for c in text)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("17①件", 17),
        ("40①*", 40),
        ("77⓪", 77),
        ("12²", 12),
        ("8⑳", 8),
        ("5㉑个", 5),
        ("6 ❷", 6),
        ("31（其中2022年结转2件）", 31),
        ("2笔", 2),
        ("3.2万件", 32000),
    ],
)
def test_a_note_s_mark_is_no_digit_and_a_remark_no_number(printed, value):
    assert read_number(printed) == ("stated", value)


@pytest.mark.parametrize(
    "printed",
    [
        "一",
        "①",
        "3①2",
        "3½",
        "9（2022年）",
        "9（上年）7（本年）",
        "72（2022年）53（2023年）",
        "5千元",
    ],
)
def test_what_may_be_another_number_is_left(printed):
    assert read_number(printed).status == "unreadable"


@pytest.mark.parametrize(
    ("printed", "beside", "value"),
    [
        ("6.5", "", 6.5),
        ("6.5", "元", 0.00065),
        ("6.5", "千元", 0.65),
        ("6.5", "亿元", 65000),
        ("6.5（亿元）", "", 65000),
        ("6.5万元", "元", 6.5),
        ("376.57①万元", "", 376.57),
    ],
)
def test_an_amount_is_in_the_unit_that_the_print_states(printed, beside, value):
    assert read_number(printed, "10k_yuan", beside=beside) == ("stated", pytest.approx(value))


def test_a_change_may_be_told_by_its_remark():
    assert read_number("6（减少）", signed=True) == ("stated", -6)
    assert read_number("6（比上年减少）", signed=True) == ("stated", -6)
    assert read_number("6（增加）", signed=True) == ("stated", 6)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("本年收费金额（单位：元）", "元"),
        ("本年收费金额(单位:千元)", "千元"),
        ("采购总金额（亿元）", "亿元"),
        ("行政事业性收费（元）", "元"),
        ("单位：件、万元", "万元"),
        ("本年收费金额", ""),
        ("本年收费金额（以千元计）", "千元"),
        ("本年收费总额（人民币元）", "元"),
        ("全年收取3万元", ""),
        ("上一年项目数量", ""),
    ],
)
def test_units_in_headers_labels_and_captions(text, unit):
    assert unit_stated([text]) == unit


@pytest.mark.parametrize(
    "printed", ["48（更正为52）", "48(应为 52)", "48[勘误：52]", "48（调整为52件）"]
)
def test_a_figure_whose_remark_corrects_it_is_neither(printed):
    assert read_number(printed) == ("unreadable", None)


def test_a_remark_about_corrected_documents_is_no_correction():
    assert read_number("48（其中更正3件）").value == 48
    assert read_number("48件次").value == 48
