"""Failed outcomes as findings: what is printed where, what follows, and what would resolve it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Any

import pandas as pd

from analysis.checking.rules.between import membership
from analysis.checking.rules.evaluate import instances
from analysis.checking.rules.frame import wide_frame
from analysis.checking.rules.load import Rule
from analysis.form import (
    TABLES,
    cell_label,
    column_label,
    get_form,
    item_label,
    table_label,
    where_label,
)
from analysis.recognising import Report
from analysis.wording import LANGUAGES, in_row

from .claims import contradictions, judged_claims
from .prints import Prints, bare, number
from .prose import prose_findings
from .reuse import Reuse, reuse_finding, reuse_of
from .wording import piece, resolution, say

FINDING_COLUMNS = [
    "report",
    "severity",
    "rule",
    "where",
    "cells",
    "zh",
    "en",
    "places",
    "at",
    "resolve_zh",
    "resolve_en",
]
_NUMBERING = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.、．])\s*"
)
_WHOLE_TABLES = tuple(f"{table}/*/*" for table in TABLES)
_SEVERITY_ORDER = {"error": 0, "warning": 1, "note": 2}


def build_findings(
    outcomes: pd.DataFrame,
    rules: Sequence[Rule],
    reports: Sequence[Report],
    reused: Mapping[str, Reuse] | None = None,
) -> pd.DataFrame:
    """Make a finding of each failed outcome and of prose reused from the year before.

    Within a report the gravest come first.

    Parameters
    ----------
    outcomes : DataFrame
        ``report, rule, where, outcome``.
    rules : sequence of Rule
        Those that were applied.
    reports : sequence of Report
        Those that were checked.
    reused : mapping, optional
        What ``reuse_of`` gives for them, if it was computed already.

    Returns
    -------
    DataFrame
        ``FINDING_COLUMNS``. ``cells`` is a list of codes, ``places`` a list of where each of them
        is printed, in the same order; ``at`` is the place to look at first.
    """
    by_id, by_report = {r.id: r for r in rules}, {r.id: r for r in reports}
    prior = {(r.agency, r.scope, r.year): r for r in reports}
    rows: list[dict[str, Any]] = []
    seen: tuple[str, Prints] | None = None
    case = _Case(reports, set(outcomes.loc[_of_claims(outcomes, rules), "report"]))
    # A table of which nothing was read is one undecided outcome, and must still be mentioned.
    legible = [r.id for r in rules if r.type == "expect_cells_to_be_legible"]
    lacking = (
        outcomes["rule"].isin(legible)
        & (outcomes["outcome"] == "undecided")
        & outcomes["where"].isin(_WHOLE_TABLES)
    )
    failed = outcomes["outcome"] == "fail"
    formats = {r.id: r.format for r in reports}
    unread = _unread(outcomes[failed & outcomes["rule"].isin(legible)], formats)
    for o in outcomes[failed | lacking].itertuples(index=False):
        rule, report = by_id[o.rule], by_report[o.report]
        where, cells = str(o.where), [str(o.where)]
        if rule.id in legible and not where.endswith("/*"):
            where, cells = unread[report.id, rule.id, where]
            if str(o.where) != cells[0]:
                continue  # in the finding of the first cell of its row or table
        if seen is None or seen[0] != report.id:  # outcomes come report by report
            before = prior.get((report.agency, report.scope, report.year - 1))
            seen = report.id, Prints(report, before)
        about = {
            "report": report.id,
            "severity": rule.meta["severity"],
            "rule": rule.id,
            "where": where,
        }
        if len(cells) > 1:
            rows.append({**about, **_cells(where, cells, seen[1])})
            continue
        rows += [{**about, **texts} for texts in _findings_of(rule, where, seen[1], case)]
    reused = reuse_of(reports) if reused is None else reused
    for report in reports:
        rows += [{"report": report.id, **found} for found in prose_findings(report)]
        before = prior.get((report.agency, report.scope, report.year - 1))
        if report.id in reused and (copied := reuse_finding(report, before, reused[report.id])):
            rows.append({"report": report.id, **copied})
    order = {r.id: i for i, r in enumerate(reports)}
    rows.sort(key=lambda r: (order[r["report"]], _SEVERITY_ORDER[r["severity"]]))
    return pd.DataFrame(
        [{**dict.fromkeys(FINDING_COLUMNS, ""), "cells": [], "places": [], **row} for row in rows],
        columns=FINDING_COLUMNS,
        dtype="object",
    )


_QUOTED = 3  # prints that could not be read, of one row or table
_ROWS = 3  # with cells that were not read; of more, one finding for the table


def _unread(
    failed: pd.DataFrame, formats: Mapping[str, str]
) -> dict[tuple[str, str, str], tuple[str, list[str]]]:
    """Each cell that was not read: the place of its finding and all cells of that finding.

    Cells of one row are one finding, and so are cells of more than ``_ROWS`` rows, or of every row,
    of a table: what is wrong with them is one thing, our reading, and is looked up in one place.
    """
    found: dict[tuple[str, str, str], tuple[str, list[str]]] = {}
    if failed.empty:
        return found
    cells = failed[["report", "rule", "where"]].astype(str)
    cells = cells[~cells["where"].str.endswith("/*")]
    for (report, rule), own in cells.groupby(["report", "rule"], sort=False):
        codes = own["where"].tolist()
        rows: dict[str, list[str]] = {}
        for code in codes:
            rows.setdefault(code.rpartition("/")[0], []).append(code)
        table = codes[0].split("/")[0]
        if len(rows) > _ROWS or len(rows) == len(get_form(formats[str(report)]).items(table)):
            rows = {f"{table}/*": codes}
        for row, mine in rows.items():
            place = mine[0] if len(mine) == 1 else f"{row}/*"
            found |= {(str(report), str(rule), code): (place, mine) for code in mine}
    return found


def completed(findings: pd.DataFrame) -> pd.DataFrame:
    """Complete findings of all kinds with ``FINDING_COLUMNS``.

    Parameters
    ----------
    findings : DataFrame
        Those that reading made may lack what would resolve them; it is added here.
    """
    out = findings.reindex(columns=list(dict.fromkeys([*FINDING_COLUMNS, *findings.columns])))
    out = out.astype(dict.fromkeys(FINDING_COLUMNS, "object")).fillna("")
    for name in ("cells", "places"):
        out[name] = pd.Series([v or [] for v in out[name]], index=out.index, dtype="object")
    missing = (out["resolve_zh"] == "") | (out["resolve_en"] == "")
    known = {rule: resolution(str(rule)) for rule in out.loc[missing, "rule"].unique()}
    for part in ("resolve_zh", "resolve_en"):
        out.loc[missing, part] = out.loc[missing, "rule"].map(
            {rule: texts[part] for rule, texts in known.items()}
        )
    return out


class _Case:
    """What the findings of a corpus share, computed once."""

    def __init__(self, reports: Sequence[Report], contradicted: set[str]) -> None:
        self._reports = reports
        self._contradicted = contradicted
        self._equations: dict[tuple[str, str], dict[str, dict[str, int]]] = {}

    def terms(self, rule: Rule, where: str, fmt: str) -> dict[str, int]:
        """The equation of a rule for a row or column."""
        if (rule.id, fmt) not in self._equations:
            self._equations[rule.id, fmt] = dict(instances(rule.kwargs, fmt))
        return self._equations[rule.id, fmt][where]

    def judged(self, report: Report) -> pd.DataFrame:
        """The claims of a report, as ``judged_claims`` judges them."""
        return self._judged[report.id]

    @cached_property
    def _judged(self) -> dict[str, pd.DataFrame]:
        # All at once: solving for one report costs nearly as much as for a thousand.
        mine = [r for r in self._reports if r.id in self._contradicted]
        return {r.id: judged for r, judged in zip(mine, judged_claims(mine), strict=True)}

    def members(self, territory: Report) -> list[Report]:
        """The loaded reports of the agencies that make up a territory's."""
        return self._members.get(territory.id, [])

    @cached_property
    def _members(self) -> dict[str, list[Report]]:
        whole, member, _ = membership(wide_frame(self._reports))
        found: dict[str, list[Report]] = {}
        for w, m in zip(whole.tolist(), member.tolist(), strict=True):
            found.setdefault(self._reports[w].id, []).append(self._reports[m])
        return found


