"""Corrections: what a person decided stays through re-runs, holds for one file only, and never
changes a figure.
"""

import re
import shutil

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis import InputError
from analysis.checking import check_reports
from analysis.checking.findings.corrections import (
    find_corrections,
    load_corrections,
    read_corrections,
)
from analysis.checking.findings.decisions import correction_messages, misnamed
from analysis.checking.findings.wording import decision_text
from analysis.running.corpus import load_reports
from analysis.running.tables import build_dataset
from analysis.telling import parts
from analysis.telling.summary import Summary, figures_fail
from analysis.telling.tables.findings import corrections as corrections_table
from analysis.telling.view import ReportView
from tests.support.command import gouji
from tests.support.layouts import figures, flattened
from tests.support.paths import ROOT


@pytest.fixture
def folder(tmp_path):
    """A report whose total of one row is wrong: two ties fail."""
    (tmp_path / "r.txt").write_text(
        flattened(figures(requests__received__total=13)), encoding="utf-8"
    )
    return tmp_path


def entry(folder, **changes):
    report = load_reports(folder / "r.txt").reports[0]
    given = {
        "report": report.id,
        "sha256": report.sha256,
        "rule": "requests.applicants",
        "where": "requests/received/*",
        "decision": "explain",
        "reason": "网页排印之误，纸质版为 12",
        "by": "王敏",
        "on": "2024-02-01",
    }
    return {k: v for k, v in (given | changes).items() if v is not None}


def both(folder, **changes):
    """Entries about both ties that fail."""
    return [
        entry(folder, **changes),
        entry(folder, rule="requests.flow", where="requests/*/total", **changes),
    ]


def write(folder, *entries):
    (folder / "corrections.yml").write_text(
        yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8"
    )


def dataset_of(folder):
    corpus = load_reports(folder)
    return build_dataset(corpus.reports, check_reports(corpus.reports), None, corpus.corrections)


def fails(data):
    return figures_fail(data.outcomes, data.rules, data.findings)


@pytest.mark.parametrize(
    ("decision", "still_fails"), [("explain", False), ("reject", False), ("accept", True)]
)
def test_what_is_explained_or_rejected_no_longer_fails_a_build_and_what_is_accepted_does(
    folder, decision, still_fails
):
    assert fails(dataset_of(folder))
    write(folder, *both(folder, decision=decision))
    for _ in range(2):  # it survives re-runs
        data = dataset_of(folder)
        assert fails(data) is still_fails
        assert (data.outcomes["outcome"] == "fail").sum() == 2  # the outcome is what it was
        assert set(data.findings["decision"]) == {decision}
        assert set(data.corrections["state"]) == {"applies"}


def test_one_finding_left_open_still_fails(folder):
    write(folder, entry(folder))
    assert fails(dataset_of(folder))


def test_a_changed_source_ends_a_correction_and_the_finding_stands(folder):
    write(folder, *both(folder))
    path = folder / "r.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    data = dataset_of(folder)
    assert fails(data)
    assert set(data.findings["decision"]) == {""}
    assert set(data.corrections["state"]) == {"source changed"}
    lines = correction_messages(data.corrections)
    assert len(lines) == 2
    assert lines[0].startswith(
        "corrections.yml, entry 1 (某县林业局-2023, requests.applicants, requests/received/*; "
        "王敏, 2024-02-01)"
    )
    assert "no longer applies: the source changed. The finding stands" in lines[0]
    assert not misnamed(data.corrections)
    assert "no longer applies: the source changed" in parts.findings(data, "en").text


def test_a_value_stands_beside_the_print_and_nothing_published_changes(folder):
    before = dataset_of(folder)
    write(folder, entry(folder, decision="accept", value={"requests/received/total": 12}))
    after = dataset_of(folder)
    for name in ("cells", "outcomes", "indicators", "claims"):
        assert getattr(after, name).equals(getattr(before, name)), name
    shown = parts.failing_tables(after, "en").text
    assert ">13 <span" in shown
    assert "→ 12‡" in shown
    assessed = parts.tables.statutory(ReportView(after, "某县林业局-2023", "zh"), "requests").text
    assert (
        '13× <span class="corrected" title="王敏 2024-02-01: 网页排印之误，纸质版为 12">→ 12‡</span>'
        in assessed
    )
    assert "‡ 有人确认的数字" in assessed
    assert (
        "‡"
        not in parts.tables.statutory(ReportView(before, "某县林业局-2023", "zh"), "requests").text
    )


