"""Numbers that lost the space between them, parted again.

A row of seven cells printed as ``640020470`` can be parted in many ways. A way is accepted only
when the sums of the form leave no other.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

_NUMBER = re.compile(r"0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+")
Values = tuple[int, ...]
MAX_SPLITS = 20_000  # of one row; more say that the digits are no row of this form
MAX_COMBINATIONS = 5_000  # of rows that are still open


def splits(digits: str, count: int) -> list[Values]:
    """Every way to part a run of digits and spaces into whole numbers.

    Parameters
    ----------
    digits : str
        Digits and white space, and commas that group digits by three. A number does not go on over
        a space, and begins with 0 only when it is 0.
    count : int
        How many numbers there must be.

    Returns
    -------
    list of tuple of int
        Each of length ``count``; empty when there is no way, more than ``MAX_SPLITS``, or anything
        else among the digits.
    """
    tokens = digits.split()
    if not all(token.isascii() and token.replace(",", "").isdigit() for token in tokens):
        return []
    found: list[Values] = []
    for values in _parted(tokens, count):
        found.append(values)
        if len(found) > MAX_SPLITS:
            return []
    return found


def _parted(tokens: Sequence[str], count: int) -> Iterator[Values]:
    if not tokens:
        if count == 0:
            yield ()
        return
    token, rest = tokens[0], tokens[1:]
    least, most = len(rest), sum(map(len, rest))
    known: dict[tuple[int, int], list[Values]] = {}
    for pieces in range(max(1, count - most), min(len(token), count - least) + 1):
        tails = list(_parted(rest, count - pieces))
        if tails:
            for head in _pieces(token, pieces, known):
                for tail in tails:
                    yield head + tail


def _pieces(token: str, count: int, known: dict[tuple[int, int], list[Values]]) -> list[Values]:
    """Every way to part the end of a token, each end once; where there are too many, not all."""
    key = len(token), count
    if key in known:
        return known[key]
    found: list[Values] = []
    if count == 1:
        found = [(int(token.replace(",", "")),)] if _NUMBER.fullmatch(token) else []
    elif token:
        longest = 1 if token[0] == "0" else len(token) - count + 1
        for length in range(1, longest + 1):
            if _NUMBER.fullmatch(token, 0, length):
                head = int(token[:length].replace(",", ""))
                tails = _pieces(token[length:], count - 1, known)
                found += [(head, *tail) for tail in tails]
                if len(found) > MAX_SPLITS:
                    break
    known[key] = found
    return found


def adds_up(values: Values) -> bool:
    """Whether the last number is the sum of those before it.

    Parameters
    ----------
    values : Values
        The numbers of a row; None where a cell is empty.
    """
    return sum(values[:-1]) == values[-1]


def settle_rows(
    candidates: dict[str, list[Values]],
    equations: Sequence[tuple[Sequence[str], Sequence[str]]],
    tolerated: int = 1,
) -> dict[str, Values]:
    """Choose for each row the only way to part it that the sums allow.

    Parameters
    ----------
    candidates : dict
        Row to the ways to part it, each with the row's total last.
    equations : sequence of (left, right)
        Rows whose sum on the left equals the sum on the right, column by column.
    tolerated : int
        Columns in which an equation may fail and still confirm a row of several ways: one, which
        an error in print explains; none where cells may be blank.

    Returns
    -------
    dict
        The rows that are settled. A row with a single way is, whether its sum holds or not: what
        was printed is read, and an error in it is the agency's. A row with several ways is when
        one of them alone adds up, or alone balances the columns, and the columns confirm it.
    """
    chosen: dict[str, Values] = {}
    open_rows: dict[str, list[Values]] = {}
    for row, ways in candidates.items():
        good = [way for way in ways if adds_up(way)]
        if len(ways) == 1 or len(good) == 1:
            chosen[row] = ways[0] if len(ways) == 1 else good[0]
        elif ways:
            open_rows[row] = ways
    chosen |= _by_columns(chosen, open_rows, equations)
    several = [row for row in chosen if len(candidates[row]) > 1 or not tolerated]
    doubtful = [row for row in several if not _confirmed(row, chosen, equations, tolerated)]
    return {row: way for row, way in chosen.items() if row not in doubtful}


def _by_columns(
    chosen: dict[str, Values],
    open_rows: dict[str, list[Values]],
    equations: Sequence[tuple[Sequence[str], Sequence[str]]],
) -> dict[str, Values]:
    """Rows that the columns settle: only one combination of ways makes an equation hold in all."""
    found: dict[str, Values] = {}
    for left, right in equations:
        rows = [row for row in (*left, *right) if row in open_rows and row not in found]
        known = chosen | found
        if not rows or any(row not in known and row not in rows for row in (*left, *right)):
            continue
        if prod(len(open_rows[row]) for row in rows) > MAX_COMBINATIONS:
            continue
        fits = [
            combination
            for combination in product(*(open_rows[row] for row in rows))
            if not _failing((left, right), known | dict(zip(rows, combination, strict=True)))
        ]
        if len(fits) == 1:
            found |= zip(rows, fits[0], strict=True)
    return found


def _confirmed(
    row: str,
    chosen: dict[str, Values],
    equations: Sequence[tuple[Sequence[str], Sequence[str]]],
    tolerated: int,
) -> bool:
    """Whether an equation confirms a row.

    Another way to part a row moves two columns at least; an error in print moves one.
    """
    mine = [
        e
        for e in equations
        if row in (*e[0], *e[1]) and all(name in chosen for name in (*e[0], *e[1]))
    ]
    return any(_failing(e, chosen) <= tolerated for e in mine)


def _failing(equation: tuple[Sequence[str], Sequence[str]], values: dict[str, Values]) -> int:
    """In how many columns an equation fails."""
    left, right = (
        [sum(column) for column in zip(*(values[row] for row in rows), strict=True)]
        for rows in equation
    )
    return sum(a != b for a, b in zip(left, right, strict=True))
