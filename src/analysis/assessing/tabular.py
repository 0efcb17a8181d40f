"""Tables as ``schema.yml`` types them, and as CSV in which no spreadsheet calculates anything.

A text that a spreadsheet would calculate, such as a report that prints what begins as a formula
does, is written with one apostrophe before it, as spreadsheets themselves mark text. It is taken
off again when the tables are opened, so that what was printed is never altered:
``bare(guarded(text)) == text`` for every text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from analysis.recognising.rows import Rows
from analysis.several import parted

from .flat import JOINED, flat, several_of
from .metadata import tables

if TYPE_CHECKING:
    import pandas as pd

SCHEMA: dict[str, dict[str, str]] = {
    name: {c: kind for c, (kind, *_) in t["columns"].items()} for name, t in tables().items()
}
_TYPES = {"string": "str", "number": "float64", "integer": "int64", "boolean": "bool"}
# Excel and LibreOffice take these at the beginning for a formula, the full-width ones too where
# Chinese or Japanese is set;
# after a tab, a return or a space they look on.
_SIGNS = r"=+\-@＝＋－＠"
_BLANKS = r"\x00-\x20\x7f-\xa0\u3000\ufeff"
FORMULA = re.compile(rf"'*[{_BLANKS}]*[{_SIGNS}]|'*[\t\r\n]")
# A signed figure or a dash alone calculates nothing; marks for "none" are printed so.
_HARMLESS = re.compile(r"[-－][-－]*|[-+]?\d[\d,]*(?:\.\d+)?%?")


def guarded(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it.

    Parameters
    ----------
    text : str
        What a cell of a table holds.
    """
    return f"'{text}" if FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def bare(text: str) -> str:
    """The text that ``guarded`` was given.

    Parameters
    ----------
    text : str
        What ``guarded`` returned.
    """
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def guard(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with every cell of its text columns guarded.

    Parameters
    ----------
    frame : DataFrame
        The table; it is not changed.
    """
    return _each(frame, guarded)


def unguard(frame: pd.DataFrame) -> pd.DataFrame:
    """The table that ``guard`` was given.

    Parameters
    ----------
    frame : DataFrame
        What ``guard`` returned; it is not changed.
    """
    return _each(frame, bare)


def _each(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    out = frame.copy()
    for name in out.select_dtypes(["str", "object"]).columns:
        # Most texts of a table are there many times.
        meant = [t for t in out[name].unique() if isinstance(t, str) and FORMULA.match(t)]
        if meant:
            hit = out[name].isin(meant)
            out.loc[hit, name] = out.loc[hit, name].map(change)
    return out


def plain(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    """Columns of a table as lists, which are many times as fast to go through.

    Parameters
    ----------
    frame : DataFrame
        The table.
    *columns : str
        Their names.
    """
    return [frame[name].to_numpy().tolist() for name in columns]


def number_text(value: float) -> str:
    """A float as the shortest text that reads back the same; a whole number without its point.

    Parameters
    ----------
    value : float
        ``nan`` gives an empty text.
    """
    if value is None or value != value:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def table_bytes(name: str, frame: pd.DataFrame) -> bytes:
    """A table as ``Dataset.to_csv`` writes it.

    Parameters
    ----------
    name : str
        Name of the table.
    frame : DataFrame
        The table.
    """
    import numpy as np
    import pandas as pd

    out = guard(flat(name, frame))
    for column in out.select_dtypes("float").columns:
        places, numbers = pd.factorize(out[column])  # most are there many times; -1: none
        out[column] = np.array([*map(number_text, numbers), ""], dtype=object)[places]
    return str(out.to_csv(index=False, lineterminator="\n")).encode("utf-8")


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with exactly the columns and types that ``SCHEMA`` gives for a table.

    Parameters
    ----------
    name : str
        Name of the table.
    frame : DataFrame
        Columns that it lacks become empty; others are dropped. Several texts of a cell may be a
        sequence, or one text as files have it; they become a tuple.

    Raises
    ------
    ValueError
        If a column of numbers holds a text that is no number.
    """
    import pandas as pd

    frame = frame.reset_index(drop=True)
    out = {}
    for column, kind in SCHEMA[name].items():
        values = frame[column] if column in frame else pd.Series([None] * len(frame), dtype=object)
        if kind == "number":
            out[column] = _numbers(column, values)
        elif kind == "integer":
            numbers = _numbers(column, values)
            if (numbers % 1 != 0).any():
                broken = values[numbers % 1 != 0].iloc[0]
                raise ValueError(f"{column} holds {broken!r}, which is no whole number")
            out[column] = numbers.astype("int64")
        elif kind == "boolean":
            out[column] = _booleans(column, values)
        elif column in JOINED[name]:
            out[column] = several_of(values, JOINED[name][column])
        else:
            out[column] = (
                values
                if values.dtype == "str" and not values.hasnans
                else values.fillna("").astype("str")
            )
    if name == "repairs" and "printed" in frame:  # in a file, one blank print looks like none
        pairs = zip(out["cells"], out["printed"], strict=True)
        prints = [("",) if len(cells) == 1 and not own else own for cells, own in pairs]
        out["printed"] = pd.Series(prints, frame.index, dtype=object)
    return pd.DataFrame(out, index=frame.index, copy=False)


def _numbers(column: str, values: pd.Series) -> pd.Series:
    import pandas as pd

    values = values.replace("", None)
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    if (unread := values[numbers.isna() & values.notna()]).size:
        raise ValueError(f"{column} holds {unread.iloc[0]!r}, which is no number")
    return numbers


_TRUE, _FALSE = ("true", "1", "1.0"), ("false", "0", "0.0", "")


def _booleans(column: str, values: pd.Series) -> pd.Series:
    """True and False, as we write them or a spreadsheet does (TRUE, 1); nothing is False."""
    if values.dtype == "bool":
        return values
    kinds = {v: "" if v is None or v != v else str(v).strip().lower() for v in values.unique()}
    unknown = [text for text in kinds.values() if text not in (*_TRUE, *_FALSE)]
    if unknown:
        raise ValueError(f"{column} holds {unknown[0]!r}, which is neither True nor False")
    return values.isin([v for v, text in kinds.items() if text in _TRUE]).astype("bool")


def empty(name: str) -> pd.DataFrame:
    """A table without rows.

    Parameters
    ----------
    name : str
        A key of ``SCHEMA``.
    """
    import pandas as pd

    kinds = {c: "object" if c in JOINED[name] else _TYPES[kind] for c, kind in SCHEMA[name].items()}
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in kinds.items()})


class Table(Rows):
    """Rows of a table, with the columns that ``SCHEMA`` gives for it; empty texts for no text.

    Parameters
    ----------
    name : str
        Name of the table.
    rows : iterable of mapping
        Columns that they lack become empty; others are dropped.
    """

    __slots__ = ("name",)

    def __init__(self, name: str, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        self.name, kinds, between = name, SCHEMA[name], JOINED[name]
        texts = [tuple(_one(row.get(c), kinds[c], between.get(c)) for c in kinds) for row in rows]
        super().__init__(list(kinds), texts)

    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame with the types that ``SCHEMA`` gives."""
        return typed(self.name, super().frame())


def _one(value: Any, kind: str, between: str | None) -> Any:
    if between is not None:
        return parted(value, between)
    if kind != "string":
        return value
    return "" if value is None else str(value)
