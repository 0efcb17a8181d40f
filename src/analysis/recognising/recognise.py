"""Document to report: metadata, every cell of the form exactly once, claims."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading import Document
from analysis.reading.backends.scan import available
from analysis.reading.blocks import Grid, Line, cells_of
from analysis.reading.card import read_identity, read_membership
from analysis.reading.layout import PositionedLine
from analysis.reading.parts import with_pictures

from .about.dates import Dated, published_in
from .about.decide import copied, decide, decide_scope, from_head
from .about.findings import finding, unknown_findings
from .about.metadata import Metadata, read_metadata
from .beside import settle_pairs, settle_years
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
from .grouped import settle_grouped
from .labels import SECTION_NUMBERS, is_label
from .pictured import confirmed, is_pictured, put_right
from .positioned.tables import read_positioned
from .report import Report, Section
from .report_lines import lines_of_report
from .rounded import leave_rounded
from .rows import CELL_COLUMNS, FINDING_COLUMNS, Found, Rows
from .stretches import own_tables
from .tables import Tables, not_understood, table_findings
from .transcription import read_transcription

MOST_LABEL = 60
_YEARS_OF_2019 = (2019, 2020)  # those whose reports have the form of 2019
MOST_LEAD = 30  # lines that may stand between a title that was not found and the first section
# Words of a report without its title and tables.
_REPORTS = re.compile(r"信息公开(?:的)?申请[^,。;]{0,12}\d|信息公开(?:工作)?(?:年度|情况)+报告")
_REMEDIES = re.compile("未经复议直接起诉|结果维持")
_BARS = re.compile(r"[|｜│┃\t]")
_QUOTED = 45  # characters of a title that is left out
# Rows of a table of fields above the report (key and value in cells side by side).
_FIELDS = re.compile(
    "[发公成][布文开][^|]{0,3}[日时]|發布|公開日期|发布机构|发文机关|公开主体|责任单位|[日时]\\s*[期间]\\s*[|:：]"
)
_KINDS = {
    "text": "text",
    "html": "page",
    "docx": "Word document",
    "pdf": "PDF",
    "scan": "picture",
    "sheet": "spreadsheet",
}


def recognise(
    document: Document, card: dict[str, Any] | None = None, partial: bool = False
) -> Report:
    """Recognise the annual report in a document.

    Parameters
    ----------
    document : Document
        The document.
    card : dict, optional
        Its source card: supplies the address where the document does not print it, and overrides
        ``agency`` and ``year``.
    partial : bool
        Whether to give what is known of a report that names no agency (it is then empty) or no
        year (then 0), or whose tables were not recognised (every cell is then ``absent``).

    Raises
    ------
    InputError
        If the document holds none of the statutory tables, or names no agency or no year. With
        ``partial``: if nothing shows that it is an annual report at all.
    """
    card = card or {}
    tables, unread = Tables(), 0
    if document.rows:
        fmt, fields, prose, tables.found = read_transcription(document)
        meta, sections_known = _metadata_from(fields), bool(fields.get("sections"))
    else:
        put_right(document)
        document, (fmt, meta, prose, tables), unread = _from_text_and_pictures(
            document, card, partial
        )
        tables.found = settle_grouped(tables.found, fmt)
        texts = (text for block in document.blocks for text in _texts(block))
        leave_rounded(tables.found, texts, fmt)
        settle_years(tables.found, fmt, _year(card, meta))
        document.notes += settle_pairs(tables.found, fmt)
        fields, sections_known = {}, True
    has_picture = any(is_pictured(entry[3]) for entry in tables.found.values())
    if has_picture:
        tables.found = confirmed(tables.found, document.pictured, fmt)
    # Prose in a picture may be misread, so that nothing is claimed from it.
    prose = [(text, where) for text, where in prose if not is_pictured(where)]
    found = tables.found
    cells = _complete(fmt, found)
    url = card.get("url") or _whole(document.meta.get("url"), meta.host) or meta.url or meta.host
    findings, notes = decide(document, meta, card, str(url) if url else None)
    prose_lines = [Line(text, where) for text, where in prose]
    scope, evidence, against = decide_scope(meta.agency, prose_lines)
    if fields.get("scope") in ("agency", "territory") and not card.get("agency"):
        scope, evidence, against = fields["scope"], "stated in the transcription", []
    if not document.rows:
        findings += [*against, *copied(meta, prose_lines), *table_findings(tables, meta.year)]
    if has_picture:
        statuses = [entry[0] for entry in found.values() if is_pictured(entry[3])]
        stated, left = statuses.count("stated"), statuses.count("unreadable")
        findings.append(finding("read_by_ocr", stated=stated, open=left))
    if unread:
        findings.append(finding("pictures_unread", count=unread))
    if partial:
        findings += unknown_findings(meta.agency, meta.year)
        findings += [] if found else [finding("no_tables")]
    elif not meta.agency or meta.year is None:
        missing = " and ".join(
            w for w, v in (("the agency", meta.agency), ("the year", meta.year)) if not v
        )
        raise InputError(
            f"{document.file}: {missing} cannot be told from the document. "
            f"State it in {document.file.rsplit('.', 1)[0]}.source.yml (agency: …, year: …), or "
            "with --agency and --year."
        )
    return Report(
        **read_membership(card, document.file),
        identity=read_identity(card, document.file),
        agency=meta.agency,
        agency_printed=meta.agency_printed,
        year=meta.year or 0,
        format=fmt,
        title=meta.title,
        published=meta.published,
        source_url=str(url) if url else None,
        source_host=meta.host or _host(url),
        scope=scope,
        sections=meta.sections,
        sections_known=sections_known,
        file=document.file,
        sha256=document.sha256,
        transcription=bool(document.rows),
        cells=cells,
        claims=claim_rows(prose, cells, year=meta.year, scope=scope, agency=meta.agency or ""),
        notes=[*document.notes, *notes],
        prose=prose,
        scope_evidence=evidence,
        findings=Rows(FINDING_COLUMNS, findings),
        not_understood=not_understood(tables, fmt),
    )


def _host(url: object) -> str | None:
    if not url:
        return None
    try:
        return urlsplit(str(url)).hostname if "//" in str(url) else str(url).split("/")[0]
    except ValueError:  # http://[
        return None


_Read = tuple[str, Metadata, list[tuple[str, str]], Tables]


def _from_text_and_pictures(
    document: Document, card: dict[str, Any], partial: bool
) -> tuple[Document, _Read, int]:
    """What a document holds; where its text lacks a table, that table as its pictures show it.

    The last is the number of pictures that may show a table and cannot be read here.
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
                "(pip install 'gouji[ocr]'), or transcribe the tables with `gouji template`."
            )
        raise failed
    return document, first, 0 if available() else len(parts)


