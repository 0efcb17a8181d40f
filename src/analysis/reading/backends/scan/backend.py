"""Scans and photographs to documents: every page is a picture.

Numpy and the recognisers are loaded when a picture is read: most commands read none.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.reading.backends.base import MAX_DOTS, Backend
from analysis.reading.blocks import Document, Grid, Line

if TYPE_CHECKING:
    import numpy as np

DOTS = 200  # to the inch: at which the pages of a PDF are drawn
MAX_PAGES = 40
_BLANK = 100  # dots
PAGE_HEIGHT = 842  # points: a picture without a size of its own is taken to be a page of A4
SECONDS_A_PAGE = 30.0


class ScanBackend(Backend):
    """Reads pictures (PNG, JPEG, TIFF) and PDFs whose pages are pictures."""

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        pages = _pdf_pages(data, name) if b"%PDF-" in data[:1024] else _pictures(data, name)
        return _read_pages(
            (f"page {number}", picture, scale)
            for number, (picture, scale) in enumerate(pages, start=1)
        )


def _read_pages(pictures: Iterable[tuple[str, np.ndarray, float]]) -> Document:
    """Read pictures of pages."""
    from analysis.workers import extend

    from .page import PageReader

    blocks: list[Line | Grid] = []
    document = Document(kind="scan", blocks=blocks)
    reader = PageReader()
    for name, picture, scale in pictures:
        extend(SECONDS_A_PAGE)
        blocks += reader.read(picture, scale, name)
    document.pictured = reader.pictured
    document.notes.append("read from a picture by two recognisers (PP-OCR v4 and v6)")
    return document


def read_parts(parts: Iterable[tuple[str, bytes, int]]) -> Document:
    """Read pictures in a document of text.

    Parameters
    ----------
    parts : iterable of (str, bytes, int)
        Each picture's name in places, its bytes, and of a PDF the page, from 1; else 0.
    """

    def pages() -> Iterator[tuple[str, np.ndarray, float]]:
        for name, data, page in parts:
            found = _pdf_pages(data, name, page) if page else _pictures(data, name)
            with contextlib.suppress(InputError, OverflowError):  # it stays unread, as it was
                yield from ((name, picture, scale) for picture, scale in islice(found, 1))

    return _read_pages(pages())


def _pdf_pages(data: bytes, name: str, only: int = 0) -> Iterator[tuple[np.ndarray, float]]:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(data)
    try:
        if len(document) > MAX_PAGES and not only:
            raise InputError(
                f"{name}: {len(document)} pages of pictures are more than any annual report has. "
                "Keep only the report's pages."
            )
        for page in [document[only - 1]] if only else document:
            scale = DOTS / 72
            size = page.get_width() * page.get_height()
            scale = min(scale, (MAX_DOTS / max(size, 1)) ** 0.5)
            yield _of_page(page, scale), scale
    finally:
        document.close()


def _of_page(page: Any, scale: float) -> np.ndarray:
    """A page in red, green and blue; little of one that shows nothing: it may be of any size."""
    import numpy as np
    import pypdfium2.raw as raw

    if not raw.FPDFPage_CountObjects(page.raw) and not raw.FPDFPage_GetAnnotCount(page.raw):
        return np.full((_BLANK, _BLANK, 3), 255, np.uint8)
    picture: np.ndarray = page.render(scale=scale, rev_byteorder=True).to_numpy()
    return np.ascontiguousarray(picture[..., :3])


def _pictures(data: bytes, name: str) -> Iterator[tuple[np.ndarray, float]]:
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        image: Any = Image.open(io.BytesIO(data))
        if image.width * image.height > MAX_DOTS:
            raise OverflowError("a picture of more dots than any page has")
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            if number >= MAX_PAGES:
                raise OverflowError("more pages than any annual report has")
            picture = np.asarray(ImageOps.exif_transpose(frame).convert("RGB"))
            yield picture, max(picture.shape[:2]) / PAGE_HEIGHT
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise InputError(
            f"{name}: not a readable picture. Save it again in its own program, or transcribe it "
            "with `gouji template`."
        ) from None
