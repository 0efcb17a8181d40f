"""The rules: read from the suites in ``expectations/``, which alone state them, and validated."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.files import bundled
from analysis.form import FORMATS, TABLES, get_form

from .frame import META
from .outcomes import NAMES

# A type of GX itself; we evaluate its plain form on a column of metadata.
_MATCH = "expect_column_values_to_match_regex"
_META = ("id", "label", "why", "severity", "source")
_SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Rule:
    """One expectation of a suite.

    Attributes
    ----------
    suite : str
        Name of the suite: its file without ``.json``.
    type : str
        Expectation type of Great Expectations, ours or its own.
    kwargs : dict
        What the type asks for, such as ``of``, ``each`` and ``terms``.
    meta : dict
        ``id``, ``label`` and ``why`` in both languages, ``severity`` (error, warning or note) and
        ``source``, the document that states the rule.
    """

    suite: str
    type: str
    kwargs: dict[str, Any]
    meta: dict[str, Any]

    @property
    def id(self) -> str:
        """Its id, unique over all suites."""
        return str(self.meta["id"])

    @property
    def is_equation(self) -> bool:
        """Whether it states that a signed sum of cells is zero."""
        return self.type == "expect_terms_to_balance"

    @property
    def is_identity(self) -> bool:
        """Whether it is an equation that is true by definition: figures may be solved for."""
        return self.is_equation and self.meta["severity"] == "error"

    @property
    def quick(self) -> bool:
        """Whether its outcomes can be had without Great Expectations."""
        plain_match = (
            self.type == _MATCH
            and set(self.kwargs) == {"column", "regex"}
            and self.kwargs["column"] in META
        )
        return self.type in _CHECKS or plain_match


def load_rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """Load the rules of all suites, in the order of file name and entry.

    Parameters
    ----------
    folder : Path, optional
        Folder with one JSON file for each suite; those that come with Gouji if not given.

    Raises
    ------
    InputError
        Naming the file and the entry: JSON that does not parse, a suite without expectations, an
        entry without its metadata, an id used twice, a severity or a cell code that does not exist.

    Examples
    --------
    >>> rules = {rule.id: rule for rule in load_rules()}
    >>> rules["requests.applicants"].meta["label"]["en"]
    'total = sum of the applicant columns'
    >>> rules["requests.applicants"].is_identity, rules["continuity.documents"].is_identity
    (True, False)
    """
    return _load(folder or bundled("expectations"))


def are_all_quick(folder: Path | None = None) -> bool:
    """Whether all outcomes can be had without Great Expectations, each from its own report.

    Parameters
    ----------
    folder : Path, optional
        As for ``load_rules``.

    Raises
    ------
    InputError
        As ``load_rules``.
    """
    return all(rule.quick for rule in load_rules(folder))


@cache
def _load(folder: Path) -> tuple[Rule, ...]:
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise InputError(f"{folder}: holds no suite (*.json). Name the folder of the expectations.")
    rules: list[Rule] = []
    for path in paths:
        rules += _suite(path)
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise InputError(
                f"{folder}: the rule id {rule.id!r} is used in {seen[rule.id]}.json and "
                f"{rule.suite}.json. Rename one."
            )
        seen[rule.id] = rule.suite
    return tuple(rules)


def _suite(path: Path) -> list[Rule]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path}: not valid JSON, line {error.lineno} column {error.colno}: {error.msg}. "
            "Correct it there."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}). Save it as UTF-8.") from None
    entries = content.get("expectations") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise InputError(f"{path}: a suite is an object with a list `expectations`.")
    return [_rule(path, number, entry) for number, entry in enumerate(entries, start=1)]


def _rule(path: Path, number: int, entry: Any) -> Rule:
    place = f"{path}: expectation {number}"
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("type"), str)
        or not isinstance(entry.get("kwargs"), dict)
    ):
        raise InputError(f"{place}: needs `type` and `kwargs`.")
    meta = entry.get("meta") or {}
    missing = [key for key in _META if key not in meta]
    if missing:
        raise InputError(f"{place}: its `meta` lacks {', '.join(missing)}.")
    if meta["severity"] not in _SEVERITIES:
        raise InputError(
            f"{place}: severity {meta['severity']!r}; use one of {', '.join(_SEVERITIES)}."
        )
    rule = Rule(path.stem, entry["type"], entry["kwargs"], meta)
    if rule.type in _CHECKS:
        _CHECKS[rule.type](place, rule.kwargs)
    return rule


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


_CHECKS: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "expect_terms_to_balance": _check_terms,
    "expect_terms_not_below_zero": _check_bound,
    "expect_zero_for_agencies": _check_agencies,
    "expect_cells_to_be_legible": _check_table,
    "expect_sections_to_be_complete": _check_sections,
    "expect_publication_by": _check_limits,
    "expect_agencies_to_sum": _check_tables,
    "expect_claims_to_agree": _check_verdicts,
}
