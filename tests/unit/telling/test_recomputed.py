"""The table of a group holds all that its p- and q-values come from: an independent program agrees."""

import io
import math
from dataclasses import replace

import pandas as pd
import pytest

from analysis.telling.peers.chapters import whole_table
from analysis.telling.peers.narrative import Peers
from benchmarks.narrating.reckoning import Group, step_up
from benchmarks.narrating.rules import ABOUT
from tests.support.neighbours import YEAR, neighbours

REPORT = f"湘潭县自然资源局-{YEAR}"


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """What a run leaves behind: the table of a group, and the definitions."""
    data = neighbours(14)
    rows = data.indicators.copy()
    odd = (rows["report"] == REPORT) & (rows["indicator"] == "granted")
    rows.loc[odd, ["numerator", "estimate", "low"]] = 0.0  # one that grants nothing
    data = replace(data, indicators=rows)
    folder = tmp_path_factory.mktemp("beside")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        whole_table(Peers(data, report=REPORT), "group.csv")
    return (
        pd.read_csv(folder / "group.csv"),
        pd.read_csv(io.BytesIO(data.to_csv()["definitions.csv"])).set_index("indicator"),
    )


def test_p_and_q_are_computed_again_from_the_csv_alone(tables):
    table, definitions = tables
    compared = table[table["p"].notna()]
    assert compared["indicator"].nunique() >= 3
    found = []
    for name, own in compared.groupby("indicator", sort=False):
        known = table[(table["indicator"] == name) & table["left_out"].isna()]
        group = Group(
            known["numerator"].astype(int).tolist(),
            known["denominator"].astype(int).tolist(),
            definitions.loc[name, "kind"] == "rate",
        )
        p = [v for v in group.p_values() if not math.isnan(v)]
        assert p == pytest.approx(own["p"].tolist(), rel=ABOUT)
        found += p
    q = step_up(found)
    assert min(q) < 0.5 < max(q)
    assert q == pytest.approx(compared["q"].tolist(), rel=ABOUT)


def test_each_row_names_what_is_counted_by_a_digest(tables):
    table, definitions = tables
    own = table.drop_duplicates("indicator").set_index("indicator")["definition"]
    assert (own == definitions.loc[own.index, "digest"]).all()
    assert own.is_unique
    assert (definitions["version"] == definitions["version"].iloc[0]).all()


def test_those_left_out_are_in_the_table_with_the_reason():
    data = neighbours(14)
    mine = (data.indicators["report"] == REPORT) & (data.indicators["indicator"] == "granted")
    doubted = data.indicators.assign(disputed=data.indicators["disputed"] | mine)
    table = Peers(replace(data, indicators=doubted), report=REPORT).table
    row = table[(table["indicator"] == "granted") & (table["report"] == REPORT)].iloc[0]
    assert row["left_out"] == "disputed"
    assert math.isnan(row["p"])
    others = table[(table["indicator"] == "granted") & (table["report"] != REPORT)]
    assert (others["left_out"] == "").all()
