"""The processes that read: what hangs, crashes or bloats is ended, told in one line, and the next
file is read.
"""

import contextlib
import ctypes
import operator
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from analysis import InputError, load_reports, workers
from analysis.reading import guard
from analysis.reading.guard import guarded, guarded_all
from analysis.recognising.source import report_in
from analysis.workers import starting
from tests.support.layouts import figures, flattened
from tests.support.paths import RAW, copy_four_reports
from tests.support.patience import patience

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits are set as POSIX does")


@pytest.fixture(params=["fork", pytest.param("fresh", marks=pytest.mark.slow)])
def way(request, monkeypatch):
    """Both ways to a worker: a fork, and a fresh interpreter."""
    guard.close()
    for module in (starting, guard):
        monkeypatch.setattr(module, "can_copy", lambda: request.param == "fork")
    yield request.param
    guard.close()


def fails_to_unpickle() -> None:
    raise Odd(1, 2)


class Odd(Exception):
    """Packed, it loses an argument."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(one)


def extends(seconds: float) -> str:
    workers.extend(60)
    time.sleep(seconds)
    return "done"


def pid_after(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_a_result_is_what_reading_in_this_process_gives(way):
    path = RAW / "xiangxiang-natural-resources-2022.txt"
    here, there = report_in(path), guarded(report_in, "x", path)
    for name in ("cells", "claims", "findings"):
        pd.testing.assert_frame_equal(getattr(here, name), getattr(there, name))
    for name in (
        "id",
        "title",
        "sha256",
        "sections",
        "notes",
        "file",
        "published",
        "source_url",
        "prose",
    ):
        assert getattr(here, name) == getattr(there, name)


def test_what_hangs_is_ended(way):
    start = time.perf_counter()
    with pytest.raises(InputError, match=r"^x\\x1b\.html: it was not read within 1 s"):
        guarded(time.sleep, "x\x1b.html", 60, seconds=1)
    assert time.perf_counter() - start < patience(10)
    assert guarded(operator.add, "x", 1, 2) == 3


def test_what_bloats_is_ended(way):
    with pytest.raises(InputError, match=r"^x\.html: it needs more than 1 GB of memory"):
        guarded(bytearray, "x.html", 1_500_000_000)
    assert guarded(operator.add, "x", 1, 2) == 3


def test_what_crashes_is_told(way):
    with pytest.raises(
        InputError, match=rf"^x\.pdf: it broke the program .* \(exit -{signal.SIGSEGV.value}\)"
    ):
        guarded(ctypes.string_at, "x.pdf", 1)
    with pytest.raises(InputError, match=r"^x\.pdf: it took so much memory that the system"):
        guarded(
            os.kill, "x.pdf", 0, signal.SIGKILL
        )  # 0: its own group, as the system's killer does
    assert guarded(operator.add, "x", 1, 2) == 3


def test_a_defect_arrives_with_its_traceback(way):
    with pytest.raises(ValueError, match="invalid literal") as error:
        guarded(int, "x", "no number")
    assert "child.py" in error.value.__notes__[0]
    # Dask, where another test has loaded it, unpacks this exception all the same.
    with pytest.raises((RuntimeError, Odd)) as error:
        guarded(fails_to_unpickle, "x")
    told = "".join([str(error.value), *getattr(error.value, "__notes__", [])])
    assert "Odd: 1" in told
    assert "in fails_to_unpickle" in told


def test_a_step_that_takes_long_asks_for_time(way):
    assert guarded(extends, "x", 2.0, seconds=1) == "done"


is_loaded = False


def load() -> None:
    global is_loaded
    is_loaded = True


def find_loaded() -> bool:
    return is_loaded


def test_what_is_loaded_before_processes_are_copied_is_there_in_each_of_them(way, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "is_loaded", False)
    assert list(guarded_all(find_loaded, [], workers=2, ready=load)) == []
    tasks = [(name, ()) for name in "xy"]
    assert list(guarded_all(find_loaded, tasks, workers=1, ready=load)) == [False] * 2
    assert not is_loaded  # first there was nothing to do, then one process does it all
    guard.close()
    is_copy = way == "fork"  # a new interpreter would have to load it itself
    assert list(guarded_all(find_loaded, tasks, workers=2, ready=load)) == [is_copy] * 2
    assert is_loaded is is_copy


COUNTED = """
import re
from pathlib import Path
from analysis.recognising.source import report_in
from analysis.recognising.warming import warm_up
compiled, compile_one = [], re._compiler.compile
re._compiler.compile = lambda *given: compiled.append(given) or compile_one(*given)
for step in {steps}:
    compiled.clear()
    step()
    print(len(compiled))
