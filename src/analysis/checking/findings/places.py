"""Places in print, told in words: ``line 97`` is 第97行, ``page 2, table 1, row 3, column 4`` is 第2页表1第3行第4列."""

import re

_ZH = {
    "line": "第{}行",
    "row": "第{}行",
    "column": "第{}列",
    "page": "第{}页",
    "paragraph": "第{}段",
    "table": "表{}",
    "sheet": "工作表“{}”",
}
_PART = re.compile(rf"^({'|'.join(_ZH)}) (.+)$")
_BOX = re.compile(
    r" \[[-\d. ]+\]$"
)  # where on a page of a PDF: for programs, no part of a sentence
_LINE = re.compile(r"^line (\d+)$")


def place(where: str, lang: str) -> str:
    """A place in words.

    Parameters
    ----------
    where : str
        As a cell or claim gives it; what is none of the known forms is given back as it is.
    lang : {"zh", "en"}
    """
    where = _BOX.sub("", where)
    if lang == "en" or not where:
        return where
    parts = [_PART.match(part) for part in where.split(", ")]
    return "".join(_ZH[m[1]].format(m[2]) for m in parts if m) if all(parts) else where


def line_of(where: str) -> int | None:
    """The number of the line of the file, where the place is one; None for pages, tables, rows of a sheet."""
    match = _LINE.match(where)
    return int(match[1]) if match else None
