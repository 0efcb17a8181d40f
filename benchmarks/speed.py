"""What people wait for, in CPU seconds and as ratios to a yardstick measured beside it.

Command: ``python -m benchmarks.speed [--repeat 3] [--data FOLDER] [--compare]``, or ``make bench``, which also keeps the table in
``benchmarks/results/speed.json`` (``--keep``) and writes README.md. CPU seconds are user and system time of a command and of all processes that it
started, the least of ``--repeat``: other programs on the machine hardly change them. The yardstick is ``import pandas`` in a new process,
measured in turn with the commands, so that a faster machine changes no ratio. ``--compare`` measures again what is more than
1.3 times the ratio that is kept, and ends with 1 if it still is.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .briefs import adopt_orphans, agencies, cpu_of_children, measure
from .synthetic import write_files

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "speed.json"
LIMIT = 1.3
COLUMNS = ["what", "CPU s", "of `import pandas`", "bar, CPU s"]
_GOUJI = [sys.executable, "-m", "gouji"]
_STYLE = ' class="MsoNormal" style="border: windowtext 1px solid; border-left: none; padding: 0px 7px; text-align: center"'
_IN_PROCESS = """
import contextlib, io, json, psutil, resource, sys
from pathlib import Path
import lxml.html, pandas, pypdfium2
from analysis import load_reports, read_report
from analysis.reading.document import read_document
page, pdf, folder = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
data, text = page.read_bytes(), page.read_text(encoding="utf-8")
def cpu():
    # Processes that nobody has waited for yet are in no sum of their parent's: each is asked.
    me = psutil.Process()
    spent = [sum(me.cpu_times()[:4])]
    for one in me.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            spent.append(sum(one.cpu_times()[:4]))
    return sum(spent)
def caller(function, count):
    function()
    before = resource.getrusage(resource.RUSAGE_SELF)
    for _ in range(count):
        function()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / count
def each(function, count):
    function()
    before = cpu()
    for _ in range(count):
        function()
    return (cpu() - before) / count
def pdf_text():
    with pypdfium2.PdfDocument(pdf) as document:
        return [one.get_textpage().get_text_bounded() for one in document]
