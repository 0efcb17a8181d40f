"""The engine ``gouji``: outputs as papermill's own, nothing left from one notebook to the next, and
a word when it cannot.
"""

import json
import math
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines

from analysis.publishing.engine import papermill_engine
from analysis.publishing.engine.papermill_engine import NAME, GoujiEngine
from analysis.workers import starting
from tests.support.engine_notebooks import FAIL, WELL, notebook
from tests.support.paths import ROOT
from tests.support.patience import patience

pytestmark = pytest.mark.slow
papermill_engines.register(NAME, GoujiEngine)


@pytest.fixture(autouse=True, scope="module")
def _no_command_prepared_this_process():
    """Else notebooks run in copies of this process, with pytest's own handlers of logging."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papermill_engine, "_prepared_here", False)
        patch.setattr(papermill_engine, "_pool", None)
        yield


def run(folder: Path, cells, engine: str | None = NAME, parameters=None, **given):
    """The executed notebook as it was written, and what was raised."""
    # With it, ipykernel does not capture what compiled code prints.
    os.environ.pop("PYTEST_CURRENT_TEST", None)
    folder.mkdir(exist_ok=True)
    source, target = folder / "in.ipynb", folder / "out.ipynb"
    nbformat.write(notebook(cells), source)
    error = None
    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            parameters,
            engine_name=engine,
            cwd=str(folder),
            progress_bar=False,
            **given,
        )
    except Exception as raised:
        error = raised
    return nbformat.read(target, as_version=4), error


def texts(made) -> list[str]:
    """The text of every output."""
    return [
        o.get("text") or o.get("data", {}).get("text/plain") or o.get("evalue")
        for c in made.cells
        for o in c.get("outputs", [])
    ]


STEADY = {
    r'"(iopub\.\S+|shell\.\S+|start_time|end_time)": "[^"]*"': r'"\1": ""',
    r'"duration": [\d.]+': '"duration": 0',
    r'"id": "[0-9a-f]{8}"': '"id": ""',  # of cells that papermill puts in
    r"0x[0-9a-f]{6,}": "0x",  # addresses
    r"ipykernel_\d+": "ipykernel",  # process numbers
}


def settled(made, folder: Path):
    """A notebook without what differs from run to run: clocks, addresses, process numbers, its
    folder, where a stream is cut.
    """
    for cell in made.cells:
        outputs = cell.get("outputs", [])
        for one, after in reversed(
            list(pairwise(outputs))
        ):  # a kernel sends what is printed five times a second
            if one.output_type == after.output_type == "stream" and one.name == after.name:
                one.text += after.text
                outputs[:] = [output for output in outputs if output is not after]
    text = json.dumps(made, ensure_ascii=False, sort_keys=True, indent=1).replace(
        str(folder), "FOLDER"
    )
    for pattern, instead in STEADY.items():
        text = re.sub(pattern, instead, text)
    return json.loads(text)


@pytest.mark.parametrize("name", [*WELL, *FAIL])
def test_the_notebook_is_papermills_own_cell_by_cell(tmp_path, name):
    cells = WELL.get(name) or FAIL[name]
    ours, error = run(tmp_path / "ours", cells, parameters={"lang": "en"}, execution_timeout=60)
    theirs, expected = run(
        tmp_path / "theirs", cells, None, parameters={"lang": "en"}, execution_timeout=60
    )
    ours, theirs = settled(ours, tmp_path / "ours"), settled(theirs, tmp_path / "theirs")
    for mine, its in zip(ours["cells"], theirs["cells"], strict=True):
        assert mine == its
    assert ours == theirs
    assert type(error) is type(expected)
    assert (error is None) == (name in WELL or name == "exits_well")
    if isinstance(error, papermill.PapermillExecutionError):
        assert (error.cell_index, error.exec_count, error.ename, error.evalue) == (
            expected.cell_index,
            expected.exec_count,
            expected.ename,
            expected.evalue,
        )


LEAVES = [
    "import builtins, gc, json, locale, os, random, signal, sys, threading, time, warnings",
    "import matplotlib, numpy as np, pandas as pd",
    "x = 1; builtins.left = 1; json.left = 1; sys.left = 1",
    "matplotlib.rcParams['font.size'] = 99; pd.set_option('display.max_rows', 3); "
    "np.set_printoptions(precision=1)",
    "os.environ['LEFT'] = '1'; os.environ['TZ'] = 'Asia/Tokyo'; time.tzset(); os.chdir('/'); "
    "sys.path.insert(0, '/left')",
    "random.seed(1); np.random.seed(1); warnings.simplefilter('error'); "
    "locale.setlocale(locale.LC_ALL, 'C')",
    "from analysis.telling import parts\nparts.left = 1\nimport analysis.errors; del "
    "analysis.errors.InputError",
    "left_open = open('left.txt', 'w'); signal.signal(signal.SIGALRM, lambda *_: None)",
    "t = threading.Thread(target=time.sleep, args=(0.01,)); t.start(); big = np.ones(30_000_000);"
    " np.mean = None",
    "from IPython.display import "
    "display\nget_ipython().display_formatter.formatters['text/plain'].for_type(int, lambda *a: 0)",
    "%precision 1\n%alias left echo left",
]
ASKS = """
import analysis.errors, builtins, json, locale, matplotlib, numpy as np, os, pandas as pd, signal, sys, threading, time, warnings
from analysis.telling import parts
found = {
    "names": [n for n in ("x", "t", "big", "found") if n in globals()],
    "modules": [hasattr(m, "left") for m in (builtins, json, sys, parts)],
    "deleted": [hasattr(analysis.errors, "InputError"), np.mean is None],
    "settings": [matplotlib.rcParams["font.size"], pd.get_option("display.max_rows"), np.get_printoptions()["precision"]],
    "environment": [os.environ.get("LEFT"), time.tzname, os.getcwd() == FOLDER, "/left" in sys.path],
    "warnings": [f[0] for f in warnings.filters].count("error"),
    "locale": locale.setlocale(locale.LC_ALL),
    "files": sorted(p for fd in os.listdir("/proc/self/fd") if (p := where(fd)).endswith("left.txt")),
    "signal": str(signal.getsignal(signal.SIGALRM)),
    "threads": sorted(t.name for t in threading.enumerate()),
    "shell": [get_ipython().execution_count, 1.23456, list(get_ipython().magics_manager.lsmagic()["line"]).count("left")],
}
print(json.dumps(found, sort_keys=True))
"""


def test_nothing_is_left_from_one_notebook_to_the_next(tmp_path):
    where = "import os\ndef where(fd):\n    try: return os.readlink(f'/proc/self/fd/{fd}')\n    except OSError: return ''"
    asks = [where, f"FOLDER = {str(tmp_path / 'all')!r}", ASKS, "12"]
    clean, _ = run(tmp_path / "all", asks)
    _, error = run(tmp_path / "all", LEAVES)
    assert error is None
    again, _ = run(tmp_path / "all", asks)
    theirs, _ = run(tmp_path / "all", asks, None)
    assert texts(clean) == texts(again)
    mine, its = (json.loads(texts(made)[0]) for made in (again, theirs))
    # papermill's own kernel also has the threads of its ports.
    assert set(mine.pop("threads")) < set(its.pop("threads"))
    assert mine == its
    assert its["settings"][0] == 10.0


def test_random_numbers_differ_from_notebook_to_notebook(tmp_path):
    cells = [
        "import random, uuid, numpy as np\nrandom.random(), float(np.random.rand()), "
        "str(uuid.uuid4())"
    ]
    first, second = (texts(run(tmp_path / "all", cells)[0])[0] for _ in range(2))
    assert not set(re.findall(r"[^(),\s]+", first)) & set(re.findall(r"[^(),\s]+", second))


def test_memory_does_not_climb(tmp_path):
    cells = ["import numpy as np\nbig = np.ones(10_000_000)\nimport os\nos.getppid()"]
    parents = set()

    def resident() -> int:
        status = Path(f"/proc/{next(iter(parents))}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    parents.add(texts(run(tmp_path / "all", cells)[0])[0])
    before = resident()
    for _ in range(5):
        parents.add(texts(run(tmp_path / "all", cells)[0])[0])
    assert len(parents) == 1  # one warm process forked them all
    assert resident() - before < 2048  # kB; each notebook took 80 MB


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("import os\nos._exit(3)", "ended itself with exit code 3"),
        (
            "import os\nos.kill(os.getpid(), 9)",
            "ended by SIGKILL, as the system does when memory runs out",
        ),
        ("import ctypes\nctypes.string_at(0)", "ended by SIGSEGV"),
    ],
)
def test_a_kernel_that_dies_is_told_with_its_cell(tmp_path, cell, says):
    made, error = run(tmp_path, ["print('before')", cell, "1"])
    assert isinstance(error, DeadKernelError)
    assert f"in cell 3 ({cell.splitlines()[0]})" in str(error)
    assert says in str(error)
    assert texts(made) == ["before\n"]
    assert texts(run(tmp_path, ["1"])[0]) == ["1"]  # the next notebook is none the worse


def test_a_cell_that_takes_too_long_is_stopped_as_by_papermill(tmp_path):
    for engine in (NAME, None):
        made, error = run(
            tmp_path,
            ["print('before')", "import time\ntime.sleep(60)"],
            engine,
            execution_timeout=math.ceil(patience(1)),
        )
        assert isinstance(error, CellTimeoutError)
        assert "time.sleep(60)" in str(error)
        assert texts(made) == ["before\n", ""]
        assert (
            made.cells[-2].outputs[0].ename == "KeyboardInterrupt"
        )  # its traceback says where it was


def test_a_kernel_leaves_as_a_process_does(tmp_path):
    cells = [
        "import atexit, threading, time, pathlib\natexit.register(lambda: "
        "pathlib.Path('exit').write_text('ran'))",
        "threading.Thread(target=lambda: (time.sleep(0.3), "
        "pathlib.Path('thread').write_text('joined'))).start()",
    ]
    run(tmp_path, cells)
    assert (tmp_path / "exit").read_text() + (tmp_path / "thread").read_text() == "ranjoined"


def test_a_module_of_the_working_folder_is_not_overlooked(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "pandas.py").write_text("WHOSE = 'mine'")
    made, error = run(tmp_path / "here", ["import pandas\npandas.WHOSE"])
    assert (error, texts(made)) == (None, ["'mine'"])


def test_another_kernel_is_left_to_papermill(tmp_path, monkeypatch, caplog):
    from jupyter_client.kernelspec import install_kernel_spec

    spec = tmp_path / "spec"
    spec.mkdir()
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps(
            {"argv": argv, "display_name": "Other", "language": "python", "env": {"OTHER": "1"}}
        )
    )
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    install_kernel_spec(str(spec), "other", user=True)
    made, _ = run(tmp_path / "all", ["import os\nos.environ['OTHER']"], kernel_name="other")
    assert texts(made) == ["'1'"]
    assert "sets an environment of its own, so papermill's own engine" in caplog.text


def test_where_processes_cannot_be_forked_each_is_a_new_one(tmp_path, monkeypatch):
    monkeypatch.setattr(starting, "can_fork", lambda: False)
    cells = [*WELL["tables"], *LEAVES]
    ours, error = run(tmp_path / "ours", cells)
    theirs, expected = run(tmp_path / "theirs", cells, None)
    assert (error, expected) == (None, None)
    assert settled(ours, tmp_path / "ours") == settled(theirs, tmp_path / "theirs")


def test_the_environment_at_the_time_is_the_notebooks(tmp_path, monkeypatch):
    ask = [
        "import os, matplotlib\nos.environ.get('ASKED'), matplotlib.get_backend(), "
        "os.environ['TERM']"
    ]
    run(tmp_path, ask)
    monkeypatch.setenv("ASKED", "1")
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert (
        texts(run(tmp_path, ask)[0])
        == texts(run(tmp_path, ask, None)[0])
        == ["('1', 'agg', 'xterm-color')"]
    )
    monkeypatch.delenv("MPLBACKEND")
    assert texts(run(tmp_path, ask)[0]) == texts(run(tmp_path, ask, None)[0])


def test_the_command_line_of_papermill_knows_the_engine(tmp_path):
    nbformat.write(notebook(["lang"]), tmp_path / "in.ipynb")
    told = tmp_path / "gouji_engine-0.dist-info"  # what an installation writes
    told.mkdir()
    (told / "entry_points.txt").write_text(
        "[papermill.engine]\ngouji = analysis.publishing.engine.papermill_engine:GoujiEngine\n"
    )
    assert (
        "analysis.publishing.engine.papermill_engine:GoujiEngine"
        in (ROOT / "pyproject.toml").read_text()
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]),
    }
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--engine",
        "gouji",
        "in.ipynb",
        "out.ipynb",
        "-p",
        "lang",
        "en",
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert texts(nbformat.read(tmp_path / "out.ipynb", as_version=4)) == ["'en'"]
    assert "papermill's own engine" not in done.stderr


def test_where_imports_start_threads_papermill_does_it(tmp_path, monkeypatch, caplog):
    starts = "threading.Thread(target=time.sleep, args=(60,), daemon=True, name='odd').start()"
    (tmp_path / "sitecustomize.py").write_text(f"import threading, time\n{starts}")
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    )
    made, _ = run(tmp_path / "all", ["1 + 1"])
    assert texts(made) == ["2"]
    assert "imports have started threads (odd)" in caplog.text
