"""A corpus taken in pieces comes to the same tables as one that is held whole."""

import compileall
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.dataset as pads
import pytest

from analysis.assessing.flat import flat
from analysis.checking import check_reports
from analysis.errors import InputError
from analysis.running.corpus import load_reports
from analysis.running.elsewhere.schedulers import Cluster, Local
from analysis.running.elsewhere.store import Store
from analysis.running.tables import build_dataset
from analysis.running.tabulating.tabulate import WORK, tabulate
from analysis.telling.counts import count_checks
from tests.support.paths import ROOT
from tests.support.patience import patience

TABLES = (
    "reports",
    "cells",
    "claims",
    "outcomes",
    "findings",
    "indicators",
    "repairs",
    "corrections",
    "statements",
    "groups",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Three territories of two years; of the first, an agency reports by itself and says where it
    belongs.
    """
    folder = tmp_path_factory.mktemp("many") / "raw"
    (folder / "deep").mkdir(parents=True)
    for number in range(3):
        for year in (2023, 2024):
            text = (ROOT / "data" / "raw" / f"suqian-{year}.csv").read_text(encoding="utf-8")
            name = folder / ("deep" if number % 2 else "") / f"t{number:02}-{year}.csv"
            name.write_text(
                text.replace("宿迁市人民政府", f"第{number:02}县人民政府"), encoding="utf-8"
            )
    own = (
        (folder / "t00-2023.csv")
        .read_text(encoding="utf-8")
        .replace("第00县人民政府", "乙县林业局")
    )
    (folder / "agency.csv").write_text(own.replace(",territory", ",agency"), encoding="utf-8")
    (folder / "agency.source.yml").write_text("territory: 第00县人民政府\n", encoding="utf-8")
    (folder / "t00-2023.source.yml").write_text("complete: true\n", encoding="utf-8")
    (folder / "notes.txt").write_text("这里没有报告。", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(folder):
    reports = load_reports(folder).reports
    return build_dataset(reports, check_reports(reports))


def opened(folder: Path, table: str) -> pd.DataFrame:
    return pads.dataset(folder / table, partitioning="hive").to_table().to_pandas()


def in_order(frame: pd.DataFrame, columns) -> pd.DataFrame:
    return frame[list(columns)].astype(str).sort_values(list(columns), ignore_index=True)


@pytest.mark.parametrize("sizes", [(100, 500), (3, 2)])
def test_the_tables_are_those_of_the_corpus_held_whole(folder, whole, tmp_path, sizes):
    result = tabulate([str(folder)], str(tmp_path / "t"), Local(1), sizes=sizes)
    assert result.reports == 7
    assert len(result.problems) == 1
    assert "notes.txt" in result.problems[0]
    for table in TABLES:
        expected = flat(table, getattr(whole, table))
        found = opened(tmp_path / "t", table)
        pd.testing.assert_frame_equal(
            in_order(found, expected.columns), in_order(expected, expected.columns)
        )
    assert "hierarchy.sum" in set(
        opened(tmp_path / "t", "outcomes")["rule"]
    )  # the agency was a guest of its territory


OWN_INDICATOR = """
- id: pending_cases
  kind: rate
  group: remedies
  label: {zh: 每百件办结的未结案件, en: Cases pending per 100}
  unit: {zh: 件, en: cases}
  numerator: [remedies/review/pending, remedies/suit_*/pending]
  denominator: [requests/concluded/total]
  caveat: {zh: 年末尚未审结, en: Pending at the end of the year}
  source: own
"""
OWN_GROUP = "groups:\n- {id: mine, en: Mine, agencies: [第01县人民政府, 第02县人民政府]}\n"


@pytest.fixture
def own(tmp_path) -> dict[str, Path]:
    """A user's files of indicators and groups, by option."""
    files = {"indicators": tmp_path / "indicators.yml", "groups": tmp_path / "groups.yml"}
    files["indicators"].write_text(OWN_INDICATOR, encoding="utf-8")
    files["groups"].write_text(OWN_GROUP, encoding="utf-8")
    return files


def test_the_users_indicators_and_groups_are_those_of_the_corpus_held_whole(folder, own, tmp_path):
    reports = load_reports(folder).reports
    expected = build_dataset(reports, check_reports(reports), **own)
    tabulate([str(folder)], str(tmp_path / "t"), Local(1), sizes=(3, 2), **own)
    for table in ("indicators", "groups"):
        wanted = flat(table, getattr(expected, table))
        found = in_order(opened(tmp_path / "t", table), wanted.columns)
        pd.testing.assert_frame_equal(found, in_order(wanted, wanted.columns))
    assert set(expected.groups["by"]) == {"rule", "user"}
    assert "pending_cases" in set(
        pd.read_parquet(tmp_path / "t" / "definitions.parquet")["indicator"]
    )


def test_a_group_of_an_agency_without_a_report_is_refused(folder, own, tmp_path):
    own["groups"].write_text(OWN_GROUP.replace("第02县", "第99县"), encoding="utf-8")
    with pytest.raises(InputError, match="no report of 第99县人民政府 is loaded"):
        tabulate([str(folder)], str(tmp_path / "t"), Local(1), sizes=(3, 2), **own)


def test_memory_and_files_go_by_year(folder, tmp_path):
    tabulate([str(folder)], str(tmp_path / "t"), Local(1))
    assert sorted(p.name for p in (tmp_path / "t" / "cells").iterdir()) == [
        "year=2023",
        "year=2024",
    ]
    assert (
        json.loads((tmp_path / "t" / "manifest.json").read_text(encoding="utf-8"))["reports"] == 7
    )
    assert not (tmp_path / "t" / WORK).exists()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_it_counts_and_passes_over_what_a_run_does(tmp_path):
    """A warning that no body of a county makes regulations was a failing check here, not there."""
    raw, name = tmp_path / "raw", "suqian-2023.csv"
    (raw / "__MACOSX").mkdir(parents=True)
    text = (ROOT / "data" / "raw" / name).read_text(encoding="utf-8")
    (raw / name).write_text(text.replace("宿迁市人民政府", "沭阳县林业局"), encoding="utf-8")
    for hidden in ("~$a.docx", "._r.html", "__MACOSX/q.html"):
        (raw / hidden).write_text("x", encoding="utf-8")
    corpus = load_reports(raw)
    data = build_dataset(corpus.reports, check_reports(corpus.reports))
    done = tabulate([str(raw)], str(tmp_path / "out"), Local(1))
    assert "fail" in set(data.outcomes["outcome"])
    assert (done.failing, count_checks(data)["沭阳县林业局-2023"][1]) == (0, 0)
    assert not done.problems + tuple(corpus.problems)


def test_two_processes_write_the_same_bytes_as_one(folder, tmp_path):
    for workers in (1, 2):
        tabulate([str(folder)], str(tmp_path / str(workers)), Local(workers), sizes=(4, 6))
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_a_report_that_is_gone_leaves_no_rows(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "raw")
    tabulate([str(copy)], str(tmp_path / "t"), Local(1), sizes=(4, 6))
    for path in copy.rglob("*-2024.csv"):
        path.unlink()
    tabulate([str(copy)], str(tmp_path / "t"), Local(1), sizes=(4, 6))
    assert set(opened(tmp_path / "t", "reports")["year"]) == {2023}


def test_what_a_killed_run_left_is_not_taken_for_another_part(folder, tmp_path):
    """The counties of the first part are gone: what was the second part is the first now, and its
    files bear that number.
    """
    copy, out = shutil.copytree(folder, tmp_path / "raw"), tmp_path / "t"

    def cut(text, number, total):
        if text == "checking" and number == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tabulate([str(copy)], str(out), Local(1), sizes=(1, 2), progress=cut)
    for name in ("t00-*", "agency*"):
        for path in copy.rglob(name):
            path.unlink()
    tabulate([str(copy)], str(out), Local(1), sizes=(1, 2))
    tabulate([str(copy)], str(tmp_path / "undisturbed"), Local(1), sizes=(1, 2))
    assert contents(out) == contents(tmp_path / "undisturbed")


def test_what_somebody_else_put_there_stays(folder, tmp_path):
    out = tmp_path / "t"
    (out / "mine").mkdir(parents=True)
    (out / "mine" / "a.parquet").write_bytes(b"mine")
    tabulate([str(folder)], str(out), Local(1))
    assert (out / "mine" / "a.parquet").read_bytes() == b"mine"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "manifest.json").write_text('{"name": "a web app"}', encoding="utf-8")
    with pytest.raises(InputError, match="not made by gouji tabulate"):
        tabulate([str(folder)], str(tmp_path / "site"), Local(1))


