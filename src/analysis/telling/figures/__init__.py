"""Figures of a page as SVG: the same bytes for the same data, Chinese on any machine."""

from .canvas import Canvas
from .caption import figure, picture
from .funnel import funnel_plot
from .mix import grounds, outcome_mix
from .request_flow import RequestFlow, Stream, requests_flow, streams
from .shares import shares
from .strip import share_strip, tally_strip
from .years import yearly_counts, yearly_shares

__all__ = [
    "Canvas",
    "RequestFlow",
    "Stream",
    "figure",
    "funnel_plot",
    "grounds",
    "outcome_mix",
    "picture",
    "requests_flow",
    "share_strip",
    "shares",
    "streams",
    "tally_strip",
    "yearly_counts",
    "yearly_shares",
]
