"""Shares with their intervals, of one report or of several side by side."""

from collections.abc import Sequence

from analysis.assessing.indicators.definitions import ENDED, definitions
from analysis.telling.html import Html
from analysis.telling.view import ReportView
from analysis.telling.wording import shown_share, word

from .canvas import INK, LINE, QUIET, SERIES, WIDTH, Canvas
from .caption import figure
from .data import drawn, how_few, share_rows
from .lettering import fitted_name, width, wrapped

_MARKERS = ("circle", "square", "diamond", "up", "down", "cross")


def shares(views: Sequence[ReportView]) -> Html:
    """Shares with their 95 % intervals, of one report or of several; empty where none has a dot.

    Parameters
    ----------
    views : sequence of ReportView
        The reports, in the order in which they are shown.
    """
    lang = views[0].lang
    found = [v.shares[name] for v in views for name in ENDED]
    if not drawn(found):
        return Html("")
    labels = {d.id: d.label[lang] for d in definitions()}
    left = min(max(width(labels[name], 11.5) for name in ENDED) + 8, 190)
    x0, x1 = left, WIDTH - 14
    row = 16.0 + 11.0 * len(views)
    heads = 17.0 * len(views) if len(views) > 1 else 0.0
    top = heads + 22
    canvas = Canvas(top + row * len(ENDED) + 4)
    for tick in (0, 25, 50, 75, 100):
        x = x0 + (x1 - x0) * tick / 100
        canvas.line([(x, top), (x, top + row * len(ENDED))], LINE, 0.8)
        canvas.text(x, top - 9, f"{tick}%", 10, QUIET, "center")
    for n, name in enumerate(ENDED):
        lines, middle = wrapped(labels[name], left - 8, 11.5), top + row * (n + 0.5)
        for k, line in enumerate(lines):
            y = middle + 12 * (k - (len(lines) - 1) / 2)
            canvas.text(x0 - 8, y, line, 11.5, INK, "right")
    described = []
    for k, view in enumerate(views):
        # Of more reports than colours, each round has them with other markers.
        colour = SERIES[k % len(SERIES)]
        marker = _MARKERS[(k + k // len(SERIES)) % len(_MARKERS)]
        if heads:
            canvas.dots([(6, 8 + 17.0 * k)], colour, marker)
            canvas.text(16, 8 + 17.0 * k, fitted_name(view.name, WIDTH - 16, 11.5), 11.5)
        own = []
        for n, name in enumerate(ENDED):
            s, y = view.shares[name], top + row * n + 8 + 11.0 * (k + 0.5)
            if s.known and s.few:
                canvas.text(x0 + 4, y, shown_share(s, lang), 9.5, colour)
            elif s.known:
                canvas.line(
                    [(x0 + (x1 - x0) * s.low, y), (x0 + (x1 - x0) * s.high, y)], colour, 2.2
                )
                canvas.dots([(x0 + (x1 - x0) * s.estimate, y)], colour, marker)
            if s.known:
                own.append(f"{labels[name]} {shown_share(s, lang)}")
        described.append(f"{view.name}: {'; '.join(own)}")
    return figure(
        canvas,
        word("figure_shares", lang),
        " | ".join(described),
        share_rows([(view.name, view) for view in views], ENDED),
        word("how_mix", lang) + how_few(found, lang),
    )
