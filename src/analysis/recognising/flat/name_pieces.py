"""Names of table 三's columns that broke over lines: whose pieces a line has, in which order."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from analysis.form import APPLICANTS

_NAMES = ("自然", "商业企", "科研", "社会公益组织", "律服务", "其", "总计")
_OF_SEVERAL = {"构": [2, 4], "机": [2, 4], "人": [0], "他": [5]}
_NO_NAMES = re.compile("申请人情况|法人(?:或其他组织)?|或其他组织")


def are_in_order(texts: Iterable[str]) -> bool:
    """Whether no line has the pieces of names otherwise than the form.

    Parameters
    ----------
    texts : iterable of str
        The header's lines, as folded text.
    """
    return all(mine == sorted(mine) for mine in _columns_by_line(texts))


def are_all_in_order(texts: Iterable[str]) -> bool:
    """Whether they are in order, and each name is seen right before the next one's.

    Parameters
    ----------
    texts : iterable of str
        The header's lines, as folded text.
    """
    lines = list(_columns_by_line(texts))
    runs = [column for column, _ in groupby(column for mine in lines for column in mine)]
    shown = set(pairwise(runs))
    return all(mine == sorted(mine) for mine in lines) and shown.issuperset(
        pairwise(range(len(APPLICANTS)))
    )


def _columns_by_line(texts: Iterable[str]) -> Iterator[list[int]]:
    """The columns whose pieces each line has; of two that a piece may be of, the one that fits."""
    for text in texts:
        mine: list[int] = []
        for letter in _NO_NAMES.sub("", text):
            can = [i for i, name in enumerate(_NAMES) if letter in name]
            can += _OF_SEVERAL.get(letter, [])
            right = [i for i in can if not mine or i >= mine[-1]]
            mine += (right or can)[:1]
        yield mine
