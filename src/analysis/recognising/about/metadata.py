"""What a text says of itself: title, agency, year, publication time, host, sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.reading.blocks import Line
from analysis.recognising.characters import fold, simplify
from analysis.recognising.labels import is_label
from analysis.recognising.report import Section

from .agencies import Named, completed, is_publisher, named_agencies
from .compared import begins_with_place, is_short, lacks_place, speaks_for_government
from .dates import Dated, choose, dates_in, published_in
from .evidence import FIRST, opening, signature
from .names import is_generic
from .scope import scope_of
from .sections import headings, sections_within
from .title_lines import titles_in
from .titles import Title
from .years import Source, columns_year, period_of

_WORD = r"(?:原文|本文|文章|页面|信息)?(?:链接|网址|地址|出处)|来源(?:网址|链接|网站)?|URL"
_ADDRESS = re.compile(
    rf"(?P<word>{_WORD})\s*[:|]\s*(?:[\u4e00-\u9fff]{{2,30}}\s*[((]\s*)?(?P<url>https?://[^\s<>\"'|,;。、)）\]】》]+"
    r"|(?:[a-z0-9-]+\.)+(?:cn|com|net|org)/[^\s<>\"'|,;。、)）\]】》]+)",
    re.IGNORECASE,
)
__all__ = ["Metadata", "published_in", "read_metadata", "scope_of"]

HEAD_LINES = 40
MOST_HEAD = 400
_ABOVE = 6  # lines between a title and its first section
_LONG = 200  # characters: a line of more is no title
_HOST = re.compile(
    r"(?<![\w@.-])((?:[a-z0-9-]+\.)+(?:cn|com|net|org|gov|edu))(?![\w-])", re.IGNORECASE
)


@dataclass
class Metadata:
    """What was found; None or empty where nothing was.

    Attributes
    ----------
    years : list of Source
        Every year that the document gives its report, the best first.
    dates : list of Dated
        Every date of publication that the document states.
    named : list of Named
        Every agency that a field, a sentence or a signature names.
    url : str or None
        The address that the text gives as its own, whole.
    notes : list of str
        What was taken from where, for anything but a title.
    taken : Named or None
        What the agency was taken from, where that may name another: whom to ask, the site.
    first : int
        Index of the line of the first section; 0 where there is none.
    """

    title: str = ""
    agency: str = ""
    agency_printed: str = ""
    year: int | None = None
    published: str | None = None
    host: str | None = None
    sections: tuple[Section, ...] = ()
    years: list[Source] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    url: str | None = None
    notes: list[str] = field(default_factory=list)
    taken: Named | None = None
    first: int = 0

    def settle(self) -> None:
        """Take the year that the best source gives, and the publication date that fits it."""
        if self.year is None and self.years:
            self.year = self.years[0].year
        best, _, _ = choose(self.dates, self.year)
        self.published = best.value if best else None


def read_metadata(lines: Sequence[Line], fmt: str) -> Metadata:
    """Read the metadata of a report.

    The title is the one nearest above the first section: a page's navigation may name other reports
    before it. The year is the title's, or else that of the statistical period, of the table's
    headers, or of a sentence that names the report. A date of publication is taken only from a line
    that says it is one (a banner's date, or one in an address, is not), or from the title's own
    block.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the document, tables included.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    meta = Metadata()
    whole = _glued(lines)
    found = [x for x in headings(lines, fmt) if not whole or x[0] < whole]
    end = _second_report(lines, found, fmt)
    lines, found = lines[:end], [x for x in found if x[0] < end]
    meta.sections = tuple(section for _, section in found)
    meta.first = first = found[0][0] if found else 0
    start = max(0, first - MOST_HEAD) if first else 0
    head = lines[start:first] if first else lines[: whole or HEAD_LINES]
    titles = titles_in(head)
    title = _best(titles)
    if title:
        meta.title, meta.agency = title.text, title.agency
        meta.agency_printed = title.agency_printed
        if title.year is not None:
            meta.years.append(Source("title", title.year, title.where))
    for line in head:
        if meta.host is None and "." in line.text and (host := _HOST.search(line.text)):
            meta.host = host[1].lower()
    meta.url = _address_in(head)
    again = [t.index for t in titles if title and (t.agency, t.year) == (title.agency, title.year)]
    meta.dates = dates_in(head, again)
    for source in (period_of(lines), columns_year(lines)):
        if source:
            meta.years.append(source)
    _from_text(meta, lines, start + len(head))
    meta.settle()
    return meta


def _second_report(lines: Sequence[Line], found: Sequence[tuple[int, Section]], fmt: str) -> int:
    """Where another report begins below this one's rows: the title above a second section one.

    The number of lines where none does.
    """
    two = next((i for i, section in found if section.number == "二"), len(lines))
    again = next((i for i, section in found if section.number == "一" and i > two), None)
    titles = titles_in(lines[max(two, again - _ABOVE) : again]) if again else []
    if not titles or not titles[0].agency:
        return len(lines)
    at = next(i for i in range(two, len(lines)) if lines[i].where == titles[0].where)
    rows = (part.strip() for x in lines[two:at] for part in re.split(r"[|\t]", x.text))
    return at if any(is_label(part, fmt) for part in rows) else len(lines)


def _glued(lines: Sequence[Line]) -> int:
    """How many lines there are up to the first that holds a report's sections run together."""
    whole = (
        n
        for n, line in enumerate(lines[:HEAD_LINES], start=1)
        if len(line.text) > _LONG and sections_within(line.text)
    )
    return next(whole, 0)


def _best(titles: Sequence[Title]) -> Title | None:
    """Choose the last title, or a fuller one just before it, or the one above its sentence."""
    if not titles:
        return None
    last = titles[-1]
    if "," in fold(last.text):  # 本年报由清河县林业局编制的2024年度报告。
        alone = (t for t in reversed(titles) if "," not in fold(t.text) and t.year is not None)
        last = next((t for t in alone if t.agency == last.agency), last)
    if last.agency and not begins_with_place(last.agency):  # its line may have lost the beginning
        whole = (t for t in titles if t.year == last.year and t.agency.endswith(last.agency))
        last = max(whole, key=lambda t: len(t.agency))
    if not last.agency or last.year is None:
        fuller = next((t for t in reversed(titles) if t.agency and t.year is not None), last)
        if last.index - fuller.index <= 6 and last.year in (None, fuller.year):
            return fuller
    return last


def _from_text(meta: Metadata, lines: Sequence[Line], head: int) -> None:
    """Agency and year from fields and sentences, noted."""
    # What stands between a title without a name and the first section may name the agency.
    above = 0 if meta.agency else FIRST
    opens, years = (
        opening(lines, meta.first, above) if meta.sections or not meta.agency else ([], [])
    )
    named = meta.named = _ranked([*named_agencies(lines, head), *opens, *signature(lines)])
    if not meta.agency:
        best = next((n for n in named if not n.weak), None) or next(iter(named), None)
        best = best and (completed(best.name, named) or best)
        if best and not (
            lacks_place(best.name) and _ORDER.get(best.source, 1)
        ):  # 区府办: of which?
            meta.agency = meta.agency_printed = best.name
            meta.taken = best if _rank(best) >= _DOUBTFUL else None
            meta.notes.append(f"agency from “{best.source}” ({best.where})")
    elif full := completed(meta.agency, named):
        meta.notes.append(
            f"the title says {meta.agency}; its full name from “{full.source}” ({full.where})"
        )
        meta.agency = full.name
    elif is_generic(meta.agency):
        meta.agency = meta.agency_printed = ""
    # A sentence that names a report of an earlier year than the text opens with: last year's.
    opened = max((s.year for s in years if s.kind == "opening"), default=0)
    years = [s for s in years if s.year >= opened]
    if not meta.years:
        for name in named:
            if name.year is not None and name.year >= opened:
                meta.years.append(Source("text", name.year, name.where))
                meta.notes.append(f"year from a sentence that names the report ({name.where})")
                break
    if not meta.years and years:
        meta.years += years[:1]
        meta.notes.append(f"year from the first sentence ({years[0].where})")
    elif (
        [s.kind for s in meta.years] == ["period"]
        and len(years) > 1
        and {s.year for s in years} == {years[0].year} != {meta.years[0].year}
    ):
        meta.years.insert(0, years[0])  # the period was left from another year's report
        meta.notes.append(f"year from two sentences, not from the period ({years[0].where})")


# Who made or signed a report goes before whom to ask; a site may stand in the weak fields, and the
# government that publishes for its bureaus in others.
_ORDER = {"names its report": 0, "made by": 1, "signature": 2, "opening": 3, "contact": 5}
_DOUBTFUL = 4


def _rank(n: Named) -> int:
    """How sure a name is the agency's by what it was taken from; fields stand with the maker."""
    field = 6 if n.weak else _DOUBTFUL if is_publisher(n) and speaks_for_government(n.name) else 1
    return _ORDER.get(n.source, field)


def _ranked(named: Sequence[Named]) -> list[Named]:
    """Names by what they were taken from, the best first."""
    return sorted(named, key=lambda n: (_rank(n), is_short(n.name)))


def _address_in(lines: Sequence[Line]) -> str | None:
    """The address that stands after a word for it; one of the original text goes first."""
    found = [
        (match["word"], match["url"].rstrip("."))
        for line in lines
        if "." in line.text and (match := _ADDRESS.search(simplify(line.text[:1000])))
    ]
    original = [url for word, url in found if word.startswith("原文")]
    return next(iter([*original, *(url for _, url in found)]), None)