def _findings_of(rule: Rule, where: str, prints: Prints, case: _Case) -> list[dict[str, Any]]:
    """The findings of one failed outcome: one, or one for each claim on the same target."""
    report, meta = prints.report, rule.meta
    if rule.type == "expect_terms_to_balance":
        return [_balance(rule, where, prints, case)]
    if rule.type == "expect_terms_not_below_zero":
        return [_balance(rule, where, prints, case, "bound")]
    if rule.type == "expect_zero_for_agencies":
        return [_not_theirs(rule, where, prints)]
    if rule.type == "expect_cells_to_be_legible":
        return [_table(where) if where in _WHOLE_TABLES else _cell(where, prints)]
    if rule.type == "expect_claims_to_agree":
        return contradictions(rule, where, prints, case.judged(report))
    if rule.type == "expect_agencies_to_sum":
        return [_hierarchy(where, prints, case)]
    if rule.type == "expect_sections_to_be_complete":
        found = [s.number for s in report.sections]
        missing = [n for n in rule.kwargs["sections"] if n not in found]
        at = report.sections[0].where if report.sections else ""
        if missing:
            return [
                {
                    **say(
                        "sections_missing",
                        {"missing": "、".join(missing), "count": len(missing)},
                        {"missing": ", ".join(missing), "count": len(missing)},
                    ),
                    "at": at,
                }
            ]
        return [
            {
                **say("sections_order", {"found": "、".join(found)}, {"found": ", ".join(found)}),
                "at": at,
            }
        ]
    if rule.type == "expect_publication_by":
        values: dict[str, Any] = {
            "day": date.fromisoformat((report.published or "")[:10]),
            "limit": date.fromisoformat(f"{report.year + 1}-{rule.kwargs['limits'][report.scope]}"),
        }
        return [say("late", values, values)]
    values = {
        "host": report.source_host,
        **{f"{k}_{lang}": meta[k][lang] for k in ("label", "why") for lang in LANGUAGES},
    }
    return [say("host" if rule.id == "source.host" else "rule", values, values)]


