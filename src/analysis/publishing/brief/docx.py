"""A brief as DOCX by python-docx, to be edited by whoever receives it.

Headings, lists and tables are real ones, and the fonts are inside.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from analysis.publishing.word import font, official, own, parts
from analysis.telling.brief.blocks import Block, Box, Brief, Figure, Heading, Table, Text
from analysis.telling.sentence import Sentence
from analysis.telling.wording import word

_ALERT = RGBColor.from_string("A3262A")
_BLACK = RGBColor(0, 0, 0)
# Height of the lines of tables. Those of up to _WHOLE rows are kept on one page.
_TIGHT, _WHOLE = 1.22, 12


@dataclass(frozen=True)
class _Look:
    """What the two templates set differently: colours, and sizes of letters in points."""

    official: bool = False
    width: float = 174.0  # of the text, in millimetres
    table: float = 8.0
    fine: float = 6.2  # tables in small print
    note: float = 7.6  # below tables
    under: float = 8.8  # the lines below the title
    edge: str = "C9D0DC"  # colour of the lines of tables
    compact: bool = False

    @property
    def head(self) -> RGBColor:
        """Colour of what stands out."""
        return _BLACK if self.official else own.ACCENT

    @property
    def quiet(self) -> RGBColor:
        """Colour of small print."""
        return _BLACK if self.official else own.QUIET


_OFFICIAL = _Look(True, official.WIDTH_MM, 8.5, 7.0, 10.5, 14, "000000")


def render(brief: Brief) -> bytes:
    """The document.

    Parameters
    ----------
    brief : Brief
        Free of characters that XML does not hold, as ``clean`` makes it.
    """
    look = _OFFICIAL if brief.template == "official" else _Look(compact=brief.compact)
    document = Document()
    if look.official:
        official.set_styles(document)
        official.set_page(document.sections[0])
    else:
        own.set_styles(document, brief.compact)
    document.add_paragraph(brief.title, style="Title")
    for line in filter(None, (brief.subtitle, brief.signed)):
        paragraph = _small(document.add_paragraph(line), look.under, look)
        if look.official:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for block in brief.blocks:
        _add(document, block, brief.lang, look)
    if look.official:
        official.number_pages(document.sections[0])
    else:
        _footer(document, brief, look)
    parts.modern(document)
    if look.official:
        font.name_fonts(document, official.FALLBACK)
    else:
        font.embed_font(document, _text(document))
    return parts.steady(document, brief.title, brief.lang)


def _add(document: Any, block: Block, lang: str, look: _Look) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, level=block.level)
    elif isinstance(block, Text):
        _sentences(document, block.sentences, block.listed, lang, look)
    elif isinstance(block, Box):
        _box(document, block, lang, look)
    elif isinstance(block, Table):
        document.paragraphs[-1].paragraph_format.keep_with_next = True  # it leads to the table
        _table(document, block, look)
    elif isinstance(block, Figure):
        document.add_paragraph(block.caption, style="Caption")
        holder = document.add_paragraph()
        holder.paragraph_format.line_spacing = 1.0  # a set height would cut the picture
        picture = holder.add_run().add_picture(io.BytesIO(block.png), width=Mm(look.width))
        properties = picture._inline.docPr
        properties.set("descr", block.alt)
        properties.set("name", block.caption)


def _sentences(
    where: Any, sentences: Iterable[Sentence], listed: bool, lang: str, look: _Look
) -> None:
    if not listed:
        joined = ("" if lang == "zh" else " ").join(s.text for s in sentences)
        paragraph = where.add_paragraph(joined)
        if look.official:
            official.indent(paragraph)
        return
    for sentence in sentences:
        if look.official:  # an official paper has no bullets
            official.indent(where.add_paragraph(sentence.text))
        else:
            where.add_paragraph(sentence.text, style="List Bullet")


def _box(document: Any, block: Box, lang: str, look: _Look) -> None:
    if look.official:
        document.add_paragraph(block.title, style="Heading 2")
        _sentences(document, block.sentences, block.listed, lang, look)
        return
    table = document.add_table(1, 1)
    parts.rule_table(
        table,
        {"left": (24, "1F4E8C"), **dict.fromkeys(("top", "bottom", "right"), (4, "C9D0DC"))},
        140,
        50,
    )
    parts.keep_row(table.rows[0])
    cell = table.cell(0, 0)
    parts.shade(cell, "F4F7FB")
    head = cell.paragraphs[0]
    run = head.add_run(block.title)
    run.bold, run.font.color.rgb = True, own.ACCENT
    _sentences(cell, block.sentences, block.listed, lang, look)
    _gap(document)


def _table(document: Any, block: Table, look: _Look) -> None:
    if block.caption:
        document.add_paragraph(block.caption, style="Caption")
    table = document.add_table(1 + len(block.rows), len(block.columns))
    table.autofit = False
    parts.rule_table(
        table,
        dict.fromkeys(("bottom", "insideH", "top"), (4, look.edge)),
        50,
        0 if block.fine or look.compact else 8,
    )
    size = look.fine if block.fine else look.table
    unit = look.width / sum(c.width for c in block.columns)
    # Rows of prose are high: such a table may go on on the next page, between two rows.
    whole = len(block.rows) <= _WHOLE and any(c.numeric for c in block.columns)
    # Rows are asked for once: python-docx looks through the whole table for each single cell.
    for n, (row, texts) in enumerate(
        zip(
            table.rows,
            [[c.label for c in block.columns], *(r.cells for r in block.rows)],
            strict=True,
        )
    ):
        parts.keep_row(row, repeated=n == 0)
        alert = n > 0 and block.rows[n - 1].alert
        for k, (cell, text, column) in enumerate(zip(row.cells, texts, block.columns, strict=True)):
            cell.width = Mm(unit * column.width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = (
                Pt(0),
                Pt(round(size * _TIGHT, 1)),
            )
            paragraph.paragraph_format.keep_with_next = n == 0 or (whole and n < len(block.rows))
            if column.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(text)
            run.font.size = Pt(size)
            if n == 0:
                run.bold, run.font.color.rgb = True, look.quiet
            elif alert and column.numeric and k == len(texts) - 1:
                run.bold, run.font.color.rgb = True, _ALERT
    for column, grid in zip(block.columns, table.columns, strict=True):
        grid.width = Mm(unit * column.width)
    for note in block.notes:
        _small(document.add_paragraph(note.text), look.note, look)
    _gap(document)


def _gap(document: Any) -> None:
    """A low paragraph: two tables without one between them would be a single table to Word."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), Pt(4)


def _small(paragraph: Any, size: float, look: _Look) -> Any:
    paragraph.paragraph_format.line_spacing = Pt(round(size * own.LINE, 1))
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(size), look.quiet
    return paragraph


def _footer(document: Any, brief: Brief, look: _Look) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    for old in document.styles["Footer"].element.pPr.findall(qn("w:tabs")):
        document.styles["Footer"].element.pPr.remove(old)
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(look.width), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{brief.title}\t")
    parts.page_numbers(paragraph, word("brief_page", brief.lang))


def _text(document: Any) -> str:
    """Every character that the document shows."""
    roots = (document.element, document.sections[0].footer._element)
    return "".join(node.text or "" for root in roots for node in root.iter(qn("w:t")))
