"""Libraries that others import, loaded only when something is asked of them.

``jsonschema``, with which Great Expectations and whatever reads notebooks validate, has a parser of
addresses in other scripts built at its import, which takes a second: half of what a page needs.
"""

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from functools import partial
from types import ModuleType
from typing import Any

_SLOW = "rfc3987_syntax"


def load_schemas() -> None:
    """Import ``jsonschema``; its parser of addresses is built when an address is checked."""
    if "jsonschema" in sys.modules or _SLOW in sys.modules or not importlib.util.find_spec(_SLOW):
        return
    with put_off(_SLOW):
        sys.modules[_SLOW].is_valid_syntax = _is_valid  # type: ignore[attr-defined]
        importlib.import_module("jsonschema")


def _is_valid(term: str, value: str) -> bool:
    return bool(importlib.import_module(_SLOW).is_valid_syntax(term, value))


@contextlib.contextmanager
def put_off(*names: str) -> Iterator[None]:
    """Meanwhile, no module of these names is imported; what is asked of one later loads it.

    Parameters
    ----------
    *names : str
        Modules of which others import nothing but the module itself.
    """
    new = [name for name in names if name not in sys.modules and importlib.util.find_spec(name)]
    for name in new:
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__dict__["__getattr__"] = partial(_loaded, name)
    try:
        yield
    finally:
        for name in new:
            del sys.modules[name]


def _loaded(name: str, attribute: str) -> Any:
    if attribute.startswith("__"):  # asked by Python while it imports
        raise AttributeError(attribute)
    return getattr(importlib.import_module(name), attribute)
