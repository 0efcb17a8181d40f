"""Cells that print two figures: which is this year's, the sums of the form tell at times.

So may numbers whose digits are grouped by blanks (12 345).
"""

import re
from collections.abc import Iterator

from analysis.form import get_form

from .confirm import row_adds_up
from .rows import Found

# Two figures of which one is set off from the other, or written on a line of its own.
_PAIR = re.compile(r"(⟨)?(\d{1,9}(?:\.\d+)?)(?(1)⟩)(\s*)(⟨)?(\d{1,9}(?:\.\d+)?)(?(4)⟩)")
_PLAIN = str.maketrans("（）：，；", "():,;")
_A_YEAR = "(?P<year>20\\d\\d年|本年度?|上年度?|上一年度?|去年)"
_FIGURE = "(?P<figure>\\d{1,9})(?!\\d)[件条个项]?"
_YEAR_AFTER = re.compile(rf"{_FIGURE}\({_A_YEAR}度?\)")
_YEAR_BEFORE = re.compile(rf"{_A_YEAR}度?:?{_FIGURE}")
_GROUPED = re.compile(r"\d{1,3}(?:[^\S\n]\d{3})+")
_FEWEST_ROWS = 5  # that bear a choice out: of a cell alone nobody can tell what it is to say


def settle_pairs(found: Found, fmt: str) -> list[str]:
    """Choose between the two figures that cells print, where the sums leave no doubt; say which.

    That is where several rows of such cells all add up with the one figure (the first, say, or the
    one that is not set off), and not with the other, nor with both as one number.

    Parameters
    ----------
    found : dict
        ``code -> (status, printed, value, where)``; changed in place.
    fmt : {"2019", "2021"}
        The format of the form.
    """
    pairs: dict[str, dict[str, tuple[float, float, float]]] = {}
    form = get_form(fmt)
    for code, entry in found.items():
        cell = form.by_code.get(code)  # a text may have rows of the form's other edition
        if cell is None or cell.unit != "count":
            continue  # no total says in what unit an amount is
        if ways := _ways(entry[0], entry[1]):
            pairs.setdefault(ways[0], {})[code] = ways[1]
    notes = []
    for _, mine in sorted(pairs.items()):
        counts = [_borne_out(found, fmt, {c: w[i] for c, w in mine.items()}) for i in range(3)]
        good = [i for i, (votes_for, against) in enumerate(counts) if votes_for and not against]
        if len(good) != 1 or counts[good[0]][0] < _FEWEST_ROWS:
            continue
        for code, values in mine.items():
            found[code] = ("stated", found[code][1], values[good[0]], found[code][3])
        notes.append(f"of two figures in a cell the one that the totals confirm: {len(mine)} cells")
    return notes


def settle_years(found: Found, fmt: str, year: int | None) -> None:
    """Read cells that say of each of their figures which year's it is: 72（2022年）53（2023年）.

    Parameters
    ----------
    found : dict
        ``code -> (status, printed, value, where)``; changed in place.
    fmt : {"2019", "2021"}
        The format of the form.
    year : int or None
        The year reported on.
    """
    form = get_form(fmt)
    for code, (status, printed, _, where) in list(found.items()):
        cell = form.by_code.get(code)  # a text may have rows of the form's other edition
        if status != "unreadable" or "年" not in printed or not cell or cell.unit != "count":
            continue
        text = re.sub(r"\s", "", printed.translate(_PLAIN))
        for pattern in (_YEAR_AFTER, _YEAR_BEFORE):
            parts = [m.groupdict() for m in pattern.finditer(text)]
            if len(parts) < 2 or pattern.sub("", text).strip(",;/、"):
                continue
            own = [p["figure"] for p in parts if p["year"][:4] in (str(year), "本年", "本年度")]
            if len(own) == 1:
                found[code] = ("stated", printed, float(own[0]), where)


def settle_grouped(found: Found, fmt: str) -> Found:
    """Leave such numbers open where no total of the report shows that it groups digits so.

    Last year's figure may be beside this year's: 17 262.

    Parameters
    ----------
    found : dict
        ``code -> (status, printed, value, where)``.
    fmt : {"2019", "2021"}
        The format of the form.
    """
    grouped = {c for c, e in found.items() if e[0] == "stated" and _GROUPED.search(e[1])}
    if not grouped or any(_confirmed(row, grouped, found) for row in _rows(fmt)):
        return found
    return {
        code: ("unreadable", entry[1], None, entry[3]) if code in grouped else entry
        for code, entry in found.items()
    }


def _confirmed(row: list[str], grouped: set[str], found: Found) -> bool:
    values = [found[code][2] if code in found else None for code in row]
    return not grouped.isdisjoint(row) and values[-1] is not None and row_adds_up(values)


def _ways(status: str, printed: str) -> tuple[str, tuple[float, float, float]] | None:
    """How a print of two figures is set, and its readings: the one, the other, both as one."""
    match = _PAIR.fullmatch(printed.strip()) if status == "unreadable" else None
    if match is None or (match[1] and match[4]):
        return None
    if not match[1] and not match[4] and "\n" not in match[3]:
        return None
    first, last = float(match[2]), float(match[5])
    whole = float(match[2] + match[5]) if "." not in match[2] else first
    if match[1]:
        return "before", (last, first, whole)
    return "after", (first, last, whole)


def _rows(fmt: str) -> Iterator[list[str]]:
    """The rows of the form that end in their total."""
    form = get_form(fmt)
    for table in ("requests", "remedies"):
        for item in form.items(table):
            yield [f"{table}/{item}/{column}" for column in form.columns(table, item)]


def _borne_out(found: Found, fmt: str, chosen: dict[str, float]) -> tuple[int, int]:
    """Rows with chosen figures that add up to something, and those that do not add up."""
    votes_for = against = 0
    for row in _rows(fmt):
        if chosen.keys().isdisjoint(row):
            continue
        entries = [found.get(code, ("absent", "", None, "")) for code in row]
        if any(e[0] == "unreadable" and c not in chosen for c, e in zip(row, entries, strict=True)):
            continue
        values = [chosen.get(c, e[2]) for c, e in zip(row, entries, strict=True)]
        if values[-1] is None or not any(values):
            continue
        if row_adds_up(values):
            votes_for += 1
        else:
            against += 1
    return votes_for, against
