"""A signed sum of cells over many reports at once, and its outcome, also with cells left empty."""

import numpy as np

from .frame import STATED, is_empty
from .outcomes import FAIL, PASS, UNDECIDED

TOLERANCE = 1e-6  # the amounts have at most a few decimals; counts are exact


class Balance:
    """The sum of an equation, term by term.

    Parameters
    ----------
    reports : int
        Number of reports.

    Attributes
    ----------
    residual : ndarray of float, one for each report
        Sum of the stated terms with their signs; 0 where the equation is in balance.
    """

    def __init__(self, reports: int) -> None:
        self.residual = np.zeros(reports)
        self._up, self._down = (np.zeros(reports, dtype=bool) for _ in range(2))

    def add(self, values: np.ndarray, status: np.ndarray, sign: int, signed: bool = False) -> None:
        """Add a term.

        Parameters
        ----------
        values, status : ndarray, one for each report
            A column of the wide frame and its status codes.
        sign : {1, -1}
            On which side of the equation it stands.
        signed : bool
            Whether the cell may hold a negative number, so that an empty one can fill either side.
        """
        if status.any():  # the rare case costs five passes over the column, the usual one none
            values = np.where(status == STATED, values, 0.0)
            empty = is_empty(status)
            if sign > 0 or signed:
                self._up |= empty
            if sign < 0 or signed:
                self._down |= empty
        if sign > 0:
            self.residual += values
        else:
            self.residual -= values

    def leave_open(self, where: np.ndarray, sign: int) -> None:
        """Allow for further terms that are not known.

        Parameters
        ----------
        where : ndarray of bool, one for each report
            Reports in which there may be more.
        sign : {1, -1}
            Their side of the equation.
        """
        if sign > 0:
            self._up |= where
        else:
            self._down |= where

    @property
    def may_grow(self) -> np.ndarray:
        """Whether a cell that states no number could make the sum larger."""
        return self._up

    @property
    def empty(self) -> np.ndarray:
        """Whether any cell states no number."""
        return self._up | self._down

    def codes(self) -> np.ndarray:
        """Decide the outcome code of each report.

        A cell that states no number proves nothing. Where the equation balances with it at zero
        it was used to imply that zero, so it cannot confirm it. With such cells the equation is
        undecided if some filling balances it, that is if one of them stands on the side that is
        short; otherwise it fails.
        """
        out = np.full(len(self.residual), FAIL, dtype=np.int8)
        zero = np.abs(self.residual) < TOLERANCE
        out[((self.residual < 0) & self._up) | ((self.residual > 0) & self._down)] = UNDECIDED
        out[zero] = np.where(self.empty, UNDECIDED, PASS)[zero]
        return out
