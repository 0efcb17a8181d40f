"""How exactly printed numbers are read back: layout variants × both forms × random reports.

Command: ``python -m benchmarks.exactness [--reports 25] [--only WORDS]``. Prints, for each layout, numbers printed, numbers read right, numbers
left ``unreadable`` or ``absent``, and silent errors (a stated value that is not what was printed).
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from analysis.recognising.recognise import recognise

from .rendering import html, office, pdf, text
from .rendering.forms import Style, printed, random_cells, tables
from .rendering.shapes import SHAPES, reshaped

Render = Callable[[str, list, random.Random], tuple[bytes, str]]
AGENCY, YEAR = "某县自然资源局", 2023


@dataclass(frozen=True)
class Layout:
    """A named way of printing a report."""

    name: str
    style: Style
    render: Render


@dataclass
class Score:
    """Numbers printed, read right, left open, and wrong."""

    printed: int = 0
    right: int = 0
    open: int = 0
    silent: int = 0
    seconds: float = 0.0
    reports: int = 0


def _html(wrap: html.Wrap = html.plain, encoding: str = "utf-8", **options: bool) -> Render:
    def render(fmt: str, parts: list, rng: random.Random) -> tuple[bytes, str]:
        return html.page(AGENCY, YEAR, parts, rng, wrap, **options).encode(
            encoding, "xmlcharrefreplace"
        ), "page.html"

    return render


def _shaped(shape: str, render: Render) -> Render:
    return lambda fmt, parts, rng: render(fmt, reshaped(parts, shape), rng)


def _docx(**options: bool) -> Render:
    return lambda fmt, parts, rng: (office.docx(AGENCY, YEAR, parts, **options), "report.docx")


def _xlsx(as_numbers: bool, sheets: bool) -> Render:
    return lambda fmt, parts, rng: (
        office.xlsx(AGENCY, YEAR, parts, as_numbers, sheets),
        "report.xlsx",
    )


def _pdf(
    sheet: str = "ruled", landscape: bool = False, change: Callable[[str], str] | None = None
) -> Render:
    def render(fmt: str, parts: list, rng: random.Random) -> tuple[bytes, str]:
        page = html.page(AGENCY, YEAR, parts, rng)
        return pdf.printed(
            change(page) if change else page, pdf.SHEETS.get(sheet, sheet), landscape
        ), "report.pdf"

    return render


def _exported(ruled: bool = True, **options: bool) -> Render:
    def render(fmt: str, parts: list, rng: random.Random) -> tuple[bytes, str]:
        document = office.docx(AGENCY, YEAR, parts, ruled=ruled)
        return pdf.exported(pdf.worded(document, **options) if options else document), "report.pdf"

    return render


def _pdf_layouts() -> Iterator[Layout]:
    if pdf.have_chromium():
        for name in ("plain", "cut in group", "mixed zeros", "apart", "one table"):
            yield Layout(f"pdf, ruled, {name}", STYLES[name], _pdf())
        yield Layout("pdf, ruled, landscape", STYLES["plain"], _pdf(landscape=True))
        for sheet in pdf.SHEETS:
            if sheet not in ("ruled", "no rules"):
                yield Layout(f"pdf, {sheet}", STYLES["mixed zeros"], _pdf(sheet))
        for name in ("plain", "mixed zeros", "blank zeros", "apart", "short", "cut in group"):
            yield Layout(f"pdf, no rules, {name}", STYLES[name], _pdf("no rules"))
        for sheet in ("ruled", "no rules"):
            yield Layout(
                f"pdf, {sheet}, header repeated",
                STYLES["mixed zeros"],
                _pdf(sheet, change=pdf.header_repeated),
            )
            yield Layout(
                f"pdf, {sheet}, watermark", STYLES["mixed zeros"], _pdf(sheet, change=pdf.stamped)
            )
            yield Layout(
                f"pdf, {sheet}, page marks",
                STYLES["mixed zeros"],
                _pdf(pdf.SHEETS[sheet] + pdf.PAGE_MARKS),
            )
            yield Layout(
                f"pdf, {sheet}, side by side",
                STYLES["mixed zeros"],
                _pdf(sheet, True, pdf.side_by_side),
            )
    if pdf.have_libreoffice():
        for name in ("plain", "mixed zeros", "cut again", "remedies apart"):
            yield Layout(f"pdf from Word, {name}", STYLES[name], _exported())
        for name in ("plain", "mixed zeros"):
            yield Layout(f"pdf from Word, no rules, {name}", STYLES[name], _exported(ruled=False))
        for ruled, what in ((True, "ruled"), (False, "no rules")):
            yield Layout(
                f"pdf from Word, {what}, centred",
                STYLES["mixed zeros"],
                _exported(ruled, centred=True),
            )
            yield Layout(
                f"pdf from Word, {what}, small",
                STYLES["mixed zeros"],
                _exported(ruled, small=True, repeat=True),
            )
            yield Layout(
                f"pdf from Word, {what}, landscape",
                STYLES["blank zeros"],
                _exported(ruled, landscape=True, centred=True),
            )


def _text(family: str, encoding: str = "utf-8") -> Render:
    return lambda fmt, parts, rng: (
        text.text(AGENCY, YEAR, parts, family).encode(encoding),
        "report.txt",
    )


STYLES = {
    "plain": Style(),
    "apart": Style(apart=True),
    "cut": Style(cut=9),
    "cut again": Style(cut=9, again=True),
    "cut in group": Style(cut=6),
    "spread": Style(spread=True),
    "one table": Style(one_table=True),
    "mixed zeros": Style(zero="mixed"),
    "blank zeros": Style(zero=""),
    "numerals 、": Style(numerals="、"),
    "numerals ．": Style(numerals="．"),
    "short": Style(short=True),
    "remedies apart": Style(remedies_apart=True),
    "fifth column": Style(extra_column=True),
    "thousands": Style(thousands=True),
}


def layouts() -> Iterator[Layout]:
    """All layout variants."""
    for name, style in STYLES.items():
        yield Layout(f"html, {name}", style, _html())
    for name in ("plain", "cut in group", "mixed zeros", "spread"):
        yield Layout(f"html from Word, {name}", STYLES[name], _html(html.word))
    for shape in SHAPES:
        yield Layout(f"html, {shape}", STYLES["plain"], _shaped(shape, _html()))
        yield Layout(f"html, {shape}, mixed zeros", STYLES["mixed zeros"], _shaped(shape, _html()))
        if shape not in (
            "spans lost",
            "split header",
        ):  # what python-docx and openpyxl lay out is rectangular
            yield Layout(f"docx, {shape}", STYLES["plain"], _shaped(shape, _docx()))
            yield Layout(f"xlsx, {shape}", STYLES["plain"], _shaped(shape, _xlsx(True, True)))
    yield Layout("html, indented source", STYLES["mixed zeros"], _html(html.indented))
    yield Layout("html, nested in layout tables", STYLES["plain"], _html(nested=True))
    yield Layout("html, GBK declared UTF-8", STYLES["plain"], _html(encoding="gb18030"))
    for name in ("plain", "cut", "mixed zeros", "apart", "short", "one table"):
        yield Layout(f"docx, {name}", STYLES[name], _docx())
    yield Layout("docx, split runs", STYLES["spread"], _docx(split_runs=True))
    for name in ("plain", "mixed zeros"):
        yield Layout(f"xlsx, numbers, one sheet, {name}", STYLES[name], _xlsx(True, False))
        yield Layout(f"xlsx, text, sheets, {name}", STYLES[name], _xlsx(False, True))
    for family in text.FAMILIES:
        yield Layout(f"text {family}", STYLES["plain"], _text(family))
    for family in text.FAMILIES:
        yield Layout(f"text {family}, mixed zeros", STYLES["mixed zeros"], _text(family))
    for family in ("B", "F", "G", "two blanks", "tabs", "grid"):
        yield Layout(f"text {family}, thousands", STYLES["thousands"], _text(family))
    yield from _pdf_layouts()
    yield Layout("text B, GBK", STYLES["plain"], _text("B", "gb18030"))


def score(layout: Layout, fmt: str, reports: int, seed: int = 1) -> tuple[Score, list[str]]:
    """Read random reports in a layout; the score, and what went wrong."""
    total, wrong = Score(), []
    for number in range(reports):
        rng = random.Random(f"{seed} {layout.name} {fmt} {number}")
        shown = printed(random_cells(fmt, rng), fmt, layout.style, rng)
        data, name = layout.render(fmt, tables(fmt, layout.style, shown), rng)
        want = {code: read_cell(get_form(fmt).by_code[code], t) for code, t in shown.items()}
        start = time.perf_counter()
        try:
            report = recognise(read_bytes(data, name), {})
            got = {
                f"{c.table}/{c.item}/{c.column}": (c.status, c.value)
                for c in report.cells.itertuples()
            }
        except InputError as error:
            got = {}
            wrong.append(f"{number}: {error}")
        total.seconds += time.perf_counter() - start
        total.reports += 1
        for code, reading in want.items():
            status, value = got.get(code, ("absent", None))
            if status == "stated" and (reading.status != "stated" or value != reading.value):
                total.silent += 1
                wrong.append(f"{number}: SILENT {code}: printed {shown[code]!r}, read {value}")
            if reading.status == "stated":
                total.printed += 1
                total.right += status == "stated" and value == reading.value
                if status != "stated":
                    total.open += 1
                    wrong.append(f"{number}: {code}: printed {shown[code]!r}, {status}")
    return total, wrong


def main() -> None:
    """Print the table; exit 1 on a silent error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=25)
    parser.add_argument("--only", default="")
    parser.add_argument(
        "--show", type=int, default=0, help="lines of what went wrong, for each layout"
    )
    given = parser.parse_args()
    whole = Score()
    print(f"{'layout':<36} form  numbers    right    open  silent  ms/report")
    for layout in (x for x in layouts() if given.only in x.name):
        for fmt in ("2019", "2021"):
            s, wrong = score(layout, fmt, given.reports)
            print(
                f"{layout.name:<36} {fmt} {s.printed:>8} {s.right:>8} {s.open:>7} {s.silent:>7} {1000 * s.seconds / s.reports:>9.1f}"
            )
            for line in wrong[: given.show]:
                print("    ", line)
            for field in ("printed", "right", "open", "silent", "seconds", "reports"):
                setattr(whole, field, getattr(whole, field) + getattr(s, field))
    print(
        f"{'all':<36}      {whole.printed:>8} {whole.right:>8} {whole.open:>7} {whole.silent:>7}  {100 * whole.right / whole.printed:.3f} % right"
    )
    sys.exit(bool(whole.silent))


if __name__ == "__main__":
    main()
