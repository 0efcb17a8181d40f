"""A brief as PDF by Typst: fonts embedded, bookmarks, tagged for screen readers (PDF/UA-1).

The same brief gives the same bytes.
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


@cache
def _fonts() -> Any:
    import typst
    from noto_cjk_sans_otc import FONT_PATH

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_PATH.parent)]
    )


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

    content = {
        "title": brief.title,
        "subtitle": brief.subtitle,
        "lang": brief.lang,
        "author": AUTHOR,
        "font": FAMILY,
        "page": word("brief_page", brief.lang),
        "signed": brief.signed,
        "compact": brief.compact,
        "official": brief.template == "official",
        "blocks": [_plain(block) for block in brief.blocks],
    }
    pdf = typst.compile(
        _source(),
        font_paths=_fonts(),
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
