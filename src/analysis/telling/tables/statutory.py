"""The statutory tables as printed, and beside each cell what the rules imply for it."""

import math
from collections.abc import Sequence
from html import escape
from itertools import takewhile

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
    beside, at = established(view), Places(view, name)
    parts = []
    for columns, items in blocks(view, name):
        at.divide(items, columns)
        head = [
            tag("th", escape(view.column_label(name, items[0], c)), scope="col", title=at.column(c))
            for c in columns
        ]
        rows = []
        for item in items:
            label = f"{escape(full_label(view, name, item))}<br>{code(f'{name}/{item}')}"
            cells = (_cell(view, f"{name}/{item}/{c}", beside, at) for c in columns)
            rows.append([tag("th", label, scope="row", title=at.row(item)), *cells])
        parts.append(table([word("row", view.lang), *head], rows, cls="statutory"))
    shown = "".join(parts)
    return Html(at.caption() + shown + legend(shown, view.lang))


def blocks(view: ReportView, name: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """The parts of a table whose rows have the same columns: these, and the rows.

    Parameters
    ----------
    view : ReportView
        The report.
    name : str
        Code of the table.
    """
    found: list[tuple[tuple[str, ...], list[str]]] = []
    last: tuple[str, ...] = ()
    for item in view.form.items(name):
        columns = view.form.columns(name, item)
        labels = tuple(view.column_label(name, item, c) for c in columns)
        if labels != last:
            found.append((columns, []))
            last = labels
        found[-1][1].append(item)
    return found


class Places:
    """Where cells are printed, said once where all of a table, a row or a column share it.

    Parameters
    ----------
    view : ReportView
        The report.
    name : str
        Code of the table.
    """

    def __init__(self, view: ReportView, name: str) -> None:
        self._view, self._name = view, name
        places = {row.where for row in view.by_code.values() if row.table == name}
        self._same = places.pop() if len(places) == 1 else ""
        self._rows: dict[str, str] = {}
        self._columns: dict[str, str] = {}
        self._cells: dict[str, str] = {}

    def caption(self) -> str:
        """The name of the table, with its place where all its cells have one."""
        label, where = table_label(self._name, self._view.lang), self._shown(self._same)
        small = f" {tag('small', escape(where))}" if where else ""
        return tag("p", escape(label) + small, cls="caption")

    def divide(self, items: Sequence[str], columns: Sequence[str]) -> None:
        """Find what the cells of each row and of each column share.

        Parameters
        ----------
        items, columns : sequence of str
            Codes of rows and columns.
        """
        self._rows, self._columns, self._cells = {}, {}, {}
        if self._same:
            return
        rests: dict[str, dict[str, str]] = {c: {} for c in columns}
        for item in items:
            keys = [f"{self._name}/{item}/{c}" for c in columns]
            parts = [place(self._view.by_code[key].where, "en").split(", ") for key in keys]
            alike = (len(set(same)) == 1 for same in zip(*parts, strict=False))
            shared = parts[0][: sum(takewhile(bool, alike))]
            self._rows[item] = ", ".join(shared)
            for column, key, part in zip(columns, keys, parts, strict=True):
                rests[column][key] = ", ".join(part[len(shared) :])
        for column, own in rests.items():
            if len(set(own.values())) == 1:
                self._columns[column] = next(iter(own.values()))
            else:
                self._cells |= own

    def row(self, item: str, code: str = "", above: str = "") -> str:
        """Where a row is printed; the script of a page reads it off the last line.

        Parameters
        ----------
        item : str
            Code of the row.
        code : str
            The same, to be shown where nothing else shows it.
        above : str
            Another line above.
        """
        own = " · ".join(filter(None, (code, self._shown(self._rows.get(item, "")))))
        return "\n".join(filter(None, (above, own)))

    def column(self, column: str, above: str = "") -> str:
        """The code of a column, and where it is printed.

        Parameters
        ----------
        column : str
            Its code.
        above : str
            Another line above.
        """
        own = " · ".join(filter(None, (column, self._shown(self._columns.get(column, "")))))
        return "\n".join(filter(None, (above, own)))

    def cell(self, key: str) -> str:
        """Where a cell is printed, as far as neither its row nor its column says so.

        Parameters
        ----------
        key : str
            Code of the cell.
        """
        return self._shown(self._cells.get(key, ""))

    def _shown(self, where: str) -> str:
        return place(where, self._view.lang)


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
        for pair in f.corrected:
            key, _, figure = pair.partition("=")
            text = f"→ {number(float(figure))}{word('corrected_mark', view.lang)}"
            found.setdefault(key, []).append(
                tag("span", text, cls="corrected", title=f"{f.by} {f.on}: {f.reason}")
            )
    return {key: list(dict.fromkeys(parts)) for key, parts in found.items()}


def _cell(view: ReportView, key: str, beside: dict[str, list[str]], at: Places) -> str:
    row, where = view.by_code[key], at.cell(key)
    more = "".join(f" {part}" for part in beside.get(key, []))
    disputed = word("disputed_mark", view.lang) if row.disputed else ""
    mark = (word("ocr_mark", view.lang) if row.read_by == "ocr" else "") + disputed
    if row.status == "stated":
        return tag(
            "td",
            escape(number(row.value)) + mark + more,
            cls="" if row.value == 0 and not disputed else "some",
            title=where,
        )
    if not math.isnan(row.implied):
        return tag(
            "td",
            f"{number(row.implied)}{word('implied_mark', view.lang)}{mark}{more}",
            cls="implied",
            title=where,
        )
    printed, state = row.printed.strip(), word(f"status_{row.status}", view.lang)
    shown = escape(printed or state)
    if printed and row.status == "unreadable":  # it may look like a number: of several cells
        shown += f" {tag('small', escape(state))}"
    return tag("td", shown + disputed + more, cls="unknown", title=where)
