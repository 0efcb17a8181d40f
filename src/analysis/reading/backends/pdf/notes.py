"""Notes upon a PDF page, and what is filled into its forms."""

from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as raw

from .ruled import Box, Segment

_FRAMES = (raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON)
_DRAWN = {
    *(*_FRAMES, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_LINE),
    *(raw.FPDF_ANNOT_REDACT, raw.FPDF_ANNOT_INK, raw.FPDF_ANNOT_POLYLINE, raw.FPDF_ANNOT_WIDGET),
}


def opened(document: Any, index: int) -> tuple[Any, list[Segment], list[Box]]:
    """A page, the lines by which notes upon it strike text through, and where notes may cover it.

    What is filled into form fields or noted upon it is made part of it first. A note that does not
    say how it looks is drawn by each program in its own way.

    Parameters
    ----------
    document : pypdfium2.PdfDocument
        The file, opened.
    index : int
        The page's place in it, from 0.

    Returns
    -------
    page : pypdfium2.PdfPage
        The page.
    strikes : list of Segment
        The lines by which notes strike text through.
    notes : list of Box
        Where notes may cover text.
    """
    page = document[index]
    strikes: list[Segment] = []
    notes: list[Box] = []
    flat = False
    for at in range(min(raw.FPDFPage_GetAnnotCount(page.raw), 500)):
        note = raw.FPDFPage_GetAnnot(page.raw, at)
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind == raw.FPDF_ANNOT_STRIKEOUT:
            strikes += _strikes(note)
        elif kind in _DRAWN and not _has_look(note):
            notes += _extent(note, kind)
        flat = flat or kind in _DRAWN
        raw.FPDFPage_CloseAnnot(note)
    if flat:
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[index]
    return page, strikes, notes


def _has_look(note: Any) -> bool:
    """Whether a note says how it looks."""
    return bool(raw.FPDFAnnot_GetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2)


def _extent(note: Any, kind: int) -> Iterator[Box]:
    """Where a note stands; a frame that is not filled covers nothing."""
    box = raw.FS_RECTF()
    if kind in _FRAMES and not raw.FPDFAnnot_HasKey(note, b"IC"):
        return
    if raw.FPDFAnnot_GetRect(note, box):
        yield Box(box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))


def _strikes(note: Any) -> Iterator[Segment]:
    """The lines of a note that strikes text through: each half way up a quadrilateral."""
    parts = raw.FPDFAnnot_CountAttachmentPoints(note)
    for box in () if parts else _extent(note, raw.FPDF_ANNOT_STRIKEOUT):
        yield box.level()
    for part in range(min(parts, 500)):
        points = raw.FS_QUADPOINTSF()
        if raw.FPDFAnnot_GetAttachmentPoints(note, part, points):
            xs = (points.x1, points.x2, points.x3, points.x4)
            ys = (points.y1, points.y2, points.y3, points.y4)
            yield Segment(False, (min(ys) + max(ys)) / 2, min(xs), max(xs))
