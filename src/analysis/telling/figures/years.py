"""The years of one agency: counts side by side, and shares. A missing year is a gap."""

import math
from collections.abc import Sequence
from itertools import pairwise

from analysis.assessing.indicators.definitions import definitions
from analysis.telling.html import Html
from analysis.telling.view import ReportView
from analysis.telling.wording import amount, shown_share, word

from .canvas import INK, LINE, OUTCOME, QUIET, SERIES, WIDTH, Canvas
from .caption import figure
from .data import AMOUNT, amount_row, drawn, how_few, share_rows
from .lettering import fitted, width, wrapped

_ITEMS = ("received", "concluded", "carried_out")
_PANELS = ("granted_any", "refused", "unavailable")
_COLOURS = {
    "granted_any": OUTCOME["granted"],
    "refused": OUTCOME["refused"],
    "unavailable": OUTCOME["unavailable"],
}
_HIGH = 150.0
_LABEL_HEIGHT = 12.0  # of labels above each other


def yearly_counts(views: Sequence[ReportView]) -> Html:
    """Requests received, concluded and carried forward in each year of one agency.

    Parameters
    ----------
    views : sequence of ReportView
        Reports of one agency, the oldest first.
    """
    lang = views[0].lang
    rows = [(view, [view.amount(f"requests/{i}/total") for i in _ITEMS]) for view in views]
    top = max((a.value for _, own in rows for a in own if a.basis != "none"), default=0.0) or 1.0
    canvas = Canvas(_HIGH + 66)
    _legend(canvas, [word(f"flow_{item}", lang) for item in _ITEMS])
    group = (WIDTH - 10) / len(rows)
    bar = min(group * 0.86 / len(_ITEMS), 46)
    base = _HIGH + 42
    canvas.line([(0, base), (WIDTH, base)], QUIET, 0.8)
    for n, (view, own) in enumerate(rows):
        middle = 5 + group * (n + 0.5)
        canvas.text(middle, base + 13, str(view.meta.year), 11.5, INK, "center")
        for k, a in enumerate(own):
            x = middle + (k - len(_ITEMS) / 2) * bar
            if a.basis == "none":
                canvas.text(x + bar / 2, base - 8, "—", 11, QUIET, "center")
                continue
            tall, gid = max(_HIGH * a.value / top, 0.0), f"{_ITEMS[k]}-{view.meta.year}"
            faint = 0.55 if a.basis == "implied" else 1.0
            if tall:
                canvas.rect(x + 1, base - tall, bar - 2, tall, SERIES[k], gid, alpha=faint)
            size = 11.5 if width(amount(a, lang), 11.5) <= bar else 9.5
            canvas.text(x + bar / 2, base - tall - 8, amount(a, lang), size, INK, "center")
    described = "; ".join(
        f"{v.meta.year}: "
        + ", ".join(
            f"{word(f'flow_{i}', lang)} {amount(a, lang)}" for i, a in zip(_ITEMS, own, strict=True)
        )
        for v, own in rows
    )
    how = (
        word("how_unknown_bar", lang)
        if any(a.basis == "none" for _, own in rows for a in own)
        else ""
    )
    return figure(
        canvas,
        word("figure_flow", lang),
        described,
        (
            ("year", *AMOUNT),
            [
                (str(view.meta.year), *amount_row(word(f"flow_{item}", lang), a))
                for view, own in rows
                for item, a in zip(_ITEMS, own, strict=True)
            ],
        ),
        how,
    )


def _legend(canvas: Canvas, labels: Sequence[str]) -> None:
    x = 0.0
    for k, label in enumerate(labels):
        canvas.rect(x, 5, 10, 10, SERIES[k])
        canvas.text(x + 15, 10, label, 11.5)
        x += 15 + width(label, 11.5) + 18


