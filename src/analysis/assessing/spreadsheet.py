"""Text that a spreadsheet must not calculate: a report may print what begins as a formula does.

A cell that would is written with one apostrophe before it, as spreadsheets themselves mark text. It
is taken off again when the tables are opened, so that what was printed is never altered:
``bare(guarded(text)) == text`` for every text.
"""

import re
from collections.abc import Callable

import pandas as pd

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
