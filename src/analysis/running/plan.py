"""Which notebooks a corpus comes to, and what each of them depends on.

A planner is a function of a dataset that yields jobs; add one to ``PLANNERS``. What it says a job
needs is all that the job's notebook gets to see.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.assessing.statistics.intervals import PEERS
from analysis.assessing.tabular import plain
from analysis.files import bundled, digest_of, file_stem
from analysis.wording import LANGUAGES, OWN_NAMES

from .kept.slices import Needs


@dataclass(frozen=True)
class Job:
    """One notebook to execute: where it goes, with what parameters, and what it depends on.

    Attributes
    ----------
    notebook : str
        Name of the notebook, without suffix.
    target : str
        Published name without language and suffix.
    parameters : dict
        The notebook's parameters, without ``lang``.
    lang : {"zh", "en"}
        Language of the page.
    needs : Needs
        The rows of the tables that it depends on.
    languages : tuple of str
        Those that the page is published in.
    note : str
        Shown at the end of a page whose notebook is not kept: how to have it. Empty where it is.
    """

    notebook: str
    target: str
    parameters: dict[str, Any] = field(hash=False)
    lang: str
    needs: Needs = field(default_factory=Needs)
    languages: tuple[str, ...] = LANGUAGES
    note: str = ""

    @property
    def name(self) -> str:
        """Published name without suffix."""
        return f"{self.target}.{self.lang}"

    @property
    def files(self) -> tuple[str, ...]:
        """Published names of the page, and of its notebook where that is kept."""
        return (f"{self.name}.html", *([] if self.note else [f"{self.name}.ipynb"]))

    def up(self, name: str) -> str:
        """The address of a file of the output folder, from the page.

        Parameters
        ----------
        name : str
            Its published name.
        """
        return "../" * self.target.count("/") + name

    def links(self) -> list[tuple[str, str]]:
        """Links at the top of the page: the index, the other language, the notebook."""
        stem = self.target.rsplit("/", 1)[-1]
        others = [lang for lang in self.languages if lang != self.lang]
        return [
            (self.up("index.html"), "全部 All"),
            *((f"{stem}.{other}.html", OWN_NAMES[other]) for other in others),
            *([] if self.note else [(f"{stem}.{self.lang}.ipynb", "ipynb")]),
        ]


_ASSESSMENT = "agency_assessment"
# Digests of the code of notebooks as they are shipped; a test says when one is out of date.
_CODE = {
    _ASSESSMENT: "3731fa712c1cb5320e35e6ba220d5b8dc280ad98a72ea795012b1d47fa884729",
    "integrity": "66cb90e63512f02f50f1077d0fb0c1a6402331d3913f2ef1a2e75944cb5329ca",
    "peers": "c7c65b11f5eaa893c3efb6672999b6a7fa13e8cb957cd042ed1d0f335c57c876",
    "territories": "ac96be5471229d540bd0bf55a184f8ca22100548259550a97a0afc5ebce415f9",
}
SIDE_BY_SIDE = 12  # reports that a page can set beside each other; more are compared as peers

Planner = Callable[[Dataset], Iterator[Job]]


def _integrity(data: Dataset) -> Iterator[Job]:
    """The page on the whole corpus: a list of all reports, and their open checks."""
    needs = Needs((), listed=True) if _is_shipped("integrity") else Needs()
    for lang in LANGUAGES:
        yield Job("integrity", "integrity", {"data": "data", "pages": "assessments"}, lang, needs)


def _beside(notebook: str, reports: Sequence[str], others: Sequence[str] = ()) -> Needs:
    """What a notebook needs that sets reports beside each other."""
    if _is_shipped(notebook):
        return Needs((), beside=tuple(reports), others=tuple(others))
    return Needs(tuple(reports), others=tuple(others))


def _assessments(data: Dataset) -> Iterator[Job]:
    """The assessment of every report; it looks at the other years of the agency too."""
    own: dict[str, tuple[str, ...]] = {}
    for agency, report in zip(*plain(data.reports, "agency", "report"), strict=True):
        own[agency] = (*own.get(agency, ()), report)
    peers = _peers(data)
    for row in data.reports.itertuples(index=False):
        parameters = {"agency": row.agency, "year": int(row.year), "data": "../data"}
        target = f"assessments/{file_stem(str(row.report))}"
        for lang in LANGUAGES:
            yield Job(
                _ASSESSMENT,
                target,
                parameters,
                lang,
                peers(str(row.report), own[str(row.agency)]),
            )


def _peers(data: Dataset) -> Callable[[str, tuple[str, ...]], Needs]:
    """What an assessment needs besides its agency: its peers, and who is left out of them."""
    from analysis.assessing.groups.rules import Grouping
    from analysis.telling.assessment.peers import PeersOfReport, comparable_figures
    from analysis.telling.assessment.summary import DRAWN

    grouping = Grouping(data)
    shipped = _is_shipped(_ASSESSMENT)
    figures = comparable_figures(data.indicators)
    middles: dict[str, tuple[tuple[str, tuple[float, ...]], ...]] = {}

    def needs(report: str, own: tuple[str, ...]) -> Needs:
        group = grouping.peers(report)
        peers = tuple(name for name in group.reports if name not in own)
        left = tuple(name for name, _ in group.left_out if name not in own)
        groups = grouping.listed_with(group.id)
        if not shipped:
            return Needs((*own, *peers, *left), groups=groups)
        if group.id not in middles:  # all without a group have none
            peers_of_all = PeersOfReport(data, report, group, figures)
            middles[group.id] = tuple(peers_of_all.shown(DRAWN).items())
        years = tuple(name for name in own if name != report)
        return Needs((report,), years, False, peers, left, groups, middles[group.id])

    return needs


def _is_shipped(notebook: str) -> bool:
    """Whether the code of a notebook is ours: one that somebody adapted may look at more."""
    path = bundled("notebooks") / f"{notebook}.ipynb"
    if not path.is_file():  # its execution tells
        return False
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell["source"] for cell in content["cells"] if cell["cell_type"] == "code"]
    return digest_of(["".join(source) for source in cells]) == _CODE[notebook]


def _comparisons(data: Dataset) -> Iterator[Job]:
    """All years of each agency that has several; where agencies are few, the latest of each."""
    reports = data.reports
    stems: dict[str, list[str]] = {}
    for (agency, _), own in reports.groupby(["agency", "scope"], sort=True):
        if len(own) > 1:
            stems[file_stem(f"{agency}-years")] = list(own["report"])
    latest = list(
        reports.sort_values(["agency", "year"])
        .groupby(["agency", "scope"], sort=True)
        .tail(1)["report"]
    )
    if 1 < len(latest) <= SIDE_BY_SIDE:
        stems["agencies"] = latest
    for stem, group in stems.items():
        for lang in LANGUAGES:
            yield Job(
                "comparison",
                f"comparisons/{stem}",
                {"reports": group, "data": "../data"},
                lang,
                Needs(tuple(group)),
            )


def _peer_groups(data: Dataset) -> Iterator[Job]:
    """Every peer group that is large enough for its spread to be estimated.

    A smaller one is spoken of on its members' pages. Sums over territories have a narrative of
    their own.
    """
    from analysis.assessing.groups.rules import Grouping

    grouping = Grouping(data)
    sums = set(data.reports.loc[data.reports["scope"] == "territory", "report"])
    for name, members in data.groups.groupby("group", sort=True)["report"]:
        if len(members) >= PEERS and not sums.issuperset(members):
            left = tuple(
                other for other, _ in grouping.peers(str(members.iloc[0]), str(name)).left_out
            )
            for lang in LANGUAGES:
                yield Job(
                    "peers",
                    f"comparisons/{file_stem(f'peers-{name}')}",
                    {"group": str(name), "report": None, "data": "../data"},
                    lang,
                    replace(
                        _beside("peers", members, left), groups=grouping.listed_with(str(name))
                    ),
                )


def _territories(data: Dataset) -> Iterator[Job]:
    """The sums over territories of each level and year, where there are two or more."""
    sums = data.reports[data.reports["scope"] == "territory"]
    for (level, year), own in sums.groupby(["level", "year"], sort=True):
        if level and len(own) > 1:
            group = tuple(own["report"])
            before = sums[(sums["year"] == year - 1) & sums["agency"].isin(set(own["agency"]))]
            for lang in LANGUAGES:
                yield Job(
                    "territories",
                    f"comparisons/territories-{level}-{year}",
                    {"reports": list(group), "data": "../data"},
                    lang,
                    _beside("territories", (*group, *before["report"])),
                )


PLANNERS: list[Planner] = [_integrity, _assessments, _comparisons, _peer_groups, _territories]


def plan(data: Dataset) -> list[Job]:
    """All notebooks to execute, in the order of the planners.

    Parameters
    ----------
    data : Dataset
        The processed tables.

    Raises
    ------
    AssertionError
        If two planners want one name.
    """
    jobs = [job for planner in PLANNERS for job in planner(data)]
    names = [job.name for job in jobs]
    assert len(set(names)) == len(names), (
        f"planned twice: {sorted({n for n in names if names.count(n) > 1})[:5]}"
    )
    return jobs
