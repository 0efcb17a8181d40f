"""Jobs: what fails is listed and the rest goes on, what hangs is killed, Ctrl-C keeps the rest."""

import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.publishing.execute import execute
from analysis.publishing.jobs import Interrupted, Job, execute_all
from analysis.publishing.page import notebook_page
from analysis.workers import starting
from tests.support.engine_notebooks import notebook
from tests.support.paths import ROOT
from tests.support.patience import patience

PROCESSED = ROOT / "data" / "processed"
XIANGXIANG = {"agency": "湘乡市自然资源局", "year": 2022, "data": str(PROCESSED)}
slow = pytest.mark.slow


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    """Jobs of notebooks made of a cell each; the workers look for them where the tests put them."""
    here = tmp_path / "notebooks"
    here.mkdir()
    monkeypatch.setenv("GOUJI_NOTEBOOKS", str(here))

    def make(**cells: str) -> list[Job]:
        import nbformat

        for name, cell in cells.items():
            nbformat.write(notebook([cell]), here / f"{name}.ipynb")
        return [Job(name, tmp_path / "out" / f"{name}.ipynb", {}, "zh") for name in cells]

    return make


class TestRunning:
    pytestmark = slow

    def test_a_job_leaves_what_it_leaves_without_workers(self, tmp_path):
        given = [
            Job(
                "agency_assessment",
                tmp_path / f"{lang}.ipynb",
                XIANGXIANG,
                lang,
                (("i.html", "All"),),
            )
            for lang in ("zh", "en")
        ]
        heard = []
        done = execute_all(given, on_done=lambda *how: heard.append(how), data=PROCESSED)
        assert [(d.job, d.error) for d in done] == [(job, "") for job in given]
        assert {how[0].job for how in heard} == set(given)
        assert [how[1:] for how in heard] == [(1, 2), (2, 2)]
        if sys.platform == "linux":
            assert 1 << 20 < done[0].memory < 1 << 30
        alone = execute(
            "agency_assessment", {**XIANGXIANG, "lang": "zh"}, tmp_path / "alone.ipynb", engine=None
        )
        assert (tmp_path / "zh.ipynb").read_bytes() == (tmp_path / "alone.ipynb").read_bytes()
        assert given[0].page.read_text(encoding="utf-8") == notebook_page(
            alone, "zh", [("i.html", "All")]
        )
        assert sorted(p.name for p in tmp_path.iterdir()) == [
            "alone.ipynb",
            "en.html",
            "en.ipynb",
            "zh.html",
            "zh.ipynb",
        ]

    @pytest.mark.parametrize("forks", [True, False])
    def test_one_that_fails_is_listed_and_the_rest_goes_on(self, jobs, monkeypatch, forks):
        if not forks:
            monkeypatch.setattr(starting, "can_fork", lambda: False)
        given = jobs(
            wrong="1 / 0",
            dies="import os; os._exit(3)",
            hangs="import time; time.sleep(600)",
            kills="import os, signal; os.kill(os.getppid(), 0); os.kill(os.getpid(), 9)",
            well="'done'",
        )
        limit = math.ceil(patience(10))
        done = {d.job.notebook: d for d in execute_all(given, workers=2, timeout=limit)}
        assert done["well"].error == ""
        assert given[-1].page.is_file()
        assert (
            done["wrong"].error == "the notebook wrong stopped: ZeroDivisionError: division by zero"
        )
        assert done["dies"].error == (
            "the notebook dies stopped: in cell 3 (import os; os._exit(3)), "
            "its process ended itself with exit code 3"
        )
        assert done["hangs"].error == (
            "the notebook hangs stopped: in cell 3 (import time; time.sleep(600)), "
            f"it was not done after {limit} s, and was killed"
        )
        assert "its process was ended by SIGKILL" in done["kills"].error
        assert sorted(p.name for p in given[0].target.parent.iterdir()) == [
            "well.html",
            "well.ipynb",
        ]

    def test_one_that_is_killed_costs_nothing_else(self, jobs, tmp_path):
        waits = f"""
            import os, pathlib, time
            pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))
            time.sleep(600)
        """
        given = jobs(first="'1'", second=textwrap.dedent(waits), third="'3'")

        def kill():
            while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
                time.sleep(0.05)
            os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        done = execute_all(given, workers=1)
        killer.join()
        assert [bool(d.error) for d in done] == [False, True, False]
        assert "in cell 3 (import os, pathlib, time), its process was ended by SIGKILL" in (
            done[1].error
        )

    def test_what_a_notebook_leaves_behind_does_not_reach_its_page(self, jobs):
        """The page is written in the same process, after the cells."""
        spoilt = (
            "import sys, os, builtins, warnings\nwarnings.simplefilter('error')\n"
            "os.chdir('/'); sys.argv = []; print = None\n1"
        )
        given = jobs(spoilt=spoilt, well="1")
        done = execute_all(given, workers=1)
        assert [d.error for d in done] == ["", ""]
        assert "<pre>1</pre>" in given[0].page.read_text(encoding="utf-8")

    def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(self, jobs):
        given = jobs(well="'done'", slow="import time; time.sleep(60)", never="1")

        def stop(done, number, total):
            os.kill(os.getpid(), signal.SIGINT)

        with pytest.raises(
            Interrupted,
            match=r"1 of 3 notebooks are finished and kept\. Run the same command again",
        ) as stopped:
            execute_all(given, workers=1, on_done=stop)
        assert [d.job for d in stopped.value.done] == given[:1]
        assert stopped.value.left == given[1:]
        assert given[0].page.is_file()
        assert sorted(p.name for p in given[0].target.parent.iterdir()) == [
            "well.html",
            "well.ipynb",
        ]

    def test_nothing_goes_on_when_the_run_is_killed(self, tmp_path):
        script = (
            "from pathlib import Path\nfrom analysis.publishing.jobs import *\nimport os, time\n"
            "def heard(done, number, total): print(os.getpid(), flush=True); time.sleep(60)\n"
            f"job = Job('integrity', Path({str(tmp_path)!r}) / 'a.ipynb', "
            f"{{'data': {str(PROCESSED)!r}}}, 'zh')\n"
            "execute_all([job, job], workers=1, on_done=heard)"
        )
        run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert run.stdout is not None
        run.stdout.readline()
        theirs = descendants(run.pid)
        assert len(theirs) >= 2  # the warm process and a worker
        run.kill()
        run.wait()
        end = time.monotonic() + patience(10)
        while alive := [pid for pid in theirs if Path(f"/proc/{pid}").exists()]:
            assert time.monotonic() < end, alive
            time.sleep(0.05)

    def test_tables_that_cannot_be_opened_are_told_at_once(self, jobs, tmp_path):
        with pytest.raises(InputError, match="is missing"):
            execute_all(jobs(well="1"), data=tmp_path)


def descendants(pid: int) -> list[int]:
    children = [
        int(p)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for p in (task / "children").read_text().split()
    ]
    return children + [grandchild for child in children for grandchild in descendants(child)]


def test_no_jobs_start_nothing():
    assert execute_all([]) == []


def test_tables_held_open_are_read_again_when_they_change(tmp_path, monkeypatch):
    import shutil

    from analysis.assessing import opening

    shutil.copytree(PROCESSED, tmp_path / "data")
    monkeypatch.setattr(opening, "_held", None)
    opening.hold(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    first, second = opening.open_dataset("data"), opening.open_dataset(tmp_path / "data")
    assert first.cells.equals(second.cells)
    first.reports.loc[0, "agency"] = "changed"
    assert "changed" not in set(opening.open_dataset("data").reports["agency"])
    with (tmp_path / "data" / "findings.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    os.utime(tmp_path / "data" / "findings.csv", ns=(1, 1))
    calls: list[object] = []
    monkeypatch.setattr(
        "pandas.read_csv",
        lambda *a, **k: calls.append(a) or (_ for _ in ()).throw(InputError("read")),
    )
    with pytest.raises(InputError, match="read"):
        opening.open_dataset("data")
    assert len(calls) == 1
