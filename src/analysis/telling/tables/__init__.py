"""Tables of a page as HTML: what was printed, what was checked, the cells behind each sentence."""

from .corpus import corpus_findings, corpus_outcomes, corpus_reports, linked_names
from .evidence import evidence, group_evidence
from .findings import corrections, findings, open_checks, outcomes
from .highlight import failing_tables, located_tables
from .indicators import indicators
from .peers import peer_table
from .statutory import statutory

__all__ = [
    "corpus_findings",
    "corpus_outcomes",
    "corpus_reports",
    "corrections",
    "evidence",
    "failing_tables",
    "findings",
    "group_evidence",
    "indicators",
    "linked_names",
    "located_tables",
    "open_checks",
    "outcomes",
    "peer_table",
    "statutory",
]