"""


def test_few_patterns_are_left_to_be_compiled_by_the_first_report():
    """What is there before processes are copied is what they would take longest for."""
    read = f"lambda: report_in(Path({str(RAW / 'xiangxiang-natural-resources-2022.txt')!r}))"
    counts = []
    for steps in (f"[{read}]", f"[warm_up, warm_up, {read}]"):
        code = [sys.executable, "-c", COUNTED.format(steps=steps)]
        done = subprocess.run(code, capture_output=True, text=True, check=True)
        counts.append([int(line) for line in done.stdout.split()])
    [[cold], [warming, again, warm]] = counts
    assert warming > 50
    assert again == 0
    assert warm < cold / 2


def test_a_worker_is_kept_and_one_that_was_ended_is_replaced(way):
    first = guarded(os.getpid, "x")
    assert guarded(os.getpid, "x") == first
    os.kill(first, signal.SIGKILL)
    assert guarded(os.getpid, "x") not in (first, os.getpid())


def test_the_order_is_that_of_the_tasks_and_one_that_hangs_holds_up_no_other(way):
    tasks = [(str(n), (60.0 if n == 2 else 0.2 if n % 2 else 0.0,)) for n in range(12)]
    answers = list(guarded_all(pid_after, tasks, seconds=patience(2), workers=2))
    assert [isinstance(a, InputError) for a in answers] == [n == 2 for n in range(12)]
    assert str(answers[2]).startswith("2: ")
    assert os.getpid() not in answers


def test_a_worker_makes_way_for_a_fresh_one(monkeypatch):
    guard.close()
    monkeypatch.setattr(starting, "can_copy", lambda: True)
    monkeypatch.setattr(guard._pool, "task_limit", 3)
    pids = list(guarded_all(pid_after, [("x", (0.0,))] * 9, workers=1))
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3]


def test_where_another_thread_runs_nothing_is_forked():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    assert not starting.can_copy()
    stop.set()
    thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nothing_is_left_when_the_caller_is_interrupted(way):
    guard.close()
    answers = guarded_all(pid_after, [("x", (0.0,)), ("x", (60.0,))], workers=2)
    first = next(answers)
    others = [p.pid for p in guard._pool._idle]
    answers.close()
    guard.close()
    assert not [pid for pid in (first, *others) if psutil.pid_exists(pid)]
    if way == "fork":
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text()
        assert not [pid for pid in children.split() if waits(int(pid))]


def waits(pid: int) -> bool:
    """Whether a process is one that reads: it leads a session of its own."""
    with contextlib.suppress(OSError):
        return os.getsid(pid) == pid
    return False


SCRIPT = """
    from analysis import read_report, load_reports
    import sys, types
    {before}
    print(read_report({path!r}).id, len(load_reports({raw!r}, workers=2).reports))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "before",
    [
        "",  # a script without `if __name__ == '__main__'`, which would run itself again and again
        "sys.modules['__main__'] = types.ModuleType('__main__')",  # as IPython does
        "import threading; threading.Thread(target=__import__('time').sleep, args=(3,)).start()",  # as Jupyter does
    ],
)
def test_scripts_and_notebooks_need_no_main_guard(tmp_path, before):
    path = RAW / "suqian-2024.csv"
    script, folder = tmp_path / "script.py", tmp_path / "reports"
    copy_four_reports(folder)
    script.write_text(
        textwrap.dedent(SCRIPT).format(before=before, path=str(path), raw=str(folder)),
        encoding="utf-8",
    )
    (tmp_path / "pandas.py").write_text(
        "raise SystemExit('a file beside the reports was imported')", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-P", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("宿迁市人民政府-2024 4\n", 0), done.stderr


def test_a_defect_on_one_file_holds_up_no_other(tmp_path, monkeypatch):
    guard.close()
    monkeypatch.setattr(starting, "can_copy", lambda: True)
    monkeypatch.setattr(
        "analysis.recognising.source.read_card", lambda path: 1 / 0 if path.name == "b.txt" else {}
    )
    for number, name in enumerate(("a.txt", "b.txt", "c.txt")):
        (tmp_path / name).write_text(flattened(figures(), year=2021 + number), encoding="utf-8")
    corpus = load_reports(tmp_path)
    guard.close()
    assert [r.year for r in corpus.reports] == [2021, 2023]
    assert len(corpus.problems) == 1
    assert (
        "b.txt: Gouji failed on it, a defect of Gouji (ZeroDivisionError: division by zero)"
        in corpus.problems[0]
    )


def test_reading_takes_little_more_than_in_this_process():
    """A worker that runs adds the passing of a task and a report, and no start."""
    path = Path(RAW / "suqian-2024.csv")
    guarded(report_in, "x", path)
    report_in(path)
    took = {}
    for way, read in (("here", report_in), ("there", lambda p: guarded(report_in, "x", p))):
        times = []
        for _ in range(10):
            start = time.perf_counter()
            read(path)
            times.append(time.perf_counter() - start)
        took[way] = min(times)
    assert took["there"] - took["here"] < patience(0.05)
