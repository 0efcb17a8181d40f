"""Findings, what people decided about them, and how checks came out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from analysis.checking.findings.wording import decision_text
from analysis.form import table_label, where_label
from analysis.telling.html import Html, code, prose, table, tag
from analysis.telling.view import ReportView
from analysis.telling.wording import word

from .evidence import several


def findings(frame: pd.DataFrame, lang: str, names: Mapping[str, str] | None = None) -> Html:
    """Findings of one report or of many.

    Parameters
    ----------
    frame : DataFrame
        ``Dataset.findings`` or a part of it.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    names : mapping, optional
        Report to its name as HTML, which then stands above its findings.
    """
    if frame.empty:
        return Html(tag("p", escape(word("no_findings", lang))))
    rows, last = [], ""
    for f in frame.itertuples(index=False):
        if names and f.report != last:
            head = tag("th", names[f.report], scope="rowgroup", colspan="3", cls="group")
            rows.append([head])
            last = f.report
        severity = tag("span", escape(word(f.severity, lang)), cls=f"mark {f.severity}")
        text = escape(getattr(f, lang))
        decision = decision_text(f.decision, f.by, f.on, f.reason, f.corrected, lang)
        if decision:
            text += "<br>" + tag("strong", escape(decision), cls="decision")
        resolve = getattr(f, f"resolve_{lang}")
        concerned = word("cells_concerned", lang).format(count=len(f.cells))
        text += f"<br>{several(f.cells, concerned)}" if f.cells else ""
        text += "<br>" + tag("small", prose(resolve)) if resolve else ""
        rows.append([severity, text, code(f.rule)])
    heads = [word(w, lang) for w in ("severity", "finding", "rule")]
    return Html(table(heads, rows, cls="findings"))


def corrections(frame: pd.DataFrame, lang: str) -> Html:
    """What people decided about findings, and whether it still applies; nothing where nobody did.

    Parameters
    ----------
    frame : DataFrame
        ``Dataset.corrections`` or a part of it.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    if frame.empty:
        return Html("")
    rows = []
    for c in frame.itertuples(index=False):
        kind, _, meant = c.state.partition(": ")  # a misspelt report has the one that is meant
        state = word("state_" + kind.replace(" ", "_"), lang).format(meant=meant)
        cls = "mark" if c.state == "applies" else "mark warning"
        text = escape(decision_text(c.decision, c.by, c.on, c.reason, c.corrected, lang))
        rows.append(
            [
                escape(c.report),
                f"{code(c.rule)}<br>{code(c.where)}",
                text,
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
        Language of the labels and sentences.
    """
    return rules_table(Counter(zip(frame["rule"], frame["outcome"], strict=True)), rules, lang)


def rules_table(found: Mapping[tuple[str, str], int], rules: pd.DataFrame, lang: str) -> Html:
    """The same from counts.

    Parameters
    ----------
    found : mapping
        Rule and outcome to how often there is that.
    rules : DataFrame
        ``Dataset.rules``.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    rows, colon = [], "：" if lang == "zh" else ": "
    kinds = ("pass", "fail", "undecided")
    for rule in rules.itertuples(index=False):
        counts = [found.get((rule.rule, outcome), 0) for outcome in kinds]
        if sum(counts):
            is_of_table = rule.type == "expect_cells_to_be_legible"
            of = table_label(rule.suite, lang) + colon if is_of_table else ""
            label = f"{escape(of + getattr(rule, lang))}<br>{code(rule.rule)}"
            rows.append([tag("th", label, scope="row"), *count_cells(counts)])
    heads = [word(key, lang) for key in ("rule", *kinds)]
    return Html(table(heads, rows, cls="tally"))


def count_cell(count: int, cls: str = "some") -> str:
    """A table cell of how many there are, grey where there are none.

    Parameters
    ----------
    count : int
        The number.
    cls : str
        Class of one that is not zero.
    """
    return tag("td", str(count), cls=cls if count else "")


def count_cells(counts: Sequence[int]) -> list[str]:
    """Table cells of how many pass, fail and are undecided.

    Parameters
    ----------
    counts : sequence of int
        The three numbers.
    """
    return list(map(count_cell, counts, ("some", "fail", "some")))


def open_checks(views: Sequence[ReportView], names: Mapping[str, str] | None = None) -> Html:
    """The checks that fail or are undecided, with what the rules imply.

    Parameters
    ----------
    views : sequence of ReportView
        The reports, in one language.
    names : mapping, optional
        Report to its name as HTML, which then stands above its checks.
    """
    rows: list[list[str]] = []
    for view in views:
        own = _open_rows(view)
        if own and names:
            head = tag("th", names[view.id], scope="rowgroup", colspan="4", cls="group")
            rows.append([head])
        rows += own
    if not rows:
        return Html("")
    heads = [word(w, views[0].lang) for w in ("rule", "where", "outcome", "implied")]
    return Html(table(heads, rows))


def _open_rows(view: ReportView) -> list[list[str]]:
    lang, rows = view.lang, []
    for o in (o for o in view.checks if o.outcome != "pass"):
        label = where_label(o.where, lang, view.form.code)
        implied = [p for p in o.implied if not p.endswith("=0")]
        rows.append(
            [
                code(o.rule),
                f"{escape(label)}<br>{code(o.where)}",
                tag("span", word(o.outcome, lang), cls=f"mark {o.outcome}"),
                several(implied),
            ]
        )
    return rows
