"""The index page of a run: every report with its assessments, the comparisons, the checks, the data, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from analysis.assessing.dataset import Dataset
from analysis.telling.html import num, table, tag
from analysis.telling.show import style
from analysis.telling.view import ReportView
from analysis.telling.wording import share, word

from .page import page


@dataclass(frozen=True)
class Comparison:
    """A published comparison: its titles by language and its file name without language and suffix."""

    title: dict[str, str]
    stem: str


def index_page(data: Dataset, comparisons: Sequence[Comparison], problems: Sequence[str]) -> str:
    """The index, in Chinese and English side by side.

    Parameters
    ----------
    data : Dataset
    comparisons : sequence of Comparison
    problems : sequence of str
        What kept files or notebooks out.
    """
    head = [
        "机关 Agency", *(tag("th", h, scope="col", cls="num") for h in ("年度 Year", "新收申请 Received", "予以公开占办结 Granted")),
        tag("th", "勾稽：成立／不成立／不能判定<br>Ties: hold / fail / undecided", scope="col", cls="num"),
        tag("th", "发现 Findings", scope="col", cls="num"), "评估 Assessment",
    ]  # fmt: skip
    rows = [_report(ReportView(data, name, "zh"), name) for name in data.reports["report"]]
    parts = [
        style().text,
        tag("p", "勾稽 gouji", cls="kicker"),
        tag("h1", "政府信息公开工作年度报告：评估与比较"),
        tag("p", "Annual reports on government information disclosure: assessed and compared", cls="lead"),
        tag("h2", "各报告 · Reports"), table(head, rows),
        tag("p", "次序按机关名称和年度，不是排名；比率后为分子/分母和95%威尔逊区间。In the order of name and year, which is no ranking; "
                 "each share with its fraction and 95% Wilson interval.", cls="legend"),
        tag("h2", "比较 · Comparisons"), _comparisons(comparisons),
        tag("h2", "检验与数据 · Checks and data"),
        tag("ul", "".join(tag("li", text) for text in (
            '<a href="integrity.zh.html">完整性与勾稽</a> · <a href="integrity.en.html">Integrity</a>',
            '<a href="datadocs/index.html">Great Expectations Data Docs</a>',
            "数据表 Tables: " + ", ".join(f'<a href="data/{name}">{name}</a>' for name in sorted(data.to_csv())),
        ))),
    ]  # fmt: skip
    if problems:
        parts += [tag("h2", "未能使用的 · Left out"), tag("ul", "".join(tag("li", escape(p)) for p in problems))]
    return page("\n".join(parts), "勾稽 gouji · 评估与比较 Assessments and comparisons", "zh", wide=True,
                footer="由勾稽 gouji 生成。每页可独立打开、打印；数字照所印，推算另标†。Every page opens and prints by itself; "
                       "figures are as printed, implied ones carry a †.")  # fmt: skip


def _report(view: ReportView, name: str) -> list[str]:
    ties = [int((view.ties["outcome"] == o).sum()) for o in ("pass", "fail", "undecided")]
    received, granted = view.amount("requests/received/total"), view.share("granted")
    link = escape(name)
    came = word("unknown", "zh") if received.basis == "none" else f"{received.value:,.0f}" + ("†" if received.basis == "implied" else "")
    fail = "fail" if ties[1] else ""
    return [
        tag("th", escape(view.meta["agency"]), scope="row"), num(str(view.meta["year"])), num(came),
        num(escape(share(granted, "zh")).replace("（", "<br><small>").replace("）", "</small>").replace("95%区间", "")),
        num(f"{ties[0]} / {ties[1]} / {ties[2]}", fail), num(str(len(view.findings))),
        f'<a href="assessments/{link}.zh.html">中文</a> · <a href="assessments/{link}.en.html">English</a><br>'
        f'<small><a href="assessments/{link}.zh.ipynb">ipynb</a> · <a href="assessments/{link}.en.ipynb">ipynb</a></small>',
    ]  # fmt: skip


def _comparisons(comparisons: Sequence[Comparison]) -> str:
    if not comparisons:
        return tag("p", "只有一份报告，无可比较。There is one report only, and nothing to compare it with.")
    items = []
    for c in comparisons:
        stem = escape(c.stem)
        items.append(tag("li", f'<a href="comparisons/{stem}.zh.html">{escape(c.title["zh"])}</a> · '
                               f'<a href="comparisons/{stem}.en.html">{escape(c.title["en"])}</a> '
                               f'<small>(<a href="comparisons/{stem}.zh.ipynb">ipynb</a> · <a href="comparisons/{stem}.en.ipynb">ipynb</a>)</small>'))  # fmt: skip
    return tag("ul", "".join(items))
