"""Who is compared with whom, who is left out and why, and what is not comparable."""

import dataclasses
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import InputError
from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.file import load_groups
from analysis.assessing.groups.rules import REASONS, Grouping, group_table, peers_of
from analysis.assessing.opening import open_dataset
from analysis.assessing.tabular import SCHEMA, typed
from analysis.checking import check_reports
from analysis.form.agencies.offices import words
from analysis.running.tables import build_dataset
from tests.support.examples import examples
from tests.support.paths import ROOT


def corpus_of(*rows, defined=()):
    """A corpus of made-up reports: (agency, year, form, scope, level, kind, sector, division)."""
    columns = ["agency", "year", "format", "scope", "level", "kind", "sector", "division"]
    frame = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows])
    frame["report"] = [f"{a}-{y}" for a, y in zip(frame["agency"], frame["year"], strict=True)]
    reports = typed("reports", frame)
    return dataclasses.replace(
        Dataset(), reports=reports, groups=typed("groups", group_table(reports, defined))
    )


BUREAU = ("agency", "county", "bureau", "finance", "430381")
A = ("甲县财政局", 2022, "2021", *BUREAU)
B = ("乙县财政局", 2022, "2021", *BUREAU)


def test_peers_are_alike_in_everything_that_makes_figures_comparable():
    data = corpus_of(
        A,
        B,
        ("丙县财政局", 2021, "2021", *BUREAU),
        ("丁县财政局", 2022, "2019", *BUREAU),
        ("戊县财政局", 2022, "2021", "territory", *BUREAU[1:]),
        ("己县财政局", 2022, "2021", "", *BUREAU[1:]),
        ("市财政局", 2022, "2021", "agency", "", "bureau", "finance", ""),
        ("庚处", 2022, "2021", "agency", "county", "", "", ""),
        ("辛县某局", 2022, "2021", "agency", "county", "bureau", "", ""),
        (
            "壬县审计局",
            2022,
            "2021",
            "agency",
            "county",
            "bureau",
            "audit",
            "",
        ),  # another trade: nobody's peer here, and not left out
    )
    group = peers_of(data, "甲县财政局-2022")
    assert group.id == "county-bureau-finance-2021-2022-agency"
    assert group.reports == ("乙县财政局-2022", "甲县财政局-2022")
    assert (group.by, group.reason) == ("rule", "")
    assert group.left_out == (
        ("丙县财政局-2021", "other_year"),
        ("丁县财政局-2022", "other_form"),
        ("戊县财政局-2022", "other_scope"),
        ("己县财政局-2022", "scope_unknown"),
        ("市财政局-2022", "level_unknown"),
        ("庚处-2022", "kind_unknown"),
        ("辛县某局-2022", "sector_unknown"),
    )
    assert group.label["zh"] == "县级财政部门（2022年度，2021年表式，单个机关）"
    assert (
        group.label["en"] == "County-level bureaus: finance (2022, form of 2021, single agencies)"
    )


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (("agency", "", "bureau", "finance", ""), "level_unknown"),
        (("agency", "county", "", "", ""), "kind_unknown"),
        (("agency", "county", "bureau", "", ""), "sector_unknown"),
        (("", "county", "bureau", "finance", ""), "scope_unknown"),
    ],
)
def test_an_agency_of_which_something_is_unknown_has_no_group_and_is_told_why(what, reason):
    data = corpus_of(A, ("某局", 2022, "2021", *what))
    group = peers_of(data, "某局-2022")
    assert (group.id, group.reports, group.reason) == ("", ("某局-2022",), reason)
    assert group.label == {"zh": "未分组", "en": "no group"}


def test_a_group_of_one_is_a_group_of_one():
    group = peers_of(corpus_of(A), "甲县财政局-2022")
    assert (group.id != "", group.reports) == (True, ("甲县财政局-2022",))


def test_a_sector_of_the_users_own_on_a_card_makes_a_group_of_its_own():
    own = ("甲局", 2022, "2021", "agency", "county", "bureau", "circumstances", "430381")
    group = peers_of(corpus_of(A, own), "甲局-2022")
    assert group.id == "county-bureau-circumstances-2021-2022-agency"
    assert group.label["en"].startswith("County-level bureaus: circumstances (2022")


def test_towns_and_governments_need_no_sector():
    town = ("agency", "township", "town", "", "430381")
    data = corpus_of(("甲镇人民政府", 2022, "2021", *town), ("乙街道办事处", 2022, "2021", *town))
    assert peers_of(data, "甲镇人民政府-2022").reports == ("乙街道办事处-2022", "甲镇人民政府-2022")


def test_a_report_that_is_not_loaded_is_refused():
    with pytest.raises(InputError, match="丙局-2022"):
        peers_of(corpus_of(A), "丙局-2022")
    with pytest.raises(InputError, match="in no group 'mine'"):
        peers_of(corpus_of(A), "甲县财政局-2022", "mine")


