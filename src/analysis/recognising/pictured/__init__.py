"""Cells read from a picture: a figure is stated only where it is proved, or read alike twice."""

from .confirm import confirmed
from .labels import put_right
from .places import MARK_OF_PICTURE, is_pictured

__all__ = ["MARK_OF_PICTURE", "confirmed", "is_pictured", "put_right"]
