"""The rules: read from the suites in ``expectations/``, which alone state them, and validated."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.files import bundled
from analysis.user_files import Place

from .asked import CHECKS
from .frame import META

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
        return self.type in CHECKS or plain_match


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
    if folder is None:
        return _load(bundled("expectations"))
    paths = sorted(Path(folder).glob("*.json"))
    states = ((p, s.st_mtime_ns, s.st_size) for p, s in ((p, p.stat()) for p in paths))
    return _load(Path(folder), tuple(states))  # they may be edited between two cells of a notebook


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
def _load(folder: Path, states: tuple[tuple[Path, int, int], ...] = ()) -> tuple[Rule, ...]:
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
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path}: not valid JSON, line {error.lineno} column {error.colno}: {error.msg}. "
            "Correct it there."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}). Save it as UTF-8.") from None
    entries: Any = content.get("expectations") if isinstance(content, dict) else None
    place = Place(path)
    place.need(isinstance(entries, list), "a suite is an object with a list `expectations`.")
    return [
        _rule(path.stem, place.at(f", expectation {number}"), entry)
        for number, entry in enumerate(entries, start=1)
    ]


def _rule(suite: str, place: Place, entry: Any) -> Rule:
    types = {"type": str, "kwargs": dict}
    place.need(
        isinstance(entry, dict) and all(isinstance(entry.get(k), t) for k, t in types.items()),
        "needs `type` and `kwargs`.",
    )
    meta = entry.get("meta") or {}
    missing = [key for key in _META if key not in meta]
    place.need(not missing, f"its `meta` lacks {', '.join(missing)}.")
    known = f"use one of {', '.join(_SEVERITIES)}."
    place.need(meta["severity"] in _SEVERITIES, f"severity {meta['severity']!r}; {known}")
    rule = Rule(suite, entry["type"], entry["kwargs"], meta)
    if rule.type in CHECKS:
        check, known = CHECKS[rule.type]
        check(place, rule.kwargs)
        # `mostly`, for one, which has an effect in other types of Great Expectations.
        place.at(", kwargs").keys(rule.kwargs, (), known.split())
    return rule
