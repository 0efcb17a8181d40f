"""Bytes to document: encodings and file kinds. Knows nothing of the statutory form."""

from .document import SUFFIXES, TRANSCRIPTION_MARK, Document, read_document

__all__ = ["SUFFIXES", "TRANSCRIPTION_MARK", "Document", "read_document"]
