"""What is known of every cell, as matrices, so that thousands of reports are summed at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

BASES = ("stated", "implied", "none")  # the weakest of a sum's cells is that of the sum
STATED, IMPLIED, NONE = range(3)


@dataclass(frozen=True)
class Known:
    """Values and basis of the cells of many reports.

    Attributes
    ----------
    codes : tuple of str
        The cells.
    values : array of float, shape (cells, reports)
        The stated number, else the implied one, else ``nan``.
    basis : array of int8, shape (cells, reports)
        ``STATED``, ``IMPLIED`` or ``NONE``.
    present : array of bool, shape (cells, reports)
        Whether the report has the cell at all.
    disputed : array of bool, shape (cells, reports)
        Whether the cell is disputed.
    by_ocr : array of bool, shape (cells, reports)
        Whether the cell was recognised from a picture.
    """

    codes: tuple[str, ...]
    values: np.ndarray
    basis: np.ndarray
    present: np.ndarray
    disputed: np.ndarray
    by_ocr: np.ndarray

    def forms(self) -> Iterator["Form"]:
        """The reports by what cells they have."""
        _, first, which = np.unique(
            np.packbits(self.present, axis=0), axis=1, return_index=True, return_inverse=True
        )
        for number, example in enumerate(first):
            rows = np.flatnonzero(which.ravel() == number)
            at = {self.codes[i]: int(i) for i in np.flatnonzero(self.present[:, example])}
            yield Form(self, rows, at)


@dataclass(frozen=True)
class Form:
    """Reports that have the same cells.

    Attributes
    ----------
    known : Known
        What is known of the cells of all reports.
    rows : array of int
        Their positions among all reports.
    at : dict
        Code of each of their cells, in the order of the table, to its row in ``known``.
    """

    known: Known
    rows: np.ndarray
    at: dict[str, int]

    def sums(self, cells: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Sum cells in each report.

        Parameters
        ----------
        cells : sequence of str
            Codes of cells that these reports have.

        Returns
        -------
        (total, weakest) : tuple of array, one a report of this form
            The sum, ``nan`` where a cell is not known or there is none, and the weakest basis.
        """
        total, weakest = np.zeros(len(self.rows)), np.full(len(self.rows), STATED, dtype=np.int8)
        for cell in cells:
            total += self.known.values[self.at[cell], self.rows]
            np.maximum(weakest, self.known.basis[self.at[cell], self.rows], out=weakest)
        if not cells:
            weakest[:] = NONE
        return np.where(weakest == NONE, np.nan, total), weakest

    def any_of(self, which: np.ndarray, cells: Sequence[str]) -> np.ndarray:
        """Whether any of some cells is disputed, or recognised, one a report of this form.

        Parameters
        ----------
        which : array of bool, shape (cells, all reports)
            ``known.disputed`` or ``known.by_ocr``.
        cells : sequence of str
            Codes of cells that these reports have.
        """
        at = np.array([self.at[cell] for cell in cells], dtype=int)
        return np.asarray(which[at][:, self.rows].any(axis=0))
