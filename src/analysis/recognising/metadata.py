"""What a text says of itself: title, agency, year, publication time, host, sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analysis.reading.blocks import Line

from .characters import fold, simplify
from .labels import section_heading
from .report import Section

HEAD_LINES = 40
MOST_HEAD = 400
_KIND = r"(?:政府)?信息公开(?:工作)?的?(?:\d{4}年)?(?:年度)*(?:工作)?(?:年度)?(?:报告|年报)"
_TITLE = re.compile(rf"^(?P<before>.{{0,60}}?)(?P<kind>{_KIND})(?:\(.*\))?$")
_YEAR = re.compile(r"(20\d{2})年?(?:度)?")
_PERIOD = re.compile(r"自?(20\d{2})年1月1日(?:起)?至(20\d{2})年12月31日")
_DATE = re.compile(
    r"(?:发布|发文|公开|成文|信息)?(?:时间|日期)[::]?\s*"
    r"(20\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?(?:\s*(\d{1,2})\s*:\s*(\d{2}))?"
)
_HOST = re.compile(r"(?<![\w@.-])((?:[a-z0-9-]+\.)+(?:cn|com|net|org|gov|edu))(?![\w-])", re.IGNORECASE)


@dataclass
class Metadata:
    """What was found; None or empty where nothing was."""

    title: str = ""
    agency: str = ""
    agency_printed: str = ""
    year: int | None = None
    published: str | None = None
    host: str | None = None
    sections: tuple[Section, ...] = ()
    other_year: int | None = None


def read_metadata(lines: Sequence[Line], fmt: str) -> Metadata:
    """Read the metadata of a report.

    The title is the one nearest above the first section: a page's navigation may name other reports before it. The year is the
    title's, or else that of the statistical period; where the two differ, both are told. A publication date is taken only from
    a line that says it is one (a banner's date, or a date in an address, is not).
    """
    meta = Metadata()
    first = next((i for i, line in enumerate(lines) if section_heading(line.text, fmt)), None)
    head = [line.text for line in (lines[max(0, first - MOST_HEAD) : first] if first else lines[:HEAD_LINES])]
    for text in head:
        match = _TITLE.match(fold(text))
        if match:
            meta.title = text.strip()
            year = _YEAR.search(fold(text))
            meta.year = int(year[1]) if year else None
            # What stands before a bar or an arrow is the way to the page, not the agency.
            before = re.split(r"[>»|/::]", match["before"])[-1]
            meta.agency = re.sub(r"^《|20\d{2}年?(?:度)?|的$", "", before)
            meta.agency_printed = _as_printed(meta.title, meta.agency)
        meta.published = published_in(simplify(text)) or meta.published
        if meta.host is None and (host := _HOST.search(text)):
            meta.host = host[1].lower()
    period = _PERIOD.search(fold(" ".join(line.text for line in lines)))
    if period and period[1] == period[2]:
        if meta.year is None:
            meta.year = int(period[1])
        elif int(period[1]) != meta.year:
            meta.other_year = int(period[1])
    meta.sections = tuple(_sections(lines, fmt))
    return meta


def _as_printed(title: str, agency: str) -> str:
    """The part of the title that folds to the agency's name."""
    for start in range(len(title)):
        for end in range(len(title), start, -1):
            if fold(title[start:end]) == agency:
                return title[start:end].strip()
    return agency


def _sections(lines: Sequence[Line], fmt: str) -> list[Section]:
    sections = []
    for line in lines:
        heading = section_heading(line.text, fmt)
        if heading:
            sections.append(Section(heading[0], heading[1], line.where))
    return sections


def published_in(text: str) -> str | None:
    """The publication date, or date and time, that a line states after a word for it; ISO 8601, or None."""
    match = _DATE.search(text)
    if match is None:
        return None
    year, month, day = (int(match[i]) for i in (1, 2, 3))
    try:
        if match[4] is None:
            return date(year, month, day).isoformat()
        return datetime(year, month, day, int(match[4]), int(match[5])).isoformat(timespec="minutes")
    except ValueError:
        return None  # 2023-02-31 is no date; better none than a wrong one


def scope_of(agency: str) -> str | None:
    """``territory`` for a people's government's own report, ``agency`` for an organ; None where the name does not tell."""
    if not agency:
        return None
    if re.search(r"人民政府$", agency) and not re.search(r"(街道|办公[室厅])", agency):
        # A township's government is the lowest level: it reports for itself alone.
        return "agency" if re.search(r"[镇乡](?:人民)?政府$", agency) else "territory"
    if re.search(r"(局|厅|委|办|室|院|处|所|署|会|中心|办事处|街道|[镇乡])$", agency):
        return "agency"
    return "territory" if re.search(r"(省|市|县|区|州|盟|旗)$", agency) else None
