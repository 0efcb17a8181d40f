"""Notebooks executed and published: names checked, outputs steady, folders never half-written."""

import base64
import io
import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from fontTools.ttLib import TTFont

from analysis import InputError
from analysis.files import bundled, check_folder, sha256
from analysis.publishing.execute import execute
from analysis.publishing.page import notebook_page, page
from analysis.publishing.parameters import check_injected, check_names, declared
from analysis.publishing.shared import _font_css, is_shared, shared_files, usual_letters
from analysis.running.kept.output import place
from tests.support.paths import ROOT

PROCESSED = str(ROOT / "data" / "processed")
XIANGXIANG = {"agency": "湘乡市自然资源局", "year": 2022}


def test_a_misspelt_parameter_is_named_with_the_one_meant():
    known = declared(bundled("notebooks") / "agency_assessment.ipynb")
    assert known == {"agency", "year", "lang", "data"}
    with pytest.raises(InputError, match="Did you mean 'agency'"):
        check_names(["agancy"], known)


def test_a_misspelt_parameter_is_noticed_inside_a_notebook_too():
    with pytest.raises(InputError, match="'agancy'"):
        check_injected(["x = 1", '# Parameters\nagancy = "某局"\n'], {"agency"})
    check_injected(["agancy = 1", '# Parameters\nagency = "某局"\n'], {"agency"})


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_every_notebook_refuses_a_misspelt_parameter(path):
    """Those of one's own begin with no check: explore and review ran on with the default."""
    code = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
    (check,) = [source for source in code if "check_injected(In" in source]
    names = {"In": [code[0], "# Parameters\nxyz = 1\n"]}
    with pytest.raises(InputError, match="has no parameter 'xyz'"):
        exec(check, names)
    names["In"][1] = code[0]
    exec(check, names)


