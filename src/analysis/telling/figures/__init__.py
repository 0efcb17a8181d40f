"""Figures of a page, drawn as SVG: the same bytes for the same data, sharp at any size, Chinese on any machine."""

from .canvas import Canvas, figure, picture, warm
from .funnel import funnel_plot
from .mix import grounds, outcome_mix
from .request_flow import Passage, Stream, passage, requests_flow
from .shares import applicants, results, shares
from .strip import share_strip, tally_strip
from .years import flow, trend

__all__ = [
    "Canvas",
    "Passage",
    "Stream",
    "applicants",
    "figure",
    "flow",
    "funnel_plot",
    "grounds",
    "outcome_mix",
    "passage",
    "picture",
    "requests_flow",
    "results",
    "share_strip",
    "shares",
    "tally_strip",
    "trend",
    "warm",
]
