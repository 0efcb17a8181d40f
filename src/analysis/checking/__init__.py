"""Rules, outcomes (pass, fail, undecided), implied values, findings and repairs.

The rules themselves are data: ``expectations/*.json``. What is named here is imported on first use:
pages need the rules and nothing that checks by them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .check import CheckResult, check_reports
    from .rules.load import load_rules

__all__ = ["CheckResult", "check_reports", "load_rules"]
_WHERE = {"CheckResult": "check", "check_reports": "check", "load_rules": "rules.load"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
