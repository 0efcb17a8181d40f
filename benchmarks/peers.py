"""Gouji beside what a user would pick: cells right, wrong and missed, and time per report, in one run over the same files.

Command: ``python -m benchmarks.peers [--reports 20]``. Peers: ``pandas.read_html``, python-docx, pdfplumber's ``extract_tables`` (each where
installed), with the obvious matching: a row is found by its label, and its last values are its columns. Floors: ``lxml`` merely parsing
the page, pypdfium2 merely extracting the text.
"""

import argparse
import io
import logging
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import lxml.html
import pandas as pd

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from analysis.recognising.recognise import recognise

from .exactness import AGENCY, STYLES, YEAR
from .rendering import html, office, pdf
from .rendering.forms import Style, printed, random_cells, tables

Rows = Iterable[list[str]]
FMT = "2021"


@dataclass
class Tally:
    """What one reader made of the files."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    seconds: list[float] = field(default_factory=list)


def obvious(rows: Rows) -> dict[str, float]:
    """Match rows by their label, take the last cells as the columns: what a script of an afternoon does."""
    form, out = get_form(FMT), {}
    labels = {c.item_label: (c.table, c.item) for c in form.cells if c.table != "remedies"}
    for row in rows:
        texts = [str(t).replace("\n", "").strip() for t in row]
        hit = next((labels[t] for t in texts if t in labels), None)
        if hit:
            columns = form.columns(*hit)
            for column, text in zip(columns, texts[-len(columns) :], strict=False):
                try:
                    out["/".join((*hit, column))] = float(text.replace(",", ""))
                except ValueError:
                    continue
        elif len(texts) >= 15 and all(t.replace(",", "").isdigit() for t in texts[-15:]):
            codes = [c.code for c in form.cells if c.table == "remedies"]
            out |= {
                code: float(t.replace(",", "")) for code, t in zip(codes, texts[-15:], strict=True)
            }
    return out


def by_gouji_rows(data: bytes) -> dict[str, float]:
    """Our reader, and the figures of its rows: what a program needs that makes no DataFrame."""
    cells = vars(recognise(read_bytes(data, "page.html"), {}))["cells"]
    return {f"{r[0]}/{r[1]}/{r[2]}": r[3] for r in cells.rows if r[4] == "stated"}


def by_gouji(name: str) -> Callable[[bytes], dict[str, float]]:
    """Our reader."""

    def read(data: bytes) -> dict[str, float]:
        cells = recognise(read_bytes(data, name), {}).cells
        stated = cells[cells["status"] == "stated"]
        return dict(
            zip(
                stated["table"] + "/" + stated["item"] + "/" + stated["column"],
                stated["value"],
                strict=True,
            )
        )

    return read


def by_pandas(data: bytes) -> dict[str, float]:
    """``pandas.read_html``."""
    frames = pd.read_html(
        io.StringIO(data.decode()), flavor="lxml", header=None, keep_default_na=False
    )
    return obvious(row for frame in frames for row in frame.astype(str).values.tolist())


def by_python_docx(data: bytes) -> dict[str, float]:
    """python-docx, row by row."""
    from docx import Document

    return obvious(
        [cell.text for cell in row.cells]
        for table in Document(io.BytesIO(data)).tables
        for row in table.rows
    )


def by_pdfplumber(data: bytes) -> dict[str, float]:
    """pdfplumber's ``extract_tables``."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return obvious(
            [c or "" for c in row]
            for page in document.pages
            for table in page.extract_tables()
            for row in table
        )


def parse_only(data: bytes) -> dict[str, float]:
    """The floor for pages."""
    lxml.html.document_fromstring(data.decode())
    return {}


def text_only(data: bytes) -> dict[str, float]:
    """The floor for PDFs."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    return {}


def files(kind: str, style: Style, number: int) -> tuple[bytes, dict[str, str]]:
    """A rendered report and what was printed in it."""
    rng = random.Random(f"{kind} {number}")
    shown = printed(random_cells(FMT, rng), FMT, style, rng)
    parts = tables(FMT, style, shown)
    if kind == "docx":
        return office.docx(AGENCY, YEAR, parts), shown
    if kind == "html, government":
        return html.surrounded(
            html.page(AGENCY, YEAR, parts, rng, html.styled), rng
        ).encode(), shown
    if kind == "html, Word":
        return html.page(AGENCY, YEAR, parts, rng, html.word_heavy).encode(), shown
    page = html.page(AGENCY, YEAR, parts, rng)
    return (pdf.printed(page), shown) if kind == "pdf" else (page.encode(), shown)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20)
    logging.disable(logging.WARNING)
    given = parser.parse_args()
    page = {
        "lxml, parsing only": parse_only,
        "gouji, rows": by_gouji_rows,
        "gouji, DataFrame": by_gouji("page.html"),
        "pandas.read_html": by_pandas,
    }
    readers = {
        "html": page,
        "html, government": page,
        "html, Word": page,
        "docx": {"gouji": by_gouji("report.docx"), "python-docx": by_python_docx},
        "pdf": {
            "pypdfium2, text only": text_only,
            "gouji": by_gouji("report.pdf"),
            "pdfplumber": by_pdfplumber,
        },
    }
    print(
        f"{'kind':<17} {'style':<12} {'reader':<22} {'right':>7} {'wrong':>6} {'missed':>7} {'ms/report (median)':>19}"
    )
    for kind, mine in readers.items():
        if kind == "pdf" and not pdf.have_chromium():
            continue
        for style in ("plain", "mixed zeros"):
            cases = [files(kind, STYLES[style], n) for n in range(given.reports)]
            print(
                f"{kind}, {style}: {sum(len(data) for data, _ in cases) // len(cases) // 1000} KB a file"
            )
            for name, read in mine.items():
                tally = Tally()
                try:
                    read(cases[0][0])
                except ModuleNotFoundError as error:
                    print(f"{kind:<17} {style:<12} {name:<22} not installed ({error.name})")
                    continue
                for data, shown in cases:
                    start = time.perf_counter()
                    try:
                        got = read(data)
                    except InputError:
                        got = {}
                    tally.seconds.append(time.perf_counter() - start)
                    for code, text in shown.items():
                        want = read_cell(get_form(FMT).by_code[code], text)
                        if want.status == "stated":
                            tally.right += got.get(code) == want.value
                            tally.wrong += code in got and got[code] != want.value
                            tally.missed += code not in got
                        else:
                            tally.wrong += code in got
                median = sorted(tally.seconds)[len(tally.seconds) // 2] * 1000
                counts = (
                    f"{tally.right:>7} {tally.wrong:>6} {tally.missed:>7}"
                    if "only" not in name
                    else " " * 22
                )
                print(f"{kind:<17} {style:<12} {name:<22} {counts} {median:>19.1f}")


if __name__ == "__main__":
    main()
