"""Figures of a brief: the mix of outcomes, and shares against size. SVG for pages, PNG for Word."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from analysis.assessing.statistics.funnel import LEVELS, funnel
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.telling.figures.canvas import INK, OWN, QUIET, SERIES
from analysis.telling.fonts import use_font
from analysis.telling.view import ReportView
from analysis.telling.wording import fraction, word
from analysis.wording import number, percent

from .blocks import Figure
from .sums import Pooled, Sum, plain_share, sum_text

_WIDTH = 6.7  # inches: the width of the text of an A4 page
_DPI = 180
_LABELLED = 12
_TICKS = 12


def mix(rows: Sequence[tuple[str, Sum, Pooled]], lang: str, caption: str) -> Figure:
    """Requests concluded, by outcome: counts as bars, with their share of those concluded.

    Parameters
    ----------
    rows : sequence of (str, Sum, Pooled)
        Label, count and share of each group of outcomes, as ``groups`` gives them.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    caption : str
        Words above it.
    """
    top = max((s.amount.value for _, s, _ in rows if s.known), default=0.0) or 1.0

    def label_of(value: Sum, share: Pooled) -> str:
        count = sum_text(value, lang)
        if not share.share.known:
            return count
        # A share of some of the agencies is not that of the count: it has its own fraction.
        alone = share.share.part == value.amount.value
        if alone and share.share.few:
            return count
        figure = percent(share.share.estimate) if alone else plain_share(share.share, lang)
        return f"{count}  {figure}"

    def draw(axes: Any) -> None:
        widths = [s.amount.value if s.known else 0.0 for _, s, _ in rows]
        colours = [QUIET if s.amount.basis == "implied" else OWN for _, s, _ in rows]
        axes.barh(range(len(rows)), widths, color=colours, height=0.6)
        axes.set_yticks(range(len(rows)), [label for label, _, _ in rows])
        axes.invert_yaxis()
        for y, (_, s, p) in enumerate(rows):
            axes.text(widths[y] + top * 0.012, y, label_of(s, p), va="center", fontsize=8.5)
        axes.set_xlim(0, top * 1.25)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)

    alt = "; ".join(f"{label} {label_of(s, p)}" for label, s, p in rows)
    return _figure(draw, 0.24 * len(rows) + 0.12, caption, alt)


def spread(
    members: Sequence[ReportView], indicator: str, named: set[str], lang: str, caption: str
) -> Figure | None:
    """One share of every agency against its number of cases, with funnel limits.

    None where too few agencies have enough cases.

    Parameters
    ----------
    members : sequence of ReportView
        The reports of single agencies in the county.
    indicator : str
        Id of the indicator.
    named : set of str
        Reports to name in the figure.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    caption : str
        Words above it.
    """
    able = [
        m
        for m in members
        if (s := m.shares.get(indicator)) is not None and s.known and s.whole >= SMALL
    ]
    shares = [m.shares[indicator] for m in able]
    x, n = np.array([s.part for s in shares]), np.array([s.whole for s in shares])
    if len(able) < PEERS or not 0 < x.sum() < n.sum():
        return None
    funnel_of = funnel(x, n)

    def draw(axes: Any) -> None:
        sizes = np.unique(np.round(np.geomspace(SMALL, n.max() * 1.15, 120)))
        for level, style, shade in ((LEVELS[0], "--", QUIET), (LEVELS[1], ":", QUIET)):
            low, high = funnel_of.population.limits(sizes, level)
            for k, edge in enumerate((low, high)):
                label = (
                    word("brief_limits", lang).format(level=f"{level * 100:g}") if k == 0 else None
                )
                axes.plot(sizes, edge * 100, style, color=shade, linewidth=1, label=label)
        axes.axhline(
            funnel_of.target * 100, color=INK, linewidth=0.8, label=word("brief_together", lang)
        )
        out = [m.id in named for m in able]
        for outside, colour, marker in ((False, OWN, "o"), (True, SERIES[1], "D")):
            at = [i for i, o in enumerate(out) if o == outside]
            label = word("brief_outside" if outside else "brief_inside", lang)
            if at:
                axes.plot(
                    n[at],
                    x[at] / n[at] * 100,
                    marker,
                    color=colour,
                    markersize=4.5,
                    alpha=0.85,
                    label=label,
                )
        texts = [i for i, o in enumerate(out) if o][:_LABELLED]
        for i in texts:
            left = n[i] > np.sqrt(n.max() * SMALL)
            axes.annotate(
                able[i].short,
                (n[i], x[i] / n[i] * 100),
                textcoords="offset points",
                xytext=(-6 if left else 6, 0),
                ha="right" if left else "left",
                va="center",
                fontsize=8,
            )
        axes.set_xscale("log")
        ticks = _ticks(n.max() * 1.15)
        axes.set_xticks(ticks, [number(t) for t in ticks])
        axes.minorticks_off()
        axes.set_xlabel(word("brief_size_axis", lang), fontsize=8.5)
        axes.set_ylabel(word("brief_share_axis", lang), fontsize=8.5)
        axes.set_ylim(-4, 104)
        axes.set_yticks(range(0, 101, 25))
        axes.figure.legend(
            loc="outside upper left",
            ncols=5,
            frameon=False,
            fontsize=8,
            handletextpad=0.4,
            columnspacing=1.2,
        )

    alt = "; ".join(
        f"{m.short} {percent(s.estimate)} ({fraction(s, lang)})"
        for m, s in zip(able, shares, strict=True)
    )
    return _figure(draw, 1.55, caption, alt)


def _ticks(most: float) -> list[int]:
    """Sizes along a logarithmic axis, so many as leave room for their labels."""
    powers = [10**k for k in range(1, 16)]
    every = [5, *(t * step for t in powers for step in (1, 2, 5))]
    found = [t for t in every if t <= most]
    return found if len(found) <= _TICKS else [t for t in powers if t <= most]


def _figure(draw: Callable[[Any], None], height: float, caption: str, alt: str) -> Figure:
    import matplotlib as mpl

    inks = dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK)
    style = {
        "font.family": use_font(),
        "font.size": 9,
        "svg.fonttype": "path",
        "svg.hashsalt": "gouji",
        "text.parse_math": False,
        "axes.edgecolor": QUIET,
        **inks,
    }
    with mpl.rc_context(style):
        figure = _canvas()(figsize=(_WIDTH, height), layout="constrained")
        axes = figure.add_subplot()
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0)
        draw(axes)
        svg, png = io.BytesIO(), io.BytesIO()
        figure.savefig(
            svg, format="svg", metadata={"Date": None, "Creator": None}, transparent=True
        )
        figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None}, facecolor="white")
    return Figure(caption, alt, svg.getvalue().decode("utf-8"), png.getvalue())


def _canvas() -> Any:
    """matplotlib's figure, imported without writing the help of every ``set``, half of its time."""
    from matplotlib.artist import Artist

    def no_help(cls: Any) -> None:
        cls.set._autogenerated_signature = True

    written = vars(Artist)["_update_set_signature_and_docstring"]
    Artist._update_set_signature_and_docstring = classmethod(no_help)  # type: ignore
    try:
        from matplotlib.figure import Figure as Canvas
    finally:
        Artist._update_set_signature_and_docstring = written  # type: ignore
    return Canvas