@pytest.mark.parametrize("path", sorted(bundled("notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_notebook_in_git_is_thin_and_has_no_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert not any(word in cell.source for word in ("def ", "for ", "if ", "lambda"))
        else:
            assert set(cell.metadata.get("tags", [])) & {"about", "lang-zh", "lang-en"}


def test_a_page_holds_its_typeface_and_fetches_nothing():
    made = page("<h1>湘乡</h1>", "湘乡", "zh")
    assert "@font-face" in made
    assert "http://" not in made
    assert "https://" not in made
    assert _font_css.__wrapped__("湘") == _font_css("湘")  # made twice, without the cache
    assert len(_font_css("湘乡市自然资源局")) > len(_font_css("a"))


def test_pages_of_a_folder_share_the_usual_glyphs_and_hold_others():
    text = "湘乡—2022年 · 10% ≠ 5–6 †"  # dash and dot were in each page by themselves
    own, shared = (page(f"<h1>{text}</h1>", "湘乡", "zh", shared=s) for s in (None, "../"))
    assert '<link rel="stylesheet" href="../typeface.css">' in shared
    assert '<link rel="stylesheet" href="../page.css">' in shared
    needing = page(f"<h1>{text}</h1>", "湘乡", "zh", shared="../", script="'use strict';")
    assert needing == shared.replace("</body>", '<script src="../page.js"></script></body>')
    assert "<style" not in shared
    assert len(shared) < 1_000
    assert not re.search("<link|<script|src=", own)
    rare = page("<h1>湘鄉</h1>", "湘鄉", "zh", shared="../")
    assert "@font-face" in rare  # the Traditional character is not among the usual ones
    assert len(rare) < len(shared) + 4_000
    files = shared_files()
    assert set(files) == {"typeface.css", "page.css", "page.js"}
    assert files["typeface.css"].count("@font-face") == 1
    assert not any("://" in text or "url(." in text for text in files.values())


def test_the_pages_of_a_compact_run_share_the_glyphs_that_they_use(tmp_path):
    pages = [page(f"<h1>{text}</h1>", text, "zh", shared="") for text in ("湘乡 &#x53BF;", "湘鄉†")]
    letters = "".join(map(usual_letters, pages))
    assert set("湘乡县†") < set(letters)  # of an entity the character that it stands for
    assert "鄉" not in letters  # it is in the page itself
    whole, few = shared_files(), shared_files(letters)
    assert set(whole) == set(few)
    assert len(few["typeface.css"]) < 0.1 * len(whole["typeface.css"])
    drawn = re.search(r"base64,([^)]*)", few["typeface.css"])[1]
    has = set(map(chr, TTFont(io.BytesIO(base64.b64decode(drawn))).getBestCmap()))
    assert has >= set(letters)
    assert has >= set("↑↓")  # by which a column is sorted: the style sheet draws them, and no page
    # A page that is added by itself may say what no other says: it takes nothing from such a folder.
    for files, is_enough in ((whole, True), (few, False)):
        assert not is_shared(tmp_path)
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        assert is_shared(tmp_path) == is_enough
        (tmp_path / "page.js").unlink()


def files_in(folder):
    """What is in a folder, but for what the measuring of coverage puts into a working folder."""
    return [p for p in folder.iterdir() if not p.name.startswith(".coverage")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "parameters", "says"),
    [
        ("agency_assessment", XIANGXIANG, "24/25"),
        ("agency_assessment", {"agency": "上海市人民政府办公厅", "year": 2019}, "272†/805"),
        ("comparison", {"reports": ["宿迁市人民政府-2023", "宿迁市人民政府-2024"]}, "1,431/3,521"),
        ("peers", {"report": "宿迁市人民政府-2024"}, "peer.alone"),
        ("territories", {"reports": ["宿迁市人民政府-2023", "宿迁市人民政府-2024"]}, "terr.alone"),
        ("integrity", {}, "form.sections"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_notebook_runs_and_becomes_a_page(tmp_path, name, parameters, says, lang):
    target = tmp_path / "out.ipynb"
    notebook = execute(name, {**parameters, "lang": lang, "data": PROCESSED}, target)
    assert "papermill" not in target.read_text(encoding="utf-8").replace("papermill notebooks/", "")
    tags = {tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])}
    assert tags & {"lang-zh", "lang-en"} == {f"lang-{lang}"}
    made = notebook_page(notebook, lang)
    assert says in re.sub("<wbr/?>", "", made)
    assert not re.search(r"<link|<script [^>]*src|<img|@import|url\((?!data:)", made)
    shared = notebook_page(notebook, lang, shared="../")
    assert shared.count("<style") <= 1  # of characters that few pages have
    if name == "agency_assessment":
        assert len(shared.encode()) < 145_000
        assert target.stat().st_size < 165_000
    assert "import " not in made
    limits = any(words in made for words in ("不能反映", "看不出"))
    assert limits == (lang == "zh" and name != "integrity")
    assert files_in(tmp_path) == [target]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"agancy": "湘乡市自然资源局"}, "Did you mean 'agency'"),
        ({"agency": None, "year": None}, "Give both agency and year"),
        ({"agency": "湘乡市自然资源局", "year": 1999}, "Years loaded: 2022"),
    ],
)
def test_a_wrong_parameter_stops_with_one_line_and_leaves_nothing(tmp_path, parameters, says):
    logger = logging.getLogger("papermill")
    level = logger.level
    with pytest.raises(InputError, match=says) as error:
        execute("agency_assessment", {**parameters, "data": PROCESSED}, tmp_path / "out.ipynb")
    assert "\n" not in str(error.value)
    assert files_in(tmp_path) == []
    assert logger.level == level  # what others log through papermill is theirs


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["-p", "agancy", "某局"], "has no parameter 'agancy'"),
        (["-p", "agency", "None"], "Give both agency and year"),
    ],
)
def test_papermill_by_hand_stops_with_the_same_message(tmp_path, given, says):
    notebook = str(bundled("notebooks") / "agency_assessment.ipynb")
    command = [
        sys.executable,
        "-m",
        "papermill",
        notebook,
        "out.ipynb",
        "-p",
        "data",
        PROCESSED,
        *given,
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.slow
def test_papermill_by_hand_finds_the_data_of_the_checkout(tmp_path):
    command = [
        sys.executable,
        "-m",
        "papermill",
        "notebooks/agency_assessment.ipynb",
        str(tmp_path / "out.ipynb"),
        "-p",
        "agency",
        "湘乡市自然资源局",
        "-p",
        "year",
        "2022",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "24/25" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


SHIPPED = {
    "agency_assessment": "24/25",
    "comparison": "1,431/3,521",
    "explore": "requests.applicants",
    "integrity": "form.sections",
    "peers": "湘乡市自然资源局",
    "territories": "terr.alone",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_run_all_works_as_shipped_and_leaves_tables_to_go_on_with(name, tmp_path):
    """With the parameters that are in it, by papermill's own kernel, beside the notebook."""
    import papermill

    target = tmp_path / "out.ipynb"
    path = bundled("notebooks") / f"{name}.ipynb"
    done = papermill.execute_notebook(
        str(path), str(target), cwd=str(path.parent), progress_bar=False
    )
    text = target.read_text(encoding="utf-8")
    assert SHIPPED[name] in text.replace("<wbr>", "")
    last = "".join(o.data.get("text/html", "") for o in done.cells[-1].outputs if "data" in o)
    assert "</code>: report, " in last or "dataframe" in last  # tables with their columns
    if name == "explore":  # where academics draw their own figures, with a library that they know
        shown = [o.get("data", {}) for c in done.cells for o in c.get("outputs", [])]
        assert any("image/png" in data for data in shown)


def test_plumbing_is_folded_away_in_every_notebook():
    for path in bundled("notebooks").glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if "check_injected" in cell.source:
                assert cell.metadata["jupyter"] == {"source_hidden": True}, path.name


def stage(out: Path, **files: str) -> None:
    out.mkdir(exist_ok=True)
    folder = out / ".gouji"
    folder.mkdir(exist_ok=True)
    made = {f"pages/{name}": folder / name for name in files}
    for name, text in files.items():
        (folder / name).write_text(text)
    place({name: sha256(path) for name, path in made.items()}, made, out, {"gouji": "test"})


def test_a_second_run_drops_what_it_no_longer_makes_and_leaves_what_is_not_its_own(tmp_path):
    out = tmp_path / "reports"
    stage(out, a="1", b="1")
    (out / "my notes.txt").write_text("keep")
    stage(out, a="2")
    assert (out / "pages" / "a").read_text() == "2"
    assert not (out / "pages" / "b").exists()
    assert (out / "my notes.txt").read_text() == "keep"
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["complete"]
    assert list(manifest["files"]) == ["pages/a"]
    assert [p.name for p in tmp_path.iterdir()] == ["reports"]


def test_a_file_of_somebody_else_is_never_overwritten(tmp_path):
    out = tmp_path / "reports"
    (out / "pages").mkdir(parents=True)
    (out / "pages" / "a").write_text("mine")
    with pytest.raises(InputError, match="was not made by gouji"):
        stage(out, a="1")
    assert (out / "pages" / "a").read_text() == "mine"


@pytest.mark.parametrize("place", ["file", "under a file"])
def test_an_output_folder_that_cannot_be_is_refused(tmp_path, place):
    (tmp_path / "file").write_text("x")
    out = tmp_path / "file" if place == "file" else tmp_path / "file" / "reports"
    with pytest.raises(InputError, match="--out"):
        check_folder(out)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        check_folder(tmp_path / "reports")
    tmp_path.chmod(0o700)
