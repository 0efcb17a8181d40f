"""Which reports are of one agency, whatever it calls itself.

Reports are of one agency whose division, level, kind, sector and scope are the same, and whose
names may be of one agency (``compared.same_agency``). What the name does not tell is not joined. In
a corpus such an agency has one name; each report keeps beside it the one that it prints.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from analysis.recognising import Report
from analysis.recognising.about.compared import differ_in_place, same_agency

from .classify import Agency, agency_of
from .renamings import Renaming


def identified(report: Report) -> Agency:
    """Level, kind, sector and division of the agency that reports.

    Parameters
    ----------
    report : Report
        What it says of itself, where it lies, and what its source card states.
    """
    return agency_of(
        report.agency,
        report.scope,
        year=report.year,
        near=" ".join(filter(None, (report.territory, report.folder))),
        host=report.source_host,
        stated=report.identity,
    )


def unify(reports: Sequence[Report], renamings: Iterable[Renaming] = ()) -> list[str]:
    """Give the reports of one agency one name, in place.

    It is the name that most of them print, of these the shortest. A predecessor in ``renamings``
    takes the name of its successor. Names in ``territory`` and ``agencies`` follow.

    Parameters
    ----------
    reports : sequence of Report
        A corpus.
    renamings : iterable of Renaming
        What people know of renamed agencies.

    Returns
    -------
    list of str
        A message for each renaming that a report contradicts.
    """
    problems = _rename(reports, renamings)
    groups: dict[tuple[Agency, str | None], list[list[Report]]] = {}
    for report in reports:
        identity = identified(report)
        if not (identity.division and identity.kind):
            continue
        alike = groups.setdefault((identity, report.scope), [])
        for group in alike:
            if _belongs(report, group):
                group.append(report)
                break
        else:
            alike.append([report])
    called: dict[str, str] = {}
    for group in (g for alike in groups.values() for g in alike):
        names = Counter(r.agency for r in group)
        if len(names) > 1:
            name = min(names, key=lambda n: (-names[n], len(n), n))
            called.update(dict.fromkeys(names, name))
            for report in group:
                _call(report, name)
    for report in reports:
        if report.territory:
            report.territory = called.get(report.territory, report.territory)
        report.agencies = tuple(called.get(name, name) for name in report.agencies)
    return problems


def _belongs(report: Report, group: Sequence[Report]) -> bool:
    """Whether a report is of the agency of a group.

    A name that only abbreviates another (农业局, 农业农村局) may be of another body: it is not
    joined where both report on one year.
    """
    names = {r.agency for r in group}
    if not all(same_agency(report.agency, name) for name in names):
        return False
    return all(differ_in_place(report.agency, name) for name in names) or report.year not in {
        r.year for r in group
    }


def _call(report: Report, name: str) -> None:
    if report.agency != name:
        report.notes.append(f"the agency is called {name} in this corpus, and {report.agency} also")
        report.agency = name


def _rename(reports: Sequence[Report], renamings: Iterable[Renaming]) -> list[str]:
    problems = []
    for renaming in sorted(renamings, key=lambda r: r.day):
        mine = [r for r in reports if r.agency == renaming.old]
        late = [r for r in mine if r.year > renaming.day.year]
        years = {r.year for r in reports if r.agency == renaming.new} & {r.year for r in mine}
        if late or years:
            when = ", ".join(str(y) for y in sorted(years or {r.year for r in late}))
            why = "both names report on" if years else "the old name still reports on"
            problems.append(
                f"{renaming.place}: {why} {when} ({renaming.old} → {renaming.new}, "
                f"{renaming.day}). They are not joined; correct the entry."
            )
            continue
        for report in mine:
            _call(report, renaming.new)
    return problems
