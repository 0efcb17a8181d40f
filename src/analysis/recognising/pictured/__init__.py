"""Cells read from a picture: a figure is stated only where it is proved, or read alike twice."""

from .confirm import MARK_OF_PICTURE, confirmed

__all__ = ["MARK_OF_PICTURE", "confirmed"]
