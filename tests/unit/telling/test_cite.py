"""How to cite a page: the entries name the original by its digest, and hold nothing unknown."""

import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

from analysis.telling.assessment.cite import cite
from analysis.telling.assessment.narrative import Assessment

HOSTILE = "某县{局}\\input{x}$x_1$ 100% & <b>"


def files(shown) -> tuple[str, list]:
    found = {
        unescape(name): unquote(unescape(address).partition(",")[2])
        for address, name in re.findall(r'href="([^"]*)" download="([^"]*)"', shown.text)
    }
    bib, csl = sorted(found)
    assert bib.endswith(".bib")
    assert csl.endswith(".csl.json")
    return found[bib], json.loads(found[csl])


def test_page_and_report_are_cited_with_the_digest_of_the_original(dataset):
    told = Assessment(dataset, "湘乡市自然资源局", 2022)
    bib, (page, report) = files(cite(told))
    assert page["title"] == told.title
    assert report["author"] == [{"literal": told.view.meta.agency_printed}]
    for entry in (page, report):
        assert told.view.meta.sha256 in entry["note"]
    assert bib.count("@misc{") == 1
    (entry,) = re.findall(r"@techreport\{.*?\n\}", bib, re.S)
    for field in ("author", "title", "institution", "year"):  # what BibTeX wants of a report
        assert f"  {field} = {{" in entry
    assert bib.count(told.view.meta.sha256) == 2


def test_what_is_not_known_is_left_out(dataset):
    told = Assessment(dataset, "上海市人民政府办公厅", 2019)
    assert not told.view.meta.published
    bib, (_, report) = files(cite(told))
    assert "issued" not in report
    assert "URL" not in report
    assert "year = " not in bib


def test_no_name_is_a_command_of_tex_or_an_element(dataset):
    changed = replace(
        dataset, reports=dataset.reports.assign(agency_printed=HOSTILE, title=HOSTILE)
    )
    shown = cite(Assessment(changed, "湘乡市自然资源局", 2022))
    assert "<b>" not in shown.text
    bib, (_, report) = files(shown)
    assert report["title"] == HOSTILE
    assert r"某县\{局\}{\textbackslash}input\{x\}\$x\_1\$ 100\% \& <b>" in bib
