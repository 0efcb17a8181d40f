"""The look of a brief in our own template: the page, sizes of letters in points, and colours."""

from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from . import parts

INK, QUIET, ACCENT = (RGBColor.from_string(c) for c in ("1D2433", "56607A", "1F4E8C"))
# The typeface asks for lines half as high again as its letters; so high they would fill pages with
# white.
LINE, _CLOSE = 1.36, 1.24
_SIZES = {
    "Normal": 9.4,
    "Title": 16.5,
    "Heading 1": 11.6,
    "Heading 2": 10.2,
    "List Bullet": 9.4,
    "Caption": 8.6,
    "Footer": 7.6,
}


def set_styles(document: Any, compact: bool) -> None:
    """A4 and the styles of the text, the title and the headings.

    Parameters
    ----------
    document : docx.document.Document
        The document.
    compact : bool
        Whether lines and margins are close.
    """
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(13 if compact else 17)
    section.footer_distance = Mm(9)
    parts.set_language(document)
    for name, size in _SIZES.items():
        style = document.styles[name]
        parts.set_font(style.element.get_or_add_rPr())
        style.font.size, style.font.italic = Pt(size), False
        colours = {"Heading 1": ACCENT, "Heading 2": ACCENT, "Footer": QUIET}
        style.font.color.rgb = colours.get(name, INK)
        style.font.bold = name in ("Title", "Heading 1", "Heading 2", "Caption")
        space = {
            "Title": (0, 2),
            "Heading 1": (5, 2) if compact else (9, 3),
            "Heading 2": (6, 2),
            "Caption": (5, 2),
            "List Bullet": (0, 1.5),
        }.get(name, (0, 3))
        style.paragraph_format.space_before, style.paragraph_format.space_after = map(Pt, space)
        style.paragraph_format.line_spacing = Pt(round(size * (_CLOSE if compact else LINE), 1))
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    document.styles["Caption"].paragraph_format.keep_with_next = True
