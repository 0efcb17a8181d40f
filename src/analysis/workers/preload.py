"""Imported by a fork server alone: the standard library's can do nothing but import modules."""

import os
import pickle
import sys
from types import TracebackType

from . import preparation


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say nothing of a process that was given nothing to do: whoever started it was interrupted."""
    if not isinstance(error, EOFError | pickle.UnpicklingError):
        sys.__excepthook__(kind, error, trace)


if preparation.VARIABLE in os.environ:
    preparation.prepare(os.environ.pop(preparation.VARIABLE))
# The standard library calls it only until a process knows its task. Imports may have set another.
sys.excepthook = _report