def yearly_shares(views: Sequence[ReportView]) -> Html:
    """Shares of an agency with their intervals, the years at their true distance.

    Empty where no share has a dot.

    Parameters
    ----------
    views : sequence of ReportView
        Reports of one agency, the oldest first.
    """
    lang = views[0].lang
    every = [v.shares[name] for v in views for name in _PANELS]
    if not drawn(every):
        return Html("")
    labels = {d.id: d.label[lang] for d in definitions()}
    years = [int(v.meta.year) for v in views]
    span, described = years[-1] - years[0], []
    wide = (WIDTH - 36) / len(_PANELS)
    canvas = Canvas(_HIGH + 58)
    for tick in (0, 50, 100):
        y = 38 + _HIGH * (1 - tick / 100)
        canvas.line([(34, y), (WIDTH, y)], LINE, 0.8)
        canvas.text(30, y, f"{tick}%", 10, QUIET, "right")
    for k, name in enumerate(_PANELS):
        x0, colour = 36 + wide * k, _COLOURS[name]
        for n, line in enumerate(_two(labels[name], wide - 8)):
            canvas.text(x0 + 4, 8 + 13 * n, line, 10.5)
        at = [x0 + 22 + (wide - 44) * ((y - years[0]) / span if span else 0.5) for y in years]
        found = [v.shares[name] for v in views]
        ys = [38 + _HIGH * (1 - s.estimate) if s.known and not s.few else None for s in found]
        taken: list[tuple[float, float, float]] = []  # by labels
        labelled_years = _apart(years, at, width("2000", 10) + 4)
        for (a, xa, ya), (b, xb, yb) in pairwise(zip(years, at, ys, strict=True)):
            if ya is not None and yb is not None and b - a == 1:
                canvas.line([(xa, ya), (xb, yb)], colour, 1.2, alpha=0.6)
        for x, year, s, middle in zip(at, years, found, ys, strict=True):
            if year in labelled_years:
                canvas.text(x, 38 + _HIGH + 12, str(year), 10, QUIET, "center")
            if middle is None:
                text = shown_share(s, lang) if s.known else "—"
                canvas.text(x, 38 + _HIGH / 2, text, 10, QUIET, "center")
                continue
            canvas.line(
                [(x, 38 + _HIGH * (1 - s.low)), (x, 38 + _HIGH * (1 - s.high))], colour, 2.2
            )
            canvas.dots([(x, middle)], colour, size=7.5)
            text = shown_share(s, lang)
            last = year == years[-1] and len(years) > 1
            place = (x + (-6 if last else 6), middle - 9 if middle > 52 else middle + 11)
            place = _clear(place, width(text, 10), last, taken)
            canvas.text(*place, text, 10, INK, "right" if last else "left")
        shares = [shown_share(s, lang) for s in found]
        described.append(
            f"{labels[name]}: "
            + ", ".join(f"{year} {share}" for year, share in zip(years, shares, strict=True))
        )
    return figure(
        canvas,
        word("figure_trend", lang),
        "; ".join(described),
        share_rows([(str(view.meta.year), view) for view in views], _PANELS, first="year"),
        word("how_trend", lang) + how_few(every, lang),
    )


def _apart(years: Sequence[int], at: Sequence[float], room: float) -> set[int]:
    """The years whose labels lie beside each other: the last, and before it those with room."""
    shown: set[int] = set()
    left = math.inf
    for year, x in sorted(zip(years, at, strict=True), reverse=True):
        if left - x >= room:
            shown.add(year)
            left = x
    return shown


def _clear(
    place: tuple[float, float], wide: float, last: bool, taken: list[tuple[float, float, float]]
) -> tuple[float, float]:
    """The place of a label, higher or lower where it would lie on another; ``taken`` gets it.

    That has the left and right end and the height of each label. The last label ends at its place
    and the others begin there.
    """
    x, y = place
    left, right = (x - wide, x) if last else (x, x + wide)
    heights = [h for start, end, h in taken if left < end + 2 and start < right + 2]
    steps = (y + _LABEL_HEIGHT * n for n in sorted(range(-12, 13), key=abs))
    free = (at for at in steps if all(abs(at - h) >= _LABEL_HEIGHT for h in heights))
    y = next((at for at in free if 30 <= at <= 38 + _HIGH), y)
    taken.append((left, right, y))
    return x, y


def _two(label: str, room: float) -> list[str]:
    """A label in at most two lines."""
    lines = wrapped(label, room, 10.5)
    return lines if len(lines) <= 2 else [lines[0], fitted("".join(lines[1:]), room, 10.5)]
