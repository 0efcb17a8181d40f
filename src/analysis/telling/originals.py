"""From a cell or a claim back to the original: its place, what is printed, the page marked."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from analysis.assessing.indicators.compute import cell_codes
from analysis.assessing.indicators.definitions import fits
from analysis.errors import InputError
from analysis.files import writing
from analysis.form import cell_label, table_label
from analysis.reading.document import MAX_BYTES
from analysis.reading.files import read_file
from analysis.reading.guard import guarded
from analysis.recognising import Report

CLAIMS = "claims"


class Shown(NamedTuple):
    """One thing to show.

    Attributes
    ----------
    head : str
        What it is: code, value, status, label.
    printed : str
        What is printed.
    where : str
        The place of the print; empty where there is none.
    """

    head: str
    printed: str
    where: str


def find_shown(report: Report, pattern: str) -> list[Shown]:
    """The cells, or the claims, that a pattern names.

    Parameters
    ----------
    report : Report
        A report that was read.
    pattern : str
        ``table/item/column``, where ``*`` stands for anything in one part; labels of the form in
        Chinese or English, as ``予以公开/总计``; or ``claims``, for the figures of the prose.

    Raises
    ------
    InputError
        If the form has no such cell; the nearest codes are named.
    """
    if pattern == CLAIMS:
        return [
            Shown(f"{c.target} = {_number(c.value)}  [{c.verdict}]", c.phrase, c.where)
            for c in report.claims.itertuples()
        ]
    codes = cell_codes(report.cells)
    hits = [code for code in codes if code.count("/") == pattern.count("/") and fits(code, pattern)]
    hits = hits or _labelled(pattern, codes, report.format)
    if not hits:
        labels = [cell_label(code, "zh", report.format) for code in codes]
        near = get_close_matches(pattern, [*codes, *labels], n=3, cutoff=0.0)
        raise InputError(
            f"Form {report.format} has no cell {pattern!r}. Nearest: {', '.join(near)}. "
            f"docs/glossary.md has all codes; `{CLAIMS}` shows the figures of the prose."
        )
    rows = dict(zip(codes, report.cells.to_dict("records"), strict=True))
    found = []
    for code in hits:
        row = rows[code]
        value = f" = {_number(row['value'])}" if row["status"] == "stated" else ""
        head = f"{code}{value}  [{row['status']}]  {cell_label(code, 'zh', report.format)}"
        found.append(Shown(head, row["printed"], row["where"]))
    return found


def _labelled(pattern: str, codes: Sequence[str], fmt: str) -> list[str]:
    """Cells whose labels have every part of a pattern; where some are just these, only those."""
    wanted = [_plain(part) for part in re.split("[/／·]", pattern) if _plain(part)]
    holding, exact = [], []
    for code in codes if wanted else ():
        for lang in ("zh", "en"):
            label = f"{table_label(code.split('/')[0], lang)} · {cell_label(code, lang, fmt)}"
            parts = [_plain(part) for part in label.split("·")]
            if all(any(want in part for part in parts) for want in wanted):
                holding.append(code)
                if all(want in parts for want in wanted):
                    exact.append(code)
                break
    return exact or holding


def _plain(label: str) -> str:
    """A label without its numbering, blanks and case."""
    return re.sub(r"^[（(]?[一二三四五六七八九十\d]+[)）、.．]|\s", "", label.strip()).casefold()


def shown_lines(report: Report, path: Path, things: Sequence[Shown]) -> Iterator[str]:
    """What to print of things to show: code, value and status; print and place.

    Below them, the line of a text, or the XPath of a cell of a web page.

    Parameters
    ----------
    report : Report
        A report that was read.
    path : Path
        Its file.
    things : sequence of Shown
        What to show.
    """
    context = (
        guarded(_context, str(path), path, [t.where for t in things]) if path.is_file() else {}
    )
    for thing in things:
        yield thing.head
        yield f"    printed {thing.printed!r} at {thing.where or 'no place'} of {report.file}"
        if thing.where in context:
            yield f"    {context[thing.where]}"


def mark_page(path: Path, things: Sequence[Shown], target: Path) -> list[Path]:
    """Write the page on which things are printed, each place marked; give the files.

    Of a web page it is a copy in HTML, of a PDF pictures in PNG.

    Parameters
    ----------
    path : Path
        The report's file.
    things : sequence of Shown
        What to mark.
    target : Path
        The file to write; without a suffix, the one that fits is put behind it.

    Raises
    ------
    InputError
        If the file is neither a page nor a PDF, is in an archive, or none of the things has a
        place in it.
    """
    wheres = [t.where for t in things if t.where]
    if not wheres:
        raise InputError(
            f"{path}: none of these has a place in the document, so there is nothing to mark."
        )
    if not path.is_file() or path.suffix.lower() == ".zip":
        raise InputError(
            f"{path}: unpack the archive to have a page marked; "
            "the place itself is printed without --out."
        )
    if target.exists() and target.samefile(path):
        raise InputError(
            f"{target} is the report itself and is not overwritten. Choose another --out."
        )
    written: list[Path] = guarded(_mark, str(path), path, wheres, target)
    return written


def _mark(path: Path, wheres: list[str], target: Path) -> list[Path]:
    data = read_file(path, MAX_BYTES)
    if b"%PDF-" in data[:1024]:
        from analysis.reading.picture import pdf_picture

        return pdf_picture(path, wheres, target if target.suffix else target.with_suffix(".png"))
    from analysis.reading.highlight import highlighted_page

    target = target if target.suffix else target.with_suffix(".html")
    with writing(target, "Choose another --out."):
        highlighted_page(data, path.name, wheres, target)
    return [target]


def _context(path: Path, wheres: list[str]) -> dict[str, str]:
    """For each place what helps to find it: the line of a text, the XPath of a page's cell."""
    from analysis.reading.blocks import Line
    from analysis.reading.document import read_bytes

    data = read_file(path, MAX_BYTES)
    document = read_bytes(data, path.name)
    if document.kind == "text":
        lines = {b.where: b.text for b in document.blocks if isinstance(b, Line)}
        return {w: f"{w}: {lines[w]}" for w in wheres if lines.get(w)}
    if document.kind == "html":
        from analysis.reading.highlight import dom_path

        return {w: f"xpath {dom_path(data, w, path.name)}" for w in dict.fromkeys(wheres) if w}
    return {}


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
