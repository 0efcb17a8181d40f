"""Document to report: metadata, every cell of the form exactly once, claims."""

import re
from typing import Any
from urllib.parse import urlsplit

from analysis.errors import InputError
from analysis.reading import Document
from analysis.reading.blocks import Line
from analysis.reading.card import read_identity, read_membership

from .about.dates import Dated, published_in
from .about.decide import decide, decide_scope, year_in_name
from .about.findings import copied_findings, finding, unknown_findings
from .about.metadata import Metadata
from .beside import settle_grouped, settle_pairs, settle_years
from .characters import fold
from .claims.reader import claim_rows
from .content import read_content, year_known
from .labels import SECTION_NUMBERS
from .pictured import confirmed, is_pictured, put_right
from .prose import texts_of
from .report import Report, Section
from .rounded import leave_rounded
from .rows import FINDING_COLUMNS, Rows
from .sheets import of_one_year
from .tables import Tables, complete, empty_findings, not_understood, table_findings
from .transcription import read_transcription


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
        named = year_in_name(document.file)
        stated = card.get("year") or (named.year if named else None)
        document, other_years = of_one_year(document, int(stated) if stated else None)
        document, (fmt, meta, prose, tables), unread = read_content(document, card, partial)
        tables.left_out += other_years
        tables.found = settle_grouped(tables.found, fmt)
        texts = (text for block in document.blocks for text in texts_of(block))
        leave_rounded(tables.found, texts, fmt)
        settle_years(tables.found, fmt, year_known(card, meta))
        document.notes += settle_pairs(tables.found, fmt)
        fields, sections_known = {}, True
    has_picture = any(is_pictured(entry[3]) for entry in tables.found.values())
    if has_picture:
        tables.found = confirmed(tables.found, document.pictured, fmt)
    # Prose in a picture may be misread, so that nothing is claimed from it.
    prose = [(text, where) for text, where in prose if not is_pictured(where)]
    found = tables.found
    cells = complete(fmt, found)
    url = card.get("url") or _whole(document.meta.get("url"), meta.host) or meta.url or meta.host
    findings, notes = decide(document, meta, card, str(url) if url else None)
    prose_lines = [Line(text, where) for text, where in prose]
    scope, evidence, against = decide_scope(meta.agency, prose_lines)
    if fields.get("scope") in ("agency", "territory") and not card.get("agency"):
        scope, evidence, against = fields["scope"], "stated in the transcription", []
    if not document.rows:
        findings += [
            *against,
            *copied_findings(meta, prose_lines),
            *table_findings(tables, meta.year),
        ]
    findings += empty_findings(found, fmt)
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


def _whole(url: str | None, host: str | None) -> str | None:
    """The address that a page's head gives; with its host where it begins with a slash."""
    return f"{host}{url}" if url and host and re.match("/(?!/)", url) else url


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
