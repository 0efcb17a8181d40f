"""``gouji`` and ``analysis`` are one package, and a file ``analysis.py`` beside the user's data is
no obstacle.
"""

import os
import subprocess
import sys

import pytest

from tests.support.layouts import figures, flattened
from tests.support.paths import RAW, ROOT

TRAP = "raise SystemExit('the analysis.py of the user was imported')\n"


def python(home, *arguments, **environment):
    """Run Python in a folder, as a user does whose Gouji is installed."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def home(tmp_path):
    """A user's folder with a script called ``analysis.py`` and one report."""
    (tmp_path / "analysis.py").write_text(TRAP, encoding="utf-8")
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "report.txt").write_text(flattened(figures()), encoding="utf-8")
    return tmp_path


def test_a_file_of_the_same_name_does_not_hide_the_package(home):
    done = python(home, "-c", "import gouji; print(gouji.read_report('raw/report.txt').agency)")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "raw"),
        ("tabulate", "raw", "--out", "tables", "--workers", "2"),
        ("brief", "--help"),
    ],
)
def test_the_command_works_in_a_folder_with_a_file_of_the_same_name(home, arguments):
    done = python(home, "-m", "gouji", *arguments)
    assert done.returncode in (0, 1), done.stderr
    assert "of the user" not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_whole_run_works_in_a_folder_with_a_file_of_the_same_name(home):
    done = python(home, "-m", "gouji", "run", "raw", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert (home / "out" / "index.html").is_file()


def test_a_module_has_two_names_and_is_there_once(home):
    code = (
        "import gouji, gouji.checking.rules.load as a; import analysis.checking.rules.load as b; "
        "assert a is b; assert gouji.InputError is __import__('analysis').InputError; "
        "assert a.__spec__.name == 'analysis.checking.rules.load', a.__spec__; "
        "from gouji.errors import InputError; assert InputError is gouji.InputError"
    )
    done = python(home, "-c", code)
    assert done.returncode == 0, done.stderr


def test_what_is_not_there_is_missing_under_both_names(home):
    done = python(home, "-c", "import gouji.nothing")
    assert "ModuleNotFoundError" in done.stderr
    assert "gouji.nothing" in done.stderr


def test_another_module_that_has_taken_the_name_is_named(home):
    (home / "analysis.py").write_text("x = 1\n", encoding="utf-8")
    done = python(home, "-c", "import analysis; import gouji")
    assert "ImportError: gouji needs the name 'analysis'" in done.stderr
    assert "analysis.py" in done.stderr


@pytest.mark.parametrize("name", ["analysis", "gouji"])
def test_the_package_runs_as_a_module(tmp_path, name):
    done = python(tmp_path, "-m", name, "check", str(RAW / "suqian-2024.csv"))
    assert done.returncode == 0, done.stderr
    assert "0 fail" in done.stdout


def test_types_are_declared():
    for name in ("analysis", "gouji"):
        assert (ROOT / "src" / name / "py.typed").is_file()