def test_queries_of_the_documentation_run(folder, tmp_path, monkeypatch):
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    tabulate([str(folder)], str(tmp_path / "tables"), Local(1))
    monkeypatch.chdir(tmp_path)
    (python,) = re.findall(r"```python\n(.*?)```", text, re.S)
    found: dict = {}
    exec(python, found)
    assert found["received"].num_rows == 3  # of 2024
    duckdb = pytest.importorskip("duckdb")
    by_level, by_year = (
        duckdb.sql(query).fetchall() for query in re.findall(r"```sql\n(.*?)```", text, re.S)
    )
    assert sum(row[2] for row in by_level) == 7
    assert [row[:2] for row in by_year] == [(2023, 4), (2024, 3)]


def test_what_is_no_place_is_told(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        tabulate([str(tmp_path / "nowhere")], str(tmp_path / "t"), Local(1))
    with pytest.raises(InputError, match="no report found"):
        tabulate([str(tmp_path)], str(tmp_path / "t"), Local(1))
    with pytest.raises(InputError, match="nosuch"):
        Store("nosuch://bucket/folder").items()


def test_a_run_that_was_killed_goes_on_where_it_was(folder, tmp_path):
    tabulate([str(folder)], str(tmp_path / "whole"), Local(1), sizes=(2, 2))
    code = (
        "import sys; from analysis.running.tabulating.tabulate import tabulate; from "
        "analysis.running.elsewhere.schedulers import Local; "
        "tabulate([sys.argv[1]], sys.argv[2], Local(1), sizes=(2, 2))"
    )
    out = tmp_path / "cut"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(out)], start_new_session=True
    )
    until = time.monotonic() + patience(60)
    while not list(out.glob(f"{WORK}/read/*.json")) and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (out / "manifest.json").exists()
    kept = {p: p.stat().st_mtime_ns for p in out.glob(f"{WORK}/read/*.json")}
    assert kept
    seen = []
    tabulate(
        [str(folder)],
        str(out),
        Local(1),
        sizes=(2, 2),
        progress=lambda *a: seen.append({p: p.stat().st_mtime_ns for p in kept if p.exists()}),
    )
    assert seen[0] == kept  # not read again
    assert contents(out) == contents(tmp_path / "whole")


