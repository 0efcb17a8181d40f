"""Synthetic corpora of county agencies: names that the rules of ``assessing.agencies`` know, figures whose ties hold.

A county has forty agencies: its government, whose report adds up all the others, the government's office, 27 bureaus and 11 towns.
Sizes differ by sector and from county to county, most are small; shares differ between agencies more than chance alone would have
it (a Dirichlet for each), and a little from year to year; what is carried over one year is carried in the next.

- ``counties(n)``, ``agencies_of(n)``: who there is (``agencies.py``).
- ``rates_of(agencies, years, rng)`` and ``draw(rates, rng)``: what they would report on average, and what they do (``figures.py``).
  To plant an outlier, change the rates of an agency before drawing, or the figures after.
- ``Corpus``: agencies, years, figures, dates, what blanks are printed for; ``corpus(reports, years, seed)`` makes one
  (``corpus.py``). ``.reports()`` are ``Report`` objects, ``.dataset()`` is checked and tabulated, in memory: for some thousands.
- ``write_tables(folder, reports, years, seed)``: ``cells.parquet`` and ``reports.parquet`` county by county, in flat memory: for
  hundreds of thousands, as ``gouji check FOLDER`` takes them (``tables.py``).
- ``write_files(folder, reports, years, seed, kind)``: report files, ``html`` pages or ``csv`` transcriptions, each with its source
  card: for runs from end to end (``files.py``).

Command: ``python -m benchmarks.synthetic FOLDER --reports 1000 --years 2022-2024 --as html|csv|tables [--seed 1]``.
"""

from .agencies import agencies_of, counties
from .corpus import Corpus, corpus
from .figures import Rates, draw, rates_of
from .files import write_files
from .tables import write_tables

__all__ = [
    "Corpus",
    "Rates",
    "agencies_of",
    "corpus",
    "counties",
    "draw",
    "rates_of",
    "write_files",
    "write_tables",
]
