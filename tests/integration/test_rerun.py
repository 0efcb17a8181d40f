"""A run makes again what changed and nothing else, survives being killed, and has its folder to
itself.
"""

import contextlib
import csv
import json
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis import InputError, read_report
from analysis.assessing.dataset import Dataset
from analysis.assessing.opening import open_dataset
from analysis.assessing.tabular import typed
from analysis.checking import check_reports
from analysis.files import sha256, write
from analysis.publishing import jobs
from analysis.recognising.stored import dumps, loads
from analysis.running.corpus import load_reports
from analysis.running.inputs import Inputs, Options
from analysis.running.kept.digests import MISSING, FileDigests
from analysis.running.kept.folder import Folder
from analysis.running.kept.output import place
from analysis.running.kept.slices import Needs, Slices
from analysis.running.plan import PLANNERS, Job, plan
from analysis.running.readings import KeptReadings, sources
from analysis.running.tables import build_dataset
from tests.support.examples import examples
from tests.support.house import SEES, House
from tests.support.layouts import figures, transcription
from tests.support.paths import ROOT, copy_four_reports
from tests.support.patience import patience

EVERY = {"integrity", "comparisons/agencies"}


def both(*targets: str) -> set[str]:
    """The two languages of pages."""
    return {f"{target}.{lang}" for target in targets for lang in ("zh", "en")}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Two years of a bureau of forestry, and a government's report, published once."""
    house = House(tmp_path_factory.mktemp("house"))
    house.report("甲县林业局", 2022)
    house.report("甲县林业局", 2023)
    house.report("乙县人民政府办公室", 2023)
    first = house.run()
    assert first["changed"]
    assert first["problems"] == []
    assert len(first["executed"]) == 2 * 6
    return house


@pytest.fixture
def again(house):
    """The house, and afterwards the house as it was."""
    kept = house.home / "kept"
    for folder in (house.home / "data", house.out):
        shutil.copytree(folder, kept / folder.name)
    yield house
    for folder in (house.home / "data", house.out):
        shutil.rmtree(folder)
        (kept / folder.name).rename(folder)
    for name in ("agency_assessment", "comparison", "integrity"):
        house.notebook(name)


@pytest.mark.slow
def test_nothing_changed_means_nothing_done_and_nothing_loaded(house):
    before = {
        path: path.stat().st_mtime_ns for path in house.out.rglob("*") if ".gouji" not in path.parts
    }
    again = house.run()
    assert again == {"executed": [], "changed": False, "problems": [], "pandas": False}
    assert before == {
        path: path.stat().st_mtime_ns for path in house.out.rglob("*") if ".gouji" not in path.parts
    }


@pytest.mark.slow
def test_pages_share_files_of_their_folder_or_hold_all(again):
    """A folder is whole wherever it is copied to, and what a run has put together each by itself."""
    files = {"typeface.css", "page.css", "page.js"}

    def needed():
        """What each page takes from other files."""
        taken = re.compile(r'<(?:link|script)[^>]* (?:href|src)="([^"]*)"|@import|url\((?!data:)')
        pages = again.out.rglob("*.html")
        return {page: taken.findall(page.read_text(encoding="utf-8")) for page in pages}

    shared = needed()
    assert sum(len(names) == len(files) for names in shared.values()) == 2 * 6
    assert {(page.parent / n).resolve() for page, names in shared.items() for n in names} == {
        (again.out / name).resolve() for name in files
    }
    again.run(self_contained=True)
    assert not any(needed().values())
    assert not files & {path.name for path in again.out.iterdir()}


@pytest.mark.slow
def test_files_touched_or_copied_are_not_changed(again):
    for path in again.raw.iterdir():
        path.touch()
    next(again.out.glob("assessments/*.html")).touch()
    assert not again.run()["changed"]
    shutil.copytree(again.raw, again.home / "other")
    shutil.rmtree(again.raw)
    (again.home / "other").rename(again.raw)
    assert not again.run()["changed"]


