"""Rules, outcomes (pass, fail, undecided), implied values, findings and repairs.

The rules themselves are data: ``expectations/*.json``.
"""

from .check import CheckResult, check_reports
from .rules.load import load_rules

__all__ = ["CheckResult", "check_reports", "load_rules"]
