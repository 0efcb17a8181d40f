"""From a list of addresses to a brief: collect, read pages and a scan, review one cell, write.

Collecting and reviewing are killed on the way, and go on.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.reading.backends.scan import available
from benchmarks.rendering.pdf import have_chromium
from tests.integration.test_review import Server
from tests.support.agency_site import article, serving
from tests.support.house import House
from tests.support.patience import patience

COLLECT = [sys.executable, "-m", "gouji", "collect"]
PAGE, ODD, SCAN = "湘乡市林业局", "湘乡市水利局", "湘乡市财政局"
OPEN = "requests/granted/total"


def killed_after(command: list[str], is_time) -> None:
    """Start a command and kill it when it is time."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + patience(60)
    while not is_time() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def run(*command: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gouji", *map(str, command)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="needs the extra gouji[ocr]")
@pytest.mark.skipif(not have_chromium(), reason="prints by Chromium")
def test_from_a_list_to_a_brief(tmp_path: Path) -> None:
    from benchmarks.rendering.scanning import SCANS
    from benchmarks.scans.pages import scanned_report

    house = House(tmp_path)
    scanned = scanned_report(next(s for s in SCANS if s.name == "200 dpi, mild"), "2021", 1, SCAN)
    with serving() as site:
        site.page("/a.html", article(agency=PAGE))
        site.page("/b.html", article(agency=ODD, **{OPEN: "约9"}))
        site.page("/c.html", article(agency=SCAN, body='<a href="/c.pdf">2023年年度报告.pdf</a>'))
        site.page("/c.pdf", scanned.pdf, "application/pdf")
        listed = tmp_path / "LIST.csv"
        addresses = [(PAGE, "a"), (ODD, "b"), (SCAN, "c"), ("湘乡市教育局", "none")]
        rows = [f"{agency},2023,{site.url}/{name}.html" for agency, name in addresses]
        listed.write_text("\n".join(["机关,年度,网址", *rows]) + "\n", encoding="utf-8")
        command = [*COLLECT, str(listed), "--out", str(house.raw), "--delay", "0"]
        command += ["--allow-private"]
        killed_after(command, lambda: len(site.asked) >= 3)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        # The request under way when it was killed may have been answered and lost.
        assert len(site.asked) - len({path for path, _ in site.asked}) <= 1
    coverage = pd.read_csv(house.raw / "coverage.csv").set_index("agency")["status"]
    assert coverage.to_dict() == {
        PAGE: "found",
        ODD: "found",
        SCAN: "found",
        "湘乡市教育局": "absent",
    }

    odd = house.raw / f"{ODD}-2023.html"
    server = Server(odd, "--by", "王敏")
    server.ask("put", {"code": OPEN, "text": "9"})
    server.stop(signal.SIGKILL)
    server = Server(odd, "--by", "王敏")
    cells = server.ask()[1]["cells"]
    assert cells[OPEN]["text"] == "9"
    status, answer = server.ask("accept", {"code": OPEN})
    assert status == 200
    status, answer = server.ask("finish")
    assert "error" not in answer, answer
    server.stop()

    assert house.run()["problems"] == []
    processed = tmp_path / "data" / "processed"
    cells = pd.read_csv(processed / "cells.csv", keep_default_na=False, dtype=str)
    decided = cells[(cells["report"] == f"{ODD}-2023") & (cells["item"] == "granted")]
    assert decided.set_index("column").loc["total", "value"] == "9"
    seen = cells[cells["report"] == f"{SCAN}-2023"]
    assert set(seen["read_by"]) == {"ocr"}
    stated = seen[seen["status"] == "stated"]
    assert len(stated) >= 190
    codes = stated["table"] + "/" + stated["item"] + "/" + stated["column"]
    for code, value in zip(codes, stated["value"], strict=True):
        assert float(value) == float(re.sub("[增+]", "", scanned.shown[code]).replace("减", "-"))

    written = run(
        *("brief", "湘乡市", "--year", 2023, "--format", "html", "--out", tmp_path / "briefs"),
        *("--data", processed, "--agencies", house.raw / "coverage.csv"),
    )
    brief = Path(written.split("\n")[0]).read_text(encoding="utf-8")
    assert "由图片识读" in brief
    assert "教育局" in brief
