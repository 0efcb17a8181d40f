"""Report files: pages as a government site publishes them, or transcriptions, each with its source card."""

import csv
import hashlib
import io
import random
from collections.abc import Sequence
from html import escape
from pathlib import Path

import yaml

from analysis.form import get_form
from analysis.recognising.transcription import template_rows

from ..rendering.forms import Style, tables
from ..rendering.html import _table, styled
from .corpus import Corpus, corpus
from .figures import CODES

KINDS = ("html", "csv")


def write_files(
    folder: str | Path,
    reports: int,
    years: Sequence[int] = (2022, 2023, 2024),
    seed: int = 1,
    kind: str = "html",
    blank: float = 0.1,
) -> Corpus:
    """Write reports, a folder for each county, each with its source card; exactly ``reports`` of them.

    Returns
    -------
    Corpus
        What they were made of.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    made, left = corpus(reports, years, seed, blank=blank), reports
    for a in range(len(made.agencies)):
        names = made.agencies.iloc[a]
        place = Path(folder) / names["division"]
        place.mkdir(parents=True, exist_ok=True)
        for y, year in enumerate(made.years):
            if not left:
                return made
            left -= 1
            content = page(made, a, y) if kind == "html" else transcription(made, a, y)
            path = place / f"{a:05d}-{year}.{kind}"
            path.write_bytes(content)
            path.with_suffix(".source.yml").write_bytes(card(made, a, path, content))
    return made


def card(made: Corpus, agency: int, path: Path, content: bytes) -> bytes:
    """The source card: which government's report counts this one in."""
    names = made.agencies.iloc[agency]
    said: dict[str, object] = {
        "file": path.name,
        "url": f"http://www.example.gov.cn/{path.name}",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    said |= (
        {"complete": True} if names["kind"] == "government" else {"territory": names["territory"]}
    )
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False).encode()


def page(made: Corpus, agency: int, year: int) -> bytes:
    """A page in a layout of the agency's own."""
    rng = random.Random(repr((made.seed, agency)))
    style = Style(
        zero="0",
        spread=rng.random() < 0.2,
        apart=rng.random() < 0.2,
        short=rng.random() < 0.2,
        remedies_apart=rng.random() < 0.2,
    )
    text = dict(zip(CODES, map(_printed, made.values[agency, year].tolist()), strict=True))
    parts = dict(tables("2021", style, text))
    headings = {
        "二": "二、主动公开政府信息情况",
        "三": "三、收到和处理政府信息公开申请情况",
        "四": "四、政府信息公开行政复议、行政诉讼情况",
    }
    middle = [
        x
        for n, heading in headings.items()
        for x in (f"<p>{heading}</p>", *(_table(t, rng, styled) for t in parts[n]))
    ]
    lines = made.prose(agency, year)
    cut = next(i for i, line in enumerate(lines) if line.startswith("五、"))
    name, day = made.agencies["agency"].iloc[agency], made.published[agency, year].isoformat()
    title = f"{name}{made.years[year]}年政府信息公开工作年度报告"
    body = [
        f"<h1>{title}</h1>",
        f"<p>发布时间：{day} 09:00</p>",
        *_lines(lines[:cut]),
        *middle,
        *_lines(lines[cut:]),
    ]
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="PubDate" content="{day} 09:00"><title>{title}</title>'
        f"</head><body>{''.join(body)}</body></html>"
    ).encode()


def transcription(made: Corpus, agency: int, year: int) -> bytes:
    """A filled-in template."""
    form, names = get_form("2021"), made.agencies.iloc[agency]
    values = dict(zip(CODES, map(_printed, made.values[agency, year].tolist()), strict=True))
    fields = {
        "agency": names["agency"],
        "year": str(made.years[year]),
        "scope": names["scope"],
        "sections": "一二三四五六",
        "title": f"{names['agency']}{made.years[year]}年政府信息公开工作年度报告",
        "published": made.published[agency, year].isoformat(),
    }
    rows: list[list[str]] = []
    for row in template_rows("2021"):
        key = row[0] if row else ""
        if key == "prose":
            rows += [[key, row[1], line] for line in made.prose(agency, year)]
        elif key in fields:
            rows.append([key, row[1], fields[key]])
        elif "/" in key:
            rows.append(
                [
                    key,
                    row[1],
                    *(values[f"{key}/{column}"] for column in form.columns(*key.split("/"))),
                ]
            )
        else:
            rows.append(row)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _lines(lines: list[str]) -> list[str]:
    return [f"<p>{escape(line)}</p>" for line in lines]


def _printed(value: float) -> str:
    return "" if value != value else f"{value:.10g}"
