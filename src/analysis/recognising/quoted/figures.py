"""Numbers of prose, each made one character so that patterns can be short.

With the units that deeds are counted in.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

COUNT, PERCENT, MONEY, RANK = "#", "%", "¥", "@"
_UNIT = (
    "人次|件次|条次|场次|篇次|批次|次|场|期|件|条|篇|份|人(?!大|民|社|均)|名|家|部|则|例|通|封|幅|宗|起|项|册|本(?!级|局|机关|年|单位)|张|户|笔|集|讲|处"
    "|轮|批|班|届|块|个(?!月|工作日|自然日|百分点|小时|季|方面)|分(?!钟|之|管|别|类|局|公司|享|为|级|析|公开)|万?元|%"
)
_FIGURE = re.compile(
    rf"""(?=[\d一二三四五六七八九十两第])(?:
      (?<![\d.A-Za-z〔\[第年月号])(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,12}})(?:\.\d{{1,6}})?[余多几]?(?:[千万亿]?[余多]?(?P<unit>{_UNIT})(?:余|以上|左右)?|万[余多]?(?=[,。;)]|$))
     |(?<![第\d一二三四五六七八九十百千])[一二三四五六七八九十两百]{{1,4}}余?(?P<spelt>人次|场次|次|场|期|件|条|篇|份|名|起|封|部|册|(?<!一)个)(?![一事性办])
     |(?P<rank>第(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?:名|位)?(?![\d条次季届期批号部章款项局个类方代三产书人中小时轮阶步]))
    )""",
    re.VERBOSE,
)
_ZERO = re.compile(r"[0.]+(?=\D)")


@dataclass(frozen=True)
class Figure:
    """A number with its unit: where it is in the folded text, and the unit."""

    start: int
    end: int
    unit: str
    zero: bool


class Skeleton:
    """A folded text in which every number with its unit is one character, and the way back.

    Parameters
    ----------
    text : str
        Folded.
    """

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        self.figures: list[Figure] = []
        self._at: list[int] = []  # place of each figure in the skeleton
        self._shift: list[int] = [
            0
        ]  # by how much the text is ahead of the skeleton after so many figures
        last = length = 0
        for m in _FIGURE.finditer(text):
            unit = m["unit"] or m["spelt"] or ""
            mark = (
                RANK
                if m["rank"]
                else PERCENT
                if unit == "%"
                else MONEY
                if unit.endswith("元")
                else COUNT
            )
            pieces += [text[last : m.start()], mark]
            length += m.start() - last
            self._at.append(length)
            self.figures.append(Figure(m.start(), m.end(), unit, _ZERO.match(m[0]) is not None))
            length += 1
            self._shift.append(m.end() - length)
            last = m.end()
        pieces.append(text[last:])
        self.text = "".join(pieces)

    def within(self, start: int, end: int) -> list[int]:
        """Numbers of the figures in a span of the skeleton.

        Parameters
        ----------
        start : int
            Where the span begins.
        end : int
            Where it ends; that character is no part of it.
        """
        return [i for i, at in enumerate(self._at) if start <= at < end]

    def place(self, figure: int) -> int:
        """Where a figure is in the skeleton.

        Parameters
        ----------
        figure : int
            Number of the figure, from 0.
        """
        return self._at[figure]

    def back(self, at: int) -> int:
        """The place in the folded text of a place in the skeleton.

        Parameters
        ----------
        at : int
            A place in the skeleton.
        """
        return at + self._shift[bisect_right(self._at, at - 1)]
