"""Workbooks, new and old, and tables in CSV: every visible sheet is a grid of what it shows."""

from .grids import to_grid
from .xls import XlsBackend
from .xlsx import XlsxBackend

__all__ = ["XlsBackend", "XlsxBackend", "to_grid"]
