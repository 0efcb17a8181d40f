"""Failed outcomes as findings: what is wrong, where it was printed, in Chinese and in English."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.form import cell_label, where_label
from analysis.recognising import Report

from .evaluate import instances
from .rules import Rule

FINDING_COLUMNS = ["report", "severity", "rule", "where", "cells", "zh", "en"]
_SEVERITY_ORDER = {"error": 0, "warning": 1, "note": 2}


def build_findings(outcomes: pd.DataFrame, rules: Sequence[Rule], reports: Sequence[Report]) -> pd.DataFrame:
    """A finding for each failed outcome, the gravest first within a report."""
    by_id, by_report = {r.id: r for r in rules}, {r.id: r for r in reports}
    prior = {(r.agency, r.scope, r.year): r for r in reports}
    rows = []
    for o in outcomes[outcomes["outcome"] == "fail"].itertuples(index=False):
        rule, report = by_id[o.rule], by_report[o.report]
        before = prior.get((report.agency, report.scope, report.year - 1))
        cells, zh, en = _told(rule, str(o.where), report, before)
        rows.append((o.report, rule.meta["severity"], rule.id, o.where, cells, zh, en))
    order = {r.id: i for i, r in enumerate(reports)}
    return pd.DataFrame(
        sorted(rows, key=lambda r: (order[r[0]], _SEVERITY_ORDER[r[1]])), columns=FINDING_COLUMNS
    )  # fmt: skip


def _told(rule: Rule, where: str, report: Report, before: Report | None) -> tuple[str, str, str]:
    label, why = rule.meta["label"], rule.meta["why"]
    if rule.type == "expect_terms_to_balance":
        return _balance(rule, where, report, before)
    if rule.type == "expect_cells_to_be_legible":
        cell = report.cells.set_index(["table", "item", "column"]).loc[tuple(where.split("/"))]
        zh, en = cell_label(where, "zh", report.format), cell_label(where, "en", report.format)
        if cell["status"] == "absent":
            return where, f"{zh}：文件中没有这一格。", f"{en}: the document does not have this cell."
        return (where, f"{zh}：印有“{cell['printed']}”（{cell['where']}），读不成一个数。",
                f"{en}: {cell['printed']!r} is printed ({cell['where']}), which is not one number.")  # fmt: skip
    if rule.type == "expect_sections_to_be_complete":
        found = [s.number for s in report.sections]
        missing = [n for n in rule.kwargs["sections"] if n not in found]
        if not missing:
            return "", f"各部分的次序不合格式：{'、'.join(found)}。", f"The sections are out of order: {', '.join(found)}."
        return ("", f"缺第{'、'.join(missing)}部分；格式规定六个部分齐全。",
                f"Section {', '.join(missing)} is missing; the format prescribes all six.")  # fmt: skip
    if rule.type == "expect_publication_by":
        limit = f"{report.year + 1}-{rule.kwargs['limits'][report.scope]}"
        day = (report.published or "")[:10]
        return "", f"{day} 发布，晚于法定期限 {limit}。", f"Published on {day}, after the legal limit of {limit}."
    if rule.id == "source.host":
        host = report.source_host
        return (
            "",
            f"来源网站 {host} 不是政府网站（gov.cn）：{why['zh']}。",
            f"The source {host} is not a gov.cn host: {why['en']}.",
        )
    return "", f"不符合规则：{label['zh']}（{why['zh']}）。", f"Does not meet the rule: {label['en']} ({why['en']})."


def _balance(rule: Rule, where: str, report: Report, before: Report | None) -> tuple[str, str, str]:
    terms = dict(instances(rule.kwargs, report.format))[where]
    stated: dict[str, tuple[float, str]] = {**_stated(report)}
    if before is not None:
        stated |= {f"{code}@prior": v for code, v in _stated(before).items()}
    sides: dict[int, float] = {1: 0.0, -1: 0.0}
    for term, sign in terms.items():
        sides[sign] += stated.get(term, (0.0, ""))[0]
    # A code stands for many cells only where the rule sums them; name those that carry the figure, and the zeros not at all.
    cells = "; ".join(t for t in terms if stated.get(t, (0.0, ""))[0] != 0)
    places = "; ".join(dict.fromkeys(w for t in terms if (w := stated.get(t, (0.0, ""))[1]) and stated[t][0] != 0))
    left, right = f"{sides[1]:.10g}", f"{sides[-1]:.10g}"
    label, fmt = rule.meta["label"], report.format
    return (
        cells,
        f"{where_label(where, 'zh', fmt)}：应有 {label['zh']}，所印数字左右为 {left} 与 {right}，"
        f"相差 {abs(sides[1] - sides[-1]):.10g}（{places}）。",
        f"{where_label(where, 'en', fmt)}: expected {label['en']}; the printed figures give {left} against {right}, "
        f"a difference of {abs(sides[1] - sides[-1]):.10g} ({places}).",
    )


def _stated(report: Report) -> Mapping[str, tuple[float, str]]:
    cells = report.cells[report.cells["status"] == "stated"]
    return {
        f"{c.table}/{c.item}/{c.column}": (float(c.value), str(c.where)) for c in cells.itertuples(index=False)
    }  # fmt: skip
