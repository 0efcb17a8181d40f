"""A real Dask cluster on this machine, and a real S3 server: the bytes are those of a run without
either.
"""

import os
import shutil
import signal
import urllib.request
from pathlib import Path

import pytest

from analysis.publishing.jobs import Job as Order
from analysis.running.run import run
from tests.support.paths import ROOT

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two_workers():
    """A Dask cluster of two processes; a nanny replaces one that dies."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster


@pytest.fixture
def there(two_workers):
    from analysis.running.elsewhere.schedulers import Cluster

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
    files = (
        p
        for p in out.rglob("*")
        if p.is_file() and ".gouji" not in p.parts and p.name != "manifest.json"
    )
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


def test_notebooks_executed_on_a_cluster_are_those_of_this_machine_though_a_worker_dies(
    two_workers, there, raw, tmp_path
):
    from analysis.running.elsewhere.cluster import OnCluster

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


def test_a_compact_run_on_a_cluster_publishes_what_it_does_here(there, raw, tmp_path):
    from analysis.running.elsewhere.cluster import OnCluster

    far = run([raw], tmp_path / "far", compact="en", execute=OnCluster(there))
    near = run([raw], tmp_path / "near", compact="en")
    assert far.problems == near.problems == []
    assert published(tmp_path / "far") == published(tmp_path / "near")
    pages = [name for name in far.files if name.startswith("assessments/")]
    assert len(pages) == 2
    assert all(name.endswith(".en.html") for name in pages)


def test_a_notebook_that_stops_on_a_worker_is_told_and_the_others_go_on(there, tmp_path):
    from analysis.running.elsewhere.cluster import OnCluster

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


@pytest.fixture
def bucket(monkeypatch):
    """An S3 server on this machine, and an empty bucket there."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(
        ip_address="127.0.0.1", port=0, verbose=False
    )
    server.start()
    for name, value in {
        "KEY": "key",
        "SECRET": "secret",
        "ENDPOINT_URL": f"http://127.0.0.1:{server._server.port}",
    }.items():
        monkeypatch.setenv(f"FSSPEC_S3_{name}", value)
    _reread()
    import s3fs

    request = urllib.request.Request(
        f"http://127.0.0.1:{server._server.port}/moto-api/reset", method="POST"
    )
    urllib.request.urlopen(request).close()  # buckets outlive a server
    store = s3fs.S3FileSystem(skip_instance_cache=True)
    store.mkdir("reports")
    yield store
    server.stop()
    monkeypatch.undo()
    _reread()
    s3fs.S3FileSystem.clear_instance_cache()


def _reread() -> None:
    """fsspec reads its settings from the environment when it is imported."""
    import fsspec.config

    fsspec.config.conf.clear()
    fsspec.config.set_conf_env(fsspec.config.conf)


def stored(bucket, folder: str) -> dict[str, bytes]:
    return {name.removeprefix(f"{folder}/"): bucket.cat_file(name) for name in bucket.find(folder)}


def test_tables_are_made_from_a_bucket_into_a_bucket(bucket, raw, tmp_path):
    from analysis.running.elsewhere.schedulers import Local
    from analysis.running.tabulating.tabulate import tabulate

    (raw / "notes.txt").write_text("这里没有报告。", encoding="utf-8")
    bucket.put(str(raw), "reports/raw", recursive=True)
    far = tabulate(["s3://reports/raw"], "s3://reports/tables", Local(1))
    near = tabulate([str(raw)], str(tmp_path / "tables"), Local(1))
    assert far.files == near.files
    assert far.reports == near.reports == 2
    assert [p.split(":")[0:2] for p in far.problems] == [["s3", "//reports/raw/notes.txt"]]
    there, here = stored(bucket, "reports/tables"), published(tmp_path / "tables")
    there.pop("manifest.json")
    assert there == here


def test_a_run_from_a_bucket_into_a_bucket_copies_only_what_changed(bucket, raw, tmp_path):
    from analysis.running.elsewhere.remote import run_anywhere

    bucket.put(str(raw), "reports/raw", recursive=True)
    first = run_anywhere(["s3://reports/raw"], "s3://reports/pages", cache=tmp_path / "cache")
    assert first.problems == []
    run([raw], tmp_path / "near")
    there = stored(bucket, "reports/pages")
    there.pop("manifest.json")
    assert there == published(tmp_path / "near")

    before = bucket.find("reports/pages", detail=True)
    assert not run_anywhere(
        ["s3://reports/raw"], "s3://reports/pages", cache=tmp_path / "cache"
    ).changed
    bucket.invalidate_cache()
    assert bucket.find("reports/pages", detail=True) == before

    bucket.rm("reports/raw/suqian-2023.csv")
    run_anywhere(["s3://reports/raw"], "s3://reports/pages", cache=tmp_path / "cache")
    bucket.invalidate_cache()
    left = bucket.find("reports/pages")
    assert "reports/pages/index.html" in left
    assert not [name for name in left if "2023" in name]


def test_a_bucket_that_is_not_there_is_told(bucket):
    from analysis.errors import InputError
    from analysis.running.elsewhere.remote import run_anywhere
    from analysis.running.elsewhere.store import Store

    with pytest.raises(InputError, match="s3://nowhere/raw"):
        run_anywhere(["s3://nowhere/raw"], "s3://reports/pages")
    with pytest.raises(InputError, match=r"s3://nowhere/tables/a\.parquet: cannot be written"):
        Store("s3://nowhere/tables").write("a.parquet", b"a")
