"""The cells of a corpus in plain dictionaries, and sums of them: nothing here is shared with what is checked."""

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

# Numerator and denominator of each indicator that is compared, written out again from the form.
FORMULAS = {
    "natural_persons": (r"requests/received/natural_person", r"requests/received/total"),
    "granted": (r"requests/granted/total", r"requests/concluded/total"),
    "granted_any": (r"requests/(granted|partly_granted)/total", r"requests/concluded/total"),
    "refused": (r"requests/refused\.\w+/total", r"requests/concluded/total"),
    "unavailable": (r"requests/unavailable\.\w+/total", r"requests/concluded/total"),
    "unprocessed": (r"requests/unprocessed\.\w+/total", r"requests/concluded/total"),
    "other": (r"requests/other(\.\w+)?/total", r"requests/concluded/total"),
    "carried_out": (r"requests/carried_out/total", r"requests/(received|carried_in)/total"),
    "review_corrected": (r"remedies/review/corrected", r"remedies/review/(upheld|corrected|other)"),
    "suits_corrected": (
        r"remedies/suit_\w+/corrected",
        r"remedies/suit_\w+/(upheld|corrected|other)",
    ),
    "reviews_per_100": (r"remedies/review/total", r"requests/concluded/total"),
    "suits_per_100": (r"remedies/suit_\w+/total", r"requests/concluded/total"),
}
RATES = ("reviews_per_100", "suits_per_100")
COUNTS = {
    "received": r"requests/received/total",
    "at_hand": r"requests/(received|carried_in)/total",
    "concluded": r"requests/concluded/total",
}
MINIMUM, SMALL = 5, 5
PEOPLE = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_services",
    "other",
)


@dataclass(frozen=True)
class Count:
    """A sum of cells: None where one is not known."""

    value: Fraction | None
    implied: bool
    codes: tuple[str, ...]
    disputed: bool = (
        False  # whether a check that fails, or what it was implied by, casts doubt on it
    )


@dataclass(frozen=True)
class Ratio:
    """A share, or a rate per 100: ``state`` is known, unknown (cells, or figures that cannot be) or nothing (to divide by)."""

    top: Count
    bottom: Count
    state: str
    rate: bool

    @property
    def value(self) -> Fraction:
        assert self.top.value is not None
        assert self.bottom.value is not None
        return self.top.value / self.bottom.value * (100 if self.rate else 1)

    @property
    def implied(self) -> bool:
        return self.top.implied or self.bottom.implied

    @property
    def disputed(self) -> bool:
        return self.top.disputed or self.bottom.disputed


