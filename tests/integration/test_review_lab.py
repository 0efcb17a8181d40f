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


@pytest.mark.slow
def test_a_cell_is_typed_in_jupyterlab(browser, tmp_path):  # noqa: F811
    pytest.importorskip("anywidget", reason="anywidget is not installed: pip install gouji[review]")
    source = tmp_path / "a-2023.txt"
    source.write_text(flattened(figures(requests__granted__total="1O")), encoding="utf-8")
    notebook = nbformat.read(bundled("notebooks") / "review.ipynb", as_version=4)
    notebook.cells[1].source += f'\nfile, by, lang = "{source.name}", "甲", "en"'
    nbformat.write(notebook, tmp_path / "review.ipynb")
    code = "requests/granted/total"
    with lab(tmp_path) as address:
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.set_default_timeout(SECONDS * 1000)
        page.goto(address)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # else it asks for a kernel
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        page.wait_for_selector("[data-open='1']", state="attached")
        page.locator(f"[data-code='{code}']").click()
        page.keyboard.press("9")
        page.keyboard.press("Enter")  # in a notebook's command mode these keys mean other things
        page.keyboard.press("n")
        page.wait_for_selector("[data-open='0'] ~ [data-fail='0']", state="attached")
        keep_picture(page, "8-in-jupyterlab")
        page.get_by_role("button", name="Done").click()
        page.wait_for_selector("text=Written: a-2023.reviewed.csv")
        page.close()
    entry = json.loads(record_path(source).read_text(encoding="utf-8"))["entries"][code]
    assert (entry["text"], entry["by"], entry["accepted"]) == ("9", "甲", True)
    assert read_report(tmp_path / "a-2023.reviewed.csv").cells["status"].eq("stated").all()
