"""``benchmarks/README.md`` is made from the results that are kept, and every benchmark has some."""

import json
import subprocess
import sys

import pytest

from benchmarks.__main__ import HERE, RESULTS, names, page
from benchmarks.reading.__main__ import score
from benchmarks.reading.matching import cells_of
from benchmarks.reading.material import Material
from benchmarks.reading.readers import Reader
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
        tables = result.get("tables", [])
        assert shown == (list(tables) if isinstance(tables, dict) else [*range(len(tables))]), path


def test_help_is_no_run_whose_output_is_kept():
    before = (RESULTS / "exactness.json").read_bytes()
    command = [sys.executable, "-m", "benchmarks", "exactness", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "usage:" in done.stdout
    assert (RESULTS / "exactness.json").read_bytes() == before


def test_what_is_no_benchmark_is_named_with_those_that_are():
    command = [sys.executable, "-m", "benchmarks", "exactnes"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no benchmark 'exactnes'; there are: agencies, " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_readme_quotes_what_the_readers_came_to():
    rows = json.loads((RESULTS / "reading.json").read_text(encoding="utf-8"))["tables"][0]["rows"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for row in rows:
        assert f"| {' | '.join(row[:5])} |" in readme, "quote benchmarks/results/reading.json"


RECEIVED = "requests/received"
APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ([[["一、本年新收政府信息公开申请数量", *"5200007"]]], 7),
        ([[["", "本年新收政府信息公开申请数量", *"5200007", "备注"]]], 7),
        ([[["一、本年新收 政府信息公开申请数量", *"520000", "７件"]]], 7),
        ([[["", *APPLICANTS[::-1]], ["一、本年新收政府信息公开申请数量", *"7000025"]]], 7),
        ([[["一、本年新收政府信息公开申请数量", *"520000"]]], None),  # one is missing: which?
        ("第二十条……一、本年新收政府信息公开申请数量5200007二、上年结转", 7),
        ("第二十条……一、本年新收政府信息公开申请数量 15 2 0 0 0 0 17 二、上年结转", 17),
        ("第二十条……一、本年新收政府信息公开申请数量1520000017二、上年结转", None),
    ],
)
def test_what_other_readers_give_is_matched_generously_and_never_guessed(given, total):
    found = cells_of(given, "2021")
    assert found.get(f"{RECEIVED}/total") == total
    if total:
        assert found[f"{RECEIVED}/natural_person"] == total - 2
        assert found[f"{RECEIVED}/business"] == 2
    else:
        assert found == {}


def test_a_number_where_none_is_printed_is_wrong_and_a_reader_that_fails_leaves_all_open():
    expected = {f"{RECEIVED}/total": 7.0, f"{RECEIVED}/other": None, f"{RECEIVED}/business": 2.0}
    material = Material("kind", "a.txt", "a", "2021", b"", expected)
    given = {f"{RECEIVED}/total": 7.0, f"{RECEIVED}/other": 1.0, f"{RECEIVED}/business": 3.0}
    found = score(Reader("one", (".txt",), lambda data, name: given), material)
    assert found == {("requests", "right"): 1, ("requests", "wrong"): 2}
    broken = Reader("none", (".txt",), lambda data, name: 1 / 0)
    assert score(broken, material)["requests", "open"] == 2


@pytest.mark.parametrize(("kept", "slower"), [(1.0, True), (1.6, False)])
def test_a_command_that_takes_longer_than_before_is_named(kept, slower, tmp_path, monkeypatch):
    pytest.importorskip("resource")  # of Unix
    from benchmarks import speed

    result = tmp_path / "speed.json"
    result.write_text(json.dumps({"tables": [{"rows": [["`gouji read`", "", str(kept), ""]]}]}))
    monkeypatch.setattr(speed, "RESULT", result)
    monkeypatch.setattr(speed, "yardstick", lambda: 1.0)
    rows = [["`gouji read`", "2", "2.0", "0.8"], ["a new one", "9", "9.0", ""]]
    found = speed._slower(rows, {"`gouji read`": (lambda: 2.0, 0.8)}, 1.0)
    assert bool(found and "`gouji read`: 2.00" in found) is slower
