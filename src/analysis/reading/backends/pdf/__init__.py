"""PDF with a text layer: ruled tables become grids, the rest lines whose words have positions."""

from .pages import MAX_PAGES, PdfBackend

__all__ = ["MAX_PAGES", "PdfBackend"]
