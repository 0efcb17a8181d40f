"""What a document holds: format, metadata, prose and tables, read by every way that it allows."""

import re
from collections import Counter
from typing import Any

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading import Document
from analysis.reading.backends.scan import available
from analysis.reading.blocks import Line
from analysis.reading.layout import PositionedLine
from analysis.reading.parts import with_pictures

from .about.decide import from_head
from .about.metadata import Metadata, read_metadata
from .characters import fold
from .claims.reader import claim_rows
from .flat.find_rows import TwoReports
from .flat.parted_by_prose import settle_by_prose
from .flat.tables import detect_format, read_tables
from .flat.tokens import unrolled
from .flat.unseparated import Unseparated, read_unseparated
from .gridded.grids import read_grids
from .gridded.page_ends import rejoined
from .gridded.shapes import as_the_form_lies
from .gridded.state import both
from .pictured import put_right
from .positioned.stacks import without_broken
from .positioned.tables import read_positioned
from .prose import lines_of, prose_of, texts_of
from .report_lines import lines_of_report, without_other_years
from .rows import Found
from .stretches import own_tables
from .tables import Tables, complete

_YEARS_OF_2019 = (2019, 2020)  # those whose reports have the form of 2019
# Words of a report without its title and tables.
_REPORTS = re.compile(r"信息公开(?:的)?申请[^,。;]{0,12}\d|信息公开(?:工作)?(?:年度|情况)+报告")
_REMEDIES = re.compile("未经复议直接起诉|结果维持")
_QUOTED = 45  # characters of a title that is left out
_KINDS = {
    "text": "text",
    "html": "page",
    "docx": "Word document",
    "pdf": "PDF",
    "scan": "picture",
    "sheet": "spreadsheet",
}

_Read = tuple[str, Metadata, list[tuple[str, str]], Tables]


def read_content(
    document: Document, card: dict[str, Any], partial: bool
) -> tuple[Document, _Read, int]:
    """Read what a document holds; a table that its text lacks, as its pictures show it.

    Parameters
    ----------
    document : Document
        The document.
    card : dict
        Its source card; empty where there is none.
    partial : bool
        Whether to give what is known of a report without recognised tables.

    Returns
    -------
    document : Document
        The same, or one with its pictures read.
    content : tuple
        Format, metadata, prose as pairs of text and place, and tables.
    unread : int
        Pictures that may show a table and cannot be read here.
    """
    first: _Read | None = None
    failed: InputError | None = None
    put_right(document)
    try:
        first = _from_blocks(document, card, partial)
    except InputError as error:
        failed = error
    parts = [] if first and not _lacks_a_table(*first) else document.find_pictures()
    if parts and available():
        seen = with_pictures(document, parts)
        put_right(seen)
        try:
            second = _from_blocks(seen, card, partial)
        except InputError:
            second = None
        if second and (first is None or second[0] == first[0]):
            if first:
                second[3].found |= first[3].found  # print goes before a picture of it
            return seen, second if first is None else (*first[:3], second[3]), 0
    if first is None:
        assert failed is not None
        if parts and not available():
            raise InputError(
                f"{document.file}: none of the three statutory tables was found in its text, and "
                f"it holds {len(parts)} pictures. Install the reader of pictures "
                "(Python 3.11 or 3.12: pip install 'gouji[ocr]'), or transcribe the tables with "
                "`gouji template`."
            )
        raise failed
    return document, first, len(parts) if parts and not available() else 0


def _lacks_a_table(fmt: str, _meta: Metadata, _prose: object, tables: Tables) -> bool:
    """Whether less than half of some table was found."""
    codes = get_form(fmt).by_code
    whole = Counter(code.split("/")[0] for code in codes)
    found = Counter(code.split("/")[0] for code in tables.found)
    return any(2 * found[name] < count for name, count in whole.items())


def _from_blocks(document: Document, card: dict[str, Any], partial: bool) -> _Read:
    lines = unrolled(list(lines_of(document)))
    texts = [line.text for line in lines] + [t for grid in document.grids for t in texts_of(grid)]
    fmt = detect_format(texts)
    tables = Tables()
    if fmt is None and any(_REMEDIES.search(fold(text)) for text in texts):
        # A page with table 四 alone, which both formats have alike.
        year = year_known(card, read_metadata(lines, "2021"))
        fmt = "2019" if year in _YEARS_OF_2019 else "2021"
    if fmt or partial:
        meta = read_metadata(lines, fmt or "2021")
        from_head(meta, document)
    if fmt:
        tables = _read_tables(document, lines, fmt, year_known(card, meta), _agency(card, meta))
        if tables.beyond:  # another report in the file: its words are none of this one's
            lines = [line for line in lines if line.where not in tables.beyond]
            first = detect_format(line.text for line in lines) if not document.grids else None
            if first and first != fmt:
                fmt = first
                tables = _read_tables(
                    document, lines, fmt, year_known(card, meta), _agency(card, meta)
                )
            meta = read_metadata(lines, fmt)
            from_head(meta, document)
    if 2 * _stated(tables.found) < len(get_form(fmt or "2021").cells):
        head = read_metadata(lines, fmt or "2021")
        year, agency = year_known(card, head), _agency(card, head)
        own = [x for x in lines if x.where not in tables.foreign and "⟨" not in x.text]
        mine = without_other_years(lines_of_report(own, fmt or "2021", year, agency), year)
        bare = read_unseparated(mine)
        # Of tables that cannot be read with certainty, it is said which cells are not.
        if bare and (_stated(bare.found) > _stated(tables.found) or not tables.found):
            meta = read_metadata(bare.lines, bare.fmt)
            prose = prose_of(bare.prose, Metadata(), {}, bare.fmt)
            _settle_by_prose(bare, prose, year_known(card, meta))
            document.notes += bare.notes
            from_head(meta, document)
            tables.found = {
                code: entry for code, entry in tables.found.items() if code not in bare.found
            } | bare.found
            return bare.fmt, meta, prose, tables
    if partial and not tables.found and _is_of_a_report(meta, lines):
        fmt = fmt or ("2019" if year_known(card, meta) in _YEARS_OF_2019 else "2021")
    elif fmt is None or not tables.found:
        raise InputError(
            f"{document.file}: none of the three statutory tables was found in this "
            f"{_KINDS[document.kind]} "
            "(they may have been pictures, or drawn by a script). Transcribe them with `gouji "
            "template`."
        )
    return fmt, meta, prose_of(lines, meta, tables.found, fmt), tables


