"""PDF (next commit)."""

from .blocks import Grid, Line


def read_pdf(data: bytes) -> list[Line | Grid]:
    raise ValueError("PDF files cannot be read yet")
