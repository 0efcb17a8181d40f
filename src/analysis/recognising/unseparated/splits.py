"""The ways in which a run of digits can be the numbers of a row.

No number is printed with a leading zero, and a blank always parts two numbers.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from analysis.recognising.numbers import MARKS

MOST = 40_000  # ways worth looking at
_PIECE = re.compile(r"\d+|[^\d\s]")

Way = tuple[str, ...]


class TooMany(Exception):
    """More ways than are worth looking at: the row stays open."""


@lru_cache(maxsize=4096)
def ways(run: str, count: int) -> tuple[Way, ...]:
    """Every way to cut a run into so many cells.

    Parameters
    ----------
    run : str
        Digits, marks and blanks.
    count : int
        Number of cells.

    Returns
    -------
    tuple of tuple of str
        Empty where the run cannot be so many cells.

    Raises
    ------
    TooMany
        If there are more than ``MOST`` ways.
    """
    pieces = _PIECE.findall(run)
    if any(not p.isdecimal() and p not in MARKS for p in pieces):
        return ()
    return tuple(_cut(pieces, count))


def _cut(pieces: Sequence[str], count: int) -> Iterator[Way]:
    """Ways for some pieces, the last first: what must follow bounds what a piece can take."""
    made: dict[tuple[int, int], list[Way]] = {(len(pieces), 0): [()]}
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        for (start, cells), tails in list(made.items()):
            if start != at + 1:
                continue
            most = count - cells
            for parts in range(1, (len(piece) if piece.isdecimal() else 1) + 1):
                if parts > most:
                    break
                heads = _numbers(piece, parts)
                if len(heads) * len(tails) > MOST:
                    raise TooMany
                made.setdefault((at, cells + parts), []).extend(
                    h + t for h, t in product(heads, tails)
                )
    yield from made.get((0, count), [])


@lru_cache(maxsize=16384)
def _numbers(digits: str, parts: int) -> tuple[Way, ...]:
    """Ways to cut digits into so many numbers without leading zeros."""
    if not digits.isdecimal() or parts == 1:
        alone = digits if not digits.isdecimal() or digits == "0" or digits[0] != "0" else ""
        return ((alone,),) if alone and parts == 1 else ()
    longest = 1 if digits[0] == "0" else len(digits) - parts + 1
    out: list[Way] = []
    for size in range(1, longest + 1):
        out += [(digits[:size], *rest) for rest in _numbers(digits[size:], parts - 1)]
        if len(out) > MOST:
            raise TooMany
    return tuple(out)


def value(cell: str) -> int:
    """What a cell adds to a sum; a mark adds nothing."""
    return int(cell) if cell.isdecimal() else 0


def common(options: Sequence[Way]) -> list[str | None]:
    """For each column what all ways agree on; None where they differ."""
    return [cells[0] if len(set(cells)) == 1 else None for cells in zip(*options, strict=True)]
