"""When a report was published: what a page says of it, and what only looks like it.

A date counts where the page says that it is one of publication: in its head, after a word for it,
or alone in brackets below the title. A banner's date (with a weekday, or without a word) and a date
in an address do not. A date before the reported year was over is none.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analysis.reading.blocks import Line
from analysis.recognising.characters import simplify

_WORD = (
    r"(?P<word>(?:首次)?(?:发布|发稿|发表|公布|上网|上传)(?:时间|日期)|(?:发文|公开|印发|信息)(?:时间|日期)|(?:成文|生成|编制|撰写|更新)(?:时间|日期)"
    r"|(?:时|日)\s*(?:间|期))"
)
_DAY = (
    r"(?P<y>20\d{2})\s*[-年/.]\s*(?P<m>\d{1,2})\s*[-月/.]\s*(?P<d>\d{1,2})\s*日?"
    r"(?:[\sT]*(?P<h>\d{1,2})\s*:\s*(?P<min>\d{2})(?::\d{2})?)?"
)
_DATED = re.compile(rf"{_WORD}\s*[\])】]?\s*[:|]?\s*\|?\s*[\[(]?\s*{_DAY}(?!\d)")
_WORD_ALONE = re.compile(rf"{_WORD}\s*[:|]?\s*\|?")
# A date alone, or with what pages print beside one: 2023-01-16 来源：石河镇 字体：大 中 小; with a
# time, who publishes.
_BARE = re.compile(
    rf"[\[(]?\s*{_DAY}\s*[\])]?"
    r"(?:\s*(?:信息来源|来源|作者|编辑|字体|字号|浏览|点击|阅读|打印).*|(?(h)\s+(?!星期)[\u4e00-\u9fff]{2,30}))?"
)
_BEHIND_TITLE = re.compile(rf"(?:报告|年报)\s*[\[(]?\s*{_DAY}\s*[\])]?\s*$")
_MARKS = "•·●*- "  # of a list: • 发布日期
_MAY_DATE = re.compile("时|時|日|20")
# How near a word comes to publication, the nearest first.
_PUBLISHED, _ISSUED, _UNNAMED, _WRITTEN, _UPDATED, ON_CARD = range(6)
# What is not named is `_WRITTEN`: 成文, 生成, 编制, 撰写, and a date that no word explains.
_RANK = {
    **dict.fromkeys(("发布", "发稿", "发表", "公布", "上网", "上传"), _PUBLISHED),
    **dict.fromkeys(("发文", "公开", "印发", "信息"), _ISSUED),
    "时间": _UNNAMED,
    "更新": _UPDATED,
}


@dataclass(frozen=True)
class Dated:
    """A date of publication that a document states.

    Attributes
    ----------
    value : str
        The date, or date and time, in ISO 8601.
    rank : int
        How near its word comes to publication: 0 (发布时间) to 4 (更新时间), 5 of a source card.
    where : str
        Its place.
    """

    value: str
    rank: int
    where: str

    @property
    def day(self) -> str:
        return self.value[:10]


def _iso(match: re.Match[str]) -> str | None:
    year, month, day = (int(match[i]) for i in ("y", "m", "d"))
    try:
        if match["h"] is None:
            return date(year, month, day).isoformat()
        return datetime(year, month, day, int(match["h"]), int(match["min"])).isoformat(
            timespec="minutes"
        )
    except ValueError:
        return None  # 2023-02-31 is no date; better none than a wrong one


def _rank(word: str) -> int:
    word = re.sub(r"\s|首次", "", word)
    return _RANK.get(word[:2], _WRITTEN)


def published_in(text: str) -> str | None:
    """The publication date, or date and time, that a line states after a word for it.

    ISO 8601, or None.

    Parameters
    ----------
    text : str
        A line of the document.
    """
    match = _DATED.search(simplify(text))
    return _iso(match) if match else None


def dates_in(lines: Sequence[Line], titles_at: Collection[int]) -> list[Dated]:
    """Every date of publication stated in these lines.

    Parameters
    ----------
    lines : sequence of Line
        The head of a document.
    titles_at : collection of int
        Where its title is among them, once or more: a date alone behind it, or on one of the next
        three lines, is the report's.
    """
    out = []
    word: tuple[str, int] | None = None  # a word for a date alone on its line, and where
    for index, line in enumerate(lines):
        if len(line.text) > 300 or not _MAY_DATE.search(line.text):
            continue
        text = simplify(line.text).strip().lstrip(_MARKS)
        stated = [
            Dated(iso, _rank(match["word"]), line.where)
            for match in _DATED.finditer(text)
            if (iso := _iso(match))
        ]
        if stated:
            out += stated
            continue
        if alone := _WORD_ALONE.fullmatch(text):
            word = (alone["word"], index)
            continue
        bare = _BARE.fullmatch(text) or (index in titles_at and _BEHIND_TITLE.search(text)) or None
        if bare and (iso := _iso(bare)):
            if word and index - word[1] <= 2:
                out.append(Dated(iso, _rank(word[0]), line.where))
            elif any(0 <= index - at <= 3 for at in titles_at):
                out.append(Dated(iso, _WRITTEN, line.where))
    return out


def choose(
    dates: Iterable[Dated], year: int | None
) -> tuple[Dated | None, list[Dated], list[Dated]]:
    """The date of publication, those that contradict it, and those that are too early.

    A date is too early where the reported year was not over.

    Dates of lesser words (成文日期 beside 发布时间) do not contradict.

    Parameters
    ----------
    dates : iterable of Dated
        Dates of publication that were found, each with the word beside it.
    year : int or None
        The year reported on, if it is known.
    """
    dates = list(dates)
    early = [d for d in dates if year is not None and int(d.value[:4]) <= year]
    fit = sorted((d for d in dates if d not in early), key=lambda d: d.rank)
    if not fit:
        return None, [], early
    best = next(
        (d for d in fit if d.rank == fit[0].rank and len(d.value) > 10 and d.day == fit[0].day),
        fit[0],
    )
    return best, [d for d in fit if d.rank == best.rank and d.day != best.day], early
