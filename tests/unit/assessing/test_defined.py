"""Definitions travel with the processed data: a page made later knows what a user's own indicator
is.
"""

from dataclasses import replace

import pytest

from analysis import open_dataset
from analysis.assessing.indicators.definitions import definitions, load_definitions
from analysis.assessing.indicators.table import definitions_of, definitions_table
from analysis.assessing.tabular import empty, typed
from analysis.running.tables import build_dataset
from tests.unit.telling.test_measured import page, row

OWN = """
- id: pending_cases
  kind: rate
  group: remedies
  label: {zh: 每百件办结的未结案件, en: "Cases pending per 100, \\"open\\""}
  unit: {zh: 件, en: cases}
  numerator: [remedies/review/pending, remedies/suit_*/pending]
  denominator: [requests/concluded/total]
  caveat: {zh: "=年末尚未审结；属正常", en: "=Pending; that is nothing unusual"}
  source: own
  detail: true
- id: late_by
  kind: amount
  group: report
  label: {zh: 提前天数, en: Days early}
  unit: {zh: 天, en: days}
  measure: days_to_limit
  numerator: {zh: 期限减发布日, en: limit less publication}
  caveat: {zh: 无, en: none}
  source: own
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory, corpus, checks):
    """A dataset with a user's indicators, as it is after being written and opened again."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "own.yml").write_text(OWN, encoding="utf-8")
    data = build_dataset(corpus, checks, indicators=folder / "own.yml")
    for name, content in data.to_csv().items():
        (folder / name).write_bytes(content)
    return open_dataset(folder)


def test_definitions_are_the_same_after_becoming_a_table(tmp_path):
    (tmp_path / "own.yml").write_text(OWN, encoding="utf-8")
    every = (*definitions(), *load_definitions(tmp_path / "own.yml"))
    assert (
        definitions_of(typed("definitions", definitions_table(every[len(definitions()) :])))
        == every
    )


def test_definitions_come_back_from_the_files_and_say_whose_they_are(own, tmp_path):
    (tmp_path / "own.yml").write_text(OWN, encoding="utf-8")
    assert definitions_of(own.definitions) == (
        *definitions(),
        *load_definitions(tmp_path / "own.yml"),
    )
    whose = own.definitions.set_index("indicator")["by"]
    assert list(whose[whose == "user"].index) == ["pending_cases", "late_by"]


def test_every_indicator_of_the_data_is_defined_in_them(own, dataset):
    for data in (own, dataset):
        assert set(data.indicators["indicator"]) == set(data.definitions["indicator"])


def test_a_page_made_later_lists_what_the_user_added(own):
    tree = page(own, "宿迁市人民政府-2024")
    assert row(tree, 'Cases pending per 100, "open"')[1].split()[1].endswith("/3,521")
    tree = page(own, "湘乡市自然资源局-2022", lang="zh")
    assert row(tree, "提前天数")[1] == "13 天"


def test_data_without_definitions_have_ours(dataset):
    assert definitions_of(empty("definitions")) == definitions()
    tree = page(replace(dataset, definitions=empty("definitions")), "宿迁市人民政府-2024")
    assert row(tree, "Reviews per 100 requests concluded")[1].startswith("4.83")