def test_every_publication_that_relies_on_it_prints_who_said_what_and_when(folder):
    write(folder, *both(folder))
    data = dataset_of(folder)
    said = "[explained by 王敏 on 2024-02-01: 网页排印之误，纸质版为 12]"
    assert "\n".join(line for line, _ in Summary(data).lines("en")).count(said) == 2
    assert parts.tables.findings(data.findings, "en").text.count(said) == 2  # the assessment
    assert said in parts.findings(data, "en").text  # the integrity page
    assert "［王敏于2024-02-01说明：网页排印之误，纸质版为 12］" in parts.findings(data, "zh").text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rule": "requests.aplicants"}, "there is no rule 'requests.aplicants'"),
        (
            {"where": "requests/recieved/*"},
            "there is no row, column, cell or claim 'requests/recieved/*'",
        ),
        ({"where": "somewhere"}, "there is no row, column, cell or claim 'somewhere'"),
        ({"where": "requests/granted/*"}, "has no effect: no such finding is made"),
        # Rules that are no expectation of a suite: a finding of today may be gone tomorrow.
        ({"rule": "prose.sum", "where": "report"}, "has no effect: no such finding is made"),
        ({"rule": "prose.year", "where": "report"}, "has no effect: no such finding is made"),
        ({"rule": "reuse.prose", "where": "report"}, "has no effect: no such finding is made"),
        ({"rule": "meta.year", "where": "report"}, "has no effect: no such finding is made"),
    ],
)
def test_an_entry_without_effect_is_told_with_file_and_number(folder, changes, says):
    write(folder, entry(folder, **changes))
    data = dataset_of(folder)
    (line,) = correction_messages(data.corrections)
    assert line.startswith("corrections.yml, entry 1 (")
    assert says in line
    assert misnamed(data.corrections) is ("there is no" in says)
    assert fails(data)


def test_an_entry_about_a_report_that_was_not_read_is_left_aside(folder):
    write(folder, entry(folder, report="别的局-2023", sha256="0" * 64))
    assert dataset_of(folder).corrections.empty


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reason": None}, "entry 1: lacks reason"),
        ({"by": " "}, "entry 1: lacks by"),
        ({"on": None}, "entry 1: lacks on"),
        ({"decision": "ignore"}, "the decision 'ignore'; use one of accept, reject, explain"),
        ({"on": "last week"}, "'last week' is no day"),
        ({"on": "2024-13-01"}, "'2024-13-01' is no day"),
        ({"sha256": "12ab"}, "64 hexadecimal digits"),
        ({"reasn": "x"}, "there is no key 'reasn'. Did you mean 'reason'"),
        ({"value": {"requests/granted/sum": 3}}, "the form has no cell 'requests/granted/sum'"),
        ({"value": {"requests/granted/total": "three"}}, "value is 'three'"),
        ({"value": {"requests/granted/total": float("inf")}}, "value is inf"),
        ({"reason": ["a", "b"]}, "reason must be a plain text"),
        ({"value": 12}, "the form has no cell 'requests/received/*'"),
    ],
)
def test_a_broken_entry_is_named_with_file_and_number(folder, changes, says):
    write(folder, entry(folder, **changes))
    with pytest.raises(InputError) as error:
        load_corrections([folder])
    assert str(error.value).startswith(f"{folder / 'corrections.yml'}, entry 1: ")
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- report: [", ", line 1: not valid YAML"),
        ("- on: 2024-13-01", "a day is written as 2024-02-01"),
        ("report: x", "corrections are a list"),
        ("- x", "entry 1: a mapping with"),
        (b"\xff\xfe\x00", "Save it as UTF-8"),
    ],
)
def test_a_broken_file_is_named(tmp_path, content, says):
    path = tmp_path / "corrections.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as error:
        read_corrections(path)
    assert str(path) in str(error.value)
    assert says in str(error.value)


def test_two_decisions_about_one_finding_are_refused(folder):
    write(folder, entry(folder), entry(folder, decision="reject"))
    with pytest.raises(InputError, match="entries 1 and 2 decide about one finding"):
        load_corrections([folder])


