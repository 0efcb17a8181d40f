"""Rules, outcomes (pass, fail, undecided), implied values and findings. The identities themselves live in ``expectations/``."""

from .check import CheckResult, check_reports
from .rules.load import default_expectations_dir, load_rules

__all__ = ["CheckResult", "check_reports", "default_expectations_dir", "load_rules"]
