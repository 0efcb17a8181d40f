"""The title of a report, in the shapes that occur, and the agency and year that it names."""

import re
from dataclasses import dataclass

from analysis.recognising.characters import fold, simplify

from .names import BLANK, YEAR, clean_agency, looks_like_agency, without_short_forms

KIND = (
    r"(?:(?:政府|政务)?信息公开|政务公开)(?:工作)?的?(?:20\d{2}年?)?(?:年度)*的?(?:工作)?(?:开展)?(?:情况)?的?(?:年度)?(?:工作)?"
    r"(?:年度报告|报告|年报|告年度报)(?:书|表)?"
)
_TITLE = re.compile(
    rf"^(?P<before>.{{0,80}}?(?:人民政府(?=信息公开))?)(?P<kind>{KIND})(?P<after>(?:\((?:[^()]|\([^()]*\))*\)|[\[【〔]20\d{{2}}年?度?[\]】〕])?)[》〉」』】\])”\"'。.]*"
    r"(?:的?(?:通知|公告|通告|公示|函)|公[布开示]如下)?[》〉」』】\])”\"'。.]*(?:\.(?:docx?|pdf|html?|wps|txt))?"
    r"(?P<tail>(?:[-_|—].{0,40}|(?:发布|公布|时间|日期|来源|作者|浏览|点击|字号|字体|阅读|信息|打印|分享|关闭).{0,60})?)$"
)
_IN_TEXT = re.compile(
    rf"(?:公布|发布|编制了?|形成了?|现将|公开|撰写)?[《]?(?P<before>[^,。;:《》]{{0,40}}?(?:20\d{{2}}年?(?:度)?[^,。;:《》]{{0,30}}?)?(?:人民政府(?=信息公开))?)"
    rf"(?P<kind>{KIND})"
)
_BEFORE_NAMED = re.compile(
    r"^.*(?:公布|发布|以及|编制了?|形成了?|现将|(?<!信息)(?<!政务)公开|撰写|的要求|规定|要求)"
)
# Dates and numbers of documents, which hold years that are not the report's. The days of a date may
# be Chinese numerals; a year that follows without a blank is not eaten.
DATE = re.compile(
    r"(?<!\d)20\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)\s*日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|(?<!\d)20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)20\d{2}\s*年\s*[一二三四五六七八九十]{1,2}\s*月\s*[一二三四五六七八九十]{1,3}\s*日"
    r"|(?<!\d)20\d{2}\s*年\s*\d{1,2}\s*月(?!\s*[\d至到\-—~])"
    r"|(?<!\d)(?:0?[1-9]|1[0-2])\s*月\s*\d{1,2}\s*日"
)
# The months of a year: 1-12月, 1月至12月.
_MONTHS = re.compile(r"(?<=年)\s*\d{1,2}\s*月?\s*[至到\-—–~]\s*\d{1,2}\s*月(?:份|底|末)?")
_NUMBER = re.compile(
    r"(?:(?:^|(?<=\s))[\u4e00-\u9fff]{0,10})?[〔\[(【]\s*20\d{2}\s*[〕\])】]\s*第?\s*\d+\s*号"
)
# What a page draws about a title: sizes of letters to choose from, stars.
_DRAWN = re.compile(r"[\[【(（]\s*字[体号][^\[\]【】()（）]*[\])】）]|[★☆◆◇■□]+")
_SEVERAL_YEARS = re.compile(r"20\d{2}年?(?:度)?[至到和、—~-]+20\d{2}")
_LONE_NUMERAL = re.compile(r"^\s*[一二三四五六七八九十]{1,3}\s+(?=[\u4e00-\u9fff]{2})")
_IN_BRACKETS = re.compile(r"[(\[【〔](20[0-4]\d)年?(?:度)?[)\]】〕]")
_NUMERAL_YEAR = re.compile(r"[二2][〇○零0OoＯｏ][一二三四五六七八九〇○零0-9]{2}(?=年)")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九OoＯｏ", "000123456789" + "0000")
_MAY_BE_NUMERAL = re.compile("[〇○零]|[二2][OoＯｏ]")
_MAY_NAME = re.compile("[公][開开].{0,20}(?:告|报|報)|(?:告|年报|年報)|公开|公開")
_ENDS = frozenset(
    "报報告"
)  # one of these is in every title: a page's navigation is soon passed over
# What a page puts before a title: a field's name (标题：), the folder and number of a saved file.
BEFORE = re.compile(r"\s*(?:[\u4e00-\u9fff]{2,6}\s*[:：]\s*)?(?:[A-Za-z0-9_./-]*/)?(?:\d{5,}_)?")


