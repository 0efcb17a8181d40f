"""One slip that moves many figures: a row or column shifted by one cell, two rows or two columns swapped.

The smallest set of cells is then not what happened. Each such slip is undone on the printed figures and kept where every
identity of the report holds afterwards; the cell from which a figure was pushed out is computed from the identities.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from analysis.form import APPLICANTS, get_form

from .evaluate import TOLERANCE
from .system import System


@dataclass(frozen=True)
class Slip:
    """One slip undone: its kind, and column of the system to value, for the cells that change."""

    kind: str
    value: dict[int, float]


def slips(system: System, row: int, fmt: str, most: int = 3) -> list[Slip]:
    """The slips that alone explain everything that is out in one report, those moving least cells first.

    Parameters
    ----------
    system : System
    row : int
        The report's row of the wide frame.
    fmt : str
        Its format.
    most : int
    """
    at = {code: i for i, (r, code) in enumerate(system.keys) if r == row}
    suspect = (system.matrix[system.violated()] != 0).any(axis=0)
    tried = list(_tries(at, fmt, suspect))
    if not tried:
        return []
    own = (system.matrix[:, list(at.values())] != 0).any(axis=1)
    matrix, residual = system.matrix[own], system.residual[own]
    change = np.zeros((len(system.keys), len(tried)))
    for n, (_, moved, lost) in enumerate(tried):
        for target, source in moved:
            change[target, n] = system.value[source] - system.value[target]
        if lost >= 0:
            change[lost, n] = -system.value[lost]
    after = residual[:, None] + matrix @ change
    found: dict[tuple[tuple[int, float], ...], Slip] = {}
    for n, (kind, _, lost) in enumerate(tried):
        if lost >= 0:
            pivot = int(np.flatnonzero(matrix[:, lost])[0])
            needed = -after[pivot, n] / matrix[pivot, lost]
            if needed < system.low[lost]:
                continue
            after[:, n] += matrix[:, lost] * needed
            change[lost, n] += needed
        if np.abs(after[:, n]).max(initial=0) > TOLERANCE:
            continue
        cells = np.flatnonzero(np.abs(change[:, n]) > TOLERANCE)
        value = {int(c): float(system.value[c] + change[c, n]) for c in cells}
        if len(value) > 2:
            found.setdefault(tuple(value.items()), Slip(kind, value))
    return sorted(found.values(), key=lambda s: len(s.value))[:most]


def _tries(at: dict[str, int], fmt: str, suspect: np.ndarray) -> Iterator[tuple[str, list[tuple[int, int]], int]]:
    """Kind, (cell, cell whose print it takes) pairs, and the cell whose figure was pushed out (-1: none)."""
    items = get_form(fmt).items("requests")
    grid = [[at.get(f"requests/{i}/{c}", -1) for c in APPLICANTS] for i in items]
    remedies = [at.get(c.code, -1) for c in get_form(fmt).cells if c.table == "remedies"]
    columns = [list(column) for column in zip(*grid, strict=True)]
    for kind, lines in (("row_shifted", [*grid, remedies]), ("column_shifted", columns)):
        for line in (x for x in lines if x and min(x) >= 0 and suspect[x].any()):
            end = len(line) - 1
            for first, last in combinations(range(len(line)), 2):
                # Down a long column a figure left out moves all that follow; only along a row is a shorter run likely.
                if last - first > 1 and (kind == "row_shifted" or first == 0 or last == end):
                    part = line[first : last + 1]
                    yield kind, list(pairwise(part)), part[-1]
                    yield kind, list(zip(part[1:], part[:-1], strict=True)), part[0]
    for kind, lines in (("rows_swapped", grid), ("columns_swapped", columns)):
        for a, b in combinations([x for x in lines if min(x) >= 0], 2):
            yield kind, [*zip(a, b, strict=True), *zip(b, a, strict=True)], -1
