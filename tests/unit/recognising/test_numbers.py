"""What a printed cell says: one number, nothing, a mark, or what nobody can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.recognising.numbers import read_number


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
