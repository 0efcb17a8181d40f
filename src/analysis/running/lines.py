"""What is known of a report before it is opened again: enough to say where it belongs."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.checking.rules.between import place_of


@dataclass(frozen=True, slots=True)
class Line:
    """One report that was read.

    Attributes
    ----------
    agency : str
    year : int
    scope : str or None
    territory : str or None
        The government that its source card says it belongs to.
    agencies : tuple of str
        Those that its source card says it adds up.
    file, sha256 : str
    pack : str
        The packed file that holds it.
    start, end : int
        Its bytes there.
    """

    agency: str
    year: int
    scope: str | None
    territory: str | None
    agencies: tuple[str, ...]
    file: str
    sha256: str
    pack: str
    start: int
    end: int

    @property
    def report(self) -> str:
        """Its id, as ``Report.id``."""
        return f"{self.agency}-{self.year}"


def shared(line: Line) -> Line:
    """The same line, whose words are held once however many lines have them: with a country of lines that is half of them."""
    word = sys.intern
    return replace(
        line,
        agency=word(line.agency),
        scope=line.scope and word(line.scope),
        territory=line.territory and word(line.territory),
        pack=word(line.pack),
    )


@dataclass(frozen=True)
class Partition:
    """Reports that are settled together.

    Attributes
    ----------
    own : tuple of Line
        All years of some agencies; the rows that are written are theirs.
    guests : tuple of Line
        Reports that add up to one of them.
    """

    own: tuple[Line, ...]
    guests: tuple[Line, ...] = ()


def without_clashes(lines: Iterable[Line]) -> tuple[list[Line], list[str]]:
    """The reports to use, in the order of agency and year, and a message for each agency and year of which there are several.

    The same file twice counts once; different files for one agency and year are not used, as in ``corpus.load_reports``.
    """
    by_id: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        by_id.setdefault((line.agency, line.year), []).append(line)
    kept, problems = [], []
    for _, versions in sorted(by_id.items()):
        if len({line.sha256 for line in versions}) > 1:
            names = " and ".join(sorted(line.file for line in versions))
            problems.append(
                f"{names}: these are different files for one agency and year ({versions[0].report}), and nobody can tell which "
                "holds. Neither is used. Keep one in the folder."
            )
        else:
            kept.append(min(versions, key=lambda line: (line.file, line.pack, line.start)))
    return kept, problems


def partitions(lines: Sequence[Line], most: int) -> list[Partition]:
    """Reports in groups that can be settled by themselves: an agency's years stay together, and what adds up to it is a guest.

    Parameters
    ----------
    lines : sequence of Line
        In the order of agency and year.
    most : int
        Reports of a group; an agency with more years than that is a group all the same.
    """
    groups: list[list[Line]] = []
    for line in lines:
        new = not groups or (len(groups[-1]) >= most and groups[-1][-1].agency != line.agency)
        groups.append([line]) if new else groups[-1].append(line)
    told: dict[str, list[Line]] = {}  # territory -> reports that name it
    named: dict[str, list[Line]] = {}
    for line in lines:
        if line.territory:
            told.setdefault(place_of(line.territory), []).append(line)
        named.setdefault(line.agency, []).append(line)
    found = []
    for group in groups:
        mine = {line.report for line in group}
        parts: dict[str, Line] = {}
        for line in group:
            if line.scope == "territory":
                for part in (
                    *told.get(place_of(line.agency), ()),
                    *(p for a in line.agencies for p in named.get(a, ())),
                ):
                    if part.report not in mine and part.year == line.year:
                        parts[part.report] = part
        found.append(Partition(tuple(group), tuple(parts[r] for r in sorted(parts))))
    return found