@pytest.mark.slow
def test_a_cluster_writes_the_same_bytes_and_survives_a_worker_that_dies(folder, tmp_path):
    distributed = pytest.importorskip("distributed")
    tabulate([str(folder)], str(tmp_path / "local"), Local(1), sizes=(2, 3))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        there = Cluster(cluster.scheduler_address)
        killed = []

        def progress(text, number, total):
            if text == "reading" and number == 2 and not killed:
                pid = next(iter(cluster.workers.values())).pid
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)

        tabulate([str(folder)], str(tmp_path / "cluster"), there, sizes=(2, 3), progress=progress)
        there.close()
    assert killed
    assert contents(tmp_path / "local") == contents(tmp_path / "cluster")


def test_a_cluster_that_is_not_there_is_told():
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="no Dask cluster"):
        Cluster("tcp://127.0.0.1:9")


CUT = """
import sys
from analysis.running.elsewhere.schedulers import Local
from analysis.running.tabulating.tabulate import tabulate

def cut(text, number, total):
    if text == "checking":
        sys.exit(3)

tabulate([sys.argv[1]], sys.argv[2], Local(1), progress=cut)
"""


class Copy:
    """A copy of the package, to be changed; a folder for libraries that nobody else sees; and
    tables of one report that were cut off when all was checked.
    """

    def __init__(self, home: Path) -> None:
        self.home, self.raw, self.out = home, home / "raw", home / "out"
        shutil.copytree(ROOT / "src", home / "src")
        shutil.copytree(ROOT / "expectations", home / "expectations")
        compileall.compile_dir(home / "src", quiet=1)  # once, and not by each process
        (home / "libraries").mkdir()
        self.raw.mkdir()
        shutil.copy(ROOT / "data" / "raw" / "suqian-2024.csv", self.raw)

    def run(self, out: Path, code: str = CUT) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(map(str, (self.home / "libraries", self.home / "src")))
        command = [sys.executable, "-c", code, str(self.raw), str(out)]
        return subprocess.run(
            command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
        )


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Copy:
    copy = Copy(tmp_path_factory.mktemp("home"))
    assert copy.run(copy.out).returncode == 3
    return copy


