"""The review panel inside JupyterLab, in a real browser: the same page, through the kernel."""

import contextlib
import json
import os
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

SECONDS = 120


@contextlib.contextmanager
def lab(folder):
    """JupyterLab on a folder, with settings of its own, on a port of this machine alone."""
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
        yield f"{root}/lab/tree/review.ipynb?token=test"
    finally:
        process.terminate()
        process.wait(30)


def notebook(source, by, second, name):
    """The notebook of the panel, set to a report and one of its readers."""
    made = nbformat.read(bundled("notebooks") / "review.ipynb", as_version=4)
    made.cells[1].source += f'\nfile, by, second, lang = "{source.name}", "{by}", {second}, "en"'
    nbformat.write(made, source.with_name(name))


def open_panel(page, address, is_open):
    """Run the notebook, and wait for so many open cells."""
    page.goto(address)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # else it asks for a kernel
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_selector(f"[data-open='{is_open}']", state="attached")


def type_figure(page, code, figure):
    page.locator(f"[data-code='{code}']").click()
    page.keyboard.press(figure)
    page.keyboard.press("Enter")  # in a notebook's command mode these keys mean other things
    page.keyboard.press("n")
    page.wait_for_selector("[data-open='0']", state="attached")


@pytest.mark.slow
def test_two_readers_type_a_cell_in_jupyterlab_and_settle_it(browser, tmp_path):  # noqa: F811
    pytest.importorskip("anywidget", reason="anywidget is not installed: pip install gouji[review]")
    source = tmp_path / "a-2023.txt"
    source.write_text(flattened(figures(requests__granted__total="1O")), encoding="utf-8")
    notebook(source, "甲", False, "review.ipynb")
    notebook(source, "乙", True, "second.ipynb")
    code = "requests/granted/total"
    written = source.with_name("a-2023.reviewed.csv")
    with lab(tmp_path) as address:
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.set_default_timeout(SECONDS * 1000)
        open_panel(page, address, 1)
        type_figure(page, code, "9")
        page.wait_for_selector("[data-fail='0']", state="attached")
        keep_picture(page, "8-in-jupyterlab")
        page.get_by_role("button", name="Done").click()
        page.wait_for_selector(f"text=Written: {written.name}")
        entry = json.loads(record_path(source).read_text(encoding="utf-8"))["entries"][code]
        assert (entry["text"], entry["by"], entry["accepted"]) == ("9", "甲", True)
        assert read_report(written).cells["status"].eq("stated").all()
        written.unlink()
        open_panel(page, address.replace("review.ipynb", "second.ipynb"), 1)
        type_figure(page, code, "7")
        page.get_by_role("button", name="Done").click()
        page.get_by_role("button", name="First reader: 9").click()
        keep_picture(page, "9-two-readers-in-jupyterlab")
        page.get_by_role("button", name="Done").click()
        page.wait_for_selector(f"text=Written: {written.name}")
        page.close()
    assert read_report(written).cells.query("item == 'granted'")["value"].tolist()[-1] == 9
