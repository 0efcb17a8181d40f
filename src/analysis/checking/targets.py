"""Targets of claims as cells: ``a + b`` is a sum, ``a | b`` one or the other, ``*`` any code, ``legal_persons`` five columns."""

import re
from functools import lru_cache

from analysis.form import get_form

LEGAL_PERSONS = ("business", "research", "public_interest", "legal_services", "other")


@lru_cache(maxsize=4096)
def codes_of(target: str, fmt: str) -> list[list[str]]:
    """The cells that a target speaks of.

    Parameters
    ----------
    target : str
    fmt : {"2019", "2021"}

    Returns
    -------
    list of list of str
        For each alternative the codes that are summed; empty where the form has no such cell, or the target is no sum.
    """
    form = get_form(fmt)
    found = []
    for alternative in target.split("|"):
        codes: list[str] = []
        for part in (p.strip() for p in alternative.split("+")):
            columns = LEGAL_PERSONS if part.endswith("/legal_persons") else ("",)
            for column in columns:
                wanted = part.removesuffix("legal_persons") + column
                pattern = re.compile(re.escape(wanted).replace(r"\*", "[^/]*"))
                hits = [code for code in form.by_code if pattern.fullmatch(code)]
                if not hits:
                    return []
                codes += hits
        found.append(codes)
    return found
