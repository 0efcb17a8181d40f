"""What an agency is, from its name: what is known, and above all what is left open."""

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import InputError
from analysis.assessing.agencies.classify import Agency, agency_of
from analysis.checking import check_reports
from analysis.form.agencies.divisions import ancestors, division, divisions
from analysis.form.agencies.offices import words
from analysis.reading.card import KINDS, LEVELS, read_identity
from analysis.running.corpus import load_reports
from analysis.running.tables import build_dataset
from tests.support.examples import examples
from tests.support.paths import FIXTURES

LISTS = FIXTURES / "agencies"


def rows(name):
    with (LISTS / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", ["composed.csv", "first_held_out.csv", "second_held_out.csv"])
def test_the_lists_of_names_are_understood(name):
    missed = []
    for row in rows(name):
        found = agency_of(row["name"], year=2022)
        if (found.level, found.kind, found.sector, found.division) != tuple(
            row[c] for c in ("level", "kind", "sector", "division")
        ):
            missed.append((row["name"], found))
    assert missed == []


# The table of divisions.


def test_the_table_of_divisions_holds_the_country():
    today = [d for d in divisions() if d.last == 9999]
    levels = Counter(d.level for d in today)
    assert (levels["province"], levels["prefecture"]) == (31, 333)
    assert 2840 <= levels["county"] <= 2860
    assert all(d.level == "province" or division(d.parent) for d in divisions())
    assert [d.name for d in ancestors("430381")] == ["湘潭市", "湖南省"]
    assert [d.name for d in ancestors("310115")] == ["上海市"]
    assert [d.name for d in ancestors("429004")] == [
        "湖北省"
    ]  # a county-level city under the province itself


def test_every_division_is_found_by_its_name_in_full():
    """湖南省湘潭市湘乡市财政局: whatever its name, a division named with all that it lies in is
    that division.
    """
    for d in divisions():
        year = 2019 if d.last < 9999 else 2026
        full = "".join(a.name for a in reversed(ancestors(d.code))) + d.name
        found = agency_of(full + "财政局", year=year)
        assert (found.level, found.kind, found.sector) == (d.level, "bureau", "finance"), full
        # What was merged and kept its name goes by its code of today.
        assert found.division == d.code or division(found.division).name == d.name, full


def test_a_name_that_several_places_bear_is_left_open_and_its_level_is_not():
    bearers = Counter(d.name for d in divisions() if d.first <= 2023 <= d.last)
    several = {name for name, number in bearers.items() if number > 1}
    assert "鼓楼区" in several
    for name in several:
        places = {d.code[:2] for d in divisions() if d.name == name and d.first <= 2023 <= d.last}
        found = agency_of(name + "审计局", year=2023)
        if len(places) > 1:
            assert (found.division, found.division_name, found.level) == ("", "", "county"), name


@pytest.mark.parametrize(
    ("near", "host", "code"),
    [
        ("南京市鼓楼区人民政府", None, "320106"),
        ("corpus/江苏省/徐州", None, "320302"),
        ("", "www.njgl.gov.cn", "320106"),
        ("", "czj.xuzhou.gov.cn", "320302"),
        ("", "www.gulou.gov.cn", ""),  # which of the four it is, the name of all four does not tell
        ("江苏省", None, ""),  # two of them lie there
        ("", "www.example.com", ""),
    ],
)
def test_places_of_one_name_are_told_apart_by_what_stands_beside(near, host, code):
    assert agency_of("鼓楼区财政局", year=2022, near=near, host=host).division == code


def test_a_host_alone_names_no_place():
    assert agency_of("住建局", year=2022, host="www.yueyang.gov.cn") == Agency(
        "", "bureau", "housing"
    )
    # Nor does it overrule the name.
    assert agency_of("湘乡市财政局", year=2022, host="www.yueyang.gov.cn").division == "430381"


def test_years_decide_which_places_there_were():
    assert agency_of("上饶县财政局", year=2019).division == "361121"
    assert agency_of("上饶县财政局", year=2024).division == ""
    assert agency_of("广信区财政局", year=2024).division == "361104"
    assert agency_of("江北区教育局", year=2022).division == ""  # 宁波 and 重庆 had one each
    assert agency_of("莱芜区财政局", year=2022).division == "370116"


def test_a_city_below_a_city_is_a_county():
    assert agency_of("湘潭市湘乡市财政局").level == agency_of("湘乡市财政局").level == "county"
    assert agency_of("湘潭市财政局").level == "prefecture"
    assert agency_of("仙桃市财政局").level == "county"


def test_a_street_that_is_called_like_a_district_lies_in_none():
    assert agency_of("东区街道办事处", year=2022) == Agency("township", "town")
    assert agency_of("中山市东区街道办事处", year=2022).division == "442000"
    assert agency_of("攀枝花市东区大渡口街道办事处", year=2022).division == "510402"


def test_a_place_without_its_suffix_and_nothing_else_is_not_understood():
    assert agency_of("湘乡", year=2022) == Agency()  # and no town called 湘
    assert agency_of("景德镇", year=2022) == Agency()


def test_a_city_without_its_suffix_is_taken_where_a_place_of_it_follows():
    assert agency_of("深圳龙岗区教育局").division == "440307"
    assert agency_of("湖南湘乡市教育局").division == "430381"
    assert agency_of("恩施财政局").division == ""  # a city and a prefecture
    assert agency_of("北京市场监督管理局").division == "110000"


def test_brackets_and_blanks_of_a_name_do_not_matter():
    assert agency_of("湘乡市 自然资源局（本级）") == agency_of("湘乡市自然资源局")


def test_the_office_that_hands_in_its_governments_report_is_the_government():
    assert agency_of("某县人民政府办公室", "agency").kind == "bureau"
    assert agency_of("某县人民政府办公室", "territory") == agency_of("某县人民政府", "territory")


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("教育体育局", "education"),
        ("体育教育局", "sports"),
        ("农业农村和水利局", "agriculture"),
        ("水利和农业农村局", "water"),
        ("科技和工业信息化局", "industry"),  # known as one
        ("文化和旅游局", "culture_tourism"),
        ("幸福生活局", ""),
        ("财政幸福局", ""),  # half understood is not understood
    ],
)
def test_a_bureau_of_several_sectors_counts_to_the_first(name, sector):
    found = agency_of("湘乡市" + name)
    assert (found.kind, found.sector) == ("bureau", sector)


