"""Files of texts: no key twice, and no text that is missing without anybody noticing."""

import pytest

from analysis import templates
from analysis.checking import check_reports
from analysis.checking.findings.wording import say
from tests.support.rule_cases import made


def test_a_key_that_stands_twice_is_refused(monkeypatch):
    text = "first: {zh: 甲, en: a}\nsecond: {zh: 乙, en: b}\nfirst: {zh: 丙, en: c}\n"
    monkeypatch.setattr(templates, "text_of", lambda package, name: text)
    with pytest.raises(ValueError, match=r"twice\.yml: line 3: 'first' stands twice"):
        templates.read_wording("a.package", "twice.yml")


def test_a_kind_of_finding_without_a_text_is_a_defect():
    with pytest.raises(KeyError, match="no_such_kind"):
        say("no_such_kind", {})


@pytest.mark.parametrize("table", ["disclosure", "requests", "remedies"])
@pytest.mark.parametrize("word", ["absent", "unreadable"])
def test_every_finding_about_what_was_not_read_has_words(table, word):
    report = made({f"{table}/*": word}, agency="某县林业局", year=2023)
    found = check_reports([report]).findings
    assert len(found[found["rule"] == f"{table}.legible"]) == 1
    for part in ("zh", "en", "resolve_zh", "resolve_en"):
        assert found[part].str.len().min() > 5, (part, found[part].tolist())
