"""From what recognisers saw in cells to cells that are stated, or unreadable with candidates."""

import re
from collections.abc import Iterator, Mapping

from analysis.form import Cell, get_form
from analysis.reading.blocks import Recognised
from analysis.recognising.numbers import read_cell
from analysis.recognising.rows import Found

from .places import is_pictured
from .proof import Candidates, proved
from .sums import sums_of

# Digits that look alike in print that is blurred, broken or thick.
_ALIKE = {
    "0": "689",
    "1": "47",
    "2": "37",
    "3": "2589",
    "4": "19",
    "5": "368",
    "6": "0589",
    "7": "129",
    "8": "03569",
    "9": "034678",
}
# For a figure that both recognisers read alike; a slash is taken for 1 by both at up to 0.93.
CONFIDENT = 0.95
_FEW = 6  # candidates that are listed
# A comma and a point look alike in a poor picture; in an amount they mean a factor of a thousand.
_THOUSAND = re.compile(r".*\d[.,]\d{3}")
_UNSIGNED = re.compile(r"\d*[1-9]\d*")  # a number other than zero


def confirmed(found: Found, pictured: Mapping[str, Recognised], fmt: str) -> Found:
    """Cells of which those in a picture are made ``unreadable`` unless proved or read alike twice.

    What is in print beside them, on other pages, is not changed; it counts in their sums.

    Parameters
    ----------
    found : Found
        The cells as the likeliest readings give them.
    pictured : mapping of str to Recognised
        What was seen in each cell that has ink, by its place.
    fmt : {"2019", "2021"}
        Format of the form.

    Returns
    -------
    Found
        The same cells. An ``unreadable`` one has its candidates as ``printed``.
    """
    form = get_form(fmt).by_code
    cells = {}
    for code, (status, _, value, where) in found.items():
        if not is_pictured(where):
            if status == "stated":
                cells[code] = Candidates(value or 0.0, agreed=True)
            continue
        seen = pictured.get(where)
        if status != "unreadable" and (seen is None or seen.readings):
            cells[code] = _candidates(form[code], value, seen)
    good = proved(cells, sums_of(fmt))
    out: Found = {}
    for code, entry in found.items():
        seen = pictured.get(entry[3])
        proof = code in good and not (seen and _doubtful(form[code], seen))
        if proof or not is_pictured(entry[3]):
            out[code] = entry
        else:
            printed = entry[1] if seen is None else _listed(seen)
            out[code] = ("unreadable", printed, None, entry[3])
    return out


def _candidates(cell: Cell, value: float | None, seen: Recognised | None) -> Candidates:
    """What may be in a cell; one without ink is blank."""
    if seen is None:
        return Candidates(value or 0.0, agreed=value is None)
    texts = {text for text, _ in seen.readings} | set(seen.others)
    texts |= {other for text in list(texts) for other in confused(text)}
    readings = [read_cell(cell, text) for text in texts]
    values = {r.value or 0.0 for r in readings if r.status != "unreadable"}
    alike = bool(seen.readings) and all(
        text == seen.text and confidence >= CONFIDENT for text, confidence in seen.readings
    )
    return Candidates(value or 0.0, frozenset(values), alike)


def _doubtful(cell: Cell, seen: Recognised) -> bool:
    """Whether agreement is not enough.

    In an amount a point may be a comma; of a change the sign, a faint dash, may be lost, and no sum
    tells.
    """
    if cell.column == "items_change":
        return bool(_UNSIGNED.fullmatch(seen.text.strip()))
    return cell.unit == "10k_yuan" and bool(_THOUSAND.fullmatch(seen.text))


def _listed(seen: Recognised) -> str:
    """The candidates of a cell, the likeliest first."""
    texts = dict.fromkeys([seen.text, *(text for text, _ in seen.readings), *seen.others])
    return " | ".join([text for text in texts if text][:_FEW])


def confused(figure: str) -> Iterator[str]:
    """Figures that differ by a digit that looks alike, that is lost, doubled or made up of an edge.

    Parameters
    ----------
    figure : str
        What was recognised.

    Yields
    ------
    str
        Such a figure, of digits and what else stood among them.
    """
    for at, sign in enumerate(figure):
        for other in _ALIKE.get(sign, ""):
            yield figure[:at] + other + figure[at + 1 :]
        yield figure[:at] + figure[at + 1 :]
        if sign.isdigit():
            yield figure[: at + 1] + figure[at:]
    if figure.isdigit():
        yield from ("1" + figure, figure + "1", figure + "0", "7" + figure)
