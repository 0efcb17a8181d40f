"""The weights of a composite index: read from the user's file, every slip in it named."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.assessing.indicators.definitions import BAD_ID, Indicator, definitions
from analysis.user_files import Place, users_text, users_yaml

WHOLE = "index"  # the dimension of a row about the whole
FIRMNESS = 50.0


@dataclass(frozen=True)
class Part:
    """An indicator of a dimension.

    Attributes
    ----------
    indicator : Indicator
        A share, a rate or a measure.
    worst, best : float
        The figures that score 0 and 100, in the unit of the indicator.
    weight : float
        Its weight among the parts of the dimension, a fraction of one.
    """

    indicator: Indicator
    worst: float
    best: float
    weight: float


@dataclass(frozen=True)
class Dimension:
    """A dimension of the index.

    Attributes
    ----------
    id : str
        Its name in table ``composite``.
    label : dict
        ``zh`` and ``en``.
    weight : float
        Its weight in the index, a fraction of one.
    parts : tuple of Part
        At least one.
    """

    id: str
    label: Mapping[str, str]
    weight: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Scheme:
    """A composite index as its file states it.

    Attributes
    ----------
    id : str
        Its name in table ``composite``.
    label : dict
        ``zh`` and ``en``.
    firmness : float
        Sum of the parameters of the Dirichlet distribution of which other weights are drawn: the
        larger, the nearer they are to those given.
    dimensions : tuple of Dimension
        At least one; their weights sum to one.
    """

    id: str
    label: Mapping[str, str]
    firmness: float
    dimensions: tuple[Dimension, ...]

    @property
    def parts(self) -> list[Part]:
        """The parts of all dimensions, in order."""
        return [p for d in self.dimensions for p in d.parts]


def load_scheme(path: str | Path, extra: Iterable[Indicator] = ()) -> Scheme:
    """Read a composite index of the user's, a YAML file with the keys of ``composite.yml``.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8.
    extra : iterable of Indicator
        Indicators of the user's that it may name besides ours.

    Raises
    ------
    InputError
        If the file cannot be read, or an entry lacks a key, has one that there is not, names no
        indicator, or a number will not do; the message says which entry and what to do.
    """
    raw = users_yaml(users_text(path), path)
    where = _Place(path)
    where.keys(raw, ("id", "label", "dimensions"), ("firmness",))
    by_id = {d.id: d for d in (*definitions(), *extra)}
    firmness = where.number(raw.get("firmness", FIRMNESS), "firmness")
    where.need(firmness > 0, "firmness must be above 0.")
    found = [
        _dimension(entry, where.at(f", dimension {n}"), by_id)
        for n, entry in enumerate(where.listed(raw, "dimensions"), 1)
    ]
    ids = [d.id for d in found]
    where.need(
        len({*ids, WHOLE}) > len(ids),
        f"dimensions need ids of their own, none of them {WHOLE!r}; they are {', '.join(ids)}.",
    )
    total = sum(d.weight for d in found)
    scaled = tuple(Dimension(d.id, d.label, d.weight / total, d.parts) for d in found)
    return Scheme(where.id(raw), where.label(raw), firmness, scaled)


def _dimension(entry: Any, where: "_Place", known: Mapping[str, Indicator]) -> Dimension:
    where.keys(entry, ("id", "label", "weight", "parts"))
    parts = [
        _part(part, where.at(f", part {n}"), known)
        for n, part in enumerate(where.listed(entry, "parts"), 1)
    ]
    total = sum(p.weight for p in parts)
    scaled = tuple(Part(p.indicator, p.worst, p.best, p.weight / total) for p in parts)
    return Dimension(where.id(entry), where.label(entry), where.weight(entry["weight"]), scaled)


def _part(entry: Any, where: "_Place", known: Mapping[str, Indicator]) -> Part:
    where.keys(entry, ("indicator", "worst", "best"), ("weight",))
    d = known.get(str(entry["indicator"]))
    if d is None:
        raise where.wrong(
            f"there is no indicator {entry['indicator']!r}. docs/method.md lists them all."
        )
    if d.kind in ("count", "amount") and not d.measure:
        article = "an" if d.kind == "amount" else "a"
        raise where.wrong(
            f"{d.id} is {article} {d.kind}: it follows the size of an agency. "
            "Take a share, a rate or a measure."
        )
    worst, best = where.number(entry["worst"], "worst"), where.number(entry["best"], "best")
    same = "worst and best are the same figure: nothing lies between them."
    where.need(worst != best, same)
    return Part(d, worst, best, where.weight(entry.get("weight", 1)))


class _Place(Place):
    """A place in the file, and what is written there."""

    def listed(self, entry: dict[str, Any], key: str) -> list[Any]:
        self.need(isinstance(entry[key], list), f"{key} needs a list of at least one.")
        return list(entry[key])

    def id(self, entry: dict[str, Any]) -> str:
        name = str(entry["id"])
        self.need(re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII), BAD_ID)
        return name

    def label(self, entry: dict[str, Any]) -> dict[str, str]:
        label = entry["label"] if isinstance(entry["label"], dict) else {}
        both = all(isinstance(label.get(lang), str) for lang in ("zh", "en"))
        self.need(both, "label needs zh and en, both text.")
        return {lang: label[lang] for lang in ("zh", "en")}

    def weight(self, value: Any) -> float:
        weight = self.number(value, "weight")
        instead = "Give a number above 0, or leave the entry out."
        self.need(weight > 0, f"weight is {value!r}. {instead}")
        return weight
