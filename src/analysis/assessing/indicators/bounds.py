"""The least and greatest value of a share whose cells do not all state a number."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.checking.rules.fillings import fillings
from analysis.checking.rules.frame import Wide
from analysis.checking.rules.load import Rule

from .definitions import Indicator, definitions


def with_bounds(
    indicators: pd.DataFrame,
    frame: Wide,
    rules: Iterable[Rule],
    reports: Sequence[str],
    extra: Iterable[Indicator] = (),
) -> pd.DataFrame:
    """The table of indicators with ``least`` and ``greatest`` of the shares that are not known.

    Parameters
    ----------
    indicators : DataFrame
        As ``compute`` makes it.
    frame : Wide
        These reports.
    rules : iterable of Rule
        The rules; identities bind what cells may hold.
    reports : sequence of str
        Ids of the reports, in the order of the frame.
    extra : iterable of Indicator
        What a user added.

    Returns
    -------
    DataFrame
        Fractions of one; empty where the share is known or has no whole, and where no filling is
        possible.
    """
    shares = [d.id for d in (*definitions(), *extra) if d.kind == "proportion" and not d.measure]
    least, greatest = (np.full(len(indicators), np.nan) for _ in range(2))
    open_ = (indicators["basis"] == "none") & indicators["indicator"].isin(shares)
    open_ &= indicators["numerator"].isna() | indicators["denominator"].isna()
    row_of = {report: row for row, report in enumerate(reports)}
    mine: dict[int, list[int]] = {}
    for place in np.flatnonzero(open_).tolist():
        mine.setdefault(row_of[indicators["report"].iat[place]], []).append(place)
    parts, wholes = (indicators[f"{p}_cells"].to_numpy() for p in ("numerator", "denominator"))
    for row, filling in fillings(frame, rules, list(mine)):
        for at in mine[row]:
            if parts[at] and wholes[at]:
                ends = filling.share(parts[at], wholes[at])
                least[at], greatest[at] = ends or (np.nan, np.nan)
    return indicators.assign(least=least, greatest=greatest)
