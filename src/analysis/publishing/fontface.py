"""The typeface inside a page, with only the glyphs that it uses: it reads the same everywhere."""

import base64
import io
from functools import cache
from html import unescape

from analysis.telling.fonts import FAMILY

NAME = "Gouji Sans"
_ALWAYS = "".join(map(chr, range(0x20, 0x7F)))


@cache
def _face() -> "object":
    import uharfbuzz as hb
    from noto_cjk_sans_otc import FONT_PATH

    blob = hb.Blob.from_file_path(str(FONT_PATH))
    faces = (hb.Face(blob, index) for index in range(blob_count(blob)))
    return next(f for f in faces if f.get_name(hb.OTNameIdPredefined.FONT_FAMILY) == FAMILY)


def blob_count(blob: "object") -> int:
    """Number of faces in a font collection."""
    return int.from_bytes(bytes(blob.data[8:12]), "big")  # type: ignore[attr-defined]


def font_css(page: str) -> str:
    """An ``@font-face`` rule with the glyphs that a page needs.

    Parameters
    ----------
    page : str
        The page's HTML; characters of markup cost little, entities are resolved.
    """
    wanted = sorted(set(unescape(page)) | set(_ALWAYS))
    return _css("".join(c for c in wanted if c.isprintable()))


@cache
def _css(characters: str) -> str:
    import uharfbuzz as hb
    from fontTools.ttLib import TTFont

    wish = hb.SubsetInput()
    wish.unicode_set.update(map(ord, characters))
    wish.layout_feature_tag_set.clear()  # a page of figures needs no kerning and no alternates
    subset = hb.subset(_face(), wish)
    font = TTFont(io.BytesIO(subset.blob.data), recalcTimestamp=False)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return (
        f'@font-face{{font-family:"{NAME}";src:url(data:font/woff;base64,{data}) format("woff");}}'
    )


def dress(page: str) -> str:
    """A finished page with its typeface put in at the end of its head."""
    return page.replace("</head>", f"<style>{font_css(page)}</style></head>", 1)
