"""The loaded reports of one county for a year."""

from dataclasses import dataclass
from functools import cache

from analysis.assessing.dataset import Dataset
from analysis.form.agencies.divisions import division
from analysis.form.agencies.offices import words
from analysis.telling.view import ReportView


@dataclass(frozen=True)
class County:
    """The loaded reports of a county for a year.

    Attributes
    ----------
    code : str
        Six digits.
    name : str
        Its name.
    title : str
        The name for a title: what its agencies call it, or else its name, with what it belongs to
        where several places have that name.
    year : int
        Year reported on.
    lang : {"zh", "en"}
        Language of the views.
    agencies : list of ReportView
        Reports of single agencies.
    territory : list of ReportView
        The government's reports on the whole territory.
    unclear : list of ReportView
        Reports of which nobody knows whether they are on one agency or on the territory.
    before : dict
        ``(agency, scope)`` to the report for the year before.
    data : Dataset
        The tables of these reports alone.
    unplaced : int
        Reports of the year in the whole corpus whose county is not known.
    """

    code: str
    name: str
    title: str
    year: int
    lang: str
    agencies: list[ReportView]
    territory: list[ReportView]
    unclear: list[ReportView]
    before: dict[tuple[str, str], ReportView]
    data: Dataset
    unplaced: int = 0

    @property
    def whole(self) -> bool:
        """Whether it is a county, and not a prefecture or province with counties below it."""
        own = division(self.code)
        return own is None or own.level == "county"

    def everyone(self) -> list[ReportView]:
        """All reports of the year."""
        return [*self.agencies, *self.territory, *self.unclear]

    @property
    def n_later(self) -> int:
        """How many of them pass their own checks and are disputed by the next year's report."""
        return sum(bool(m.disputed) and not m.check_counts[1] for m in self.everyone())


def place_in_list(view: ReportView) -> tuple[int, int, str]:
    """Place of an agency in a list: by kind, by sector as governments list bureaus, by name.

    Parameters
    ----------
    view : ReportView
        Its report.
    """
    order = _order()
    return (
        order["kinds"].get(view.meta.kind, 99),
        order["sectors"].get(view.meta.sector, 99),
        view.meta.agency,
    )


@cache
def _order() -> dict[str, dict[str, int]]:
    return {
        table: {key: n for n, key in enumerate(words()[table])} for table in ("kinds", "sectors")
    }
