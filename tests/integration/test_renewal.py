"""Tables of which only what is touched was made again are those that are made from scratch."""

import csv
import shutil
from pathlib import Path

import pytest
import yaml

from analysis.files import sha256, write
from analysis.publishing.jobs import Done
from analysis.running import renewal, stages
from analysis.running.inputs import Inputs, Options
from analysis.running.kept.digests import FileDigests
from analysis.running.run import run
from tests.support.layouts import figures, flattened, transcription
from tests.support.paths import ROOT

AGENCIES = ("甲县财政局", "甲县林业局", "乙县林业局", "丙县林业局", "丁县林业局")
WHOLE = "甲县人民政府"


def report(folder: Path, agency: str, year: int, scope: str = "agency", **other: object) -> Path:
    """A report: of 林业局 a text with prose, of others a transcription."""
    path, cells = folder / f"{agency}{year}.csv", figures(**other)
    if agency.endswith("林业局"):
        text = flattened(cells, agency=agency, year=year)
        # Two say first what the others say last, and one has been changed since it was got.
        claims = ["新收政府信息公开申请3件", "予以公开1件", "被提起行政复议2件"]
        claims = claims[:: -1 if agency.startswith("丁") else 1]
        prose = f"{year}年{'，'.join(claims)}。组织培训2次。"
        path = path.with_suffix(".txt")
        path.write_text(text.replace("本年情况如下。", prose), encoding="utf-8")
    else:
        rows = transcription(cells, agency=agency, year=str(year), scope=scope)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    if agency.startswith("甲县") and scope == "agency":
        path.with_suffix(".source.yml").write_text(f"territory: {WHOLE}\n", encoding="utf-8")
    if agency == "丁县林业局":
        path.with_suffix(".source.yml").write_text(f"sha256: {'0' * 64}\n", encoding="utf-8")
    return path