SECTORS = [(word, key) for key, sector in words()["sectors"].items() for word in sector["words"]]


@given(st.sampled_from(SECTORS), st.sampled_from(SECTORS), st.sampled_from(["和", "与", "", "、"]))
def test_any_two_sectors_make_a_bureau_of_one_of_them(first, second, joint):
    body = first[0] + joint + second[0]
    found = agency_of(f"湘乡市{body}局").sector
    # Words of two sectors may run together to one word of a third: 工业 and 信息化 are one. Never
    # is it anything else.
    inside = {key for word, key in SECTORS if word in body}
    assert found in inside


@given(
    st.text(
        alphabet="湘潭乡县市区省镇局委厅政府人民街道办事处开发新管理财教育统计国家税务总(分)一A \n=|",
        max_size=40,
    )
)
@examples(400)
def test_whatever_the_name_nothing_breaks_and_nothing_unheard_of_is_said(name):
    found = agency_of(name, year=2022)
    assert found.level in ("", *LEVELS)
    assert found.kind in ("", *KINDS)
    assert found.sector in ("", *words()["sectors"])
    assert bool(found.division) == bool(found.division_name)
    if found.division:
        assert division(found.division).short in name or any(
            a.short in name for a in ancestors(found.division)
        )


def test_no_word_belongs_to_two_sectors():
    number = Counter(word for word, _ in SECTORS)
    assert [word for word, times in number.items() if times > 1] == []


# The source card goes before the name.


def test_what_the_card_states_is_taken(tmp_path, raw):
    for name in ("suqian-2024.csv",):
        (tmp_path / name).write_bytes((raw / name).read_bytes())
    card = "publisher: x\nlevel: county\nkind: zone\nsector: my_sector\ndivision: 430381\n"
    (tmp_path / "suqian-2024.source.yml").write_text(card, encoding="utf-8")
    reports = load_reports(tmp_path).reports
    row = build_dataset(reports, check_reports(reports)).reports.iloc[0]
    assert list(row[["level", "kind", "sector", "division", "division_name"]]) == [
        "county",
        "zone",
        "my_sector",
        "430381",
        "湘乡市",
    ]


@pytest.mark.parametrize(
    ("card", "says"),
    [
        ({"level": "village"}, "province, prefecture, county, township"),
        ({"kind": "ministry"}, "government, bureau, town, zone, other"),
        ({"sector": "Natural Resources"}, "natural_resources"),
        ({"division": 4303}, "430381"),
        ({"division": ["430381"]}, "six digits"),
    ],
)
def test_a_card_that_says_what_cannot_be_is_refused(card, says):
    with pytest.raises(InputError, match=says) as refused:
        read_identity(card, "report.html")
    assert "report.source.yml" in str(refused.value)


def test_the_shipped_reports_are_placed(dataset):
    found = dataset.reports.set_index("agency")[
        ["level", "kind", "sector", "division", "division_name"]
    ]
    assert list(found.loc["湘乡市自然资源局"]) == [
        "county",
        "bureau",
        "natural_resources",
        "430381",
        "湘乡市",
    ]
    assert list(found.loc["上海市人民政府办公厅"]) == [
        "province",
        "bureau",
        "government_office",
        "310000",
        "上海市",
    ]
    assert list(found.loc["宿迁市人民政府"].iloc[0]) == [
        "prefecture",
        "government",
        "",
        "321300",
        "宿迁市",
    ]


@pytest.mark.parametrize(
    ("name", "kind", "sector"),
    [
        ("平潭综合实验区财政金融局", "bureau", "finance"),
        ("福建省平潭综合实验区公安局", "bureau", "public_security"),
        ("平潭综合实验区交通与建设局", "bureau", "transport"),
        ("平潭综合实验区", "zone", ""),
        ("平潭综合实验区管委会", "zone", ""),
        ("平潭综合实验区管委会办公室", "zone", ""),
        ("平潭综合实验区党工委管委会", "zone", ""),
    ],
)
def test_a_zone_that_is_one_with_a_county_is_placed_where_the_county_is(name, kind, sector):
    for year in (2019, 2023):
        assert agency_of(name, year=year) == Agency("county", kind, sector, "350128", "平潭县")


def test_a_part_of_a_zone_is_a_zone_below_it():
    found = agency_of("平潭综合实验区金井片区管理局", year=2023)
    assert found == Agency("", "zone", "", "350128", "平潭县")


@pytest.mark.parametrize(
    ("short", "sector"),
    [
        ("科委", "science"),
        ("教委", "education"),
        ("农委", "agriculture"),
        ("建委", "housing"),
        ("经委", "industry"),
        ("计生委", "health"),
        ("人防办", "civil_defence"),
        ("外办", "foreign_affairs"),
        ("交委", "transport"),
        ("管委会", ""),
    ],
)
def test_abbreviations_are_known(short, sector):
    found = agency_of("清河县" + short, year=2023)
    assert (found.level, found.sector, found.division) == ("county", sector, "130534") or not sector
    assert agency_of("广州市" + short).sector == sector
