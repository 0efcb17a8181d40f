"""The table of what was expected and what was found: ``coverage.csv``."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from analysis.files import write
from analysis.reading.files import COVERAGE


@dataclass(frozen=True)
class Row:
    """One report that is expected.

    Attributes
    ----------
    agency : str
        Name of the agency.
    year : str
        Year reported on; empty where it is not known.
    address : str
        Where it was looked for.
    status : {"found", "late", "absent", "unreachable"}
        ``late``: found, and published after the legal limit by the date on its page. ``absent``:
        the site answered, and the report is not there, which does not prove that there is none.
        ``unreachable``: the site did not answer, or does not let programs in.
    reason : str
        Why, for a person; for a report that is found, what to know of it.
    published : str
        Day of publication as its page states it.
    limit : str
        Last day on which it is in time; empty where no rule sets one.
    file : str
        Name of the file in the same folder.
    """

    agency: str
    year: str
    address: str
    status: str
    reason: str = ""
    published: str = ""
    limit: str = ""
    file: str = ""


def write_coverage(folder: Path, rows: Iterable[Row]) -> Path:
    """Write the table, and give its path; rows of an earlier run on other reports stay.

    Parameters
    ----------
    folder : Path
        Where reports are kept.
    rows : iterable of Row
        Those of this run.
    """
    path = folder / COVERAGE
    known = {_key(row): row for row in _read(path)}
    known |= {_key(row): row for row in rows}
    out = io.StringIO()
    table = csv.DictWriter(out, [f.name for f in fields(Row)], lineterminator="\n")
    table.writeheader()
    table.writerows(asdict(row) for row in known.values())
    content = "\ufeff" + out.getvalue()  # with its mark, a spreadsheet shows Chinese
    if not path.is_file() or path.read_text(encoding="utf-8") != content:
        write(path, content, durable=True)
    return path


def _read(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    names = {f.name for f in fields(Row)}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{k: v or "" for k, v in r.items() if k in names} for r in csv.DictReader(file)]
    return [Row(**row) for row in rows if row.keys() == names]


def _key(row: Row) -> tuple[str, str, str]:
    return (row.agency, row.year, "" if row.agency and row.year else row.address)
