"""For each sentence, the numbers that its cells come to and the rule by which it is said, written out anew."""

import itertools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

from . import reckoning
from .book import COUNTS, FORMULAS, MINIMUM, RATES, SMALL, Book, Count, Page, Ratio
from .checker import (
    Expected,
    Near,
    Unsupported,
    amount,
    bare,
    counted,
    exact,
    figure,
    measure,
    number,
    percent,
)

RULES: dict[str, Callable[["Said"], list[Expected]]] = {}
ANY_ORDER = {
    "who.format",
    "who.source",
    "who.transcription",
    "time.early",
    "time.late",
    "time.on_day",
    "time.no_limit",
    "continue.hold",
    "continue.fail",
    "compare.years",
    "terr.checks_hold",
    "terr.continue_hold",
    "form.cells_some",
    "check.implied",
    "mind.forms",
    "peer.alone",
}


# The rows that a sentence counts, the share that it misses where that has another name, and how it calls them.
PARTS = {
    "granted": r"requests/granted/total",
    "partly_granted": r"requests/partly_granted/total",
    **{k: FORMULAS[k][0] for k in ("unprocessed", "other", "refused", "unavailable")},
    "carried_out": FORMULAS["carried_out"][0],
}
SHARE_OF = {"partly_granted": "granted_any"}
LABELS = {
    "granted": ("予以公开", "Granted"),
    "partly_granted": ("部分公开", "Partly granted"),
    "unprocessed": ("不予处理", "Not processed"),
    "other": ("其他处理", "Otherwise closed"),
    "refused": ("不予公开", "Refused"),
    "unavailable": ("无法提供", "Unavailable"),
    "carried_out": ("结转下年", "Carried forward"),
}


# Shares whose changes a comparison tests jointly.
CHANGED = (
    "natural_persons",
    "granted",
    "granted_any",
    "refused",
    "unavailable",
    "unprocessed",
    "other",
    "carried_out",
    "review_corrected",
    "suits_corrected",
)


def rule(*keys: str):
    def add(function):
        for key in keys:
            RULES[key] = function
        return function

    return add


@dataclass
class Said:
    """A sentence, with what a checker may look at: the cells it names, and the corpus."""

    key: str
    text: str
    lang: str
    cells: dict[str, list[str]]  # report to the codes it refers to
    book: Book
    told: Any
    ids: dict[str, str]  # label to id of an indicator

    def need(self, holds: bool, what: str) -> None:
        if not holds:
            raise Unsupported(f"[{self.key}] {what}: {self.text}")

    @property
    def pages(self) -> list[Page]:
        return [self.book.pages[r] for r in self.cells]

    @property
    def page(self) -> Page:
        """The report of an assessment."""
        return self.book.pages[self.told.view.id]

    def counts(self) -> list[Count]:
        """What the cells of each report come to together."""
        return [self.book.pages[r].count(codes) for r, codes in self.cells.items()]

    def each(self) -> list[Count]:
        """What each cell comes to."""
        return [self.book.pages[r].count([c]) for r, codes in self.cells.items() for c in codes]

    def indicator(self) -> str:
        """The indicator that the sentence speaks of, by the longest label that it begins with."""
        label = max((name for name in self.ids if self.text.startswith(name)), key=len, default="")
        self.need(bool(label), "no indicator is named")
        return self.ids[label]

    def ratios(self) -> dict[str, Ratio]:
        """The indicator in each report, whose cells must be all of its cells and no others."""
        name = self.indicator()
        out = {}
        for report, codes in self.cells.items():
            page = self.book.pages[report]
            wanted = {c for p in FORMULAS[name] for c in page.matching(p)}
            self.need(set(codes) == wanted, f"refers to {sorted(set(codes) ^ wanted)[:3]} wrongly")
            out[report] = page.ratio(name)
        return out


@rule(
    "who.scope_agency",
    "who.scope_territory",
    "who.scope_told_agency",
    "who.scope_told_territory",
    "who.scope_committee",
    "who.scope_unknown",
)
def _scope(s: Said) -> list[Expected]:
    meta = s.page.meta
    own = str(meta["scope"] or "unknown")
    zone = meta["kind"] == "zone" and s.key == "who.scope_committee"
    s.need(s.key.rpartition("_")[2] == ("committee" if zone else own), "another scope")
    return []


@rule(
    "who.source_unknown",
    "form.unknown",
    "form.complete",
    "time.unknown",
    "time.no_law",
    "end.interval",
    "change.share_note",
    "beside.share_note",
    "compare.order",
    "cannot.content",
    "cannot.lawful",
    "cannot.remedies",
    "cannot.carried",
    "cannot.self",
    "cannot.territory",
    "cannot.blank",
    "cannot.compare",
    "cannot.population",
    "peer.by_rule",
    "peer.by_user",
    "peer.order",
    "mind.counts",
    "mind.duties",
    "note.funnel",
    "terr.order",
    "terr.counts",
    "terr.sums",
)
def _nothing(s: Said) -> list[Expected]:
    return []


@rule("who.report")
def _who(s: Said) -> list[Expected]:
    return [str(s.page.meta["year"])]


@rule("who.printed")
def _printed(s: Said) -> list[Expected]:
    s.need(s.page.meta["agency_printed"] in s.text, "another name")
    return []


@rule("who.format")
def _format(s: Said) -> list[Expected]:
    document = {"2019": ["2019", "60"], "2021": ["2021", "30"]}[s.page.meta["format"]]
    return [*document, s.page.meta["format"], number(len(s.page.cells))]


@rule("who.format_other_year")
def _other(s: Said) -> list[Expected]:
    due = "2019" if s.page.meta["year"] <= 2020 else "2021"
    s.need(due != s.page.meta["format"], "the form is the one that was due")
    return [due]


@rule("who.transcription", "who.source", "form.incomplete")
def _masked(s: Said) -> list[Expected]:
    return []


@rule("time.early", "time.late", "time.on_day", "time.no_limit")
def _time(s: Said) -> list[Expected]:
    meta = s.page.meta
    day = date.fromisoformat(meta["published"][:10])
    limits = {"agency": (1, 31), "territory": (3, 31)}
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]

    def said(d: date) -> list[Expected]:
        if s.lang == "zh":
            return [str(d.year), str(d.month), str(d.day)]
        s.need(f"{d.day} {months[d.month - 1]} {d.year}" in s.text, "another day")
        return [str(d.day), str(d.year)]

    if s.key == "time.no_limit":
        s.need(not meta["scope"], "the limit is known")
        return said(day)
    limit = date(int(meta["year"]) + 1, *limits[meta["scope"]])
    late = (day - limit) // timedelta(days=1)
    s.need(
        s.key == ("time.late" if late > 0 else "time.early" if late < 0 else "time.on_day"),
        "another order of days",
    )
    return (
        said(day)
        + said(limit)
        * (s.key != "time.on_day" or s.lang != "zh" or "{{ limit" in s.text)
        * (late != 0)
        + ([str(abs(late))] if late else [])
    )


@rule("form.cells_all", "form.cells_some")
def _cells(s: Said) -> list[Expected]:
    of = [status for status, _, _ in s.page.cells.values()]
    total, stated = len(of), of.count("stated")
    s.need(
        (s.key == "form.cells_all") == (total == stated), "another number of cells state a number"
    )
    if total == stated:
        return [str(total)]
    rest = [of.count(k) for k in ("blank", "mark", "absent", "unreadable")]
    return [str(total), str(stated), *(str(n) for n in rest if n)]


@rule("check.all_hold", "check.some_undecided", "check.some_fail")
def _ties(s: Said) -> list[Expected]:
    tally = s.page.ties()
    prior = s.book.prior(s.told.view.id)
    if prior is not None:
        for k, v in s.page.between(prior).items():
            tally[k] = tally.get(k, 0) + v
    tally.pop("none", None)
    total = sum(tally.values())
    key = (
        "check.some_fail"
        if tally["fail"]
        else "check.some_undecided"
        if tally["open"]
        else "check.all_hold"
    )
    s.need(s.key == key, f"the ties are {tally}")
    between = ("年度间" if s.lang == "zh" else "between years") in s.text
    s.need(between == (prior is not None), "between years or not")
    if key == "check.all_hold" or (key == "check.some_undecided" and not tally["hold"]):
        return [str(total)]
    return [
        str(v)
        for v in (
            total,
            tally["hold"],
            *([tally["fail"]] if key == "check.some_fail" else []),
            tally["open"],
        )
    ]


