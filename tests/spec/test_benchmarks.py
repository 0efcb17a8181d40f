"""``benchmarks/README.md`` is made from the results that are kept, and every benchmark has some."""

import json
import subprocess
import sys

from benchmarks.__main__ import HERE, RESULTS, names, page
from tests.support.paths import ROOT


def test_the_page_is_made_from_the_results():
    assert (HERE / "README.md").read_text(encoding="utf-8") == page(), "run: python -m benchmarks"


def test_every_result_is_of_a_benchmark_and_shown():
    assert {p.stem for p in RESULTS.glob("*.json")} <= set(names())
    for path in RESULTS.glob("*.json"):
        result = json.loads(path.read_text(encoding="utf-8"))
        for run in result["runs"]:
            assert run["command"].startswith(f"python -m benchmarks {path.stem}"), path
        shown = [part["table"] for part in result.get("about", []) if "table" in part]
        assert shown == list(range(len(result.get("tables", [])))), path


def test_what_is_no_benchmark_is_named_with_those_that_are():
    command = [sys.executable, "-m", "benchmarks", "exactnes"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no benchmark 'exactnes'; there are: agencies, " in done.stderr
    assert "Traceback" not in done.stderr
