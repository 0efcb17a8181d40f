"""A column of annual reports: the entries of its pages, and the entry of one year."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analysis.recognising.about.compared import same_agency
from analysis.recognising.about.titles import arabic_years, read_title

from .page import Page
from .scripts import MOST_PAGES

_BARE = re.compile(
    r"(20\d{2})\s*年?度?\s*(?:政府)?(?:信息公开)?(?:工作)?(?:情况)?(?:的)?(?:年度|年)?(?:报告|年报)\b"
)


@dataclass(frozen=True)
class Entry:
    """A report that a page links to or is.

    Attributes
    ----------
    agency : str
        The agency that its title names; empty where it names none.
    year : int or None
        The year that its title names.
    url : str
        Where the report is.
    text : str
        The title as printed.
    """

    agency: str
    year: int | None
    url: str
    text: str


def entry_of(text: str, url: str = "") -> Entry | None:
    """Read the title of a report; None where a text is none.

    Parameters
    ----------
    text : str
        The text of a link, or the title of a page.
    url : str
        Where it leads.
    """
    plain = text.strip().rstrip(".…").strip()
    plain = re.sub(r"\.(?:pdf|docx?|wps|xlsx?|zip|ofd|rtf)$", "", plain, flags=re.I)
    for part in [plain, *re.split(r"\s*[_|]\s*|\s+-+\s+|^附件\s*\d*\s*[:：.、]?", plain)]:
        if part and (title := read_title(part)):
            return Entry(title.agency, title.year, url, text)
    bare = _BARE.match(arabic_years(plain))
    return Entry("", int(bare[1]), url, text) if bare else None


def _entries_of(page: Page) -> list[Entry]:
    """The reports that a page links to; a link that names no year leads to a column."""
    found = (entry_of(link.text, link.url) for link in page.links)
    return [entry for entry in found if entry and entry.year and entry.url != page.url]


def walk(first: Page, page_at: Callable[[str], Page | None]) -> list[Entry]:
    """The reports on all pages of a column, each address once.

    Parameters
    ----------
    first : Page
        The page that was named.
    page_at : callable
        Gives the page at an address, or None where there is none.
    """
    queue, seen = [first], {first.url}
    found: dict[str, Entry] = {}
    while queue:
        page = queue.pop(0)
        for entry in _entries_of(page):
            found.setdefault(entry.url, entry)
        for url in (*page.further, *page.frames):
            if url not in seen and len(seen) < MOST_PAGES:
                seen.add(url)
                if further := page_at(url):
                    seen.add(further.url)
                    queue.append(further)
    return list(found.values())


def choose(entries: Iterable[Entry], agency: str, year: int | None) -> list[Entry]:
    """The entries that may be the report of an agency and year.

    Parameters
    ----------
    entries : iterable of Entry
        Those of a column.
    agency : str
        Name of the agency.
    year : int or None
        The year.

    Returns
    -------
    list of Entry
        Those whose title names the agency; where none does, those that name no agency.
    """
    of_year = [e for e in entries if e.year == year]
    exact = [e for e in of_year if e.agency == agency]
    named = [e for e in of_year if e.agency and same_agency(e.agency, agency)]
    return exact or named or [e for e in of_year if not e.agency]
