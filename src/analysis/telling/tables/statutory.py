"""Tables of a page: the statutory tables as printed, outcomes, findings, indicators, and the cells behind each sentence."""

import math
from collections import Counter
from collections.abc import Sequence
from html import escape

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.checking.findings.decisions import decision_text
from analysis.form import group_label, item_label, table_label, where_label
from analysis.telling.html import Html, code, num, table, tag
from analysis.telling.view import ReportView, stands
from analysis.telling.wording import Ref, Sentence, number, place, word

_SPELT = 2  # cells of a sum


def statutory(view: ReportView, name: str) -> Html:
    """A statutory table with what was printed, beside it what the identities imply (†).

    Parameters
    ----------
    view : ReportView
    name : {"disclosure", "requests", "remedies"}
    """
    parts: list[str] = []
    head: tuple[str, ...] = ()
    rows: list[list[str]] = []
    beside = established(view)
    for item in view.form.items(name):
        columns = view.form.columns(name, item)
        labels = tuple(view.column_label(name, item, c) for c in columns)
        if labels != head:
            parts += [_block(view, head, rows)] if rows else []
            head, rows = labels, []
        label = f"{escape(full_label(view, name, item))}<br>{code(f'{name}/{item}')}"
        rows.append(
            [
                tag("th", label, scope="row"),
                *(_cell(view, f"{name}/{item}/{c}", beside) for c in columns),
            ]
        )
    parts.append(_block(view, head, rows))
    legend = tag("p", escape(word("legend", view.lang)), cls="legend") if view.implied else ""
    if any(key.startswith(f"{name}/") for key in beside):
        legend += tag("p", escape(word("legend_corrected", view.lang)), cls="legend")
    return Html(
        tag("p", escape(table_label(name, view.lang)), cls="caption") + "".join(parts) + legend
    )


def _block(view: ReportView, head: Sequence[str], rows: list[list[str]]) -> str:
    return table(
        [word("row", view.lang), *(tag("th", escape(h), scope="col", cls="num") for h in head)],
        rows,
        cls="statutory",
    )


def full_label(view: ReportView, name: str, item: str) -> str:
    """Label of a row with that of its group, as the form prints both."""
    group, _, rest = item.partition(".")
    if view.lang == "zh" and rest:
        return f"{group_label(name, group)} {item_label(name, item, 'zh', view.form.code)}"
    return item_label(name, item, view.lang, view.form.code)


def established(view: ReportView) -> dict[str, list[str]]:
    """Figures that people established in their corrections, by cell, each marked ‡ and with who said so in its title."""
    found: dict[str, list[str]] = {}
    for f in view.findings[view.findings["corrected"] != ""].itertuples(index=False):
        for pair in f.corrected.split("; "):
            key, _, figure = pair.partition("=")
            said = f"→ {number(float(figure))}{word('corrected_mark', view.lang)}"
            found.setdefault(key, []).append(
                tag("span", said, cls="corrected", title=f"{f.by} {f.on}: {f.reason}")
            )
    return {key: list(dict.fromkeys(parts)) for key, parts in found.items()}


def _cell(view: ReportView, key: str, beside: dict[str, list[str]]) -> str:
    row = view.by_code[key]
    where = f"{key} · {place(row['where'], view.lang)}" if row["where"] else key
    more = "".join(f" {part}" for part in beside.get(key, []))
    if row["status"] == "stated":
        return tag(
            "td",
            escape(number(row["value"])) + more,
            cls="num zero" if row["value"] == 0 else "num",
            title=where,
        )
    if not math.isnan(row["implied"]):
        return tag(
            "td",
            f"{number(row['implied'])}{word('implied_mark', view.lang)}{more}",
            cls="num implied",
            title=where,
        )
    printed = row["printed"].strip() or word(f"status_{row['status']}", view.lang)
    return tag("td", escape(printed) + more, cls="num unknown", title=where)


def findings(frame: pd.DataFrame, lang: str, with_report: bool = False) -> Html:
    """Findings of one report or of many.

    Parameters
    ----------
    frame : DataFrame
        ``Dataset.findings`` or a part of it.
    lang : {"zh", "en"}
    with_report : bool
        Whether to name the report in each row.
    """
    if frame.empty:
        return Html(tag("p", escape(word("no_findings", lang))))
    rows = []
    for f in frame.itertuples(index=False):
        cells = [c for c in str(f.cells).split("; ") if c]
        severity = tag("span", escape(word(f.severity, lang)), cls=f"mark {f.severity}")
        told = escape(getattr(f, lang))
        decision = decision_text(f.decision, f.by, f.on, f.reason, f.corrected, lang)
        if decision:
            told += "<br>" + tag("strong", escape(decision), cls="decision")
        resolve = getattr(f, f"resolve_{lang}")
        told += f"<br>{several(cells)}" if cells else ""
        told += "<br>" + tag("small", escape(resolve)) if resolve else ""
        rows.append([*([escape(f.report)] if with_report else []), severity, told, code(f.rule)])
    head = [word(w, lang) for w in ("severity", "finding", "rule")]
    return Html(table([word("report", lang)] * with_report + head, rows))


def corrections(frame: pd.DataFrame, lang: str) -> Html:
    """What people decided about findings, and whether it still applies; nothing where nobody did.

    Parameters
    ----------
    frame : DataFrame
        ``Dataset.corrections`` or a part of it.
    lang : {"zh", "en"}
    """
    if frame.empty:
        return Html("")
    rows = []
    for c in frame.itertuples(index=False):
        state = word("state_" + c.state.replace(" ", "_"), lang)
        cls = "mark" if c.state == "applies" else "mark warning"
        told = escape(decision_text(c.decision, c.by, c.on, c.reason, c.corrected, lang))
        rows.append(
            [
                escape(c.report),
                f"{code(c.rule)}<br>{code(c.where)}",
                told,
                tag("span", escape(state), cls=cls),
                escape(f"{c.file} #{c.entry}"),
            ]
        )
    head = [word(w, lang) for w in ("report", "rule", "decision", "state", "entry")]
    return Html(tag("h3", escape(word("corrections", lang)))) + Html(table(head, rows))


