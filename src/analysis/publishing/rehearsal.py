"""What every notebook and page needs, done once in a fork server: its processes find it done."""

import functools
import importlib
import inspect
import sys
from pathlib import Path

from analysis.assessing.dataset import Dataset
from analysis.assessing.opening import hold, open_dataset
from analysis.errors import InputError
from analysis.wording import LANGUAGES

from .page import warm_page


def prepare(held: str = "", like: str = "") -> None:
    """In a fork server that has a kernel ready: load what every notebook and page needs.

    Parameters
    ----------
    held : str
        Folder of processed tables that all notebooks open; or empty.
    like : str
        A folder like those that each of them opens; or empty, or not there.

    Raises
    ------
    InputError
        If ``held`` cannot be opened.
    """
    peers = "analysis.assessing.groups.peers"  # pages of few reports do without
    for name in ("papermill", "nbconvert", "analysis.publishing.jobs", peers):
        importlib.import_module(name)
    if held:
        hold(held)
    _rehearse(held or (like if like and Path(like).is_dir() else None))


def _rehearse(folder: str | Path | None) -> None:
    """Load fonts, templates, wording and definitions, and narrate one report.

    Nothing but caches of this package is left of it.
    """
    _load_what_is_kept()
    for lang in LANGUAGES:
        warm_page(lang)
    if folder:
        data = open_dataset(folder)
        report = _fullest(data)
        for lang in LANGUAGES if report else ():
            _narrate(data, report, lang)


def _load_what_is_kept() -> None:
    """Call every function of this package that keeps the one thing that it loads."""
    for name, module in list(sys.modules.items()):
        if name.startswith("analysis."):
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper) and not _needs(value):
                    value()


def _needs(function: object) -> bool:
    parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    return any(p.default is p.empty for p in parameters)


def _fullest(data: Dataset) -> str:
    """The report that received most: its figures have the most in them. Empty where none says.

    A folder for one page has every indicator of its own report alone.
    """
    known = data.indicators["report"].value_counts()
    cells = data.cells[data.cells["report"].isin(known.index[known == known.max()])]
    received = cells[(cells["item"] == "received") & (cells["column"] == "total")]
    return (
        str(received.loc[received["value"].fillna(-1.0).idxmax(), "report"])
        if len(received)
        else ""
    )


def _narrate(data: Dataset, report: str, lang: str) -> None:
    from analysis.telling import parts
    from analysis.telling.assessment.narrative import Assessment

    row = data.rows("reports", report).iloc[0]
    try:
        narrative = Assessment(data, row["agency"], int(row["year"]), lang)
    except InputError:  # the notebook will say so
        return
    parts.head(narrative)
    for name in narrative.sections:
        parts.section(narrative, name)
    for part in (
        parts.first_page,
        parts.claims,
        parts.statements,
        parts.outcome_mix,
        parts.years,
        parts.peers,
    ):
        part(narrative)
    parts.statutory(narrative)
    parts.evidence(narrative)
    for drawn in (parts.figures.requests_flow, parts.figures.grounds):
        drawn(narrative.view)
    parts.located(narrative)
    parts.indicators(narrative)
    parts.cite(narrative)
    parts.tables.outcomes(narrative.view.outcomes, narrative.data.rules, lang)
