"""Find the form's labels in running text, in the form's order.

``0000003.危及`` is seven digits and the label ``3.危及…``: a label is matched with its number, and
what is left before it are the values of the row above.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from analysis.form import get_form
from analysis.recognising.characters import fold, simplify

_NUMBERING = re.compile(r"^(?:([一二三四五六七])、|\(([一二三四五六七])\)|(\d)\.)")
_MUST_NUMBER = ("其他", "总计", "其他处理")
_REMARK = re.compile(r"\(区分.*")
WINDOW = 320  # characters between a label and the next one's, at most
_FEWEST = 6  # labels that make a table
_FIRST = re.compile(r"第\s*二\s*十\s*条[^。]{0,160}?(?:制\s*发\s*件|新\s*制\s*作)", re.DOTALL)


@dataclass(frozen=True)
class Mark:
    """A label in the text.

    Attributes
    ----------
    table, item : str
        The row that it names.
    start, end : int
        Where it stands in the text.
    """

    table: str
    item: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def _plain_character(char: str) -> str:
    plain = simplify(char)
    return plain if len(plain) == 1 else char


def plain(text: str) -> str:
    """The text in Simplified characters and half-width signs, character for character.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str
        Of the same length.
    """
    return text if text.isascii() else "".join(map(_plain_character, text))


def _spaced(text: str) -> str:
    return r"\s*".join("[“”\"'‘’「」]?" if c in '“”"' else re.escape(c) for c in text)


@cache
def _patterns(fmt: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Table, item and pattern of every row label of tables 二 and 三, in the form's order."""
    out = []
    labels = {(c.table, c.item): c.item_label for c in get_form(fmt).cells if c.table != "remedies"}
    for (table, item), label in labels.items():
        whole = _REMARK.sub("", fold(label))
        number = _NUMBERING.match(whole)
        words = whole[number.end() :] if number else whole
        pattern = _spaced(words)
        if item == "normative_documents":
            pattern = r"(?:行\s*政\s*)?" + _spaced("规范性文件")
        if item == "partly_granted":
            pattern += r"(?:\s*\([^()]*\))?"
        if number:
            sign = next(filter(None, number.groups()))
            lead = rf"[(]?\s*{sign}\s*[)、.,．]+\s*"
            pattern = (lead if words in _MUST_NUMBER else f"(?:{lead})?") + pattern
        out.append((table, item, re.compile(pattern)))
    return tuple(out)


def find_marks(text: str, fmt: str) -> list[Mark]:
    """Labels in the form's order, each the first after the one before it.

    Parameters
    ----------
    text : str
        As ``plain`` gives it.
    fmt : {"2019", "2021"}
        The format of the form.

    Returns
    -------
    list of Mark
        Empty where there are too few to be a table.
    """
    begin = _FIRST.search(text)
    at = begin.end() if begin else -1
    out: list[Mark] = []
    for table, item, pattern in _patterns(fmt):
        if item == "received":
            found = _received(text, pattern, max(at, 0))
        elif at < 0:
            continue  # the table has not begun
        else:
            found = pattern.search(text, at, at + WINDOW)
        if found:
            out.append(Mark(table, item, found.start(), found.end()))
            at = found.end()
    return out if len(out) >= _FEWEST else []


def _received(text: str, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
    """The first row of table 三; a sentence of the prose may hold its words too."""
    return next(
        (m for m in pattern.finditer(text, at) if re.match(r"\s*[\d/\-—]", text[m.end() :])), None
    )
