"""Files beside reports whose names are nearly right are named, and the right name is given."""

import pytest

from analysis.running.side_files import misnamed_side_files


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("corrections.yaml", "corrections.yml"),
        ("Corrections.yml", "corrections.yml"),
        ("r.html.source.yml", "r.source.yml"),
        ("r.source.yaml", "r.source.yml"),
        ("r.Source.YML", "r.source.yml"),
        ("corrections.yml", None),
        ("r.source.yml", None),
        ("other.yml", None),
        ("notes.yaml", None),
    ],
)
def test_a_file_that_has_no_effect_under_its_name_is_told(tmp_path, name, right):
    folder = tmp_path / "county"
    folder.mkdir()
    (folder / "r.html").write_text("x")
    (folder / name).write_text("agency: x")
    told = [str(error) for error in misnamed_side_files([tmp_path])]
    assert len(told) == (right is not None)
    assert all(f"{name}: has no effect" in line and f"to {right}." in line for line in told)