@rule("check.implied")
def _implied(s: Said) -> list[Expected]:
    implied = [c for c, (status, _, other) in s.page.cells.items() if not math.isnan(other)]
    s.need(
        sorted(implied) == sorted(c for codes in s.cells.values() for c in codes),
        "other cells are implied",
    )
    return [str(len(implied))]


@rule("check.prior_loaded", "check.prior_missing")
def _prior(s: Said) -> list[Expected]:
    prior = s.book.prior(s.told.view.id)
    s.need((prior is not None) == (s.key == "check.prior_loaded"), "the year before")
    return [str(prior.meta["year"])] if prior else []


@rule("check.claims_none", "check.claims_agree", "check.claims_differ")
def _claims(s: Said) -> list[Expected]:
    verdicts = s.book.claims.get(s.told.view.id, [])
    counts = [
        verdicts.count(v) for v in ("agrees", "contradicts", "different scope", "cannot tell")
    ]
    if not verdicts:
        return []
    if counts[0] == len(verdicts):
        return [str(len(verdicts))]
    rest = [count for count in counts[2:] if count]  # another scope, and not decided: if there are
    return [str(len(verdicts)), *map(str, counts[:2] + rest)]


@rule(
    "disclosure.document_2021",
    "disclosure.document_2019",
    "disclosure.amount",
    "disclosure.decisions",
    "in.received",
)
def _in_order(s: Said) -> list[Expected]:
    return [e for c in s.each() for e in amount(c)]


@rule("in.none", "in.no_organisations", "end.none", "end.no_partly", "remedy.none")
def _zeros(s: Said) -> list[Expected]:
    s.need(all(c.value == 0 and not c.disputed for c in s.each()), "not all are zero")
    row = {
        "in.none": r"requests/received/\w+",
        "end.none": r"requests/concluded/\w+",
        "end.no_partly": r"requests/partly_granted/\w+",
    }.get(s.key)
    s.need(row is None or s.page.nothing(row), "a part is not zero, not known or disputed")
    return []


@rule("end.no_unprocessed", "end.no_other", "refuse.none", "hold.none", "carry.none")
def _no_part(s: Said) -> list[Expected]:
    rows = {
        "end.no_unprocessed": "unprocessed",
        "end.no_other": "other",
        "refuse.none": "refused",
        "hold.none": "unavailable",
        "carry.none": "carried_out",
    }
    pattern = FORMULAS[rows[s.key]][0].replace("/total", r"/\w+")
    s.need(s.page.nothing(pattern), "not zero, not known or disputed")
    return []


@rule("end.unknown", "remedy.unknown")
def _unknown(s: Said) -> list[Expected]:
    s.need(s.counts()[0].value is None, "the number is known")
    return []


@rule("refuse.unknown", "hold.unknown", "carry.unknown")
def _share_unknown(s: Said) -> list[Expected]:
    name = {
        "refuse.unknown": "refused",
        "hold.unknown": "unavailable",
        "carry.unknown": "carried_out",
    }[s.key]
    ratio = s.page.ratio(name)
    s.need(ratio.state != "known" and ratio.top.value != 0, "the share is known")
    return []


@rule(
    "in.natural", "end.granted", "remedy.review_corrected", "remedy.suits_corrected", "carry.some"
)
def _one_share(s: Said) -> list[Expected]:
    name = {
        "in.natural": "natural_persons",
        "end.granted": "granted",
        "remedy.review_corrected": "review_corrected",
        "remedy.suits_corrected": "suits_corrected",
        "carry.some": "carried_out",
    }[s.key]
    beside = _together(s, name) if s.key == "in.natural" else []
    return _checked(s, name, [*counted(s.page.ratio(name)), *beside])


def _together(s: Said, name: str) -> list[Expected]:
    """How many comparable peers there are, and the share of all their cases."""
    group = s.told.peers.group
    own = [s.book.pages[r].ratio(name) for r in group.reports] if group.id else []
    own = [r for r in own if r.state == "known" and not r.disputed]
    own = [r for r in own if (r.bottom.value or 0) >= SMALL]
    mine = s.page.ratio(name)
    if len(own) < MINIMUM or (mine.bottom.value or 0) < SMALL:
        return []
    parts, wholes = (sum(Fraction(getattr(r, k).value) for r in own) for k in ("top", "bottom"))
    implied = any(r.top.implied or r.bottom.implied for r in own)
    return [str(len(own)), percent(parts / wholes) + ("†" if implied else "")]


def _checked(
    s: Said, name: str, said: list[Expected], more: tuple[str, ...] = ()
) -> list[Expected]:
    wanted = {c for p in FORMULAS[name] for c in s.page.matching(p)} | set(more)
    s.need({c for codes in s.cells.values() for c in codes} == wanted, "refers to other cells")
    return said


@rule("end.partly")
def _partly(s: Said) -> list[Expected]:
    partly = s.page.count(["requests/partly_granted/total"])
    return _checked(s, "granted_any", amount(partly) + counted(s.page.ratio("granted_any")))


@rule("end.unprocessed", "end.other", "refuse.some", "hold.some")
def _group(s: Said) -> list[Expected]:
    name = {
        "end.unprocessed": "unprocessed",
        "end.other": "other",
        "refuse.some": "refused",
        "hold.some": "unavailable",
    }[s.key]
    rows = [s.page.count([c]) for c in s.page.matching(FORMULAS[name][0])]
    return _checked(
        s, name, counted(s.page.ratio(name)) + [e for c in rows if c.value != 0 for e in amount(c)]
    )


@rule("part.uncomputed")
def _uncomputed_part(s: Said) -> list[Expected]:
    """A count whose share is unknown; the sentence rests on the cells of both."""
    cells = {c for codes in s.cells.values() for c in codes}
    named = [k for k, label in LABELS.items() if s.text.startswith(label[s.lang == "en"])]
    s.need(len(named) == 1, f"it is on {named}")
    own = s.page.count(s.page.matching(PARTS[named[0]]))
    ratio = s.page.ratio(SHARE_OF.get(named[0], named[0]))
    s.need(cells == {*own.codes, *ratio.top.codes, *ratio.bottom.codes}, "refers to other cells")
    s.need(ratio.state != "known", "the share is known")
    said = ("存疑" if s.lang == "zh" else "disputed") in s.text
    s.need(said == own.disputed, "disputed or not")
    return amount(own)


@rule("zero.printed")
def _zero_printed(s: Said) -> list[Expected]:
    """A total of zero whose parts do not bear it out, with the reason why they do not."""
    codes = [c for own in s.cells.values() for c in own]
    rows = {c.rpartition("/")[0] for c in codes}
    s.need(
        set(codes) == {c for r in rows for c in s.page.matching(re.escape(r) + r"/\w+")}, "cells"
    )
    total = s.page.count([c for c in codes if c.endswith("/total")])
    parts = s.page.count([c for c in codes if not c.endswith("/total")])
    s.need(total.value == 0, "the total is not zero")
    reasons = {
        "各项也均为零，其中有数字存疑，待核实": "and all of its parts are 0; some of these figures are disputed, to be verified",
        "存疑，待核实": "disputed, to be verified",
        "其各项中有存疑数字，待核实": "but some of its parts are disputed, to be verified",
        "其各项未能全部读出": "but not all of its parts were read",
        "其各项未全部载明": "but not all of its parts are stated",
        "与各项不符": "which does not agree with its parts",
    }
    gaps = [s.page.cells[c] for c in codes if not c.endswith("/total")]
    unread = any(st in ("absent", "unreadable") and math.isnan(other) for st, _, other in gaps)
    open_ = parts.value is None
    disputed = total.disputed or parts.disputed
    tests = (
        parts.value == 0 and disputed,
        *(total.disputed, parts.disputed, open_ and unread, open_, parts.value != 0),
    )
    s.need(any(tests), "there was nothing")
    zh, en = list(reasons.items())[tests.index(True)]
    s.need(s.text.endswith(f"，{zh}。" if s.lang == "zh" else f", {en}."), f"the reason is: {zh}")
    implied = ("推算" if s.lang == "zh" else "total implied") in s.text
    several = re.search("各行总计相加|the totals of its rows", s.text)  # each printed or implied
    s.need(bool(several) or implied == total.implied, "printed or implied")
    return amount(total)


