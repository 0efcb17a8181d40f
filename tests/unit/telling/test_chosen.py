"""The reports that a comparison names, however a person or papermill writes the list."""

import pytest

from analysis import InputError
from analysis.assessing.folder import find_processed
from analysis.telling.peers.narrative import Peers
from analysis.telling.views import Views

TWO = ["宿迁市人民政府-2023", "宿迁市人民政府-2024"]


@pytest.mark.parametrize(
    "written",
    [TWO, tuple(TWO), iter(TWO), ", ".join(TWO), "、".join(TWO), str(TWO), f"[{', '.join(TWO)}]"]
    + [[",".join(TWO)], [TWO], [f"{TWO[0]},", TWO[1]]],
    ids=["list", "tuple", "iterator", "commas", "Chinese commas", "list as text", "brackets"]
    + ["one argument", "nested", "a comma behind the first"],
)
def test_reports_are_chosen_as_they_are_written(dataset, written):
    assert [view.meta.report for view in Views(dataset, "zh").chosen(written)] == TWO


@pytest.mark.parametrize("written", [5, None, [None]])
def test_what_names_no_reports_is_told(dataset, written):
    with pytest.raises(InputError, match=r"A comparison needs|No report"):
        Views(dataset, "zh").chosen(written)


def test_a_folder_without_processed_tables_is_named(tmp_path):
    """The notebook to explore them ended with pandas' own error."""
    with pytest.raises(InputError, match=r"nope.cells\.csv is missing"):
        find_processed(tmp_path / "nope")


def test_peers_of_nothing_are_asked_for(dataset):
    with pytest.raises(InputError, match="Give a report, as"):
        Peers(dataset, None, None, "zh")
    for group in (["x"], {"a": 1}):  # as papermill gives them
        with pytest.raises(InputError, match="There is no group"):
            Peers(dataset, group, None, "zh")
    with pytest.raises(InputError, match="No report"):
        Peers(dataset, None, ["湘乡市自然资源局-2022"], "zh")
