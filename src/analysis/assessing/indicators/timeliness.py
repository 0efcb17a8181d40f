"""How long before or after the legal limit a report was published."""

from datetime import date

import pandas as pd

from analysis.checking.rules.load import load_rules


def legal_limit(year: int, scope: str) -> date | None:
    """The last day on which the report of a year is in time.

    The dates are stated once, in the suite that checks them (rule type ``expect_publication_by``); they come from articles
    49 and 50 of 政府信息公开条例 (State Council Order 711, 2019): agencies by 31 January, governments by 31 March.

    Parameters
    ----------
    year : int
        The year reported on.
    scope : {"agency", "territory", ""}

    Returns
    -------
    date or None
        None when the scope is not known or no suite states a limit.
    """
    for rule in load_rules():
        if rule.type == "expect_publication_by" and scope in rule.kwargs["limits"]:
            return date.fromisoformat(f"{year + 1}-{rule.kwargs['limits'][scope]}")
    return None


def days_to_limit(published: str, year: int, scope: str) -> int | None:
    """Days from publication to the legal limit: positive when in time, negative when late.

    Parameters
    ----------
    published : str
        ISO date, or date and time; empty when not known.
    """
    limit = legal_limit(year, scope)
    if limit is None or not published:
        return None
    return (limit - date.fromisoformat(published[:10])).days


def limits_of(years: pd.Series, scopes: pd.Series) -> pd.Series:
    """The legal limit of each of many reports, as dates; ``NaT`` where there is none."""
    pairs = list(zip(years, scopes, strict=True))
    known = {
        pair: legal_limit(int(pair[0]), pair[1]) if pair[0] > 0 else None for pair in set(pairs)
    }
    return pd.to_datetime(
        pd.Series([known[pair] for pair in pairs], index=years.index, dtype=object), errors="coerce"
    )
