"""Which files of a folder may be reports: not those that a run wrote there."""

import json

import pytest

from analysis import InputError
from analysis.publishing.page import page
from analysis.reading.document import read_bytes
from analysis.reading.files import files_in
from analysis.running.inputs import _watched
from analysis.running.kept.output import add_published


def lay(folder, *names, manifest=None):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    if manifest is not None:
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def found(folder):
    return [path.relative_to(folder).as_posix() for path in files_in(folder, (".html", ".csv"))]


def test_what_a_run_published_below_a_folder_is_none_of_its_reports(tmp_path):
    made = {"index.html": "", "assessments/甲.zh.html": "", "data/cells.csv": ""}
    lay(tmp_path, "甲2023.html", "out/他.html")
    lay(tmp_path / "out", *made, manifest={"gouji": "0.2.0", "files": made})
    lay(tmp_path / "out" / ".gouji" / "done", "x/index.html")
    assert found(tmp_path) == ["out/他.html", "甲2023.html"]
    watched = {path for path in _watched([tmp_path]) if path.endswith((".html", ".csv"))}
    assert watched == {str(tmp_path / "甲2023.html"), str(tmp_path / "out" / "他.html")}


def test_what_a_run_published_among_its_reports_is_none_of_them(tmp_path):
    lay(tmp_path, "甲2023.html", "index.html", manifest={"gouji": "1", "files": {"index.html": ""}})
    assert found(tmp_path) == ["甲2023.html"]


def test_what_commands_wrote_into_a_folder_is_none_of_its_reports(tmp_path):
    """Pages of `gouji assess`, and briefs and letters beside a run."""
    lay(
        tmp_path,
        "甲2023.html",
        "out/assessments/甲.zh.html",
        "out/briefs/甲.html",
        "out/letters/甲.html",
    )
    add_published(tmp_path / "out", ["assessments/甲.zh.html"])
    assert found(tmp_path) == ["甲2023.html"]
    watched = {path for path in _watched([tmp_path]) if path.endswith(".html")}
    assert watched == {str(tmp_path / "甲2023.html")}


def test_what_tells_of_a_folder_is_none_of_its_reports(tmp_path):
    """A README was counted as left out, and the run ended with 2."""
    lay(tmp_path, "甲2023.html", "README.html", "readme.zh.csv", "LICENSE.csv", "readmission.csv")
    assert found(tmp_path) == ["readmission.csv", "甲2023.html"]


def test_a_page_of_ours_is_no_report_wherever_it_lies():
    published = page("宿迁市人民政府-2024", "<p>政府信息公开</p>", "zh", footer="").encode()
    with pytest.raises(InputError, match=r"甲\.html: is a page of gouji's own"):
        read_bytes(published, "甲.html")


def test_a_manifest_of_something_else_hides_nothing(tmp_path):
    for n, other in enumerate(
        ({"files": {"a.html": ""}}, {"gouji": "1", "files": ["a.html", 3]}, [])
    ):
        lay(tmp_path / str(n), "a.html", manifest=other)
    (tmp_path / "2" / "manifest.json").write_bytes(b"\xff{")
    assert found(tmp_path) == ["0/a.html", "1/a.html", "2/a.html"]
