"""The table ``wide`` of exports: one row a report, one variable a cell of the form.

Variables are named so that every statistics program takes them.
"""

from functools import cache
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.form import FORMATS, cell_label, get_form
from analysis.several import joined

from .dataset import Dataset
from .metadata import about, tables

DISPUTED = "disputed"  # the variable that names those whose figure is disputed
# Of money: how a label says it, and what is added to one that does not.
_UNITS = {"zh": ("万元", "（万元）"), "en": ("10,000 yuan", " (10,000 yuan)")}


@cache
def variables() -> dict[str, str]:
    """Cell code to variable name, for the cells of all formats, the newest format first."""
    words = about()["wide"]
    codes = dict.fromkeys(code for fmt in reversed(FORMATS) for code in get_form(fmt).by_code)
    return {code: _name(code, words) for code in codes}


def _name(code: str, words: dict[str, Any]) -> str:
    table, item, column = code.split("/")
    parts = [words["items"].get(part, part) for part in item.split(".")]
    return "_".join([words["tables"][table], *parts, words["columns"].get(column, column)])


def variable_label(code: str, lang: str) -> str:
    """Label of a variable: row and column of its cell, and the unit of money once.

    Parameters
    ----------
    code : str
        Cell code. The newest format that has the cell gives the words.
    lang : {"zh", "en"}
        Language of the label.
    """
    fmt = next(f for f in reversed(FORMATS) if code in get_form(f).by_code)
    label, (unit, added) = cell_label(code, lang, fmt), _UNITS[lang]
    is_money = get_form(fmt).by_code[code].unit == "10k_yuan"
    return label + added if is_money and unit not in label else label


def _wide_schema() -> dict[str, Any]:
    """The table in the shape of ``schema.yml``."""
    words = about()["wide"]
    columns = {column: tables()["reports"]["columns"][column] for column in words["beside"]}
    for code, name in variables().items():
        columns[name] = [
            "number",
            f"{variable_label(code, 'en')}; cell {code}.",
            f"{variable_label(code, 'zh')}。",
        ]
    columns[DISPUTED] = ["string", words["disputed"]["en"], words["disputed"]["zh"]]
    return {
        "description": words["description"],
        "zh": words["zh"],
        "key": ["report"],
        "refers": {"report": "reports"},
        "columns": columns,
    }


def export_schema() -> dict[str, dict[str, Any]]:
    """All exported tables in the shape of ``schema.yml``, with the columns that exports add."""
    added = about()["exported"]
    found = {**tables(), "wide": _wide_schema()}
    for name in ("reports", "wide"):
        columns: dict[str, Any] = {}
        for column, meaning in found[name]["columns"].items():
            columns[column] = meaning
            columns |= added if column == "agency" else {}
        found[name] = {**found[name], "columns": columns}
    return found


def wide(data: Dataset) -> pd.DataFrame:
    """The table itself, one row a report, in the order of ``reports``.

    Parameters
    ----------
    data : Dataset
        A corpus.

    Returns
    -------
    DataFrame
        A cell that states no number is ``nan``, whatever is implied. The last column names the
        variables whose figure is disputed, joined with "; ".

    Raises
    ------
    InputError
        If a cell is in the data twice.
    """
    beside = about()["wide"]["beside"]
    cells = data.cells[data.cells["status"] == "stated"]
    codes = (cells["table"] + "/" + cells["item"] + "/" + cells["column"]).map(variables())
    twice = pd.DataFrame({"report": cells["report"], "code": codes}).duplicated()
    if twice.any():
        first = cells[twice].iloc[0]
        code = "/".join(first[["table", "item", "column"]])
        raise InputError(f"cells: {first['report']} has {code} twice. Keep one row.")
    stated = cells.assign(code=codes).pivot(index="report", columns="code", values="value")
    stated = stated.reindex(
        index=data.reports["report"], columns=list(variables().values())
    ).reset_index(drop=True)
    stated.columns.name = None
    doubted = codes[cells["disputed"].to_numpy(bool)].groupby(cells["report"]).agg(joined)
    named = [doubted.get(report, "") for report in data.reports["report"]]
    return pd.concat(
        [
            data.reports[beside].reset_index(drop=True),
            stated.astype("float64"),
            pd.Series(named, name=DISPUTED, dtype=object),
        ],
        axis=1,
    )
