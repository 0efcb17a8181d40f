"""Tables of which only what is touched was made anew are those that are made from scratch."""

import csv
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.assessing.dataset import SCHEMA
from analysis.files import sha256
from analysis.publishing.export.write import parquet_files
from analysis.running import renewal
from analysis.running.corpus import load_reports
from analysis.running.inputs import Options
from analysis.running.renewal import Published, digests_of, renewed
from tests.support.layouts import figures, flattened, transcription

AGENCIES = ("甲县财政局", "甲县林业局", "乙县林业局", "丙县林业局", "丁县林业局")
WHOLE = "甲县人民政府"


def write(folder: Path, agency: str, year: int, scope: str = "agency", **other: object) -> Path:
    """A report: of 林业局 a text with prose, of others a transcription."""
    path, cells = folder / f"{agency}{year}.csv", figures(**other)
    if agency.endswith("林业局"):
        text = flattened(cells, agency=agency, year=year)
        prose = f"{year}年新收政府信息公开申请3件，组织培训2次。"
        path = path.with_suffix(".txt")
        path.write_text(text.replace("本年情况如下。", prose), encoding="utf-8")
    else:
        rows = transcription(cells, agency=agency, year=str(year), scope=scope)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    if agency.startswith("甲县") and scope == "agency":
        path.with_suffix(".source.yml").write_text(f"territory: {WHOLE}\n", encoding="utf-8")
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
            write(folder, agency, year)
        write(folder, WHOLE, year, "territory", requests__received__total=3)
    write(folder, "乙县林业局", 2023, requests__received__total=13)
    write(folder, "丙县林业局", 2022, requests__received__natural_person="-")
    decide(folder)
    return folder


def a_figure(folder):
    write(folder, "丁县林业局", 2022, requests__received__total=11)


def a_figure_that_carries_over(folder):
    write(folder, "丙县林业局", 2023, requests__carried_in__total=4)


def a_part_of_a_territory(folder):
    write(folder, "甲县财政局", 2023, remedies__review__upheld=3, remedies__review__total=3)


def a_territory(folder):
    write(folder, WHOLE, 2022, "territory", requests__received__total=9)


def a_second_report_on_a_territory(folder):
    write(folder, "甲县人民政府办公室", 2022, "territory", requests__received__total=8)


def one_more(folder):
    write(folder, "戊县林业局", 2023)


def one_less(folder):
    (folder / "乙县林业局2022.txt").unlink()


def another_card(folder):
    (folder / "甲县林业局2023.source.yml").unlink()


def a_copy(folder):
    text = (folder / "丁县林业局2023.txt").read_text(encoding="utf-8")
    (folder / "copy.txt").write_text(f"{text}\n", encoding="utf-8")


def nothing(folder):
    pass


def corpus_of(folder):
    """The corpus, and what a run knows of each of its reports."""
    corpus = load_reports(folder, workers=1)
    keys = [
        "".join(sha256(p) for p in (s.path, s.path.with_suffix(".source.yml")) if p.is_file())
        for s in corpus.sources
    ]
    return corpus, digests_of(corpus.reports, keys)


def scratch(corpus, digests, options):
    return renewed(corpus.reports, digests, None, corpus.corrections, options)


@pytest.mark.parametrize(
    "change",
    [
        a_figure,
        a_figure_that_carries_over,
        a_part_of_a_territory,
        a_territory,
        a_second_report_on_a_territory,
        one_more,
        one_less,
        another_card,
        a_copy,
        nothing,
    ],
)
def test_renewed_tables_are_those_made_from_scratch(change, folder, tmp_path, monkeypatch):
    groups = tmp_path / "groups.yml"
    members = ["乙县林业局", "甲县财政局"]
    mine = [{"id": "mine", "en": "Mine", "agencies": members}]
    groups.write_text(yaml.safe_dump({"groups": mine}), encoding="utf-8")
    options = Options((folder,), tmp_path / "out", groups=groups)
    corpus, digests = corpus_of(folder)
    data, contents = scratch(corpus, digests, options)
    change(folder)
    corpus, now = corpus_of(folder)
    whole, whole_contents = scratch(corpus, now, options)
    asked = []
    build = renewal.build_dataset
    monkeypatch.setattr(
        renewal, "build_dataset", lambda some, *more: asked.append(len(some)) or build(some, *more)
    )
    last = Published({**contents, **parquet_files(data)}, digests)
    found, found_contents = renewed(corpus.reports, now, last, corpus.corrections, options)
    assert asked == [] if change is nothing else asked[0] < len(corpus.reports)
    assert found_contents == whole_contents
    for name in SCHEMA:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(whole, name))
    assert parquet_files(found) == parquet_files(whole)
    assert change is nothing or whole_contents != contents
