"""How long before or after the legal limit a report was published."""

import re
from datetime import date

from analysis.checking.rules.load import load_rules


def legal_limit(year: int, scope: str, agency: str = "") -> date | None:
    """Find the last day on which the report of a year is in time.

    The dates are stated once, in the suite that checks them (rule type ``expect_publication_by``);
    they come from 政府信息公开条例 (State Council Order 711, 2019), article 49: departments of
    governments from county level up by 31 January, those governments by 31 March. It sets no date
    for townships and street offices.

    Parameters
    ----------
    year : int
        The year reported on.
    scope : {"agency", "territory", ""}
        What the report counts; empty where that is not known.
    agency : str
        Name of the agency: the rule may except some.

    Returns
    -------
    date or None
        None when the scope is not known, no suite states a limit, or none is for this agency.

    Examples
    --------
    >>> from analysis.assessing.indicators.timeliness import legal_limit
    >>> str(legal_limit(2023, "territory"))
    '2024-03-31'
    """
    for rule in load_rules():
        if rule.type == "expect_publication_by" and scope in rule.kwargs["limits"]:
            without = rule.kwargs.get("without_limit")
            if without and scope == "agency" and re.search(without, agency):
                return None
            return date.fromisoformat(f"{year + 1}-{rule.kwargs['limits'][scope]}")
    return None


def days_to_limit(published: str, year: int, scope: str, agency: str = "") -> int | None:
    """Days from publication to the legal limit: positive when in time, negative when late.

    Parameters
    ----------
    published : str
        ISO date, or date and time; empty when not known.
    year : int
        The year reported on.
    scope : {"agency", "territory", ""}
        As of ``legal_limit``.
    agency : str
        As of ``legal_limit``.
    """
    limit = legal_limit(year, scope, agency)
    if limit is None or not published:
        return None
    return (limit - date.fromisoformat(published[:10])).days