def _not_theirs(rule: Rule, where: str, prints: Prints) -> dict[str, Any]:
    fmt = prints.report.format
    mine = [c.code for c in get_form(fmt).cells if c.code.startswith(where.removesuffix("*"))]
    named = [code for code in mine if prints.value(code)]
    values = {
        lang: {
            "agency": prints.report.agency,
            "cells": prints.listed({c: cell_label(c, lang, fmt) for c in named}, lang),
            "why": rule.meta["why"][lang],
            "places": prints.places(named, lang),
        }
        for lang in LANGUAGES
    }
    return {**say("not_theirs", values["zh"], values["en"]), **prints.cells(named)}


def _balance(
    rule: Rule, where: str, prints: Prints, case: _Case, kind: str = "balance"
) -> dict[str, Any]:
    fmt = prints.report.format
    terms = case.terms(rule, where, fmt)
    sides: dict[int, float] = {1: 0.0, -1: 0.0}
    for term, sign in terms.items():
        sides[sign] += prints.value(term) or 0.0
    figures = [t for t in terms if prints.value(t)]
    # A short row is named in full, zeros and blanks too; of a long column only what carries a
    # figure, and how many zeros.
    named = list(terms) if len(terms) <= 5 else figures
    zeros = sum(prints.value(t) == 0 for t in terms if t not in named)
    unknown = sum(prints.value(t) is None for t in terms)
    left, right = _as_written(terms, rule)
    values: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        label = {t: _term_label(t, where, lang, fmt) for t in terms}
        implied = _implied(terms, sides, prints, label, lang) + (
            _blanks(unknown, lang) if unknown else ""
        )
        values[lang] = {
            "where": _row_or_column(where, lang, fmt),
            "rule": rule.meta["label"][lang],
            "implied": implied,
            "cells": prints.listed({t: label[t] for t in named}, lang)
            or piece("none_printed", lang),
            "rest": piece("rest_zero", lang, count=zeros) if zeros and named else "",
            "left": _computed(left, named, prints),
            "right": _computed(right, named, prints),
            "gap": number(abs(sides[1] - sides[-1])),
            "places": prints.places(named or list(terms), lang),
            f"copy_{lang}": prints.copy(lang),
        }
    return {**say(kind, values["zh"], values["en"]), **prints.cells(named or list(terms))}


def _as_written(terms: dict[str, int], rule: Rule) -> tuple[dict[str, int], dict[str, int]]:
    """The two sides of a rule as its label has them, each term with its sign on that side.

    The terms of a suite stand in the order of the label, all on one side: those of one sign at the
    head are the label's left, the others its right. A label with ≤ has them the other way round.
    """
    sign = next(iter(terms.values()))
    head = dict(takewhile(lambda term: term[1] == sign, terms.items()))
    left = {t: s * sign for t, s in head.items()}
    right = {t: -s * sign for t, s in terms.items() if t not in head}
    return (right, left) if "≤" in rule.meta["label"]["zh"] else (left, right)


def _computed(side: dict[str, int], named: Sequence[str], prints: Prints) -> str:
    """A side with the figures as printed and what they come to: ``698 + 77 − 132 = 643``."""
    figures = [(v, s) for t, s in side.items() if t in named and (v := prints.value(t)) is not None]
    if not figures:
        return "0"
    written = "".join(f" {'+' if s > 0 else '−'} {number(v)}" for v, s in figures)
    total = number(sum(v * s for v, s in figures)).replace("-", "−")
    return total if len(figures) == 1 else f"{written.removeprefix(' + ').strip()} = {total}"


