"""A source card whose key is nearly that of another says so; keys of one's own are free."""

import pytest

from analysis.errors import InputError
from analysis.reading.card import parse_card


@pytest.mark.parametrize(
    ("written", "meant"),
    [("agancy: 某县林业局", "agency"), ("Year: 2023", "year"), ("sha: abc", "sha256")]
    + [("territroy: 某县", "territory"), ("divison: '430381'", "division")]
    + [("机关: 某县林业局", "agency"), ("年度: 2023", "year"), ("网址: x.gov.cn", "url")],
)
def test_a_misspelt_key_is_named_with_the_one_that_was_meant(written, meant):
    with pytest.raises(InputError, match=f"Did you mean `{meant}`"):
        parse_card(written.encode(), "r.source.yml")


@pytest.mark.parametrize(
    "own", ["publisher: 某县", "title: 年报", "notes: 无", "retrieved: 2026-01-02", "备注: 无"]
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


@pytest.mark.parametrize("broken", [b"agency: x\nyear: [", b"date: 2024-13-01", b"[" * 1000])
def test_a_card_that_is_no_yaml_is_named_as_every_file_of_users_is(broken):
    line = ", line 2" if b"\n" in broken else ""
    with pytest.raises(InputError, match=f"r.source.yml{line}.*: not valid YAML"):
        parse_card(broken, "r.source.yml")


def test_a_card_in_another_encoding_is_named_with_what_to_do():
    with pytest.raises(InputError, match=r"r\.source\.yml: cannot be read .*Save it as UTF-8"):
        parse_card("agency: 某县林业局".encode("gbk"), "r.source.yml")
    card = parse_card("agency: 某县林业局".encode("utf-16"), "r.source.yml")
    assert card == {"agency": "某县林业局"}


@pytest.mark.parametrize("year", ["2023", "'2023'", "2023年", "2023年度", "2023.0", "２０２３"])
def test_a_year_is_read_as_people_write_it(year):
    assert parse_card(f"year: {year}".encode(), "c")["year"] == 2023


@pytest.mark.parametrize("day", ["2024-02-01", "2024/2/1", "2024年2月1日", "20240201"])
def test_a_day_is_read_as_people_write_it(day):
    assert parse_card(f"published: {day}".encode(), "c")["published"] == "2024-02-01"


def test_a_day_that_is_none_is_refused():
    with pytest.raises(InputError, match="`published` is 'spring', which is no day"):
        parse_card(b"published: spring", "c")


DIGEST = "0a" * 31 + "bc"


@pytest.mark.parametrize(
    "printed",
    [DIGEST, DIGEST.upper(), f"{DIGEST}  a.html", f"{DIGEST.upper()} *c.html", f"sha256:{DIGEST}"]
    + [sep.join(DIGEST[i : i + 2] for i in range(0, 64, 2)) for sep in (" ", ":")],
)
def test_a_digest_is_read_as_programs_print_it(printed):
    assert parse_card(f"sha256: '{printed}'".encode(), "c")["sha256"] == DIGEST


@pytest.mark.parametrize("printed", [DIGEST[:-2], DIGEST + "00", "d41d8cd98f00", "siehe oben"])
def test_what_is_no_digest_is_refused(printed):
    """It was said that the file had been changed."""
    with pytest.raises(InputError, match="sha256 must be the 64 hexadecimal digits"):
        parse_card(f"sha256: '{printed}'".encode(), "c")


@pytest.mark.parametrize("agency", ["yes", "123", f"'{'局' * 500}'", "|\n  清河县\n  水利局"])
def test_what_is_no_name_of_an_agency_is_refused(agency):
    with pytest.raises(InputError, match="`agency` is the full name of the agency"):
        parse_card(f"agency: {agency}".encode(), "c")


def test_quotation_marks_of_chinese_texts_are_no_part_of_a_name():
    assert parse_card("agency: “某县林业局”".encode(), "c") == {"agency": "某县林业局"}


def test_a_key_that_is_there_twice_is_refused():
    """The last was taken."""
    with pytest.raises(InputError, match=r"line 2: not valid YAML \(found the key 'agency' twice"):
        parse_card("agency: 甲局\nagency: 乙局\n".encode(), "c")
