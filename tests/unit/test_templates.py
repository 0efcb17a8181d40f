"""Files of texts: no key twice, and no text that is missing without anybody noticing."""

import re
from importlib.resources import files

import pytest
import yaml

from analysis import templates
from analysis.checking import check_reports
from analysis.checking.findings.wording import say
from analysis.wording import between, every, in_row
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


def texts_of(node):
    """Every text of a YAML file, keys and values."""
    if isinstance(node, yaml.ScalarNode):
        yield node.value
        return
    for child in node.value:
        for part in child if isinstance(child, tuple) else (child,):
            yield from texts_of(part)


# What a user types, in a message about it, and what a report may print: no prose of ours.
CODE = {"messages/input.yml", "recognising/claims/patterns.yml"}


def test_all_texts_quote_with_one_kind_of_marks():
    home, straight = files("analysis"), []
    for path in sorted(home.rglob("*.yml")):
        if (name := path.relative_to(home).as_posix()) not in CODE:
            for text in texts_of(yaml.compose(path.read_text(encoding="utf-8"))):
                bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
                straight += [(name, text)] * ('"' in bare)
    assert not straight


@pytest.mark.parametrize(
    ("texts", "more", "zh", "en"),
    [
        (["甲"], 0, "甲", "甲"),
        (["甲", "乙"], 0, "甲、乙", "甲 and 乙"),
        (["甲 (1, 2)", "乙", "丙"], 0, "甲 (1, 2)、乙、丙", "甲 (1, 2), 乙 and 丙"),
        (["甲, 乙", "“丙, 丁”"], 0, "甲, 乙、“丙, 丁”", "甲, 乙; and “丙, 丁”"),
        (["甲 and 乙", "丙"], 0, "甲 and 乙、丙", "甲 and 乙, and 丙"),
        (["甲", "乙"], 1_200, "甲、乙等", "甲, 乙 and 1,200 more"),
    ],
)
def test_texts_in_a_row_are_parted_as_each_language_parts_them(texts, more, zh, en):
    assert in_row(texts, "zh", more) == zh
    assert in_row(texts, "en", more) == en


@pytest.mark.parametrize(
    ("count", "text"),
    [
        *((1, "the one check"), ("1", "the one check"), (2, "both checks"), ("0", "all 0 checks")),
        *((1200, "all 1,200 checks"), ("1,200", "all 1,200 checks")),
    ],
)
def test_the_whole_of_a_count_is_named_whether_it_is_a_number_or_written(count, text):
    assert every(count, "check", "checks") == text


def test_a_bound_of_both_ends_is_told_once():
    """Seen: 0.0%～<0.0001%."""
    for lang in ("zh", "en"):
        assert between("0.0%", "<0.0001%", lang) == "<0.0001%"
        assert between(">99.9999%", "100.0%", lang) == ">99.9999%"
    assert between("<0.0001%", "0.1%", "zh") == "<0.0001%～0.1%"
