"""Tables as ``schema.yml`` types them, and as CSV in which no spreadsheet calculates anything.

A text that a spreadsheet would calculate, such as a report that prints what begins as a formula
does, is written with one apostrophe before it, as spreadsheets themselves mark text. It is taken
off again when the tables are opened, so that what was printed is never altered:
``bare(guarded(text)) == text`` for every text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.reading.lists import separator
from analysis.recognising.rows import Rows

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
_SEPARATOR_LINE = re.compile(rb'\A(?:\xef\xbb\xbf)?"?sep=.*\n', re.IGNORECASE)
_NONE = ("NA", "nan", "NaN", "None", "NULL", "<NA>")  # what programs write where there is nothing
_PRINTED = ("printed", "phrase")  # may hold such words themselves
_CODES = ("format", "division")
# Signs of a table that another program wrote: blank rows, numbers made of codes, words for nothing.
_OTHERS = (
    *(b"\n,", b"\n;", b"\n\t"),
    *(b".0,", b".0;", b".0\t", b'.0"', b".0\n", b".0\r"),
    *(word.encode() for word in _NONE),
)
_GUARDED = (b",'", b";'", b"\t'", b"\"'", b"\n'")  # a field that begins with an apostrophe


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


def table_bytes(frame: pd.DataFrame) -> bytes:
    """A table as ``Dataset.to_csv`` writes it.

    Parameters
    ----------
    frame : DataFrame
        The table.
    """
    import numpy as np
    import pandas as pd

    out = guard(frame)
    for name in out.select_dtypes("float").columns:
        places, numbers = pd.factorize(out[name])  # most are there many times; -1: none
        out[name] = np.array([*map(number_text, numbers), ""], dtype=object)[places]
    return str(out.to_csv(index=False, lineterminator="\n")).encode("utf-8")


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with exactly the columns and types that ``SCHEMA`` gives for a table.

    Parameters
    ----------
    name : str
        Name of the table.
    frame : DataFrame
        Columns that it lacks become empty; others are dropped.

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
        else:
            if values.dtype == "object":  # a list in memory is one text in a table
                values = values.map(_in_text)
            out[column] = (
                values
                if values.dtype == "str" and not values.hasnans
                else values.fillna("").astype("str")
            )
    return pd.DataFrame(out, index=frame.index, copy=False)


def _numbers(column: str, values: pd.Series) -> pd.Series:
    import pandas as pd

    values = values.replace("", None)
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    if (unread := values[numbers.isna() & values.notna()]).size:
        raise ValueError(f"{column} holds {unread.iloc[0]!r}, which is no number")
    return numbers


def _in_text(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list | tuple) else value


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

    return pd.DataFrame({c: pd.Series(dtype=_TYPES[kind]) for c, kind in SCHEMA[name].items()})


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
        self.name, kinds = name, SCHEMA[name]
        texts = [tuple(_one(row.get(c), kinds[c]) for c in kinds) for row in rows]
        super().__init__(list(kinds), texts)

    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame with the types that ``SCHEMA`` gives."""
        return typed(self.name, super().frame())


def _one(value: Any, kind: str) -> Any:
    if kind != "string":
        return value
    return "" if value is None else str(_in_text(value))


def parse_table(name: str, content: bytes) -> pd.DataFrame:
    """Open a table that ``table_bytes`` wrote, or that a spreadsheet saved since.

    Parameters
    ----------
    name : str
        A key of ``SCHEMA``.
    content : bytes
        The CSV file.

    Raises
    ------
    InputError
        If it is not UTF-8, lacks a column, or holds what is not of a column's type.
    """
    frame = _rows(content)
    missing = [c for c in SCHEMA[name] if c not in frame]
    if missing:
        raise InputError(
            f"lacks the columns {', '.join(missing)}. Run `gouji run` again to rewrite it."
        )
    try:
        if any(sign in content for sign in _OTHERS):
            frame = _put_right(frame)
        return typed(
            name, _each(frame, bare) if any(sign in content for sign in _GUARDED) else frame
        )
    except ValueError as error:
        raise InputError(f"cannot be read: {error}. Run `gouji run` again to rewrite it.") from None


def _rows(content: bytes) -> pd.DataFrame:
    """The texts of a CSV file, also as spreadsheets save it: UTF-16, other separators."""
    import pandas as pd

    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            content = content.decode("utf-16").encode()
        content = _SEPARATOR_LINE.sub(b"", content).replace(b"\0", b"")
        mark = separator(content.split(b"\n", 1)[0].decode("utf-8-sig"))
        frame = pd.read_csv(
            io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig", sep=mark
        )
    except UnicodeDecodeError:
        raise InputError(
            "is not UTF-8: a spreadsheet may have saved it. Save it as CSV UTF-8, or run "
            "`gouji run` again to rewrite it."
        ) from None
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise InputError(f"cannot be read: {error}. Run `gouji run` again to rewrite it.") from None
    return frame.rename(columns=lambda column: column.strip().lower())


def _put_right(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows without blank ones, and codes as they were before a program made numbers of them."""
    frame = frame[(frame != "").any(axis=1)].reset_index(drop=True)
    for column in frame:
        texts = frame[column]
        if column in _CODES:
            frame[column] = texts.str.removesuffix(".0")
        elif column not in _PRINTED and (none := texts[texts.isin(_NONE)]).size:
            raise ValueError(
                f"{column} holds {none.iloc[0]!r}; write an empty cell where there is nothing "
                '(R: na = "")'
            )
    return frame
