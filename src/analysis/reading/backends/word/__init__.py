"""Word files (DOCX): paragraphs and tables of the body, in order, as a reader sees them."""

from .body import DocxBackend

__all__ = ["DocxBackend"]
