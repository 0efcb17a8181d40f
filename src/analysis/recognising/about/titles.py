"""The title of a report, in the shapes that occur, and the agency and year that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.form.agencies.divisions import places, shortly
from analysis.form.agencies.offices import office_of
from analysis.reading.blocks import Line
from analysis.recognising.characters import fold, simplify

from .names import BLANK, YEAR, clean_agency, looks_like_agency

_KIND = (
    r"(?:(?:政府|政务)?信息公开|政务公开)(?:工作)?的?(?:20\d{2}年?)?(?:年度)*的?(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?"
    r"(?:年度报告|报告|年报|告年度报)(?:书|表)?"
)
_TITLE = re.compile(
    rf"^(?P<before>.{{0,80}}?)(?P<kind>{_KIND})(?P<after>(?:\((?:[^()]|\([^()]*\))*\))?)[》〉」』】\])”\"'。.]*"
    r"(?:的?(?:通知|公告|通告|公示|函)|公[布开示]如下)?[》〉」』】\])”\"'。.]*(?:\.(?:docx?|pdf|html?|wps|txt))?"
    r"(?P<tail>(?:[-_|—].{0,40}|(?:发布|公布|时间|日期|来源|作者|浏览|点击|字号|字体|阅读|信息).{0,60})?)$"
)
_IN_TEXT = re.compile(
    rf"(?:公布|发布|编制了?|形成了?|现将|公开|撰写)?[《]?(?P<before>[^,。;:《》]{{0,40}}?20\d{{2}}年?(?:度)?[^,。;:《》]{{0,30}}?)(?P<kind>{_KIND})"
)
# Dates and numbers of documents, which hold years that are not the report's. The days of a date may
# be Chinese numerals; a year that follows without a blank is not eaten.
_DATE = re.compile(
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
_SEVERAL_YEARS = re.compile(r"20\d{2}年?(?:度)?[至到和、—~-]+20\d{2}")
_LONE_NUMERAL = re.compile(r"^\s*[一二三四五六七八九十]{1,3}\s+(?=[\u4e00-\u9fff]{2})")
_IN_BRACKETS = re.compile(r"\((20[0-4]\d)年?(?:度)?\)")
_NUMERAL_YEAR = re.compile(r"[二2][〇○零0OoＯｏ][一二三四五六七八九〇○零0-9]{2}(?=年)")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九OoＯｏ", "000123456789" + "0000")
_MAY_BE_NUMERAL = re.compile("[〇○零]|[二2][OoＯｏ]")
_MAY_NAME = re.compile("[公][開开].{0,20}(?:告|报|報)|(?:告|年报|年報)|公开|公開")
_ENDS = frozenset(
    "报報告"
)  # one of these is in every title: a page's navigation is soon passed over
# What a page puts before a title: a field's name (标题：), the folder and number of a saved file.
_BEFORE = re.compile(r"\s*(?:[\u4e00-\u9fff]{2,6}\s*[:：]\s*)?(?:[A-Za-z0-9_./-]*/)?(?:\d{5,}_)?")
_BARE_KIND = re.compile(rf"^{_KIND}$")
_MAY_BEGIN = re.compile(
    "(?!.*(?:网|站|首页|公开|公告|通知|年报|目录|栏|位置))[\u4e00-\u9fff]{1,30}"
)
_CUT_KIND = re.compile(r"20\d{2}年?(?:度)?(?:政府?|政务)$")
_YEAR_LINE = re.compile(r"\(?(20\d{2})年度?\)?")


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
    parted = _without_dates(text)
    match = _TITLE.match(parted.replace(BLANK, ""))
    if match is None:
        return None
    agency = clean_agency(_with_blanks(parted, *match.span("before")))
    if not agency:  # …报告（清河县林业局）, …报告——清河县林业局
        dashed = match["tail"] if match["tail"][:1] == "—" else ""
        behind = match["after"][1:-1] or dashed.strip("—")
        agency = behind if looks_like_agency(behind) else ""
    printed, own = _as_printed(text, agency), _BEFORE.sub("", text, count=1)
    return Title(
        (own if printed and printed in own else text).strip(),
        agency,
        printed,
        _title_year(match["before"], match["kind"], match["after"]),
        index,
        where,
    )


def _without_dates(text: str) -> str:
    """A line folded, with years as digits and without dates and numbers of documents.

    Where it has blanks stands ``BLANK``.
    """
    plain = _LONE_NUMERAL.sub("", simplify(text))
    plain = _DATE.sub(" ", _NUMBER.sub(" ", _MONTHS.sub("", arabic_years(plain))))
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


def titles_in(lines: Sequence[Line]) -> list[Title]:
    """Every title among lines.

    One that is broken over two lines, or set on three (report, agency, year), is put together.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the document in their order.
    """
    out: list[Title] = []
    for i, line in enumerate(lines):
        if not _MAY_NAME.search(line.text) or len(line.text) > 200:
            continue
        title = read_title(line.text, i, line.where)
        if title and title.agency:
            out.append(_wrapped(lines, i, title) or title)
            continue
        if title and _BARE_KIND.match(YEAR.sub("", arabic_years(fold(line.text)))):
            out.append(_within_kind(lines, i) or _stacked(lines, i) or title)
            continue
        around = _broken(lines, i)
        if around or title:
            out.append(around or title)  # type: ignore[arg-type]
    return out


def _near(lines: Sequence[Line], i: int, step: int) -> int | None:
    """Index of the next line with text, two blank ones at most between."""
    for j in range(i + step, i + 4 * step, step):
        if not 0 <= j < len(lines):
            return None
        if lines[j].text.strip():
            return j
    return None


def _broken(lines: Sequence[Line], i: int) -> Title | None:
    """A title cut in two: the line with the line before, or after, it."""
    for a, b in ((_near(lines, i, -1), i), (i, _near(lines, i, 1))):
        if a is None or b is None or len(lines[a].text) + len(lines[b].text) > 120:
            continue
        above, below = lines[a].text.strip(), lines[b].text.strip()
        apart = " " if above[-1:].isdigit() and below[:1].isdigit() else ""
        whole = read_title(f"{above}{apart}{below}", a, lines[a].where)
        if whole and whole.agency and not re.search("[。,;:：，；|]", fold(whole.agency)):
            return whole
    return None


def _wrapped(lines: Sequence[Line], i: int, title: Title) -> Title | None:
    """A title whose agency begins on the line right above: …自然资源与生态环 above 境局2023年….

    A line of a page's navigation may stand there too. So the name must begin with a known place,
    or be that of a known kind of office where what the title's own line names is not.
    """
    above = _BEFORE.sub("", lines[i - 1].text, count=1).strip() if i else ""
    start = fold(above)
    if not _MAY_BEGIN.fullmatch(start) or places(title.agency)[0]:
        return None
    whole = read_title(above + lines[i].text.strip(), i - 1, lines[i - 1].where)
    if whole is None or whole.agency != start + title.agency:
        return None
    here, rest = places(whole.agency)
    completes = not office_of(title.agency).sure and office_of(rest).sure
    over = bool(here) and len(rest) < len(title.agency)  # the place goes on below the cut
    has_place = here or any(shortly(whole.agency[:size]) for size in (2, 3, 4))
    return whole if completes or over or (has_place and not looks_like_agency(start)) else None


def _within_kind(lines: Sequence[Line], i: int) -> Title | None:
    """A title cut within 政府信息公开: the line above ends in its year and 政府."""
    above = fold(lines[i - 1].text) if i else ""
    return _broken(lines, i) if _CUT_KIND.search(arabic_years(above)) else None


def _stacked(lines: Sequence[Line], i: int) -> Title | None:
    """A title on lines of its own.

    The agency above or below the words of the report, the year beside them.
    """
    agency, year = "", None
    for step in (1, -1):
        j = i
        for _ in range(2):
            j = _near(lines, j, step)  # type: ignore[assignment]
            if j is None:
                break
            text = arabic_years(fold(lines[j].text))
            if found := _YEAR_LINE.fullmatch(text):
                year = year or int(found[1])
            elif not agency and looks_like_agency(YEAR.sub("", text)):
                agency = clean_agency(text)
                year = year or (int(y[1]) if (y := YEAR.search(text)) else None)
            else:
                break
    own = YEAR.search(arabic_years(fold(lines[i].text)))
    year = int(own[1]) if own else year
    return (
        Title(lines[i].text.strip(), agency, agency, year, i, lines[i].where)
        if agency or year
        else None
    )


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
    parted = _without_dates(text)
    match = _IN_TEXT.search(parted.replace(BLANK, ""))
    year = _title_year(match["before"], match["kind"], "") if match else None
    if match is None or year is None:
        return None
    return clean_agency(
        re.sub(
            r"^.*(?:公布|发布|编制了?|形成了?|现将|(?<!信息)(?<!政务)公开|撰写|的要求|规定|要求)",
            "",
            _with_blanks(parted, *match.span("before")),
        )
    ), year
