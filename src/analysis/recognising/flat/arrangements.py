"""Rows of table 三 with fewer numbers than columns.

Where each number can stand, judged over the whole table at once.

Text that drops empty cells leaves a row's numbers in order and not their columns. The identities
may settle it: a row's total is the sum of its parts, and in each column what came in went out and
results add up. A cell is told only where every arrangement of the whole table that satisfies them
puts the same print there. What a blank may hide is counted among the possibilities: a total that
was left out, and a total printed alone, whose parts nobody knows.

The search is exact. The four rows of the flow meet in the middle; results are taken off the total
of results one row at a time, with all sums that can remain kept, forward and back, so that a
placement is alive if and only if some arrangement of all rows uses it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

from analysis.form import APPLICANTS

PARTS = len(APPLICANTS) - 1
FLOW = ("received", "carried_in", "concluded", "carried_out")
MOST_STATES = 8_000

# Index of the number that stands in each column, or None where the cell is empty.
Placement = tuple[int | None, ...]
# Sums by column, and what is known only in total (a row that prints nothing else).
Vector = tuple[tuple[float, ...], float]


class TooMany(Exception):
    """More arrangements than are worth looking at: the rows stay open."""


def placements(numbers: Sequence[float], width: int = PARTS + 1) -> list[Placement]:
    """Every placement of a row's numbers, in order, that its own total allows.

    Parameters
    ----------
    numbers : sequence of float
        What is printed; a mark counts as nothing.
    width : int
        Number of columns, the total last.
    """
    out: list[Placement] = []
    for columns in combinations(range(width), len(numbers)):
        total = columns and columns[-1] == width - 1
        parts = numbers[:-1] if total else numbers
        if total and parts and abs(sum(parts) - numbers[-1]) > 1e-9:
            continue
        row: list[int | None] = [None] * width
        for index, column in enumerate(columns):
            row[column] = index
        out.append(tuple(row))
    return out


def _vector(placement: Placement, numbers: Sequence[float]) -> Vector:
    values = tuple(0.0 if i is None else float(numbers[i]) for i in placement)
    alone = placement[-1] is not None and all(i is None for i in placement[:-1])
    return values[:-1], values[-1] if alone else 0.0


def settle(
    options: Mapping[str, Sequence[Placement]],
    numbers: Mapping[str, Sequence[float]],
    items: Sequence[str],
) -> dict[str, list[Placement]] | None:
    """The placements of each row that some arrangement of the whole table uses.

    Parameters
    ----------
    options : mapping
        Row to the placements that its own print allows: one, where its columns are known.
    numbers : mapping
        Row to its numbers.
    items : sequence of str
        All rows of the form, in order.

    Returns
    -------
    dict or None
        Rows that the identities say nothing of are left out. None where nothing is settled: a row
        of the flow is not in the text, no arrangement satisfies the identities (a figure is wrong,
        and nobody can say which), or there are too many.
    """
    if any(item not in options for item in FLOW):
        return None
    vectors = {item: _grouped(options[item], numbers[item]) for item in options}
    try:
        alive = _flow({item: set(vectors[item]) for item in FLOW})
        if alive is None:
            return None
        results = [item for item in items if item not in FLOW]
        if all(
            item in options for item in results
        ):  # else a row is missing: its column sums are not known
            used = _results(alive["concluded"], [set(vectors[item]) for item in results])
            if used is None:
                return None
            concluded, rows = used
            alive = _flow({**{item: set(vectors[item]) for item in FLOW}, "concluded": concluded})
            if alive is None:
                return None
            alive |= dict(zip(results, rows, strict=True))
    except TooMany:
        return None
    return {
        item: [p for v, group in vectors[item].items() if v in kept for p in group]
        for item, kept in alive.items()
    }


def _grouped(
    options: Iterable[Placement], numbers: Sequence[float]
) -> dict[Vector, list[Placement]]:
    groups: dict[Vector, list[Placement]] = defaultdict(list)
    for placement in options:
        groups[_vector(placement, numbers)].append(placement)
    return groups


def _plus(a: Vector, b: Vector) -> Vector:
    return tuple(x + y for x, y in zip(a[0], b[0], strict=True)), a[1] + b[1]


def _meet(left: Vector, right: Vector) -> bool:
    """Whether both sides can agree in every column.

    What is known only in total may be shared out in any way.
    """
    short = sum(max(b - a, 0.0) for a, b in zip(left[0], right[0], strict=True))
    over = sum(max(a - b, 0.0) for a, b in zip(left[0], right[0], strict=True))
    return short <= left[1] + 1e-9 and over <= right[1] + 1e-9


def _flow(rows: dict[str, set[Vector]]) -> dict[str, set[Vector]] | None:
    """What is left of each row where the flow balances in every column.

    The flow: received + carried in = concluded + carried out.
    """
    sides = []
    for a, b in (("received", "carried_in"), ("concluded", "carried_out")):
        sums: dict[Vector, list[tuple[Vector, Vector]]] = defaultdict(list)
        for x, y in product(rows[a], rows[b]):
            sums[_plus(x, y)].append((x, y))
        sides.append(sums)
    by_total: dict[float, list[Vector]] = defaultdict(list)
    for vector in sides[1]:
        by_total[sum(vector[0]) + vector[1]].append(vector)
    alive: dict[str, set[Vector]] = {item: set() for item in FLOW}
    looked = 0
    for left, pairs in sides[0].items():
        if not left[1] and left in sides[1]:
            meeting = [left, *(v for v in by_total[sum(left[0])] if v[1] and _meet(left, v))]
        else:
            near = by_total.get(sum(left[0]) + left[1], [])
            looked += len(near)
            meeting = [v for v in near if (v[1] or left[1]) and _meet(left, v)]
        if looked > 4 * MOST_STATES:
            raise TooMany
        if meeting:
            alive["received"] |= {x for x, _ in pairs}
            alive["carried_in"] |= {y for _, y in pairs}
            for right in meeting:
                alive["concluded"] |= {x for x, _ in sides[1][right]}
                alive["carried_out"] |= {y for _, y in sides[1][right]}
    return alive if alive["received"] else None


def _less(state: Vector, row: Vector) -> Vector | None:
    """What remains of the total of results after a row; None where it would fall below nothing.

    A negative second part counts what rows have claimed in total only.
    """
    if state[1] > 0:  # the total of results is itself known only in total
        rest = state[1] - sum(row[0]) - row[1]
        return None if rest < -1e-9 else ((), rest)
    left = tuple(x - y for x, y in zip(state[0], row[0], strict=True))
    claimed = state[1] - row[1]
    return None if min(left) < -1e-9 or sum(left) + claimed < -1e-9 else (left, claimed)


def _done(state: Vector) -> bool:
    return abs(sum(state[0]) + state[1]) < 1e-9


def _results(
    concluded: set[Vector], rows: list[set[Vector]]
) -> tuple[set[Vector], list[set[Vector]]] | None:
    """The totals of results, and the results, that add up to one another in some arrangement."""
    layers: list[dict[Vector, list[tuple[Vector, Vector]]]] = []
    states: set[Vector] = {v if not v[1] else ((), v[1]) for v in concluded}
    start = {(v if not v[1] else ((), v[1])): v for v in concluded}
    for options in rows:
        steps: dict[Vector, list[tuple[Vector, Vector]]] = defaultdict(list)
        for state in states:
            for row in options:
                rest = _rest(state, row)
                if rest is not None:
                    steps[rest].append((state, row))
        if len(steps) > MOST_STATES or sum(map(len, steps.values())) > 5 * MOST_STATES:
            raise TooMany
        layers.append(steps)
        states = set(steps)
    living = {state for state in states if _done(state)}
    if not living:
        return None
    used: list[set[Vector]] = []
    for steps in reversed(layers):
        pairs = [pair for state in living for pair in steps[state]]
        used.append({row for _, row in pairs})
        living = {state for state, _ in pairs}
    return {start[state] for state in living}, used[::-1]


def _rest(state: Vector, row: Vector) -> Vector | None:
    if (
        not state[0] and state[1] <= 0
    ):  # a total known only in total, used up: nothing but nothing may follow
        return state if not any(row[0]) and not row[1] else None
    return _less(state, row)


def certain(
    options: Sequence[Placement], printed: Sequence[str], numbers: Sequence[float]
) -> list[tuple[int, ...] | None]:
    """For each column, the numbers that can be there, where all of them are printed alike.

    None where that is not certain.

    Parameters
    ----------
    options : sequence of Placement
        Every placement that satisfies the identities.
    printed : sequence of str
        The numbers of the row as printed.
    numbers : sequence of float
        Their values.

    Returns
    -------
    list
        An empty tuple says that the cell is empty in every placement. Nothing is told of a row that
        may be without a total above zero.
    """
    out: list[tuple[int, ...] | None] = []
    if any(p[-1] is None or not numbers[p[-1]] for p in options):
        return [None] * len(
            options[0]
        )  # without a total, or with one of nothing, nothing confirms the row
    for column in zip(*options, strict=True):
        indices = set(column)
        if indices == {None}:
            out.append(())
        elif None not in indices and len({printed[i] for i in indices if i is not None}) == 1:
            out.append(tuple(sorted(i for i in indices if i is not None)))
        else:
            out.append(None)
    return out
