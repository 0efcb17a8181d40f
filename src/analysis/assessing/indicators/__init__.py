"""Definitions of indicators, and their values for each report."""
