"""The pool: what hangs, crashes or bloats costs its own task, and nothing is left behind."""

import ctypes
import operator
import os
import signal
import subprocess
import sys
import textwrap
import time
from math import ceil
from pathlib import Path

import pytest

from analysis import InputError
from analysis.workers import (
    MemoryExceeded,
    Pool,
    TimeExceeded,
    machine,
    pool,
    starting,
)
from tests.support import pooled
from tests.support.patience import patience

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
COPY = {"copy": True}


@pytest.fixture(params=["server", "copy", "new"])
def way(request, monkeypatch):
    """The three ways to a process; ``given`` of a pool."""
    if request.param == "new":
        monkeypatch.setattr(starting, "can_fork", lambda: False)
    monkeypatch.setattr(starting, "can_copy", lambda: request.param == "copy")
    return {"copy": request.param == "copy"}


def results(given, function, tasks, **more):
    with Pool(2, **given) as those:
        return list(those.run(function, tasks, ordered=True, **more))


def test_the_order_is_that_of_the_tasks_and_each_is_a_process_of_its_own(way):
    done = results({**way, "task_limit": 1}, operator.add, [(n, n) for n in range(5)])
    assert [o.value for o in done] == [0, 2, 4, 6, 8]
    pids = {o.value for o in results({**way, "task_limit": 1}, os.getpid, [()] * 5)}
    assert len(pids) == 5
    assert os.getpid() not in pids


def test_what_goes_wrong_costs_its_own_task(way):
    tasks = [
        ("adds", operator.add, 1, 2),
        ("hangs", time.sleep, 600),
        ("killed", os.kill, 0, signal.SIGKILL),
        ("crashes", ctypes.string_at, 1),
        ("leaves", pooled.leave, 3),
        ("bloats", bytearray, 3_000_000_000),
        ("raises", int, "no number"),
        ("refuses", pooled.prepared, -1),
        ("adds", operator.add, 2, 3),
    ]
    seconds = ceil(patience(5))  # a copy of Python may need as long to begin
    done = results({**way, "seconds": seconds, "max_bytes": 10**9}, pooled.says_then, tasks)
    assert [o.value for o in done] == [3, *[None] * 7, 5]
    assert [o.at for o in done] == [t[0] for t in tasks]
    errors = [o.error for o in done]
    assert isinstance(errors[1], TimeExceeded)
    assert str(errors[1]) == f"it was not done after {seconds} s, and was killed"
    assert [e.code for e in errors[2:5]] == [-signal.SIGKILL, -signal.SIGSEGV, 3]
    assert "SIGKILL, as the system does when memory runs out" in str(errors[2])
    assert str(errors[4]) == "its process ended itself with exit code 3"
    if sys.platform == "linux":
        assert isinstance(errors[5], MemoryExceeded)
    assert isinstance(errors[6], ValueError)
    assert "child.py" in errors[6].__notes__[0]
    assert isinstance(errors[7], InputError)


def test_an_exception_that_cannot_be_unpacked_arrives_as_text(way):
    assert "Odd: 1" in str(results(way, pooled.raises_odd, [()])[0].error)


def test_a_process_is_kept_and_one_that_was_killed_meanwhile_is_replaced(way):
    with Pool(1, **way) as those:
        first = next(iter(those.run(os.getpid, [()]))).value
        assert next(iter(those.run(os.getpid, [()]))).value == first
        os.kill(first, signal.SIGKILL)
        second = next(iter(those.run(os.getpid, [()]))).value
        assert second not in (first, os.getpid())


def test_a_changed_environment_harms_no_task_and_reaches_each(way, monkeypatch):
    monkeypatch.setenv("GOUJI_LANG", "zh")
    with Pool(2, **way) as those:
        assert [o.value for o in those.run(pooled.language_after, [(0,)])] == ["zh"]  # it is kept
        monkeypatch.setenv("GOUJI_LANG", "en")
        outcomes = list(those.run(pooled.language_after, [(0.5,), (0,)], ordered=True))
    assert [(o.value, o.error) for o in outcomes] == [("en", None), ("en", None)]


def test_an_environment_that_changes_meanwhile_harms_no_task_under_way(way, monkeypatch, tmp_path):
    monkeypatch.setenv("GOUJI_LANG", "zh")
    begun, servers = tmp_path / "begun", []

    def tasks():
        yield 1.0, begun
        while not begun.exists():
            time.sleep(0.01)
        servers.append(those._server._server)
        monkeypatch.setenv("GOUJI_LANG", "en")
        yield (0,)
        servers.append(those._server._server)

    with Pool(2, **way) as those:
        outcomes = list(those.run(pooled.language_after, tasks(), ordered=True))
        pids = [server._forkserver_pid for server in servers if server]
        servers.clear()
    assert [(o.value, o.error) for o in outcomes] == [("zh", None), ("en", None)]
    assert not alive_after(pids)


