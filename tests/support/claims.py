"""Reports whose cells state given figures, to hold claims of the prose against."""

import pandas as pd

from analysis.form import get_form
from analysis.recognising.report import CELL_COLUMNS

# What stands before a claim, so that it is of the report's own requests.
TOPIC = "（二）依申请公开情况。我单位按照规定做好政府信息公开工作。"


def cells_of(printed: dict[str, float]) -> pd.DataFrame:
    """All cells of the form of 2021, each stated: with the figure that is given, else with 0."""
    rows = []
    for code in get_form("2021").by_code:
        table, item, column = code.split("/")
        value = float(printed.get(code, 0))
        row = {"table": table, "item": item, "column": column, "value": value}
        rows.append(row | {"status": "stated", "printed": f"{value:g}"})
    return pd.DataFrame(rows).reindex(columns=CELL_COLUMNS)
