"""The frame on which rules are checked: one row for each report.

It holds the metadata and, for each cell of the form, a value and a status.
"""

from collections.abc import Hashable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from analysis.form import FORMATS, get_form
from analysis.recognising import Report
from analysis.recognising.report import column

STATED, BLANK, UNREADABLE, ABSENT, NOT_ON_FORM = 0, 1, 2, 3, 4
STATUS_CODES = {
    "stated": STATED,
    "blank": BLANK,
    "mark": BLANK,
    "absent": ABSENT,
    "unreadable": UNREADABLE,
}
META = [
    "report",
    "agency",
    "year",
    "format",
    "scope",
    "published",
    "source_host",
    "sections",
    "sections_known",
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
    at = {code: i for i, code in enumerate(all_codes())}
    return np.array([at[c.code] for c in get_form(fmt).cells])


def is_empty(status: np.ndarray) -> np.ndarray:
    """Which cells of the form state no number.

    Parameters
    ----------
    status : ndarray
        Codes of statuses (``STATUS_CODES``), of any shape.
    """
    return (status >= BLANK) & (status <= ABSENT)


def wide_frame(reports: Sequence[Report]) -> pd.DataFrame:
    """Lay reports out as a frame with one row for each.

    Parameters
    ----------
    reports : sequence of Report
        In the order that the rows get.

    Returns
    -------
    DataFrame
        The columns of ``META``; those of ``LINKS`` (the territory that an agency's report belongs
        to, the agencies that make up a territory and whether all of them are named, and the claims
        of the prose as tuples of target and verdict, and rows and columns with figures that the
        form does not have); for each cell code a float column (NaN where none is stated) and
        ``code#`` with a status code; and ``prior``, the row number of the same agency's report of
        the year before, or -1.
    """
    # Cells are rows of these arrays, so that a column of the frame is one run of memory: the sums
    # go along columns.
    values = np.full((len(all_codes()), len(reports)), np.nan)
    status = np.full(values.shape, NOT_ON_FORM, dtype=np.int8)
    for row, report in enumerate(reports):
        at = positions(report.format)
        codes = np.array(
            [STATUS_CODES[s] for s in column(report, "cells", "status")], dtype=np.int8
        )
        status[at, row] = codes
        values[at, row] = np.where(
            codes == STATED, np.array(column(report, "cells", "value"), dtype="float64"), np.nan
        )
    meta = {name: [_meta(report, name) for report in reports] for name in META}
    links = {name: [_link(report, name) for report in reports] for name in LINKS}
    return frame_of(pd.DataFrame({**meta, **links}), values, status)


def frame_of(meta: pd.DataFrame, values: np.ndarray, status: np.ndarray) -> pd.DataFrame:
    """Make the wide frame of metadata and two arrays.

    Parameters
    ----------
    meta : DataFrame
        The columns of ``META``, and any of ``LINKS``.
    values, status : ndarray, shape (cells, reports)
        Numbers and status codes; the cells are those of ``all_codes``, in its order.
    """
    meta = meta.reset_index(drop=True)
    for name, empty in LINKS.items():
        if name not in meta:
            meta[name] = pd.Series([empty] * len(meta), dtype=object)
    keys: list[Hashable] = list(
        zip(
            meta["agency"],
            meta["scope"].astype(object).where(meta["scope"].notna(), None),
            strict=True,
        )
    )
    years = [int(year) for year in meta["year"]]
    at_year = {(key, year): i for i, (key, year) in enumerate(zip(keys, years, strict=True))}
    meta["prior"] = [
        at_year.get((key, year - 1), -1) for key, year in zip(keys, years, strict=True)
    ]
    codes = list(all_codes())
    return pd.concat(
        [
            meta,
            pd.DataFrame(values.T, columns=codes, copy=False),
            pd.DataFrame(status.T, columns=[f"{c}#" for c in codes], copy=False),
        ],
        axis=1,
    )


class Wide:
    """A wide frame whose columns are arrays, each looked up once.

    A check of one report asks for thousands of columns; through pandas that takes longer than the
    arithmetic.

    Parameters
    ----------
    frame : DataFrame
        From ``wide_frame``. It must not change while this is in use.

    Attributes
    ----------
    frame : DataFrame
        The same frame, for what needs pandas.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._arrays: dict[str, np.ndarray] = {}
        self._formats: dict[str, np.ndarray] = {}
        values, names = list(all_codes()), list(frame.columns)
        for codes in (values, [f"{code}#" for code in values]):
            start = names.index(codes[0]) if codes[0] in names else len(names)
            end = start + len(codes)
            if names[start:end] == codes:  # one block of memory, as ``frame_of`` lays it out
                self._arrays |= zip(codes, frame.iloc[:, start:end].to_numpy().T, strict=True)

    @classmethod
    def of(cls, frame: "pd.DataFrame | Wide") -> "Wide":
        """The frame as it is, if it is one already.

        Parameters
        ----------
        frame : DataFrame or Wide
            From ``wide_frame``.
        """
        return frame if isinstance(frame, Wide) else cls(frame)

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._arrays:
            self._arrays[name] = self.frame[name].to_numpy()
        return self._arrays[name]

    def is_format(self, fmt: str) -> np.ndarray:
        """Which reports are of a format of the form.

        Parameters
        ----------
        fmt : {"2019", "2021"}
            The format.
        """
        if fmt not in self._formats:
            self._formats[fmt] = np.asarray(self.frame["format"].to_numpy(dtype=object) == fmt)
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
