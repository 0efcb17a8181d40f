"""From an address to a report: its page, and what is attached to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from analysis.reading.kinds import suffix_of

from .asking import Asker, Missing, Unreachable, check_status
from .column import Entry, choose, entry_of, walk
from .listing import Wanted
from .page import Link, Page, page_of
from .records import Answer, Recorded

MOST_ATTACHMENTS, MOST_JUMPS = 20, 3
MOST_COLUMNS = 3  # one in another: years, and the agencies of a year
_PREFERRED = (".docx", ".doc", ".pdf", ".xlsx", ".xls", ".rtf", ".zip", ".ofd", ".rar")
_NOT_READ = (".ofd", ".rar")
_OTHERS = ("申请表", "指南", "目录", "流程图", "须知", "名单")


@dataclass
class Report:
    """A report as it was found.

    Attributes
    ----------
    main : Answer
        What holds the report itself: the page, or an attachment.
    page : Answer or None
        The page that the attachment was found on, else None.
    title : str
        Title of the page, or name of the file.
    published : str
        Day of publication as the page states it; empty where it does not.
    others : list of Answer
        What else is attached: other documents, pictures.
    notes : list of str
        Keys of messages on what a person should know.
    agency, year : str, int or None
        What the title names.
    """

    main: Answer
    title: str
    page: Answer | None = None
    published: str = ""
    others: list[Answer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    agency: str = ""
    year: int | None = None

    @property
    def answers(self) -> list[Answer]:
        """All that was served for it, columns left out."""
        return [a for a in (self.page, self.main, *self.others) if a is not None]


class Finder:
    """Finds reports by asking.

    Parameters
    ----------
    asker : Asker
        Whatever answers.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def find(self, wanted: Wanted, known: Recorded) -> Report:
        """Find a report that is expected.

        Parameters
        ----------
        wanted : Wanted
            Its agency, year, and the address of its page, its file, or its agency's column.
        known : Recorded
            Answers of earlier runs.

        Raises
        ------
        Missing
            If the site answers and the report is not there.
        Unreachable
            If the site does not answer, or not to a program.
        """
        return self._find(wanted, known, MOST_COLUMNS)

    def column(self, url: str, known: Recorded) -> list[Entry]:
        """The reports in an agency's column, on all its pages.

        Parameters
        ----------
        url : str
            The column's address.
        known : Recorded
            Answers of earlier runs.

        Raises
        ------
        Missing, Unreachable
            As ``find``.
        """
        answer, page = self._page(url, known)
        if page is None:
            raise Missing("no_page", url=answer.url)
        return self.entries(page, known)

    def entries(self, page: Page, known: Recorded) -> list[Entry]:
        """The reports in a column whose first page is there.

        Parameters
        ----------
        page : Page
            The first page.
        known : Recorded
            Answers of earlier runs.
        """
        return walk(page, lambda url: self._further(url, known))

    def _further(self, url: str, known: Recorded) -> Page | None:
        try:
            return self._page(url, known)[1]
        except Missing:  # such a script may name more pages than there are
            return None

    def _page(self, url: str, known: Recorded) -> tuple[Answer, Page | None]:
        """What an address answered, and its page; pages that only lead on are followed."""
        for _ in range(MOST_JUMPS):
            answer = self._asker.get(url, known)
            check_status(answer)
            if suffix_of(answer.last.body, answer.url) not in (".html", ".txt"):
                return answer, None
            page = page_of(answer.last)
            if page is None or not (url := page.jump):
                break
        if page and page.refusal == "soft_404":
            raise Missing("soft_404", url=answer.url, title=page.title[:60])
        if page and page.refusal:
            raise Unreachable(page.refusal, url=answer.url)
        return answer, page

    def _find(self, wanted: Wanted, known: Recorded, columns: int) -> Report:
        answer, page = self._page(wanted.address, known)
        if not answer.last.body.strip():
            raise Missing("empty", url=answer.url)
        if page is None:
            return _checked(Report(answer, answer.file), wanted, [answer.file])
        titled = next(filter(None, map(entry_of, page.headings)), None)
        is_article = bool(titled and titled.year)
        if columns and not page.is_report and not (is_article and page.attachments):
            entries = self.entries(page, known)
            chosen = choose(entries, wanted.agency, wanted.year)
            if chosen or (entries and not is_article):
                entry = _the_one(chosen, wanted, answer.url)
                return self._find(replace(wanted, address=entry.url), known, columns - 1)
        report = Report(answer, page.title, published=page.published)
        _checked(report, wanted, page.headings)
        return self._with_attachments(report, page, known, wanted, bool(titled))

    def _with_attachments(
        self, report: Report, page: Page, known: Recorded, wanted: Wanted, titled: bool
    ) -> Report:
        attached = self._attached(page, known, report)
        if page.is_report:
            report.others = [answer for _, answer in attached]
            return report
        usable = [pair for pair in attached if not any(o in pair[0].text for o in _OTHERS)]
        if usable:
            report.page = report.main
            link, report.main = min(usable, key=lambda p: _rank(p[0], p[1], wanted.year))
            _checked(report, wanted, [link.text or report.main.file])
            if suffix_of(report.main.last.body) in _NOT_READ:
                report.notes.append("not_read")
            report.others = [answer for _, answer in attached if answer is not report.main]
            return report
        report.others = [answer for _, answer in attached]
        pictures = self._pictures(page, known) if titled else []
        if pictures:
            report.others += pictures
            report.notes.append("pictures")
        elif not titled:
            raise Missing("no_report", url=report.main.url, title=page.title[:60])
        elif "attachment_lost" in report.notes:
            raise Unreachable("attachment_lost", url=report.main.url)
        else:
            report.notes.append("no_tables")
        return report

    def _attached(self, page: Page, known: Recorded, report: Report) -> list[tuple[Link, Answer]]:
        """The documents that a page links to; a page in place of one is none."""
        found = []
        for link in page.attachments[:MOST_ATTACHMENTS]:
            try:
                answer = self._asker.get(link.url, known)
                check_status(answer)
            except (Missing, Unreachable):
                report.notes.append("attachment_lost")
                continue
            if suffix_of(answer.last.body, answer.url) in _PREFERRED:
                found.append((link, answer))
            else:
                report.notes.append("attachment_lost")
        return found

    def _pictures(self, page: Page, known: Recorded) -> list[Answer]:
        found = []
        for url in page.pictures[:MOST_ATTACHMENTS]:
            try:
                answer = self._asker.get(url, known)
            except Unreachable:
                continue
            if suffix_of(answer.last.body, answer.url) in (".jpg", ".png", ".gif"):
                found.append(answer)
        return found