def _lacks_a_table(fmt: str, _meta: Metadata, _prose: object, tables: Tables) -> bool:
    """Whether less than half of some table was found."""
    codes = get_form(fmt).by_code
    whole = Counter(code.split("/")[0] for code in codes)
    found = Counter(code.split("/")[0] for code in tables.found)
    return any(2 * found[name] < count for name, count in whole.items())


def _from_blocks(document: Document, card: dict[str, Any], partial: bool) -> _Read:
    lines = unrolled(list(_lines(document)))
    texts = [line.text for line in lines] + [t for grid in document.grids for t in _texts(grid)]
    fmt = detect_format(texts)
    tables = Tables()
    if fmt is None and any(_REMEDIES.search(fold(text)) for text in texts):
        # A page with table 四 alone, which both formats have alike.
        year = _year(card, read_metadata(lines, "2021"))
        fmt = "2019" if year in _YEARS_OF_2019 else "2021"
    if fmt or partial:
        meta = read_metadata(lines, fmt or "2021")
        from_head(meta, document)
    if fmt:
        tables = _read_tables(document, lines, fmt, _year(card, meta), _agency(card, meta))
        if tables.beyond:  # another report in the file: its words are none of this one's
            lines = [line for line in lines if line.where not in tables.beyond]
            first = detect_format(line.text for line in lines) if not document.grids else None
            if first and first != fmt:
                fmt = first
                tables = _read_tables(document, lines, fmt, _year(card, meta), _agency(card, meta))
            meta = read_metadata(lines, fmt)
            from_head(meta, document)
    if 2 * _stated(tables.found) < len(get_form(fmt or "2021").cells):
        head = read_metadata(lines, fmt or "2021")
        year, agency = _year(card, head), _agency(card, head)
        own = [x for x in lines if x.where not in tables.foreign and "⟨" not in x.text]
        bare = read_unseparated(lines_of_report(own, fmt or "2021", year, agency))
        if bare and _stated(bare.found) > _stated(tables.found):
            meta = read_metadata(bare.lines, bare.fmt)
            prose = _prose(bare.prose, Metadata(), {}, bare.fmt)
            _settle_by_prose(bare, prose, _year(card, meta))
            document.notes += bare.notes
            from_head(meta, document)
            tables.found = {
                code: entry for code, entry in tables.found.items() if code not in bare.found
            } | bare.found
            return bare.fmt, meta, prose, tables
    if partial and not tables.found and _is_of_a_report(meta, lines):
        fmt = fmt or ("2019" if _year(card, meta) in _YEARS_OF_2019 else "2021")
    elif fmt is None or not tables.found:
        raise InputError(
            f"{document.file}: none of the three statutory tables was found in this "
            f"{_KINDS[document.kind]} "
            "(they may have been pictures, or drawn by a script). Transcribe them with `gouji "
            "template`."
        )
    return fmt, meta, _prose(lines, meta, tables.found, fmt), tables


