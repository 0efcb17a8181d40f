"""A corpus too large for memory: read in pieces, checked in partitions, written as Parquet by year; on one machine or on many.

Two stages, neither of which holds more than a piece. *Reading* takes some files at a time and leaves the reports, packed, in a
work folder. *Settling* takes all years of some agencies at a time, with the reports that add up to theirs, and writes the
processed tables of these. Both are plain functions of their input and of a folder that every worker can reach: where they run
makes no difference to a byte of the result.
"""
