"""What each type of rule asks for beside its type, and what to say where a suite lacks it."""

import re
from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any

from analysis.errors import InputError
from analysis.form import FORMATS, TABLES, get_form

from .outcomes import NAMES


def _check_table(place: str, kwargs: dict[str, Any]) -> None:
    if kwargs.get("of") not in TABLES:
        raise InputError(f"{place}: `of` must be one of {', '.join(TABLES)}.")


def _check_tables(place: str, kwargs: dict[str, Any]) -> None:
    if (
        not isinstance(kwargs.get("of"), list)
        or not kwargs["of"]
        or not set(kwargs["of"]) <= set(TABLES)
    ):
        raise InputError(f"{place}: `of` must be a list of tables: {', '.join(TABLES)}.")


def _check_sections(place: str, kwargs: dict[str, Any]) -> None:
    if not isinstance(kwargs.get("sections"), list):
        raise InputError(f"{place}: `sections` must be a list of section numbers.")


def _check_limits(place: str, kwargs: dict[str, Any]) -> None:
    limits = kwargs.get("limits")
    if not isinstance(limits, dict) or not all(
        isinstance(v, str) and re.fullmatch(r"\d\d-\d\d", v) for v in limits.values()
    ):
        raise InputError(
            f"{place}: `limits` must give a scope's last day as month-day, for example "
            '"agency": "01-31".'
        )
    if "without_limit" in kwargs:
        _check_pattern(place, "without_limit", kwargs["without_limit"])


def _check_verdicts(place: str, kwargs: dict[str, Any]) -> None:
    verdicts = kwargs.get("verdicts")
    if not isinstance(verdicts, dict) or not set(verdicts.values()) <= set(NAMES):
        raise InputError(
            f"{place}: `verdicts` must turn each verdict into one of {', '.join(NAMES)}."
        )


def _check_terms(place: str, kwargs: dict[str, Any]) -> None:
    table, each, terms = kwargs.get("of"), kwargs.get("each"), kwargs.get("terms")
    formats = kwargs.get("formats")
    if formats is not None and (not isinstance(formats, list) or not set(formats) <= set(FORMATS)):
        raise InputError(f"{place}: `formats` must be a list of {', '.join(FORMATS)}.")
    if table not in TABLES or not isinstance(terms, dict) or not terms:
        raise InputError(
            f"{place}: needs `of` (one of {', '.join(TABLES)}) and `terms` (code: sign)."
        )
    cells = [c for f in FORMATS for c in get_form(f).cells if c.table == table]
    names = {c.item for c in cells} if each == "column" else {c.column for c in cells}
    for term, sign in terms.items():
        if not any(fnmatch(name, term.removesuffix("@prior")) for name in names):
            raise InputError(
                f"{place}: the term {term!r} is no code of table {table}. "
                f"Codes: {', '.join(sorted(names))}."
            )
        if sign not in (1, -1):
            raise InputError(f"{place}: the term {term!r} has the sign {sign!r}; use 1 or -1.")
    if each not in ("item", "column") and not (
        isinstance(each, list) and set(each) <= {c.item for c in cells}
    ):
        raise InputError(f'{place}: `each` must be "item", "column" or a list of row codes.')


def _check_bound(place: str, kwargs: dict[str, Any]) -> None:
    _check_terms(place, kwargs)
    cells = [c for f in FORMATS for c in get_form(f).cells if c.table == kwargs["of"]]
    names = {c.column if kwargs["each"] == "column" else c.item for c in cells}
    only = kwargs.get("only", [])
    if not isinstance(only, list) or not set(only) <= names:
        raise InputError(f"{place}: `only` must be a list of {', '.join(sorted(names))}.")


def _check_agencies(place: str, kwargs: dict[str, Any]) -> None:
    _check_table(place, kwargs)
    items = {c.item for f in FORMATS for c in get_form(f).cells if c.table == kwargs["of"]}
    if not isinstance(kwargs.get("items"), list) or not set(kwargs["items"]) <= items:
        raise InputError(f"{place}: `items` must be a list of rows: {', '.join(sorted(items))}.")
    for key in ("agencies", "others"):
        _check_pattern(place, key, kwargs.get(key))


def _check_pattern(place: str, key: str, pattern: Any) -> None:
    try:
        re.compile(pattern)
    except (re.error, TypeError):
        raise InputError(f"{place}: `{key}` must be a regular expression of names.") from None


CHECKS: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "expect_terms_to_balance": _check_terms,
    "expect_terms_not_below_zero": _check_bound,
    "expect_zero_for_agencies": _check_agencies,
    "expect_cells_to_be_legible": _check_table,
    "expect_sections_to_be_complete": _check_sections,
    "expect_publication_by": _check_limits,
    "expect_agencies_to_sum": _check_tables,
    "expect_claims_to_agree": _check_verdicts,
}
