"""Pictures of pages (scans, photographs): ruled tables become grids, cell by cell.

It needs the extra ``gouji[ocr]``, whose wheels hold the models; nothing is downloaded.
"""

from .backend import ScanBackend, read_parts
from .installed import available, missing

__all__ = ["ScanBackend", "available", "missing", "read_parts"]
