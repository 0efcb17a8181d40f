"""The way of the requests: what came in, what was at hand, how each ended, what is carried on.

Ribbons are as thick as the cells say. A zero has its line in words and no ribbon; a cell that is
not known has a broken outline and no ribbon. Where what came in and what went out differ, both are
drawn as printed and the difference is named.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.assessing.indicators.compute import Amount
from analysis.telling.html import Html
from analysis.telling.view import ReportView
from analysis.telling.wording import amount, word
from analysis.wording import number

from .canvas import ALARM, INK, OUTCOME, PAPER, QUIET, WIDTH, Canvas
from .caption import figure
from .data import AMOUNT, amount_row
from .lettering import fitted, width, wrapped

Point = tuple[float, float]
ENDS = ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other")
_CAME, _RIGHT, _BAR = "#6c8ebf", 300.0, 8.0
_SLOT, _GAP, _TALL, _TOP = 30.0, 5.0, 190.0, 26.0
_ROOM = 156.0  # at most, of the labels on the left
_THIN = 0.8  # a ribbon of one among thousands is a line as thin as can be seen


@dataclass(frozen=True)
class Stream:
    """One kind of request on its way in or out.

    Attributes
    ----------
    key : str
        Code of the row, or of the cell for a kind of applicant.
    label : str
        Its name on the figure.
    amount : Amount
        How many requests.
    """

    key: str
    label: str
    amount: Amount

    @property
    def known(self) -> bool:
        return self.amount.basis != "none"


@dataclass(frozen=True)
class RequestFlow:
    """What came and what went; ``came`` and ``went`` are ``nan`` where a part is not known.

    Attributes
    ----------
    sources : tuple of Stream
        Where requests came from: received and carried in.
    sinks : tuple of Stream
        How they ended: outcomes and carried forward.
    """

    sources: tuple[Stream, ...]
    sinks: tuple[Stream, ...]

    @property
    def came(self) -> float:
        return sum(s.amount.value for s in self.sources)

    @property
    def went(self) -> float:
        return sum(s.amount.value for s in self.sinks)

    @property
    def drawable(self) -> bool:
        """Whether there is anything to draw: some number above zero, and none below."""
        values = [s.amount.value for s in (*self.sources, *self.sinks) if s.known]
        return any(v > 0 for v in values) and all(v >= 0 for v in values)


def streams(view: ReportView) -> RequestFlow:
    """The streams of a report.

    Received requests are split by applicant where the applicants add up to the total. Else the
    total is drawn alone, for a drawing can hold one of two figures that disagree, and the findings
    say that they do.

    Parameters
    ----------
    view : ReportView
        The report.
    """
    total = view.amount("requests/received/total")
    columns = [c for c in view.form.columns("requests", "received") if c != "total"]
    kinds = [
        Stream(
            c, view.column_label("requests", "received", c), view.amount(f"requests/received/{c}")
        )
        for c in columns
    ]
    split = sum(s.amount.value for s in kinds) == total.value  # false, too, where one is not known
    came = kinds if split else [Stream("received", word("flow_received", view.lang), total)]
    carried = Stream(
        "carried_in", word("flow_carried_in", view.lang), view.amount("requests/carried_in/total")
    )
    sinks = [
        Stream(e, word(e, view.lang), view.amount(f"requests/{e}/total", f"requests/{e}.*/total"))
        for e in ENDS
    ]
    on = Stream(
        "carried_out",
        word("flow_carried_out", view.lang),
        view.amount("requests/carried_out/total"),
    )
    return RequestFlow((carried, *came), (*sinks, on))


def requests_flow(view: ReportView) -> Html:
    """The figure; empty where no number of it is known or all are nought.

    Parameters
    ----------
    view : ReportView
        The report.
    """
    found = streams(view)
    if not found.drawable:
        return Html("")
    sources = [s for s in found.sources if s.amount.value != 0]
    known = (_known(sources), _known(found.sinks))
    scale = _TALL / max(known)
    lefts, left_end = _places(sources, scale)
    rights, right_end = _places(found.sinks, scale)
    zeros = [s.label for s in found.sources if s.amount.value == 0]
    widest = max(width(s.label, 11.5) for s in (*sources, found.sources[0]))
    plan = _Plan(scale, _BAR + 6 + min(widest, _ROOM - 14))
    joint = "、" if view.lang == "zh" else ", "
    below = wrapped(f"0: {joint.join(zeros)}", WIDTH, 10.5) if zeros else []
    height = max(left_end, right_end, _TOP + _TALL + 24)
    canvas = Canvas(height + 14 * len(below) + 4 * bool(below))
    _side(canvas, view, sources, lefts, plan, left=True)
    _side(canvas, view, found.sinks, rights, plan, left=False)
    _hub(canvas, view, found, known, plan)
    for n, line in enumerate(below):
        canvas.text(0, height + 9 + 14 * n, line, 10.5, QUIET)
    described = "; ".join(
        f"{s.label} {amount(s.amount, view.lang)}" for s in (*found.sources, *found.sinks)
    )
    return figure(
        canvas,
        word("figure_passage", view.lang),
        f"{described}. {_balance(found, view.lang)}",
        (
            ("direction", *AMOUNT),
            [
                (way, *amount_row(s.label, s.amount))
                for way, side in (("in", found.sources), ("out", found.sinks))
                for s in side
            ],
        ),
        word("how_passage", view.lang),
    )


@dataclass(frozen=True)
class _Plan:
    """Units to a request, and the place of the left bars; the hub is half way to the right."""

    scale: float
    left: float

    @property
    def hub(self) -> float:
        return (self.left + _RIGHT - _BAR) / 2


def _known(streams: Sequence[Stream]) -> float:
    return sum(s.amount.value for s in streams if s.known)


def _places(streams: Sequence[Stream], scale: float) -> tuple[list[float], float]:
    """The top of each stream's slot, and the end of the last."""
    tops, y = [], _TOP
    for s in streams:
        tops.append(y)
        y += max(_SLOT, s.amount.value * scale if s.known else 0) + _GAP
    return tops, y


