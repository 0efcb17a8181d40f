"""The mix of outcomes of one report, each share with its interval, against the middle of its peers; and the grounds."""

from collections.abc import Mapping

from analysis.assessing.definitions import definitions

from ..html import Html
from ..view import ReportView
from ..wording import amount, percent, word
from .canvas import BAND, INK, LINE, OUTCOME, OWN, QUIET, WIDTH, Canvas, figure, fitted, width

SHARES = ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other", "carried_out")
Middle = tuple[float, float, float]
_ROW, _TOP, _FIGURE = 27.0, 24.0, 52.0
_GROUNDS = ("refused", "unavailable", "unprocessed", "other")


def outcome_mix(view: ReportView, peers: Mapping[str, Middle], count: int) -> Html:
    """Shares of the outcomes with their intervals; behind each where the middle of the peers lies.

    Parameters
    ----------
    view : ReportView
    peers : mapping
        Indicator to 10th percentile, median and 90th percentile of the peers, fractions of one; empty without peers.
    count : int
        How many reports are in the group, this one among them.
    """
    lang = view.lang
    labels = {d.id: d.label[lang] for d in definitions()}
    found = [(name, view.share(name)) for name in SHARES]
    if not any(s.known for _, s in found):
        return Html("")
    left = min(max(width(labels[n], 11.5) for n, _ in found) + 10, 190)
    x0, x1 = left, WIDTH - _FIGURE
    canvas = Canvas(_TOP + _ROW * len(found) + 6)
    end = _TOP + _ROW * len(found)
    for tick in (0, 25, 50, 75, 100):
        x = x0 + (x1 - x0) * tick / 100
        canvas.line([(x, _TOP - 4), (x, end)], LINE, 0.8)
        canvas.text(x, 9, f"{tick}%", 10, QUIET, "center")
    said = []
    for n, (name, s) in enumerate(found):
        y = _TOP + _ROW * (n + 0.5)
        canvas.text(x0 - 8, y, fitted(labels[name], left - 8, 11.5), 11.5, INK, "right")
        told = f"{labels[name]} {percent(s.estimate) if s.known else word('unknown', lang)}"
        if name in peers:
            low, median, high = (x0 + (x1 - x0) * v for v in peers[name])
            canvas.rect(low, y - 8, max(high - low, 1), 16, BAND, f"peers-{name}")
            canvas.line([(median, y - 10), (median, y + 10)], QUIET, 1.8)
            told += f" ({word('median', lang)} {percent(peers[name][1])})"
        said.append(told)
        if not s.known:
            canvas.text(x1 + 8, y, word("unknown", lang), 10, QUIET)
            continue
        colour = OUTCOME[name]
        canvas.line([(x0 + (x1 - x0) * s.low, y), (x0 + (x1 - x0) * s.high, y)], colour, 2.4)
        canvas.dots([(x0 + (x1 - x0) * s.estimate, y)], colour, size=8.5)
        canvas.text(x1 + 8, y, percent(s.estimate), 11.5, INK)
    how = word("how_mix_peers", lang).format(count=count) if peers else word("how_mix", lang)
    return figure(canvas, word("figure_mix", lang), "; ".join(said), "requests/*/total", how)


def grounds(view: ReportView) -> Html:
    """Requests that were not answered with the information, by ground; empty where there are none and all is known."""
    lang = view.lang
    rows = [(g, label, a) for g in _GROUNDS for label, a in view.items(f"{g}.") or view.items(g)]
    shown = [(g, label, a) for g, label, a in rows if a.value != 0]
    if not shown:
        return Html("")
    groups = list(dict.fromkeys(g for g, _, _ in shown))
    top = max((a.value for _, _, a in shown if a.basis != "none"), default=0.0)
    canvas = Canvas(22.0 * len(groups) + 34.0 * len(shown) + 4)
    y, last = 4.0, ""
    for group, label, a in shown:
        if group != last:
            canvas.rect(0, y + 5, 9, 9, OUTCOME[group])
            canvas.text(14, y + 10, word(group, lang), 12)
            y, last = y + 22, group
        canvas.text(14, y + 8, fitted(label, WIDTH - 14, 11.5), 11.5, INK)
        if a.basis == "none":
            canvas.text(14, y + 24, word("unknown", lang), 11, QUIET)
        else:
            long = (WIDTH - 80) * a.value / top
            faint = 0.55 if a.basis == "implied" else 1.0
            canvas.rect(14, y + 17, max(long, 0.8), 12, OUTCOME[group], f"ground-{group}", alpha=faint)
            canvas.text(14 + long + 6, y + 23, amount(a, lang), 11.5)
        y += 34
    said = "; ".join(f"{word(g, lang)} · {label} {amount(a, lang)}" for g, label, a in shown)
    zeros = len(rows) - len(shown)
    how = word("how_grounds", lang).format(count=zeros) if zeros else ""
    return figure(canvas, word("figure_grounds", lang), said, "requests/{refused, unavailable, unprocessed, other}.*/total", how)


__all__ = ["OWN", "SHARES", "grounds", "outcome_mix"]