def test_a_process_makes_way_after_so_many_tasks(way):
    pids = [o.value for o in results({**way, "task_limit": 3}, os.getpid, [()] * 9, workers=1)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3]


def test_a_step_that_takes_long_asks_for_time(way):
    assert results({**way, "seconds": 1}, pooled.longer, [(3,)])[0].value == "done"


def test_one_that_hangs_holds_up_no_other(way):
    with Pool(2, seconds=600, **way) as those:
        tasks = [(600,)] + [(0,)] * 5
        outcomes = those.run(time.sleep, tasks)
        assert sorted(next(outcomes).number for _ in range(5)) == [1, 2, 3, 4, 5]


def test_a_process_is_as_a_new_one(way, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASKED", "1")
    seen = results(way, pooled.about_me, [()])[0].value
    # A copy has the main module of this process, which an earlier test may have put in its place.
    other_main = way == COPY and pooled.about_me()[-1]
    assert seen == (str(tmp_path), "1", None, "MainProcess", None, other_main)
    given = {**way, "imports": ("numpy",), "task_limit": 1}
    assert len({o.value for o in results(given, pooled.drawn, [()] * 3)}) == 3


def test_tasks_are_taken_no_earlier_than_a_process_is_free(way):
    taken = []

    def tasks():
        for n in range(20):
            taken.append(n)
            yield (n,)

    with Pool(2, **way) as those:
        outcomes = those.run(abs, tasks())
        next(outcomes)
        assert len(taken) <= 4


def alive_after(pids, seconds=60.0):
    """Those still alive when the time is over; a process of others' is not waited for by us."""
    end = time.monotonic() + patience(seconds)
    while (left := [p for p in pids if running(p)]) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nothing_is_left_when_the_caller_stops_early(way):
    those = Pool(2, **way)
    outcomes = those.run(pooled.pid_after, [(0,), (600,)])
    first = next(outcomes).value
    outcomes.close()
    assert running(first)  # kept for more
    those.close()
    assert alive_after([first]) == []


class TestServer:
    @pytest.fixture(autouse=True)
    def importable(self, monkeypatch):
        """A server is a new interpreter: it has to find these functions by itself."""
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        monkeypatch.setenv("PYTHONPATH", path)

    def test_it_prepares_once_for_all(self):
        given = {
            "call": "tests.support.pooled:prepared",
            "arguments": {"value": 7},
            "imports": ("wave",),
        }
        with Pool(2, task_limit=1, **given) as those:
            done = [o.value for o in those.run(pooled.what_is_prepared, [()] * 3)]
            assert done == [7, 7, 7]
            assert next(iter(those.run(pooled.imported, [("wave",)]))).value
        assert not hasattr(operator, "prepared")

    def test_what_it_cannot_prepare_is_the_error_of_each_task(self):
        given = {"call": "tests.support.pooled:prepared", "arguments": {"value": -1}}
        for outcome in results(given, pooled.what_is_prepared, [()] * 2):
            assert isinstance(outcome.error, InputError)
            assert str(outcome.error) == "less than nothing"

    def test_what_libraries_read_at_import_is_that_of_the_time(self, monkeypatch):
        with Pool(1, task_limit=1) as those:
            first, second = (next(iter(those.run(os.getppid, [()]))).value for _ in range(2))
            assert first == second
            monkeypatch.setenv("MPLBACKEND", "agg")
            assert next(iter(those.run(os.getppid, [()]))).value != first

    def test_one_that_was_killed_is_replaced(self):
        with Pool(1, task_limit=1) as those:
            server = next(iter(those.run(os.getppid, [()]))).value
            os.kill(server, signal.SIGKILL)
            alive_after([server])
            assert next(iter(those.run(os.getppid, [()]))).value != server

    def test_libraries_of_linear_algebra_have_one_thread_at_import(self, monkeypatch):
        monkeypatch.setenv("OMP_NUM_THREADS", "3")
        given = {"call": "tests.support.pooled:note_threads"}
        assert results(given, pooled.noted_threads, [()])[0].value == "1"
        assert os.environ["OMP_NUM_THREADS"] == "3"


SCRIPT = """
    import os, time, sys
    from analysis.workers import Pool, report
    import analysis.workers.pool as pool
    those = Pool(2, copy={copy})
    print(os.getpid(), flush=True)
    try:
        for outcome in those.run(time.sleep, [(0,), (600,), (600,)]):
            print(*[p.pid for p in those._idle], flush=True)
    except KeyboardInterrupt:
        those.close()
        print("interrupted", flush=True)
"""


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_nothing_goes_on_when_the_caller_is_stopped(tmp_path, copy, by):
    script = tmp_path / "script.py"  # without `if __name__ == "__main__"`
    script.write_text(textwrap.dedent(SCRIPT).format(copy=copy), encoding="utf-8")
    (tmp_path / "random.py").write_text("raise SystemExit('a file beside the data was imported')")
    run = subprocess.Popen(
        [sys.executable, "-P", script], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    own = int(run.stdout.readline())
    run.stdout.readline()
    theirs = descendants(own)
    assert len(theirs) >= 2
    run.send_signal(by)
    assert run.communicate()[0] == ("interrupted\n" if by == signal.SIGINT else "")
    assert alive_after(theirs) == []


INTERRUPTED_START = """
    import operator
    from analysis.workers import Pool, starting

    def interrupted(*_):
        raise KeyboardInterrupt

    with Pool(1, call="analysis.publishing.engine.kernel:prepare") as those:
        list(those.run(operator.add, [(1, 2)]))
        starting.open = interrupted  # the process is there; what it is to do never arrives
        try:
            list(those.run(operator.add, [(1, 2), (3, 4)], workers=2))
        except KeyboardInterrupt:
            print("interrupted", flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a fork server")
def test_an_interrupt_while_a_process_starts_prints_no_traceback(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(INTERRUPTED_START), encoding="utf-8")
    run = subprocess.run([sys.executable, "-P", script], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("interrupted\n", "")


def descendants(pid):
    children = [
        int(p)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for p in (task / "children").read_text().split()
    ]
    return children + [grandchild for child in children for grandchild in descendants(child)]


class TestMemory:
    def test_one_more_runs_only_where_it_fits_beside_those_that_run(self, monkeypatch):
        those = Pool(9, fit_memory=True)
        monkeypatch.setattr(machine, "available_bytes", lambda: 1100 << 20)
        assert those._has_room(1)
        those._largest = 400 << 20
        assert those._has_room(1)
        assert not those._has_room(2)  # two and one more, each up to 500 MB: more than there is
        assert those._has_room(0)  # one runs in any case

    @pytest.mark.skipif(sys.platform != "linux", reason="only there is it known")
    def test_what_tasks_take_is_measured(self):
        outcome = results({"fit_memory": True}, pooled.holds, [(50_000_000,)])[0]
        assert 50_000_000 < outcome.memory < 1 << 30
        assert results({}, pooled.holds, [(50_000_000,)])[0].memory == 0

    @pytest.mark.parametrize(
        ("files", "bytes_left"),
        [
            (
                {
                    "memory.max": "1000\n",
                    "memory.current": "600\n",
                    "memory.stat": "anon 1\ninactive_file 100\n",
                },
                500,
            ),
            ({"memory.max": "max\n", "memory.current": "600\n"}, None),
            ({"memory/memory.limit_in_bytes": "1000", "memory/memory.usage_in_bytes": "1200"}, 0),
            ({}, None),
        ],
    )
    def test_a_container_may_use_what_its_group_leaves(
        self, tmp_path, monkeypatch, files, bytes_left
    ):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        monkeypatch.setattr(machine, "_CGROUP", tmp_path)
        assert machine._container_bytes() == bytes_left


def test_a_grace_is_not_waited_out_when_nothing_is_leaving():
    took = []
    for _ in range(3):  # a busy machine may hold up one of them, but a grace is waited out in all
        began = time.monotonic()
        Pool(2).close()
        took.append(time.monotonic() - began)
    assert min(took) < pool._LEAVING_SECONDS


def test_an_answer_counts_though_its_process_ended_while_another_was_listened_to(way, monkeypatch):
    def only_others_are_ready(ends, seconds):
        wait([end for end in ends if isinstance(end, int)], 30)  # until the process has ended
        return []

    wait = pool.wait
    monkeypatch.setattr(pool, "wait", only_others_are_ready)
    with Pool(1, task_limit=1, **way) as those:
        (outcome,) = those.run(operator.add, [(1, 2)])
    assert (outcome.value, outcome.error) == (3, None)


def test_an_error_arrives_whatever_it_arose_from(way):
    pytest.importorskip("tblib")
    with Pool(1, **way) as those:
        (outcome,) = those.run(pooled.refuses_over_a_lock, [()])
    assert type(outcome.error) is InputError, outcome.error
    assert str(outcome.error) == "x.docx: not a readable Word document"
