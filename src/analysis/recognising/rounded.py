"""Counts that a caption, a row's label or a header of table 四 states in ten thousands."""

import re
from collections.abc import Iterable, Iterator

from .characters import fold
from .gridded.headers import bare_name, group_of, outcome_of
from .labels import row_item, section_heading
from .rows import Found
from .units import unit_stated

_LONGEST = 60  # characters of a label or a caption
_PARTS = re.compile(r"[|｜│┃\t\n]|\s{2,}")
_MAY_COUNT = re.compile("[百千万萬亿億]")
_CAPTION = re.compile(r"[(\[【]?(?:(?:计量)?单位[:为]?)?[百千万亿][件条人次个宗项/]*[)\]】]?")
_TABLES = {"二": "disclosure", "三": "requests", "四": "remedies"}


def leave_rounded(found: Found, texts: Iterable[str], fmt: str) -> None:
    """Leave counts in ten thousands open: how many exactly is not printed.

    Parameters
    ----------
    found : dict
        ``code -> (status, printed, value, where)``; cells of such rows and tables are changed.
    texts : iterable of str
        Lines and cells of the document in its order.
    fmt : {"2019", "2021"}
        The format of the form.
    """
    for prefix in set(_prefixes(texts, fmt)):
        for code, (status, printed, _, where) in found.items():
            if status == "stated" and code.startswith(prefix):
                found[code] = ("unreadable", printed, None, where)


def _prefixes(texts: Iterable[str], fmt: str) -> Iterator[str]:
    """The beginnings of the codes of cells that are in ten thousands."""
    table = ""
    for text in texts:
        if heading := section_heading(text, fmt):
            table = _TABLES.get(heading[0], "")
        if not table or not _MAY_COUNT.search(text):
            continue
        fields = (text, *_PARTS.split(text))
        for part in (*fields, *text.split()):
            if len(part) > _LONGEST or not unit_stated([part], "count"):
                continue
            if table == "requests" and (item := row_item(part, "requests", fmt)):
                yield f"requests/{item}/"
            elif table != "disclosure" and part in fields and _heads(part, table):
                yield f"{table}/"


def _heads(text: str, table: str) -> bool:
    """Whether a text is a unit alone, or a header of table 四."""
    named = outcome_of(bare_name(text)) or group_of(fold(text))
    return bool(_CAPTION.fullmatch(fold(text)) or (table == "remedies" and named))