@rule("remedy.printed")
def _remedy_printed(s: Said) -> list[Expected]:
    """A total of zero beside parts that are not."""
    codes = [c for own in s.cells.values() for c in own]
    total = s.page.count([c for c in codes if c.endswith("/total")])
    parts = [s.page.count([c]) for c in codes if not c.endswith("/total")]
    s.need(total.value == 0 and any((c.value or 0) > 0 for c in parts), "zero beside no part")
    said = ("存疑" if s.lang == "zh" else "disputed") in s.text
    s.need(said == total.disputed, "disputed or not")
    return amount(total) + [e for c in parts if c.value != 0 for e in amount(c)]


@rule("in.organisations")
def _organisations(s: Said) -> list[Expected]:
    return [e for c in s.each() if c.value != 0 or c.disputed for e in amount(c)]


@rule("end.concluded")
def _concluded(s: Said) -> list[Expected]:
    return amount(s.counts()[0])


@rule("remedy.some")
def _remedy(s: Said) -> list[Expected]:
    total, *parts = s.each()
    return amount(total) + [e for c in parts if c.value != 0 for e in amount(c)]


# --- the first lines -------------------------------------------------------------------------------------------------------


@rule("lead.requests")
def _lead(s: Said) -> list[Expected]:
    received, concluded = (
        s.page.count([f"requests/{row}/total"]) for row in ("received", "concluded")
    )
    year = str(s.page.meta["year"])
    share = s.page.ratio("granted_any")
    shown = [year, *amount(received), *amount(concluded)]
    if not share.disputed:  # of few cases how many, and neither of how many nor the share
        shown += counted(share)[: 1 if (share.bottom.value or 0) < SMALL else None]
    return _checked(
        s, "granted_any", shown, ("requests/received/total", "requests/concluded/total")
    )


@rule("lead.doubt", "lead.sound", "lead.unchecked")
def _lead_doubt(s: Said) -> list[Expected]:
    tally, prior = s.page.ties(), s.book.prior(s.told.view.id)
    tally = {k: v + (s.page.between(prior).get(k, 0) if prior else 0) for k, v in tally.items()}
    total = sum(v for k, v in tally.items() if k != "none")
    against = s.book.claims.get(s.told.view.id, []).count("contradicts")
    later = _disputed_later(s)
    s.need((s.key == "lead.doubt") == bool(tally["fail"] or against or later), "in doubt or not")
    year = str(s.page.meta["year"])
    if s.key == "lead.unchecked":
        s.need(not tally["hold"], "some pass")
        return [year, str(total)] if s.lang == "zh" or total > 2 else [year]
    if s.key == "lead.sound":
        s.need(tally["hold"] > 0, "none passes")
        agree = s.book.claims.get(s.told.view.id, []).count("agrees")
        zero = ["0"] if s.lang == "en" else []
        checks = [str(total)] if s.lang == "zh" or total > 2 else []
        if tally["open"]:
            checks = [str(total), str(tally["hold"]), *zero, str(tally["open"])]
        agreeing = [str(agree)] if agree and (s.lang == "zh" or agree > 2) else []
        found = s.book.findings.get(s.told.view.id, [])
        issues = len(found) - found.count("note")
        more = [str(issues)] if issues else []
        return [year, *checks, *agreeing, *more]
    checks = [str(total), str(tally["fail"])] if tally["fail"] else []
    if s.lang == "en":
        checks.reverse()
    next_ = [str(int(year) + 1), str(later)] if later else []
    if s.lang == "en":
        next_.reverse()
    return [year, *checks, *([str(against)] if against else []), *next_]


def _disputed_later(s: Said) -> int:
    """How many equations between the next year's report and this one fail."""
    after = s.book.prior(s.told.view.id, -1)
    return after.between(s.page)["fail"] if after else 0


@rule("check.later_fails")
def _later(s: Said) -> list[Expected]:
    codes = set(s.cells[s.told.view.id])
    s.need(bool(codes) and codes <= s.page.disputed, "it rests on what nothing disputes")
    year, count = str(s.page.meta["year"] + 1), str(_disputed_later(s))
    s.need(count != "0", "no such check fails")
    return [year, count] if s.lang == "zh" else [count, year]


@rule("lead.missing")
def _lead_missing(s: Said) -> list[Expected]:
    prior = s.book.prior(s.told.view.id)
    open_ = [
        status
        for status, _, other in s.page.cells.values()
        if status != "stated" and math.isnan(other)
    ]
    unread = sum(status in ("absent", "unreadable") for status in open_)
    s.need(bool(open_ or prior is None), "nothing is missing")
    said = "未载入" in s.text or "not loaded" in s.text
    s.need(said == (prior is None), "the year before")
    counts = [str(n) for n in (len(open_) - unread, unread) if n]
    return [str(s.page.meta["year"]), *counts]


# --- the first page --------------------------------------------------------------------------------------------------------


@rule("sum.no_figure")
def _no_figure(s: Said) -> list[Expected]:
    """Shares of the first page that are none: nothing to divide by, or figures lacking."""
    page, claims = s.page, s.book.claims.get(s.told.view.id, [])
    unread = [status in ("absent", "unreadable") for status, _, _ in page.cells.values()]
    names = ("granted_any", "refused", "unavailable", "unprocessed", "review_corrected")
    states = [page.ratio(name).state for name in (*names, "suits_corrected", "carried_out")]
    empty = states.count("nothing") + all(unread)
    empty += not claims.count("agrees") + claims.count("contradicts")
    lacking = states.count("unknown")
    both = [str(empty), str(lacking)] if empty and lacking else []
    return [str(empty + lacking), *both]


@rule("sum.no_findings")
def _no_findings(s: Said) -> list[Expected]:
    s.need(not s.book.findings.get(s.told.view.id), "there are findings")
    prior = s.book.prior(s.told.view.id)
    undecided = s.page.ties()["open"] + (s.page.between(prior)["open"] if prior else 0)
    return [*([str(undecided)] if undecided else []), *_later_points(s)]


def _later_points(s: Said) -> list[Expected]:
    """What is at the end of the sentence on findings where the next report disputes figures."""
    later = _disputed_later(s)
    return [str(s.page.meta["year"] + 1), str(later)] if later else []


@rule("sum.always", "sum.peers_none", "sum.peers_one")
def _said_only(s: Said) -> list[Expected]:
    return []


@rule("sum.findings")
def _findings(s: Said) -> list[Expected]:
    of = s.book.findings.get(s.told.view.id, [])
    errors, warnings, notes = (of.count(k) for k in ("error", "warning", "note"))
    issues = [errors, warnings]
    if s.lang == "zh":  # the sum, and its parts where there are both
        issues = [errors + warnings, *(issues if errors and warnings else [])]
        return [*(str(n) for n in issues if n), *([str(notes)] if notes else []), *_later_points(s)]
    return [*(str(n) for n in (*issues, notes) if n), *_later_points(s)]


def _gaps(s: Said) -> list[Expected]:
    """How many cells print no number, and how many were not read; what there is none of is not said."""
    of = [status for status, _, _ in s.page.cells.values()]
    unread = sum(of.count(k) for k in ("absent", "unreadable"))
    empty = len(of) - of.count("stated") - unread
    words = (("未印数字", "未读到"), ("no number", "not read by"))[s.lang == "en"]
    for count, text in zip((empty, unread), words, strict=True):
        s.need((text in s.text) == bool(count), f"{count} cells: {text}")
    return [str(n) for n in (empty, unread) if n]


@rule("sum.documents_2021", "sum.documents_2019", "sum.requests")
def _each(s: Said) -> list[Expected]:
    return [e for c in s.each() for e in amount(c)]


