"""A county brief set as HTML, PDF and DOCX, all from the same blocks."""

from .make import FORMATS, check_formats, render

__all__ = ["FORMATS", "check_formats", "render"]
