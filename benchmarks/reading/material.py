"""What is read: the real reports that ship, and layouts of random reports."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.form import get_form
from analysis.recognising.numbers import read_cell

from ..exactness import layouts
from ..rendering import pdf
from ..rendering.forms import printed, random_cells, tables

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "raw"
FIGURES = HERE / "pingtan"


@dataclass(frozen=True)
class Material:
    """A file and what a person reads in it.

    Attributes
    ----------
    kind : str
        Under which it is counted: real texts, a real page, HTML, DOCX, XLSX, PDF, text.
    name : str
        Of the file; its ending says which readers open it.
    layout : str
        Of a generated file: which layout; else its name.
    fmt : {"2019", "2021"}
        The form.
    data : bytes
    expected : dict
        The value of each cell by code; None where no number is printed or a person cannot tell.
    """

    kind: str
    name: str
    layout: str
    fmt: str
    data: bytes
    expected: dict[str, float | None]


def read_figures(path: Path, fmt: str) -> dict[str, float | None]:
    """The figures of a real report as a person read them, by cell code."""
    form, out = get_form(fmt), {}
    for table, item, *values in csv.reader(path.read_text(encoding="utf-8").splitlines()):
        for column, value in zip(form.columns(table, item), values, strict=False):
            out[f"{table}/{item}/{column}"] = float(value) if value.strip() else None
    return out


def real_reports() -> Iterator[Material]:
    """The real reports; the real page is printed to PDF besides, where Chromium is installed."""
    for path in sorted(FIGURES.glob("*.figures.csv")):
        name = path.name.removesuffix(".figures.csv")
        fmt = "2021" if int(name[-4:]) > 2020 else "2019"
        expected = read_figures(path, fmt)
        file = next(p for p in (RAW / "pingtan").glob(f"{name}.*") if p.suffix != ".yml")
        kind = "real page texts" if file.suffix == ".txt" else "real page, HTML"
        yield Material(kind, file.name, name, fmt, file.read_bytes(), expected)
        if file.suffix == ".html" and pdf.have_chromium():
            page = pdf.printed(file.read_text(encoding="utf-8"))
            yield Material("real page, printed to PDF", f"{name}.pdf", name, fmt, page, expected)


def generated(reports: int, every_pdf: int) -> Iterator[Material]:
    """Random reports in every layout of ``benchmarks.exactness``.

    Parameters
    ----------
    reports : int
        Reports in each layout and form.
    every_pdf : int
        Of the layouts as PDF, every how manieth is taken: they are slow to print.
    """
    number_of_pdf = 0
    for layout in layouts():
        if layout.name.startswith("pdf"):
            number_of_pdf += 1
            if number_of_pdf % every_pdf:
                continue
        for fmt in ("2019", "2021"):
            for number in range(reports):
                yield _rendered(layout, fmt, number)


def _rendered(layout, fmt: str, number: int) -> Material:
    rng = random.Random(f"reading {layout.name} {fmt} {number}")
    shown = printed(random_cells(fmt, rng), fmt, layout.style, rng)
    data, name = layout.render(fmt, tables(fmt, layout.style, shown), rng)
    form = get_form(fmt)
    read = {code: read_cell(form.by_code[code], text) for code, text in shown.items()}
    # A sum of money without its unit is printed, but nobody can tell what it is: it is left out.
    expected = {
        c: r.value if r.status == "stated" else None
        for c, r in read.items()
        if r.status == "stated" or not any(map(str.isdigit, shown[c]))
    }
    kind = f"generated, {Path(name).suffix[1:].upper().replace('TXT', 'text')}"
    return Material(kind, name, layout.name, fmt, data, expected)
