"""Targets of claims as cells: which cells of a form a target speaks of, whichever of its readings holds."""

from functools import lru_cache

from analysis.form import get_form
from analysis.recognising import claims


@lru_cache(maxsize=4096)
def codes_of(target: str, fmt: str) -> tuple[str, ...]:
    """The cells that a target speaks of.

    Parameters
    ----------
    target : str
        As ``analysis.recognising.claims.codes_of`` takes it.
    fmt : {"2019", "2021"}

    Returns
    -------
    tuple of str
        Codes, each once; none where some part of the target is no cell of the form.
    """
    return claims.codes_of(target, get_form(fmt).by_code)
