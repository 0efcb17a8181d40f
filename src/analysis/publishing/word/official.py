"""The look of an official paper (公文) by GB/T 9704-2012: margins, lines, typefaces by name.

The typefaces belong to their makers and are not in the file: a computer without them shows others.
"""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from . import parts

TITLE, BODY, HEADING, SUBHEADING, FOOTER = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
LATIN = "Times New Roman"
# What a computer that lacks a typeface takes instead, the likeliest first.
FALLBACK = {
    TITLE: "华文中宋,STZhongsong,SimSun,Noto Serif CJK SC",
    BODY: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    HEADING: "SimHei,Microsoft YaHei,Noto Sans CJK SC",
    SUBHEADING: "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
    FOOTER: "SimSun,Noto Serif CJK SC",
}
TITLE_POINTS, BODY_POINTS, LINE_POINTS, FOOTER_POINTS = 22, 16, 28, 14  # 二号, 三号, 四号
WIDTH_MM = 156.0  # of the text on A4 between the margins


def set_page(section: Any, turned: bool = False) -> None:
    """A4 with the margins of an official paper.

    Parameters
    ----------
    section : docx.section.Section
        The section.
    turned : bool
        Whether the page lies on its long side.
    """
    section.page_width, section.page_height = (Mm(297), Mm(210)) if turned else (Mm(210), Mm(297))
    if turned:
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(22)
    else:
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.footer_distance = Mm(14 if turned else 25)


def set_styles(document: Any) -> None:
    """The styles of the text, the title and the headings.

    Parameters
    ----------
    document : docx.document.Document
        The document.
    """
    parts.set_language(document, BODY, LATIN)
    looks = {
        "Normal": (BODY, BODY_POINTS),
        "Title": (TITLE, TITLE_POINTS),
        "Heading 1": (HEADING, BODY_POINTS),
        "Heading 2": (SUBHEADING, BODY_POINTS),
        "Caption": (HEADING, 12),
        "List Bullet": (BODY, BODY_POINTS),
        "Footer": (FOOTER, FOOTER_POINTS),
    }
    for name, (family, points) in looks.items():
        style = document.styles[name]
        parts.set_font(style.element.get_or_add_rPr(), family, LATIN)
        style.font.size, style.font.bold, style.font.italic = Pt(points), False, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        paragraph = style.paragraph_format
        paragraph.space_before = paragraph.space_after = Pt(0)
        paragraph.line_spacing = Pt(LINE_POINTS if points >= BODY_POINTS else points * 1.4)
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(34)
    title.paragraph_format.space_after = Pt(LINE_POINTS)
    for border in title.element.get_or_add_pPr().findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    document.styles["Caption"].paragraph_format.keep_with_next = True


def indent(paragraph: Any) -> None:
    """Set the first line of a paragraph in by two characters, as Chinese text has it.

    Parameters
    ----------
    paragraph : docx.text.paragraph.Paragraph
        The paragraph.
    """
    inset = parts.element("w:ind", firstLineChars="200", firstLine=str(2 * BODY_POINTS * 20))
    paragraph._p.get_or_add_pPr().append(inset)


def number_pages(section: Any) -> None:
    """``— 1 —`` at the foot of every page.

    Parameters
    ----------
    section : docx.section.Section
        The section; those after it take its footer over.
    """
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    parts.page_numbers(paragraph, "— {page} —")
