"""Flattened text in the families of the spec, A to H: what is left of a table when a page is saved as text."""

from .forms import Table, Td
from .office import _NAMES, placed


def text(agency: str, year: int, parts: list[tuple[str, list[Table]]], family: str) -> str:
    """A report as text."""
    lines = [f"{agency}{year}年政府信息公开工作年度报告", f"发布时间：{year + 1}-01-20"]
    made = dict(parts)
    for number, name in _NAMES.items():
        lines.append(f"{number}、{name}")
        if number in ("一", "五", "六"):
            lines.append("本年工作有序开展。")
        for table in made.get(number, []):
            lines += FAMILIES[family](table)
    if family == "H":
        return "\n".join(["|" * 40, " ".join(lines)])
    return "\n".join(lines) + "\n"


def _one(td: Td) -> str:
    return td.text.replace("\n", "")


def _a(table: Table) -> list[str]:
    """One row a line, ended by a bar; a span is padded at the end of the row."""
    width = placed(table)[2]
    return [" | ".join(_one(td) for td in row) + " |" + "|" * max(0, width - sum(1 for _ in row)) for row in table]


def _a_last(table: Table) -> list[str]:
    lines = _a(table)
    return [*lines[:-1], lines[-1].rstrip("|").rstrip() + " |"]


def _b(table: Table) -> list[str]:
    """One cell a line, ended by a bar; the padding of a row on a line of its own."""
    lines = []
    for row in table:
        lines += [f"{_one(td)} |" for td in row]
        padding = sum(td.width - 1 for td in row)
        if padding:
            lines.append("|" * padding)
    return lines


def _c(table: Table) -> list[str]:
    return [" | ".join(_one(td) for td in row) + " |" for row in table]


def _c_rowspan(table: Table) -> list[str]:
    """As C, with an empty leading cell for each span from above."""
    lines = []
    cells, rows, _ = placed(table)
    for r in range(rows):
        above = [c for r0, c, td in cells if r0 < r < r0 + td.height and c < 3]
        own = [_one(td) for r0, _, td in cells if r0 == r]
        lines.append("| " * len(above) + " | ".join(own) + " |")
    return lines


def _d(table: Table) -> list[str]:
    return ["| " + " | ".join(_one(td) for td in row) + " |" for row in table]


def _e(table: Table) -> list[str]:
    return [line for row in table for td in row for line in (_one(td), "|")]


def _f(table: Table) -> list[str]:
    return [line for row in table for td in row for line in (_one(td), "")]


def _g(table: Table) -> list[str]:
    return [" ".join(filter(None, (_one(td) for td in row))) for row in table]


FAMILIES = {"A": _a, "A'": _a_last, "B": _b, "C": _c, "C'": _c_rowspan, "D": _d, "E": _e, "F": _f, "G": _g, "H": _c}
