"""The list of reports to collect: a table as people write it."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from analysis.errors import InputError, printable
from analysis.reading.backends.encodings import decode
from analysis.reading.lists import AGENCY, YEAR, separator
from analysis.user_files import Place, year_in

_COLUMNS = {
    "agency": AGENCY,
    "year": YEAR,
    "address": ("address", "url", "link", "网址", "链接", "地址", "网页", "网站"),
}
# What else a list may state goes into the source card under its own name.
CARD_COLUMNS = ("division", "level", "kind", "sector", "territory", "publisher", "licence", "note")
_CHINESE = {
    "行政区划代码": "division",
    "区划代码": "division",
    "层级": "level",
    "所属政府": "territory",
}
_FIRST_YEAR, _LAST_YEAR = 2008, 2100


@dataclass(frozen=True)
class Wanted:
    """A report that is expected.

    Attributes
    ----------
    agency : str
        Name of the agency; empty where only its column is known.
    year : int or None
        Year reported on; None where every year is wanted.
    address : str
        Address of the report, of its article, or of the agency's column; empty where none is known.
    more : mapping
        Further columns of the list that a source card takes.
    stated : bool
        Whether a person named agency and year, and not the text of a link.
    """

    agency: str
    year: int | None
    address: str
    more: Mapping[str, str] = field(default_factory=dict)
    stated: bool = True


def read_list(data: bytes, name: str) -> list[Wanted]:
    """Read a list, each line once: columns agency, year and address, and further ones.

    Parameters
    ----------
    data : bytes
        The file. Any encoding of Chinese text, with ``,``, ``;``, tab or ``，`` between columns.
    name : str
        Its name, for messages.

    Raises
    ------
    InputError
        If it is no such table, or a line of it is no report; the message names the line.
    """
    rows, file = list(_rows(data, name)), Place(name)
    file.need(rows, "the list is empty. Write agency,year,address lines.")
    names = [_column(cell) for cell in rows[0][1]]
    file.need(
        {"agency", "year"} <= set(names),
        "the first line must name the columns: agency, year, address (机关, 年度, 网址).",
    )
    found = [
        _wanted(dict(zip(names, row, strict=False)), file.at(f", line {i}")) for i, row in rows[1:]
    ]
    file.need(found, "the list names no report.")
    if twice := _twice(found):
        about = f"{printable(twice.agency)} {twice.year}"
        raise file.wrong(f"{about} stands twice, with two addresses. Keep one.")
    return list({(w.agency, w.year, w.address): w for w in found}.values())


def read_years(text: str) -> tuple[int, ...]:
    """Read years as a person writes them: ``2023``, ``2019-2024``, ``2019,2021``.

    Parameters
    ----------
    text : str
        The years; empty for none.

    Raises
    ------
    InputError
        If it is something else.
    """
    found: set[int] = set()
    for part in filter(None, re.split(r"[,，、\s]+", text)):
        match = re.fullmatch(r"(20\d{2})(?:[-–—~～至](20\d{2}))?", part)
        if not match or (match[2] and match[2] < match[1]):
            raise InputError(
                f"--years {printable(text)}: write years such as 2023, 2019-2024 or 2019,2021."
            )
        found |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(found))


def _rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table that hold something, each with the number of its line."""
    lines = decode(data, name)[0].splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    plain = ("" if line.startswith("#") else line for line in lines)
    for number, row in enumerate(csv.reader(plain, delimiter=separator(first)), start=1):
        cells = [cell.strip().strip("\ufeff\u3000") for cell in row]
        if any(cells):
            yield number, cells


def _column(cell: str) -> str:
    plain = re.sub(r"[\s_（(].*", "", cell.strip().lower())
    for column, names in _COLUMNS.items():
        if plain in names:
            return column
    return _CHINESE.get(plain, plain)


def _wanted(row: dict[str, str], place: Place) -> Wanted:
    agency, year, address = (row.get(name, "") for name in ("agency", "year", "address"))
    place.need(agency, "names no agency.")
    year = year_in(year)
    if not year.isdecimal() or not _FIRST_YEAR <= int(year[:5]) <= _LAST_YEAR:
        raise place.wrong(f"{printable(year)[:40]!r} is no year. Write four digits.")
    if address and not re.match(r"https?://[^/\s]+", address, re.I):
        place.need(
            re.match(r"[\w.-]+\.[a-z]{2,}(?:[:/]|$)", address, re.I),
            f"{printable(address)[:80]!r} is no web address. It starts with http:// or https://.",
        )
        address = f"http://{address}"  # as people copy it from a browser
    more = {key: row[key] for key in CARD_COLUMNS if row.get(key)}
    return Wanted(agency, int(year), address, more)


def _twice(found: Iterable[Wanted]) -> Wanted | None:
    seen: dict[tuple[str, int | None], str] = {}
    for one in found:
        if seen.setdefault((one.agency, one.year), one.address) != one.address:
            return one
    return None
