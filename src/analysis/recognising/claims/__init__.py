"""Bind the numbers of the prose to the cells of the tables that they speak of.

A number that is approximate, cumulative, of another year, of one channel, of a site's own counts,
of a hotline, of proposals or of one unit among several is left alone: no row rather than a wrong
one. ``reader.read_claims`` finds them, ``verdicts.verdicts`` holds them against the cells.
"""
