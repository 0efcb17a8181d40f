"""What pages share, inside each or from a folder: style sheet, script, and the glyphs in use."""

import base64
import html
import io
from functools import cache
from pathlib import Path

from analysis.files import text_of
from analysis.telling.fonts import face

from .slim import repeated_texts

NAME = "Gouji Sans"
# What the pages of a folder share.
SHARED = TYPEFACE, STYLE, SCRIPT = "typeface.css", "page.css", "page.js"
_OWN = "/* with the characters of the pages beside it alone */"
_ALWAYS = "".join(map(chr, range(0x20, 0x7F)))
_MARKS = "†−–—·↕↔≠•"  # GB 2312 in Python has others of the dash and the dot


@cache
def style_sheet() -> str:
    """The style sheet of every page, without that of tables and figures."""
    return text_of(__package__, "templates/page.css")


def script(body: str = "") -> str:
    """The script of a page with figures, and that of points where it has some.

    Parameters
    ----------
    body : str
        The page's HTML.
    """
    names = ("page.js", "points.js") if "data-scale" in body else ("page.js",)
    return "".join(text_of(__package__, f"templates/{name}") for name in names)


@cache
def _font_css(characters: str) -> str:
    """An ``@font-face`` rule with the glyphs of some characters."""
    import uharfbuzz as hb
    from fontTools.ttLib import sortedTagList
    from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

    wish = hb.SubsetInput()
    wish.unicode_set.update(map(ord, characters))
    wish.layout_feature_tag_set.clear()  # a page of figures needs no kerning and no alternates
    subset = hb.subset(face(), wish)
    # Tables are packed as they are: a font object would take each apart first.
    tables, out = SFNTReader(io.BytesIO(subset.blob.data)), io.BytesIO()
    packed = SFNTWriter(out, len(tables.keys()), tables.sfntVersion, "woff")
    for name in sortedTagList(tables.keys()):
        packed[name] = tables[name]
    packed.close()
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return (
        f'@font-face{{font-family:"{NAME}";src:url(data:font/woff;base64,{data}) format("woff");}}'
    )


@cache
def _usual() -> frozenset[str]:
    """The characters of the shared typeface: marks and the 3,755 first characters of GB 2312."""
    cells = (bytes([row, cell]) for row in range(0xA1, 0xD8) for cell in range(0xA1, 0xFF))
    known = "".join(cell.decode("gb2312", "ignore") for cell in cells)
    return frozenset(_ALWAYS + _MARKS + known)


def usual_letters(text: str) -> str:
    """The characters of a page, or of any text, that it takes from the typeface of its folder.

    Parameters
    ----------
    text : str
        The page, as HTML.
    """
    return "".join(sorted(_usual().intersection(html.unescape(text))))


def shared_files(letters: str | None = None, compact: str = "") -> dict[str, str]:
    """What pages of a folder share, by name.

    Parameters
    ----------
    letters : str, optional
        The characters that the typeface has, as ``usual_letters`` of all pages gives them. By
        default it has all usual ones, whatever the pages say, so that others may be added.
    compact : {"", "zh", "en"}
        Language of the pages of a compact run.
    """
    words = repeated_texts(compact) if compact else ""
    sheet = style_sheet() + text_of("analysis.telling", "style.css") + words
    chosen = _usual() if letters is None else {*letters, *usual_letters(sheet), *_ALWAYS}
    return {
        TYPEFACE: ("" if letters is None else _OWN) + _font_css("".join(sorted(chosen))),
        STYLE: sheet,
        SCRIPT: script("data-scale"),
    }


def is_shared(folder: Path) -> bool:
    """Whether a page that is added to a folder can take from it what pages share.

    Parameters
    ----------
    folder : Path
        Output folder of a run. The typeface of a compact one lacks what only the new page says.
    """
    return all((folder / name).is_file() for name in SHARED) and not (
        (folder / TYPEFACE).read_text(encoding="utf-8").startswith(_OWN)
    )


def dress(page: str, typeface: str = "") -> str:
    """A finished page with its typeface put in at the end of its head.

    Parameters
    ----------
    page : str
        HTML with a head.
    typeface : str
        Address of the style sheet with the usual glyphs; then only others are put in. Where it is
        empty, all are.
    """
    # Characters of markup cost little; entities are resolved.
    shown = {c for c in {*html.unescape(page), *_ALWAYS} if c.isprintable()}
    link = ""
    if typeface:
        shown -= _usual()
        link = f'<link rel="stylesheet" href="{html.escape(typeface)}">'
    own = f"<style>{_font_css(''.join(sorted(shown)))}</style>" if shown else ""
    return page.replace("</head>", f"{link}{own}</head>", 1)
