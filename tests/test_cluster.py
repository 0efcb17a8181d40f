"""A real Dask cluster on this machine, and a real S3 server: the bytes are those of a run without either."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from analysis.publishing.workers import Job as Order
from analysis.run import run
from tests.conftest import ROOT

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two_workers():
    """A Dask cluster of two processes; a nanny replaces one that dies."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster


@pytest.fixture
def there(two_workers):
    from analysis.streaming.schedulers import Cluster

    cluster = Cluster(two_workers.scheduler_address)
    yield cluster
    cluster.close()


@pytest.fixture
def raw(tmp_path) -> Path:
    """Two years of one territory."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for path in (ROOT / "data" / "raw").glob("suqian-*"):
        shutil.copy(path, raw)
    return raw


def published(out: Path) -> dict[str, bytes]:
    """What a run published; the manifest tells when, and so is not the same twice."""
    files = (p for p in out.rglob("*") if p.is_file() and ".gouji" not in p.parts and p.name != "manifest.json")
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


def test_notebooks_executed_on_a_cluster_are_those_of_this_machine_though_a_worker_dies(two_workers, there, raw, tmp_path):
    from analysis.run.cluster import OnCluster

    killed = []

    def progress(text, number, total):
        if total and text.endswith((".zh", ".en")) and not killed:
            killed.append(next(iter(two_workers.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    far = run([raw], tmp_path / "far", progress=progress, execute=OnCluster(there))
    near = run([raw], tmp_path / "near")
    assert killed
    assert far.problems == near.problems == []
    assert len(far.executed) >= 8
    assert published(tmp_path / "far") == published(tmp_path / "near")


def test_a_notebook_that_stops_on_a_worker_is_told_and_the_others_go_on(there, tmp_path):
    from analysis.run.cluster import OnCluster

    shutil.copytree(ROOT / "data" / "processed", tmp_path / "data")
    orders = [
        Order(
            "agency_assessment",
            tmp_path / "a" / f"{year}.ipynb",
            {"agency": "宿迁市人民政府", "year": year, "data": "../data"},
            "en",
        )
        for year in (2023, 1999)
    ]
    good, bad = OnCluster(there)(orders)
    assert good.error == ""
    assert good.job.page.is_file()
    assert good.job.target.is_file()
    assert "1999" in bad.error
    assert not bad.job.page.exists()
