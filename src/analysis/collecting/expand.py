"""What a source leads to: a list, a column of reports, a saved page or a WARC file."""

import re
from collections import Counter
from pathlib import Path

from analysis.errors import InputError, printable
from analysis.reading.files import read_file
from analysis.reading.kinds import suffix_of
from analysis.reading.web_records import Exchange, exchanges_in
from analysis.recognising.about.compared import same_agency

from .asking import Asker, Unreachable
from .column import Entry, entry_of
from .find import Finder
from .listing import Wanted, read_list
from .page import Page, page_of
from .records import Answer, Recorded
from .request import Request

MAX_LIST_BYTES, MAX_WARC_BYTES = 20_000_000, 2_000_000_000
_DOCUMENTS = (".pdf", ".docx", ".doc", ".xlsx", ".xls", ".rtf")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(\S+)", re.I)


class Offline:
    """Answers from a WARC file in place of sites; nothing is asked.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    InputError
        If it is no WARC file.
    """

    def __init__(self, path: Path) -> None:
        self.recorded = Recorded()
        self.recorded.add(exchanges_in(read_file(path, MAX_WARC_BYTES), str(path)))

    def get(self, url: str, known: Recorded) -> Answer:
        """See ``Asker.get``; there is nothing newer than the file."""
        answer = self.recorded.find(url)
        if answer is None:
            raise Unreachable("not_in_warc", url=url)
        return answer


def wanted_in(request: Request, finder: Finder, asker: Asker, known: Recorded) -> list[Wanted]:
    """The reports that a source names.

    Parameters
    ----------
    request : Request
        The source, and what is said besides of agency and years.
    finder : Finder
        Finds the pages of a column.
    asker : Asker
        Whatever answers.
    known : Recorded
        Answers of earlier runs.

    Raises
    ------
    InputError
        If the source cannot be read, or names no report.
    Missing, Unreachable
        If it is the address of a column that cannot be had.
    """
    source, years = request.source, request.years
    if isinstance(asker, Offline):
        found = _in_records(asker)
    elif re.match(r"https?://", source, re.I):
        found = _in_column(source, finder.column(source, known), request)
    elif re.match(r"[a-z][a-z0-9+.-]+://|file:", source, re.I):
        raise InputError(f"{printable(source)}: only http and https addresses are collected.")
    else:
        found = _in_file(request, finder, known)
    found = [w for w in found if not years or w.year is None or w.year in years]
    if not found:
        raise InputError(f"{printable(source)}: no annual report is named there.")
    return found


def _in_file(request: Request, finder: Finder, known: Recorded) -> list[Wanted]:
    data = read_file(Path(request.source), MAX_LIST_BYTES)
    if suffix_of(data, request.source) != ".html":
        return read_list(data, request.source)
    page = page_of(Exchange("", 200, (), data, ""))
    origin = _origin(page) if page else ""
    if page is None or not origin:
        raise InputError(
            f"{printable(request.source)}: this saved page does not say where it was saved from. "
            "Give the address of the column in its place."
        )
    page = Page(Exchange(origin, 200, (), data, ""))
    return _in_column(origin, finder.entries(page, known), request)


def _origin(page: Page) -> str:
    """Where a page was saved from: browsers write it as a comment; sites state a base."""
    saved = _SAVED_FROM.search(page.source[:5000])
    stated = [saved[1]] if saved else []
    stated += [str(u) for u in page.root.xpath("//base/@href | //link[@rel='canonical']/@href")]
    return next((u for u in stated if re.match(r"https?://", u, re.I)), "")


def _in_column(url: str, entries: list[Entry], request: Request) -> list[Wanted]:
    """The reports of a column, and the years that are expected and not there."""
    if not entries:
        return [Wanted(request.agency, None, url, stated=bool(request.agency))]
    agency, found = request.agency, []
    mine = [e for e in entries if not (agency and e.agency) or same_agency(e.agency, agency)]
    times = Counter((e.agency, e.year) for e in mine)
    for entry in mine:
        # Of two reports of one year nobody can tell which is meant: the finder says so.
        address = url if times[entry.agency, entry.year] > 1 and entry.year else entry.url
        found.append(Wanted(agency or entry.agency, entry.year, address, stated=bool(agency)))
    if agency:
        there = {w.year for w in found}
        found += [Wanted(agency, year, url) for year in request.years if year not in there]
    return list({(w.agency, w.year, w.address): w for w in found}.values())


def _in_records(asker: Offline) -> list[Wanted]:
    """The reports in a WARC file: pages that are reports, and documents that none links to."""
    pages: list[Page] = []
    documents: list[str] = []
    for exchange in asker.recorded.exchanges:
        if exchange.status != 200:
            continue
        suffix = suffix_of(exchange.body, exchange.url)
        page = page_of(exchange) if suffix == ".html" else None
        if page and (page.is_report or _is_article(page)):
            pages.append(page)
        elif suffix in _DOCUMENTS:
            documents.append(exchange.url)
    linked = {link.url for page in pages for link in page.attachments}
    linked |= {a.url for a in map(asker.recorded.find, linked) if a}
    urls = [page.url for page in pages] + [url for url in documents if url not in linked]
    return [Wanted("", None, url, stated=False) for url in urls]


def _is_article(page: Page) -> bool:
    """Whether a page carries a report as an attachment or in pictures."""
    titled = any(entry.year for entry in map(entry_of, page.headings) if entry)
    return titled and bool(page.attachments or page.pictures)
