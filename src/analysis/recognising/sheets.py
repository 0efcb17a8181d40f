"""Which sheets of a workbook are of another year than its report."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from analysis.reading import Document
from analysis.reading.blocks import Grid, Line, cells_of, sheet_of

from .about.title_lines import titles_in
from .about.titles import Title, arabic_years
from .characters import fold
from .flat.tables import detect_format
from .prose import texts_of
from .report_lines import are_one

_HEAD = 12  # rows that a sheet's title may be in
_OF_A_YEAR = re.compile(
    r"(?!.*(?:公[布示]|发布|印发|[报呈]送|[上填]报|编制))"  # when it was made
    r"\D{0,12}(20[0-4]\d)(?:年度?)?(?!\d*月)[^\d月版式]{0,12}"
)
_OF_LAST_YEAR = re.compile(
    r"(?:上一?年度?|去年|往年)(?:同期)?(?:的?(?:数据?|报告|年报|情况|统计|报?表))*\d?"
)
_LAST = 0  # an earlier year that is not named
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def of_one_year(document: Document, year: int | None) -> tuple[Document, list[tuple[str, str]]]:
    """A workbook without the sheets of other years, which are kept beside this year's.

    A sheet's title says its year, or else its tab. The report's own is the year that is known, or
    else the latest of which a sheet has numbers: next year's may be prepared already. Where no
    table of the form would be left, or where titles name two agencies, every sheet is kept.

    Parameters
    ----------
    document : Document
        The document; one that is no workbook is given back.
    year : int or None
        The year reported on, where a person or the file's name says so.

    Returns
    -------
    document : Document
        The same, or one without those sheets.
    left_out : list of (str, str)
        What says that they are of another year, and its place.
    """
    grids = document.grids
    if document.kind != "sheet" or len(grids) < 2:
        return document, []
    signs = [_sign_of(grid) for grid in grids]
    titles = [sign.title for sign in signs if sign.title and sign.title.agency]
    if not all(are_one(title.agency, titles[0].agency) for title in titles):
        return document, []
    dated = [(sign.year, grid) for sign, grid in zip(signs, grids, strict=True)]
    years = [found for found, _ in dated if found is not None]
    in_use = [found for found, grid in dated if found is not None and not _is_blank(grid)]
    own = year if year and year in years else max(in_use or years, default=_LAST) or None
    kept: list[Line | Grid] = []
    left_out = []
    for grid, sign in zip(grids, signs, strict=True):
        if sign.year in (None, own):
            kept.append(grid)
        else:
            left_out.append((sign.words, next(_places(grid))))
    if not left_out or detect_format(text for block in kept for text in texts_of(block)) is None:
        return document, []
    return replace(document, blocks=kept), left_out


class _Sign(NamedTuple):
    """What a sheet says of its year: None where nothing does, and the words that say it."""

    year: int | None
    words: str
    title: Title | None = None


def _sign_of(grid: Grid) -> _Sign:
    """A sheet's year by its title, or else by its tab; ``_LAST`` where the tab says last year."""
    name = sheet_of(next(_places(grid), "")).strip()
    tab = arabic_years(fold(name))
    lines = [
        Line(part, cells[0].where)
        for row in grid.rows[:_HEAD]
        if len(cells := [cell for cell in cells_of(row) if cell.text.strip()]) == 1
        for part in cells[0].text.split("\n")
    ]
    title = next((t for t in titles_in(lines) if t.year is not None), None)
    if _OF_LAST_YEAR.fullmatch(tab):
        return _Sign(_LAST, name, title)
    if title:
        return _Sign(title.year, title.text, title)
    of_year = _OF_A_YEAR.fullmatch(tab)
    return _Sign(int(of_year[1]) if of_year else None, name)


def _places(grid: Grid) -> Iterator[str]:
    return (cell.where for row in grid.rows for cell in cells_of(row))


def _is_blank(grid: Grid) -> bool:
    """Whether a sheet has the form without any number, as one that is prepared for a year."""
    texts = texts_of(grid)
    numbers = any(_NUMBER.fullmatch(text.strip()) for text in texts)
    return not numbers and detect_format(texts) is not None
