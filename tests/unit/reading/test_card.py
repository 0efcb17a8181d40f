"""A source card whose key is nearly that of another says so; keys of one's own are free."""

import pytest

from analysis.errors import InputError
from analysis.reading.card import parse_card


@pytest.mark.parametrize(
    ("written", "meant"),
    [("agancy: 某县林业局", "agency"), ("Year: 2023", "year"), ("sha: abc", "sha256")]
    + [("territroy: 某县", "territory"), ("divison: '430381'", "division")],
)
def test_a_misspelt_key_is_named_with_the_one_that_was_meant(written, meant):
    with pytest.raises(InputError, match=f"Did you mean `{meant}`"):
        parse_card(written.encode(), "r.source.yml")


@pytest.mark.parametrize(
    "own", ["publisher: 某县", "title: 年报", "notes: 无", "retrieved: 2026-01-02", "机关: 某局"]
)
def test_keys_of_ones_own_are_kept(own):
    key = own.partition(":")[0]
    assert key in parse_card(own.encode(), "r.source.yml")


@pytest.mark.parametrize("written", ["agency: [某局]", "agency:\n  name: 某局", "url:\n- a\n- b"])
def test_of_what_can_be_one_value_several_are_refused(written):
    """An agency ['某局'] was published."""
    with pytest.raises(InputError, match=r"has several values\. Write one: `(agency|url): …`"):
        parse_card(written.encode(), "r.source.yml")


def test_a_second_key_near_to_one_that_is_there_is_free():
    assert parse_card(b"year: 2023\nyears: 2022\nkinds: x\nkind: bureau", "c")["year"] == 2023


@pytest.mark.parametrize(
    "broken", [b"agency: x\nyear: [", b"\xff\xfe", b"date: 2024-13-01", b"[" * 1000]
)
def test_a_card_that_is_no_yaml_is_named_as_every_file_of_users_is(broken):
    line = ", line 2" if b"\n" in broken else ""
    with pytest.raises(InputError, match=f"r.source.yml{line}.*: not valid YAML"):
        parse_card(broken, "r.source.yml")
