"""Tables of a page, each as HTML: what was printed, what was checked, and the cells behind each sentence."""

from .indicators import indicators
from .statutory import (
    corrections,
    findings,
    notes,
    open_outcomes,
    outcomes,
    reports,
    several,
    statutory,
)

__all__ = [
    "corrections",
    "findings",
    "indicators",
    "notes",
    "open_outcomes",
    "outcomes",
    "reports",
    "several",
    "statutory",
]
