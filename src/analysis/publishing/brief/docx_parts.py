"""What python-docx has no call for.

Fonts, languages, page fields, borders, rows that repeat or stay whole, and steady bytes. Word and
LibreOffice take the typeface from the file. The package ships PostScript outlines; Word embeds
none, so they are redrawn with quadratic curves, a glyph once in a process.
"""

import hashlib
import io
import re
import uuid
import zipfile
from datetime import UTC, datetime
from functools import cache
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from analysis.telling.fonts import FAMILY

_FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_FALLBACK = "Microsoft YaHei"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in the output
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ERROR = 1.0  # of a curve, in units of which an em has a thousand
_ALWAYS = "".join(map(chr, range(0x20, 0x7F)))


def element(name: str, **attributes: str) -> Any:
    """An element of WordprocessingML with attributes of the same namespace."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_font(properties: Any) -> None:
    """The typeface for every script, with no theme to overrule it."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FAMILY)


def set_language(document: Any, lang: str) -> None:
    """The language of the text, for spelling, line breaks and screen readers."""
    defaults = (
        document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    )
    set_font(defaults)
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(
        element("w:lang", val="zh-CN" if lang == "zh" else "en-GB", eastAsia="zh-CN", bidi="ar-SA")
    )


def field(paragraph: Any, code: str) -> None:
    """A field, as PAGE; a program works it out when it opens or prints the file."""
    for kind in ("begin", None, "separate", "text", "end"):
        run = paragraph.add_run("1" if kind == "text" else "")
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._r.append(text)
        elif kind != "text":
            run._r.append(element("w:fldChar", fldCharType=kind))


def page_numbers(paragraph: Any, pattern: str) -> None:
    """``Page {page} of {pages}`` with fields for the two."""
    for part in re.split(r"(\{pages?\})", pattern):
        if part in ("{page}", "{pages}"):
            field(paragraph, {"{page}": "PAGE", "{pages}": "NUMPAGES"}[part])
        elif part:
            paragraph.add_run(part)


def keep_row(row: Any, repeated: bool = False) -> None:
    """A row that no page break goes through; the first may be repeated on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    if repeated:
        properties.append(element("w:tblHeader"))


def rule_table(table: Any, edges: dict[str, tuple[int, str]], margin: int, above: int) -> None:
    """Set the lines of a table and the margins of its cells.

    Parameters
    ----------
    table : docx.table.Table
        The table.
    edges : dict
        Edge to width in eighths of a point and colour; an edge that is not named has no line.
    margin : int
        Margin of the cells at the sides, in twentieths of a point.
    above : int
        Margin above and below, in twentieths of a point.
    """
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        size, colour = edges.get(edge, (0, "auto"))
        borders.append(
            element(
                f"w:{edge}", val="single" if size else "nil", sz=str(size), space="0", color=colour
            )
        )
    margins = OxmlElement("w:tblCellMar")
    for side, wide in (("top", above), ("left", margin), ("bottom", above), ("right", margin)):
        margins.append(element(f"w:{side}", w=str(wide), type="dxa"))
    look = properties.find(qn("w:tblLook"))
    layout = properties.find(qn("w:tblLayout"))
    for made in (
        borders,
        *([layout] if layout is not None else []),
        margins,
    ):  # in the order that the schema wants
        look.addprevious(made) if look is not None else properties.append(made)


def shade(cell: Any, colour: str) -> None:
    """The ground of a cell."""
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour))


def modern(document: Any) -> None:
    """Say that the document is of today's Word, and not Japanese.

    Such a Word sets the edge of a table to the edge of the text.
    """
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for theme in settings.iter(qn("w:themeFontLang")):
        theme.set(qn("w:eastAsia"), "zh-CN")


def embed_font(document: Any, text: str) -> None:
    """Put the typeface into the document, with the glyphs of a text."""
    blob, key = obfuscated(truetype(text))
    table = next(
        rel.target_part for rel in document.part.rels.values() if rel.reltype == RT.FONT_TABLE
    )
    font = Part(PackURI("/word/fonts/font1.odttf"), _FONT_TYPE, blob, document.part.package)
    rid = table.relate_to(font, RT.FONT)
    table._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:fonts xmlns:w="{_W}" xmlns:r="{_R}">'
        f'<w:font w:name="{FAMILY}">'
        f'<w:altName w:val="{_FALLBACK}"/><w:charset w:val="86"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/>'
        f'<w:embedRegular r:id="{rid}" w:fontKey="{key}" w:subsetted="true"/></w:font></w:fonts>'
    ).encode()
    settings = document.settings.element
    after = settings.find(qn("w:zoom"))
    for name in ("w:saveSubsetFonts", "w:embedTrueTypeFonts"):
        after.addnext(element(name)) if after is not None else settings.insert(0, element(name))


def steady(document: Any, title: str, author: str, lang: str) -> bytes:
    """The document's bytes, the same for the same content: nothing in them holds a clock."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.revision = title[:255], author, author, 1
    core.language, core.comments, core.created, core.modified = (
        "zh-CN" if lang == "zh" else "en-GB",
        "",
        _EPOCH,
        _EPOCH,
    )
    relations = document.part.package.rels
    for rid in [
        rid for rid, rel in relations.items() if rel.reltype == RT.THUMBNAIL
    ]:  # a picture of python-docx's own template
        relations.pop(rid)
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(info, old.read(name))
    return out.getvalue()


@cache
def _source() -> tuple[Any, dict[int, str], Any]:
    from fontTools.ttLib import TTCollection
    from noto_cjk_sans_otc import FONT_PATH

    collection = TTCollection(str(FONT_PATH), lazy=True)
    font = next(f for f in collection.fonts if f["name"].getDebugName(1) == FAMILY)
    return font, font.getBestCmap(), font.getGlyphSet()


@cache
def _glyph(name: str) -> tuple[Any, int]:
    """A glyph of quadratic curves, and its width."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    _, _, glyphs = _source()
    pen = TTGlyphPen(None)
    glyphs[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
    return pen.glyph(), round(glyphs[name].width)


def truetype(text: str) -> bytes:
    """A TrueType font with the glyphs of a text; what it lacks is left to the program.

    Parameters
    ----------
    text : str
        Every character that the document shows.
    """
    from fontTools.fontBuilder import FontBuilder

    font, names, _ = _source()
    wanted = [c for c in sorted({*map(ord, text), *map(ord, _ALWAYS)}) if c in names]
    drawn = {".notdef": _glyph(".notdef")} | {f"u{c:05X}": _glyph(names[c]) for c in wanted}
    made = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    made.setupGlyphOrder(list(drawn))
    made.setupCharacterMap({c: f"u{c:05X}" for c in wanted})
    made.setupGlyf({name: glyph for name, (glyph, _) in drawn.items()})
    bearing = made.font["glyf"]
    made.setupHorizontalMetrics(
        {
            name: (width, getattr(bearing[name], "xMin", 0) or 0)
            for name, (_, width) in drawn.items()
        }
    )
    made.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    made.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    os2 = font["OS/2"]
    made.setupOS2(
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
    made.setupPost(keepGlyphNames=False)
    made.updateHead(created=0, modified=0)
    made.font.recalcTimestamp = False
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def obfuscated(font: bytes) -> tuple[bytes, str]:
    """A font as Office wants it embedded, and the key that its first 32 bytes are mixed with.

    The source is ECMA-376 part 4, 14.2.1.
    """
    key = uuid.UUID(bytes=hashlib.sha256(font).digest()[:16])
    mask = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font[:32], mask, strict=True)) + font[
        32:
    ], f"{{{str(key).upper()}}}"
