"""The original as the page shows it: a safe copy of a web page, pictures of pages, or blocks."""

import base64
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.reading import Document
from analysis.reading.blocks import Line, cells_of
from analysis.reading.document import MAX_BYTES, read_bytes
from analysis.reading.files import read_file
from analysis.reading.guard import guarded
from analysis.reading.layout import boxes_in

_PICTURES = (b"\xff\xd8\xff", b"GIF8", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
_DOTS = 150  # to the inch
_MOST_PAGES = 60


def show_original(path: Path, wheres: Sequence[str]) -> dict[str, Any]:
    """What the page needs to show an original and to mark places in it.

    Parameters
    ----------
    path : Path
        The original.
    wheres : sequence of str
        Places of cells.

    Returns
    -------
    dict
        ``kind`` and what belongs to it: ``html`` (``html``, ``ids`` by place), ``pages``
        (``pages``: sizes in points; ``boxes`` by place), ``blocks`` (``blocks``: lines and tables
        with their places), or ``none`` (``reason``).
    """
    try:
        shown: dict[str, Any] = guarded(_show, str(path), path, list(wheres))
    except InputError as error:
        return {"kind": "none", "reason": str(error)}
    return shown


def page_picture(path: Path, number: int) -> str:
    """A page of a PDF or of a picture as a data URI.

    Parameters
    ----------
    path : Path
        The original.
    number : int
        Page, from 1.

    Raises
    ------
    InputError
        If there is no such page, or it cannot be drawn.
    """
    picture: bytes = guarded(_draw, str(path), path, number)
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"


def _show(path: Path, wheres: list[str]) -> dict[str, Any]:
    data = read_file(path, MAX_BYTES)
    if b"%PDF-" in data[:1024]:
        return {"kind": "pages", "pages": _pdf_sizes(path, data), "boxes": _boxes(wheres)}
    if data.startswith(_PICTURES):
        return {"kind": "pages", "pages": _picture_sizes(path, data), "boxes": _boxes(wheres)}
    document = read_bytes(data, str(path))
    if document.kind == "html":
        from analysis.reading.highlight import marked_page

        page, ids = marked_page(data, path.name, wheres)
        return {"kind": "html", "html": page, "ids": ids}
    return {"kind": "blocks", "blocks": _blocks(document)}


def _boxes(wheres: list[str]) -> dict[str, list[list[int]]]:
    return {where: [[page, *box] for page, box in boxes_in(where)] for where in wheres if where}


def _blocks(document: Document) -> list[dict[str, Any]]:
    if document.rows:
        rows = [
            [
                [text, f"row {r}, column {c}", 1]
                for c, text in enumerate(row, start=document.first_column)
            ]
            for r, row in enumerate(document.rows, start=document.first_row)
        ]
        return [{"rows": rows}]
    return [
        {"text": block.text, "where": block.where}
        if isinstance(block, Line)
        else {"rows": [[[s.text, s.where, s.width] for s in cells_of(row)] for row in block.rows]}
        for block in document.blocks
    ]


def _pdf_sizes(path: Path, data: bytes) -> list[list[float]]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        sizes = [list(document.get_page_size(i)) for i in range(min(len(document), _MOST_PAGES))]
        document.close()
    except pdfium.PdfiumError:
        raise InputError(
            f"{path}: not a readable PDF file. Save it again in its own program."
        ) from None
    return sizes


def _picture_sizes(path: Path, data: bytes) -> list[list[float]]:
    with _picture(path, data) as picture:
        count = min(getattr(picture, "n_frames", 1), _MOST_PAGES)
        sizes = []
        for frame in range(count):
            picture.seek(frame)
            sizes.append([float(side) for side in picture.size])
    return sizes


def _picture(path: Path, data: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(io.BytesIO(data))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise InputError(
            f"{path}: not a readable picture. Save it again in its own program."
        ) from None


def _draw(path: Path, number: int) -> bytes:
    data = read_file(path, MAX_BYTES)
    if data.startswith(_PICTURES):
        with _picture(path, data) as picture:
            picture.seek(number - 1)
            drawn = picture.convert("RGB")
    else:
        import pypdfium2 as pdfium

        document = pdfium.PdfDocument(data)
        if not 1 <= number <= len(document):
            raise InputError(f"{path}: has no page {number}; the place is that of another file.")
        page = document[number - 1]
        drawn = page.render(scale=_DOTS / 72, may_draw_forms=True).to_pil().convert("RGB")
        document.close()
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=88)
    return out.getvalue()
