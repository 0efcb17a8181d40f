"""Columns of several texts: tuples in memory, one text in files; ``joined`` in ``schema.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analysis.several import joined, parted

from .metadata import tables

if TYPE_CHECKING:
    import pandas as pd

# Of each table: its columns of several texts, and what joins them in a file.
JOINED: dict[str, dict[str, str]] = {name: t.get("joined", {}) for name, t in tables().items()}


def flat(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table as files hold it: several texts of a cell as one.

    Parameters
    ----------
    name : str
        Name of the table.
    frame : DataFrame
        The table, or some of its columns; it is not changed.
    """
    import pandas as pd

    texts = {}
    for column, between in JOINED.get(name, {}).items():
        if column in frame and frame[column].dtype == "object":
            own = [parted(value, between) for value in frame[column].tolist()]
            known = {several: joined(several, between) for several in set(own)}
            texts[column] = pd.Series([known[s] for s in own], frame.index, dtype="str")
    return frame.assign(**texts) if texts else frame


def unflat(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The table that ``flat`` was given.

    Parameters
    ----------
    name : str
        Name of the table.
    frame : DataFrame
        What ``flat`` returned, or rows of both kinds; it is not changed.
    """
    found = {
        column: several_of(frame[column], between)
        for column, between in JOINED[name].items()
        if column in frame and not _are_tuples(frame[column])
    }
    return frame.assign(**found) if found else frame


def _are_tuples(values: pd.Series) -> bool:
    # One text among tuples is enough to be gone through letter by letter.
    return values.dtype == "object" and set(map(type, values.tolist())) <= {tuple}


def flat_row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The same of one row.

    Parameters
    ----------
    name : str
        Name of the table.
    row : mapping
        The row by column; it may have more columns than the table.
    """
    between = JOINED[name]
    return {c: joined(value, between[c]) if c in between else value for c, value in row.items()}


def several_of(values: pd.Series, between: str) -> pd.Series:
    """A column of tuples, whether it is one already or has texts of a file.

    Parameters
    ----------
    values : Series
        Sequences of texts, or what ``joined`` made of them; nothing is an empty tuple.
    between : str
        What joins them.
    """
    import numpy as np
    import pandas as pd

    if values.dtype == "object":
        found = [parted(value, between) for value in values.tolist()]
    else:  # most texts of a table are there many times, and so share their tuples
        places, texts = pd.factorize(values)
        known = [*(parted(text, between) for text in texts), ()]  # the last, -1: none
        found = [known[place] for place in places.tolist()]
    return pd.Series(np.fromiter(found, dtype=object, count=len(found)), index=values.index)