def _is_of_a_report(meta: Metadata, lines: list[Line]) -> bool:
    """Whether a text without tables is of a report: by its title, its headings or its words."""
    named = bool(meta.title) or len(meta.sections) > 1
    return named or any(_REPORTS.search(fold(line.text)) for line in lines)


def _whole(url: str | None, host: str | None) -> str | None:
    """The address that a page's head gives; with its host where it begins with a slash."""
    return f"{host}{url}" if url and host and re.match("/(?!/)", url) else url


def _settle_by_prose(bare: Unseparated, prose: list[tuple[str, str]], year: int | None) -> None:
    """Part digits without bounds by what the prose says of their cells."""
    prose_lines = claim_rows(prose, _complete(bare.fmt, bare.found), year=year)
    at = [prose_lines.columns.index(name) for name in ("target", "value", "phrase")]
    settle_by_prose(bare, [tuple(row[i] for i in at) for row in prose_lines.rows])


def _year(card: dict[str, Any], meta: Metadata) -> int | None:
    """The year reported on, as far as it is known before the tables are read."""
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
            found = _from_text(document, lines, tables, fmt, year, agency) | found
    elif not found:
        found = _from_text(document, lines, tables, fmt, year, agency)
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


def _prose(lines: list[Line], meta: Metadata, found: Found, fmt: str) -> list[tuple[str, str]]:
    """What no table holds: lines without separators that are no label and gave no cell.

    What stands before the title, or well before the first section, is a page's navigation and no
    word of the report.
    """
    used = {entry[3] for entry in found.values() if entry[3].startswith("line ")}
    titles = [
        i
        for i, x in enumerate(lines[: meta.first])
        if meta.title and x.text.strip() == meta.title.strip()
    ]
    start = titles[-1] if titles else max(0, meta.first - MOST_LEAD)
    return [
        (x.text, x.where)
        for x in lines[start:]
        if len(x.text) > 4
        and not _BARS.search(x.text)
        and x.where not in used
        and not (len(x.text) < MOST_LABEL and is_label(x.text, fmt))
    ]


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


def _texts(block: Line | Grid) -> list[str]:
    """The text of a line, or those of the cells of a table, in order."""
    if isinstance(block, Line):
        return [block.text]
    return [cell.text for row in block.rows for cell in cells_of(row)]


def _lines(document: Document) -> Iterator[Line]:
    """Lines of prose, in order: those outside tables, and table rows of one cell.

    Headings are laid out as such rows at times.
    """
    for block in document.blocks:
        if isinstance(block, Line):
            yield block
            continue
        for row in block.rows:
            cells = [c for c in cells_of(row) if c.text.strip()]
            if len(cells) == 1:
                yield from (Line(part, cells[0].where) for part in cells[0].text.split("\n"))
            elif (
                2 <= len(cells) <= 12
                and _FIELDS.search(text := " | ".join(c.text.strip() for c in cells))
                and len(text) < 300
            ):
                yield Line(text, cells[0].where)


def _metadata_from(fields: dict[str, str]) -> Metadata:

    numbers = list(re.findall(f"[{SECTION_NUMBERS}]", fields.get("sections", "")))
    published = fields.get("published") or ""
    url, day = fields.get("source_url"), published_in(f"日期:{published}") if published else None
    return Metadata(
        title=fields.get("title", ""),
        agency=fold(fields["agency"]),
        agency_printed=fields["agency"],
        year=int(fields["year"]),
        dates=[Dated(day, 0, "published row")] if day else [],
        host=_host(url),
        sections=tuple(Section(n, "", "sections row") for n in numbers),
    )


def _complete(fmt: str, found: Found) -> Rows:
    """Every cell of the form once, in its order; what the document lacks is ``absent``."""
    absent: tuple[str, str, float | None, str] = ("absent", "", None, "")
    rows = []
    for code, cell in get_form(fmt).by_code.items():
        status, printed, value, where = found.get(code, absent)
        rows.append((cell.table, cell.item, cell.column, value, status, printed, where))
    return Rows(CELL_COLUMNS, rows, floats=("value",))
