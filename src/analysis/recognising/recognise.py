"""Document to report: metadata, every cell of the form exactly once, claims."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pandas as pd

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading import Document
from analysis.reading.blocks import Line, cells_of
from analysis.reading.card import read_membership
from analysis.reading.placed import PlacedLine

from .claims import claim_rows
from .cuts import mended
from .flattened import TwoReports, detect_format, read_tables
from .grids import read_grids
from .labels import SECTION_NUMBERS, is_label
from .metadata import Metadata, published_in, read_metadata, scope_of
from .placed_tables import read_placed
from .report import CELL_COLUMNS, FINDING_COLUMNS, Report, Rows, Section
from .tokens import unrolled
from .transcription import read_transcription

_KINDS = {"text": "text", "html": "page", "docx": "Word document", "pdf": "PDF", "sheet": "spreadsheet"}


def recognise(document: Document, card: dict | None = None) -> Report:
    """Recognise the annual report in a document.

    Parameters
    ----------
    document : Document
    card : dict, optional
        Its source card: supplies the address where the document does not print it, and overrides ``agency`` and ``year``.

    Raises
    ------
    InputError
        If the document holds none of the statutory tables, or names neither agency nor year.
    """
    card = card or {}
    if document.rows:
        fmt, fields, prose, found = read_transcription(document)
        meta, sections_known = _metadata_from(fields), bool(fields.get("sections"))
        scope = fields.get("scope") if fields.get("scope") in ("agency", "territory") else scope_of(meta.agency)
    else:
        fmt, meta, prose, found = _from_blocks(document)
        scope, sections_known = scope_of(meta.agency), True
    cells = _complete(fmt, found)
    url = card.get("url") or document.meta.get("url") or meta.host
    findings, notes = _decide(document, meta, card)
    if card.get("agency"):
        scope = scope_of(meta.agency)
    if not meta.agency or meta.year is None:
        missing = " and ".join(w for w, v in (("the agency", meta.agency), ("the year", meta.year)) if not v)
        raise InputError(
            f"{document.file}: {missing} cannot be told from the document. "
            f"State it in {document.file.rsplit('.', 1)[0]}.source.yml (agency: …, year: …), or with --agency and --year."
        )
    return Report(
        **read_membership(card, document.file),
        agency=meta.agency, agency_printed=meta.agency_printed, year=meta.year, format=fmt, title=meta.title,
        published=meta.published, source_url=str(url) if url else None, source_host=meta.host or _host(url), scope=scope,
        sections=meta.sections, sections_known=sections_known, file=document.file, sha256=document.sha256,
        transcription=bool(document.rows), cells=cells, claims=claim_rows(prose, cells, year=meta.year, scope=scope), findings=findings,
        notes=[*document.notes, *notes], prose=prose,
    )  # fmt: skip


def _decide(document: Document, meta: Metadata, card: dict) -> tuple[pd.DataFrame, list[str]]:
    """Settle agency and year: a person's word first, then the document, then the file's name; each departure is noted."""
    notes, findings = [], []
    if not meta.agency or meta.year is None:
        named = read_metadata([Line(document.file.rsplit(".", 1)[0], "file name")], "2021")
        if not meta.agency and named.agency:
            meta.agency, meta.agency_printed = named.agency, named.agency_printed
            notes.append("agency from the file's name")
        if meta.year is None and named.year:
            meta.year = named.year
            notes.append("year from the file's name")
    if card.get("agency"):
        meta.agency = meta.agency_printed = str(card["agency"])
        notes.append("agency as stated beside the document")
    if card.get("year"):
        if meta.year not in (None, int(card["year"])):
            notes.append(f"the document's own year is {meta.year}")
        meta.year = int(card["year"])
        notes.append("year as stated beside the document")
    elif meta.other_year is not None:
        zh = f"标题的年度是{meta.year}年，统计期限写的是{meta.other_year}年；本工具按标题。"
        en = f"The title says {meta.year}, the statistical period {meta.other_year}; the title's year is used."
        findings.append(("warning", "meta.year", "report", "", zh, en))
    return pd.DataFrame(findings, columns=FINDING_COLUMNS), notes


def _host(url: object) -> str | None:
    if not url:
        return None
    try:
        return urlsplit(str(url)).hostname if "//" in str(url) else str(url).split("/")[0]
    except ValueError:  # http://[
        return None


def _from_blocks(document: Document) -> tuple[str, Metadata, list[tuple[str, str]], dict]:
    lines = unrolled(list(_lines(document)))
    texts = [line.text for line in lines] + [cell.text for grid in document.grids for row in grid.rows for cell in cells_of(row)]
    fmt = detect_format(texts)
    found: dict = {}
    if fmt:
        found, notes = read_grids(mended(document.grids, fmt), fmt)
        document.notes += notes
        placed = [x for x in lines if isinstance(x, PlacedLine)]
        if placed and len(found) < len(get_form(fmt).cells):
            by_place, notes, beside = read_placed(placed, fmt)
            found = by_place | found
            document.notes += notes
            if len(found) < len(get_form(fmt).cells) and not beside:
                found = _from_text(document, lines, fmt) | found
        elif not found:
            found = _from_text(document, lines, fmt)
    if fmt is None or not found:
        raise InputError(
            f"{document.file}: none of the three statutory tables was found in this {_KINDS[document.kind]} "
            "(they may have been pictures). Transcribe them with `gouji template`."
        )
    # Prose is what no table holds: a line without separators that is no label.
    prose = [(x.text, x.where) for x in lines if "|" not in x.text and len(x.text) > 4 and not is_label(x.text, fmt)]
    meta = read_metadata(lines, fmt)
    if meta.published is None and document.meta.get("published"):
        meta.published = published_in(f"日期:{document.meta['published']}")
    if not meta.title and document.meta:
        for title in (document.meta.get("title", ""), document.meta.get("page_title", "")):
            again = read_metadata([Line(title, "head")], fmt)
            if again.title:
                meta.title, meta.agency, meta.agency_printed = again.title, again.agency, again.agency_printed
                meta.year = meta.year or again.year
                break
    return fmt, meta, prose, found


def _from_text(document: Document, lines: list[Line], fmt: str) -> dict:
    try:
        found, notes = read_tables(lines, fmt)
    except TwoReports as error:
        raise InputError(
            f"{document.file}: holds more than one report ({error}, with other figures). Keep one report a file."
        ) from None
    document.notes += notes
    return found


def _lines(document: Document) -> Iterator[Line]:
    """Lines of prose, in order: those outside tables, and table rows that are one cell (headings are laid out so at times)."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield block
            continue
        for row in block.rows:
            cells = [c for c in cells_of(row) if c.text.strip()]
            if len(cells) == 1:
                yield from (Line(part, cells[0].where) for part in cells[0].text.split("\n"))


def _metadata_from(fields: dict[str, str]) -> Metadata:
    from .characters import fold

    numbers = list(re.findall(f"[{SECTION_NUMBERS}]", fields.get("sections", "")))
    published = fields.get("published") or ""
    url = fields.get("source_url")
    return Metadata(
        title=fields.get("title", ""), agency=fold(fields["agency"]), agency_printed=fields["agency"],
        year=int(fields["year"]), published=published_in(f"日期:{published}") if published else None, host=_host(url),
        sections=tuple(Section(n, "", "sections row") for n in numbers),
    )  # fmt: skip


def _complete(fmt: str, found: dict) -> Rows:
    """Every cell of the form once, in its order; what the document lacks is ``absent``."""
    absent = ("absent", "", None, "")
    rows = []
    for code, cell in get_form(fmt).by_code.items():
        status, printed, value, where = found.get(code, absent)
        rows.append((cell.table, cell.item, cell.column, value, status, printed, where))
    return Rows(CELL_COLUMNS, rows, floats=("value",))
