"""The way of the requests: what came in, what was at hand, how each ended, what is carried on.

Ribbons are as thick as the cells say. A zero has its line in words and no ribbon; a cell that is not known has a broken outline
and no ribbon; where what came in and what went out differ, both are drawn as printed and the difference is named.
"""

import math
from dataclasses import dataclass

from analysis.assessing.indicators import Amount

from ..html import Html
from ..view import ReportView
from ..wording import amount, number, percent, word
from .canvas import ALARM, INK, OUTCOME, PAPER, QUIET, WIDTH, Canvas, figure, fitted

ENDS = ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other")
_CAME, _LEFT, _MIDDLE, _RIGHT, _BAR = "#6c8ebf", 128.0, 232.0, 330.0, 8.0
_SLOT, _GAP, _TALL, _TOP = 30.0, 5.0, 190.0, 10.0
_THIN = 0.8  # a ribbon of one among thousands is a line as thin as can be seen


@dataclass(frozen=True)
class Stream:
    """One kind of request on its way in or out."""

    key: str
    label: str
    amount: Amount

    @property
    def known(self) -> bool:
        return self.amount.basis != "none"


@dataclass(frozen=True)
class Passage:
    """What came and what went; ``came`` and ``went`` are ``nan`` where a part is not known."""

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
        """Whether there is anything to draw: some number that is more than nothing, and none below it."""
        values = [s.amount.value for s in (*self.sources, *self.sinks) if s.known]
        return any(v > 0 for v in values) and all(v >= 0 for v in values)


def passage(view: ReportView) -> Passage:
    """The streams of a report.

    Received requests are told by applicant where the applicants add up to the total; else the total stands for them, for a
    drawing can hold one of two figures that disagree, and the findings say that they do.
    """
    total = view.amount("requests/received/total")
    columns = [c for c in view.form.columns("requests", "received") if c != "total"]
    kinds = [Stream(c, view.column_label("requests", "received", c), view.amount(f"requests/received/{c}")) for c in columns]
    split = sum(s.amount.value for s in kinds) == total.value  # false, too, where one is not known
    came = kinds if split else [Stream("received", word("flow_received", view.lang), total)]
    carried = Stream("carried_in", word("flow_carried_in", view.lang), view.amount("requests/carried_in/total"))
    sinks = [Stream(e, word(e, view.lang), view.amount(f"requests/{e}/total", f"requests/{e}.*/total")) for e in ENDS]
    on = Stream("carried_out", word("flow_carried_out", view.lang), view.amount("requests/carried_out/total"))
    return Passage((carried, *came), (*sinks, on))


def requests_flow(view: ReportView) -> Html:
    """The figure; empty where no number of it is known or all are nought."""
    found = passage(view)
    if not found.drawable:
        return Html("")
    sources = [s for s in found.sources if s.amount.value != 0]
    known = [sum(s.amount.value for s in own if s.known) for own in (sources, found.sinks)]
    scale = _TALL / max(known)
    lefts, left_end = _places(sources, scale)
    rights, right_end = _places(found.sinks, scale)
    zeros = [s.label for s in found.sources if s.amount.value == 0]
    height = max(left_end, right_end, _TOP + _TALL + 40) + 18 * bool(zeros) + 4
    canvas = Canvas(height)
    middle = max(_TOP + 14, (max(left_end, right_end) - max(known) * scale) / 2)
    _side(canvas, view, sources, lefts, scale, middle, left=True)
    _side(canvas, view, found.sinks, rights, scale, middle, left=False)
    _hub(canvas, view, found, known, scale, middle)
    if zeros:
        joint = "、" if view.lang == "zh" else ", "
        canvas.text(0, height - 9, fitted(f"0: {joint.join(zeros)}", WIDTH, 10.5), 10.5, QUIET)
    said = "; ".join(f"{s.label} {amount(s.amount, view.lang)}" for s in (*found.sources, *found.sinks))
    return figure(canvas, word("figure_passage", view.lang), f"{said}. {_balance(found, view.lang)}", "requests/*/*",
                  word("how_passage", view.lang))  # fmt: skip


def _places(streams: list[Stream] | tuple[Stream, ...], scale: float) -> tuple[list[float], float]:
    """The top of each stream's slot, and the end of the last."""
    tops, y = [], _TOP
    for s in streams:
        tops.append(y)
        y += max(_SLOT, s.amount.value * scale if s.known else 0) + _GAP
    return tops, y


