"""Gouji (勾稽): annual reports on information disclosure, read, cross-footed and compared.

Functions are imported on first use, so that ``import analysis`` and ``gouji --help`` are quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.version import __version__ as __version__

if TYPE_CHECKING:
    from analysis.assessing.dataset import Dataset
    from analysis.assessing.opening import open_dataset
    from analysis.checking.api import Check, CorpusCheck, check, check_corpus
    from analysis.errors import InputError
    from analysis.recognising import Report
    from analysis.running.corpus import load_reports, read_report


_WHERE = {
    "read_report": "running.corpus",
    "load_reports": "running.corpus",
    "Report": "recognising",
    "check": "checking.api",
    "check_corpus": "checking.api",
    "Check": "checking.api",
    "CorpusCheck": "checking.api",
    "Dataset": "assessing.dataset",
    "open_dataset": "assessing.opening",
    "InputError": "errors",
}
__all__ = [
    "Check",
    "CorpusCheck",
    "Dataset",
    "InputError",
    "Report",
    "check",
    "check_corpus",
    "load_reports",
    "open_dataset",
    "read_report",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