def _row_or_column(where: str, lang: str, fmt: str) -> str:
    label = where_label(where, lang, fmt)
    return piece("column", lang, label=label) if "/*/" in where else label


def _term_label(term: str, where: str, lang: str, fmt: str) -> str:
    """Of a row's cells the column's label, of a column's cells the row's."""
    table, item, column = bare(term).split("/")
    label = (
        column_label(table, item, column, lang, fmt)
        if where.endswith("/*")
        else item_label(table, item, lang, fmt)
    )
    label = _NUMBERING.sub("", label)
    return piece("prior", lang, label=label) if term.endswith("@prior") else label


def _implied(
    terms: dict[str, int],
    sides: dict[int, float],
    prints: Prints,
    label: dict[str, str],
    lang: str,
) -> str:
    """What the one cell alone on its side would be if the others are right; "" if that is open."""
    for sign in (1, -1):
        alone = [t for t, s in terms.items() if s == sign]
        others = [t for t, s in terms.items() if s != sign]
        if len(alone) != 1 or len(others) < 2 or prints.value(alone[0]) is None:
            continue
        if all(prints.value(t) is not None for t in others) and sides[-sign] >= 0:
            target = alone[0]
            values = {
                "target": label[target],
                "value": number(sides[-sign]),
                "print": prints.of(target).printed,
            }
            return say("balance_implied", values, values)[lang]
    return ""


def _blanks(count: int, lang: str) -> str:
    return say("balance_unknown", {"count": count}, {"count": count})[lang]


def _table(where: str) -> dict[str, Any]:
    labels = {lang: {"table": table_label(where.split("/")[0], lang)} for lang in LANGUAGES}
    return say("table_absent", labels["zh"], labels["en"])


def _cell(where: str, prints: Prints) -> dict[str, Any]:
    fmt, held = prints.report.format, prints.of(where)
    values = {
        lang: {
            "cell": cell_label(where, lang, fmt),
            "printed": held.printed,
            "place": prints.places([where], lang),
        }
        for lang in LANGUAGES
    }
    kind = "absent" if held.status == "absent" else "illegible"
    return {**say(kind, values["zh"], values["en"]), **prints.cells([where])}


def _cells(where: str, cells: list[str], prints: Prints) -> dict[str, Any]:
    """Several cells of a row or table that were not read, as one finding."""
    fmt, table = prints.report.format, where.split("/")[0]
    unreadable = [c for c in cells if prints.of(c).status == "unreadable"]
    absent = [c for c in cells if prints.of(c).status == "absent"]
    quoted = list(dict.fromkeys(prints.of(c).printed for c in unreadable))
    values = {}
    for lang in LANGUAGES:
        whole = where in _WHOLE_TABLES
        label = table_label(table, lang) if whole else where_label(where, lang, fmt)
        values[lang] = {
            "where": label,
            "count": len(cells),
            "unreadable": len(unreadable),
            "absent": len(absent),
            "printed": in_row([f"“{text}”" for text in quoted[:_QUOTED] if text], lang),
            "place": prints.places(cells[:1], lang),
        }
    row = where.removesuffix("*")
    is_row = set(cells) == {c for c in get_form(fmt).by_code if c.startswith(row)}
    kind = "unread" if unreadable else "row_not_found" if is_row else "not_found"
    return {**say(kind, values["zh"], values["en"], like="not_found"), **prints.cells(cells)}


def _of_claims(outcomes: pd.DataFrame, rules: Sequence[Rule]) -> pd.Series:
    """Which outcomes are failed ones of claims."""
    ids = [r.id for r in rules if r.type == "expect_claims_to_agree"]
    return outcomes["rule"].isin(ids) & (outcomes["outcome"] == "fail")


def _hierarchy(where: str, prints: Prints, case: _Case) -> dict[str, Any]:
    """The territory's figure against those of its agencies, each with its file."""
    fmt, held = prints.report.format, prints.of(where)
    members = case.members(prints.report)
    figures = [(r, Prints(r, None)) for r in members]
    values = {}
    for lang in LANGUAGES:
        listed = [w.in_own_file(where, r.agency, lang) for r, w in figures if where in w.held]
        total = sum(w.value(where) or 0.0 for _, w in figures)
        values[lang] = {
            "cell": cell_label(where, lang, fmt),
            "printed": held.printed,
            "place": prints.places([where], lang),
            "count": str(len(members)),
            "sum": number(total),
            "gap": number(abs((held.value or 0.0) - total)),
            "members": in_row(listed, lang),
        }
    kind = "hierarchy" if members else "hierarchy_plain"
    return {**say(kind, values["zh"], values["en"], like="hierarchy"), **prints.cells([where])}
