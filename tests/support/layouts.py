"""Reports laid out as sites lay them out, in our own words and with figures of our own."""

from collections.abc import Mapping

from analysis.form import TABLES, get_form, item_label
from analysis.recognising import Report
from analysis.recognising.report import column
from analysis.recognising.transcription import template_rows

# 12 received: 9 granted, 1 state secret, 1 not held, 1 forwarded; by 10 people and 2 businesses.
FIGURES = {
    "received": (10, 2),
    "carried_in": (0, 0),
    "granted": (8, 1),
    "refused.state_secret": (1, 0),
    "unavailable.not_held": (0, 1),
    "concluded": (9, 2),
    "carried_out": (1, 0),
}


def figures(fmt: str = "2021", **other: object) -> dict[str, object]:
    """A whole form whose identities hold, with some cells replaced: code with ``__`` for ``/`` to
    figure or text.
    """
    form = get_form(fmt)
    cells: dict[str, object] = dict.fromkeys(form.by_code, 0)
    for item, (people, business) in FIGURES.items():
        cells |= {
            f"requests/{item}/natural_person": people,
            f"requests/{item}/business": business,
            f"requests/{item}/total": people + business,
        }
    return cells | {code.replace("__", "/"): value for code, value in other.items()}


def flattened(
    cells: Mapping[str, object], fmt: str = "2021", agency: str = "某县林业局", year: int = 2023
) -> str:
    """Flattened text: one cell a line, each ended by a bar, merged cells as runs of bars."""
    form = get_form(fmt)
    lines = [
        f"{agency}{year}年政府信息公开工作年度报告",
        f"发布时间：{year + 1}-01-20",
        "一、总体情况",
        "本年情况如下。",
    ]
    for number, table in zip("二三四", TABLES, strict=True):
        title = {
            "disclosure": "主动公开政府信息情况",
            "requests": "收到和处理政府信息公开申请情况",
            "remedies": "政府信息公开行政复议、行政诉讼情况",
        }[table]
        lines.append(f"{number}、{title}")
        if table == "remedies":
            lines += [
                "行政复议 |",
                "行政诉讼 |",
                "|||||||",
                *(f"{x} |" for x in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3),
            ]
            lines += [f"{cells[c.code]} |" for c in form.cells if c.table == table]
            continue
        header: tuple[str, ...] = ()
        for item in form.items(table):
            labels = tuple(c.column_label for c in form.cells if (c.table, c.item) == (table, item))
            if labels != header:
                lines += [f"{label} |" for label in labels]
                header = labels
            lines.append(f"{item_label(table, item, 'zh', fmt)} |")
            lines += [
                f"{cells[f'{table}/{item}/{column}']} |" for column in form.columns(table, item)
            ] + ["||"]
    return "\n".join(
        [*lines, "五、存在的主要问题及改进情况", "无。", "六、其他需要报告的事项", "无。", ""]
    )


def transcription(cells: Mapping[str, object], fmt: str = "2021", **fields: str) -> list[list[str]]:
    """The rows of a filled-in template."""
    rows = template_rows(fmt)
    form = get_form(fmt)
    for row in rows:
        if row and row[0] in fields:
            row[2] = fields[row[0]]
        elif row and "/" in row[0]:
            table, item = row[0].split("/")
            row[2:] = [str(cells[f"{row[0]}/{column}"]) for column in form.columns(table, item)]
    return rows


def stated(report: Report) -> dict[str, float]:
    """What a report states, by code: of its rows, since a DataFrame of them takes an eighth of a test.

    Parameters
    ----------
    report : Report
        The report.
    """
    names = ("table", "item", "column", "value", "status")
    rows = zip(*(column(report, "cells", name) for name in names), strict=True)
    return {"/".join(code): value for *code, value, status in rows if status == "stated"}
