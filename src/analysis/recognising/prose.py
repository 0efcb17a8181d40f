"""The lines of a document, and those that are the report's own words."""

import re
from collections.abc import Iterator

from analysis.reading import Document
from analysis.reading.blocks import Grid, Line, cells_of

from .about.metadata import Metadata
from .labels import is_label
from .rows import Found

MOST_LABEL = 60
MOST_LEAD = 30  # lines that may stand between a title that was not found and the first section
_BARS = re.compile(r"[|｜│┃\t]")
# Rows of a table of fields above the report (key and value in cells side by side).
_FIELDS = re.compile(
    "[发公成][布文开][^|]{0,3}[日时]|發布|公開日期|发布机构|发文机关|公开主体|责任单位|[日时]\\s*[期间]\\s*[|:：]"
)


def texts_of(block: Line | Grid) -> list[str]:
    """The text of a line, or those of the cells of a table, in order.

    Parameters
    ----------
    block : Line or Grid
        A part of a document.
    """
    if isinstance(block, Line):
        return [block.text]
    return [cell.text for row in block.rows for cell in cells_of(row)]


def lines_of(document: Document) -> Iterator[Line]:
    """Lines of prose, in order: those outside tables, and table rows of one cell.

    Headings are laid out as such rows at times.

    Parameters
    ----------
    document : Document
        The document.
    """
    for block in document.blocks:
        if isinstance(block, Line):
            yield block
            continue
        for row in block.rows:
            cells = [c for c in cells_of(row) if c.text.strip()]
            if len(cells) == 1:
                yield from (Line(part, cells[0].where) for part in cells[0].text.split("\n"))
            elif (
                2 <= len(cells) <= 12
                and _FIELDS.search(text := " | ".join(c.text.strip() for c in cells))
                and len(text) < 300
            ):
                yield Line(text, cells[0].where)


def prose_of(lines: list[Line], meta: Metadata, found: Found, fmt: str) -> list[tuple[str, str]]:
    """What no table holds: lines without separators that are no label and gave no cell.

    What stands before the title, or well before the first section, is a page's navigation and no
    word of the report.

    Parameters
    ----------
    lines : list of Line
        Lines of the document.
    meta : Metadata
        What they say of the report.
    found : Found
        The cells found.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    used = {entry[3] for entry in found.values() if entry[3].startswith("line ")}
    titles = [
        i
        for i, x in enumerate(lines[: meta.first])
        if meta.title and x.text.strip() == meta.title.strip()
    ]
    start = titles[-1] if titles else max(0, meta.first - MOST_LEAD)
    return [
        (x.text, x.where)
        for x in lines[start:]
        if len(x.text) > 4
        and not _BARS.search(x.text)
        and x.where not in used
        and not (len(x.text) < MOST_LABEL and is_label(x.text, fmt))
    ]