@rule("sum.peers")
def _among(s: Said) -> list[Expected]:
    f = Field(
        s,
        "granted_any",
        {r: s.book.pages[r].ratio("granted_any") for r in s.told.peers.group.reports},
    )
    group = reckoning.group_of(tuple(f.xs), tuple(f.ns), False)
    f.group = group
    side, level, _, edge = f.where(s.told.view.id)
    own = list(f.known).index(s.told.view.id)
    q = reckoning.step_up(group.p_values())[own]
    words = {"inside": ("之内", "within"), "above": ("高于", "above"), "below": ("低于", "below")}[
        side
    ]
    s.need(words[s.lang == "en"] in s.text or edge, f"it lies {side}")
    middle = _about(group.median(own), False)
    share = bare(s.page.ratio("granted_any"))
    head: list[Expected] = (
        [*share, str(len(f.known)), middle]
        if s.lang == "zh"
        else [middle, str(len(f.known)), *share]
    )
    inside = ("之内" if s.lang == "zh" else "within") in s.text
    if inside:
        s.need(side == "inside" or edge, f"it lies {side}")
        return head
    said = _level(s) + "%"
    s.need(said == f"{level}%" or edge, f"it lies {side} the {level} % limits")
    rare = ("不能认定" not in s.text) if s.lang == "zh" else ("not established" not in s.text)
    s.need(rare == (q <= 0.05) or abs(q - 0.05) < ABOUT * 0.05, f"q is {q}")
    return [*head, said, _q(q, s)]


@rule("sum.peers_equal")
def _alike(s: Said) -> list[Expected]:
    ratios = [s.book.pages[r].ratio("granted_any") for r in s.told.peers.group.reports]
    known = [r for r in ratios if r.state == "known" and not r.disputed]
    s.need(len({r.value for r in known}) == 1, "they are not alike")
    own, sized = s.page.ratio("granted_any"), [r for r in known if (r.bottom.value or 0) >= SMALL]
    s.need(own in sized, "its own is not among those that are counted")
    return [*bare(own), *_of_five(s, len(sized))]


@rule("sum.no_share")
def _no_share(s: Said) -> list[Expected]:
    share = s.page.ratio("granted_any")
    s.need(share.state != "known", "the share is known")
    s.need(("×" in s.text) == share.disputed, "disputed or not")
    known = share.top.value is not None and share.bottom.value is not None
    if not known:
        return _checked(s, "granted_any", [])
    part = number(share.top.value, share.top.implied, share.top.disputed)
    whole = number(share.bottom.value, share.bottom.implied, share.bottom.disputed)
    nothing = share.top.value == share.bottom.value == 0
    return _checked(s, "granted_any", [whole] if nothing else [part, whole])


@rule("sum.peers_disputed")
def _peers_disputed(s: Said) -> list[Expected]:
    share = s.page.ratio("granted_any")
    s.need(share.state == "known" and share.disputed, "it is not known, or not disputed")
    return _checked(s, "granted_any", bare(share))


@rule("sum.no_remedies", "sum.remedies")
def _remedies(s: Said) -> list[Expected]:
    review, suits = (
        s.page.count(s.page.matching(r"remedies/review/total")),
        s.page.count(s.page.matching(r"remedies/suit_\w+/total")),
    )
    none = s.page.nothing(r"remedies/\w+/\w+")
    s.need(none == (s.key == "sum.no_remedies"), "none or some")
    return [] if none else amount(review) + amount(suits)


@rule("sum.blank")
def _blank(s: Said) -> list[Expected]:
    gaps = [other for status, _, other in s.page.cells.values() if status != "stated"]
    implied = sum(not math.isnan(v) for v in gaps)
    split = [str(implied), str(len(gaps) - implied)] if 0 < implied < len(gaps) else []
    return [*_gaps(s), *split]


@rule("sum.peers_few")
def _few_peers(s: Said) -> list[Expected]:
    count = len(s.told.peers.group.reports)
    s.need(1 < count < MINIMUM, f"{count} peers")
    return [str(count)]


@rule("sum.peers_small")
def _small_own(s: Said) -> list[Expected]:
    s.need(0 < (s.page.ratio("granted_any").bottom.value or 0) < SMALL, "not small")
    return ["5"]


# --- several reports -------------------------------------------------------------------------------------------------------


@rule("compare.years")
def _years(s: Said) -> list[Expected]:
    return [str(v.meta.year) for v in s.told.views]


@rule("compare.agencies")
def _agencies(s: Said) -> list[Expected]:
    return [str(len(s.told.views))]


@rule(
    "caution.scope",
    "caution.scope_unknown",
    "caution.implied",
    "caution.fail",
    "caution.transcription",
    "caution.none",
    "caution.form",
)
def _named(s: Said) -> list[Expected]:
    """Reports by name; those of one agency by their years, unless it is all of them."""
    if not s.told.one_agency:
        return []
    pages = [s.book.pages[v.id] for v in s.told.views]
    chosen = {
        "caution.implied": [
            p for p in pages if any(not math.isnan(v) for _, _, v in p.cells.values())
        ],
        "caution.fail": [p for p in pages if p.disputed],
        "caution.transcription": [p for p in pages if p.meta["transcription"]],
        "caution.small": [p for p in pages if 0 < _concluded(p) < 30],
    }.get(s.key, pages)
    lists = [chosen] if len(chosen) < len(pages) else []
    if s.key == "caution.form":
        lists = [[p for p in pages if str(p.meta["format"]) == f] for f in ("2019", "2021")]
    # The name of one report is a name; of several the years follow the name of the agency, in
    # English the first of them as part of it.
    return [
        str(p.meta["year"])
        for own in lists
        for p in (own[1:] if s.lang == "en" else own if len(own) > 1 else [])
    ]


def _concluded(page: Page) -> float:
    value = page.count(["requests/concluded/total"]).value
    return math.inf if value is None else float(value)


@rule("caution.printed")
def _printed_names(s: Said) -> list[Expected]:
    names = {v.meta.agency_printed for v in s.told.views if v.meta.agency_printed != v.meta.agency}
    s.need(any(name in s.text for name in names), "no other name")
    return []


@rule("caution.year")
def _several_years(s: Said) -> list[Expected]:
    return [str(y) for y in sorted({int(v.meta.year) for v in s.told.views})]


@rule("caution.gap")
def _gap(s: Said) -> list[Expected]:
    years = {int(v.meta.year) for v in s.told.views}
    return [str(y) for y in range(min(years), max(years)) if y not in years]


@rule("caution.small")
def _small(s: Said) -> list[Expected]:
    s.need(all(c.value is not None and 0 < c.value < 30 for c in s.counts()), "not small")
    return ["30", *_named(s)]


def _two_counts(s: Said) -> tuple[Count, Count]:
    s.need(len(s.cells) == 2, "refers to other than two reports")
    first, second = s.counts()
    label = s.text.partition("：" if s.lang == "zh" else ":")[0].partition(
        "（" if s.lang == "zh" else " ("
    )[0]
    name = s.ids.get(label)
    if name in COUNTS:
        for page, codes in zip(s.pages, s.cells.values(), strict=True):
            s.need(set(codes) == set(page.matching(COUNTS[name])), "refers to other cells")
    return first, second


@rule("change.count")
def _change(s: Said) -> list[Expected]:
    first, second = _two_counts(s)
    s.need(
        first.value is not None and second.value is not None and first.value != second.value,
        "no change",
    )
    s.need(not first.disputed and not second.disputed, "a count is disputed")
    assert first.value is not None
    assert second.value is not None
    by = second.value - first.value
    relative = [_signed(percent(by / first.value))] if first.value >= 100 else []
    return _dated(s, amount(first), amount(second)) + [_signed(number(by))] + relative


def _dated(s: Said, first: list[Expected], second: list[Expected]) -> list[Expected]:
    """Two figures, each with its year as its language places it."""
    one, two = (str(page.meta["year"]) for page in s.pages)
    if s.lang == "zh":
        return [one, *first, two, *second]
    return [*first, one, *second, two]


def _signed(text: str) -> str:
    return text if text.startswith("-") or not re.search("[1-9]", text) else "+" + text


@rule("change.count_disputed")
def _disputed_counts(s: Said) -> list[Expected]:
    first, second = _two_counts(s)
    s.need(first.value is not None and second.value is not None, "not both are known")
    s.need(first.disputed or second.disputed, "neither is disputed")
    return _dated(s, amount(first), amount(second))