def _is_of_a_report(meta: Metadata, lines: list[Line]) -> bool:
    """Whether a text without tables is of a report: by its title, its headings or its words."""
    named = bool(meta.title) or len(meta.sections) > 1
    return named or any(_REPORTS.search(fold(line.text)) for line in lines)


def _settle_by_prose(bare: Unseparated, prose: list[tuple[str, str]], year: int | None) -> None:
    """Part digits without bounds by what the prose says of their cells."""
    prose_lines = claim_rows(prose, complete(bare.fmt, bare.found), year=year)
    at = [prose_lines.columns.index(name) for name in ("target", "value", "phrase")]
    settle_by_prose(bare, [tuple(row[i] for i in at) for row in prose_lines.rows])


def year_known(card: dict[str, Any], meta: Metadata) -> int | None:
    """The year reported on, as far as it is known before the tables are read.

    Parameters
    ----------
    card : dict
        The source card.
    meta : Metadata
        What the document says.
    """
    return int(card["year"]) if card.get("year") else meta.year


def _agency(card: dict[str, Any], meta: Metadata) -> str:
    """The agency that reports, as far as it is known before the tables are read."""
    return str(card.get("agency") or meta.agency or "")


def _read_tables(
    document: Document, lines: list[Line], fmt: str, year: int | None, agency: str
) -> Tables:
    """Read the report's own tables by every way that the document allows."""
    own = own_tables(document.blocks, fmt, year, agency)
    tables = Tables(left_out=own.left_out, foreign=own.foreign)
    grids = as_the_form_lies(rejoined(own.grids, fmt), fmt, year)
    found, notes, extra = read_grids(grids, fmt, year, own.captions)
    tables.extra += extra
    document.notes += notes
    if own.late:
        late, _, _ = read_grids(rejoined(own.late, fmt), fmt, year)
        found |= {code: both(found[code], late[code]) for code in found if code in late}
    lines = [x for x in lines if x.where not in own.foreign and x.where not in own.beyond]
    on_pages = [x for x in lines if isinstance(x, PositionedLine)]
    if on_pages and len(found) < len(get_form(fmt).cells):
        by_place, notes, beside = read_positioned(on_pages, fmt)
        found = by_place | _without_empty(found, by_place)
        document.notes += notes
        if len(found) < len(get_form(fmt).cells) and not beside:
            lines = without_broken(lines, fmt)
            found = _from_text(document, lines, tables, fmt, year, agency) | found
    elif not found or (document.kind == "text" and len(found) < len(get_form(fmt).cells)):
        # Of a text's drawn tables some close, and some are left as lines.
        found = _from_text(document, lines, tables, fmt, year, agency) | found
    tables.found, tables.beyond = found, own.beyond
    return tables


def _stated(found: Found) -> int:
    return sum(entry[0] == "stated" for entry in found.values())


def _without_empty(found: Found, other: Found) -> Found:
    """Leave out an empty table 四 that was found otherwise.

    A page's text can hold what lies in none of its rulings.
    """
    mine = {code for code in found if code.startswith("remedies/")}
    if mine.isdisjoint(other) or any(found[code][0] != "blank" for code in mine):
        return found
    return {code: entry for code, entry in found.items() if code not in mine}


def _from_text(
    document: Document, lines: list[Line], tables: Tables, fmt: str, year: int | None, agency: str
) -> Found:
    of_year = lines_of_report(lines, fmt, year)
    own = lines_of_report(of_year, fmt, year, agency)
    try:
        found, notes, extra = read_tables(of_year, fmt, year)
        if len(own) < len(of_year):
            # Another agency's title stands in the text. Where figures did not tell that there are
            # two reports (this one is hardly read), what is below that title is left out.
            found, notes, extra = read_tables(own, fmt, year)
            first = next(line for line in of_year if line not in own)
            tables.left_out.append((first.text[:_QUOTED], first.where))
    except TwoReports as error:
        raise InputError(
            f"{document.file}: holds more than one report ({error}, with other figures). Keep "
            "one report a file."
        ) from None
    document.notes += notes
    tables.extra += extra
    return found