@pytest.mark.slow
def test_one_digit_changed_executes_exactly_what_depends_on_it(again):
    before = again.published()
    again.report("甲县林业局", 2023, remedies__review__upheld=3, remedies__review__total=3)
    done = again.run()
    own = {
        f"assessments/甲县林业局-{year}" for year in (2022, 2023)
    }  # each year looks at the other
    assert set(done["executed"]) == both(*EVERY, *own, "comparisons/甲县林业局-years")
    after = again.published()
    assert {n for n in before if before[n] == after[n]} >= {
        f"assessments/乙县人民政府办公室-2023.{e}" for e in ("zh.html", "en.ipynb")
    }
    again.run("fresh")
    assert after == again.published("fresh")


@pytest.mark.slow
def test_what_changed_is_published_until_the_data_change_again(again):
    assert not (again.out / "revisions.zh.html").exists()  # a first run has nothing to compare
    again.report("甲县林业局", 2023, remedies__review__upheld=3, remedies__review__total=4)
    again.report("丙县水利局", 2023)
    again.run()
    found = pd.read_csv(again.out / "revisions.csv", keep_default_na=False, dtype=str)
    rows = found[["kind", "report", "place", "change", "after_en"]].to_numpy().tolist()
    own = "甲县林业局-2023"
    assert [row[:3] for row in rows if row[3] == "new"] == [
        ["reports", "丙县水利局-2023", ""],
        ["findings", own, "remedies.outcomes/remedies/review/*"],
    ]
    assert [row for row in rows if row[0] == "cells"] == [
        ["cells", own, f"remedies/review/{column}", "changed", after]
        for column, after in (("total", "4"), ("upheld", "3"))
    ]
    after = again.published(history=True)
    pages = {f"revisions.{lang}.html" for lang in ("zh", "en")}
    assert pages | {"revisions.csv"} <= set(json.loads(after["manifest.json"])["files"])
    assert all(f'href="./{page}"'.encode() in after["index.html"] for page in pages)
    assert f'href="assessments/{own}.zh.html"'.encode() in after["revisions.zh.html"]
    assert not again.run()["changed"]
    assert again.published(history=True) == after
    (again.out / "revisions.csv").unlink()  # made again, from the tables that are kept
    assert again.run()["executed"] == []
    assert again.published(history=True) == after
    again.notebook("comparison", SEES + "print('more')\n")  # the data stay
    again.run()
    assert again.published(history=True)["revisions.zh.html"] == after["revisions.zh.html"]


@pytest.mark.slow
def test_a_report_more_and_a_report_less(again):
    before = again.published()
    new = again.report("丙县水利局", 2023)
    (again.out / "assessments" / "丙县水利局-2023.zh.txt").write_text("mine")
    assert set(again.run()["executed"]) == both(*EVERY, "assessments/丙县水利局-2023")
    assert (again.out / "assessments" / "丙县水利局-2023.en.ipynb").is_file()
    new.unlink()
    assert set(again.run()["executed"]) == both(*EVERY)
    assert (again.out / "assessments" / "丙县水利局-2023.zh.txt").read_text() == "mine"
    (again.out / "assessments" / "丙县水利局-2023.zh.txt").unlink()
    assert again.published() == before


@pytest.mark.slow
def test_what_somebody_did_to_the_output_is_undone(again):
    before = again.published()
    page = again.out / "assessments" / "乙县人民政府办公室-2023.zh.html"
    page.write_text("half a page")
    (again.out / "data" / "cells.csv").unlink()
    cells = again.home / "data" / "processed" / "cells.csv"
    kept = cells.read_bytes()
    cells.write_bytes(kept[:-9])
    assert again.run()["executed"] == ["assessments/乙县人民政府办公室-2023.zh"]
    assert again.published() == before
    assert cells.read_bytes() == kept


@pytest.mark.slow
def test_another_notebook_executes_its_own_pages_and_force_all(again):
    before = again.published()
    again.notebook("comparison", SEES + "print('more')\n")
    assert set(again.run()["executed"]) == both(
        "comparisons/agencies", "comparisons/甲县林业局-years"
    )
    again.notebook("comparison")
    assert len(again.run(engine="papermill", workers=2)["executed"]) == 4
    assert again.published() == before
    assert len(again.run(force=True)["executed"]) == 12
    assert again.published() == before