@dataclass(frozen=True)
class Title:
    """A title as printed, with its line's index and place.

    Agency and year are empty or None where it names none.
    """

    text: str
    agency: str
    agency_printed: str
    year: int | None
    index: int
    where: str


def arabic_years(text: str) -> str:
    """Years written in Chinese numerals, as digits.

    Parameters
    ----------
    text : str
        Any text, such as 二〇二二年度报告.
    """
    return (
        _NUMERAL_YEAR.sub(lambda m: m[0].translate(_NUMERALS), text)
        if _MAY_BE_NUMERAL.search(text)
        else text
    )


def read_title(text: str, index: int = 0, where: str = "") -> Title | None:
    """Read the title that a line is.

    Dates and numbers of documents are taken off first: their years are not the report's.

    Parameters
    ----------
    text : str
        The line.
    index, where : int, str
        Its index among the lines, and its place.

    Returns
    -------
    Title or None
        None where the line is no title.
    """
    if not _ENDS.intersection(text) or not _MAY_NAME.search(text) or len(text) > 200:
        return None
    parted = without_dates(text)
    match = matched(parted)
    if match is None:
        return None
    agency = clean_agency(_with_blanks(parted, *match.span("before")))
    if not agency:  # …报告（清河县林业局）, …报告——清河县林业局
        dashed = match["tail"] if match["tail"][:1] == "—" else ""
        behind = match["after"][1:-1] or dashed.strip("—")
        agency = behind if looks_like_agency(behind) else ""
    printed, own = _as_printed(text, agency), BEFORE.sub("", text, count=1)
    return Title(
        (own if printed and printed in own else text).strip(),
        agency,
        printed,
        _title_year(match["before"], match["kind"], match["after"]),
        index,
        where,
    )


def matched(parted: str) -> re.Match[str] | None:
    """A title's parts, ``before``, ``kind``, ``after`` and ``tail``; None where a text is no title.

    Parameters
    ----------
    parted : str
        A line without dates.
    """
    return _TITLE.match(parted.replace(BLANK, ""))


def without_dates(text: str) -> str:
    """A line folded, with years as digits and without dates and numbers of documents.

    Parameters
    ----------
    text : str
        The line. Where it has blanks, ``BLANK`` stands in what is returned.
    """
    plain = _LONE_NUMERAL.sub("", _DRAWN.sub(" ", simplify(text)))
    plain = DATE.sub(" ", _NUMBER.sub(" ", _MONTHS.sub("", arabic_years(plain))))
    parted = BLANK.join(filter(None, map(fold, plain.split())))
    parted = re.sub(rf"[(\[【〔]{BLANK}?[)\]】〕]", "", parted)
    return parted.strip(f"*#|=-_{BLANK}")


def _with_blanks(parted: str, start: int, end: int) -> str:
    """A part of a text, from one place to another of those without blanks, with its blanks."""
    places = [i for i, char in enumerate(parted) if char != BLANK]
    return parted[places[start] : places[end - 1] + 1] if end > start else ""


def _title_year(before: str, kind: str, after: str) -> int | None:
    """The year that a title names: in its kind, or nearest before it, or in brackets behind it."""
    if _SEVERAL_YEARS.search(before):
        return None
    found = _IN_BRACKETS.fullmatch(after)
    behind = int(found[1]) if found else None
    for part in (kind, before):
        if years := YEAR.findall(part):
            return int(years[-1]) if behind in (None, int(years[-1])) else None
    return behind


def _as_printed(title: str, agency: str) -> str:
    """The part of the title that folds to the agency's name, in one pass over its characters."""
    if not agency:
        return ""
    for start in range(len(title)):
        if fold(title[start]) != agency[:1]:
            continue
        for end in range(start + 1, min(len(title), start + 3 * len(agency) + 20) + 1):
            if fold(title[start:end]) == agency:
                while (
                    end < len(title)
                    and fold(title[start : end + 1]) == agency
                    and not title[end].isspace()
                ):
                    end += 1
                return title[start:end].strip()
    return agency


def named_in_text(text: str) -> tuple[str, int] | None:
    """Agency (it may be empty) and year of a report that a sentence names.

    Parameters
    ----------
    text : str
        A sentence of the prose.
    """
    if "20" not in text and "〇" not in text:
        return None
    parted = without_short_forms(without_dates(text))
    first: tuple[str, int] | None = None
    for match in _IN_TEXT.finditer(parted.replace(BLANK, "")):
        year = _title_year(match["before"], match["kind"], "")
        if year is None:
            continue
        agency = clean_agency(_BEFORE_NAMED.sub("", _with_blanks(parted, *match.span("before"))))
        if agency:
            return agency, year
        first = first or ("", year)  # an order to write reports; the report may be named behind it
    return first
