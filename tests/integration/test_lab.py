"""In JupyterLab, in a real browser: Run All of the shipped notebooks, and the review panel."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from analysis.files import bundled
from analysis.reviewing.record import record_path
from analysis.running.corpus import read_report
from tests.integration.test_review import browser  # noqa: F401
from tests.support.layouts import figures, flattened
from tests.support.pages import keep_picture
from tests.support.paths import ROOT
from tests.support.patience import patience
from tests.unit.publishing.test_publishing import SHIPPED

SECONDS = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A checkout of the notebooks and the processed tables."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(bundled("notebooks"), folder / "notebooks")
    shutil.copytree(ROOT / "data" / "processed", folder / "data" / "processed")
    return folder


@pytest.fixture(scope="module")
def lab(folder):
    """The address of JupyterLab on it, with settings of its own, on a port of this machine alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        f"JUPYTER_{name}_DIR": str(folder / f".{name}") for name in ("CONFIG", "DATA", "RUNTIME")
    }
    options = [f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=test"]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *options],
        cwd=folder,
        env={**os.environ, **own, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        root = f"http://127.0.0.1:{port}"
        for _ in range(SECONDS):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{root}/api", timeout=5).close()
                break
            time.sleep(1)
        yield f"{root}/lab"
    finally:
        process.terminate()
        process.wait(patience(30))


def run_all(browser, lab, path):  # noqa: F811
    """Open a notebook in a workspace of its own, and run all its cells by the menu."""
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{lab}/workspaces/{path.stem}/tree/notebooks/{path.name}?token=test")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # else it asks for a kernel
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    return page


@pytest.mark.slow
def test_run_all_of_shipped_notebooks(browser, lab, folder):  # noqa: F811
    """One that narrates and the one in plain pandas; papermill runs every one elsewhere."""
    paths = [folder / "notebooks" / f"{name}.ipynb" for name in ("agency_assessment", "explore")]
    opened = {path: run_all(browser, lab, path) for path in paths}  # they run side by side
    for path, page in opened.items():
        for _ in range(SECONDS):
            page.keyboard.press("Control+s")
            page.wait_for_timeout(500)
            cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
            stopped = [o for c in cells for o in c.outputs if o.output_type == "error"]
            if stopped or all(c.execution_count for c in cells):
                break
        keep_picture(page, f"lab-{path.stem}")
        page.close()
        assert stopped == [], path.name
        assert all(c.execution_count for c in cells), path.name
        assert SHIPPED[path.stem] in json.dumps(cells, ensure_ascii=False).replace("<wbr>", "")


def panel(folder, source, by, second, name):
    """The notebook of the panel, set to a report and one of its readers."""
    path = folder / "notebooks" / name
    notebook = nbformat.read(bundled("notebooks") / "review.ipynb", as_version=4)
    notebook.cells[
        1
    ].source += f'\nfile, by, second, lang = "{source.name}", "{by}", {second}, "en"'
    nbformat.write(notebook, path)
    return path


def type_figure(page, code, figure):
    """Open the panel at its one open cell, and type the figure."""
    page.wait_for_selector("[data-open='1']", state="attached")
    page.locator(f"[data-code='{code}']").click()
    page.keyboard.press(figure)
    page.keyboard.press("Enter")  # in a notebook's command mode these keys mean other things
    page.keyboard.press("n")
    page.wait_for_selector("[data-open='0']", state="attached")


@pytest.mark.slow
def test_two_readers_type_a_cell_in_jupyterlab_and_settle_it(browser, lab, folder):  # noqa: F811
    pytest.importorskip("anywidget", reason="anywidget is not installed: pip install gouji[review]")
    source = folder / "notebooks" / "a-2023.txt"
    source.write_text(flattened(figures(requests__granted__total="1O")), encoding="utf-8")
    code, written = "requests/granted/total", source.with_name("a-2023.reviewed.csv")
    page = run_all(browser, lab, panel(folder, source, "甲", False, "review.ipynb"))
    type_figure(page, code, "9")
    page.wait_for_selector("[data-fail='0']", state="attached")
    keep_picture(page, "8-in-jupyterlab")
    page.get_by_role("button", name="Done").click()
    page.wait_for_selector(f"text=Written: {written.name}")
    page.close()
    entry = json.loads(record_path(source).read_text(encoding="utf-8"))["entries"][code]
    assert (entry["text"], entry["by"], entry["accepted"]) == ("9", "甲", True)
    assert read_report(written).cells["status"].eq("stated").all()
    written.unlink()
    page = run_all(browser, lab, panel(folder, source, "乙", True, "second.ipynb"))
    type_figure(page, code, "7")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="First reader: 9").click()
    keep_picture(page, "9-two-readers-in-jupyterlab")
    page.get_by_role("button", name="Done").click()
    page.wait_for_selector(f"text=Written: {written.name}")
    page.close()
    assert read_report(written).cells.query("item == 'granted'")["value"].tolist()[-1] == 9
