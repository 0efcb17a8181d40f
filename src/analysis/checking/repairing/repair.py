"""Repairs of failing reports, the likeliest first, each stated in a sentence. None is applied."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from analysis.checking.rules.frame import STATED, Wide
from analysis.checking.rules.load import Rule
from analysis.checking.rules.outcomes import OutcomeTable, outcomes_of
from analysis.recognising import Report
from analysis.recognising.rows import Rows

from .cover import MOST
from .localise import CellSet, Located, localise
from .options import Change, Option, Scales
from .plausible import totals
from .shifts import slips
from .system import Cells, System, build, components, equations_of
from .wording import RepairWording

if TYPE_CHECKING:
    import pandas as pd

_Group = tuple[Option, ...]  # one for each part of the figures
REPAIR_COLUMNS = ["report", "rank", "cells", "printed", "implied", "kind", "zh", "en"]


@dataclass(frozen=True)
class Repair:
    """One way to make every identity of a report hold.

    Attributes
    ----------
    values : dict
        Cell code to what it would have to be; ``@prior`` behind a code is the cell of the year
        before's report, ``@next`` of the year after's.
    printed : dict
        Cell code to what is printed there.
    kind : str
        What seems to have happened; a key of ``repair.yml``.
    span : dict
        Cell code to (least, greatest) where the identities leave a choice; ``values`` holds the
        nearest to the print.
    smallest : bool
        Whether no repair changes fewer stated cells. False for one slip that moved many figures.
    complete : bool
        Whether every repair as small as the smallest is listed.
    price : float
        By which repairs are ranked; only the order means something.
    zh, en : str
        The repair in a sentence, Chinese and English.
    """

    values: dict[str, float]
    printed: dict[str, str]
    kind: str
    span: dict[str, tuple[float, float]]
    smallest: bool
    complete: bool
    price: float
    zh: str
    en: str


def repairs(
    reports: Sequence[Report],
    outcomes: pd.DataFrame | OutcomeTable,
    rules: Sequence[Rule],
) -> dict[str, tuple[Repair, ...]]:
    """Find the repairs of reports whose figures contradict each other.

    Also where no check fails by itself but some are undecided: together they may contradict each
    other.

    Parameters
    ----------
    reports : sequence of Report
        All years of an agency help to find what is wrong in one.
    outcomes : DataFrame or OutcomeTable
        Those of these reports.
    rules : sequence of Rule
        Only identities count.

    Returns
    -------
    dict
        Report id to repairs, best first. No repair for a failing report: no change of its cells
        satisfies every identity (a rule of one's own may ask for that), or too many cells are wrong
        to tell.
    """
    identities = {r.id for r in rules if r.is_identity}
    open_ones = outcomes_of(outcomes, "fail", "undecided")
    failing = {o.report for o in open_ones if o.rule in identities}
    if not failing:
        return {}
    equations, by_id = equations_of(rules), {r.id: r for r in reports}
    cells = Cells(Wide.of_reports(reports))
    scales, wording = Scales(cells, by_id, totals(equations)), RepairWording(cells, by_id)
    found: dict[str, tuple[Repair, ...]] = {}
    done: set[int] = set()
    for row, report in enumerate(cells.report):
        if report not in failing or row in done:
            continue
        chain = cells.chain(row)
        done |= set(chain)
        whole = build(cells, chain, equations)
        parts = [(p, located) for p in components(whole) if (located := localise(p)).needed]
        for r in (r for r in chain if cells.report[r] in failing):
            if mine := [pair for pair in parts if _out(pair[0], r).any()]:
                found[cells.report[r]] = _of_report(r, whole, mine, cells, scales, wording)
    return {r: found[r] for r in cells.report if r in found}


def repairs_of(
    reports: Sequence[Report],
    outcomes: pd.DataFrame | OutcomeTable,
    rules: Sequence[Rule],
) -> Rows:
    """Lay out the repairs of failing reports as a table.

    Parameters
    ----------
    reports, outcomes, rules
        As ``repairs`` takes them.

    Returns
    -------
    Rows
        ``report, rank, cells, printed, implied, kind, zh, en``: ``rank`` from 1. Cells, what is
        printed in them and what they would have to hold are lists in the same order.
    """
    rows = [
        (
            report,
            rank,
            list(r.values),
            [r.printed[c] for c in r.values],
            [f"{v:.15g}" for v in r.values.values()],
            r.kind,
            r.zh,
            r.en,
        )
        for report, mine in repairs(reports, outcomes, rules).items()
        for rank, r in enumerate(mine, start=1)
    ]
    return Rows(REPAIR_COLUMNS, rows)


def _out(part: System, row: int) -> np.ndarray:
    """The equations (a mask) of one report that are out."""
    return np.asarray((part.rows == row) & part.violated())


def _of_report(
    row: int,
    whole: System,
    parts: list[tuple[System, Located]],
    cells: Cells,
    scales: Scales,
    wording: RepairWording,
) -> tuple[Repair, ...]:
    """The repairs of one report, the cheapest first; of several that say the same, that one."""
    groups, complete = _groups(row, whole, parts, cells, scales)
    hopeless = sum(int((_out(part, row) & part.hopeless()).sum()) for part, _ in parts)
    least = min((_count_stated(whole, group) for group in groups), default=0)
    listed: dict[frozenset[tuple[str, float]], tuple[_Group, dict[str, Change]]] = {}
    for group in sorted(groups, key=lambda g: sum(o.price for o in g)):
        changes = {wording.name(c.key, row): c for option in group for c in option.changes}
        listed.setdefault(frozenset((n, c.value) for n, c in changes.items()), (group, changes))
    only = complete and least == len(listed) == 1
    return tuple(
        Repair(
            values={n: c.value for n, c in changes.items()},
            printed={n: wording.printed(c.key) for n, c in changes.items()},
            kind=group[0].kind if len(group) == 1 else "several_cells",
            span={n: c.span for n, c in changes.items() if c.span is not None},
            smallest=_count_stated(whole, group) == least,
            complete=complete,
            price=sum(o.price for o in group),
            zh=wording.sentence(group, row, hopeless, only, "zh"),
            en=wording.sentence(group, row, hopeless, only, "en"),
        )
        for group, changes in listed.values()
    )


def _groups(
    row: int, whole: System, parts: list[tuple[System, Located]], cells: Cells, scales: Scales
) -> tuple[list[_Group], bool]:
    """One option for each part that is out, combined, and single slips; whether these are all."""
    sets = [_distinct([_concerning(part, s, row) for s in located.sets]) for part, located in parts]
    options = [
        [scales.of_set(part, s) for s in group]
        for (part, _), group in zip(parts, sets, strict=True)
    ]
    # Where no set was found for one part, no change of its cells will do, or so many that only one
    # slip can be told.
    groups = list(islice(_cheapest(options), MOST + 1)) if all(options) else []
    complete = all(located.complete for _, located in parts) and len(groups) <= MOST
    groups = groups[:MOST]
    if not all(sets) or sum(len(group[0].changed) for group in sets) > 1:
        groups += [(scales.of_slip(whole, s),) for s in slips(whole, row, cells.format[row])]
    return groups, complete


def _count_stated(system: System, group: _Group) -> int:
    kinds = dict(zip(system.keys, system.kind.tolist(), strict=True))
    return sum(kinds[c.key] == STATED for option in group for c in option.changes)


def _cheapest(options: list[list[Option]]) -> Iterator[_Group]:
    """One option of each part, the cheapest combinations first."""
    options = [
        sorted(group, key=lambda o: (o.price, [c.key for c in o.changes])) for group in options
    ]
    start = (0,) * len(options)
    heap, seen = [(sum(group[0].price for group in options), start)], {start}
    while heap:
        _, at = heapq.heappop(heap)
        yield tuple(group[i] for group, i in zip(options, at, strict=True))
        for part in range(len(options)):
            further = (*at[:part], at[part] + 1, *at[part + 1 :])
            if further[part] < len(options[part]) and further not in seen:
                seen.add(further)
                heapq.heappush(
                    heap, (sum(g[i].price for g, i in zip(options, further, strict=True)), further)
                )


def _concerning(system: System, found: CellSet, row: int) -> CellSet:
    """Keep the part of a set that is linked to what is out of balance in one report."""
    members = np.array(list(found.value), dtype=int)
    touches = system.matrix[:, members] != 0
    reached = touches[_out(system, row)].any(axis=0)
    while True:
        wider = touches[touches[:, reached].any(axis=1)].any(axis=0)
        if (wider == reached).all():
            break
        reached = wider
    keep = {int(c) for c in members[reached]}
    return CellSet(
        tuple(c for c in found.changed if c in keep),
        tuple(c for c in found.filled if c in keep),
        {c: v for c, v in found.value.items() if c in keep},
        {c: s for c, s in found.span.items() if c in keep},
    )


def _distinct(sets: Sequence[CellSet]) -> list[CellSet]:
    """Sets without repetition, in order."""
    return list({tuple(sorted(s.value.items())): s for s in reversed(sets)}.values())[::-1]
