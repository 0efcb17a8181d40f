"""The list of the agencies that have to report, as people and `gouji collect` write it."""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.errors import InputError, printable
from analysis.reading.backends.encodings import decode
from analysis.reading.files import read_file
from analysis.reading.lists import AGENCY, YEAR, separator
from analysis.telling.brief.expected import PUBLISHED, STATES, Expected

_MAX_BYTES = 20_000_000
_COLUMNS = {
    "agency": AGENCY,
    "year": YEAR,
    "state": ("state", "status", "状态"),
}


def read_expected(path: Path, year: int | None = None) -> Expected:
    """Read the list of the agencies that have to report.

    Parameters
    ----------
    path : Path
        A text, one name on each line; blank lines and lines with ``#`` are passed over. Or a CSV
        with columns ``agency``, ``year`` and, if it is known, ``state`` or ``status`` (one of
        ``STATES``), such as the ``coverage.csv`` of `gouji collect`.
    year : int, optional
        The year of a CSV whose rows count; every row where it is None.

    Returns
    -------
    Expected
        The name of the file and the agencies, each once, in the order of the file.

    Raises
    ------
    InputError
        If it cannot be read, names nobody, or states what is no state.
    """
    lines = decode(read_file(path, _MAX_BYTES), printable(path))[0].splitlines()
    lines = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    first = lines[0] if lines else ""
    mark = separator(first)
    heads = [_column(cell) for cell in first.split(mark)]
    if "agency" not in heads or "year" not in heads:
        return _named(path, Expected(path.name, tuple(dict.fromkeys(map(str.strip, lines)))))
    rows = list(_rows(path, lines[1:], mark, heads))
    states: dict[str, str] = {}
    for agency, _, state in (row for row in rows if year in (None, row[1])):
        states[agency] = min(states.get(agency, STATES[-1]), state, key=STATES.index)
    before = tuple(a for a, y, s in rows if year and y == year - 1 and s in PUBLISHED)
    return _named(path, Expected(path.name, tuple(states), states, before), year)


def _named(path: Path, expected: Expected, year: int | None = None) -> Expected:
    if expected.names:
        return expected
    if year:
        raise InputError(
            f"{path} names no agency for {year}. Write one agency and year on each line."
        )
    raise InputError(f"{path} names no agency. Write the full name of one agency on each line.")


def _rows(
    path: Path, lines: Iterable[str], mark: str, heads: list[str]
) -> Iterator[tuple[str, int, str]]:
    """Agency, year and state of each row that names an agency and a year."""
    for cells in csv.reader(lines, delimiter=mark):
        row = {head: cell.strip() for head, cell in zip(heads, cells, strict=False)}
        match = re.match(r"\d{4}", row.get("year", ""))
        state = row.get("state", "").lower() or STATES[-1]
        if state not in STATES:
            raise InputError(
                f"{path}: {printable(state)[:40]!r} is no state of a report. "
                f"Use some of: {', '.join(STATES)}."
            )
        if row.get("agency") and match:
            yield row["agency"], int(match[0]), state


def _column(cell: str) -> str:
    plain = cell.strip().strip("\ufeff\"'").lower()
    return next((column for column, names in _COLUMNS.items() if plain in names), plain)
