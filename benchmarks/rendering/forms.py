"""A random report, and its three tables as rows of cells with spans, in the variants that occur."""

import random
from dataclasses import dataclass, replace

from analysis.form import APPLICANTS, get_form


@dataclass(frozen=True)
class Td:
    """A cell: its text, and how many columns and rows it covers."""

    text: str
    width: int = 1
    height: int = 1


Table = list[list[Td]]


@dataclass(frozen=True)
class Style:
    """How a site lays out the form.

    Attributes
    ----------
    apart : bool
        Each article of table 二 is a table of its own.
    cut : int
        Table 三 is cut before this row of values (0: it is not); ``again`` repeats its header.
    spread : bool
        White space inside headers (``商业 企业``, ``总 计``).
    one_table : bool
        All three tables in a single physical table.
    zero : str
        What is printed for zero; ``mixed`` draws among several.
    numerals : str
        ``1.``, ``1、`` or full-width ``１．``.
    short : bool
        Short forms of the long labels.
    remedies_apart : bool
        Review and lawsuits of table 四 in two tables.
    extra_column : bool
        A fifth, empty column in table 二.
    """

    apart: bool = False
    cut: int = 0
    again: bool = False
    spread: bool = False
    one_table: bool = False
    zero: str = "0"
    numerals: str = "."
    short: bool = False
    remedies_apart: bool = False
    extra_column: bool = False
    thousands: bool = False


Cells = dict[str, float]