@rule("change.count_same", "change.count_zero")
def _same(s: Said) -> list[Expected]:
    first, second = _two_counts(s)
    s.need(not first.disputed and not second.disputed, "a count is disputed")
    s.need(first.value is not None and first.value == second.value, "not the same")
    s.need((s.key == "change.count_zero") == (first.value == 0), "zero or not")
    years: list[Expected] = [str(page.meta["year"]) for page in s.pages]
    implied = first.implied or second.implied
    if not first.value:
        named = [page.meta["agency"] for page in s.pages]  # a mark may be part of a name
        bare_text = re.sub("|".join(map(re.escape, named)), "", s.text)
        s.need(("†" in bare_text) == implied, "implied or not")
        return years
    said: list[Expected] = [number(first.value, implied)]
    return years + said if s.lang == "zh" else said + years


@rule("change.counts_zero")
def _all_zero(s: Said) -> list[Expected]:
    for page, codes in zip(s.pages, s.cells.values(), strict=True):
        own = page.count(codes)
        s.need(own.value == 0 and not own.disputed, "not all are zero")
    return [str(page.meta["year"]) for page in s.pages]


@rule("change.counts_unknown")
def _counts_unknown(s: Said) -> list[Expected]:
    told = [part.rstrip("†‡×?") for part in re.split("[：:、;.。] ?", s.text)]
    named = [name for label, name in s.ids.items() if label in told and name in COUNTS]
    for name in named:
        for first, second in _steps([p.count(p.matching(COUNTS[name])) for p in s.pages]):
            s.need(None in (first.value, second.value), f"{name} can be compared")
    return []


@rule("change.shares_uncompared")
def _uncompared(s: Said) -> list[Expected]:
    told = [part.rstrip("†‡×?") for part in re.split("[：:、;.。] ?", s.text)]
    named = [name for label, name in s.ids.items() if label in told]
    s.need(len(named) > 1 or len(s.pages) > 2, "one share of two years alone")
    for name in named:
        for first, second in _steps([page.ratio(name) for page in s.pages]):
            known = first.state == second.state == "known"
            small = any((r.bottom.value or 0) < SMALL for r in (first, second))
            s.need(not known or small, f"{name} can be compared")
    return [str(SMALL)]


@rule("change.shares_zero")
def _all_shares_zero(s: Said) -> list[Expected]:
    told = [part.rstrip("†‡×?") for part in re.split("[：:、;.。] ?", s.text)]
    named = [name for label, name in s.ids.items() if label in told]
    s.need(bool(named), "no share is named")
    for name in named:
        for own in (page.ratio(name) for page in s.pages):
            s.need(own.state == "known" and own.value == 0 and not own.disputed, f"{name} not zero")
            s.need((own.bottom.value or 0) >= SMALL, f"{name} is of few")
    return [*(str(page.meta["year"]) for page in s.pages), str(SMALL)]


@rule("change.count_unknown")
def _not_known(s: Said) -> list[Expected]:
    first, second = _two_counts(s)
    s.need(first.value is None or second.value is None, "both are known")
    return _dated(s, amount(first), amount(second))


@rule(
    "change.share_apart",
    "change.share_close",
    "change.share_same",
    "change.share_zero",
    "change.share_unknown",
    "change.share_small",
    "change.share_disputed",
)
def _shares(s: Said) -> list[Expected]:
    first, second = s.ratios().values()
    said = _dated(s, bare(first), bare(second))
    if first.state != "known" or second.state != "known":
        s.need(s.key == "change.share_unknown", "not both are known")
        return said
    disputed = first.disputed or second.disputed
    s.need(disputed == (s.key == "change.share_disputed"), "disputed or not")
    if disputed:
        return said
    small = any((r.bottom.value or 0) < SMALL for r in (first, second))
    s.need(small == (s.key == "change.share_small"), "small or not")
    if small:
        return said
    if first.value == second.value:
        s.need(
            s.key == ("change.share_zero" if first.value == 0 else "change.share_same"),
            "the shares are equal",
        )
        return said
    a, b = ((int(r.top.value or 0), int(r.bottom.value or 0)) for r in (first, second))
    low, high = reckoning.difference(a, b)
    q, tests = _change_q(s, a, b)
    if abs(q - 0.05) > 1e-6:
        s.need((s.key == "change.share_apart") == (q <= 0.05), f"established or not: q is {q}")
    told = [_points(second.value - first.value), _points(low), _points(high)]
    jointly = tests > 1 if s.key == "change.share_apart" else not low <= 0 <= high
    return [*said, *told, *([str(tests), _shown_q(q)] if jointly else [])]


@rule("change.share_equal")
def _equal_shares(s: Said) -> list[Expected]:
    ratios = list(s.ratios().values())
    s.need(len(ratios) > 2, "three years or more")
    first = ratios[0]
    for own in ratios:
        s.need(own.state == "known" and not own.disputed, "not comparable")
        s.need((own.bottom.value or 0) >= SMALL, "of few")
        s.need(own.value == first.value != 0, "not equal, or zero")
    told = zip(s.pages, ratios, strict=True)
    if s.lang == "zh":
        return [part for page, own in told for part in (str(page.meta["year"]), *bare(own))]
    return [part for page, own in told for part in (*bare(own), str(page.meta["year"]))]


def _steps(items: list) -> list[tuple]:
    """Each with the next, and of three and more the first with the last."""
    return [*itertools.pairwise(items), *([(items[0], items[-1])] if len(items) > 2 else [])]


def _points(value: Fraction | float) -> Expected:
    """Percentage points by one decimal, or by as many more, up to four, as show that it is not none."""
    places = next((k for k in range(1, 11) if round(abs(float(value)) * 100 * 10**k) > 0), 1)
    if isinstance(value, Fraction):
        return _signed(exact(value * 100, places))
    return Near(value * 100, places)


def _shown_q(q: float) -> Expected:
    return "0.001" if q < 0.001 else Near(q, 3)


def _change_q(s: Said, a: tuple[int, int], b: tuple[int, int]) -> tuple[float, int]:
    """The q-value of a change over all changes of its page, and how many these are."""
    own = reckoning.p_of_change(a, b)
    # An assessment judges a change among those of all loaded years, as their comparison does.
    views = s.told.views if hasattr(s.told, "one_agency") else s.told.years
    every, ids = [], [v.id for v in views]
    for name in CHANGED:
        ratios = [s.book.pages[r].ratio(name) for r in ids]
        for first, second in _steps(ratios):
            both = (first, second)
            if all(
                r.state == "known" and not r.disputed and (r.bottom.value or 0) >= SMALL
                for r in both
            ):
                counts = [(int(r.top.value or 0), int(r.bottom.value or 0)) for r in both]
                every.append(reckoning.p_of_change(*counts))
    q = reckoning.step_up(every)
    return q[min(range(len(every)), key=lambda i: abs(every[i] - own))], len(every)


@rule("continue.hold")
def _hold(s: Said) -> list[Expected]:
    report = list(s.cells)[-1]
    tally = s.book.pages[report].between(s.pages[0])
    s.need(not tally["fail"] and not tally["open"], f"ties between years: {tally}")
    s.need(s.pages[0].meta["year"] == s.pages[-1].meta["year"] - 1, "not the year before")
    carried_out, carried_in = s.counts()
    return [
        str(s.book.pages[report].meta["year"]),
        str(tally["hold"]),
        *amount(carried_in),
        *amount(carried_out),
    ]


@rule("continue.fail")
def _not_hold(s: Said) -> list[Expected]:
    report = list(s.cells)[-1]
    tally = s.book.pages[report].between(s.pages[0])
    s.need(bool(tally["fail"] or tally["open"]), f"ties between years: {tally}")
    total = tally["hold"] + tally["fail"] + tally["open"]
    said = [str(v) for v in (total, tally["hold"])]
    # Chinese does not count what there is none of.
    said += [str(tally[k]) for k in ("fail", "open") if tally[k] or s.lang == "en"]
    s.need(s.pages[0].meta["year"] == s.pages[-1].meta["year"] - 1, "not the year before")
    if s.lang == "en":
        return [said[0], str(s.pages[-1].meta["year"]), *said[1:]]
    return [str(s.pages[-1].meta["year"]), *said]


