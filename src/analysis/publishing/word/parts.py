"""What python-docx has no call for.

Languages, page fields, borders, rows that repeat or stay whole, and steady bytes.
"""

import io
import re
from datetime import UTC, datetime
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from analysis.telling.fonts import FAMILY
from analysis.zipped import without_clock

AUTHOR = "gouji"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in the output


def element(name: str, **attributes: str) -> Any:
    """An element of WordprocessingML with attributes of the same namespace.

    Parameters
    ----------
    name : str
        Its name with the prefix, such as ``w:shd``.
    **attributes : str
        Their values by name without the prefix.
    """
    new = OxmlElement(name)
    for key, value in attributes.items():
        new.set(qn(f"w:{key}"), value)
    return new


def set_font(properties: Any, family: str = FAMILY, latin: str = "") -> None:
    """The typeface for every script, with no theme to overrule it.

    Parameters
    ----------
    properties : docx.oxml.text.font.CT_RPr
        The properties of a run or a style.
    family : str
        Name of the typeface.
    latin : str
        Name of the typeface of Latin letters and figures; the same where it is empty.
    """
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), family if script == "eastAsia" else latin or family)


def set_language(document: Any, family: str = FAMILY, latin: str = "") -> None:
    """The languages of the text, for spelling, line breaks and screen readers; its typeface.

    Han is Chinese. Latin letters and figures are English in a Chinese text too: LibreOffice ends a
    line within a figure that is Chinese.

    Parameters
    ----------
    document : docx.document.Document
        The document.
    family, latin : str
        Typefaces as ``set_font`` takes them.
    """
    defaults = (
        document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    )
    set_font(defaults, family, latin)
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val="en-GB", eastAsia="zh-CN", bidi="ar-SA"))


def _field(paragraph: Any, code: str) -> None:
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
    """``Page {page} of {pages}`` with fields for the two.

    Parameters
    ----------
    paragraph : docx.text.paragraph.Paragraph
        Where they are put at the end.
    pattern : str
        The text around them, with ``{page}`` and ``{pages}``.
    """
    for part in re.split(r"(\{pages?\})", pattern):
        if part in ("{page}", "{pages}"):
            _field(paragraph, {"{page}": "PAGE", "{pages}": "NUMPAGES"}[part])
        elif part:
            paragraph.add_run(part)


def keep_row(row: Any, repeated: bool = False) -> None:
    """A row that no page break goes through; the first may be repeated on every page.

    Parameters
    ----------
    row : docx.table._Row
        The row.
    repeated : bool
        Whether it is shown again at the head of every page.
    """
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
    for part in (
        borders,
        *([layout] if layout is not None else []),
        margins,
    ):  # in the order that the schema wants
        look.addprevious(part) if look is not None else properties.append(part)


def shade(cell: Any, colour: str) -> None:
    """The ground of a cell.

    Parameters
    ----------
    cell : docx.table._Cell
        The cell.
    colour : str
        Six hexadecimal digits.
    """
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour))


def modern(document: Any) -> None:
    """Say that the document is of today's Word, and not Japanese.

    Such a Word sets the edge of a table to the edge of the text.

    Parameters
    ----------
    document : docx.document.Document
        The document.
    """
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for theme in settings.iter(qn("w:themeFontLang")):
        theme.set(qn("w:eastAsia"), "zh-CN")


def steady(document: Any, title: str, lang: str) -> bytes:
    """The document's bytes, the same for the same content: nothing in them holds a clock.

    Parameters
    ----------
    document : docx.document.Document
        The document, finished.
    title : str
        Its title; a file holds 255 characters of it.
    lang : {"zh", "en"}
        Its language.
    """
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.revision = title[:255], AUTHOR, AUTHOR, 1
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
    out = io.BytesIO()
    document.save(out)
    return without_clock(out.getvalue())
