"""The typefaces of a DOCX: one inside it, with the glyphs that it uses, or others by name.

Word and LibreOffice take it from the file. The package ships PostScript outlines; Word embeds none,
so they are redrawn with quadratic curves, a glyph once in a process.
"""

import io
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn

from analysis.files import sha256_of
from analysis.telling.fonts import FAMILY, face

from .parts import element

_FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_FALLBACK = "Microsoft YaHei"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
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


def _truetype(text: str) -> bytes:
    """A TrueType font with the glyphs of a text; what it lacks is left to the program."""
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


def _obfuscated(font: bytes) -> tuple[bytes, str]:
    """A font as Office wants it embedded (ECMA-376 part 4, 14.2.1), and the key to its head."""
    key = uuid.UUID(sha256_of(font)[:32])
    mask = key.bytes[::-1] * 2
    head = bytes(a ^ b for a, b in zip(font[:32], mask, strict=True))
    return head + font[32:], f"{{{str(key).upper()}}}"


def embed_font(document: Any, text: str) -> None:
    """Put the typeface into the document, with the glyphs of a text.

    Parameters
    ----------
    document : docx.document.Document
        The document.
    text : str
        Every character that it shows.
    """
    blob, key = _obfuscated(_truetype(text))
    table = _font_table(document)
    font = Part(PackURI("/word/fonts/font1.odttf"), _FONT_TYPE, blob, document.part.package)
    rid = table.relate_to(font, RT.FONT)
    table._blob = (
        f'{_HEAD}<w:fonts xmlns:w="{_W}" xmlns:r="{_R}">'
        f'<w:font w:name="{FAMILY}">'
        f'<w:altName w:val="{_FALLBACK}"/><w:charset w:val="86"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/>'
        f'<w:embedRegular r:id="{rid}" w:fontKey="{key}" w:subsetted="true"/></w:font></w:fonts>'
    ).encode()
    settings = document.settings.element
    after = settings.find(qn("w:zoom"))
    for name in ("w:saveSubsetFonts", "w:embedTrueTypeFonts"):
        after.addnext(element(name)) if after is not None else settings.insert(0, element(name))


def name_fonts(document: Any, alternatives: Mapping[str, str]) -> None:
    """Say what a computer takes for typefaces that it does not have.

    Parameters
    ----------
    document : docx.document.Document
        The document.
    alternatives : mapping
        Name of a typeface to names of others, with commas between them.
    """
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/>'
        f'<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, others in alternatives.items()
    )
    table = _font_table(document)
    table._blob = f'{_HEAD}<w:fonts xmlns:w="{_W}">{fonts}</w:fonts>'.encode()


def _font_table(document: Any) -> Any:
    rels = document.part.rels.values()
    return next(rel.target_part for rel in rels if rel.reltype == RT.FONT_TABLE)
