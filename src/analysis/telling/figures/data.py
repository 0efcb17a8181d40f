"""The data of a figure, as rows of the CSV that its caption gives."""

import math
from collections.abc import Sequence

from analysis.assessing.indicators.compute import Amount
from analysis.assessing.indicators.definitions import definitions
from analysis.several import joined
from analysis.telling.share import Share
from analysis.telling.view import ReportView
from analysis.telling.wording import word

from .caption import Row

AMOUNT = ("code", "label", "count", "basis", "disputed")


def amount_row(label: str, amount: Amount) -> Row:
    """A row of the columns ``AMOUNT``: the cells that were added up, and what they come to.

    Parameters
    ----------
    label : str
        What is counted.
    amount : Amount
        How many; without a number where no cell has one.
    """
    count = math.nan if amount.basis == "none" else amount.value
    return (joined(amount.cells), label, count, amount.basis, amount.disputed)


def share_rows(
    views: Sequence[tuple[str, ReportView]], names: Sequence[str], first: str = "report"
) -> tuple[tuple[str, ...], list[Row]]:
    """Names of columns, and one row for each indicator of each report.

    Parameters
    ----------
    views : sequence of (str, ReportView)
        What is in the first column, and the report; without the column where that is empty.
    names : sequence of str
        Ids of indicators.
    first : str
        Name of the first column.
    """
    heads = (
        *("indicator", "label", "numerator", "denominator", "share", "low", "high"),
        *("basis", "disputed"),
    )
    labels = {d.id: d.label for d in definitions()}
    rows: list[Row] = []
    for name, view in views:
        for indicator in names:
            s = view.shares[indicator]
            figures = (s.estimate, s.low, s.high) if s.known else (math.nan,) * 3
            label = labels[indicator][view.lang]
            row = (indicator, label, s.part, s.whole, *figures, s.basis, s.disputed)
            rows.append((name, *row) if name else row)
    return ((first, *heads) if views[0][0] else heads), rows


def drawn(found: Sequence[Share]) -> bool:
    """Whether a share of a figure has a dot: it is known, and not of few cases.

    Parameters
    ----------
    found : sequence of Share
        The shares of the figure.
    """
    return any(s.known and not s.few for s in found)


def how_few(found: Sequence[Share], lang: str) -> str:
    """What a caption says of shares of few cases, which are not drawn; empty without such.

    Parameters
    ----------
    found : sequence of Share
        The shares of the figure.
    lang : {"zh", "en"}
        Language.
    """
    return word("how_few", lang) if any(s.known and s.few for s in found) else ""
