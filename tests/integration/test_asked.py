"""Pages that a person asked for lie where a run publishes, and no run leaves them stale."""

import json
from dataclasses import replace

import pytest

from analysis import InputError
from analysis.running import pages
from analysis.running.asked import asked, remember
from analysis.running.kept.folder import Folder
from analysis.running.kept.output import check_free, published_before
from analysis.running.plan import Job, plan

TWO = ["宿迁市人民政府-2023", "湘乡市自然资源局-2022"]


def comparison(reports=TWO, lang="zh"):
    return Job("comparison", f"comparisons/{'_'.join(reports)}", {"reports": reports}, lang)


@pytest.fixture
def folder(tmp_path):
    own = Folder(tmp_path / "out")
    own.prepare()
    return own


def test_a_page_lies_where_a_run_puts_it_and_the_run_may_replace_it(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "hold", lambda path: dataset)
    monkeypatch.setattr(pages, "notebook_page", lambda notebook, lang, links, shared: str(links))

    def execute(name, parameters, target):
        target.write_text(json.dumps(parameters), encoding="utf-8")

    monkeypatch.setattr(pages, "execute_notebook", execute)
    planned = next(j for j in plan(dataset) if j.target.endswith("湘乡市自然资源局-2022"))
    out = tmp_path / "out"
    written = pages.make_page(replace(planned, parameters={**planned.parameters}), out, tmp_path)
    assert written == [out / name for name in planned.files]
    assert all(path.is_file() for path in written)
    assert published_before(out) == set(planned.files)
    check_free(planned.files, out)  # a run refuses to write over what gouji did not make
    assert "index.html" not in written[0].read_text(encoding="utf-8")  # there is none
    (out / "index.html").write_text("", encoding="utf-8")
    again = pages.make_page(planned, out, tmp_path)[0]
    assert "../index.html" in again.read_text(encoding="utf-8")
    assert not list((out / ".gouji").glob("work-*"))


def test_what_gouji_did_not_make_is_not_written_over(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "hold", lambda path: dataset)
    job = comparison()
    (tmp_path / "out" / "comparisons").mkdir(parents=True)
    (tmp_path / "out" / job.files[0]).write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="was not made by gouji"):
        pages.make_page(job, tmp_path / "out", tmp_path)
    assert (tmp_path / "out" / job.files[0]).read_text(encoding="utf-8") == "mine"


def test_a_comparison_that_was_asked_for_is_made_again_by_every_run(dataset, folder):
    remember(folder, comparison())
    remember(folder, comparison(lang="en"))
    jobs = list(asked(folder, dataset, plan(dataset)))
    assert [(j.target, j.lang) for j in jobs] == [
        (comparison().target, "zh"),
        (comparison().target, "en"),
    ]
    assert all(set(j.needs.reports) == set(TWO) for j in jobs)
    assert published_before(folder.out) == {*comparison().files, *comparison(lang="en").files}


def test_it_goes_when_its_reports_are_gone_or_a_run_plans_it(dataset, folder):
    remember(folder, comparison())
    less = replace(dataset, reports=dataset.reports[dataset.reports["report"] != TWO[0]])
    assert list(asked(folder, less, [])) == []
    assert list(asked(folder, dataset, [comparison()])) == []


@pytest.mark.parametrize("content", ["", "[1]", '{"a": 1}', '[{"notebook": "comparison"}]'])
def test_a_broken_note_is_passed_over(dataset, folder, content):
    (folder.home / "asked.json").write_text(content, encoding="utf-8")
    assert list(asked(folder, dataset, [])) == []


def test_a_note_leads_to_no_other_folder(dataset, folder):
    evil = [{"notebook": "comparison", "target": "comparisons/../../x", "reports": TWO}]
    (folder.home / "asked.json").write_text(json.dumps(evil), encoding="utf-8")
    assert list(asked(folder, dataset, [])) == []


def test_an_empty_output_folder_is_left_when_a_page_fails(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "hold", lambda path: dataset)

    def fails(name, parameters, target):
        raise InputError("stopped")

    monkeypatch.setattr(pages, "execute_notebook", fails)
    with pytest.raises(InputError, match="stopped"):
        pages.make_page(comparison(), tmp_path / "out", tmp_path)
    assert not (tmp_path / "out").exists()
