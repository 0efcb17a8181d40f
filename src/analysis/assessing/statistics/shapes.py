"""Shapes of a spread: how far it may lean to one side, which the figures themselves tell.

Shares of agencies are seldom normal on the logit scale: those of lognormal shares have a longer
upper tail, those of beta shares a longer lower one. A group that leans and is held against a normal
spread has "outliers" that are none. So the lean is not fixed: each of some is as likely as the
figures make it.

Source: M. C. Jones, A. Pewsey, *Biometrika* 96 (2009) 761–780: sinh-arcsinh distributions.
"""

import numpy as np
from scipy.special import ndtr

# Leans (epsilon of the paper): above 0, the upper tail is the longer one; and how likely each is
# before any figure is seen.
LEANS = (0.0, -0.25, 0.25, -0.5, 0.5)
LIKELY = (0.3, 0.225, 0.225, 0.125, 0.125)
_NORMAL, _WEIGHT = np.polynomial.hermite_e.hermegauss(40)
_WEIGHT = _WEIGHT / _WEIGHT.sum()
_TINY = 1e-300


def masses(edges: np.ndarray, mu: np.ndarray, tau: np.ndarray, lean: float) -> np.ndarray:
    """How much of a spread lies in each bin, shape (nodes, bins); rows sum to one.

    Parameters
    ----------
    edges : array of float
        Of the bins, ascending; what lies beyond the outermost is in the outermost bins.
    mu, tau : array of float, one a node
        Mean and standard deviation of the spread.
    lean : float
        One of ``LEANS``; 0 is the normal distribution.
    """
    at = (edges[None, :] - mu[:, None]) / np.maximum(tau, 1e-9)[:, None]
    if lean:
        drawn = np.sinh(np.arcsinh(_NORMAL) + lean)
        mean = _WEIGHT @ drawn
        deviation = np.sqrt(_WEIGHT @ (drawn - mean) ** 2)
        at = np.sinh(np.arcsinh(mean + deviation * at) - lean)
    below = ndtr(at)
    below[:, 0], below[:, -1] = 0.0, 1.0
    return np.asarray(np.diff(below, axis=1))


def gain(seen: np.ndarray, leaning: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """How much likelier a lean makes each figure than no lean does; logarithms, (figures, nodes).

    Both are added up over the same bins, so that what the bins are too coarse for cancels.

    Parameters
    ----------
    seen : array, shape (figures, bins)
        Likelihood of each figure in each bin, its largest being one.
    leaning, normal : array, shape (nodes, bins)
        ``masses`` of the lean, and of no lean.
    """
    return np.asarray(np.log(seen @ leaning.T + _TINY) - np.log(seen @ normal.T + _TINY))
