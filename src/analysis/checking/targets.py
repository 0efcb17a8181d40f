"""Targets of claims as cells: which cells a target speaks of, whichever of its readings holds."""

import re
from functools import lru_cache

from analysis.form import get_form
from analysis.recognising.claims import codes_of as summed

_READINGS = re.compile(r" [|&%] ")


@lru_cache(maxsize=4096)
def codes_of(target: str, fmt: str) -> tuple[str, ...]:
    """The cells that a target speaks of.

    Parameters
    ----------
    target : str
        A sum ``a + b``; ``a | b``, one or the other; ``a & b``, both; ``a % b``, a share.
    fmt : {"2019", "2021"}

    Returns
    -------
    tuple of str
        Codes, each once; none where some part of the target is no cell of the form.
    """
    codes = tuple(get_form(fmt).by_code)
    parts = [summed(part, codes) for part in _READINGS.split(target)]
    return tuple(dict.fromkeys(c for part in parts for c in part)) if all(parts) else ()
