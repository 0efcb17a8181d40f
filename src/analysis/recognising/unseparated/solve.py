"""Choose among the ways to cut the rows of a table by what its rules allow."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

from analysis.recognising.orders import GROUPS, OUTCOMES

from .splits import TooMany, Way, value, ways

_FLOW = ("received", "carried_in", "concluded", "carried_out")
_MOST = 20_000


def row_options(run: str, order: Sequence[str | None]) -> list[Way]:
    """Ways to cut a row of table 三; where there are several, those whose total holds.

    Parameters
    ----------
    run : str
        Digits and blanks after the row's label.
    order : sequence of (str or None)
        Columns from left to right.
    """
    try:
        every = list(ways(run, len(order)))
    except TooMany:
        return []
    if len(every) < 2 or "total" not in order:
        return every
    total = order.index("total")
    return [w for w in every if 2 * value(w[total]) == sum(map(value, w))]


def sum_of_results(
    run: str, options: Mapping[str, Sequence[Way]], items: Sequence[str]
) -> list[Way]:
    """The total of the results, where its own total fails: the one way that adds them up.

    Parameters
    ----------
    run : str
        Digits and blanks after the label.
    options : mapping
        Row to its ways.
    items : sequence of str
        All rows of the form.

    Returns
    -------
    list of tuple of str
        Empty unless every result can be read in one way.
    """
    results = [options.get(item, ()) for item in items if item not in _FLOW]
    if not results or any(len(found) != 1 for found in results):
        return []
    sums = [sum(map(value, cells)) for cells in zip(*(found[0] for found in results), strict=True)]
    try:
        every = ways(run, len(sums))
    except TooMany:
        return []
    return [way for way in every if list(map(value, way)) == sums]


def settle_columns(
    options: Mapping[str, Sequence[Way]], items: Sequence[str]
) -> dict[str, list[Way]]:
    """Leave out ways that no arrangement of the whole table with balanced columns uses.

    Parameters
    ----------
    options : mapping
        Row to its ways.
    items : sequence of str
        All rows of the form.

    Returns
    -------
    dict
        As given where a row is missing, where no arrangement balances (a figure is wrong, and
        nobody can say which), or where there are too many.
    """
    kept = {item: list(found) for item, found in options.items()}
    open_rows = [item for item in items if len(kept.get(item, ())) > 1]
    if not open_rows or any(not kept.get(item) for item in items):
        return kept
    if prod(len(kept[item]) for item in open_rows) > _MOST:
        return kept
    fixed = [item for item in items if item not in open_rows]
    width = len(next(iter(kept.values()))[0])
    base_flow, base_results = [0] * width, [0] * width
    for item in fixed:
        _add(base_flow, base_results, item, kept[item][0])
    good: list[tuple[Way, ...]] = []
    for choice in product(*(kept[item] for item in open_rows)):
        flow, results = base_flow[:], base_results[:]
        for item, way in zip(open_rows, choice, strict=True):
            _add(flow, results, item, way)
        if not any(flow) and not any(results):
            good.append(choice)
    for n, item in enumerate(open_rows):
        if good:
            kept[item] = list(dict.fromkeys(choice[n] for choice in good))
    return kept


def _add(flow: list[int], results: list[int], item: str, way: Way) -> None:
    """Count a row in the two identities of the columns."""
    for column, cell in enumerate(way):
        number = value(cell)
        if item in ("received", "carried_in"):
            flow[column] += number
        elif item == "carried_out":
            flow[column] -= number
        elif item == "concluded":
            flow[column] -= number
            results[column] -= number
        else:
            results[column] += number


def remedy_options(run: str, order: Sequence[str | None]) -> list[Way]:
    """Ways to cut the row of table 四 in which each group's total is the sum of its outcomes.

    Parameters
    ----------
    run : str
        Digits and blanks below the header.
    order : sequence of (str or None)
        Columns from left to right, as ``group/outcome``.
    """
    digits = sum(c.isdecimal() for c in run)
    try:
        if digits <= len(order) + 3:
            every = list(ways(run, len(order)))
            return every if len(every) < 2 else [w for w in every if _balances(w, order)]
    except TooMany:
        pass
    return _by_groups(run, order) if " " not in run.strip() else []


def _balances(way: Sequence[str], order: Sequence[str | None]) -> bool:
    cells = dict(zip(order, way, strict=True))
    return all(
        value(cells[f"{g}/total"]) == sum(value(cells[f"{g}/{o}"]) for o in OUTCOMES[:-1])
        for g in GROUPS
        if f"{g}/total" in cells
    )


def _by_groups(run: str, order: Sequence[str | None]) -> list[Way]:
    """The same for long runs, one group of five after the other."""
    found: list[tuple[int, Way]] = [(0, ())]
    digits = run.strip()
    for group in range(0, len(order), len(OUTCOMES)):
        part = order[group : group + len(OUTCOMES)]
        last = group + len(OUTCOMES) >= len(order)
        more: list[tuple[int, Way]] = []
        for at, way in found:
            ends = [len(digits)] if last else range(at + len(OUTCOMES), len(digits))
            for end in ends:
                try:
                    cut = ways(digits[at:end], len(OUTCOMES))
                except TooMany:
                    return []
                more += [(end, way + w) for w in cut if _balances(w, part)]
        found = more
        if len(found) > _MOST:
            return []
    return [way for _, way in found]
