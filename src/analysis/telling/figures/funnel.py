"""The funnel of a group: how far chance may move the share of an agency of its size."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from analysis.assessing.indicators.definitions import PER, Indicator
from analysis.assessing.statistics.intervals import LEVELS, SMALL
from analysis.telling.html import Html
from analysis.telling.wording import word
from analysis.wording import measure, number

from .canvas import INK, LINE, OWN, PAPER, QUIET, SERIES, WIDTH, Canvas
from .caption import figure
from .lettering import fitted, fitted_name, width, wrapped

if TYPE_CHECKING:
    from analysis.assessing.groups.peers import Peers

Scale = Callable[[float], float]  # from a value to its place on the canvas
_LEFT, _TOP, _HIGH, _BELOW = 44.0, 12.0, 250.0, 40.0
_NAME = 190.0  # width of a line of a name
_NAMED = 3  # of the agencies outside the wider limit; more names than that lie on each other
_GRID = 60


def funnel_plot(
    peers: "Peers", definition: Indicator, report: str, names: Mapping[str, str], lang: str
) -> Html:
    """The figure, with this report marked and named.

    Parameters
    ----------
    peers : Peers
        The group by the indicator, with the limits.
    definition : Indicator
        What they are compared by.
    report : str
        Id of the report that the page is about; it need not have a figure itself.
    names : mapping
        Report to the name that its mark gets.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    table = peers.table[peers.table["denominator"] >= SMALL]  # nothing is compared with few
    few = len(table) < len(peers.table)
    whole = definition.kind == "proportion"
    unit = 1 if whole else PER
    shares = table["estimate"].to_numpy(float) / unit
    sizes = table["denominator"].to_numpy(float) / unit
    grid = np.unique(
        np.round(
            np.geomspace(
                max(1.0, table["denominator"].min() * 0.9), table["denominator"].max() * 1.1, _GRID
            )
        )
    )
    bands = {level: peers.funnel.population.limits(grid / unit, level) for level in LEVELS}
    top = (
        1.0
        if whole
        else max(float(shares.max()), float(bands[0.95][1][grid >= np.median(grid)].max())) * 1.15
    )
    bottom = 0.0
    log = math.log(grid[0]), math.log(grid[-1])

    def x(n: float) -> float:
        return _LEFT + (WIDTH - _LEFT - 12) * (math.log(n) - log[0]) / max(log[1] - log[0], 1e-9)

    def y(share: float) -> float:
        return _TOP + _HIGH * (1 - (min(share, top) - bottom) / (top - bottom))

    canvas = Canvas(_TOP + _HIGH + _BELOW)
    _scales(canvas, x, y, grid, top, whole, lang)
    for level, dash, shade in zip(LEVELS, ((5, 3), (1.5, 2)), (QUIET, QUIET), strict=True):
        for side in bands[level]:
            canvas.line(
                [(x(n), y(v)) for n, v in zip(grid, side, strict=True)], shade, 1.1, dashes=dash
            )
    canvas.line([(_LEFT, y(peers.funnel.target)), (WIDTH - 12, y(peers.funnel.target))], INK, 1.0)
    places = {
        r: (x(n * unit), y(s)) for r, n, s in zip(table["report"], sizes, shares, strict=True)
    }
    far = dict(zip(table["report"], table["outside"] == f"{LEVELS[1] * 100:g}", strict=True))
    canvas.dots(
        [p for r, p in places.items() if not far[r] and r != report], QUIET, "circle", 6, alpha=0.55
    )
    out = [r for r in places if far[r] and r != report]
    canvas.dots([places[r] for r in out], SERIES[1], "diamond", 6.5)
    ranked = table.sort_values("p", kind="stable")["report"]
    for r in [r for r in ranked if r in out][:_NAMED]:
        _name(canvas, places[r], names[r], SERIES[1])
    if report in places:
        canvas.dots([places[report]], OWN, "circle", 11, edge=(PAPER, 1.5))
        _name(canvas, places[report], names[report], OWN)
    value = measure(peers.funnel.target if whole else peers.funnel.target * PER, definition.kind)
    described = word("said_funnel", lang).format(count=len(table), target=value, outside=len(out))
    if report in places:
        own = table.loc[table["report"] == report].iloc[0]
        described += " " + word("said_funnel_own", lang).format(
            name=names[report],
            share=measure(float(own["estimate"]), definition.kind),
            numerator=number(own["numerator"]),
            denominator=number(own["denominator"]),
            where=word(f"funnel_{own['outside']}", lang),
        )
    title = word("figure_funnel", lang).format(label=definition.label[lang])
    # Where a point is, for the script that lets people point at it: x by its size, y by its share.
    scale = (_LEFT, WIDTH - _LEFT - 12, *log, _TOP, _HIGH, top * unit, WIDTH, canvas.height)
    return figure(
        canvas,
        title,
        described,
        (
            ("name", "numerator", "denominator", "share", "outside"),
            [
                (names[row.report], row.numerator, row.denominator, row.estimate, row.outside)
                for row in table.itertuples(index=False)
            ],
        ),
        word("how_funnel", lang)
        + (word("how_far", lang) if out else "")
        + (word("how_few_left", lang) if few else ""),
        data_scale=" ".join(f"{number_:.6g}" for number_ in scale),
        data_label=definition.label[lang],
        data_pick=word("indicator", lang),
        data_share="%" if whole else "",
    )


def _scales(
    canvas: Canvas,
    x: Scale,
    y: Scale,
    grid: np.ndarray,
    top: float,
    whole: bool,
    lang: str,
) -> None:
    for k in range(5):
        share = top * k / 4
        canvas.line([(_LEFT, y(share)), (WIDTH - 12, y(share))], LINE, 0.7)
        canvas.text(
            _LEFT - 6,
            y(share),
            f"{share * 100:.0f}%" if whole else f"{share * 1:.1f}",
            10,
            QUIET,
            "right",
        )
    marks = [
        m * 10**e for e in range(7) for m in (1, 2, 5) if grid[0] <= m * 10**e <= grid[-1]
    ] or [float(grid[0])]
    last = -math.inf
    for mark in marks:
        half = width(number(mark), 10) / 2
        if x(mark) - half > last + 4:
            canvas.text(x(mark), _TOP + _HIGH + 12, number(mark), 10, QUIET, "center")
            last = x(mark) + half
    canvas.text(
        (_LEFT + WIDTH - 12) / 2, _TOP + _HIGH + 29, word("axis_size", lang), 10.5, QUIET, "center"
    )


def _name(canvas: Canvas, place: tuple[float, float], name: str, colour: str) -> None:
    """A name beside its mark, on the side where there is room."""
    px, py = place
    # A long name is on two lines; what is longer still is cut.
    whole = fitted_name(name, 2 * _NAME, 11)
    first = wrapped(whole, _NAME, 11)[0]
    lines = [first, fitted(whole[len(first) :].strip(), _NAME, 11)]
    lines = [line for line in lines if line]
    after = px + 9 + max(width(line, 11) for line in lines) < WIDTH
    for n, line in enumerate(lines):
        canvas.text(
            px + (9 if after else -9),
            py - 1 + (10 if py < _TOP + 8 else 0) + 12 * n,
            line,
            11,
            colour,
            "left" if after else "right",
        )
