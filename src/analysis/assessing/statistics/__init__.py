"""Intervals, shrinkage, funnels, ranks and changes. No report is known here, only counts."""
