"""Random corpora: years, agencies, groups, blanks, marks, absent rows, failing ties, zeros, ties of rank, huge numbers, hostile names."""

import math
import random
from dataclasses import replace
from unittest.mock import patch

from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.file import DefinedGroup
from analysis.assessing.groups.rules import group_table
from analysis.assessing.tabular import Table, typed
from analysis.checking import check_reports
from analysis.form import get_form
from analysis.recognising import Report
from analysis.recognising.report import CELL_COLUMNS, Section
from analysis.recognising.rows import Rows
from analysis.running import checked
from analysis.running.tables import build_dataset

from ..rendering.forms import random_cells

HOSTILE = (
    "{{ 7 * 7 }}局",
    "{% for x in y %}局",
    "{{ names | length }}市人民政府",
    "${x}局",
    "<script>alert(1)</script>局",
    "=1+1局",
    "@SUM(A1)局",
    "某市（2022年）12.5%局",
    "95%区间局",
    "12/34（5%）局",
    "第3至第4局",
    "a;b；c、d局",
    "局：由1变为2（+1）",
    "{0}{name}局",
    "%s%d局",
    "局\\n局",
    "\u202e局1",
    "局 " * 40,
    "A (2021) 局",
    "1,234局",
    "q=0.001局",
    "†局",
    "“某”局",
    "_局_",
    "2021局-2021",
    "某县7局",
    "某县77局",
)
REAL = (
    "湘潭市雨湖区自然资源局",
    "湘潭市岳塘区自然资源局",
    "湘潭市湘潭县自然资源局",
    "湘乡市自然资源局",
    "韶山市自然资源局",
    "株洲市攸县自然资源局",
    "长沙市长沙县自然资源局",
    "浏阳市自然资源局",
    "宁乡市自然资源局",
    "醴陵市自然资源局",
    "宿迁市人民政府",
    "扬州市人民政府",
    "长沙市人民政府",
    "株洲市人民政府",
    "湘潭市人民政府",
    "湘乡市人民政府",
    "韶山市人民政府",
    "江苏省人民政府",
    "湖南省人民政府",
    "湘乡市教育局",
    "韶山市教育局",
)


def random_corpus(rng: random.Random) -> Dataset:
    """One corpus of one to some twenty reports, checked as any."""
    reports = _reports(rng)
    with patch.object(
        checked, "_repairs", lambda *_: Table("repairs")
    ):  # a second each, and no narrative tells them
        data = build_dataset(reports, check_reports(reports))
    if rng.random() < 0.5:
        agencies = list(dict.fromkeys(data.reports["agency"]))
        own = tuple(rng.sample(agencies, rng.randint(1, len(agencies))))
        label = {
            "zh": f"自定{rng.randint(1, 99)}组",
            "en": f"group {rng.randint(1, 99)} of {{{{ 6 * 6 }}}}",
        }
        defined = DefinedGroup("mine", label, own, (), "random")
        data = replace(data, groups=typed("groups", group_table(data.reports, [defined])))
    return data


def _reports(rng: random.Random) -> list[Report]:
    kind = rng.choice(["years", "mixed", "peers", "peers", "territories"])
    style = rng.choice(["any", "any", "zero", "equal", "tiny", "huge", "broken"])
    if kind == "years":
        agencies = [rng.choice(REAL + HOSTILE)]
        years = sorted(rng.sample(range(2018, 2025), rng.randint(1, 5)))
    elif kind == "peers":
        agencies = rng.sample([a for a in REAL if "自然资源" in a], rng.randint(1, 10))
        years = [2022] if rng.random() < 0.7 else [2021, 2022]
    elif kind == "territories":
        agencies = rng.sample(
            [a for a in REAL if a.endswith("人民政府")]
            + ["{{ 1 + 1 }}市人民政府", "第12师（3%）人民政府"],
            rng.randint(2, 9),
        )
        years = [2022] if rng.random() < 0.5 else [2021, 2022]
    else:
        agencies = rng.sample(REAL + HOSTILE, rng.randint(1, 6))
        years = rng.sample(range(2019, 2024), rng.randint(1, 2))
    scope = (
        rng.choice(["territory", None])
        if kind == "territories" and rng.random() < 0.2
        else {"territories": "territory", "peers": "agency"}.get(kind)
    )
    shared = random_cells("2021", rng) if style == "equal" else None
    made: dict[str, Report] = {}
    last: dict[str, dict[str, float]] = {}
    for year in years:
        for agency in agencies:
            if rng.random() < 0.06:
                continue
            fmt = "2019" if year < 2021 else "2021"
            if rng.random() < 0.06:
                fmt = {"2019": "2021", "2021": "2019"}[fmt]
            figures = dict(shared) if shared and fmt == "2021" else _figures(fmt, style, rng)
            if agency in last and rng.random() < 0.7:
                _carry(figures, last[agency])
            last[agency] = figures
            whose = (
                scope
                if kind in ("peers", "territories") and rng.random() < 0.95
                else rng.choice(["agency", "territory", None])
            )
            report = _report(agency, year, fmt, whose, _printed(figures, fmt, style, rng), rng)
            made[report.id] = report
    if not made:
        report = _report(
            agencies[0],
            years[0],
            "2021",
            None,
            _printed(_figures("2021", style, rng), "2021", style, rng),
            rng,
        )
        made[report.id] = report
    return list(made.values())


