"""Every English template agrees with its counts: one check passes, two checks pass."""

import re

import pytest
from jinja2 import meta

from analysis.checking.findings import wording as findings
from analysis.telling import parts
from analysis.telling import sentence as telling_sentence
from analysis.telling import wording as telling
from analysis.telling.view import ReportView

_NOUNS = (
    "agencies|cases|cells|changes|checks|days|errors|figures|files|notes|parts|peers|points|reports"
    "|requests|rows|sections|shares|territories|warnings|years"
)
_DISAGREES = re.compile(
    rf"(?<![\d.,/%+−–-])1 (?:more |other )?(?:single )?(are|were|have|{_NOUNS})\b"
)

# The form has two hundred cells, and what is too few is a constant.
_FIXED = {"cells": 200, "limit": 5, "small": 5, "peers": 5, "minimum": 5}


class Count(int):
    """A figure that serves wherever a template takes a count, a share, a list or a day."""

    basis, lacking, known, disputed, unread = "stated", False, True, False, False
    year, month, day, cells = 2024, 1, 31, ()
    part_marks, whole_marks = frozenset(), frozenset()

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return {"estimate": 0.5, "low": 0.25, "high": 0.75}.get(name, int(self))

    @property
    def whole(self):
        return int(self)

    def __iter__(self):
        return iter([("x", self)] * int(self))

    def __len__(self):
        return int(self)

    def __getitem__(self, at):
        return ["x"] * int(self)

    def startswith(self, text):
        return False


def templates():
    for key, texts in telling.wording_in("sentences").items():
        yield key, telling_sentence._sentences(), texts
    for key, texts in findings.read_wording("analysis.checking.findings", "findings.yml").items():
        if "en" in texts and key != "words":
            yield key, findings._wording(), texts


def _names(wording, text):
    env = wording._environment("en")
    return meta.find_undeclared_variables(env.parse(text))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_no_english_sentence_disagrees_with_its_count(count):
    wrong = []
    for key, wording, texts in templates():
        names = _names(wording, texts["en"])
        values = {name: Count(_FIXED.get(name, count)) for name in names} | {"kind": "proportion"}
        values["items"] = [("x", Count(count), "proportion")] * count
        text = wording.say(key, "en", **values)
        wrong += [(key, m[0]) for m in _DISAGREES.finditer(text)]
    assert not wrong


def test_a_template_without_agreement_would_be_seen():
    assert _DISAGREES.search("1 checks are undecided")
    assert _DISAGREES.search("Not listed: 1 more are not shown")
    assert not _DISAGREES.search("2021 checks")


def test_no_unit_of_a_table_disagrees_with_its_count(dataset):
    views = [ReportView(dataset, report, "en") for report in dataset.reports["report"]]
    units = set(re.findall(r">1[†×※]? <small>([^<]*)</small>", parts.tables.indicators(views).text))
    assert units
    assert not [unit for unit in units if unit.endswith("s")]