def test_a_bare_on_and_a_bare_date_are_what_they_look_like(folder):
    given = entry(folder)
    text = "".join(
        f"{'- ' if i == 0 else '  '}{k}: {v!r}\n"
        for i, (k, v) in enumerate(given.items())
        if k != "on"
    )
    (folder / "corrections.yml").write_text(
        text + "  on: 2024-02-01\n", encoding="utf-8"
    )  # YAML 1.1: True, and a date
    assert load_corrections([folder])[0].on == "2024-02-01"


def test_the_entry_that_the_documentation_shows_is_one(tmp_path):
    shown = re.search(
        r"```yaml\n(.*?)```", (ROOT / "docs" / "findings.md").read_text(encoding="utf-8"), re.S
    )[1]
    (tmp_path / "corrections.yml").write_text(shown, encoding="utf-8")
    (correction,) = load_corrections([tmp_path])
    assert (correction.decision, correction.on, correction.values) == (
        "explain",
        "2024-02-01",
        ("requests/received/total=12",),
    )


def test_a_file_without_entries_decides_nothing(tmp_path):
    (tmp_path / "corrections.yml").write_text("# none yet\n")
    assert load_corrections([tmp_path]) == []


def test_the_file_lies_beside_the_reports_or_in_folders_below(tmp_path):
    (tmp_path / "sub").mkdir()
    for place in (tmp_path, tmp_path / "sub"):
        (place / "corrections.yml").write_text("[]")
        (place / "r.txt").touch()
    assert find_corrections([tmp_path]) == [
        tmp_path / "corrections.yml",
        tmp_path / "sub" / "corrections.yml",
    ]
    assert find_corrections([tmp_path / "sub" / "all.zip!县/r.txt"]) == [
        tmp_path / "sub" / "corrections.yml"
    ]
    assert find_corrections([tmp_path / "sub" / "r.txt", tmp_path / "sub"]) == [
        tmp_path / "sub" / "corrections.yml"
    ]


@given(
    reason=st.text(min_size=1, max_size=40).filter(str.strip),
    by=st.text(min_size=1, max_size=10).filter(str.strip),
)
def test_reason_and_name_are_printed_as_given(reason, by):
    assert (
        decision_text("reject", by, "2024-02-01", reason, "", "en")
        == f"[rejected by {by} on 2024-02-01: {reason}]"
    )
    assert reason in decision_text("accept", by, "2024-02-01", reason, "a/b/c=1", "zh")
    assert decision_text("", by, "", reason, "", "en") == ""


@pytest.mark.slow
def test_check_under_strict_passes_once_a_person_explained_and_fails_again_when_the_source_changes(
    folder,
):
    assert gouji("check", folder, "--strict").returncode == 1
    write(folder, *both(folder))
    done = gouji("check", folder, "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 fail" in done.stdout
    assert "[explained by 王敏 on 2024-02-01: " in done.stdout
    path = folder / "r.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    done = gouji("check", folder, "--strict")
    assert done.returncode == 1
    assert "Correction: corrections.yml, entry 1 " in done.stderr
    shutil.copy(path, folder / "corrections.yml")
    done = gouji("check", folder)
    assert done.returncode == 2
    assert "corrections.yml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_misnamed_rule_ends_with_exit_code_2(folder):
    write(folder, entry(folder, rule="no.rule"))
    done = gouji("check", folder)
    assert done.returncode == 2
    assert "there is no rule 'no.rule'" in done.stderr


def test_a_misspelt_report_is_told_by_the_digest_of_its_file(folder):
    mine = load_reports(folder / "r.txt").reports[0].id
    write(folder, entry(folder, report=mine.replace("-", "")))
    data = dataset_of(folder)
    (line,) = correction_messages(data.corrections)
    assert f"its sha256 is that of {mine}." in line
    assert misnamed(data.corrections)
    shown = corrections_table(data.corrections, "en")
    assert f"no such report; the SHA-256 is that of {mine}" in shown._repr_html_()
    write(folder, entry(folder, report="某县教育局-2023", sha256="0" * 64))
    assert not correction_messages(dataset_of(folder).corrections)
