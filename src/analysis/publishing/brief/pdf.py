"""A brief as PDF by Typst: fonts embedded, bookmarks, tagged for screen readers (PDF/UA-1).

The same brief gives the same bytes; an official one, on computers with the same typefaces.
"""

import json
from dataclasses import asdict
from functools import cache
from typing import Any

from analysis.files import text_of
from analysis.telling.brief.blocks import Block, Box, Brief, Figure, Table, Text
from analysis.telling.fonts import FAMILY
from analysis.telling.wording import word

AUTHOR = "gouji"
# Width of a page in ems of a table's text: of an official paper or not, in small print or not.
_PAGE = {(False, False): 61, (False, True): 82, (True, False): 52, (True, True): 65}
_MARGIN = 0.9  # ems that are left blank beside the text of a column
_LONG = (
    900  # characters in the cells of a table that may be broken between rows, however few these are
)


_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC")
# An official paper is set in the first of these that the computer has; ours is always there.
_OFFICIAL = {
    "font": ("FangSong", "STFangsong", *_SERIF),
    "title_font": ("FZXiaoBiaoSong-B05S", "STZhongsong", *_SERIF),
    "head_font": ("SimHei", FAMILY),
}


@cache
def _fonts(official: bool) -> Any:
    import typst
    from noto_cjk_sans_otc import FONT_PATH

    return typst.Fonts(
        include_system_fonts=official,
        include_embedded_fonts=False,
        font_paths=[str(FONT_PATH.parent)],
    )


def _faces(official: bool) -> dict[str, str]:
    """The typeface of the text, of the title and of headings."""
    if not official:
        return dict.fromkeys(_OFFICIAL, FAMILY)
    there = set(_fonts(official).families())
    return {
        name: next((family for family in wish if family in there), FAMILY)
        for name, wish in _OFFICIAL.items()
    }


@cache
def _source() -> bytes:
    return text_of(__package__, "brief.typ").encode()


def render(brief: Brief) -> bytes:
    """The PDF.

    Parameters
    ----------
    brief : Brief
        Handed over as JSON; its texts are never read as markup.
    """
    import typst

    official = brief.template == "official"
    content = {
        "title": brief.title,
        "subtitle": brief.subtitle,
        "lang": brief.lang,
        "author": AUTHOR,
        **_faces(official),
        "page": word("brief_page", brief.lang),
        "signed": brief.signed,
        "compact": brief.compact,
        "official": official,
        "blocks": [_plain(block, official) for block in brief.blocks],
    }
    pdf = typst.compile(
        _source(),
        font_paths=_fonts(official),
        sys_inputs={"brief": json.dumps(content, ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=0,
    )
    return bytes(pdf)


def _plain(block: Block, official: bool) -> dict[str, Any]:
    """A block as JSON has it."""
    kind = {"kind": type(block).__name__}
    if isinstance(block, (Text, Box)):
        title = {"title": block.title} if isinstance(block, Box) else {}
        return {
            **kind,
            **title,
            "sentences": [s.text for s in block.sentences],
            "listed": block.listed,
        }
    if isinstance(block, Table):
        rows = [{"cells": row.cells, "alert": row.alert} for row in block.rows]
        long = sum(len(cell) for row in block.rows for cell in row.cells) > _LONG
        return {
            **kind,
            "caption": block.caption,
            "columns": _columns(block, official),
            "rows": rows,
            "fine": block.fine,
            "notes": [n.text for n in block.notes],
            "long": long,
        }
    if isinstance(block, Figure):
        return {
            **kind,
            "caption": block.caption,
            "alt": f"{block.caption}: {block.alt}",
            "svg": block.svg,
        }
    return {**kind, "text": block.text, "level": block.level}


def _columns(table: Table, official: bool) -> list[dict[str, Any]]:
    """The columns; ``needs`` is the width in ems of figures that else ran into the next column."""
    part = _PAGE[official, table.fine] / sum(c.width for c in table.columns)
    found = []
    for n, column in enumerate(table.columns):
        words = [text for row in table.rows for text in row.cells[n].split()]
        wide = max(map(_ems, words), default=0.0) + _MARGIN
        over = column.numeric and wide > part * column.width
        found.append({**asdict(column), "needs": wide if over else 0})
    return found


def _ems(text: str) -> float:
    return sum(0.3 if c in ",.()/" else 0.57 for c in text)