def _figures(fmt: str, style: str, rng: random.Random) -> dict[str, float]:
    cells = {k: float(v) for k, v in random_cells(fmt, rng).items()}
    if style == "zero":
        return dict.fromkeys(cells, 0.0)
    if style == "tiny":
        return {
            k: float(int(v) % 3) if get_form(fmt).by_code[k].unit == "count" else v
            for k, v in _summed(cells, 3).items()
        }
    if style == "huge":
        by = 10.0 ** rng.randint(4, 9)
        return {k: v * by if not k.endswith("amount") else v for k, v in cells.items()}
    return cells


def _summed(cells: dict[str, float], most: int) -> dict[str, float]:
    """Small figures; their ties may fail."""
    return {k: min(v, most) for k, v in cells.items()}


def _carry(figures: dict[str, float], before: dict[str, float]) -> None:
    """Carry over from the year before what was carried forward, so that continuity holds; the flow is kept by what was received."""
    for code in [c for c in figures if c.startswith("requests/carried_in/")]:
        who = code.split("/")[2]
        change = before.get(f"requests/carried_out/{who}", 0.0) - figures[code]
        figures[code] += change
        figures[f"requests/received/{who}"] = max(figures[f"requests/received/{who}"] - change, 0.0)


def _printed(figures: dict[str, float], fmt: str, style: str, rng: random.Random) -> list[tuple]:
    """Rows of cells: some of them blank, a mark, absent, unreadable or misprinted."""
    gaps = rng.choice([0.0, 0.0, 0.02, 0.2]) if style != "broken" else 0.4
    slips = rng.choice([0.0, 0.0, 0.01, 0.1]) if style != "broken" else 0.2
    absent = {
        f"{t}/{i}"
        for t, i in dict.fromkeys((c.table, c.item) for c in get_form(fmt).cells)
        if rng.random() < gaps / 4
    }
    rows = []
    for cell in get_form(fmt).cells:
        value, status, printed = figures.get(cell.code, 0.0), "stated", ""
        if rng.random() < slips:
            value = rng.choice([value + 1, value * 10, 0.0, max(value - 1, 0.0), value + 0.5, 7.0])
        if f"{cell.table}/{cell.item}" in absent:
            status = "absent"
        elif rng.random() < gaps:
            status, printed = rng.choice(
                [
                    ("blank", ""),
                    ("mark", "—"),
                    ("mark", "/"),
                    ("absent", ""),
                    ("unreadable", "l2{{x}}"),
                ]
            )
        if status == "stated":
            printed = f"{value:.15g}"
        rows.append(
            (
                cell.table,
                cell.item,
                cell.column,
                value if status == "stated" else math.nan,
                status,
                printed,
                "line 1",
            )
        )
    return rows


def _report(
    agency: str, year: int, fmt: str, scope: str | None, rows: list[tuple], rng: random.Random
) -> Report:
    published = rng.choice(
        [
            None,
            f"{year + 1}-01-{rng.randint(1, 31):02d}",
            f"{year + 1}-{rng.randint(1, 12):02d}-28T10:00",
            f"{year + 1}-01-31",
        ]
    )
    numbers = rng.choice([(), tuple("一二三四五六"), tuple("一二三五"), tuple("一二四三五六")])
    report = Report(
        agency=agency,
        agency_printed=agency,
        year=year,
        format=fmt,
        title="",
        published=published,
        source_url=None,
        source_host=rng.choice([None, "www.example.gov.cn", "10.0.0.7"]),
        scope=scope,
        sections=tuple(Section(n, "", "line 1") for n in numbers),
        sections_known=bool(numbers),
        file=f"{rng.randint(1, 99)}.html",
        sha256="0" * 64,
        transcription=rng.random() < 0.2,
        cells=Rows(CELL_COLUMNS, rows, ("value",)),
    )
    if rng.random() < 0.4:
        verdicts = rng.choices(
            ["agrees", "contradicts", "different scope", "cannot tell"],
            weights=[6, 1, 1, 1],
            k=rng.randint(1, 5),
        )
        claims = [
            (
                rng.choice(
                    ["requests/received/total", "requests/granted/total", "remedies/review/total"]
                ),
                1.0,
                "{{ 3 }}件",
                "line 2",
                v,
            )
            for v in verdicts
        ]
        report = replace(
            report,
            claims=Rows(["target", "value", "phrase", "where", "verdict"], claims, ("value",)),
        )
    return report
