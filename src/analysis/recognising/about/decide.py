"""Agency, year, date and scope of a document, decided.

A person's word first, then the document, then the file's name.

Every departure is noted, and what disagrees becomes a finding.
"""

from collections.abc import Sequence
from typing import Any

from analysis.reading import Document
from analysis.reading.blocks import Line

from .dates import ON_CARD, Dated, published_in
from .findings import (
    Finding,
    agency_findings,
    date_findings,
    scope_findings,
    sources_of,
    stated_findings,
    year_findings,
)
from .metadata import Metadata
from .scope import judge_scope
from .titles import read_title
from .years import Source, year_of_address, year_of_file


def from_head(meta: Metadata, document: Document) -> None:
    """What a page's head says, where its body does not.

    Parameters
    ----------
    meta : Metadata
        What the body says; it is completed in place.
    document : Document
        The document with its head.
    """
    meta.host = document.meta.get("host") or meta.host
    published = document.meta.get("published")
    if published and (iso := published_in(f"日期:{published}")):
        meta.dates.insert(0, Dated(iso, 0, "page head"))
    if not meta.title or not meta.agency:
        for words in (document.meta.get("title", ""), document.meta.get("page_title", "")):
            again = read_title(words)
            if again and again.agency:
                meta.title = meta.title or again.text
                if meta.agency and meta.agency != again.agency:
                    meta.notes.append(
                        f"agency from the page's title; the text also says {meta.agency}"
                    )
                meta.agency, meta.agency_printed = again.agency, again.agency_printed
                if again.year is not None and not any(s.kind == "title" for s in meta.years):
                    meta.years.insert(0, Source("title", again.year, "page head"))
                    meta.year = again.year
                break
    meta.settle()


def year_in_name(file: str) -> Source | None:
    """The year in a file's name: that of the title which it is, or the only one in it.

    Parameters
    ----------
    file : str
        Name of the file, without its folder.
    """
    named = read_title(file.rsplit(".", 1)[0])
    if named and named.year:
        return Source("file", named.year, f"file name {file}")
    return year_of_file(file)


def decide(
    document: Document, meta: Metadata, card: dict[str, Any], url: str | None
) -> tuple[list[Finding], list[str]]:
    """Settle agency, year and date in place.

    The findings, and the notes on where things were taken from.

    Parameters
    ----------
    document : Document
        The document.
    meta : Metadata
        What was found in it; it is completed in place.
    card : dict
        The source card; empty where there is none.
    url : str or None
        Address that the page says it is published at.
    """
    notes = list(meta.notes)
    findings: list[Finding] = []
    named, in_name = read_title(document.file.rsplit(".", 1)[0]), year_in_name(document.file)
    if not meta.agency and named and named.agency:
        meta.agency, meta.agency_printed = named.agency, named.agency_printed
        notes.append("agency from the file's name")
    sources = sources_of(meta, year_of_address(url), in_name)
    if meta.year is None and sources:
        meta.year = sources[0].year
        notes.append(
            "year from "
            f"{'the file' + chr(39) + 's name' if sources[0].kind == 'file' else sources[0].where}"
        )
    findings += agency_findings(meta) if not card.get("agency") else []
    own = (meta.agency, meta.year)
    if card.get("agency"):
        meta.agency = meta.agency_printed = str(card["agency"])
        notes.append("agency as stated beside the document")
    if card.get("year"):
        meta.year = int(card["year"])
        notes.append("year as stated beside the document")
        if own[1] not in (None, meta.year):
            notes.append(f"the document's own year is {own[1]}")
    elif meta.year is not None:
        findings += year_findings(meta, sources)
    findings += stated_findings(own, card)
    if card.get("published"):  # `gouji collect` writes there what it saw first: a lesser word
        meta.dates.append(Dated(card["published"], ON_CARD, "source card"))
    meta.settle()
    if card.get("published") and meta.published and card["published"] != meta.published[:10]:
        notes.append(f"published as the document says; its card says {card['published']}")
    findings += date_findings(meta)
    return findings, notes


def decide_scope(agency: str, prose: Sequence[Line]) -> tuple[str | None, str, list[Finding]]:
    """Scope, its evidence, and a finding where words speak against it.

    Parameters
    ----------
    agency : str
        Name of the agency; empty where it is not known.
    prose : sequence of Line
        Lines outside the tables.
    """
    scope, evidence, against = judge_scope(agency, prose)
    return scope, evidence, list(scope_findings(evidence, against, scope))
