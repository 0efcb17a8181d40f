"""Shapes that sites give the statutory tables: columns added, spans undone, headers split, tables turned."""

from collections.abc import Callable
from dataclasses import replace

from .forms import Table, Td

Parts = list[tuple[str, list[Table]]]


def unmerged(table: Table, again: bool) -> Table:
    """Spans over rows undone below the header: their cell repeated in each row, or simply not there."""
    out: Table = []
    header = True
    waiting: list[tuple[Td, int]] = []  # cells that go on below, each with the rows left
    for row in table:
        header = header and not any(td.text.startswith("一、") for td in row)
        if header:
            out.append(row)
            continue
        lead = [replace(td, height=1) for td, left in waiting if left] if again else []
        waiting = [(td, left - 1) for td, left in waiting if left > 1]
        waiting += [(td, td.height - 1) for td in row if td.height > 1]
        out.append([*lead, *(replace(td, height=1) for td in row)])
    return out


def remark(table: Table) -> Table:
    """A column for remarks, with a few."""
    return [
        [*row, Td("备注" if n == 0 else "见说明" if n % 5 == 0 else "")]
        for n, row in enumerate(table)
    ]


def serial(table: Table) -> Table:
    """A column that counts the rows."""
    return [[Td("序号" if n == 0 else str(n)), *row] for n, row in enumerate(table)]


def split_header(table: Table) -> Table:
    """Names of four characters cut in two rows of the header."""
    out: Table = []
    for row in table:
        if any(td.text == "商业企业" for td in row):
            out.append([replace(td, text=td.text[: len(td.text) // 2]) for td in row])
            out.append([replace(td, text=td.text[len(td.text) // 2 :]) for td in row])
        else:
            grown = any("自然人" in td.text for td in row)
            out.append(
                [
                    replace(td, height=td.height + 1)
                    if td.height > 1 and (grown or "勾稽" in td.text)
                    else td
                    for td in row
                ]
            )
    return out


def total_first(table: Table) -> Table:
    """总计 before 自然人."""
    out: Table = []
    for row in table:
        names = [td.text for td in row]
        if "自然人" in names:
            at = names.index("自然人")
            row = [*row[:at], row[-1], *row[at:-1]]
        elif "商业企业" not in names and len(row) > 7:
            row = [*row[:-7], row[-1], *row[-7:-1]]
        out.append(row)
    return out


def standing(table: Table) -> Table:
    """Table 四 with a row for each outcome."""
    values = table[-1]
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    head = [Td("结果"), Td("行政复议"), Td("未经复议直接起诉"), Td("复议后起诉")]
    return [head, *([Td(n), values[i], values[5 + i], values[10 + i]] for i, n in enumerate(names))]


_SHAPES: dict[str, dict[str, Callable[[Table], Table]]] = {
    "spans repeated": {"三": lambda t: unmerged(t, True)},
    "spans lost": {"三": lambda t: unmerged(t, False)},
    "remarks": {"二": remark},
    "split header": {"三": split_header},
    "total first": {"三": total_first},
    "standing": {"四": standing},
    "blank column": dict.fromkeys("二三四", lambda t: [[*row, Td("")] for row in t]),
}
SHAPES = tuple(_SHAPES)


def reshaped(parts: Parts, shape: str) -> Parts:
    """The parts of a report in a shape."""
    changes = _SHAPES[shape]
    return [
        (number, [changes[number](t) for t in made] if number in changes else made)
        for number, made in parts
    ]
