"""Units that headers, labels of rows and captions state for the figures of a table."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

COUNTERS = "件条个次起宗项份部例户笔"
MONEY = "千万元|百万元|亿元|万元|千元|百元|元"
SEVERAL_UNITS = "?"  # different ones, or one that is not legible: nobody can tell
NOTED = re.compile(r"\W*(?:注|备注|说明)")  # begins a note, which may give a unit
_SIMPLIFIED = str.maketrans("萬億條個項減單圓", "万亿条个项减单元")
_MAY_STATE = re.compile("[百千万萬亿億元圓￥¥$角分镑]")
# Any word for money that is no part of another word, or of a sum (3万元).
_NO_PART = r"(?<![\d.零一二三四五六七八九十百千万亿几数多余单美欧日港])"
_MONEY_STATED = re.compile(rf"{_NO_PART}({MONEY})(?![旦月件素宵])")
# One whose first character is not legible: it is not 元.
_MONEY_SPOILT = re.compile(r"单位[:为]?(?![百千万亿元人])[\u4e00-\u9fff]元|[□■?�丶]元")
_OTHER_MONEY = re.compile(r"[美欧日港]元|英镑|[¥$]|单位[:为][角分](?![一-鿿])|\((?:单位)?[角分]\)")
_TIMES_STATED = re.compile(
    rf"{_NO_PART}([百千万亿])(?:[{COUNTERS}人]|(?=[)\]】〕/]|为单位|计|$))|单位[:为]?([百千万亿])(?!万?元)"
)
_CAPTION = re.compile(r"单位|[(\[/](?:人民币)?[百千万亿]*元[)\]]?$|^(?:人民币)?[百千万亿]*元$")
_LONGEST_HEADER = 40
_MOST_PIECES = 4  # of a header that lines have cut


def plain(text: str) -> str:
    """A text in half-width characters, the words of units in Simplified ones.

    Parameters
    ----------
    text : str
        Any text.
    """
    return unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED)


def unit_stated(texts: Iterable[str], unit: str = "10k_yuan") -> str:
    """The unit that headers, a row's label and a caption state.

    Parameters
    ----------
    texts : iterable of str
        For example ``本年收费金额（单位：元）``, ``行政许可（万件）`` or ``单位：千元``.
    unit : {"count", "10k_yuan"}
        What the cells are measured in.

    Returns
    -------
    str
        元, 千元, 万元, 亿元 …, or 百, 千, 万, 亿 for counts; empty where the texts state none, and
        ``SEVERAL_UNITS`` where they state different ones, so that nobody can tell.
    """
    units_in = _of_amounts if unit == "10k_yuan" else _of_counts
    found = {u for text in texts if text for u in units_in(text)}
    return SEVERAL_UNITS if len(found) > 1 else next(iter(found), "")


@lru_cache(maxsize=16384)
def _of_amounts(text: str) -> frozenset[str]:
    """元, 万元 … in a text; ``SEVERAL_UNITS`` for one that is not legible, or not of yuan."""
    header = _header(text)
    found = frozenset(match[1] for match in _MONEY_STATED.finditer(header))
    is_foreign = not found and _OTHER_MONEY.search(header)
    return frozenset([SEVERAL_UNITS]) if is_foreign or _MONEY_SPOILT.search(header) else found


@lru_cache(maxsize=16384)
def _of_counts(text: str) -> frozenset[str]:
    """百, 千, 万 or 亿 in a text, where things are counted in so many."""
    return frozenset(match[1] or match[2] for match in _TIMES_STATED.finditer(_header(text)))


def _header(text: str) -> str:
    """A text without spaces, as the patterns have it; empty where it holds no word of a unit."""
    return re.sub(r"\s", "", plain(text)) if _MAY_STATE.search(text) else ""


def put_together(texts: Sequence[str]) -> list[str]:
    """Join headers that the end of a line has cut: ``（单位：万`` and ``元）`` is no unit of 元.

    Parameters
    ----------
    texts : sequence of str
        What is on the lines or in the pieces of a page, in reading order.
    """
    out: list[str] = []
    pieces = 1
    for text in texts:
        before = plain(out[-1]).rstrip() if out else ""
        is_open = before.count("(") > before.count(")")
        is_cut = before.endswith(tuple("百千万亿")) and text.lstrip().startswith(tuple("元圆圓"))
        fits = pieces < _MOST_PIECES and len(before) + len(text) <= _LONGEST_HEADER
        if (is_open or is_cut) and fits:
            out[-1] += text
            pieces += 1
        else:
            out.append(text)
            pieces = 1
    return out


def is_unit_caption(text: str) -> bool:
    """Whether a line above a table states the unit of its amounts.

    Parameters
    ----------
    text : str
        For example ``单位：千元`` or ``（元）``.
    """
    is_caption = _CAPTION.search(plain(text).strip())
    return bool(is_caption and (_of_amounts(text) or _of_counts(text)))