@pytest.mark.slow
def test_a_notebook_that_stops_and_a_file_that_cannot_be_read_are_tried_again(again):
    again.notebook("comparison", "raise ValueError('no')")
    (again.raw / "empty.txt").touch()
    done = again.run()
    assert len(done["problems"]) == 5
    assert not any("comparisons" in name for name in again.published())
    assert 'href="comparisons' not in (again.out / "index.html").read_text(encoding="utf-8")
    assert set(again.run()["executed"]) == both(
        "comparisons/agencies", "comparisons/甲县林业局-years"
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("whole_group", [True, False], ids=["with its children", "alone"])
def test_a_run_that_is_killed_is_gone_on_with_and_leaves_nobody_behind(again, whole_group):
    again.report("丙县水利局", 2023)
    before = again.published()
    killed = again.start()
    done = again.out / ".gouji" / "done"
    wait(lambda: len(list(done.glob("*/record.json"))) >= 5)
    (os.killpg if whole_group else os.kill)(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert again.published() == before  # nobody sees anything of it
    wait(lambda: not again.processes())
    assert again.published() == before
    finished = len(list(done.glob("*/record.json")))
    left = again.run()
    assert (
        0 < len(left["executed"]) <= 2 * 3 - (finished - 3)
    )  # three of them are the tables, the Data Docs and the page on changes
    assert not done.exists()
    assert not list((again.out / ".gouji").glob("work-*"))
    again.run("undisturbed")
    assert again.published() == again.published("undisturbed")


@pytest.mark.slow
def test_a_run_that_was_killed_between_two_moves_executes_nothing_again(again):
    """As it is then: the last state unknown, every other file of every product still waiting."""
    before = again.published()
    home = again.out / ".gouji"
    for key, product in json.loads((home / "state.json").read_text())["products"].items():
        (home / "done" / key).mkdir(parents=True)
        (home / "done" / key / "record.json").write_text(
            json.dumps({k: product[k] for k in ("files", "about")})
        )
        for name in list(product["files"])[::2]:
            (home / "done" / key / name).parent.mkdir(parents=True, exist_ok=True)
            (again.out / name).rename(home / "done" / key / name)
    (home / "state.json").unlink()
    done = again.run()
    assert done["changed"]
    assert done["executed"] == []
    assert again.published() == before


@pytest.mark.slow
def test_an_interrupted_run_says_how_to_go_on(again):
    again.report("丙县水利局", 2023)
    run = again.start()
    wait(lambda: len(list((again.out / ".gouji" / "done").glob("*/record.json"))) >= 4)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate()
    assert run.returncode == 130
    assert "Run the same command again" in told
    assert "Traceback" not in told
    assert len(again.run()["executed"]) < 6


def wait(until, seconds: float = 60.0) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + patience(seconds)
    while not until():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@pytest.mark.slow
def test_a_second_run_in_one_folder_is_refused_and_a_lock_left_behind_is_none(house):
    folder = Folder(house.out)
    with folder.locked():
        second = house.start()
        _, told = second.communicate()
        assert second.returncode == 2
        assert f"process {os.getpid()} on " in told
        assert "since 20" in told
    for name in ("lock", "holder.json"):
        (folder.home / name).write_text(
            json.dumps({"pid": 1, "host": "elsewhere", "since": "2020-01-01T00:00:00"})
        )
    assert not house.run()["changed"]


def test_a_lock_is_not_inherited(tmp_path):
    folder = Folder(tmp_path)
    with folder.locked():
        child = os.fork()
        if not child:
            time.sleep(30)
            os._exit(0)
    with folder.locked():  # though the child lives
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_what_a_run_cannot_use_leaves_no_folder(tmp_path):
    from analysis.running.run import run

    (tmp_path / "raw").mkdir()
    with pytest.raises(InputError, match="no report found"):
        run([tmp_path / "raw"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from('"\n,;甲'), max_size=6
)


@examples(25)
@given(
    rows=st.lists(st.tuples(st.sampled_from("ABCD"), TEXT), max_size=12),
    wanted=st.sets(st.sampled_from("ABCD")),
)
def test_a_slice_is_the_rows_of_its_reports_and_its_digest_their_digest(
    tmp_path_factory, rows, wanted
):
    folder = tmp_path_factory.mktemp("slice")
    whole, other = (dataset([r for r in rows if r[0] in kept]) for kept in ("ABCD", wanted))
    slices = Slices(
        whole, {name.removesuffix(".csv"): content for name, content in whole.to_csv().items()}
    )
    slices.write(Needs(tuple(sorted(wanted))), folder)
    opened = open_dataset(folder)
    pd.testing.assert_frame_equal(opened.findings, other.findings)
    pd.testing.assert_frame_equal(opened.rules, whole.rules)
    alone = Slices(
        other, {name.removesuffix(".csv"): content for name, content in other.to_csv().items()}
    )
    assert slices.digest(Needs(tuple(sorted(wanted)))) == alone.digest(Needs(tuple(sorted(wanted))))
    changed = dataset([(r, f"{t}+" if i == 0 else t) for i, (r, t) in enumerate(rows)])
    moved = Slices(
        changed, {name.removesuffix(".csv"): content for name, content in changed.to_csv().items()}
    )
    concerned = bool(rows) and rows[0][0] in wanted
    assert (moved.digest(Needs(tuple(wanted))) != slices.digest(Needs(tuple(wanted)))) == concerned


def dataset(rows: list[tuple[str, str]]) -> Dataset:
    """A dataset with findings only."""
    findings = typed(
        "findings", pd.DataFrame({"report": [r for r, _ in rows], "zh": [t for _, t in rows]})
    )
    return Dataset(findings=findings)


def test_a_report_is_kept_as_it_was_read(corpus):
    for report in corpus:
        kept = loads(dumps(report))
        for name, value in vars(report).items():
            if isinstance(value, pd.DataFrame) or name in ("cells", "claims", "findings"):
                pd.testing.assert_frame_equal(getattr(report, name), getattr(kept, name))
            else:
                assert getattr(kept, name) == value
    with pytest.raises(ValueError, match="no kind"):
        loads('["made", "os", "system", {}]')
    with pytest.raises(ValueError, match="no report"):
        loads("3")


@pytest.mark.parametrize("table", ["cells", "claims", "findings"])
def test_a_report_whose_tables_were_looked_at_is_kept_the_same(table):
    """A table becomes a DataFrame when it is first asked for."""
    report = read_report(ROOT / "data/raw/suqian-2023.csv")
    before = dumps(report)
    assert isinstance(getattr(report, table), pd.DataFrame)
    assert dumps(report) == before


def test_a_file_is_read_once_and_a_torn_reading_is_made_again(tmp_path):
    copy_four_reports(tmp_path / "raw")
    read = []

    def load() -> int:
        kept = KeptReadings(tmp_path / "kept", "code", FileDigests())
        keep = kept.keep
        kept.keep = lambda source, report: (read.append(source.path.name), keep(source, report))
        found = load_reports(tmp_path / "raw", readings=kept)
        assert len(found.reports) == kept.asked == 4
        return len(found.reports)

    (tmp_path / "raw" / "suqian-2024.source.yml").unlink()  # a report without a card
    load()
    load()
    assert len(read) == 4
    torn = next((tmp_path / "kept").iterdir())
    torn.write_bytes(torn.read_bytes()[:-20])
    (tmp_path / "raw" / "suqian-2023.source.yml").unlink()  # a card belongs to what is read
    load()
    assert len(read) in (5, 6)
    assert "suqian-2023.csv" in read[4:]


def test_a_file_that_changes_while_it_is_read_is_not_kept(tmp_path, raw):
    path = tmp_path / "suqian-2023.csv"
    path.write_bytes((raw / path.name).read_bytes())
    kept = KeptReadings(tmp_path / "kept", "code", FileDigests())
    found, _ = sources([path])
    kept.get(found[0])
    report = load_reports(path).reports[0]
    path.write_bytes(path.read_bytes() + b"\n")
    kept.keep(found[0], report)
    assert not (tmp_path / "kept").exists()


def test_a_stamp_is_trusted_only_when_nothing_can_have_happened_since(tmp_path):
    path = tmp_path / "a"
    path.write_text("one")
    first = FileDigests()
    digest = first.digest(path)
    path.write_text("two")  # as long, and within one tick of a coarse clock
    os.utime(path, ns=(0, first.noted[next(iter(first.noted))][1]))
    assert FileDigests(first.noted).digest(path) == sha256(path) != digest
    os.utime(path, (1, 1))
    old = FileDigests()
    old.digest(path)
    stamp = next(iter(old.noted.values()))
    known = FileDigests({name: [*stamp[:3], "kept", stamp[4]] for name in old.noted})
    assert known.digest(path) == "kept"  # nothing was hashed
    path.write_text("six")
    os.utime(path, (1, 1))  # its size and its time are the same again, the time of status is not
    time.sleep(0.02)
    assert FileDigests(known.noted).digest(path) == sha256(path)
    path.unlink()
    assert known.digest(path) == MISSING


@pytest.mark.parametrize("steps", range(40))
def test_whenever_publishing_stops_the_index_leads_to_what_is_there_and_it_can_be_gone_on_with(
    tmp_path, monkeypatch, steps
):
    """Every renaming and removal of a publication is stopped at once; more steps than there are
    come to no stop.
    """
    old, new = (
        {"index.html": "1 2", "1": "a", "2": "b"},
        {"index.html": "1 3", "1": "A", "3": "c"},
    )
    for number, texts in enumerate((old, new)):
        folder = Folder(tmp_path / "out")
        folder.prepare()
        files, products = {}, []
        for name, text in texts.items():
            work = folder.work()
            (work / name).write_text(text)
            products.append(folder.finish(f"{number}{name[0]}", work, [name]))
            files |= products[-1].files

        def publish(folder=folder, files=files, products=products) -> None:
            found = [folder.finished(p.key, FileDigests()) for p in products]
            assert found == products
            waiting = {n: path for p in products for n in p.files if (path := folder.waiting(p, n))}
            place(files, waiting, folder.out, {})

        if number:
            stop_after(steps, monkeypatch)
            with contextlib.suppress(Killed):
                publish()
            monkeypatch.undo()
            index = (folder.out / "index.html").read_text().split()
            assert all((folder.out / name).is_file() for name in index)
        publish()
        folder.clear()
    published = {
        p.name: p.read_text()
        for p in (tmp_path / "out").iterdir()
        if p.is_file() and p.name != "manifest.json"
    }
    assert published == new
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["complete"]


class Killed(BaseException):
    """As if the process were gone: nothing catches it."""


def stop_after(steps: int, monkeypatch) -> None:
    """Let the process die at its next renaming or removal after so many."""
    left = [steps]
    for name in ("replace", "unlink", "rmdir", "write_text"):
        real = getattr(Path, name)

        def counted(self, *arguments, real=real, **named):
            if not left[0]:
                raise Killed
            left[0] -= 1
            return real(self, *arguments, **named)

        monkeypatch.setattr(Path, name, counted)


@pytest.mark.slow
def test_a_notebook_says_on_its_slice_what_it_says_on_the_whole(tmp_path):
    """What a planner leaves out of the needs of its job would be missing on a page, and nothing
    would tell.
    """
    (tmp_path / "raw").mkdir()
    for number, county in enumerate("甲乙丙丁戊己"):
        for year in (2022, 2023, 2024):
            cells = figures(
                disclosure__fees__amount=number + year,
                requests__received__natural_person=14 + number,
                requests__received__total=16 + number,
                requests__concluded__natural_person=13 + number,
                requests__concluded__total=15 + number,
                requests__granted__natural_person=12,
                requests__granted__total=13 + (number == 1),
                **{"requests__refused.state_secret__natural_person": 1 + number},
                **{"requests__refused.state_secret__total": 1 + number},
                remedies__review__upheld=number,
                remedies__review__total=number,
                # 甲 carries in what was not carried out, 乙 does not add up, 丙 lacks a figure.
                **({"requests__carried_in__total": 3} if number == 0 else {}),
                **({"disclosure__regulations__issued": "-"} if number == 2 else {}),
            )
            for who, scope in (("林业局", "agency"), ("人民政府", "territory")):
                about = {"agency": f"{county}县{who}", "year": str(year), "scope": scope}
                path = tmp_path / "raw" / f"{county}{year}{who}.csv"
                with path.open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows(transcription(cells, **about))
    # Two decisions, one about a report that is not there.
    about = {"rule": "requests.flow", "where": "requests/*/total", "decision": "explain"}
    about |= {"reason": "核对过", "by": "张三", "on": "2024-05-01"}
    about["sha256"] = sha256(tmp_path / "raw" / "甲2023林业局.csv")
    named = [{"report": f"甲县林业局-{year}", **about} for year in (2023, 2020)]
    write(tmp_path / "raw" / "corrections.yml", yaml.safe_dump(named))
    loaded = load_reports(tmp_path / "raw")
    checks = check_reports(loaded.reports)
    data = build_dataset(loaded.reports, checks, corrections=loaded.corrections)
    assert len(data.corrections) == 2
    slices = Slices(
        data, {name.removesuffix(".csv"): content for name, content in data.to_csv().items()}
    )
    planned = [job for job in plan(data) if job.lang == "zh"]
    chosen = {job.notebook: job for job in planned}
    assert {"integrity", "agency_assessment", "comparison", "peers", "territories"} == set(chosen)
    assert len(chosen["agency_assessment"].needs.peers) >= 5
    middle = [f"assessments/{county}县林业局-2023" for county in "甲乙丙"]
    chosen |= {job.target: job for job in planned if job.target in middle}
    assert middle == sorted(chosen.keys() & set(middle), key=middle.index)
    orders = []
    for name, job in chosen.items():
        for kind, needs in (("whole", Needs()), ("slice", job.needs)):
            folder = tmp_path / name.replace("/", "-") / kind
            slices.write(needs, folder / "data")
            orders.append(
                jobs.Job(
                    job.notebook,
                    folder / f"{job.name}.ipynb",
                    job.parameters,
                    job.lang,
                    tuple(job.links()),
                )
            )
    assert [done.error for done in jobs.execute_all(orders) if done.error] == []
    for whole, part in zip(orders[::2], orders[1::2], strict=True):
        assert whole.page.read_bytes() == part.page.read_bytes(), whole.notebook


def test_planners_can_be_added_and_no_name_is_planned_twice(dataset, monkeypatch):
    def more(data):
        yield Job("integrity", "more", {"data": "data"}, "zh")

    monkeypatch.setattr("analysis.running.plan.PLANNERS", [*PLANNERS, more])
    jobs = plan(dataset)
    assert jobs[-1].files == ("more.zh.html", "more.zh.ipynb")
    monkeypatch.setattr("analysis.running.plan.PLANNERS", [*PLANNERS, more, more])
    with pytest.raises(AssertionError, match=r"more\.zh"):
        plan(dataset)


def test_libraries_code_and_settings_are_inputs(tmp_path, raw, monkeypatch):
    def everything(**known) -> str:
        return Inputs(Options((raw,), tmp_path / "out"), FileDigests(), **known).everything()

    first = everything()
    assert everything() == first
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert everything() != first
    monkeypatch.undo()
    one = Inputs(Options((raw,), tmp_path), FileDigests())
    assert everything(known=(one.installed, one.libraries)) == first
    assert everything(known=("other", "other")) == first
    assert everything(known=(one.installed, "other")) != first


@pytest.mark.slow
def test_a_notebook_in_a_folder_that_the_environment_names_is_an_input(again, monkeypatch):
    """``GOUJI_NOTEBOOKS=nb gouji run …``, edit ``nb/…``, run again."""
    shutil.copytree(again.home / "notebooks", again.home / "nb")
    monkeypatch.setenv("GOUJI_NOTEBOOKS", str(again.home / "nb"))
    assert again.run()["executed"] == []  # the same notebooks in another place
    again.notebook("integrity", SEES + "print('more')\n", folder="nb")
    assert set(again.run()["executed"]) == both("integrity")
    monkeypatch.delenv("GOUJI_NOTEBOOKS")
    assert set(again.run()["executed"]) == both("integrity")


@pytest.mark.parametrize(("name", "suffix"), [("notebooks", "ipynb"), ("expectations", "json")])
def test_a_folder_that_the_environment_names_is_looked_into(
    tmp_path, raw, monkeypatch, name, suffix
):
    shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setenv(f"GOUJI_{name.upper()}", str(tmp_path / name))

    def everything() -> str:
        return Inputs(Options((raw,), tmp_path / "out"), FileDigests()).everything()

    first = everything()
    assert everything() == first
    changed = sorted((tmp_path / name).glob(f"*.{suffix}"))[0]
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert everything() != first
