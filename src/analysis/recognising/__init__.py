"""Document to report: title, agency, year and dates; tables to cells by code; prose to claims."""

from .recognise import recognise
from .report import Report, Section
from .rows import CELL_COLUMNS, CLAIM_COLUMNS, FINDING_COLUMNS
from .transcription import template_csv, template_xlsx

__all__ = [
    "CELL_COLUMNS",
    "CLAIM_COLUMNS",
    "FINDING_COLUMNS",
    "Report",
    "Section",
    "recognise",
    "template_csv",
    "template_xlsx",
]
