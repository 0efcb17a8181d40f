"""Flattened text in the families of the spec, A to H, and in the ways in which programs write a table as text."""

import csv
import io
import unicodedata

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
    return [
        " | ".join(_one(td) for td in row) + " |" + "|" * max(0, width - sum(1 for _ in row))
        for row in table
    ]


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


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fit(text: str, width: int) -> str:
    return text + " " * (width - _wide(text))


def _aligned(table: Table) -> list[list[str]]:
    """The table as a grid: what spans stands in the first cell it covers, the others are empty."""
    cells, rows, width = placed(table)
    grid = [[""] * width for _ in range(rows)]
    for r, c, td in cells:
        grid[r][c] = _one(td)
    return grid


def _dense(table: Table) -> list[str]:
    """One cell a line, empty cells gone."""
    return [_one(td) for row in table for td in row if _one(td)]


def _tabs(table: Table) -> list[str]:
    """As copied from a browser: a row's own cells with tabs between; spans leave nothing."""
    return ["\t".join(_one(td) for td in row) for row in table]


def _sheet(table: Table) -> list[str]:
    """As copied from a spreadsheet: every column, merged cells empty but for the first."""
    return ["\t".join(row) for row in _aligned(table)]


def _spaces(table: Table) -> list[str]:
    return ["  ".join(filter(None, (_one(td) for td in row))) for row in table]


def _fullwidth(table: Table) -> list[str]:
    return ["｜".join(_one(td) for td in row) + "｜" for row in table]


def _markdown(table: Table) -> list[str]:
    """A pipe table with its rule and figures in bold."""
    rows = _aligned(table)
    bold = [[f"**{t}**" if t.isdigit() else t for t in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in bold]
    return [
        "",
        lines[0],
        "|" + "|".join([":---", *[":---:"] * (len(rows[0]) - 1)]) + "|",
        *lines[1:],
        "",
    ]


def _org(table: Table) -> list[str]:
    rows = _aligned(table)
    widths = [max(3, *(_wide(row[c]) for row in rows)) for c in range(len(rows[0]))]
    rule = "|" + "+".join("-" * (w + 2) for w in widths) + "|"
    lines = [
        "| " + " | ".join(_fit(t, w) for t, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [rule, lines[0], rule, *lines[1:], rule]


def _drawn(table: Table, rules: tuple[str, str, str], bar: str, most: int) -> list[str]:
    """A drawn box whose labels wrap inside their cells."""
    rows = _aligned(table)
    widths = [min(most, max(4, *(_wide(row[c]) for row in rows))) for c in range(len(rows[0]))]
    top, middle, bottom = (r[0] + r[2].join(r[1] * (w + 2) for w in widths) + r[3] for r in rules)
    lines = [top]
    for n, row in enumerate(rows):
        wrapped = [_wrap(t, w) for t, w in zip(row, widths, strict=True)]
        for k in range(max(1, *(len(w) for w in wrapped))):
            parts = [
                _fit(w[k] if k < len(w) else "", width)
                for w, width in zip(wrapped, widths, strict=True)
            ]
            lines.append(f"{bar} " + f" {bar} ".join(parts) + f" {bar}")
        lines.append(middle if n < len(rows) - 1 else bottom)
    return lines


def _wrap(text: str, width: int) -> list[str]:
    out = [""]
    for char in text:
        if _wide(out[-1] + char) > width:
            out.append("")
        out[-1] += char
    return out


def _box(table: Table) -> list[str]:
    return _drawn(table, ("┌─┬┐", "├─┼┤", "└─┴┘"), "│", 20)


def _grid(table: Table) -> list[str]:
    return _drawn(table, ("+-++", "+-++", "+-++"), "|", 24)


def _rst(table: Table) -> list[str]:
    """A simple table: columns by their place alone."""
    rows = _aligned(table)
    widths = [max(4, *(_wide(row[c]) for row in rows)) for c in range(len(rows[0]))]
    rule = "  ".join("=" * w for w in widths)
    return [
        rule,
        *("  ".join(_fit(t, w) for t, w in zip(row, widths, strict=True)).rstrip() for row in rows),
        rule,
    ]


def _csv(table: Table) -> list[str]:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(_aligned(table))
    return out.getvalue().splitlines()


def _wrapped(table: Table) -> list[str]:
    """PDF text: a row's numbers on one line, its label cut into the lines above, beside and below."""
    lines = []
    for row in table:
        texts = [_one(td) for td in row]
        at = next((i for i in range(len(texts) - 1, -1, -1) if len(texts[i]) > 9), None)
        if at is None or len(row) - at - 1 != 7:
            lines.append(" ".join(filter(None, texts)))
            continue
        label = texts[at]
        third = -(-len(label) // 3)
        lines += [
            label[:third],
            " ".join(filter(None, [*texts[:at], label[third : 2 * third], *texts[at + 1 :]])),
            label[2 * third :],
        ]
    return lines


FAMILIES = {
    "A": _a,
    "A'": _a_last,
    "B": _b,
    "C": _c,
    "C'": _c_rowspan,
    "D": _d,
    "E": _e,
    "F": _f,
    "G": _g,
    "H": _c,
    "F dense": _dense,
    "G wrapped": _wrapped,
    "tabs": _tabs,
    "tabs from a sheet": _sheet,
    "two blanks": _spaces,
    "full-width bars": _fullwidth,
    "Markdown": _markdown,
    "org": _org,
    "box": _box,
    "grid": _grid,
    "rST": _rst,
    "CSV in a text": _csv,
}