def outcomes(frame: pd.DataFrame, rules: pd.DataFrame, lang: str) -> Html:
    """How many outcomes of each rule are pass, fail and undecided.

    Parameters
    ----------
    frame : DataFrame
        ``Dataset.outcomes`` or a part of it.
    rules : DataFrame
        ``Dataset.rules``.
    lang : {"zh", "en"}
    """
    rows, found = [], Counter(zip(frame["rule"], frame["outcome"], strict=True))
    for rule in rules.itertuples(index=False):
        counts = [found[rule.rule, outcome] for outcome in ("pass", "fail", "undecided")]
        if sum(counts):
            of = (
                f"{table_label(rule.suite, lang)}: "
                if rule.type == "expect_cells_to_be_legible"
                else ""
            )
            label = f"{escape(of + getattr(rule, lang))}<br>{code(rule.rule)}"
            rows.append([tag("th", label, scope="row"), *_tallied(counts)])
    return Html(
        table(
            [
                word("rule", lang),
                *(
                    tag("th", word(o, lang), scope="col", cls="num")
                    for o in ("pass", "fail", "undecided")
                ),
            ],
            rows,
        )
    )


def _tallied(counts: Sequence[int]) -> list[str]:
    """Table cells of how many pass, fail and are undecided."""
    return [
        num(str(c), "zero" if not c else "fail" if i == 1 else "") for i, c in enumerate(counts)
    ]


def reports(data: Dataset, lang: str) -> Html:
    """The reports of a corpus: what each is, how many of its cells state a number, how its ties stand."""
    rows = []
    cells, found = Counter(data.cells["report"]), Counter(data.findings["report"])
    stated = Counter(data.cells.loc[data.cells["status"] == "stated", "report"])
    standing = stands(data)
    for r in data.reports.itertuples(index=False):
        rows.append(
            [
                tag("th", escape(r.agency), scope="row"),
                num(str(r.year)),
                num(r.format),
                escape(word(f"scope_{r.scope}", lang)),
                num(f"{stated[r.report]}/{cells[r.report]}"),
                *_tallied(standing[r.report]),
                num(str(found[r.report])),
            ]
        )
    head = [
        word("agency", lang),
        *(tag("th", word(w, lang), scope="col", cls="num") for w in ("year", "form")),
        word("scope", lang),
    ]
    head += [
        tag("th", word(w, lang), scope="col", cls="num")
        for w in ("stated", "ties_pass", "ties_fail", "ties_undecided", "findings")
    ]
    return Html(table(head, rows))


def open_outcomes(view: ReportView) -> Html:
    """The ties of a report that fail or cannot be decided, row or column, with what the identities imply."""
    lang, rows = view.lang, []
    for o in view.ties[view.ties["outcome"] != "pass"].itertuples(index=False):
        label = where_label(o.where, lang, view.form.code)
        implied = several(
            [part for part in str(o.implied).split("; ") if part and not part.endswith("=0")]
        )
        rows.append(
            [
                code(o.rule),
                f"{escape(label)}<br>{code(o.where)}",
                tag("span", word(o.outcome, lang), cls=f"mark {o.outcome}"),
                implied,
            ]
        )
    if not rows:
        return Html("")
    return Html(table([word(w, lang) for w in ("rule", "where", "outcome", "implied")], rows))


def several(codes: Sequence[str]) -> str:
    """Codes of cells: two spelt out, of more the first and how many others, all of them in its title."""
    if len(codes) <= _SPELT:
        return "<br>".join(code(c) for c in codes)
    return tag("span", f"{code(codes[0])} + {len(codes) - 1}", title=", ".join(codes))


def notes(sentences: Sequence[Sentence], views: Sequence[ReportView]) -> Html:
    """For each numbered sentence the cells it rests on, with what was printed and where."""
    lang, by_id, rows = views[0].lang, {v.id: v for v in views}, []
    for n, sentence in enumerate(sentences, start=1):
        if sentence.cells:
            lines = [
                noted(
                    by_id[report], [r for r in sentence.cells if r.report == report], len(views) > 1
                )
                for report in dict.fromkeys(r.report for r in sentence.cells)
            ]
            rows.append(
                [
                    tag("td", f'<a href="#s{n}">{n}</a>', id=f"c{n}", cls="num"),
                    tag("td", code(sentence.id), cls="key"),
                    "<br>".join(lines),
                ]
            )
    return Html(table([word(w, lang) for w in ("no", "sentence", "rests_on")], rows, cls="notes"))


def noted(view: ReportView, refs: Sequence[Ref], named: bool) -> str:
    """Cells with figure and place; those that state zero, and those only implied, are named together after the others."""
    first, zeros, implied = [], [], []
    for ref in refs:
        row = view.by_code[ref.code]
        if row["status"] == "stated" and row["value"] != 0:
            first.append(
                f"{code(ref.code)} = {escape(row['printed'].strip())} ({escape(place(row['where'], view.lang))})"
            )
        elif row["status"] == "stated":
            zeros.append(code(ref.code))
        else:
            value = (
                ""
                if math.isnan(row["implied"])
                else f" = {number(row['implied'])}{word('implied_mark', view.lang)}"
            )
            implied.append(f"{code(ref.code)}{value}")
    parts = first + implied + ([f"0: {', '.join(zeros)}"] if zeros else [])
    return (f"<em>{escape(view.name)}</em> " if named else "") + "; ".join(parts)
