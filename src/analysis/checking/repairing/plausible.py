"""How likely a wrong figure came about in a given way: slips of typing, and their prices."""

from collections.abc import Mapping
from functools import cache

from analysis.templates import read_wording

from .system import Equation


@cache
def price(kind: str) -> float:
    """Price of a kind of mistake, in one cell or in a group of cells, or of a kind of evidence.

    Parameters
    ----------
    kind : str
        Its key in ``repair.yml``.
    """
    texts = read_wording(__package__, "repair.yml")
    sections = (texts[name] for name in ("cells", "groups", "evidence"))
    return float(next(section[kind] for section in sections if kind in section)["price"])


def slip(
    printed: float, implied: float, is_total: bool = False, beside: tuple[float, ...] = ()
) -> str:
    """Find the likeliest way in which one figure came to be printed for another.

    Parameters
    ----------
    printed, implied : float
        What is printed, and what it would have to be.
    is_total : bool
        Whether the cell is the sum of others.
    beside : tuple of float
        What the neighbouring cells hold.
    """
    a, b = _text(printed), _text(implied)
    apart = sum(x != y for x, y in zip(a, b, strict=True)) if len(a) == len(b) else 0
    ways = {
        "different": True,
        "digit_mistyped": apart == 1 and "0" not in (a, b),
        "digits_swapped": apart == 2 and sorted(a) == sorted(b),
        "digit_dropped": _without_one(b, a) and b != "0",
        "digit_added": _without_one(a, b) and a != "0",
        "total_not_updated": is_total,
        "left_zero": printed == 0,
        "copied": printed != 0 and printed in beside,
        "one_off": abs(printed - implied) == 1,
    }
    return min((way for way, fits in ways.items() if fits), key=price)


def totals(equations: Mapping[str, list[Equation]]) -> set[str]:
    """Find the cells that an identity makes the sum of several others: alone on their side.

    Parameters
    ----------
    equations : mapping
        Format to its equations, as ``equations_of`` gives them.
    """
    found = set()
    for equation in (e for group in equations.values() for e in group if not e.is_between_years):
        for side in (1, -1):
            alone = [code for code, sign in equation.terms.items() if sign == side]
            if len(alone) == 1 and len(equation.terms) > 2:
                found.add(alone[0])
    return found


def _text(value: float) -> str:
    return f"{value:.15g}"


def _without_one(long: str, short: str) -> bool:
    return len(long) == len(short) + 1 and any(
        long[:i] + long[i + 1 :] == short for i in range(len(long))
    )
