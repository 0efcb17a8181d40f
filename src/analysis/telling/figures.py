"""Figures of a page, drawn as SVG: the same bytes for the same data, sharp at any size, Chinese on any machine."""

import base64
import io
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from analysis.assessing.indicators import Amount, definitions

from .fonts import use_font
from .html import Html, tag
from .view import ReportView
from .wording import amount, percent, word

INK, ACCENT, QUIET = "#1d2433", "#1f4e8c", "#8a94a6"
SERIES = ("#1f4e8c", "#c8641e", "#3d8b63", "#8b4a8b", "#6b7280", "#b08900")  # told apart also by their markers
_MARKERS = "osD^vP"
_GROUPS = ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other")
_SHARES = ("granted", "granted_any", "refused", "unavailable", "unprocessed", "other", "carried_out")


def applicants(view: ReportView) -> Html:
    """Requests received, by kind of applicant."""
    columns = [c for c in view.form.columns("requests", "received") if c != "total"]
    rows = [(view.column_label("requests", "received", c), view.amount(f"requests/received/{c}")) for c in columns]
    return _bars(view, "figure_applicants", rows, "requests/received/*")


def results(view: ReportView) -> Html:
    """Requests concluded, by result."""
    rows = [(word(g, view.lang), view.amount(f"requests/{g}/total", f"requests/{g}.*/total")) for g in _GROUPS]
    return _bars(view, "figure_results", rows, "requests/*/total")


def _bars(view: ReportView, title: str, rows: list[tuple[str, Amount]], cells: str) -> Html:
    def draw(axes: Any) -> None:
        widths = [0.0 if a.basis == "none" else a.value for _, a in rows]
        places = range(len(rows))
        colours = [QUIET if a.basis == "implied" else ACCENT for _, a in rows]
        axes.barh(places, widths, color=colours, height=0.62)
        axes.set_yticks(places, [label for label, _ in rows])
        axes.invert_yaxis()
        top = max(widths) or 1.0
        for y, (_, a) in enumerate(rows):
            axes.text(widths[y] + top * 0.012, y, amount(a, view.lang), va="center", fontsize=9.5)
        axes.set_xlim(0, top * 1.15)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)

    said = "; ".join(f"{label} {amount(a, view.lang)}" for label, a in rows)
    return _figure(draw, 0.36 * len(rows) + 0.25, word(title, view.lang), said, cells)


def shares(views: Sequence[ReportView]) -> Html:
    """Shares with their 95 % intervals, of one report or of several side by side."""
    lang = views[0].lang
    labels = {d.id: d.label[lang] for d in definitions()}
    step = 1.0 / (len(views) + 1)
    said = []

    def draw(axes: Any) -> None:
        for k, view in enumerate(views):
            colour, marker = SERIES[k % len(SERIES)], _MARKERS[k % len(_MARKERS)]
            known = [(i, view.share(name)) for i, name in enumerate(_SHARES) if view.share(name).known]
            ys = [i + (k - (len(views) - 1) / 2) * step for i, _ in known]
            axes.hlines(ys, [s.low * 100 for _, s in known], [s.high * 100 for _, s in known], color=colour, linewidth=1.8)
            axes.plot([s.estimate * 100 for _, s in known], ys, marker, color=colour, markersize=5.5,
                      label=f" {view.name}" if view.name.startswith("_") else view.name)  # fmt: skip  # "_…" would not be listed
        axes.set_yticks(range(len(_SHARES)), [labels[name] for name in _SHARES])
        axes.set_ylim(len(_SHARES) - 0.4, -0.6)
        axes.set_xlim(-2, 102)
        axes.set_xlabel(word("share_axis", lang), fontsize=9.5)
        axes.grid(axis="x", color="#e3e7ee", linewidth=0.8)
        if len(views) > 1:
            axes.figure.legend(loc="outside upper left", ncols=min(len(views), 2), frameon=False, fontsize=9, handletextpad=0.2)

    for view in views:
        told = [f"{labels[name]} {percent(view.share(name).estimate)}" for name in _SHARES if view.share(name).known]
        said.append(f"{view.name}: {'; '.join(told)}")
    height = len(_SHARES) * (0.24 + 0.16 * len(views)) + (0.7 + 0.1 * len(views) if len(views) > 1 else 0.6)
    return _figure(draw, height, word("figure_shares", lang), " | ".join(said), "requests/*/total")


def flow(views: Sequence[ReportView]) -> Html:
    """Requests received, concluded and carried forward in each year of one agency."""
    lang = views[0].lang
    items = ("received", "concluded", "carried_out")
    rows = [(view, [view.amount(f"requests/{i}/total") for i in items]) for view in views]

    def draw(axes: Any) -> None:
        width = 0.8 / len(items)
        for k, item in enumerate(items):
            places = [x + (k - 1) * width for x in range(len(rows))]
            heights = [0.0 if a[k].basis == "none" else a[k].value for _, a in rows]
            axes.bar(places, heights, width * 0.92, color=SERIES[k], label=word(f"flow_{item}", lang))
            for x, height, (_, a) in zip(places, heights, rows, strict=True):
                axes.text(x, height, amount(a[k], lang), ha="center", va="bottom", fontsize=9)
        axes.set_xticks(range(len(rows)), [str(v.meta["year"]) for v in views])
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.figure.legend(loc="outside upper left", ncols=3, frameon=False, fontsize=9)

    said = "; ".join(f"{v.meta['year']}: " + ", ".join(amount(a, lang) for a in amounts) for v, amounts in rows)
    return _figure(draw, 3.0, word("figure_flow", lang), said, "requests/{received, concluded, carried_out}/total")


def _figure(draw: Callable[[Any], None], height: float, title: str, said: str, cells: str) -> Html:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # Outlined glyphs need no font where the page is read; a fixed salt and no date keep the bytes the same.
    inks = dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK)
    style = {
        "font.family": use_font(),
        "font.size": 10,
        "svg.fonttype": "path",
        "svg.hashsalt": "gouji",
        "text.parse_math": False,  # a dollar sign in the name of an agency is a dollar sign
        "axes.edgecolor": QUIET,
        **inks,
    }
    with mpl.rc_context(style):
        figure = Figure(figsize=(7.4, height), layout="constrained")
        axes = figure.add_subplot()
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0)
        draw(axes)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    image = f'<img alt="{escape(title)}: {escape(said)}" src="data:image/svg+xml;base64,{data}">'
    return Html(tag("figure", image + tag("figcaption", f"{escape(title)} <code>{escape(cells)}</code>"), cls="gouji"))
