"""A report as text that can be kept and read back the same.

JSON, because what lies on a disk must never be able to run code.
"""

import json
from dataclasses import fields, is_dataclass
from functools import partial
from importlib import import_module
from typing import Any

from .report import REPORT_TABLES, Report, rows_of
from .rows import Rows

_HOUSE = "analysis."


def dumps(report: Report) -> str:
    """A report as JSON text.

    Parameters
    ----------
    report : Report
        The report.

    Raises
    ------
    TypeError
        If it holds something that has no place in JSON.
    """
    return _text(_packed(report))


def loads(text: str) -> Report:
    """The report of such a text.

    Parameters
    ----------
    text : str
        As ``dumps`` gives it.

    Raises
    ------
    ValueError
        If the text is no report.
    """
    try:
        report = _unpacked(json.loads(text))
    except (KeyError, TypeError, IndexError, AttributeError, ImportError) as error:
        raise ValueError(f"no report: {error}") from None
    if not isinstance(report, Report):
        raise ValueError("no report")
    return report


_text = partial(json.dumps, separators=(",", ":"))


class _KeptRows(Rows):
    """Rows that are read when somebody looks at them."""

    __slots__ = ("_kept",)

    def __init__(self, columns: list[str], floats: list[str], kept: str) -> None:
        self.columns, self.floats, self._kept = columns, tuple(floats), kept

    def __getattr__(self, name: str) -> Any:
        if name != "rows":
            raise AttributeError(name)
        self.rows, self._kept = [_row(row) for row in json.loads(self._kept)], ""
        return self.rows


def _row(values: list[Any]) -> tuple[Any, ...]:
    return tuple(map(_unpacked, values)) if list in map(type, values) else tuple(values)


def _packed(value: Any) -> Any:
    """A value as JSON has it.

    What is neither text, number, truth value nor None becomes a list that begins with its kind.
    """
    if value is None or (
        isinstance(value, str | bool | int | float) and type(value) in (str, bool, int, float)
    ):
        return value
    if isinstance(value, list):
        return ["list", *map(_packed, value)]
    if isinstance(value, tuple) and type(value) is tuple:
        return ["tuple", *map(_packed, value)]
    if isinstance(value, dict):
        return ["dict", *([_packed(k), _packed(v)] for k, v in value.items())]
    if isinstance(value, Rows):
        # As a text in the text: who does not look at a table need not take it apart.
        rows = _text([[_packed(v) for v in row] for row in value.rows], ensure_ascii=False)
        return ["rows", value.columns, list(value.floats), rows]
    if hasattr(value, "item"):
        return _packed(value.item())  # a number of NumPy
    if is_dataclass(value) and type(value).__module__.startswith(_HOUSE):
        kind = type(value)
        held: dict[str, Any] = (
            vars(value)
            if hasattr(value, "__dict__")
            else {f.name: getattr(value, f.name) for f in fields(value)}
        )
        if isinstance(value, Report):  # a table that somebody has looked at is a DataFrame since
            held = held | {table: rows_of(value, table) for table in REPORT_TABLES}
        return [
            "made",
            kind.__module__,
            kind.__qualname__,
            {f.name: _packed(held[f.name]) for f in fields(value)},
        ]
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _unpacked(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, *rest = value
    if kind in ("list", "tuple"):
        items = [_unpacked(v) for v in rest]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        return {_unpacked(k): _unpacked(v) for k, v in rest}
    if kind == "rows":
        return _KeptRows(*rest)
    module, name, held = rest
    found = getattr(import_module(module), name) if module.startswith(_HOUSE) else None
    if kind != "made" or not (isinstance(found, type) and is_dataclass(found)):
        raise ValueError(f"no kind {kind!r}")
    return found(**{n: _unpacked(v) for n, v in held.items()})
