"""Definitions of indicators as a table, and what rows of the table ``indicators`` are good for."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.files import digest_of
from analysis.version import __version__

from .definitions import Indicator, definitions

_LANGUAGES = ("zh", "en")


def definitions_table(extra: Iterable[Indicator] = ()) -> pd.DataFrame:
    """The table ``definitions`` of ``schema.yml``: our own indicators first.

    Parameters
    ----------
    extra : iterable of Indicator
        What a user added, as ``load_definitions`` reads it.
    """
    mine = len(definitions())
    return pd.DataFrame(
        [_row(d, "gouji" if n < mine else "user") for n, d in enumerate((*definitions(), *extra))]
    )


def definitions_of(table: pd.DataFrame) -> tuple[Indicator, ...]:
    """The indicators that table ``definitions`` holds, in its order; our own where it has no rows.

    Parameters
    ----------
    table : DataFrame
        ``Dataset.definitions``, or the table as ``definitions_table`` makes it.
    """
    return (
        tuple(_indicator(row) for row in table.to_dict("records")) if len(table) else definitions()
    )


def usable(indicators: pd.DataFrame) -> pd.Series:
    """Which rows have a figure that can be compared: known, and not disputed.

    Parameters
    ----------
    indicators : DataFrame
        Rows of ``Dataset.indicators``.
    """
    known = indicators["estimate"].notna()
    return known & ~indicators["disputed"] if "disputed" in indicators else known


def _row(d: Indicator, by: str) -> dict[str, object]:
    row: dict[str, object] = {
        "indicator": d.id,
        "kind": d.kind,
        "heading": d.group,
        "measure": d.measure,
        "interval": d.interval,
        "numerator": d.numerator,
        "denominator": d.denominator,
        "source": d.source,
        "detail": d.detail,
        "by": by,
    }
    for lang in _LANGUAGES:
        row |= {
            lang: d.label[lang],
            f"unit_{lang}": d.unit.get(lang, ""),
            f"caveat_{lang}": d.caveat[lang],
        }
        row |= {
            f"{part}_{lang}": d.counted.get(part, {}).get(lang, "")
            for part in ("numerator", "denominator")
        }
    return row | {"version": __version__, "digest": digest_of_definition(d)}


def digest_of_definition(d: Indicator) -> str:
    """A digest of what is counted, by which two tables can be told to hold the same indicator.

    Labels and caveats do not enter it: other words for the same figure are no other figure.

    Parameters
    ----------
    d : Indicator
        The definition.
    """
    parts = (d.id, d.kind, d.measure, d.interval, d.numerator, d.denominator)
    return digest_of(*(list(p) if isinstance(p, tuple) else p for p in parts))[:16]


def _indicator(row: dict[str, Any]) -> Indicator:
    def pair(prefix: str) -> dict[str, str]:
        return {lang: str(row[f"{prefix}{lang}"]) for lang in _LANGUAGES if row[f"{prefix}{lang}"]}

    counted = {part: pair(f"{part}_") for part in ("numerator", "denominator") if pair(f"{part}_")}
    return Indicator(
        str(row["indicator"]),
        str(row["kind"]),
        pair(""),
        pair("caveat_"),
        row["numerator"],
        row["denominator"],
        str(row["heading"]),
        pair("unit_"),
        str(row["source"]),
        bool(row["detail"]),
        str(row["measure"]),
        counted,
    )
