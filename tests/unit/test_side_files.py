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
        ("correction.yml", "corrections.yml"),
        ("corrections (1).yml", "corrections.yml"),
        ("corrections - 副本.yml", "corrections.yml"),
        ("corections.yml", "corrections.yml"),
        ("Agencies.yaml", "agencies.yml"),
        ("r.sources.yml", "r.source.yml"),
        ("r.source(1).yml", "r.source.yml"),
        ("R.source.yml", "r.source.yml"),
        ("r .source.yml", "r.source.yml"),
        ("r_source.yml", "r.source.yml"),
        ("r。source.yml", "r.source.yml"),
        ("r.sourse.yml", "r.source.yml"),
        ("r.source.yml.txt", "r.source.yml"),
        ("r.source.json", "r.source.yml"),
        ("r.source", "r.source.yml"),
        ("r.card.yml", "r.source.yml"),
        ("r.yml", "r.source.yml"),
        ("r.html.yml", "r.source.yml"),
        ("r - 副本.source.yml", "r.source.yml"),
        ("corrections.json", "corrections.yml"),
        ("corrections.yml.txt", "corrections.yml"),
        ("r.source.html", None),
        ("report.answers.yml", None),
        ("corrections.yml", None),
        ("collections.yml", None),
        ("agencies.yml", None),
        ("r.answers.yml", None),
        ("r.source.yml", None),
        ("other.yml", None),
        ("notes.yaml", None),
        # What other programs write: pages' metadata, and settings of their own.
        ("r.json", None),
        ("r.html.json", None),
        ("resource.yml", None),
        ("sources.json", None),
        ("card.json", None),
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


def test_beside_the_file_that_is_read_no_renaming_is_asked_for(tmp_path):
    for name in ("corrections.yml", "corrections (1).yml"):
        (tmp_path / name).touch()
    (said,) = map(str, misnamed_side_files([tmp_path]))
    assert "corrections (1).yml: has no effect beside corrections.yml. Remove it" in said


@pytest.mark.parametrize("name", ["s.source.yml", "source.yml", "资料source.yml"])
def test_a_card_of_no_report_is_told(tmp_path, name):
    for one in ("r.html", name):
        (tmp_path / one).touch()
    (said,) = map(str, misnamed_side_files([tmp_path]))
    assert f"{name}: has no effect, for no report has its name" in said


def test_beside_a_report_given_by_its_name_only_its_own_card_is_looked_for(tmp_path):
    for name in ("r.html", "s.html", "r.html.source.yml", "s.source.yaml", "t.source.yml"):
        (tmp_path / name).touch()
    (said,) = map(str, misnamed_side_files([tmp_path / "r.html"]))
    assert "Rename it to r.source.yml" in said
    assert not misnamed_side_files([tmp_path / "missing.html", "a.zip!r.html"])
