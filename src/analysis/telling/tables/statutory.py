"""The statutory tables as printed, and beside each cell what the rules imply for it."""

import math
from collections.abc import Sequence
from html import escape

from analysis.form import group_label, item_label, table_label
from analysis.telling.html import Html, code, table, tag
from analysis.telling.sections import legend
from analysis.telling.view import ReportView
from analysis.telling.wording import word
from analysis.wording import number, place


def statutory(view: ReportView, name: str) -> Html:
    """A statutory table with what was printed, beside it what the identities imply (†).

    Parameters
    ----------
    view : ReportView
        The report.
    name : {"disclosure", "requests", "remedies"}
        Which of the three tables.
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
    shown = "".join(parts)
    caption = tag("p", escape(table_label(name, view.lang)), cls="caption")
    return Html(caption + shown + legend(shown, view.lang))


def _block(view: ReportView, head: Sequence[str], rows: list[list[str]]) -> str:
    return table(
        [word("row", view.lang), *(tag("th", escape(h), scope="col", cls="num") for h in head)],
        rows,
        cls="statutory",
    )


def full_label(view: ReportView, name: str, item: str) -> str:
    """Label of a row with that of its group, as the form prints both.

    Parameters
    ----------
    view : ReportView
        The report.
    name : str
        Code of the table.
    item : str
        Code of the row.
    """
    group, _, rest = item.partition(".")
    if view.lang == "zh" and rest:
        return f"{group_label(name, group)} {item_label(name, item, 'zh', view.form.code)}"
    return item_label(name, item, view.lang, view.form.code)


def established(view: ReportView) -> dict[str, list[str]]:
    """Figures that people established in corrections, by cell, marked ‡ with the name of who did.

    Parameters
    ----------
    view : ReportView
        The report.
    """
    found: dict[str, list[str]] = {}
    for f in (f for f in view.found if f.corrected):
        for pair in f.corrected.split("; "):
            key, _, figure = pair.partition("=")
            text = f"→ {number(float(figure))}{word('corrected_mark', view.lang)}"
            found.setdefault(key, []).append(
                tag("span", text, cls="corrected", title=f"{f.by} {f.on}: {f.reason}")
            )
    return {key: list(dict.fromkeys(parts)) for key, parts in found.items()}


def _cell(view: ReportView, key: str, beside: dict[str, list[str]]) -> str:
    row = view.by_code[key]
    where = f"{key} · {place(row.where, view.lang)}" if row.where else key
    more = "".join(f" {part}" for part in beside.get(key, []))
    disputed = word("disputed_mark", view.lang) if row.disputed else ""
    mark = (word("ocr_mark", view.lang) if row.read_by == "ocr" else "") + disputed
    if row.status == "stated":
        return tag(
            "td",
            escape(number(row.value)) + mark + more,
            cls="num zero" if row.value == 0 and not disputed else "num",
            title=where,
        )
    if not math.isnan(row.implied):
        return tag(
            "td",
            f"{number(row.implied)}{word('implied_mark', view.lang)}{mark}{more}",
            cls="num implied",
            title=where,
        )
    printed, state = row.printed.strip(), word(f"status_{row.status}", view.lang)
    shown = escape(printed or state)
    if printed and row.status == "unreadable":  # it may look like a number: of several cells
        shown += f" {tag('small', escape(state))}"
    return tag("td", shown + disputed + more, cls="num unknown", title=where)
