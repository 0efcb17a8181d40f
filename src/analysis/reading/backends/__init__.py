"""One backend for each kind of file. A new kind is a new module here and a line in `document`."""

from .base import Backend

__all__ = ["Backend"]
