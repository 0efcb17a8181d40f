"""Rendered reports of every kind, to start from."""

import csv
import io
import random
from pathlib import Path

from analysis.recognising.transcription import template_rows

from ..exactness import AGENCY, STYLES, YEAR, layouts
from ..rendering import html
from ..rendering.forms import printed, random_cells, tables
from ..rendering.rawpdf import rawpdf

Seed = tuple[bytes, str]
FIXTURES = Path(__file__).parents[2] / "tests" / "fixtures"


def seeds(rng: random.Random) -> list[Seed]:
    """A report for each layout that needs no browser, PDFs in the open, old workbooks, a web archive and a transcription."""
    out: list[Seed] = []
    for layout in layouts():
        if not layout.name.startswith("pdf"):
            fmt = rng.choice(["2019", "2021"])
            shown = printed(random_cells(fmt, rng), fmt, STYLES["mixed zeros"], rng)
            out.append(layout.render(fmt, tables(fmt, layout.style, shown), rng))
    for fmt in ("2019", "2021"):
        for style in ("plain", "cut in group", "mixed zeros"):
            parts = tables(
                fmt, STYLES[style], printed(random_cells(fmt, rng), fmt, STYLES[style], rng)
            )
            out += [(rawpdf(AGENCY, YEAR, parts, ruled), "report.pdf") for ruled in (True, False)]
        out.append((_mhtml(html.page(AGENCY, YEAR, parts, rng)), "page.mhtml"))
        out.append((_transcription(fmt, rng), "transcription.csv"))
    out += [
        (path.read_bytes(), "book.xls") for path in sorted(FIXTURES.glob("*.xls")) for _ in range(3)
    ]
    out += [(path.read_bytes(), "report.pdf") for path in sorted(FIXTURES.glob("*.pdf"))]
    return out


def _mhtml(page: str) -> bytes:
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n'
    return (head + page + "\r\n--b--\r\n").encode()


def _transcription(fmt: str, rng: random.Random) -> bytes:
    out = io.StringIO(newline="")
    rows = template_rows(fmt)
    for row in rows:
        if row and row[0] in ("agency", "year"):
            row[2] = AGENCY if row[0] == "agency" else str(YEAR)
        elif row and "/" in row[0]:
            row[2:] = [str(rng.choice([0, 3, "", "/"])) for _ in row[2:]]
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
