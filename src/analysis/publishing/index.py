"""The index page of a run: every report with its assessments, the comparisons, the checks, the data, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from analysis.assessing.dataset import Dataset
from analysis.telling.show import style
from analysis.telling.view import ReportView, tally
from analysis.telling.wording import amount, fraction, percent, word

from .names import file_stem
from .page import page

_FOOTER = (
    "由勾稽 gouji 生成。每页可独立打开、打印；数字照所印，推算另标†。"
    "Every page opens and prints by itself; figures are as printed, implied ones carry a †."
)


@dataclass(frozen=True)
class Comparison:
    """A published comparison: its titles by language and its file name without language and suffix."""

    title: dict[str, str]
    stem: str


def index_page(data: Dataset, tables: Sequence[str], comparisons: Sequence[Comparison], problems: Sequence[str]) -> str:
    """The index, in Chinese and English side by side.

    Parameters
    ----------
    data : Dataset
    tables : sequence of str
        Names of the files that hold it.
    comparisons : sequence of Comparison
    problems : sequence of str
        What kept files or notebooks out.
    """
    text = files(__package__).joinpath("templates/index.html.j2").read_text(encoding="utf-8")
    template = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True).from_string(text)
    body = template.render(
        style=style().text,
        reports=[_report(ReportView(data, name, "zh")) for name in data.reports["report"]],
        comparisons=comparisons,
        tables=tables,
        problems=problems,
    )
    return page(body, "勾稽 gouji · 评估与比较 Assessments and comparisons", "zh", wide=True, footer=_FOOTER)


def _report(view: ReportView) -> dict[str, Any]:
    ties = tally(view.ties)
    granted = view.share("granted")
    interval = ""
    if granted.known:
        interval = f"{fraction(granted, 'zh')}, {percent(granted.low)}–{percent(granted.high)}"
    return {
        "stem": file_stem(view.id),
        "agency": view.meta["agency"],
        "year": view.meta["year"],
        "received": amount(view.amount("requests/received/total"), "zh"),
        "granted": percent(granted.estimate) if granted.known else word("no_share", "zh"),
        "interval": interval,
        "ties": " / ".join(map(str, ties)),
        "failed": ties[1] > 0,
        "findings": len(view.findings),
    }
