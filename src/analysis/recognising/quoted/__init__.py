"""What the prose states and no table can verify, quoted.

Consultations, proposals, fees, channels, training and the like.

A sentence about a plan, another year, another's deed or a shortcoming is no statement about the
year; neither is one whose figure is a claim that the tables can decide.
"""

from .patterns import Kind, kinds
from .reader import heading_length, statement_rows

__all__ = ["Kind", "heading_length", "kinds", "statement_rows"]