@rule("continue.documents")
def _documents(s: Said) -> list[Expected]:
    before, after = s.pages
    [was], [issued, repealed, now] = (
        [p.count([c]) for c in codes]
        for p, codes in zip((before, after), s.cells.values(), strict=True)
    )
    kind = after._tie(
        [now.codes[0], repealed.codes[0]], [f"{was.codes[0]}@prior", issued.codes[0]], before
    )
    s.need(kind != "open", "it cannot be decided")
    holds = kind == "hold"
    said = (
        ("相符" in s.text and "不符" not in s.text)
        if s.lang == "zh"
        else "does not make" not in s.text
    )
    s.need(holds == said, "holds or not")
    return amount(was) + amount(issued) + amount(repealed) + amount(now)


@rule("beside.count")
def _beside(s: Said) -> list[Expected]:
    return [e for c in s.counts() for e in amount(c)]


def _compared_name(s: Said, report: str) -> str:
    """The name of a report among those compared: short, unless another agency's is as short."""
    own = next(v for v in s.told.views if v.id == report)
    alike = any(v.short == own.short and v.agency != own.agency for v in s.told.views)
    agency = own.agency if alike else own.short
    # Of one year the sentence names it once, and not of each report.
    one_year = len({v.meta.year for v in s.told.views}) == 1
    return agency if one_year else own.name.replace(own.agency, agency)


@rule("beside.share", "beside.share_few")
def _beside_share(s: Said) -> list[Expected]:
    ratios = s.ratios()
    names = [s.told.names[r] if hasattr(s.told, "names") else _compared_name(s, r) for r in ratios]
    shown = [
        n
        for n, r in zip(names, ratios.values(), strict=True)
        if s.key.startswith("beside") or (r.state == "known" and (r.bottom.value or 0) >= SMALL)
    ]
    s.need(all(n in s.text for n in shown), "a name is missing")
    small = [r for r in ratios.values() if r.state == "known" and (r.bottom.value or 0) < SMALL]
    rest = [r for r in ratios.values() if r not in small]
    if s.key.startswith("beside"):
        s.need(
            (s.key == "beside.share") == (sum(r.state == "known" for r in rest) > 1),
            "few or not",
        )
        return [e for r in (*rest, *small) for e in figure(r)]
    return [e for r in rest for e in figure(r)]


# --- groups ----------------------------------------------------------------------------------------------------------------


@rule("peer.group")
def _members(s: Said) -> list[Expected]:
    return _counted(s, s.book.groups[s.told.group.id])


def _counted(s: Said, names: list) -> list[Expected]:
    """How many, and how many of them are not named."""
    return [str(len(names))] + ([str(len(names) - 12)] if len(names) > 12 else [])


@rule("peer.alone")
def _alone(s: Said) -> list[Expected]:
    s.need(len(s.book.groups[s.told.group.id]) == 1, "not alone")
    return []


@rule("peer.left")
def _left(s: Said) -> list[Expected]:
    return _counted(
        s,
        next(
            r
            for r in s.told._left.values()
            if s.told.names[r[0]] in s.text and str(len(r)) in s.text
        ),
    )


@rule("mind.years")
def _mind_years(s: Said) -> list[Expected]:
    return [
        str(y)
        for y in sorted({s.book.pages[r].meta["year"] for r in s.book.groups[s.told.group.id]})
    ]


@rule("mind.forms", "mind.scopes")
def _mind_kinds(s: Said) -> list[Expected]:
    field, kinds = (
        ("format", ("2019", "2021"))
        if s.key == "mind.forms"
        else ("scope", ("territory", "agency", ""))
    )
    of = [s.book.pages[r].meta[field] for r in s.book.groups[s.told.group.id]]
    return [str(of.count(k)) for k in kinds] + (["2019", "2021"] if s.key == "mind.forms" else [])


@rule("mind.fail", "mind.implied", "mind.transcription")
def _mind(s: Said) -> list[Expected]:
    pages = {r: s.book.pages[r] for r in s.book.groups[s.told.group.id]}
    tests = {
        "mind.fail": lambda r, p: p.disputed,
        "mind.transcription": lambda r, p: p.meta["transcription"],
        "mind.implied": lambda r, p: any(
            x.state == "known" and (x.top.implied or x.bottom.implied)
            for x in map(p.ratio, FORMULAS)
        ),
    }
    return _counted(s, [r for r, p in pages.items() if tests[s.key](r, p)])


class Field:
    """An indicator over reports; those that a sentence refers to, unless others are given."""

    def __init__(
        self, s: Said | None, name: str = "", ratios: dict[str, Ratio] | None = None
    ) -> None:
        self.name = name or s.indicator()
        self.all = s.ratios() if ratios is None else ratios
        self.known = {r: v for r, v in self.all.items() if v.state == "known" and not v.disputed}
        self.rate = self.name in RATES
        self.xs = [int(v.top.value or 0) for v in self.known.values()]
        self.ns = [int(v.bottom.value or 0) for v in self.known.values()]
        self.big = sum(n >= SMALL for n in self.ns)
        values = {v.value for v in self.known.values()}
        self.shape = (
            "none"
            if not self.known
            else "one"
            if len(self.known) == 1
            else "few"
            if self.big < MINIMUM
            else "zero"
            if values == {0}
            else "equal"
            if len(values) == 1
            else "placed"
        )
        self.group = (
            reckoning.group_of(tuple(self.xs), tuple(self.ns), self.rate)
            if self.shape == "placed"
            else None
        )

    @property
    def pooled(self) -> list[Expected]:
        alike = self.shape in ("zero", "equal")
        counted = [v for v in self.known.values() if (v.bottom.value or 0) >= SMALL or not alike]
        top = Fraction(sum(int(v.top.value or 0) for v in counted))
        bottom = Fraction(sum(int(v.bottom.value or 0) for v in counted))
        both = (
            Count(top, any(v.top.implied for v in counted), ()),
            Count(bottom, any(v.bottom.implied for v in counted), ()),
        )
        said = bare(Ratio(*both, "known", self.rate))
        return [*said[-2:], *said[:-2]]

    def without(self) -> list[Expected]:
        states = [v.state for v in self.all.values()]
        disputed = states.count("known") - len(self.known)
        parts = [states.count("unknown"), disputed, states.count("nothing")]
        found = [str(n) for n in parts if n]
        return found if len(found) > 1 else []  # of one reason there is no other count than of all

    def where(self, report: str) -> tuple[str, str, tuple[float, float], bool]:
        """Side, level, its limits, and whether so little decides that sums over grids cannot tell."""
        assert self.group
        i = list(self.known).index(report)
        value = self.xs[i] / self.group.sizes[i]
        inner, outer = (self.group.limits(i, level) for level in (0.95, 0.998))
        edge = any(
            abs(value - e) < ABOUT * max(e, 1 / self.group.sizes[i]) for e in (*inner, *outer)
        )
        p = self.group.p_values()[i]  # the same of a figure at the very end, as none is
        edge = edge or any(abs(p / rare - 1) < ABOUT for rare in (0.05, 0.002))
        for level, (low, high) in (("99.8", outer), ("95", inner)):
            if value < low or value > high:
                return ("above" if value > high else "below"), level, (low, high), edge
        return "inside", "95", inner, edge


ABOUT = 0.12  # how far, in parts of themselves, two ways of adding up the tails may lie apart
UNSURE = 0.06  # the same, of a tail itself
COMPARED = (
    *(
        "natural_persons",
        "granted",
        "granted_any",
        "refused",
        "unavailable",
        "unprocessed",
        "other",
    ),
    *("carried_out", "review_corrected", "suits_corrected", "reviews_per_100", "suits_per_100"),
)


def _about(value: float, rate: bool, near: float = 0.0) -> Near:
    # A hundred reviews a request say that the limits are anywhere: both sums are coarse there.
    off = 3 if rate and value > 10_000 else ABOUT
    return measure(value, rate, (off * value + near) * (1 if rate else 100))


def _level(s: Said) -> str:
    """The level of the limits that a sentence names; a limit itself may be 99.8 %."""
    return "99.8" if re.search(r"99\.8%(?:漏斗)?(?:界限|(?: funnel)? limits)", s.text) else "95"


def _q(q: float, s: Said) -> Expected:
    return (
        "0.001"
        if re.search(r"[<＜]\s*0\.001|小于0\.001|below 0\.001", s.text) and q < 0.0015
        else Near(q, 3, "", 0.002 + ABOUT * q)
    )


def _page_q(s: Said) -> dict[tuple[str, str], float]:
    """q-values over all indicators by which the groups of a page are compared."""
    return _q_of(s.book, s.told)