def _side(canvas: Canvas, view: ReportView, streams, tops: list[float], scale: float, middle: float, left: bool) -> None:
    whole = sum(s.amount.value for s in streams)
    at_hub = middle
    for s, top in zip(streams, tops, strict=True):
        thick = s.amount.value * scale if s.known else 0.0
        y = top + (max(_SLOT, thick) - thick) / 2
        colour = _CAME if left else OUTCOME[s.key]
        x = _LEFT - _BAR if left else _RIGHT
        if thick > 0:
            faint = 0.28 if s.amount.basis == "implied" else 0.5
            ends = ((_LEFT, y), (_MIDDLE, at_hub)) if left else ((_MIDDLE + _BAR, at_hub), (_RIGHT, y))
            _ribbon(canvas, *ends, max(thick, _THIN), colour, faint, f"{'from' if left else 'to'}-{s.key}")
            canvas.rect(x, y, _BAR, max(thick, _THIN), colour)
            at_hub += thick
        elif not s.known:
            canvas.rect(x, top + 4, _BAR, _SLOT - 8, PAPER, edgecolor=QUIET, linewidth=1, linestyle=(0, (2, 2)))
        _label(canvas, view, s, top + max(_SLOT, thick) / 2, whole, left)


def _label(canvas: Canvas, view: ReportView, s: Stream, y: float, whole: float, left: bool) -> None:
    quiet = QUIET if s.amount.value == 0 or not s.known else INK
    figure_ = amount(s.amount, view.lang)
    if not left and s.amount.value > 0 and whole > 0:
        figure_ += f" · {percent(s.amount.value / whole)}"
    x, room = (_LEFT - _BAR - 6, _LEFT - _BAR - 6) if left else (_RIGHT + _BAR + 6, WIDTH - _RIGHT - _BAR - 6)
    at = "right" if left else "left"
    canvas.text(x, y - 7.5, fitted(s.label, room, 11.5), 11.5, quiet, at)
    canvas.text(x, y + 7.5, figure_, 11.5, quiet, at)


def _ribbon(canvas: Canvas, start, end, thick: float, colour: str, faint: float, gid: str) -> None:
    (x0, y0), (x1, y1), bend = start, end, (start[0] + end[0]) / 2
    steps = [("M", [(x0, y0)]), ("C", [(bend, y0), (bend, y1), (x1, y1)]), ("L", [(x1, y1 + thick)]),
             ("C", [(bend, y1 + thick), (bend, y0 + thick), (x0, y0 + thick)]), ("Z", [])]  # fmt: skip
    canvas.shape(steps, colour, gid, alpha=faint)


def _hub(canvas: Canvas, view: ReportView, found: Passage, known: list[float], scale: float, top: float) -> None:
    """What was at hand: as tall on its left as what came, on its right as what went."""
    half = _BAR / 2
    for x, own in zip((_MIDDLE, _MIDDLE + half), known, strict=True):
        canvas.rect(x, top, half, max(own * scale, _THIN), INK)
    lang, x = view.lang, _MIDDLE + half
    hand = Amount(found.came, "none" if math.isnan(found.came) else view.amount("requests/received/total",
                  "requests/carried_in/total").basis, ())  # fmt: skip
    canvas.text(x, top - 9, f"{word('flow_at_hand', lang)} {amount(hand, lang)}", 11.5, INK, "center")
    low = top + max(known) * scale + 10
    if not math.isnan(found.came + found.went) and found.came != found.went:
        short, tall = sorted(known)
        canvas.rect(_MIDDLE - 2, top + short * scale, _BAR + 4, max((tall - short) * scale, 2), "none", "gap", edgecolor=ALARM,
                    linewidth=1.4)  # fmt: skip
        canvas.text(x, low, word("flow_differs", lang).format(came=number(found.came), went=number(found.went)), 11.5, ALARM, "center")
    elif math.isnan(found.came + found.went):
        canvas.text(x, low, word("flow_open", lang), 11, QUIET, "center")


def _balance(found: Passage, lang: str) -> str:
    if math.isnan(found.came + found.went):
        return word("flow_open", lang)
    if found.came != found.went:
        return word("flow_differs", lang).format(came=number(found.came), went=number(found.went))
    return word("flow_balances", lang).format(all=number(found.came))
