"""Document to report: title, agency, year and dates; tables to cells by code; prose to claims.

``recognise.recognise`` does it. It is not imported here: pages and briefs need the words only.
"""

from .report import Report, Section
from .rows import CELL_COLUMNS, CLAIM_COLUMNS, FINDING_COLUMNS

__all__ = ["CELL_COLUMNS", "CLAIM_COLUMNS", "FINDING_COLUMNS", "Report", "Section"]