@lru_cache(maxsize=1)  # many sentences of a page ask for them
def _q_of(book: Book, told: Any) -> dict[tuple[str, str], float]:
    if hasattr(told, "group"):
        groups = [tuple(told.group.reports)]
    else:  # territories: each set is a group, and all are on one page
        groups = [tuple(own["report"]) for own, _ in told.sets]
    fields = [
        Field(None, name, {r: book.pages[r].ratio(name) for r in reports})
        for reports in groups
        for name in COMPARED
    ]
    keys, p = [], []
    for f in fields:
        if f.group is not None:
            keys += [(f.name, r) for r in f.known]
            p += f.group.p_values()
    return dict(zip(keys, reckoning.step_up(p), strict=True))


@rule("field.equal", "own.equal")
def _equal(s: Said) -> list[Expected]:
    row = s.text.rpartition("：")[2] if s.lang == "zh" else s.text.partition(": ")[2]
    found = []
    for text in row.split("；" if s.lang == "zh" else "; "):
        label = max((n for n in s.ids if text.startswith(n)), key=len, default="")
        s.need(bool(label), "something is named that is no indicator")
        name = s.ids[label]
        f = Field(s, name, {r: s.book.pages[r].ratio(name) for r in s.cells})
        s.need(
            f.shape == "equal" or (f.shape == "zero" and s.key == "own.equal"), f"{name} differs"
        )
        found.append(f)
    s.need(len({f.big for f in found}) == 1, "of other numbers of reports")
    own = [f.pooled if s.key == "field.equal" else counted(f.all[s.told.report]) for f in found]
    sizes = [str(SMALL), str(found[0].big)]
    if s.lang == "en":
        sizes.reverse()
    return [*sizes, *(figure for of in own for figure in of)]


@rule(
    "field.alike",
    "field.unclear",
    "field.spread",
    "field.spread_rate",
)
def _field(s: Said) -> list[Expected]:
    f = Field(s)
    shape = s.key.removeprefix("field.")
    s.need(
        shape == f.shape
        or (f.shape == "placed" and shape in ("alike", "unclear", "spread", "spread_rate")),
        f"the group is {f.shape}",
    )
    count = str(len(f.known))
    assert f.group
    if shape != "spread":
        return [count, *f.pooled]
    middle, sides = f.group.median(-1), [_end(f, low) for low in (True, False)]
    none = "定不出" in s.text or "cannot be told" in s.text
    s.need(all(may for _, may, _ in sides) if none else not all(must for *_, must in sides), "ends")
    ends = [] if none else [end for end, *_ in sides]
    return [count, *f.pooled, _in_range(middle, 0.0), *ends]


def _end(f: Field, low: bool) -> tuple[Near, bool, bool]:
    """An end of the range of most such agencies, and whether it may, and must, be 0 or 100 %.

    That it is where the largest agency that reports none, or all, cannot tell it from that. Beyond it are 2.5 % of such agencies, in parts
    of which both sums may lie apart: where few shares are near it, far.
    """
    assert f.group
    parts = [0.025 * times for times in (1 - ABOUT, 1, 1 + ABOUT)]
    ends = [f.group.end(part if low else 1 - part) for part in parts]
    rest = [end if low else 1 - end for end in ends]  # outermost first
    largest = max((n for x, n in zip(f.xs, f.ns, strict=True) if x == (0 if low else n)), default=0)
    must = bool(largest) and rest[2] * largest < 0.5
    may = bool(largest) and rest[0] * largest < 0.5
    least = (0.0 if may else rest[0]) if low else ends[2]
    most = ends[2] if low else (1.0 if may else ends[0])
    return _in_range((least + most) / 2, (most - least) / 2), may, must


def _in_range(value: float, slack: float) -> Near:
    return Near(value, 1, "%", 0.3 + 100 * slack + 2 * ABOUT * 100 * min(value, 1 - value))


def _of_five(s: Said, count: int) -> list[Expected]:
    """Five cases, and how many have as many, in the order of the language."""
    return ["5", str(count)] if s.lang == "zh" else [str(count), "5"]


def _listed(s: Said) -> list[str]:
    """The indicators that a sentence names in a row at its end."""
    row = s.text.rpartition("：")[2] if s.lang == "zh" else s.text.rpartition(": ")[2]
    names = row.rstrip("。.").split("、" if s.lang == "zh" else "; ")
    found = [max((n for n in s.ids if name.startswith(n)), key=len, default="") for name in names]
    s.need(all(found), "something is named that is no indicator")
    return [s.ids[name] for name in found]


@rule("field.uncompared")
def _uncompared(s: Said) -> list[Expected]:
    named, reports = _listed(s), list(s.cells)
    for name in named:
        f = Field(s, name, {r: s.book.pages[r].ratio(name) for r in reports})
        s.need(f.shape in ("none", "one", "few"), f"{name} is {f.shape}")
    return ["5", "5"]


@rule("own.uncompared")
def _own_uncompared(s: Said) -> list[Expected]:
    named, reports = _listed(s), list(s.told.group.reports)
    for name in COMPARED:
        f = Field(s, name, {r: s.book.pages[r].ratio(name) for r in reports})
        own = f.all[s.told.report]
        small = own.state == "known" and (own.bottom.value or 0) < SMALL
        left = own.state != "known" or small or f.shape in ("none", "one", "few")
        left = left and not (own.state == "known" and own.disputed)  # that has its own sentence
        s.need(left == (name in named), f"{name} is compared, or is not")
    return ["5", "5"]


def _named_fields(s: Said) -> list[Field]:
    reports = list(s.cells)
    return [
        Field(s, name, {r: s.book.pages[r].ratio(name) for r in reports}) for name in _listed(s)
    ]


@rule("field.zero")
def _zero(s: Said) -> list[Expected]:
    found = _named_fields(s)
    s.need(all(f.shape == "zero" for f in found), "not all are zero")
    return []


@rule("field.without")
def _without(s: Said) -> list[Expected]:
    said = []
    for f in _named_fields(s):
        s.need(0 < len(f.known) < len(f.all), "all or none have a figure")
        said.append([str(len(f.all) - len(f.known)), *f.without()])
    s.need(all(one == said[0] for one in said), "they have not as many for the same reasons")
    return said[0]


@rule("field.within", "field.outside")
def _limits(s: Said) -> list[Expected]:
    f = Field(s)
    s.need(f.group is not None, "no limits can be set")
    assert f.group
    places = {r: f.where(r) for r, n in zip(f.known, f.ns, strict=True) if n >= SMALL}
    outside = [p for p in places.values() if p[0] != "inside"]
    s.need(
        (s.key == "field.within") == (not outside) or any(p[3] for p in places.values()),
        f"{len(outside)} lie outside",
    )
    if s.key == "field.within":
        return _of_five(s, f.big)
    q = _page_q(s)
    far = sum(p[1] == "99.8" for p in outside)
    rare = sum(q[f.name, r] <= 0.05 for r in places)
    head = _of_five(s, f.big)
    slack = sum(p[3] for p in places.values()) + 0.5
    return [*head, *(Near(float(v), 0, "", slack) for v in (len(outside), far, rare))]


@rule("field.dominated")
def _dominated(s: Said) -> list[Expected]:
    f = Field(s)
    part = Fraction(max(f.ns), sum(f.ns))
    s.need(part > Fraction(1, 2), "nobody has more than half")
    s.need(s.told.names[list(f.known)[f.ns.index(max(f.ns))]] in s.text, "another is named")
    return [percent(part)]


def _unsure(group: reckoning.Group, own: int, level: float) -> list[float]:
    """How far limits may lie apart that are both right: they lie between counts, a tenth of a case; of a hundred thousand cases they hang on the
    far tails of the peers alone, which two ways of adding up give to some hundredths.
    """
    near = 0.1 / group.sizes[own]
    if group.sizes[own] < 10**5:
        return [near, near]
    both = [group.limits(own, 1 - (1 - level) * (1 + off)) for off in (-UNSURE, UNSURE)]
    return [near + abs(most - least) / 2 for least, most in zip(*both, strict=True)]


