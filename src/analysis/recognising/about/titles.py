"""The title of a report, in the shapes that occur, and the agency and year that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.reading.blocks import Line
from analysis.recognising.characters import fold, simplify

_KIND = (
    r"(?:(?:政府|政务)?信息公开|政务公开)(?:工作)?的?(?:20\d{2}年?)?(?:年度)*的?(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?"
    r"(?:年度报告|报告|年报|告年度报)(?:书|表)?"
)
_TITLE = re.compile(
    rf"^(?P<before>.{{0,60}}?)(?P<kind>{_KIND})(?P<after>(?:\([^)]*\))?)》?(?:的通知|的公告)?(?:[-_|].{{0,40}})?$"
)
_IN_TEXT = re.compile(
    rf"(?:公布|发布|编制了?|形成了?|现将|公开|撰写)?[《]?(?P<before>[^,。;:《》]{{0,40}}?20\d{{2}}年?(?:度)?[^,。;:《》]{{0,30}}?)(?P<kind>{_KIND})"
)
# A year is four digits and no part of a longer run: 202020年, 20241月 hold none.
YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)年?(?:度)?")
_NUMERAL_YEAR = re.compile(r"[二2][〇○零0Oo][一二三四五六七八九〇○零0-9]{2}(?=年)")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九Oo", "0001234567890" + "0")
_MAY_NAME = re.compile("[公][開开].{0,20}(?:告|报|報)|(?:告|年报|年報)|公开|公開")
_ENDS = frozenset(
    "报報告"
)  # one of these is in every title: a page's navigation is soon passed over
_DATE = r"20\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_LEAD = re.compile(
    rf"""\s*(?:
      [(\[【〖]?\s*{_DATE}\s*(?:发布|公布|公开|上传)?\s*[)\]】〗]?(?!\d)
    | [【\[〖][^】\]〗]{{1,12}}[】\]〗]
    | [·•★☆◆◇■□●○▲△▶►※*\#|=_>»\-—–]+
    | \d{{1,3}}\s*[.、)．](?!\d) | \d{{1,3}}(?=[\u4e00-\u9fff])(?!年)
    | \([一二三四五六七八九十\d]{{1,3}}\) | [一二三四五六七八九十]{{1,3}}、
    | (?:标\s*题|名\s*称|题\s*名|文件名称|(?:发布|公开|成文)(?:时间|日期))\s*[:：]
    | 附件?\s*\d{{0,2}}\s*[:：]? (?=[\u4e00-\u9fff《\d])
    | (?:索引号|文号)\s*[:：]\s*[\w\-/]*\s
    | [\u4e00-\u9fff]{{2,8}}\s*[〔\[(]20\d\d[〕\])]\s*\d+\s*号
    | (?:关于)?(?:转发|印发|报送)(?:关于)?
    )""",
    re.VERBOSE,
)
_TAIL = re.compile(rf"[\s(\[【]*{_DATE}\s*[)\]】]?\s*$")
# 某县政府关于公布某局…的通知, 某办公布的某局…: who publishes is not whose report it is.
_NOTICE = re.compile(
    "^.{0,30}(?:关于(?:公布|发布|印发|转发|报送|公开|做好)|(?:公布|发布|印发|转发|报送)的)(?=.{2})"
)
_NO_AGENCY = re.compile(rf"[。,;:：，；|]|{_KIND}")
_BARE_KIND = re.compile(rf"^{_KIND}$")
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
    """Years written in Chinese numerals, as digits."""
    return (
        _NUMERAL_YEAR.sub(lambda m: m[0].translate(_NUMERALS), text)
        if re.search("[〇○零]", text)
        else text
    )


def read_title(text: str, index: int = 0, where: str = "") -> Title | None:
    """The title that a line is, or None."""
    if not _ENDS.intersection(text) or not _MAY_NAME.search(text) or len(text) > 200:
        return None
    folded = arabic_years(fold(_bare(simplify(text)))).strip("*#|=-_ ")
    match = _TITLE.match(folded)
    if match is None:
        return None
    # What stands before a bar or an arrow is the way to the page, not the agency.
    before = re.split(r"[>»|/::]", match["before"])[-1]
    # The year of the report stands nearest to its kind; one further off may be of a date.
    years = YEAR.findall(before + match["kind"] + match["after"])
    agency = clean_agency(before)
    if not agency and looks_like_agency(aside := match["after"].strip("()")):
        agency = aside
    return Title(
        text.strip(),
        agency,
        as_printed(text, agency),
        int(years[-1]) if years else None,
        index,
        where,
    )


def _bare(text: str) -> str:
    """A line without what stands before or after a title: dates, brackets, bullets, numbering.

    Also the words of a notice (转发 …), and of a field of the page (标题：…).
    """
    text = _TAIL.sub("", text.strip())
    while text and (match := _LEAD.match(text)) and match.end():
        text = text[match.end() :]
    return text


def clean_agency(before: str) -> str:
    """The agency in the words before a title's kind.

    Years, quotes and the words of a notice are taken off.
    """
    before = re.sub(r"^.*《", "", before)
    before = _NOTICE.sub("", before)
    name = YEAR.sub("", re.sub(r"^(?:关于)?(?:公布|发布|印发|公开|报送|现将|转发)", "", before))
    name = re.sub(
        r"^(?:关于|\?+|年度|度|[0-9.、]+)|(?:的|年度|关于|\()$", "", name.strip("《》_- \u3000")
    )
    return name.strip("《》_-:,")


def titles_in(lines: Sequence[Line]) -> list[Title]:
    """Every title among lines.

    One that is broken over two lines, or set on three (report, agency, year), is put together.
    """
    out: list[Title] = []
    for i, line in enumerate(lines):
        if not _MAY_NAME.search(line.text) or len(line.text) > 200:
            continue
        title = read_title(line.text, i, line.where)
        if title and title.agency:
            out.append(title)
            continue
        if title and _BARE_KIND.match(fold(line.text)):
            stacked = _stacked(lines, i)
            out.append(stacked or title)
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
        whole = read_title(f"{lines[a].text.strip()}{lines[b].text.strip()}", a, lines[a].where)
        if whole and whole.agency and not _NO_AGENCY.search(fold(whole.agency)):
            return whole
    return None


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


_AGENCY = re.compile(
    r"[\u4e00-\u9fff()]{2,38}(?:局|委|委员会|政府|办公室|办公厅|厅|院|中心|所|队|处|署|镇|乡|街道|办事处|会|分局|海关|公司|集团|社|省|市|县|区|州|盟|旗|部|办|馆|站|校)"
    r"(?:\([^)]{1,8}\))?"
)


def looks_like_agency(text: str) -> bool:
    """Whether a folded text is the name of an organ or a place and nothing else."""
    return bool(_AGENCY.fullmatch(text)) and not re.search(
        "公开|报告|首页|网站|门户|您|当前|返回|政务服务", text
    )


def as_printed(title: str, agency: str) -> str:
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
    """Agency (it may be empty) and year of a report that a sentence names."""
    if "20" not in text and "〇" not in text:
        return None
    match = _IN_TEXT.search(arabic_years(fold(text)))
    year = YEAR.search(match["before"]) if match else None
    if match is None or year is None:
        return None
    return clean_agency(
        re.sub(
            r"^.*(?:公布|发布|编制了?|形成了?|现将|公开|撰写|的要求|规定|要求)", "", match["before"]
        )
    ), int(year[1])
