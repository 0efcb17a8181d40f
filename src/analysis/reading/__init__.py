"""Bytes to document, whatever the kind of file. Knows nothing of the statutory form."""

from .blocks import TRANSCRIPTION_MARK, Document
from .document import SUFFIXES, read_document

__all__ = ["SUFFIXES", "TRANSCRIPTION_MARK", "Document", "read_document"]
