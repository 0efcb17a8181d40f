"""The mix of outcomes of one report against the middle of its peers, and the grounds."""

import math
from collections.abc import Mapping, Sequence

from analysis.assessing.indicators.definitions import definitions
from analysis.telling.html import Html
from analysis.telling.share import Share
from analysis.telling.view import ReportView
from analysis.telling.wording import amount, missing, peers_together, shown_share, word

from .canvas import BAND, INK, LINE, OUTCOME, QUIET, WIDTH, Canvas
from .caption import figure
from .data import AMOUNT, amount_row, drawn, how_few, share_rows
from .lettering import width, wrapped

SHARES = (
    "granted",
    "partly_granted",
    "refused",
    "unavailable",
    "unprocessed",
    "other",
    "carried_out",
)
Middle = tuple[float, float, float]
_ROW, _TOP, _FIGURE, _GROUP = 27.0, 24.0, 52.0, 66.0
_TOGETHER = ("peers_compared", "peers_share")
_GROUND = 250.0  # at most, of the labels
_GROUNDS = ("refused", "unavailable", "unprocessed", "other")


def outcome_mix(
    view: ReportView, peers: Mapping[str, Middle], together: Mapping[str, tuple[int, Share]]
) -> Html:
    """Shares of the outcomes with their intervals; behind each where the middle of the peers lies.

    Beside each is the share of all cases of the peers. Empty where no share has a dot.

    Parameters
    ----------
    view : ReportView
        The report.
    peers : mapping
        Indicator to 10th percentile, median and 90th percentile of the peers, fractions of one.
        Empty without peers.
    together : mapping
        Indicator to how many peers can be compared, and the share of all their cases.
    """
    lang = view.lang
    labels = {d.id: d.label[lang] for d in definitions()}
    found = [(name, view.shares[name]) for name in SHARES]
    if not drawn([s for _, s in found]):
        return Html("")
    left = min(max(width(labels[n], 11) for n, _ in found) + 10, 165)
    x0, x1 = left, WIDTH - _FIGURE - (_GROUP if peers else 0)
    canvas = Canvas(_TOP + _ROW * len(found) + 6)
    end = _TOP + _ROW * len(found)
    for tick in (0, 25, 50, 75, 100):
        x = x0 + (x1 - x0) * tick / 100
        canvas.line([(x, _TOP - 4), (x, end)], LINE, 0.8)
        canvas.text(x, 9, f"{tick}%", 10, QUIET, "center")
    if peers:
        canvas.text(x1 + 8 + _FIGURE, 9, word("group_column", lang), 10, QUIET)
    described = []
    for n, (name, s) in enumerate(found):
        y = _TOP + _ROW * (n + 0.5)
        lines = wrapped(labels[name], left - 8, 11)
        for k, line in enumerate(lines):
            canvas.text(x0 - 8, y + 12 * (k - (len(lines) - 1) / 2), line, 11, INK, "right")
        text = f"{labels[name]} {shown_share(s, lang)}"
        if name in peers and s.known and not s.few:
            low, median, high = (x0 + (x1 - x0) * v for v in peers[name])
            canvas.rect(low, y - 8, max(high - low, 1), 16, BAND, f"peers-{name}")
            canvas.line([(median, y - 10), (median, y + 10)], QUIET, 1.8)
            text += word("group_beside", lang).format(text=peers_together(together[name], lang))
            number, whole = together[name]
            beside = f"{shown_share(whole, lang)} ({number})"
            canvas.text(x1 + 8 + _FIGURE, y, beside, 10, QUIET)
        described.append(text)
        if not s.known or s.few:
            canvas.text(x1 + 8, y, shown_share(s, lang), 10, QUIET)
            continue
        colour = OUTCOME[name]
        canvas.line([(x0 + (x1 - x0) * s.low, y), (x0 + (x1 - x0) * s.high, y)], colour, 2.4)
        canvas.dots([(x0 + (x1 - x0) * s.estimate, y)], colour, size=8.5)
        canvas.text(x1 + 8, y, shown_share(s, lang), 11.5, INK)
    how = word("how_mix_peers" if peers else "how_mix", lang)
    how += how_few([s for _, s in found], lang)
    heads, rows = share_rows([("", view)], SHARES)
    if peers:
        heads = (*heads, "peers_p10", "peers_median", "peers_p90", *_TOGETHER)
        rows = [
            (*row, *peers.get(n, (math.nan,) * 3), *_sums(together.get(n)))
            for row, n in zip(rows, SHARES, strict=True)
        ]
    return figure(canvas, word("figure_mix", lang), "; ".join(described), (heads, rows), how)


def grounds(view: ReportView) -> Html:
    """Requests not answered with the information, by ground; empty where there are none.

    Parameters
    ----------
    view : ReportView
        The report.
    """
    lang = view.lang
    rows = [(g, label, a) for g in _GROUNDS for label, a in view.items(f"{g}.") or view.items(g)]
    shown = [(g, label, a) for g, label, a in rows if a.value != 0 or a.disputed]
    if not shown:
        return Html("")
    top = max((a.value for _, _, a in shown if a.basis != "none"), default=0.0) or 1.0
    left = min(max(width(label, 11) for _, label, _ in shown) + 14, _GROUND)
    labelled = [(g, wrapped(label, left - 10, 11), a) for g, label, a in shown]
    canvas = Canvas(
        sum(_deep(lines) for _, lines, _ in labelled) + 21.0 * len({g for g, _, _ in labelled}) + 2
    )
    y, last = 0.0, ""
    for group, lines, a in labelled:
        if group != last:
            canvas.rect(0, y + 6, 9, 9, OUTCOME[group])
            canvas.text(14, y + 10.5, word(group, lang), 12)
            y, last = y + 21, group
        middle = y + _deep(lines) / 2
        for n, line in enumerate(lines):
            canvas.text(left - 8, middle + 13 * (n - (len(lines) - 1) / 2), line, 11, INK, "right")
        if a.basis == "none":
            canvas.text(left, middle, missing(a, lang), 11, QUIET)
        else:
            long = (WIDTH - left - 58) * a.value / top
            faint = 0.55 if a.basis == "implied" else 1.0
            canvas.rect(
                left,
                middle - 6.5,
                max(long, 0.8),
                13,
                OUTCOME[group],
                f"ground-{group}",
                alpha=faint,
            )
            canvas.text(left + long + 6, middle, amount(a, lang), 11.5)
        y += _deep(lines)
    described = "; ".join(f"{word(g, lang)} · {label} {amount(a, lang)}" for g, label, a in shown)
    zeros = len(rows) - len(shown)
    how = word("how_grounds", lang).format(count=zeros) if zeros else ""
    return figure(
        canvas,
        word("figure_grounds", lang),
        described,
        (("group", *AMOUNT), [(g, *amount_row(label, a)) for g, label, a in rows]),
        how,
    )


def _sums(found: tuple[int, Share] | None) -> tuple[float, ...]:
    """The columns ``_TOGETHER``."""
    return (found[0], found[1].estimate) if found else (math.nan,) * len(_TOGETHER)


def _deep(lines: Sequence[str]) -> float:
    return 8.0 + 13.0 * len(lines)
