"""How long before or after the legal limit a report was published."""

from datetime import date

import pandas as pd

from analysis.checking.rules.load import load_rules


def legal_limit(year: int, scope: str) -> date | None:
    """Find the last day on which the report of a year is in time.

    The dates are stated once, in the suite that checks them (rule type ``expect_publication_by``);
    they come from 政府信息公开条例 (State Council Order 711, 2019), articles 49 and 50: agencies by
    31 January, governments by 31 March.

    Parameters
    ----------
    year : int
        The year reported on.
    scope : {"agency", "territory", ""}
        What the report counts; empty where that is not known.

    Returns
    -------
    date or None
        None when the scope is not known or no suite states a limit.

    Examples
    --------
    >>> from analysis.assessing.indicators.timeliness import legal_limit
    >>> str(legal_limit(2023, "territory"))
    '2024-03-31'
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
    year : int
        The year reported on.
    scope : {"agency", "territory", ""}
        As of ``legal_limit``.
    """
    limit = legal_limit(year, scope)
    if limit is None or not published:
        return None
    return (limit - date.fromisoformat(published[:10])).days


def limits_of(years: pd.Series, scopes: pd.Series) -> pd.Series:
    """The legal limit of each of many reports.

    Parameters
    ----------
    years : Series of int
        Years reported on.
    scopes : Series of str
        As of ``legal_limit``; same index.

    Returns
    -------
    Series of datetime64
        Same index; ``NaT`` where there is no limit.
    """
    pairs = list(zip(years, scopes, strict=True))
    known = {
        pair: legal_limit(int(pair[0]), pair[1]) if pair[0] > 0 else None for pair in set(pairs)
    }
    return pd.to_datetime(
        pd.Series([known[pair] for pair in pairs], index=years.index, dtype=object), errors="coerce"
    )
