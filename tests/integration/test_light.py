"""What a command loads: a person who asks for one thing does not wait for the libraries of another.

Modules are counted and no time, which a busy machine would change.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import schemas

RAW = Path(__file__).parents[2] / "data" / "raw"
_LOADED = """
import json, sys
from gouji.__main__ import main
for command in json.loads(sys.argv[1]):
    sys.argv = ["gouji", *command]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, command
    sys.stderr.write("LOADED" + json.dumps([command, sorted(sys.modules)]))
"""
HEAVY = {
    *("great_expectations", "matplotlib", "scipy.optimize", "scipy.stats", "scipy.sparse"),
    *("IPython", "papermill", "nbconvert", "fontTools", "docx", "pypdfium2", "openpyxl"),
    *("distributed", "onnxruntime", "typst", "jupyter_client", "pyarrow.parquet"),
}


def _loaded_after(*commands: tuple[str, ...]) -> list[tuple[list[str], set[str]]]:
    """What one process has loaded after each of the commands: by it, or by one before it."""
    code = [sys.executable, "-c", _LOADED, json.dumps(commands)]
    done = subprocess.run(code, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    lists = [json.loads(text) for text in done.stderr.split("LOADED")[1:]]
    assert len(lists) == len(commands)
    return [(command, set(modules)) for command, modules in lists]


def _loaded(*arguments: str) -> set[str]:
    return _loaded_after(arguments)[0][1]


def test_help_loads_no_library_of_data():
    assert not _loaded("--help") & (HEAVY | {"pandas", "numpy", "pyarrow", "scipy", "lxml"})


def test_reading_and_checking_one_report_load_what_they_use():
    """In every format of findings: in others than text they need no table either."""
    table, page = str(RAW / "suqian-2024.csv"), str(RAW / "pingtan" / "pingtan-2023.html")
    commands = [(command, report) for report in (table, page) for command in ("read", "check")]
    commands += [("check", table, "--format", form) for form in ("csv", "github", "sarif")]
    for command, loaded in _loaded_after(*commands):
        assert not loaded & (HEAVY | {"pandas", "pyarrow"}), command


def test_a_page_is_drawn_and_dressed_without_libraries_for_that(tmp_path):
    loaded = _loaded("assess", "湘乡市自然资源局", "2022", "--out", str(tmp_path))
    assert not loaded & {"matplotlib", "fontTools.ttLib.tables.otTables", "requests", "soupsieve"}


def test_peers_are_placed_and_ranked_without_the_library_of_statistics():
    code = """
import sys
import pandas as pd
from analysis.assessing.groups.peers import compare_peers
rows = [(f"agency-{n}", "granted_any", 30 + n, 100) for n in range(12)]
frame = pd.DataFrame(rows, columns=["report", "indicator", "numerator", "denominator"])
frame = frame.assign(basis="stated", estimate=frame["numerator"] / 100)
assert compare_peers(frame, "granted_any").table["rank"].notna().all()
print(*{"scipy.stats", "scipy.optimize"} & sys.modules.keys())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_the_package_itself_loads_nothing():
    code = "import sys, analysis; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert not set(done.stdout.split()) & (HEAVY | {"pandas", "numpy", "yaml", "typer"})


def test_what_is_put_off_is_loaded_when_it_is_asked_for(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with schemas.put_off("colorsys"):
        import colorsys as later
    assert "colorsys" not in sys.modules
    assert later.rgb_to_hsv(1, 0, 0) == (0, 1, 1)
    assert "colorsys" in sys.modules


@pytest.mark.slow
def test_data_docs_load_no_statistics_and_no_charts(tmp_path):
    code = (
        "import sys; from pathlib import Path; from analysis import load_reports;"
        "from analysis.checking.checkpoint import write_data_docs;"
        "write_data_docs(load_reports(sys.argv[1]).reports, None, Path(sys.argv[2]));"
        "print(*{'great_expectations', 'scipy.stats', 'altair'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(RAW / "suqian-2024.csv"), str(tmp_path / "docs")],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert done.stdout.split() == ["great_expectations"]


def test_addresses_are_still_checked_though_their_grammar_is_not_built_at_once():
    pytest.importorskip("rfc3987_syntax")
    code = """
import sys
import analysis.publishing.engine
assert "rfc3987_syntax" not in sys.modules
import jsonschema
check = jsonschema.FormatChecker()
print(check.conforms("http://例子.cn/", "iri"), check.conforms("not an iri", "iri"))
import rfc3987_syntax
assert rfc3987_syntax.__file__
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.stdout.split() == ["True", "False"], done.stderr