ROWS = st.lists(
    st.tuples(
        st.sampled_from([2019, 2020]),
        st.sampled_from(["2019", "2021"]),
        st.sampled_from(["", "agency", "territory"]),
        st.sampled_from(["", "county", "prefecture"]),
        st.sampled_from(["", "bureau", "town"]),
        st.sampled_from(["", "audit"]),
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS)
@examples(40)
def test_groups_never_overlap_and_never_mix(rows):
    data = corpus_of(*((f"a{n}", *row, "") for n, row in enumerate(rows)))
    assert data.groups["report"].is_unique
    own = data.groups.merge(data.reports, on="report")
    columns = ["level", "kind", "sector", "format", "year", "scope"]
    assert (own.groupby("group")[columns].nunique() == 1).all(axis=None)
    grouping = Grouping(data)
    for report in data.reports["report"]:
        group = grouping.peers(report)
        assert report in group.reports
        assert (group.reason == "") == (group.id != "")
        assert not {r for r, _ in group.left_out} & set(group.reports)
        assert {why for _, why in group.left_out} <= set(REASONS)


def test_a_slice_knows_the_peers_that_it_holds():
    data = corpus_of(A, B, ("丙县财政局", 2021, "2021", *BUREAU))
    keep = ["甲县财政局-2022", "乙县财政局-2022"]
    part = dataclasses.replace(
        data,
        reports=data.reports[data.reports["report"].isin(keep)],
        groups=data.groups[data.groups["report"].isin(keep)],
    )
    assert peers_of(part, keep[0]).reports == peers_of(data, keep[0]).reports
    assert peers_of(part, keep[0]).left_out == ()


def test_time_grows_with_the_reports_and_not_with_their_square():
    def seconds(number):
        rows = [
            (
                f"{n}县财政局",
                2019 + n % 4,
                "2021",
                "agency",
                "county" if n % 50 else "",
                "bureau",
                "finance",
                "",
            )
            for n in range(number)
        ]
        start = time.process_time()
        grouping = Grouping(data := corpus_of(*rows))
        for report in data.reports["report"]:
            grouping.peers(report)
        return time.process_time() - start

    small, large = seconds(1_000), seconds(8_000)
    assert large < 20 * small + 1


# The user's groups.

FILE = """
groups:
  - id: xiang
    zh: 湘乡各部门
    en: Bureaus of Xiangxiang
    division: 4303
    level: county
    kind: [bureau, other]
  - id: two
    zh: 两局
    agencies: [甲县财政局, 丙县审计局]
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "groups.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_users_groups_go_before_the_rule(file):
    audit = ("丙县审计局", 2022, "2021", "agency", "county", "bureau", "audit", "430121")
    old = ("丙县审计局", 2021, "2021", "agency", "county", "bureau", "audit", "430121")
    data = corpus_of(A, B, audit, old, defined=load_groups(file(FILE)))
    group = peers_of(data, "丙县审计局-2022")
    assert (group.id, group.by, group.reports) == (
        "two-2021-2022-agency",
        "user",
        ("丙县审计局-2022", "甲县财政局-2022"),
    )
    assert group.label["en"] == "两局 (2022, form of 2021, single agencies)"
    assert group.left_out == (("丙县审计局-2021", "other_year"),)
    assert Grouping(data).ids("甲县财政局-2022") == (
        "two-2021-2022-agency",
        "xiang-2021-2022-agency",
        "county-bureau-finance-2021-2022-agency",
    )
    named = peers_of(data, "甲县财政局-2022", "xiang-2021-2022-agency")
    assert named.reports == ("乙县财政局-2022", "甲县财政局-2022")  # 丙 lies in 4301
    assert peers_of(data, "甲县财政局-2022", "county-bureau-finance-2021-2022-agency").by == "rule"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("groups: [", "not valid YAML"),
        ("- a", "must hold `groups:`"),
        ("groups: []", "must hold `groups:`"),
        ("groups: [甲]", "group 1: a group is a list of"),
        ("groups: [{id: a, zh: 甲, agency: [甲]}]", "Did you mean 'agencies'"),
        ("groups: [{id: 甲组, zh: 甲, level: county}]", "group 1: `id` must be"),
        (
            "groups: [{id: county-bureau-finance, zh: 甲, level: county}]",
            "my-county-bureau-finance",
        ),
        ("groups: [{id: a, level: county}]", "name the group"),
        ("groups: [{id: a, zh: 甲}]", "has no members"),
        ("groups: [{id: a, zh: 甲, agencies: 甲局}]", "`agencies` is a list"),
        ("groups: [{id: a, zh: 甲, level: town}]", "no level 'town'"),
        ("groups: [{id: a, zh: 甲, sector: natural_resource}]", "natural_resources"),
        ("groups: [{id: a, zh: 甲, division: 430}]", "first 2, first 4 or all 6"),
        ("groups: [{id: a, zh: 甲, division: 9999}]", "no division has the code 9999"),
        (
            "groups: [{id: a, zh: 甲, level: county}, {id: a, zh: 乙, kind: town}]",
            "group 2 .a.: the id 'a' is there twice",
        ),
    ],
)
def test_a_file_of_groups_that_says_what_cannot_be_is_refused(file, text, says):
    with pytest.raises(InputError, match=says) as refused:
        load_groups(file(text))
    assert "groups.yml" in str(refused.value)


def test_a_file_of_groups_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        load_groups(tmp_path / "none.yml")


def test_an_agency_that_is_not_loaded_is_named_with_those_that_are_like_it(corpus, file):
    path = file("groups: [{id: a, zh: 甲, agencies: [湘乡市自然资源和规划局]}]")
    with pytest.raises(InputError, match="Nearest names: 湘乡市自然资源局"):
        build_dataset(corpus, check_reports(corpus), groups=path)


def test_groups_are_written_and_opened_again(corpus, checks, file, tmp_path):
    path = file("groups: [{id: two, zh: 两机关, agencies: [湘乡市自然资源局, 宿迁市人民政府]}]")
    data = build_dataset(corpus, checks, groups=path)
    assert list(data.groups.columns) == list(SCHEMA["groups"])
    assert set(data.groups["by"]) == {"rule", "user"}
    for name, content in data.to_csv().items():
        (tmp_path / name).write_bytes(content)
    pd.testing.assert_frame_equal(open_dataset(tmp_path).groups, data.groups)


def test_the_page_about_groups_names_every_word():
    page = (ROOT / "docs" / "groups.md").read_text(encoding="utf-8")
    data = words()
    for key in (*data["levels"], *data["kinds"], *data["sectors"], *REASONS):
        assert f"`{key}`" in page, key
