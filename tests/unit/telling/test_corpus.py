"""The tables of a whole corpus: what needs attention first, what needs none folded, names linked."""

from dataclasses import replace

import lxml.html
import pytest

from analysis.telling import parts
from analysis.telling.counts import count_checks


@pytest.fixture
def tree(dataset):
    return lxml.html.fragment_fromstring(
        parts.reports(dataset, "zh", "assessments").text, create_parent=True
    )


def test_every_report_is_listed_once_and_leads_to_its_page(tree, dataset):
    links = tree.xpath("//tbody/tr/th/a/@href")
    expected = [f"assessments/{report}.zh.html" for report in dataset.reports["report"]]
    assert sorted(links) == sorted(expected)


def test_without_pages_there_are_no_links(dataset):
    assert "<a " not in parts.reports(dataset, "en").text
    assert "<a " not in parts.findings(dataset, "en").text


def test_failing_reports_come_first_and_only_clean_ones_are_folded(dataset):
    last = dataset.reports["report"].iloc[-1]
    own = dataset.outcomes["report"] == last
    rule = dataset.outcomes["rule"] == "requests.applicants"
    changed = dataset.outcomes.assign(outcome=dataset.outcomes["outcome"].mask(own & rule, "fail"))
    corpus = replace(dataset, outcomes=changed)
    tree = lxml.html.fragment_fromstring(parts.reports(corpus, "en", "a").text, create_parent=True)
    links = tree.xpath("//a/@href")
    assert links[0] == f"a/{last}.en.html"
    folded = {link[2:-8] for link in tree.xpath("//details//a/@href")}
    checks = count_checks(corpus)
    grave = corpus.findings[corpus.findings["severity"] != "note"]["report"]
    clean = {r for r in checks if not any(checks[r][1:]) and r not in set(grave)}
    assert folded == clean


def test_the_gravest_findings_come_first_and_reuse_is_apart(dataset):
    one = dataset.findings.iloc[[0, 0, 0]]
    findings = one.assign(
        severity=["note", "warning", "error"], rule=["reuse.prose", "form.sections", "x.y"]
    )
    shown = parts.findings(replace(dataset, findings=findings), "zh", "assessments").text
    tree = lxml.html.fragment_fromstring(shown, create_parent=True)
    marks = tree.xpath("//span[starts-with(@class, 'mark ')]/@class")
    assert marks == ["mark error", "mark warning", "mark note"]
    (folded,) = tree.xpath("//details")
    assert folded.xpath(".//span[starts-with(@class, 'mark ')]/@class") == ["mark note"]


def test_commands_in_what_resolves_a_finding_are_code_on_a_page(dataset):
    finding = dataset.findings.head(1).assign(resolve_en="Run `gouji template` <once>.")
    page = parts.findings(replace(dataset, findings=finding), "en").text
    assert "Run <code>gouji template</code> &lt;once&gt;." in page
