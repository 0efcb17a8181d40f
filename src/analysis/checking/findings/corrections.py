"""What a person decided about findings, read from ``corrections.yml`` beside the reports.

::

    - report: 某县林业局-2023
      sha256: 611aedbb…             # all 64 digits of the report's file: about no other file
      rule: requests.applicants
      where: requests/granted/*
      decision: explain             # accept, reject or explain
      reason: 网页排印有误，县林业局来电确认，纸质版为 19。
      by: 王敏
      on: 2024-02-01
      value: {requests/granted/total: 19}   # optional: the figure established, beside the print

*accept*: the finding is right and the print wrong. *reject*: the finding is wrong. *explain*: the
finding is right, and there is a reason for it. Explained and rejected findings stay in every
publication with the person and the reason; they no longer fail a build. No figure is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.recognising.rows import Rows
from analysis.user_files import Place, users_text, users_yaml

from .fields import fields_of

if TYPE_CHECKING:
    import pandas as pd

NAME = "corrections.yml"
SETTLED = ("explain", "reject")
Key = tuple[str, str, str]  # report, rule and place


@dataclass(frozen=True)
class Correction:
    """One entry of a corrections file.

    Attributes
    ----------
    report : str
        Id of the report.
    sha256 : str
        Digest of the report's file; the decision is about this file alone.
    rule, where : str
        Rule and place of the finding.
    decision : {"accept", "reject", "explain"}
        As above.
    reason : str
        Why, in the person's words.
    by : str
        Who decided.
    on : str
        The day, as an ISO date.
    value : dict
        Cell code to the figure that was established.
    file : str
        Name of the corrections file.
    entry : int
        Number of the entry in that file, from 1.
    """

    report: str
    sha256: str
    rule: str
    where: str
    decision: str
    reason: str
    by: str
    on: str
    value: dict[str, float] = field(default_factory=dict)
    file: str = NAME
    entry: int = 0

    @property
    def finding(self) -> tuple[str, str, str, str]:
        """What it is about: report, digest of the report's file, rule and place."""
        return self.report, self.sha256, self.rule, self.where

    @property
    def values(self) -> tuple[str, ...]:
        """The figures as ``code=value``."""
        return tuple(f"{code}={figure:.15g}" for code, figure in self.value.items())


def find_corrections(paths: Iterable[str | Path]) -> list[Path]:
    """Find the corrections files that belong to reports.

    Parameters
    ----------
    paths : iterable of str or Path
        Reports, of whose folders the files are, and folders, which are searched through. For a
        member of an archive it is the folder of the archive.
    """
    found: dict[Path, None] = {}
    for path in map(_outside, paths):
        for file in sorted(path.rglob(NAME)) if path.is_dir() else [path.with_name(NAME)]:
            if file.is_file():
                found[file] = None
    return list(found)


def _outside(path: str | Path) -> Path:
    """A path itself; of a member of an archive, the archive's."""
    outer, inside, _ = str(path).partition(".zip!")
    return Path(f"{outer}.zip") if inside and not Path(path).exists() else Path(path)


def read_corrections(path: Path) -> list[Correction]:
    """Read and validate the entries of a corrections file.

    Parameters
    ----------
    path : Path
        The file, YAML in UTF-8.

    Raises
    ------
    InputError
        As ``corrections_in``, and where the file cannot be read.
    """
    return corrections_in(users_text(path), path)


def corrections_in(text: str, path: Path) -> list[Correction]:
    """Validate the entries of a corrections file.

    Parameters
    ----------
    text : str
        What the file holds.
    path : Path
        The file that an error names.

    Raises
    ------
    InputError
        Naming file and entry: YAML that does not parse, a field that is missing, misspelt or not
        what it should be, a decision, date, hash, cell or figure that is none, two decisions about
        one finding.
    """
    content, place = users_yaml(text, path) or [], Place(path)
    each = "corrections are a list; each entry begins with `- report: …`."
    place.need(isinstance(content, list), each)
    corrections = [
        Correction(**fields_of(entry, place.at(f", entry {n}")), file=path.name, entry=n)
        for n, entry in enumerate(content, start=1)
    ]
    seen: dict[tuple[str, ...], int] = {}
    for c in corrections:
        place.need(
            c.finding not in seen,
            f"entries {seen.get(c.finding)} and {c.entry} decide about one finding "
            f"({c.report}, {c.rule}, {c.where}). Keep one.",
        )
        seen[c.finding] = c.entry
    return corrections


def load_corrections(paths: Iterable[str | Path]) -> list[Correction]:
    """Read the entries of all corrections files that belong to reports.

    Parameters
    ----------
    paths : iterable of str or Path
        As ``find_corrections`` takes them.

    Raises
    ------
    InputError
        As ``read_corrections``.
    """
    return [c for path in find_corrections(paths) for c in read_corrections(path)]


def keys_of(findings: pd.DataFrame | Rows) -> Iterable[Key]:
    """What a correction names of each finding or outcome: report, rule and place.

    Parameters
    ----------
    findings : DataFrame or Rows
        With ``report``, ``rule`` and ``where``.
    """
    return zip(findings["report"], findings["rule"], findings["where"], strict=True)


def settled(findings: pd.DataFrame | Rows) -> set[Key]:
    """Find the findings that a valid correction explains or rejects: they no longer fail a build.

    Parameters
    ----------
    findings : DataFrame
        As ``decide`` gives them.

    Returns
    -------
    set of tuple
        Their report, rule and place.
    """
    if "decision" not in findings.columns:
        return set()
    decided = zip(keys_of(findings), findings["decision"], strict=True)
    return {key for key, decision in decided if decision in SETTLED}


def waiting(findings: pd.DataFrame) -> pd.Series:
    """Which findings wait for somebody: nobody has explained or rejected them.

    Parameters
    ----------
    findings : DataFrame
        As ``decide`` gives them.
    """
    import pandas as pd

    done = settled(findings)
    open_ = [key not in done for key in keys_of(findings)]
    return pd.Series(open_, index=findings.index, dtype=bool)
