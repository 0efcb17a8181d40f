"""The statutory tables with failing rows and columns highlighted, and what the rules imply.

A failing row or column also says so in its heading, for print in black and white and for screen
readers.
"""

import math
from html import escape

from analysis.assessing.dataset import Dataset
from analysis.form import TABLES
from analysis.telling.html import Html, folded, table, tag
from analysis.telling.sections import legend
from analysis.telling.view import ReportView
from analysis.telling.views import Views
from analysis.telling.wording import word
from analysis.wording import number

from .statutory import Places, blocks, established, full_label

# For the outcomes fail and undecided: row or column to the checks with it there.
Open = dict[str, dict[str, str]]
_REPAIRS = 5
_MARKS = {"fail": "highlight_fail", "undecided": "highlight_undecided_mark"}


def failing_tables(data: Dataset, lang: str) -> Html:
    """The tables of every report in which a check fails; below, folded, undecided ones.

    Parameters
    ----------
    data : Dataset
        The processed tables of all reports.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    views = Views(data, lang).with_open_checks()
    failed = [part for view in views for part in _report(view, data, "fail")]
    undecided = [part for view in views for part in _report(view, data, "undecided")]
    legend = tag("p", escape(word("print_zeros", lang)), cls="legend printed")
    out = legend + "".join(failed) if failed else tag("p", escape(word("highlight_none", lang)))
    if undecided:
        rest = "".join(undecided)
        out += folded(word("highlight_undecided", lang), rest if failed else legend + rest)
    return Html(out)


def located_tables(view: ReportView, data: Dataset) -> Html:
    """The failing tables of one report, only the rows that failing checks are about, and repairs.

    Empty where no check fails.

    Parameters
    ----------
    view : ReportView
        The report.
    data : Dataset
        The processed tables that hold it.
    """
    return Html("".join(_report(view, data, "fail", located=True)))


def _report(view: ReportView, data: Dataset, outcome: str, located: bool = False) -> list[str]:
    """The tables of a report with an outcome; for ``undecided`` those in which nothing fails.

    With ``located``, only rows that hold a disputed cell, and no heading.
    """
    labels = dict(zip(data.rules["rule"], data.rules[view.lang], strict=True))
    wheres: dict[str, dict[str, str]] = {"fail": {}, "undecided": {}}
    for check in (o for o in view.checks if o.outcome != "pass"):
        before = wheres[check.outcome].get(check.where, "")
        wheres[check.outcome][check.where] = (
            f"{before}; {labels[check.rule]}" if before else labels[check.rule]
        )
    shown = {}
    for name in TABLES:
        here = {
            o: {w: text for w, text in wheres[o].items() if w.startswith(f"{name}/")}
            for o in wheres
        }
        if here[outcome] and (outcome == "fail" or not here["fail"]):
            shown[name] = here
    if not shown:
        return []
    beside = _beside(view, data)
    parts = [_table(view, name, here, beside, located) for name, here in shown.items()]
    return [
        "" if located else tag("h3", escape(view.name)),
        *parts,
        legend("".join(parts), view.lang),
        _repairs(view, data),
    ]


def _repairs(view: ReportView, data: Dataset) -> str:
    """The repairs in words, the most plausible first: the tables show the first alone."""
    mine = sorted(data.records("repairs", view.id), key=lambda repair: repair.rank)
    if not mine:
        return ""
    items = [tag("li", escape(getattr(repair, view.lang))) for repair in mine[:_REPAIRS]]
    more = len(mine) - len(items)
    rest = (
        tag("p", escape(word("highlight_more", view.lang).format(count=more)), cls="legend")
        if more
        else ""
    )
    return (
        tag("p", escape(word("highlight_repairs", view.lang)), cls="caption")
        + tag("ol", "".join(items), cls="gouji")
        + rest
    )


def _beside(view: ReportView, data: Dataset) -> dict[str, list[str]]:
    """What is shown beside a printed figure: the first repair's value, and what people found."""
    found: dict[str, list[str]] = {}
    for repair in data.records("repairs", view.id):
        if repair.rank != 1:
            continue
        for code, implied in zip(repair.cells, repair.implied, strict=False):
            value = f"{escape(_figure(implied))}{word('repair_mark', view.lang)}"
            found.setdefault(code, []).append(
                tag("span", f"→ {value}", cls="implied", title=getattr(repair, view.lang))
            )
    for code, parts in established(view).items():
        found.setdefault(code, []).extend(parts)
    return {code: list(dict.fromkeys(parts)) for code, parts in found.items()}


def _figure(text: str) -> str:
    try:
        return number(float(text))
    except ValueError:
        return text


def _table(
    view: ReportView, name: str, here: Open, beside: dict[str, list[str]], located: bool
) -> str:
    disputed = {code.rpartition("/")[0] for code in view.disputed} if located else set()
    parts: list[str] = []
    at = Places(view, name)
    for columns, every in blocks(view, name):
        items = [i for i in every if not disputed or f"{name}/{i}" in disputed]
        at.divide(items, columns)
        rows = []
        for item in items:
            state = _state(f"{name}/{item}/*", here)
            label = f"{escape(full_label(view, name, item))}{_mark(state, view.lang)}"
            cells = [
                _cell(
                    view, f"{name}/{item}/{c}", state or _state(f"{name}/*/{c}", here), beside, at
                )
                for c in columns
            ]
            checks = here[state][f"{name}/{item}/*"] if state else ""
            own = at.row(item, f"{name}/{item}", checks)
            rows.append([tag("th", label, scope="row", cls=_class(state), title=own), *cells])
        parts.append(_block(view, name, items[0], columns, rows, here, at) if rows else "")
    return at.caption() + "".join(parts)


def _block(
    view: ReportView,
    name: str,
    item: str,
    columns: tuple[str, ...],
    rows: list[list[str]],
    here: Open,
    at: Places,
) -> str:
    tops = []
    for column in columns:
        state = _state(f"{name}/*/{column}", here)
        checks = here[state][f"{name}/*/{column}"] if state else ""
        text = escape(view.column_label(name, item, column)) + _mark(state, view.lang)
        own = at.column(column, checks)
        tops.append(tag("th", text, scope="col", cls=_class(state), title=own))
    return table([word("row", view.lang), *tops], rows, cls="statutory lit")


def _state(where: str, here: Open) -> str:
    return next((outcome for outcome in ("fail", "undecided") if where in here[outcome]), "")


def _class(state: str) -> str:
    return f"lit-{state}" if state else ""


def _mark(state: str, lang: str) -> str:
    return "<br>" + tag("strong", escape(word(_MARKS[state], lang)), cls="litmark") if state else ""


def _cell(view: ReportView, key: str, state: str, beside: dict[str, list[str]], at: Places) -> str:
    row = view.by_code[key]
    printed = str(row.printed).strip()
    shown = [
        escape(printed)
        if printed
        else tag("span", escape(word(f"status_{row.status}", view.lang)), cls="unknown")
    ]
    implied = (
        ""
        if math.isnan(row.implied)
        else f"→ {number(row.implied)}{word('implied_mark', view.lang)}"
    )
    own = beside.get(key, [])
    if implied:  # a repair that fills the cell with the one value that the rules allow adds nothing
        shown.append(tag("span", implied, cls="implied"))
        same = f">→ {number(row.implied)}{word('repair_mark', view.lang)}<"
        own = [part for part in own if same not in part]
    shown += own
    names = [_class(state), "" if shown == ["0"] else "some"]
    return tag("td", " ".join(shown), cls=" ".join(filter(None, names)), title=at.cell(key))
