"""Titles among lines: on one of them, cut by the ends of lines, or set on several."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.form.agencies.divisions import places
from analysis.form.agencies.offices import office_of, words
from analysis.reading.blocks import Line
from analysis.recognising.characters import fold, simplify

from .compared import begins_with_place, is_place, is_short
from .names import BLANK, YEAR, clean_agency, looks_like_agency
from .titles import BEFORE, KIND, Title, arabic_years, matched, read_title, without_dates

_OF_THE_PAST = re.compile(
    r"\W*(?:附[件录表]?\W?)?(?:上一?年度?|去年|往年|历年|以往|往期|历史)[^:：]{0,6}[:：]"
)
_BARE_KIND = re.compile(rf"^{KIND}$")
_MAY_BEGIN = re.compile(
    "(?!.*(?:网|站|首页|公开|公告|通知|年报|目录|栏|位置))[\u4e00-\u9fff]{1,30}"
)
_CUT_KIND = re.compile("(?:政|政府|政務|政务|信|信息|公|公开|公開|工|工作|的|情况|年|年度|报|報)$")
_GOES_ON = re.compile(r"(?:20\d{2}年?(?:度)?|关于|的)$")
MOST = 120  # characters of a title that lines' ends cut
_YEAR_LINE = re.compile(r"\(?(20\d{2})年度?\)?")


def titles_in(lines: Sequence[Line]) -> list[Title]:
    """Every title among lines.

    One that lines' ends cut, or that is set on three lines (report, agency, year), is put together.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the document in their order.
    """
    lines = _with_whole_kinds(lines)
    out: list[Title] = []
    for i, line in enumerate(lines):
        title = read_title(line.text, i, line.where)
        if title is None or (not title.agency and "," in simplify(title.text)):
            continue  # none, or the end of a sentence
        if _OF_THE_PAST.match(simplify(line.text)):
            continue  # of an earlier report, which the page shows too
        if not title.agency:
            title = _below_agency(lines, i, title) or title
        out.append(_with_year(lines, i, _with_beginning(lines, title) if title.agency else title))
    return out


def _with_year(lines: Sequence[Line], i: int, title: Title) -> Title:
    """A title with the year that stands on a line of its own above or below it: （2022年度）."""
    if title.year is None:
        for j in (*_next_lines(lines, i, 1), *_next_lines(lines, i, -1)):
            if found := _YEAR_LINE.fullmatch(arabic_years(fold(lines[j].text))):
                return replace(title, year=int(found[1]))
    return title


def _next_lines(lines: Sequence[Line], i: int, step: int) -> Iterator[int]:
    """Indices of the next two lines with text, two blank ones at most before each."""
    near = [j for j in range(i + step, i + 7 * step, step) if 0 <= j < len(lines)]
    for j in [j for j in near if lines[j].text.strip()][:2]:
        if abs(j - i) > 3:
            return
        yield j
        i = j


def _with_whole_kinds(lines: Sequence[Line]) -> list[Line]:
    """The lines, where a title's last words (政府信息公开工作年度报告) go on below put together."""
    out = list(lines)
    for i, line in enumerate(out):
        text = line.text.strip()
        if not _CUT_KIND.search(text) or read_title(text):
            continue
        for below in _next_lines(out, i, 1):
            if len(text) + len(out[below].text) > MOST:
                break
            text += out[below].text.strip()
            title = matched(without_dates(text))
            if title and title.start("kind") < len(fold(line.text)):
                out[i] = replace(line, text=text)
                out[i + 1 : below + 1] = [replace(x, text="") for x in out[i + 1 : below + 1]]
            if title:
                break
    return out


def _below_agency(lines: Sequence[Line], i: int, title: Title) -> Title | None:
    """A title whose agency is on the line above, or on a line of its own beside it."""
    bare = bool(_BARE_KIND.match(YEAR.sub("", arabic_years(fold(lines[i].text)))))
    a = next(_next_lines(lines, i, -1), None)
    if a is not None and len(lines[a].text) + len(lines[i].text) <= MOST:
        above, own = lines[a].text.strip(), lines[i].text.strip()
        titled = read_title(above)
        if titled:
            pass  # a sentence below a title: 现将2023年度政府信息公开工作报告公布如下
        elif not bare or _GOES_ON.search(arabic_years(fold(above))):
            apart = " " if above[-1:].isdigit() and own[:1].isdigit() else ""
            whole = read_title(f"{above}{apart}{own}", a, lines[a].where)
            if whole and whole.agency and not re.search("[。,;:，；|]", whole.agency):
                return whole
    return _stacked(lines, i, title) if bare else None


def _with_beginning(lines: Sequence[Line], title: Title) -> Title:
    """A title with what is above it of its agency: …自然资源与生态环 above 境局2023年….

    A line of a page's navigation may stand there too. So the name must begin with a known place,
    or be that of a known kind of office where what the title's own line names is not.
    """
    if places(title.agency)[0]:
        return title
    above = ""
    for i in range(title.index - 1, max(-1, title.index - 4), -1):
        above = BEFORE.sub("", lines[i].text, count=1).strip() + above
        start = fold(above)
        whole = read_title(above + title.text, i, lines[i].where)
        if not _MAY_BEGIN.fullmatch(start) or not whole or whole.agency != start + title.agency:
            break
        if _begins(start, title.agency, whole.agency):
            return whole
    return title


def _begins(start: str, below: str, whole: str) -> bool:
    """Whether the words above a title begin its agency's name."""
    here, rest = places(whole)
    known = here or whole.startswith(tuple(words()["vertical"]))
    completes = not office_of(below).sure and office_of(rest).sure
    over = bool(here) and len(rest) < len(below)  # the place goes on below the cut
    has_place = bool(known) or begins_with_place(whole)
    place_alone = is_short(below) and is_place(start)
    return completes or over or place_alone or (has_place and not looks_like_agency(start))


def _stacked(lines: Sequence[Line], i: int, title: Title) -> Title | None:
    """A title of the report's words alone, whose agency is on a line above or below it."""
    for step in (1, -1):
        for j in _next_lines(lines, i, step):
            text = arabic_years(fold(lines[j].text))
            if _YEAR_LINE.fullmatch(text):
                continue
            if not looks_like_agency(YEAR.sub("", text)):
                break
            agency = clean_agency(without_dates(lines[j].text))
            above = next(_next_lines(lines, j, -1), None) if agency and step < 0 else None
            if above is not None and len(lines[above].text) < MOST:
                whole = clean_agency(f"{without_dates(lines[above].text)}{BLANK}{agency}")
                agency = whole if whole.endswith(agency) else agency
            own = YEAR.search(text) if title.year is None else None
            year = int(own[1]) if own else title.year
            return replace(title, agency=agency, agency_printed=agency, year=year)
    return None