def decide(folder: Path) -> None:
    """Three decisions: about a finding that there is, about none, and about a misspelt report."""
    where = {"rule": "requests.flow", "where": "requests/*/total", "decision": "explain"}
    about = {**where, "reason": "核对过", "by": "张三", "on": "2024-05-01"}
    first, second = folder / "乙县林业局2023.txt", folder / "丁县林业局2022.txt"
    entries = [
        {"report": "乙县林业局-2023", "sha256": sha256(first), **about},
        {"report": "丁县林业局-2022", "sha256": sha256(second), **about},
        {"report": "丁县林业局-2020", "sha256": sha256(second), **about},
    ]
    (folder / "corrections.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Two years of five agencies and of a government; two reports whose figures fail."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for year in (2022, 2023):
        for agency in AGENCIES:
            report(folder, agency, year)
        report(folder, WHOLE, year, "territory", requests__received__total=3)
    report(folder, "乙县林业局", 2023, requests__received__total=13)
    report(folder, "丙县林业局", 2022, requests__received__natural_person="-")
    decide(folder)
    return folder


def a_figure(folder):
    report(folder, "丁县林业局", 2022, requests__received__total=11)


def a_figure_that_carries_over(folder):
    report(folder, "丙县林业局", 2023, requests__carried_in__total=4)


def a_part_of_a_territory(folder):
    report(folder, "甲县财政局", 2023, remedies__review__upheld=3, remedies__review__total=3)


def a_territory(folder):
    report(folder, WHOLE, 2022, "territory", requests__received__total=9)


def a_second_report_on_a_territory(folder):
    report(folder, "甲县人民政府办公室", 2022, "territory", requests__received__total=8)


def one_more(folder):
    report(folder, "戊县林业局", 2023)


def one_less(folder):
    (folder / "乙县林业局2022.txt").unlink()


def another_card(folder):
    (folder / "甲县林业局2023.source.yml").unlink()


def a_copy(folder):
    text = (folder / "丁县林业局2023.txt").read_text(encoding="utf-8")
    (folder / "copy.txt").write_text(f"{text}\n", encoding="utf-8")


def a_decision(folder):
    path = folder / "corrections.yml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump([{**entries[0], "reason": "又看过"}]), encoding="utf-8")


def a_renaming(folder):
    about = {"from": "丁县林业局", "to": "丁县林业和草原局", "date": "2024-03-01", "source": "丁县"}
    text = yaml.safe_dump([about], allow_unicode=True).replace("'", "")
    (folder / "agencies.yml").write_text(text, encoding="utf-8")


def another_folder(folder):
    """The place of an agency may be told by the folders that its report lies in."""
    (folder / "440000").mkdir()
    (folder / "丁县林业局2023.txt").rename(folder / "440000" / "丁县林业局2023.txt")


def another_suite(folder):
    """In a folder of its own: a process reads a suite once."""
    home = shutil.copytree(folder.parent / "suites", folder.parent / "suites2")
    path = home / "requests.json"
    text = path.read_text(encoding="utf-8").replace('"error"', '"note"')
    path.write_text(text, encoding="utf-8")


EDITS = (
    (a_figure, a_figure_that_carries_over, a_copy),
    (a_part_of_a_territory, one_more),
    (a_territory, a_second_report_on_a_territory, another_card),
    (a_renaming, another_folder, one_less),
    (a_decision,),
    (another_suite,),
)
OF_ALL = (a_decision, another_suite)  # every row may depend on these


def seen(orders, workers, on_done):
    """Pages that show all that their notebooks could see, without a kernel."""
    orders = list(orders)
    for number, order in enumerate(orders, start=1):
        data = next(p for p in (order.target.parents[n] / "data" for n in (0, 1)) if p.is_dir())
        shown = {path.name: sha256(path) for path in sorted(data.glob("*.csv"))}
        write(order.target, str(order.parameters))
        write(order.page, f"<title>{order.target.stem}</title>{shown}{order.links}")
        on_done(Done(order, 0.0), number, len(orders))


def published(out):
    """All files but those of the run itself and the manifest, which has a clock."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {
        name: path.read_bytes()
        for path in files
        if not (name := path.relative_to(out).as_posix()).startswith((".gouji", "manifest"))
    }


def differing(one, other):
    return sorted(name for name in one.keys() | other if one.get(name) != other.get(name))


def test_every_file_beside_reports_that_a_run_reads_or_speaks_of_is_an_input(folder):
    def everything(path):
        return Inputs(Options((path,), folder / "out"), FileDigests()).everything()

    one = folder / "丁县林业局2023.txt"
    known, alone = everything(folder), everything(one)
    for name in ("agencies.yml", "corrections.yaml"):
        (folder / name).write_text("[]", encoding="utf-8")
        assert everything(folder) != known
        known = everything(folder)
    assert everything(one) != alone


@pytest.mark.slow
def test_a_folder_that_runs_renewed_is_one_made_at_once(folder, tmp_path, monkeypatch):
    """Edits upon edits, each time followed by a run; a first run elsewhere, which alone has no page
    on what changed, is the judge. Data Docs have a test of their own.
    """
    monkeypatch.setattr(stages, "write_data_docs", lambda *_: write(_[-1] / "index.html", ""))
    shutil.copytree(ROOT / "expectations", tmp_path / "suites")
    groups, tabulated = tmp_path / "groups.yml", []
    mine = {"id": "mine", "en": "Mine", "agencies": ["丙县林业局", "甲县财政局"]}
    groups.write_text(yaml.safe_dump({"groups": [mine]}), encoding="utf-8")
    build = renewal.build_dataset
    monkeypatch.setattr(
        renewal,
        "build_dataset",
        lambda some, *m, **o: tabulated.append(len(some)) or build(some, *m, **o),
    )

    def run_in(name):
        """What is published, and of how many reports tables were made."""
        out, suites = tmp_path / name, max(tmp_path.glob("suites*"))
        tabulated.clear()
        run([folder], out, suites, workers=1, execute=seen, groups=groups)
        return published(out), sum(tabulated)

    before, _ = run_in("out")
    for number, changes in enumerate(EDITS):
        for change in changes:
            change(folder)
        found, renewed = run_in("out")
        first, reports = run_in(f"first{number}")
        assert found != before
        differing = {name for name in found.keys() | first if found.get(name) != first.get(name)}
        assert {name.partition(".")[0] for name in differing} <= {"revisions", "index"}, changes
        assert (renewed < reports) == (changes[0] not in OF_ALL), changes
        before = found
