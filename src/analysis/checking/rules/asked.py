"""What each type of rule asks for beside its type, and what to say where a suite lacks it."""

import re
from collections.abc import Callable, Collection
from fnmatch import fnmatch
from typing import Any

from analysis.form import FORMATS, TABLES, get_form
from analysis.user_files import Place

from .outcomes import NAMES


def _check_table(place: Place, kwargs: dict[str, Any]) -> None:
    place.need(kwargs.get("of") in TABLES, f"`of` must be one of {', '.join(TABLES)}.")


def _check_tables(place: Place, kwargs: dict[str, Any]) -> None:
    tables = f"`of` must be a list of tables: {', '.join(TABLES)}."
    place.need(kwargs.get("of") and _listed(kwargs["of"], TABLES), tables)


def _check_sections(place: Place, kwargs: dict[str, Any]) -> None:
    listed = isinstance(kwargs.get("sections"), list)
    place.need(listed, "`sections` must be a list of section numbers.")


def _check_limits(place: Place, kwargs: dict[str, Any]) -> None:
    limits = kwargs.get("limits")
    place.need(
        isinstance(limits, dict)
        and all(isinstance(v, str) and re.fullmatch(r"\d\d-\d\d", v) for v in limits.values()),
        '`limits` must give a scope\'s last day as month-day, for example "agency": "01-31".',
    )
    if "without_limit" in kwargs:
        _check_pattern(place, "without_limit", kwargs["without_limit"])


def _check_verdicts(place: Place, kwargs: dict[str, Any]) -> None:
    verdicts = kwargs.get("verdicts")
    place.need(
        isinstance(verdicts, dict) and _listed(list(verdicts.values()), NAMES),
        f"`verdicts` must turn each verdict into one of {', '.join(NAMES)}.",
    )


def _check_terms(place: Place, kwargs: dict[str, Any]) -> None:
    table, each, terms = kwargs.get("of"), kwargs.get("each"), kwargs.get("terms")
    formats = kwargs.get("formats") or []
    place.need(_listed(formats, FORMATS), f"`formats` must be a list of {', '.join(FORMATS)}.")
    place.need(
        table in TABLES and isinstance(terms, dict) and terms,
        f"needs `of` (one of {', '.join(TABLES)}) and `terms` (code: sign).",
    )
    cells = [c for f in FORMATS for c in get_form(f).cells if c.table == table]
    names = {c.item for c in cells} if each == "column" else {c.column for c in cells}
    for term, sign in (terms or {}).items():
        place.need(
            any(fnmatch(name, term.removesuffix("@prior")) for name in names),
            f"the term {term!r} is no code of table {table}. Codes: {', '.join(sorted(names))}.",
        )
        place.need(sign in (1, -1), f"the term {term!r} has the sign {sign!r}; use 1 or -1.")
    place.need(
        each in ("item", "column") or _listed(each, {c.item for c in cells}),
        '`each` must be "item", "column" or a list of row codes.',
    )


def _check_bound(place: Place, kwargs: dict[str, Any]) -> None:
    _check_terms(place, kwargs)
    cells = [c for f in FORMATS for c in get_form(f).cells if c.table == kwargs["of"]]
    names = {c.column if kwargs["each"] == "column" else c.item for c in cells}
    only = f"`only` must be a list of {', '.join(sorted(names))}."
    place.need(_listed(kwargs.get("only", []), names), only)


def _check_agencies(place: Place, kwargs: dict[str, Any]) -> None:
    _check_table(place, kwargs)
    items = {c.item for f in FORMATS for c in get_form(f).cells if c.table == kwargs["of"]}
    rows = f"`items` must be a list of rows: {', '.join(sorted(items))}."
    place.need(_listed(kwargs.get("items"), items), rows)
    for key in ("agencies", "others"):
        _check_pattern(place, key, kwargs.get(key))


def _listed(value: Any, known: Collection[str]) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v in known for v in value)


def _check_pattern(place: Place, key: str, pattern: Any) -> None:
    try:
        re.compile(pattern)
    except (re.error, TypeError):
        raise place.wrong(f"`{key}` must be a regular expression of names.") from None


CHECKS: dict[str, tuple[Callable[[Place, dict[str, Any]], None], str]] = {
    "expect_terms_to_balance": (_check_terms, "of each terms formats"),
    "expect_terms_not_below_zero": (_check_bound, "of each terms formats only"),
    "expect_zero_for_agencies": (_check_agencies, "of items agencies others"),
    "expect_cells_to_be_legible": (_check_table, "of"),
    "expect_sections_to_be_complete": (_check_sections, "sections"),
    "expect_publication_by": (_check_limits, "limits without_limit"),
    "expect_agencies_to_sum": (_check_tables, "of"),
    "expect_claims_to_agree": (_check_verdicts, "verdicts"),
}
