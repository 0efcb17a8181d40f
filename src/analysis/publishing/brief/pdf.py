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
        "blocks": [_plain(block) for block in brief.blocks],
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


def _plain(block: Block) -> dict[str, Any]:
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
            "columns": [asdict(c) for c in block.columns],
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
