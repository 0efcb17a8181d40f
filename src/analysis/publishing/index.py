"""The index page of a run: every report, the comparisons, the checks, the data, what was left out.

It is read by people with a thousand reports: these lie by territory, folded where they are many,
and a few lines of script find one by name, level or year. Without script the page shows everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined

from analysis.assessing.agencies.divisions import Division, ancestors, division
from analysis.assessing.agencies.english import english_name
from analysis.assessing.agencies.offices import words
from analysis.assessing.dataset import Dataset
from analysis.assessing.metadata import tables as described
from analysis.files import file_stem, text_of
from analysis.telling.counts import count_checks
from analysis.telling.sections import style
from analysis.telling.view import UNREAD, share_of
from analysis.telling.wording import Share, fraction, legends, marks, missing, no_share, word
from analysis.wording import between, number, percent

from .page import page

_FOOTER = (
    "由勾稽 gouji 生成。每页可独立打开、打印；数字照所印，未作改动。"
    "Every page opens and prints by itself; figures are as printed "
    "and unchanged."
)
UNFOLDED = 60  # reports, or comparisons; of more each part is folded
# Kinds of comparison, by how the file name begins or ends.
_KINDS = (
    ("territories-", "", "地区之间", "Territories"),
    ("peers-", "", "同类机关", "Peers"),
    ("", "-years", "各年度之间", "Over years"),
    ("", "", "机关之间", "Agencies"),
)


@dataclass(frozen=True)
class Comparison:
    """A published comparison.

    Attributes
    ----------
    title : dict
        Language to title.
    stem : str
        File name without language and suffix.
    """

    title: dict[str, str]
    stem: str


def index_page(
    data: Dataset, tables: Sequence[str], comparisons: Sequence[Comparison], problems: Sequence[str]
) -> str:
    """The index, in Chinese and English side by side.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    tables : sequence of str
        Names of the files that hold them.
    comparisons : sequence of Comparison
        The comparisons that there are.
    problems : sequence of str
        What kept files or notebooks out.
    """
    reports = _reports(data)
    levels = [
        (key, f"{label['zh']} {label['en']}")
        for key, label in words()["levels"].items()
        if any(r["level"] == key for r in reports)
    ]
    listed, others = _tables(data, tables)
    shown = " ".join(r["received"] + r["granted"] for r in reports)
    body = _template().render(
        style=style().text,
        script=script(),
        places=_places(reports),
        levels=levels,
        years=sorted({r["year"] for r in reports}),
        total=len(reports),
        agencies=len({r["agency"] for r in reports}),
        marks=[*legends(shown, "zh"), *legends(shown, "en")],
        comparisons=_kinds(comparisons),
        tables=listed,
        others=others,
        problems=problems,
    )
    return page(
        body, "勾稽 gouji · 评估与比较 Assessments and comparisons", "zh", wide=True, footer=_FOOTER
    )


@cache
def script() -> str:
    """The script of the page, which is the same on every one."""
    return text_of(__package__, "templates/index.js")


@cache
def _template() -> Any:
    text = text_of(__package__, "templates/index.html.j2")
    return Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True).from_string(
        text
    )


def _reports(data: Dataset) -> list[dict[str, Any]]:
    """One entry for each report, in the order of agency and year; one pass over each table."""
    outcomes = count_checks(data)
    findings = data.findings["report"].value_counts().to_dict()
    own = {
        name: data.indicators[data.indicators["indicator"] == name].set_index("report")
        for name in ("received", "granted")
    }
    unread = {name: _unread(data, name) for name in own}
    received, granted = (
        {r.Index: share_of(r, unread[name].get(r.Index, frozenset())) for r in rows.itertuples()}
        for name, rows in own.items()
    )
    entries = []
    for row in data.reports.sort_values(["agency", "year"], kind="stable").itertuples(index=False):
        tally = outcomes[row.report]
        entries.append(
            {
                "stem": file_stem(row.report),
                "agency": row.agency,
                "english": english_name(row.agency),
                "year": int(row.year),
                "division": row.division,
                "level": row.level,
                "level_name": words()["levels"][row.level]["zh"] if row.level else "",
                "received": _count(received.get(row.report)),
                **_share(granted.get(row.report)),
                "checks": " / ".join(map(str, tally)),
                "failed": tally[1] > 0,
                "findings": findings.get(row.report, 0),
            }
        )
    return entries


def _unread(data: Dataset, item: str) -> dict[str, frozenset[str]]:
    """Of each report the total of a row, where it was not read and nothing is implied for it."""
    cells = data.cells
    mine = (cells["table"] == "requests") & (cells["item"] == item) & (cells["column"] == "total")
    lacking = cells["status"].isin(UNREAD) & cells["implied"].isna()
    code = frozenset({f"requests/{item}/total"})
    return dict.fromkeys(cells.loc[mine & lacking, "report"], code)


def _count(received: Share | None) -> str:
    if received is None:
        return word("unknown", "zh")
    if not received.known:
        return missing(received, "zh")
    return number(received.estimate) + marks(received, "zh")


def _share(granted: Share | None) -> dict[str, str]:
    if granted is None or not granted.known:
        why = no_share(granted, "zh") if granted else word("no_share", "zh")
        return {"granted": why, "interval": ""}
    ends = between(percent(granted.low), percent(granted.high), "zh")
    figure = percent(granted.estimate) + marks(granted, "zh")
    return {"granted": figure, "interval": f"{fraction(granted, 'zh')}, {ends}"}


def _places(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reports by prefecture, or by province where no more is known; unknown places last."""
    found: dict[str, list[dict[str, Any]]] = {}
    for r in reports:
        found.setdefault(_place(r["division"]), []).append(r)
    entries = []
    for code in sorted(found, key=lambda c: (not c, c)):
        rows = found[code]
        zh = "".join(d.name for d in reversed(_chain(code)))
        zh, en = (zh, english_name(zh)) if code else ("未能判断地区", "Place not known")
        entries.append(
            {
                "zh": zh,
                "en": en,
                "rows": rows,
                "failing": sum(r["failed"] for r in rows),
                "open": len(reports) <= UNFOLDED,
            }
        )
    return entries