def _side(
    canvas: Canvas,
    view: ReportView,
    streams: Sequence[Stream],
    tops: Sequence[float],
    plan: _Plan,
    left: bool,
) -> None:
    at_hub = _TOP
    for s, top in zip(streams, tops, strict=True):
        thick = s.amount.value * plan.scale if s.known else 0.0
        y = top + (max(_SLOT, thick) - thick) / 2
        colour, x = (_CAME, plan.left - _BAR) if left else (OUTCOME[s.key], _RIGHT)
        if thick > 0:
            faint = 0.28 if s.amount.basis == "implied" else 0.5
            wide, gid = max(thick, _THIN), f"{'from' if left else 'to'}-{s.key}"
            if left:
                start, end = (plan.left, y), (plan.hub, at_hub)
            else:
                start, end = (plan.hub + _BAR, at_hub), (_RIGHT, y)
            _ribbon(canvas, start, end, wide, colour, faint, gid)
            canvas.rect(x, y, _BAR, wide, colour)
            at_hub += thick
        elif not s.known:
            canvas.rect(
                x,
                top + 4,
                _BAR,
                _SLOT - 8,
                PAPER,
                edge=(QUIET, 1),
                dashes=(2, 2),
            )
        _label(canvas, view, s, (x, top + max(_SLOT, thick) / 2), left)


def _label(
    canvas: Canvas,
    view: ReportView,
    s: Stream,
    place: tuple[float, float],
    left: bool,
) -> None:
    quiet = QUIET if s.amount.value == 0 or not s.known else INK
    text, (x, y) = amount(s.amount, view.lang), place
    x, room, at = (x - 6, x - 6, "right") if left else (x + _BAR + 6, WIDTH - x - _BAR - 6, "left")
    size = 11.5 if width(s.label, 11.5) <= room else 10.0
    canvas.text(x, y - 7.5, fitted(s.label, room, size), size, quiet, at)
    canvas.text(x, y + 7.5, text, 11.5, quiet, at)


def _ribbon(
    canvas: Canvas, start: Point, end: Point, thick: float, colour: str, faint: float, gid: str
) -> None:
    (x0, y0), (x1, y1), bend = start, end, (start[0] + end[0]) / 2
    steps = [
        ("M", [(x0, y0)]),
        ("C", [(bend, y0), (bend, y1), (x1, y1)]),
        ("L", [(x1, y1 + thick)]),
        ("C", [(bend, y1 + thick), (bend, y0 + thick), (x0, y0 + thick)]),
        ("Z", []),
    ]
    canvas.shape(steps, colour, gid, alpha=faint)


def _hub(
    canvas: Canvas, view: ReportView, found: RequestFlow, known: tuple[float, float], plan: _Plan
) -> None:
    """What was at hand: as tall on its left as what came, on its right as what went."""
    lang, x, half = view.lang, plan.hub, _BAR / 2
    if known[0] == known[1]:
        canvas.rect(x, _TOP, _BAR, known[0] * plan.scale, INK)
    else:
        for side, own in enumerate(known):
            canvas.rect(x + half * side, _TOP, half, max(own * plan.scale, _THIN), INK)
    hand = view.amount("requests/received/total", "requests/carried_in/total")
    at_hand = f"{word('flow_at_hand', lang)} {amount(hand, lang)}"
    canvas.text(x + half, _TOP - 13, at_hand, 11.5, INK, "center")
    low, balance = _TOP + max(known) * plan.scale + 12, _balance(found, lang)
    if math.isnan(found.came + found.went):
        canvas.text(x + _BAR, low, balance, 11, QUIET, "right")
    elif found.came != found.went:
        short, tall = sorted(known)
        canvas.rect(
            x - 2,
            _TOP + short * plan.scale,
            _BAR + 4,
            max((tall - short) * plan.scale, 2),
            "none",
            "gap",
            edge=(ALARM, 1.4),
        )
        canvas.text(x + _BAR, low, balance, 11.5, ALARM, "right")


def _balance(found: RequestFlow, lang: str) -> str:
    if math.isnan(found.came + found.went):
        return word("flow_open", lang)
    if found.came != found.went:
        return word("flow_differs", lang).format(came=number(found.came), went=number(found.went))
    return word("flow_balances", lang).format(all=number(found.came))