@dataclass
class Page:
    """One report: what each cell prints or is implied to be, and what the report says of itself."""

    meta: dict
    cells: dict[str, tuple[str, float, float]] = field(
        default_factory=dict
    )  # status, value, implied
    disputed: set[str] = field(default_factory=set)
    _ratios: dict[str, "Ratio"] = field(default_factory=dict)
    _ties: dict[str, int] = field(default_factory=dict)

    def count(self, codes) -> Count:
        total, implied = Fraction(0), False
        codes = tuple(codes)
        if not codes:
            return Count(None, False, ())
        disputed = not self.disputed.isdisjoint(codes)
        for code in codes:
            status, value, other = self.cells[code]
            if status == "stated" and not math.isnan(value):
                total += Fraction(repr(value))
            elif not math.isnan(other):
                total, implied = total + Fraction(repr(other)), True
            else:
                return Count(None, False, codes, disputed)
        return Count(total, implied, codes, disputed)

    def nothing(self, *patterns: str) -> bool:
        """Whether all cells that fit, parts and totals, are known to be zero and undisputed."""
        own = [self.count([c]) for p in patterns for c in self.matching(p)]
        return bool(own) and all(c.value == 0 and not c.disputed for c in own)

    def matching(self, pattern: str) -> list[str]:
        return list(_matching(tuple(self.cells), pattern))

    def ratio(self, name: str) -> Ratio:
        if name not in self._ratios:
            self._ratios[name] = self._ratio(name)
        return self._ratios[name]

    def _ratio(self, name: str) -> Ratio:
        top, bottom = (self.count(self.matching(p)) for p in FORMULAS[name])
        rate = name in RATES
        if top.value is None or bottom.value is None:
            return Ratio(top, bottom, "unknown", rate)
        whole = all(v.denominator == 1 and v >= 0 for v in (top.value, bottom.value))
        if not whole or (not rate and top.value > bottom.value):
            return Ratio(top, bottom, "unknown", rate)
        return Ratio(top, bottom, "known" if bottom.value > 0 else "nothing", rate)

    def ties(self) -> dict[str, int]:
        """Ties within the report: how many hold, fail, and cannot be decided."""
        if not self._ties:
            self._ties.update({"hold": 0, "fail": 0, "open": 0})
            for left, right in self._equations():
                self._ties[self._tie(left, right)] += 1
        return dict(self._ties)

    def _equations(self):
        rows = list(dict.fromkeys(c.split("/")[1] for c in self.cells if c.startswith("requests/")))
        for row in rows:
            yield [f"requests/{row}/total"], [f"requests/{row}/{p}" for p in PEOPLE]
        outside = ("received", "carried_in", "concluded", "carried_out")
        results = [r for r in rows if r not in outside]
        for who in (*PEOPLE, "total"):
            yield (
                [f"requests/{r}/{who}" for r in outside[:2]],
                [f"requests/{r}/{who}" for r in outside[2:]],
            )
            yield [f"requests/concluded/{who}"], [f"requests/{r}/{who}" for r in results]
        for row in dict.fromkeys(c.split("/")[1] for c in self.cells if c.startswith("remedies/")):
            yield (
                [f"remedies/{row}/total"],
                [f"remedies/{row}/{c}" for c in ("upheld", "corrected", "other", "pending")],
            )

    def _tie(self, left, right, prior: "Page | None" = None) -> str:
        """A cell without a number confirms nothing: open if it, at zero or more, can balance the sides.

        It fails where no filling that is not negative makes the sides equal.
        """
        sides, empty = [], []
        for side in (left, right):
            cells = [self._term(code, prior) for code in side]
            sides.append(
                sum((Fraction(repr(v)) for status, v in cells if status == "stated"), Fraction(0))
            )
            empty.append(any(status != "stated" for status, _ in cells))
        over = sides[0] - sides[1]
        if abs(over) < Fraction(1, 10**6):
            return "open" if any(empty) else "hold"
        return "open" if empty[over > 0] else "fail"

    def _term(self, code: str, prior: "Page | None") -> tuple[str, float]:
        """Status and value of a cell; one that the form does not have adds nothing."""
        page = prior if code.endswith("@prior") and prior else self
        status, value, _ = page.cells.get(code.removesuffix("@prior"), ("stated", 0.0, math.nan))
        return status, value

    def between(self, prior: "Page") -> dict[str, int]:
        """Ties to the report of the year before."""
        tally = {"hold": 0, "fail": 0, "open": 0}
        for sides in self._equations_between(prior):
            kind = "none" if sides is None else self._tie(*sides, prior)
            tally[kind] = tally.get(kind, 0) + 1
        return tally

    def _equations_between(self, prior: "Page"):
        """Both sides of each; None where the year before has no such cell."""
        for who in (*PEOPLE, "total"):
            yield [f"requests/carried_in/{who}"], [f"requests/carried_out/{who}@prior"]
        if self.meta["format"] == "2021":
            for row in ("regulations", "normative_documents"):
                own = f"disclosure/{row}"
                if f"{own}/in_force" in prior.cells:
                    left = [f"{own}/in_force", f"{own}/repealed"]
                    yield left, [f"{own}/in_force@prior", f"{own}/issued"]
                else:
                    yield None

    def doubts(self, prior: "Page | None"):
        """Of each equation, how it comes out and its cells, as (page, code)."""
        both = list(self._equations())
        if prior:
            both += [sides for sides in self._equations_between(prior) if sides]
        for left, right in both:
            cells = [
                (prior if code.endswith("@prior") else self, code.removesuffix("@prior"))
                for code in (*left, *right)
            ]
            own = [(page, code) for page, code in cells if page and code in page.cells]
            yield self._tie(left, right, prior), own


@lru_cache(maxsize=4096)
def _matching(codes: tuple[str, ...], pattern: str) -> tuple[str, ...]:
    return tuple(code for code in codes if re.fullmatch(pattern, code))


class Book:
    """All reports of a dataset."""

    def __init__(self, data) -> None:
        self.pages = {row["report"]: Page(row) for row in data.reports.to_dict("records")}
        names = ("report", "table", "item", "column", "status", "value", "implied")
        columns = (data.cells[name].to_numpy().tolist() for name in names)  # row by row is slow
        for report, table, item, column, *figures in zip(*columns, strict=True):
            self.pages[report].cells[f"{table}/{item}/{column}"] = tuple(figures)
        self.claims: dict[str, list[str]] = {}
        for r in data.claims.itertuples(index=False):
            self.claims.setdefault(r.report, []).append(r.verdict)
        self.findings: dict[str, list[str]] = {}
        for r in data.findings.itertuples(index=False):
            self.findings.setdefault(r.report, []).append(r.severity)
        self.groups: dict[str, list[str]] = {}
        for r in data.groups.itertuples(index=False):
            self.groups.setdefault(r.group, []).append(r.report)

        self._dispute()

    def _dispute(self) -> None:
        """Mark the cells of each equation that fails, and what equations imply from such cells."""
        open_ones = []
        for report, page in self.pages.items():
            for kind, cells in page.doubts(self.prior(report)):
                if kind == "fail":
                    for own, code in cells:
                        own.disputed.add(code)
                elif kind == "open":
                    open_ones.append(cells)
        moved = True
        while moved:
            moved = False
            for cells in open_ones:
                if any(code in own.disputed for own, code in cells):
                    for own, code in cells:
                        if not math.isnan(own.cells[code][2]) and code not in own.disputed:
                            own.disputed.add(code)
                            moved = True

    def prior(self, report: str, years: int = 1) -> Page | None:
        meta = self.pages[report].meta
        return next(
            (
                p
                for p in self.pages.values()
                if p.meta["agency"] == meta["agency"]
                and p.meta["scope"] == meta["scope"]
                and p.meta["year"] == meta["year"] - years
            ),
            None,
        )
