"""Which of the figures that were recognised the sums of the form prove.

A figure is proved when every filling with likely candidates that satisfies the sums has it. Cells
that two recognisers read alike have one candidate. Values that no filling can have are struck out
until nothing moves; that strikes out fewer than it might, and never one too many.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .sums import Sum

MAX_SUMS = 20_000  # different sums of a row's candidates: with more, nothing is struck out


@dataclass(frozen=True)
class Candidates:
    """What may be in a cell.

    Attributes
    ----------
    first : float
        The likeliest figure; 0 where the cell is blank or holds a mark.
    others : frozenset of float
        Other likely figures; not used where the cell is agreed.
    agreed : bool
        Whether two recognisers read the first alike, both with high confidence.
    """

    first: float
    others: frozenset[float] = frozenset()
    agreed: bool = False

    @property
    def values(self) -> frozenset[float]:
        """All figures that may be there."""
        return frozenset([self.first]) if self.agreed else self.others | {self.first}


def proved(cells: Mapping[str, Candidates], sums: Iterable[Sum]) -> set[str]:
    """Cells whose first candidate may be stated.

    Parameters
    ----------
    cells : mapping of str to Candidates
        By code; what is missing is not known at all.
    sums : iterable of Sum
        The sums that hold on the form.

    Returns
    -------
    set of str
        Codes of cells that are agreed and in no sum that fails, or that every filling allowed by
        the sums gives their first candidate.
    """
    cells = dict(cells)
    doubtful: set[str] = set()
    sums = list(sums)
    while True:
        known = [s for s in sums if all(code in cells for code in s.codes)]
        values, failed = _narrowed(cells, known)
        if not failed:
            break
        # With a cell that is open, that cell is wrong; with none, nobody can tell which is.
        unsure = {code for s in failed for code in s.codes if not cells[code].agreed}
        lost = unsure or {code for s in failed for code in s.codes}
        doubtful |= lost
        for code in lost:
            del cells[code]
    summed = {code for s in known for code in s.codes}
    return {
        code
        for code, cell in cells.items()
        if cell.agreed or (code in summed and values[code] == {cell.first})
    } - doubtful


def _narrowed(
    cells: Mapping[str, Candidates], sums: Sequence[Sum]
) -> tuple[dict[str, frozenset[float]], list[Sum]]:
    """The values that are left for each cell, and the sums that nothing satisfies."""
    values = {code: cell.values for code, cell in cells.items()}
    while True:
        before = dict(values)
        failed = []
        for one in sums:
            left = _allowed(one, values)
            if left is None:
                continue
            if not all(left.values()):
                failed.append(one)
            else:
                values |= left
        if failed or values == before:
            return values, failed


def _allowed(
    one: Sum, values: Mapping[str, frozenset[float]]
) -> dict[str, frozenset[float]] | None:
    """For each cell of a sum the values with which it can hold; None where there are too many."""
    signed = [(code, 1) for code in one.parts] + [(code, -1) for code in one.whole]
    before: list[set[float]] = [{0.0}]
    for code, sign in signed:
        before.append({s + sign * v for s in before[-1] for v in values[code]})
        if len(before[-1]) > MAX_SUMS:
            return None
    after: set[float] = {0.0}
    left = {}
    for (code, sign), sums_before in zip(reversed(signed), reversed(before[:-1]), strict=True):
        if len(after) * len(values[code]) > MAX_SUMS:
            return None
        left[code] = frozenset(
            v for v in values[code] if any(-(sign * v + a) in sums_before for a in after)
        )
        after = {a + sign * v for a in after for v in values[code]}
    return left