parse = each(lambda: lxml.html.fromstring(data), 50)
print(json.dumps({
    "lxml's parse of a page of 94 KB": (parse, None),
    "`read_report` of it, in the caller": (caller(lambda: read_report(page), 20), None),
    "`read_report` of it, with the process that reads": (each(lambda: read_report(page), 40), 3 * parse + 0.002),
    "`pandas.read_html` of it": (html := each(lambda: pandas.read_html(io.StringIO(text)), 10), None),
    "the document of it, before recognising": (each(lambda: read_document(page), 20), html / 5),
    "a PDF's bare text": (bare := each(pdf_text, 10), None),
    "the document of that PDF": (each(lambda: read_document(pdf), 5), 2 * bare),
}))
before = cpu()
found = load_reports(folder, workers=2)
print((cpu() - before) / len(found.reports))
"""


def cpu_of(command: list[str], cwd: Path = ROOT) -> float:
    """CPU seconds of a command and of all that it started; as ``measured`` takes it."""
    return measured(command, cwd)[0]


def measured(command: list[str], cwd: Path = ROOT) -> tuple[float, str]:
    """CPU seconds of a command and of all that it started, and what it printed.

    Parameters
    ----------
    command : list of str
        It has to end with 0, or with 1, which says that figures fail.
    cwd : Path
        Its working folder.
    """
    path = [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path), "GOUJI_LANG": "en"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled modules
    before = cpu_of_children()
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    seconds = cpu_of_children() - before
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return seconds, done.stdout


def yardstick() -> float:
    """CPU seconds of ``import pandas``."""
    return cpu_of([sys.executable, "-c", "import pandas"])


def styled_page(folder: Path) -> Path:
    """A page of 94 KB, as government sites print it: a style on every cell, and long menus."""
    write_files(folder, 1, kind="html")
    path = next(folder.rglob("*.html"))
    text = re.sub("<td(?=[ >])", f"<td{_STYLE}", path.read_text(encoding="utf-8"))
    more = max(0, 94_000 - len(text.encode())) // 62
    menu = "".join(
        f'<li><a href="/zwgk/{n:04d}/index.html" title="栏目">栏目</a></li>\n' for n in range(more)
    )
    path.write_text(text.replace("<body>", f"<body>{menu}", 1), encoding="utf-8")
    return path


def commands(work: Path, data: Path) -> dict[str, tuple[Callable[[], float], float]]:
    """What is measured by one number: its name, how, and the bar in CPU seconds (0: none)."""
    report = "data/raw/xiangxiang-natural-resources-2022.txt"
    tables = ["--data", str(data), "--out", str(work / "pages")]

    def gouji(*arguments: str, cwd: Path = ROOT) -> Callable[[], float]:
        return lambda: cpu_of([*_GOUJI, *arguments], cwd)

    return {
        "`import analysis`": (lambda: cpu_of([sys.executable, "-c", "import analysis"]), 0.3),
        "`gouji --help`": (gouji("--help"), 0.15),
        "`gouji read FILE`": (gouji("read", report), 0.8),
        "`gouji check FILE`": (gouji("check", report), 0.8),
        "`gouji assess`": (gouji("assess", "湘乡市自然资源局", "2022", *tables), 2.5),
        "`gouji brief`": (gouji("brief", "平潭县", "--year", "2023", *tables), 2.0),
    }


def runs(work: Path, reports: int) -> dict[str, float]:
    """CPU seconds of a run of everything, of one without a change, and of one figure changed."""
    raw = work / "raw"
    write_files(raw, reports, kind="csv")
    run = [*_GOUJI, "run", "raw", "--out", "out", "--workers", "2"]
    found = {f"run of {reports} reports": cpu_of(run, work)}
    found["nothing changed"] = min(cpu_of(run, work) for _ in range(3))
    figure = re.compile(rb"^(requests/granted,.*?,)(\d+)(,.*)$", re.M)
    victim = next(p for p in sorted(raw.rglob("*.csv")) if figure.search(p.read_bytes()))
    raised = figure.sub(lambda m: m[1] + b"%d" % (int(m[2]) + 1) + m[3], victim.read_bytes(), 1)
    victim.write_bytes(raised)
    found["one figure changed"] = cpu_of(run, work)
    sizes = (path.stat().st_size for path in (work / "out").rglob("*") if path.is_file())
    found["KB on disk for each report (bar 60)"] = sum(sizes) / reports / 1000
    return found


def tabulated(work: Path) -> float:
    """CPU seconds that each further report costs ``gouji tabulate``, reading included."""
    spent = []
    for reports in (100, 400):
        write_files(work / f"tabulated-{reports}", reports, kind="html")
        out = ["--out", str(work / f"tables-{reports}"), "--workers", "2"]
        spent.append(cpu_of([*_GOUJI, "tabulate", str(work / f"tabulated-{reports}"), *out]))
    return (spent[1] - spent[0]) / 300


def main() -> None:
    """Print the table; keep it, or compare it with the one that is kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "processed")
    parser.add_argument("--reports", type=int, default=20, help="of the runs; 0: no runs")
    parser.add_argument("--agencies", type=int, default=10, help="of the notebooks; 0: none")
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    adopt_orphans()
    rows: list[list[str]] = []

    def note(what: str, seconds: float, unit: float, bar: object = "") -> None:
        rows.append([what, f"{seconds:.4g}", f"{seconds / unit:.3g}", str(bar)])
        print("| " + " | ".join(rows[-1]) + " |", flush=True)

    print(f"| {' | '.join(COLUMNS)} |\n|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        least: dict[str, float] = {}
        asking = commands(work, asked.data.resolve())
        yardstick()
        for _ in range(asked.repeat):  # in turn, so that a noisy moment is noisy to all
            least["pandas"] = min(least.get("pandas", 9e9), yardstick())
            for name, (how, _bar) in asking.items():
                least[name] = min(least.get(name, 9e9), how())
        unit = least["pandas"]
        note("`import pandas`, the yardstick", unit, unit)
        for name, (_how, bar) in asking.items():
            note(name, least[name], unit, bar)
        write_files(work / "pages-of-reports", 60, kind="html")
        pdf = ROOT / "tests" / "fixtures" / "ruled-2021.pdf"
        inside = [sys.executable, "-c", _IN_PROCESS, str(styled_page(work / "page")), str(pdf)]
        _, printed = measured([*inside, str(work / "pages-of-reports")])
        of_one, of_many = printed.splitlines()
        for name, (seconds, limit) in json.loads(of_one).items():
            note(name, seconds, unit, "" if limit is None else f"{limit:.4f}")
        note("`load_reports`, each of 60 pages, start included", float(of_many), unit, 0.004)
        note("`gouji tabulate`, each further page", tabulated(work), unit, 0.004)
        for name, seconds in (runs(work, asked.reports) if asked.reports else {}).items():
            note(name, seconds, unit)
        if asked.agencies:
            given = agencies(asked.data.resolve(), asked.agencies)
            for way in ("function", "gouji"):
                each = min(measure(way, given, 1)["cpu"] for _ in range(2))
                note(f"an assessment by {way}, start included", each, unit)
        if asked.compare:
            sys.exit(_slower(rows, asking, unit))
    if asked.keep:
        _keep(rows)


def _slower(
    rows: list[list[str]], asking: dict[str, tuple[Callable[[], float], float]], unit: float
) -> str | None:
    """What takes more than ``LIMIT`` times the ratio that is kept, each measured again first."""
    table = json.loads(RESULT.read_text(encoding="utf-8"))["tables"][0]["rows"]
    kept = {row[0]: float(row[2]) for row in table}
    found = []
    for name, _, ratio, _ in rows:
        now = float(ratio)
        if name in asking and name in kept:  # by one command, whose time hardly varies
            for _ in range(5):
                if now > LIMIT * kept[name]:
                    now = min(now, asking[name][0]() / max(unit, yardstick()))
            if now > LIMIT * kept[name]:
                found.append(f"{name}: {now:.2f} of `import pandas`, {kept[name]} before")
    return "\n".join(["Slower than before:", *found]) if found else None


def _keep(rows: list[list[str]]) -> None:
    found: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8"))
    found["tables"] = [
        {"columns": COLUMNS, "align": ["left", "right", "right", "right"], "rows": rows}
    ]
    text = json.dumps(found, ensure_ascii=False, indent=1)
    RESULT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
