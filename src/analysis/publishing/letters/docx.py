"""A letter to an agency as DOCX: the letter itself, and a list that the agency fills in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from analysis.publishing.brief.make import clean
from analysis.publishing.word import font, official, parts
from analysis.telling.letters.letter import Letter, Question

# Columns of the list and their widths in millimetres; the last three are the agency's.
COLUMNS = {
    "about": 68,
    "number": 13,
    "item": 42,
    "printed": 20,
    "place": 24,
    "likely": 18,
    "corrected": 23,
    "opinion": 22,
    "reason": 27,
}
ANSWERS = ("corrected", "opinion", "reason")
_MERGED = ("about", "opinion", "reason")  # one cell for all rows of a question
_POINTS, _SMALL_POINTS = 10.5, 9
_INK = (6, "000000")
_EDGES = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), _INK)


@dataclass(frozen=True)
class Sender:
    """Who writes the letters, and when; what is empty is left for a pen.

    Attributes
    ----------
    prepared_by : str
        Name of the office that writes.
    day : str
        Day of the letter, as it is to be printed.
    reply_by : str
        Day by which an answer is wanted, as it is to be printed.
    contact : str
        Whom to ask, and how.
    """

    prepared_by: str = ""
    day: str = ""
    reply_by: str = ""
    contact: str = ""


def render(letter: Letter, sender: Sender) -> bytes:
    """The Word file; the same letter gives the same bytes.

    Parameters
    ----------
    letter : Letter
        What is asked.
    sender : Sender
        Who asks.
    """
    lang, texts = letter.view.lang, clean(_texts(letter, sender))
    document = Document()
    official.set_styles(document)
    official.set_page(document.sections[0])
    official.number_pages(document.sections[0])
    _write_letter(document, letter, texts)
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    official.set_page(section, turned=True)
    _write_annex(document, letter)
    parts.modern(document)
    font.name_fonts(document, official.FALLBACK)
    return parts.steady(document, texts[0], lang)


def _texts(letter: Letter, sender: Sender) -> tuple[str, ...]:
    """Title, addressee, paragraphs; headings of parts end in no full stop."""
    meta, say = letter.view.meta, letter.say
    named = meta.title and "年度报告" in meta.title and ":" not in meta.title
    name = say("name" if named else "name_plain", title=meta.title, year=meta.year)
    extra = [say("transcription")] if meta.transcription else []
    if not meta.transcription and meta.source_host and not meta.source_host.endswith(".gov.cn"):
        extra.append(say("copied", host=meta.source_host))
    reply = say("reply_by", day=sender.reply_by) if sender.reply_by else say("reply")
    return (
        say("title", year=meta.year),
        say("to", agency=letter.view.agency),
        say("purpose", name=name, count=len(letter.questions)),
        say("items_head"),
        say("items"),
        say("answer_head"),
        say("answer") + reply,
        say("other_head"),
        say("other") + "".join(extra),
        say("thanks"),
        say("contact", contact=sender.contact) if sender.contact else "",
        say("attachment"),
        sender.prepared_by or say("no_name"),
        sender.day or say("no_day"),
    )


def _write_letter(document: Any, letter: Letter, texts: Sequence[str]) -> None:
    title, to, *body, contact, attachment, signed, day = texts
    document.add_paragraph(title, style="Title")
    document.add_paragraph(to)
    heads = [letter.say(f"{part}_head") for part in ("items", "answer", "other")]
    for text in body:
        style = "Heading 1" if text in heads else "Normal"
        official.indent(document.add_paragraph(text, style=style))
    if contact:
        official.indent(document.add_paragraph(contact))
    document.add_paragraph()
    official.indent(document.add_paragraph(attachment))
    document.add_paragraph()
    for text in (signed, day):
        paragraph = document.add_paragraph(text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(official.BODY_POINTS * 2)
    # Name and day are never alone on a page: they keep to the last sentence.
    for paragraph in document.paragraphs[1 + len(body) : -1]:
        paragraph.paragraph_format.keep_with_next = True


def _write_annex(document: Any, letter: Letter) -> None:
    meta, say = letter.view.meta, letter.say
    run = document.add_paragraph().add_run(say("annex"))
    parts.set_font(run._r.get_or_add_rPr(), official.HEADING, official.LATIN)
    title = document.add_paragraph(say("annex_title"), style="Title")
    title.paragraph_format.space_after = Pt(4)
    lead = clean(say("annex_lead", agency=letter.view.agency, year=meta.year))
    document.add_paragraph(lead).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _list(document, letter)
    _gap(document)
    _person(document, letter)
    _gap(document)
    caption = document.add_paragraph(say("basis_head"), style="Caption")
    caption.runs[0].font.size = Pt(_POINTS)
    basis = clean(tuple(_basis(letter)))
    table = document.add_table(len(basis), 2)
    _dress(table, (26, 231))
    for row, texts in zip(table.rows, basis, strict=True):
        parts.keep_row(row)
        for cell, text in zip(row.cells, texts, strict=True):
            _put(cell, text, _SMALL_POINTS)


def _basis(letter: Letter) -> Iterator[tuple[str, str]]:
    """What the letter rests on; the report and its SHA-256 lead answers back to their findings."""
    meta, before = letter.view.meta, letter.before
    yield letter.say("basis_report"), letter.view.id
    yield letter.say("basis_file"), meta.file
    yield letter.say("basis_address"), meta.source_url or meta.source_host or "—"
    yield letter.say("basis_hash"), meta.sha256
    asked = (row for question in letter.questions for row in question.rows)
    of_last_year = letter.say("prior", label="")
    if before and any(not row.code and row.label.startswith(of_last_year) for row in asked):
        yield letter.say("basis_prior"), f"{before.meta.file}　SHA-256 {before.meta.sha256}"


def _list(document: Any, letter: Letter) -> None:
    count = sum(len(q.rows) for q in letter.questions)
    names = list(COLUMNS)
    table = document.add_table(1 + count, len(names))
    _dress(table, tuple(COLUMNS.values()))
    rows = list(table.rows)
    parts.keep_row(rows[0], repeated=True)
    for name, cell in zip(names, rows[0].cells, strict=True):
        hint = letter.say("opinion_hint") if name == "opinion" else ""
        _put(cell, letter.say(f"column_{name}") + hint, _POINTS, official.HEADING)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        parts.shade(cell, "E7E6E6" if name not in ANSWERS else "FFF2CC")
    at = 1
    for position, question in enumerate(letter.questions, start=1):
        id_ = letter.say("id", id=question.id)
        _ask(rows[at : at + len(question.rows)], position, clean(question), id_)
        at += len(question.rows)


def _ask(rows: Sequence[Any], position: int, question: Question, id_: str) -> None:
    cells = [dict(zip(COLUMNS, row.cells, strict=True)) for row in rows]
    for row in rows:
        parts.keep_row(row)
    for name in _MERGED:
        if len(cells) > 1:
            cells[0][name].merge(cells[-1][name])
    _put(cells[0]["about"], f"{position}. {question.about}\n{id_}", _POINTS)
    for n, (row, asked) in enumerate(zip(cells, question.rows, strict=True), start=1):
        texts = {
            "number": f"{position}.{n}",
            "item": asked.label,
            "printed": asked.printed,
            "place": asked.place,
            "likely": asked.likely or "—",
        }
        for name, text in texts.items():
            _put(row[name], text, _POINTS)
        for name in ("number", "printed", "likely"):
            row[name].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    kept = (p for row in cells[:-1] for cell in row.values() for p in cell.paragraphs)
    for paragraph in kept:  # a question is read on one page
        paragraph.paragraph_format.keep_with_next = True


def _person(document: Any, letter: Letter) -> None:
    """Who answers, and when."""
    table = document.add_table(1, 6)
    _dress(table, (26, 60, 26, 60, 26, 59))
    for name, cell in zip(("by", "phone", "day"), table.rows[0].cells[::2], strict=True):
        _put(cell, letter.say(name), _POINTS, official.HEADING)


def _dress(table: Any, widths: Sequence[float]) -> None:
    table.autofit = False
    parts.rule_table(table, _EDGES, 60, 20)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:  # a column's cells would be looked up in the whole table one by one
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _put(cell: Any, text: str, points: float, family: str = "") -> None:
    """Write into a cell; a line break is a new paragraph."""
    for n, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.paragraph_format.line_spacing = Pt(points * 1.35)
        run = paragraph.add_run(line)
        run.font.size = Pt(points)
        if family:
            parts.set_font(run._r.get_or_add_rPr(), family, official.LATIN)


def _gap(document: Any) -> None:
    document.add_paragraph().paragraph_format.line_spacing = Pt(10)