def _the_one(chosen: list[Entry], wanted: Wanted, url: str) -> Entry:
    if not chosen:
        raise Missing("not_in_column", url=url, year=wanted.year)
    if len({entry.url for entry in chosen}) > 1:
        raise Missing("several", url=url, year=wanted.year, count=len(chosen))
    return chosen[0]


def _checked(report: Report, wanted: Wanted, titles: Iterable[str]) -> Report:
    """A report whose title names no other year than the one wanted."""
    named = [entry for entry in map(entry_of, titles) if entry]
    years = {entry.year for entry in named if entry.year}
    if wanted.year and years and wanted.year not in years:
        raise Missing("other_year", url=report.main.url, year=min(years), wanted=wanted.year)
    report.year = wanted.year or report.year or next(iter(sorted(years)), None)
    report.agency = report.agency or next((e.agency for e in named if e.agency), "")
    return report


def _rank(link: Link, answer: Answer, year: int | None) -> tuple[bool, bool, int]:
    """Which of several attachments is the report: named so, of the year, of the best kind."""
    names = (link.text, answer.file)
    entries = [entry for entry in map(entry_of, names) if entry]
    other = bool(year) and any(entry.year not in (None, year) for entry in entries)
    named = bool(entries) or any("年报" in n or "年度报告" in n for n in names)
    return other, not named, _PREFERRED.index(suffix_of(answer.last.body, answer.url))