def _placed(
    s: Said, f: Field, report: str
) -> tuple[list[Expected], list[Expected], list[Expected], list[Expected]]:
    """Level and limits; the middle of the others; the q-value; the interval of the rank."""
    assert f.group
    own = list(f.known).index(report)
    side, level, (low, high), edge = f.where(report)
    s.need(s.key.endswith(side) or edge, f"it lies {side}")
    said = _level(s)
    s.need(said == level or edge, f"it lies {side} the {level} % limits")
    if said != level:
        low, high = f.group.limits(own, float(said) / 100)
    ends = (
        _about(value, f.rate, near)
        for value, near in zip((low, high), _unsure(f.group, own, float(said) / 100), strict=True)
    )
    limits: list[Expected] = [f"{said}%", *ends]
    middle: list[Expected] = [_about(f.group.median(own), f.rate)]
    q = _page_q(s)[f.name, report]
    return limits, middle, [_q(q, s)], [] if f.rate else _rank(s, f, report)


def _rank(s: Said, f: Field, report: str) -> list[Expected]:
    assert f.group
    ranked = [i for i, n in enumerate(f.ns) if n >= SMALL]
    found = re.search(
        r"第(\d+)(?:至第(\d+))?（可排名的(\d+)份"
        if s.lang == "zh"
        else r"rank is (\d+)(?: to (\d+))? \(of (\d+) ranked",
        s.text,
    )
    s.need(found is not None, "a rank without its interval, or none")
    assert found
    s.need(found[1] != found[2], "one rank is said as from and to")
    first, last = int(found[1]), int(found[2] or found[1])
    own = ranked.index(list(f.known).index(report))
    s.need(f.group.rank_holds(ranked, own, first, last), "the interval of its rank is another")
    ends = [str(first), str(last)] if first != last else [str(first)]
    return [*ends, str(len(ranked))]


@rule("place.above", "place.below")
def _place(s: Said) -> list[Expected]:
    f = Field(s)
    report = _whose(s)
    limits, _, q, rank = _placed(s, f, report)
    return [*counted(f.all[report]), *limits, *q, *rank]


def _whose(s: Said) -> str:
    after = [
        (s.text.find(name), -len(name), r)
        for r, name in s.told.names.items()
        if name in s.text and r in s.cells
    ]
    s.need(bool(after), "nobody is named")
    return min(after)[2]


@rule("place.more")
def _more(s: Said) -> list[Expected]:
    f = Field(s)
    q = _page_q(s)
    far = sum(q[f.name, r] <= 0.05 for r, n in zip(f.known, f.ns, strict=True) if n >= SMALL)
    near = sum(abs(q[f.name, r] - 0.05) < ABOUT * 0.05 for r in f.known)
    return [Near(float(far - 10), 0, "", near + 0.5)]


@rule("place.nobody")
def _nobody(s: Said) -> list[Expected]:
    return []


@rule("place.no_limits")
def _no_limits(s: Said) -> list[Expected]:
    reports = list(s.told.group.reports)
    for name in COMPARED:
        f = Field(s, name, {r: s.book.pages[r].ratio(name) for r in reports})
        s.need(f.group is None, f"{name} has limits")
    return []


@rule("terr.nothing")
def _nothing_beside(s: Said) -> list[Expected]:
    metas = [s.book.pages[r].meta for r in s.told.reports["report"]]
    alike = [tuple(m[k] for k in ("level", "year", "format")) for m in metas]
    s.need(len(set(alike)) == len(alike), "two are of one level, year and form")
    return []


@rule("own.disputed")
def _own_disputed(s: Said) -> list[Expected]:
    own = s.ratios()[s.told.report]
    s.need(own.state == "known" and own.disputed, "it is not known, or not disputed")
    return counted(own)


@rule("own.inside", "own.above", "own.below")
def _own(s: Said) -> list[Expected]:
    f, report = Field(s), s.told.report
    own = counted(f.all[report])
    limits, middle, q, rank = _placed(s, f, report)
    if s.key == "own.inside":
        none = "定不出界限" in s.text or "give no limits" in s.text
        ends = [e.value for e in limits[1:] if isinstance(e, Near)]
        if (
            f.rate and none and ends[1] > 1_000
        ):  # far beyond what can be: both sums are coarse there
            return own
        if not f.rate and none and all(e < 0.0006 or e > 0.9994 for e in ends):
            limits = []
        return [*own, *limits, *middle, *rank]
    rare = ("仍属罕见" if s.lang == "zh" else "still rare") in s.text
    value = _page_q(s)[f.name, report]
    s.need(rare == (value <= 0.05) or abs(value - 0.05) < ABOUT * 0.05, f"q is {value}")
    return [*own, *limits, *middle, *q, *rank]


# --- territories -----------------------------------------------------------------------------------------------------------


@rule("terr.compared")
def _compared(s: Said) -> list[Expected]:
    names = next(own for own, _ in s.told.sets if s.told.names[own["report"].iloc[0]] in s.text)[
        "report"
    ]
    metas = [s.book.pages[r].meta for r in names]
    s.need(len({(m["level"], m["year"], m["format"], m["scope"]) for m in metas}) == 1, "not alike")
    rest = [str(len(metas) - 12)] if len(metas) > 12 else []
    return [str(len(metas)), str(metas[0]["year"]), metas[0]["format"], *rest]


@rule("terr.alone")
def _terr_alone(s: Said) -> list[Expected]:
    metas = [
        p.meta for p in s.book.pages.values() if p.meta["report"] in set(s.told.reports["report"])
    ]
    mine = [m for m in metas if s.told.names[m["report"]] in s.text]
    own = max(mine, key=lambda m: len(s.told.names[m["report"]]))
    alike = [m for m in metas if all(m[k] == own[k] for k in ("level", "year", "format"))]
    s.need(len(alike) == 1, "it has others")
    return [own["format"]]


@rule("terr.level_unknown")
def _terr_level(s: Said) -> list[Expected]:
    metas = [s.book.pages[r].meta for r in s.told.reports["report"] if s.told.names[r] in s.text]
    s.need(len({(m["year"], m["format"]) for m in metas}) == 1, "not one set")
    s.need(not any(m["level"] for m in metas) and len(metas) > 1, "the level is known")
    return _counted(s, [m["report"] for m in metas])


@rule("terr.no_sum", "terr.transcription", "terr.continue_missing")
def _terr_named(s: Said) -> list[Expected]:
    reports = list(s.told.reports["report"])
    tests = {
        "terr.no_sum": list(s.told._others["report"]),
        "terr.transcription": [r for r in reports if s.book.pages[r].meta["transcription"]],
        "terr.continue_missing": [r for r in reports if s.book.prior(r) is None],
    }
    return _counted(s, tests[s.key])


@rule(
    "terr.checks_hold",
    "terr.checks_open",
    "terr.checks_fail",
    "terr.continue_hold",
    "terr.continue_open",
    "terr.continue_fail",
)
def _terr_ties(s: Said) -> list[Expected]:
    between = s.key.startswith("terr.continue")
    tallies = {}
    for r in s.told.reports["report"]:
        page, prior = s.book.pages[r], s.book.prior(r)
        if not between or prior is not None:
            tallies[r] = page.between(prior) if between else page.ties()
            tallies[r].pop("none", None)
    if s.key.endswith("_hold"):
        holding = {r: t["hold"] for r, t in tallies.items() if not t["fail"] and not t["open"]}
        said = r"(?<!\d){0}处(?:表内勾稽关系|衔接)|[Aa]ll {0} checks"
        totals = [t for t in set(holding.values()) if re.search(said.format(t), s.text)]
        s.need(len(totals) == 1, f"hold: {holding}")
        own = [r for r, t in holding.items() if t == totals[0]]
        each = re.search("均全部|每份报告|in e", s.text)
        s.need(bool(each) == (len(own) > 1), "of each or of one")
        every = len(own) == len(s.told.reports) > 1
        s.need(every == ("每份报告" in s.text or "in every report" in s.text), "of every report")
        if every:
            return [str(totals[0])]
        return [*_counted(s, own)[1:], str(totals[0])]
    mine = [r for r in tallies if s.text.startswith(s.told.names[r])]
    t = tallies[max(mine, key=lambda r: len(s.told.names[r]))]
    s.need(s.key.endswith("_fail") == bool(t["fail"]), f"ties: {t}")
    return [
        str(v) for v in (sum(t.values()), t["hold"], *([t["fail"]] if t["fail"] else []), t["open"])
    ]