@cache
def _place(code: str) -> str:
    """The prefecture that a division lies in, or else its province."""
    chain = _chain(code)
    return next((d.code for d in chain if d.level == "prefecture"), chain[-1].code if chain else "")


def _chain(code: str) -> tuple[Division, ...]:
    """A division and those that it lies in, the nearest first."""
    own = division(code) if code else None
    return (own, *ancestors(code)) if own else ()


def _kinds(comparisons: Sequence[Comparison]) -> list[dict[str, Any]]:
    left, entries = list(comparisons), []
    for head, tail, zh, en in _KINDS:
        rows = [
            c
            for c in left
            if c.stem.startswith(head) and (c.stem.endswith(tail) or _hashed(c.stem, tail))
        ]
        left = [c for c in left if c not in rows]
        if rows:
            entries.append({"zh": zh, "en": en, "rows": rows, "open": len(rows) <= UNFOLDED})
    return entries


def _hashed(stem: str, tail: str) -> bool:
    """Whether a name ended so before ``file_stem`` put a hash after it."""
    return bool(tail) and f"{tail}-" in stem[-len(tail) - 9 :]


def _tables(data: Dataset, names: Sequence[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The files by table, each with what it holds, and the others."""
    of: dict[str, list[tuple[str, str]]] = {}
    others = []
    for name in names:
        stem, _, suffix = name.rpartition("/")[2].rpartition(".")
        if stem in described() and suffix in ("csv", "parquet"):
            of.setdefault(stem, []).append(({"csv": "CSV", "parquet": "Parquet"}[suffix], name))
        else:
            others.append(name)
    entries = [
        {
            "name": name,
            "zh": about["zh"],
            "en": about["description"],
            "files": sorted(of[name]),
            "rows": number(len(getattr(data, name))),
        }
        for name, about in described().items()
        if name in of
    ]
    return entries, others
