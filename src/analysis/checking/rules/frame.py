"""The frame on which rules are checked: one row for each report.

It holds the metadata and, for each cell of the form, a value and a status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.form import FORMATS, get_form
from analysis.recognising import Report
from analysis.recognising.report import column

if TYPE_CHECKING:
    import pandas as pd

STATED, BLANK, UNREADABLE, ABSENT, NOT_ON_FORM = 0, 1, 2, 3, 4
STATUS_CODES = {
    "stated": STATED,
    "blank": BLANK,
    "mark": BLANK,
    "absent": ABSENT,
    "unreadable": UNREADABLE,
}
META = [
    *("report", "agency", "year", "format", "scope"),
    *("published", "source_host", "sections", "sections_known"),
]
# What links reports to each other and to their prose. Optional: a report that does not say has the
# empty value.
LINKS: dict[str, object] = {
    "territory": None,
    "agencies": (),
    "complete": False,
    "claims": (),
    "not_understood": (),
}


@cache
def all_codes() -> tuple[str, ...]:
    """Codes of all cells of all formats, in the order of the forms."""
    return tuple(dict.fromkeys(c.code for f in FORMATS for c in get_form(f).cells))


@cache
def code_positions() -> dict[str, int]:
    """The position in ``all_codes`` of each code."""
    return {code: at for at, code in enumerate(all_codes())}


@cache
def amount_codes() -> frozenset[str]:
    """Codes of the cells that hold an amount of money; all others count things."""
    return frozenset(c.code for f in FORMATS for c in get_form(f).cells if c.unit == "10k_yuan")


@cache
def signed_codes() -> frozenset[str]:
    """Codes of the cells that may be negative: those where the form prints 增/减 (more or less)."""
    return frozenset(
        c.code for f in FORMATS for c in get_form(f).cells if "增/减" in c.column_label
    )


@cache
def positions(fmt: str) -> np.ndarray:
    """Positions in ``all_codes`` of the cells of one form, in its order.

    Parameters
    ----------
    fmt : {"2019", "2021"}
        Format of the form.
    """
    return np.array([code_positions()[c.code] for c in get_form(fmt).cells])


def is_empty(status: np.ndarray) -> np.ndarray:
    """Which cells of the form state no number.

    Parameters
    ----------
    status : ndarray
        Codes of statuses (``STATUS_CODES``), of any shape.
    """
    return (status >= BLANK) & (status <= ABSENT)


class Wide:
    """The wide frame as arrays, a column at a time.

    A check of one report asks for thousands of columns: through pandas that takes longer than the
    arithmetic, and loading pandas longer than the whole check.

    Parameters
    ----------
    meta : DataFrame, or mapping of str to sequence
        The columns of ``META``, and any of ``LINKS``, one element for each report.
    values, status : ndarray, shape (cells, reports)
        Numbers and status codes; the cells are those of ``all_codes``, in its order. Cells are
        rows, so that a column of the frame is one run of memory: the sums go along columns.
    prior : ndarray of int, optional
        Row of the same agency's report of the year before, or -1; found by agency, scope and year
        where it is not given.
    """

    def __init__(
        self,
        meta: pd.DataFrame | Mapping[str, Any],
        values: np.ndarray,
        status: np.ndarray,
        prior: np.ndarray | None = None,
    ) -> None:
        self._meta, self.values, self.status = meta, values, status
        names = [f"{code}#" for code in all_codes()]
        self._arrays: dict[str, np.ndarray] = dict(
            zip((*all_codes(), *names), (*values, *status), strict=True)
        )
        self._formats: dict[str, np.ndarray] = {}
        self._arrays["prior"] = self._years_before() if prior is None else prior

    @classmethod
    def of_reports(cls, reports: Sequence[Report]) -> Wide:
        """Lay reports out, in their order.

        Parameters
        ----------
        reports : sequence of Report
            In the order that the rows get.
        """
        values = np.full((len(all_codes()), len(reports)), np.nan)
        status = np.full(values.shape, NOT_ON_FORM, dtype=np.int8)
        for row, report in enumerate(reports):
            at = positions(report.format)
            codes = [STATUS_CODES[s] for s in column(report, "cells", "status")]
            status[at, row] = codes
            stated = np.array(column(report, "cells", "value"), dtype="float64")
            values[at, row] = np.where(np.array(codes) == STATED, stated, np.nan)
        meta = {name: [_meta(report, name) for report in reports] for name in META}
        links = {name: [_link(report, name) for report in reports] for name in LINKS}
        return cls({**meta, **links}, values, status)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Wide:
        """The arrays of a frame.

        Parameters
        ----------
        frame : DataFrame
            As ``Wide.frame`` lays it out. It must not change while this is in use.
        """
        names, codes = list(frame.columns), list(all_codes())
        parts = []
        for wanted in (codes, [f"{code}#" for code in codes]):
            start = names.index(wanted[0])
            # One block of memory, as this class lays it out, is not copied.
            as_laid = names[start : start + len(codes)] == wanted
            part = frame.iloc[:, start : start + len(codes)] if as_laid else frame[wanted]
            parts.append(part.to_numpy().T)
        return cls(frame, parts[0], parts[1], frame["prior"].to_numpy())

    def part(self, rows: np.ndarray, prior: np.ndarray) -> Wide:
        """Some of the reports.

        Parameters
        ----------
        rows : ndarray of int
            Their rows here, in the order that they get.
        prior : ndarray of int
            For each of them its year before among them, or -1.
        """
        meta = {name: self[name][rows] for name in (*META, *LINKS)}
        return Wide(meta, self.values[:, rows], self.status[:, rows], prior)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The same as a DataFrame, one row a report.

        It has the columns of ``META``; those of ``LINKS`` (the territory that an agency's report
        belongs to, the agencies that make up a territory and whether all of them are named, the
        claims of the prose as tuples of target and verdict, and rows and columns with figures that
        the form does not have); for each cell code a float column (NaN where none is stated) and
        ``code#`` with a status code; and ``prior``, the row of the report of the year before or -1.
        """
        import pandas as pd

        meta, codes = pd.DataFrame(self._meta), list(all_codes())
        for name, empty in LINKS.items():
            if name not in meta:
                meta[name] = pd.Series([empty] * len(meta), dtype=object)
        meta["prior"] = self["prior"].tolist()
        names = [f"{code}#" for code in codes]
        parts = (
            pd.DataFrame(self.values.T, columns=codes, copy=False),
            pd.DataFrame(self.status.T, columns=names, copy=False),
        )
        return pd.concat([meta, *parts], axis=1)

    def _years_before(self) -> np.ndarray:
        scopes = [None if s != s else s for s in self["scope"].tolist()]  # a frame's missing one
        keys = list(zip(self["agency"].tolist(), scopes, map(int, self["year"]), strict=True))
        at = {key: row for row, key in enumerate(keys)}
        before = [at.get((agency, scope, year - 1), -1) for agency, scope, year in keys]
        return np.array(before, dtype=np.int64)

    def __len__(self) -> int:
        return int(self.values.shape[1])

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._arrays:
            kept = self._meta[name] if name in self._meta else [LINKS[name]] * len(self)
            self._arrays[name] = np.fromiter(kept, dtype=object, count=len(self))
        return self._arrays[name]

    def is_format(self, fmt: str) -> np.ndarray:
        """Which reports are of a format of the form.

        Parameters
        ----------
        fmt : {"2019", "2021"}
            The format.
        """
        if fmt not in self._formats:
            self._formats[fmt] = np.array([own == fmt for own in self["format"]], dtype=bool)
        return self._formats[fmt]


def _meta(report: Report, name: str) -> object:
    if name == "report":
        return report.id
    if name == "sections":
        return ";".join(s.number for s in report.sections)
    return getattr(report, name)


def _link(report: Report, name: str) -> object:
    if name == "claims":
        return tuple(
            zip(
                column(report, "claims", "target"), column(report, "claims", "verdict"), strict=True
            )
        )
    value = getattr(report, name, None)
    return LINKS[name] if value is None else tuple(value) if name == "agencies" else value
