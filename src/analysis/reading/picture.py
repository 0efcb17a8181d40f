"""Pages of a PDF as pictures, with the places of cells marked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.files import writing

from .layout import boxes_in

_DOTS = 110  # to the inch
_MARK = (255, 205, 0, 90)
_EDGE = (200, 30, 30, 255)
_MARGIN = 2  # points around a box


def pdf_picture(path: str | Path, wheres: Sequence[str], target: str | Path) -> list[Path]:
    """Write the pages on which cells are printed, each cell's box marked.

    Parameters
    ----------
    path : str or Path
        The PDF.
    wheres : sequence of str
        Places as the report gives them: ``page 2, table 1, row 5, column 4 [120 433 160 448]``.
    target : str or Path
        The PNG to write; with several pages, ``-2``, ``-3`` … are put before its ending.

    Returns
    -------
    list of Path
        The files written, in the order of the pages; each 110 dots to the inch.

    Raises
    ------
    InputError
        If no place names a page and box of this file, or a file cannot be read or written.
    """
    import pypdfium2 as pdfium

    pages: dict[int, list[tuple[int, int, int, int]]] = {}
    for where in wheres:
        for page, box in boxes_in(where):
            if box not in pages.setdefault(page, []):
                pages[page].append(box)
    if not pages:
        raise InputError(
            f"{path}: none of these cells has a place on a page, "
            "so there is nothing to show as a picture."
        )
    target = Path(target)
    try:
        document = pdfium.PdfDocument(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the name.") from None
    except pdfium.PdfiumError:
        raise InputError(
            f"{path}: not a readable PDF file. Save it again in its own program."
        ) from None
    written: list[Path] = []
    try:
        for page in sorted(pages):
            if page > len(document):
                raise InputError(f"{path}: has no page {page}; the place is that of another file.")
            name = (
                target
                if not written
                else target.with_name(f"{target.stem}-{len(written) + 1}{target.suffix}")
            )
            picture = _marked(document[page - 1], pages[page])
            with writing(name, "Check the folder."):
                picture.save(name, format="PNG")
            written.append(name)
    finally:
        document.close()
    return written


def _marked(page: Any, boxes: Sequence[tuple[int, int, int, int]]) -> Any:
    """A page drawn by PDFium with the boxes laid over it, as a Pillow image."""
    from PIL import Image, ImageDraw

    scale = _DOTS / 72
    height = page.get_height()
    page_picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGBA")
    over = Image.new("RGBA", page_picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(over)
    for left, bottom, right, top in boxes:
        corners = (
            (left - _MARGIN) * scale,
            (height - top - _MARGIN) * scale,
            (right + _MARGIN) * scale,
            (height - bottom + _MARGIN) * scale,
        )
        draw.rectangle(corners, fill=_MARK, outline=_EDGE, width=2)
    return Image.alpha_composite(page_picture, over).convert("RGB")
