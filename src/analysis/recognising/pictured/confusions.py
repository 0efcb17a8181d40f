"""Figures that a recogniser may have taken for one another."""

from collections.abc import Iterator

# Digits that look alike in print that is blurred, broken or thick.
_ALIKE = {
    "0": "689",
    "1": "47",
    "2": "37",
    "3": "2589",
    "4": "19",
    "5": "368",
    "6": "0589",
    "7": "129",
    "8": "03569",
    "9": "034678",
}


def confused(figure: str) -> Iterator[str]:
    """Figures that differ by a digit that looks alike, that is lost, doubled or made up of an edge.

    Parameters
    ----------
    figure : str
        What was recognised.

    Yields
    ------
    str
        Such a figure, of digits and what else stood among them.
    """
    for at, sign in enumerate(figure):
        for other in _ALIKE.get(sign, ""):
            yield figure[:at] + other + figure[at + 1 :]
        yield figure[:at] + figure[at + 1 :]
        if sign.isdigit():
            yield figure[: at + 1] + figure[at:]
    if figure.isdigit():
        yield from ("1" + figure, figure + "1", figure + "0", "7" + figure)
