"""One slip that moves many figures: a row or column shifted by a cell, two rows or columns swapped.

The smallest set of cells is then not what happened. Each such slip is undone on the printed figures
and kept where every identity of the report holds afterwards; the cell from which a figure was
pushed out is computed from the identities.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

import numpy as np

from analysis.checking.rules.sums import TOLERANCE
from analysis.form import APPLICANTS, get_form

from .system import System

_MOST = 3  # slips that are found in one report


@dataclass(frozen=True)
class Slip:
    """One slip undone.

    Attributes
    ----------
    kind : str
        A key of ``groups`` in ``repair.yml``.
    value : dict
        Column of the system to what it would have to be, for the cells that change.
    """

    kind: str
    value: dict[int, float]


@dataclass(frozen=True)
class _Tries:
    """Every slip of a form, flat: try ``number[i]`` moves ``source[i]`` to ``target[i]``.

    Cells are positions in the form; ``lost`` holds, for each try, the cell whose figure was pushed
    out, or -1.
    """

    kinds: tuple[str, ...]
    number: np.ndarray
    target: np.ndarray
    source: np.ndarray
    lost: np.ndarray


def slips(system: System, row: int, fmt: str) -> list[Slip]:
    """Find the slips that alone explain all that is out in one report, the smallest first.

    Parameters
    ----------
    system : System
        All equations of the report.
    row : int
        Its row of the wide frame.
    fmt : {"2019", "2021"}
        Its format.
    """
    tries, place = _tries(fmt), {c.code: i for i, c in enumerate(get_form(fmt).cells)}
    columns = np.array([i for i, (r, _) in enumerate(system.keys) if r == row], dtype=int)
    at = np.full(len(place) + 1, -1)  # the last stands for "none is lost"
    at[[place[system.keys[c][1]] for c in columns]] = columns
    touches = system.matrix != 0
    # Cells in an equation that is out.
    suspect = np.append(touches[system.violated()].any(axis=0), False)
    known = np.ones(len(tries.kinds), dtype=bool)
    known[tries.number[(at[tries.target] < 0) | (at[tries.source] < 0)]] = False
    touching = np.zeros(len(tries.kinds), dtype=bool)
    touching[tries.number[suspect[at[tries.target]]]] = True
    chosen = np.flatnonzero(known & touching)
    if not len(chosen):
        return []
    renumbered = np.full(len(tries.kinds), -1)
    renumbered[chosen] = np.arange(len(chosen))
    mine = renumbered[tries.number] >= 0
    target = at[tries.target[mine]]
    source = at[tries.source[mine]]
    n = renumbered[tries.number[mine]]
    lost = at[tries.lost[chosen]]
    with_lost = np.flatnonzero(lost >= 0)
    change = np.zeros((len(system.keys), len(chosen)))
    change[target, n] = system.value[source] - system.value[target]
    change[lost[with_lost], with_lost] = -system.value[lost[with_lost]]
    own = touches[:, columns].any(axis=1)
    matrix = system.matrix[own]
    after = system.residual[own][:, None] + matrix @ change
    # What was pushed out is whatever its first equation still lacks.
    pushed = matrix[:, lost[with_lost]]
    first = (pushed != 0).argmax(axis=0)
    needed = -after[first, with_lost] / pushed[first, np.arange(len(with_lost))]
    after[:, with_lost] += pushed * needed
    change[lost[with_lost], with_lost] += needed
    possible = np.abs(after).max(axis=0) <= TOLERANCE
    possible[with_lost] &= needed >= system.low[lost[with_lost]]
    found: dict[tuple[tuple[int, float], ...], Slip] = {}
    for i in np.flatnonzero(possible):
        cells = np.flatnonzero(np.abs(change[:, i]) > TOLERANCE)
        if len(cells) > 2:  # two cells that change are no rarer as two slips
            value = {int(c): float(system.value[c] + change[c, i]) for c in cells}
            found.setdefault(tuple(value.items()), Slip(tries.kinds[chosen[i]], value))
    return sorted(found.values(), key=lambda s: len(s.value))[:_MOST]


@cache
def _tries(fmt: str) -> _Tries:
    kinds: list[str] = []
    lost: list[int] = []
    moves: list[tuple[int, int, int]] = []
    for kind, moved, pushed_out in _each_try(fmt):
        moves += [(len(kinds), target, source) for target, source in moved]
        kinds.append(kind)
        lost.append(pushed_out)
    number, target, source = np.array(moves).T
    return _Tries(tuple(kinds), number, target, source, np.array(lost))


def _each_try(fmt: str) -> Iterator[tuple[str, list[tuple[int, int]], int]]:
    """Kind, pairs of target and source cell, and the cell whose figure was pushed out (or -1)."""
    form = get_form(fmt)
    place = {c.code: i for i, c in enumerate(form.cells)}
    grid = [[place[f"requests/{i}/{c}"] for c in APPLICANTS] for i in form.items("requests")]
    remedies = [place[c.code] for c in form.cells if c.table == "remedies"]
    columns = [list(column) for column in zip(*grid, strict=True)]
    for kind, lines in (("row_shifted", [*grid, remedies]), ("column_shifted", columns)):
        for line in lines:
            for first, last in combinations(range(len(line)), 2):
                # Down a long column a figure left out moves all that follow; only along a row is a
                # shorter run likely.
                if last - first > 1 and (
                    kind == "row_shifted" or first == 0 or last == len(line) - 1
                ):
                    part = line[first : last + 1]
                    yield kind, list(pairwise(part)), part[-1]
                    yield kind, [(b, a) for a, b in pairwise(part)], part[0]
    for kind, lines in (("rows_swapped", grid), ("columns_swapped", columns)):
        for a, b in combinations(lines, 2):
            yield kind, [*zip(a, b, strict=True), *zip(b, a, strict=True)], -1
