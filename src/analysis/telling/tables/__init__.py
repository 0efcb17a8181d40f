"""Tables of a page as HTML: what was printed, what was checked, the cells behind each sentence."""

from .evidence import evidence, group_evidence
from .findings import corrections, findings, open_checks, outcomes, reports
from .highlight import failing_tables, located_tables
from .indicators import indicators
from .peers import peer_table
from .statutory import statutory

__all__ = [
    "corrections",
    "evidence",
    "failing_tables",
    "findings",
    "group_evidence",
    "indicators",
    "located_tables",
    "open_checks",
    "outcomes",
    "peer_table",
    "reports",
    "statutory",
]