@pytest.fixture
def changed(package):
    """The same, and afterwards the package as it was."""
    yield package
    for name in ("form/agencies/divisions.csv", "form/codes.csv"):
        shutil.copy2(ROOT / "src" / "analysis" / name, package.home / "src" / "analysis" / name)
    shutil.rmtree(package.home / "libraries")
    (package.home / "libraries").mkdir()


def _other_divisions(home: Path) -> None:
    path = home / "src" / "analysis" / "form" / "agencies" / "divisions.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("321300", "321399"), encoding="utf-8")


def _other_codes(home: Path) -> None:
    path = home / "src" / "analysis" / "form" / "codes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def _other_library(home: Path) -> None:
    found = home / "libraries" / "lxml-99.0.dist-info"
    found.mkdir()
    (found / "METADATA").write_text("Metadata-Version: 2.1\nName: lxml\nVersion: 99.0\n")


def test_what_the_same_package_kept_is_gone_on_with(package, tmp_path):
    out = shutil.copytree(package.out, tmp_path / "t")
    first = contents(out / WORK)
    assert first
    assert package.run(out).returncode == 3
    assert contents(out / WORK) == first


def test_what_was_kept_of_other_data_is_not_used(changed, tmp_path):
    """Cut off when all is checked; then Gouji is another one, and it goes on to the end."""
    out, then = shutil.copytree(changed.out, tmp_path / "t"), tmp_path / "then"
    _other_divisions(changed.home)
    look = f"os.path.exists({str(then)!r}) or shutil.copytree({str(out / WORK)!r}, {str(then)!r})"
    assert (
        changed.run(out, CUT.replace("sys.exit(3)", f"import os, shutil; {look}")).returncode == 0
    )
    assert contents(then) != contents(changed.out / WORK)
    assert set(opened(out, "reports")["division"]) == {"321399"}


KEYS = "from analysis.running.inputs import of_reading, of_tables; print(of_reading(), of_tables(None))"


@pytest.mark.parametrize("change", [_other_divisions, _other_codes, _other_library])
def test_other_data_and_other_libraries_are_other_keys_of_what_is_kept(changed, change):
    before = changed.run(changed.out, KEYS).stdout.split()
    change(changed.home)
    after = changed.run(changed.out, KEYS).stdout.split()
    assert len(before) == len(after) == 2
    assert not set(before) & set(after)