def random_cells(fmt: str, rng: random.Random) -> Cells:
    """Figures whose identities hold."""
    form = get_form(fmt)
    cells: Cells = dict.fromkeys(form.by_code, 0)
    size = rng.choice([0, 3, 30, 3000])
    results = [
        i
        for i in form.items("requests")
        if i not in ("received", "carried_in", "concluded", "carried_out")
    ]
    for who in APPLICANTS[:-1]:
        share = size if who == "natural_person" else size // 10
        for item in results:
            cells[f"requests/{item}/{who}"] = rng.randint(0, share) if rng.random() < 0.45 else 0
        done = sum(cells[f"requests/{i}/{who}"] for i in results)
        carried_out = rng.randint(0, share // 5) if share else 0
        carried_in = rng.randint(0, int(done + carried_out) // 4) if done else 0
        cells |= {
            f"requests/concluded/{who}": done,
            f"requests/carried_out/{who}": carried_out,
            f"requests/carried_in/{who}": carried_in,
            f"requests/received/{who}": done + carried_out - carried_in,
        }
    for item in form.items("requests"):
        cells[f"requests/{item}/total"] = sum(
            cells[f"requests/{item}/{who}"] for who in APPLICANTS[:-1]
        )
    for item in form.items("remedies"):
        for column in ("upheld", "corrected", "other", "pending"):
            cells[f"remedies/{item}/{column}"] = rng.randint(0, 40) if rng.random() < 0.4 else 0
        cells[f"remedies/{item}/total"] = sum(
            cells[f"remedies/{item}/{c}"] for c in ("upheld", "corrected", "other", "pending")
        )
    for cell in form.cells:
        if cell.table == "disclosure":
            money = cell.unit == "10k_yuan"
            cells[cell.code] = (
                round(rng.uniform(0, 90000), rng.choice([0, 2, 4]))
                if money
                else rng.choice([0, 2, 17, 1234, 1808595])
            )
            if cell.column == "items_change":
                cells[cell.code] = rng.choice([0, 3, -2, -14, 57])
    return cells


def printed(cells: Cells, fmt: str, style: Style, rng: random.Random) -> dict[str, str]:
    """What stands in each cell: numbers as set by the site, zeros as it prints them."""
    out = {}
    for code, value in cells.items():
        cell = get_form(fmt).by_code[code]
        text = f"{value:,}" if style.thousands else str(value)
        if float(value).is_integer():
            text = f"{int(value):,}" if style.thousands else str(int(value))
        if cell.column == "items_change":
            text = (
                rng.choice([f"{int(value):+d}", f"增{int(value)}"])
                if value > 0
                else rng.choice([f"减{-int(value)}", str(int(value))])
                if value
                else "0"
            )
        if value == 0:
            text = rng.choice(["0", "", "/", "-", "0"]) if style.zero == "mixed" else style.zero
        out[code] = text
    return out


def tables(fmt: str, style: Style, text: dict[str, str]) -> list[tuple[str, list[Table]]]:
    """Section numeral (二, 三, 四) and the physical tables that stand below it."""
    parts = [
        ("二", _disclosure(fmt, style, text)),
        ("三", _requests(fmt, style, text)),
        ("四", _remedies(style, text)),
    ]
    if style.one_table:
        width = {"二": 4, "三": 10, "四": 15}
        whole: Table = []
        for number, made in parts:
            titles = {
                "二": "二、主动公开政府信息情况",
                "三": "三、收到和处理政府信息公开申请情况",
                "四": "四、政府信息公开行政复议、行政诉讼情况",
            }
            whole.append([Td(titles[number], 15)])
            for row in (r for t in made for r in t):
                rest = 15 - width[number]
                whole.append(
                    [*row[:-1], replace(row[-1], width=row[-1].width + rest)]
                    if number == "二"
                    else row
                )
        return [("二", [whole])]
    return parts


def _label(text: str, style: Style) -> str:
    text = text.replace("1.", f"1{style.numerals}") if text.startswith("1.") else text
    if text[:1].isdigit() and text[1:2] == ".":
        number = text[0] if style.numerals != "．" else chr(ord(text[0]) - ord("0") + ord("０"))
        text = f"{number}{style.numerals}{text[2:]}"
    if style.short:
        text = text.replace("（区分处理的，只计这一情形，不计其他情形）", "")
        if "逾期不补正" in text:
            text = f"1{style.numerals}逾期不补正"
        if "未按收费通知" in text:
            text = f"2{style.numerals}逾期不缴费"
    return text


def _spread(text: str, style: Style) -> str:
    return (
        {
            "商业企业": "商业 企业",
            "总计": "总 计",
            "自然人": "自 然 人",
            "科研机构": "科研\n机构",
        }.get(text, text)
        if style.spread
        else text
    )


def _disclosure(fmt: str, style: Style, text: dict[str, str]) -> list[Table]:
    form = get_form(fmt)
    article = {
        "regulations": "一",
        "normative_documents": "一",
        "licences": "五",
        "other_services": "五",
        "penalties": "六",
        "coercion": "六",
        "fees": "八",
        "procurement": "九",
    }
    made: list[Table] = []
    last_article, head = "", ()
    for item in form.items("disclosure"):
        mine = [c for c in form.cells if (c.table, c.item) == ("disclosure", item)]
        widths = {3: [1, 1, 1], 2: [1, 2], 1: [3]}[len(mine)]
        if article[item] != last_article:
            last_article, head = article[item], ()
            if style.apart or not made:
                made.append([])
            made[-1].append([Td(f"第二十条第（{last_article}）项", 4)])
        labels = tuple(c.column_label for c in mine)
        if labels != head:
            head = labels
            made[-1].append(
                [Td("信息内容"), *(Td(lab, w) for lab, w in zip(labels, widths, strict=True))]
            )
        made[-1].append(
            [
                Td(mine[0].item_label),
                *(Td(text[c.code], w) for c, w in zip(mine, widths, strict=True)),
            ]
        )
    if style.extra_column:
        made = [[[*row, Td("")] for row in table] for table in made]
    return made


_HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def _requests(fmt: str, style: Style, text: dict[str, str]) -> list[Table]:
    form = get_form(fmt)
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    heads = [_spread(h, style) for h in _HEADS]
    header: Table = [
        [Td(corner, 3, 3), Td("申请人情况", 7)],
        [Td(heads[0], 1, 2), Td("法人或其他组织", 5), Td(heads[6], 1, 2)],
        [Td(h) for h in heads[1:6]],
    ]
    groups = {
        "refused": "（三）不予公开",
        "unavailable": "（四）无法提供",
        "unprocessed": "（五）不予处理",
        "other": "（六）其他处理",
    }
    items = form.items("requests")
    labels = {c.item: c.item_label for c in form.cells if c.table == "requests"}
    parts = [items[: style.cut], items[style.cut :]] if style.cut else [items]
    made = []
    for number, part in enumerate(parts):
        rows: Table = [*header] if number == 0 or style.again else []
        results = [i for i in part if i not in ("received", "carried_in", "carried_out")]
        for item in part:
            values = [Td(text[f"requests/{item}/{who}"]) for who in APPLICANTS]
            if item in ("received", "carried_in", "carried_out"):
                rows.append([Td(labels[item], 3), *values])
                continue
            lead = [Td("三、本年度办理结果", 1, len(results))] if item == results[0] else []
            group, _, sub = item.partition(".")
            if sub:
                mine = [i for i in part if i.startswith(f"{group}.")]
                lead += [Td(groups[group], 1, len(mine))] if item == mine[0] else []
                rows.append([*lead, Td(_label(labels[item], style)), *values])
            else:
                rows.append([*lead, Td(_label(labels[item], style), 2), *values])
        made.append(rows)
    return made


def _remedies(style: Style, text: dict[str, str]) -> list[Table]:
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    heads = [_spread(n, style) for n in names]
    columns = ("upheld", "corrected", "other", "pending", "total")

    def values(item: str) -> list[Td]:
        return [Td(text[f"remedies/{item}/{c}"]) for c in columns]

    suits = [
        [Td("行政诉讼", 10)],
        [Td("未经复议直接起诉", 5), Td("复议后起诉", 5)],
        [Td(h) for h in heads * 2],
        [*values("suit_direct"), *values("suit_after_review")],
    ]
    if style.remedies_apart:
        return [[[Td("行政复议", 5)], [Td(h) for h in heads], values("review")], suits]
    return [
        [
            [Td("行政复议", 5), *suits[0]],
            [*(Td(h, 1, 2) for h in heads), *suits[1]],
            suits[2],
            [*values("review"), *suits[3]],
        ]
    ]
