"""``jsonschema``, loaded without a grammar that nobody asks for.

Great Expectations and whatever reads notebooks validate with it. To check addresses in other
scripts it has a parser built at its import, which takes a second: half of what a page needs.
"""

import importlib.util
import sys
from types import ModuleType

_SLOW = "rfc3987_syntax"


def load_schemas() -> None:
    """Import ``jsonschema``; its parser of addresses is built when an address is checked."""
    if "jsonschema" in sys.modules or _SLOW in sys.modules or not importlib.util.find_spec(_SLOW):
        return
    stand_in = ModuleType(_SLOW)
    stand_in.is_valid_syntax = _is_valid  # type: ignore[attr-defined]
    sys.modules[_SLOW] = stand_in
    try:
        importlib.import_module("jsonschema")
    finally:
        del sys.modules[_SLOW]


def _is_valid(term: str, value: str) -> bool:
    return bool(importlib.import_module(_SLOW).is_valid_syntax(term, value))
