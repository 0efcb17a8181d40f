"""The typeface inside a DOCX: the glyphs that the document uses, as TrueType.

Word and LibreOffice take it from the file. The package ships PostScript outlines; Word embeds none,
so they are redrawn with quadratic curves, a glyph once in a process.
"""

import hashlib
import io
import uuid
from functools import cache
from typing import Any

from analysis.telling.fonts import FAMILY, face

_ERROR = 1.0  # of a curve, in units of which an em has a thousand
_ALWAYS = "".join(map(chr, range(0x20, 0x7F)))


@cache
def _source() -> tuple[Any, Any]:
    """The typeface, its tables for fontTools and its glyphs for HarfBuzz, which draws in C."""
    import uharfbuzz as hb
    from fontTools.ttLib import TTCollection
    from noto_cjk_sans_otc import FONT_PATH

    collection = TTCollection(str(FONT_PATH), lazy=True)
    font = next(f for f in collection.fonts if f["name"].getDebugName(1) == FAMILY)
    return font, hb.Font(face())


@cache
def _glyph(number: int) -> tuple[Any, int]:
    """A glyph of quadratic curves, and its width."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    _, glyphs = _source()
    pen = TTGlyphPen(None)
    glyphs.draw_glyph_with_pen(number, Cu2QuPen(pen, _ERROR, reverse_direction=True))
    return pen.glyph(), glyphs.get_glyph_h_advance(number)


def truetype(text: str) -> bytes:
    """A TrueType font with the glyphs of a text; what it lacks is left to the program.

    Parameters
    ----------
    text : str
        Every character that the document shows.
    """
    from fontTools.fontBuilder import FontBuilder

    font, glyphs = _source()
    numbers = {c: glyphs.get_nominal_glyph(c) for c in sorted(set(map(ord, text + _ALWAYS)))}
    wanted = {c: number for c, number in numbers.items() if number}
    drawn = {".notdef": _glyph(0)} | {f"u{c:05X}": _glyph(wanted[c]) for c in wanted}
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(drawn))
    builder.setupCharacterMap({c: f"u{c:05X}" for c in wanted})
    builder.setupGlyf({name: glyph for name, (glyph, _) in drawn.items()})
    bearing = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {
            name: (width, getattr(bearing[name], "xMin", 0) or 0)
            for name, (_, width) in drawn.items()
        }
    )
    builder.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    os2 = font["OS/2"]
    builder.setupOS2(
        sTypoAscender=os2.sTypoAscender,
        sTypoDescender=os2.sTypoDescender,
        usWinAscent=os2.usWinAscent,
        usWinDescent=os2.usWinDescent,
        fsType=0,
        ulUnicodeRange1=os2.ulUnicodeRange1,
        ulUnicodeRange2=os2.ulUnicodeRange2,
        ulCodePageRange1=os2.ulCodePageRange1,
        panose=os2.panose,
    )
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def obfuscated(font: bytes) -> tuple[bytes, str]:
    """A font as Office wants it embedded, and the key that its first 32 bytes are mixed with.

    The source is ECMA-376 part 4, 14.2.1.

    Parameters
    ----------
    font : bytes
        The font's file.
    """
    key = uuid.UUID(bytes=hashlib.sha256(font).digest()[:16])
    mask = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font[:32], mask, strict=True)) + font[
        32:
    ], f"{{{str(key).upper()}}}"
