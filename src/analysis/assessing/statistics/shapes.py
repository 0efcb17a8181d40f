"""Shapes of a spread: how far it may lean to one side, which the figures themselves tell.

Shares of agencies are seldom normal on the logit scale. Where agencies differ by factors, those of
the highest shares are far out; beta shares have a longer lower tail. A group that leans and is held
against a normal spread has "outliers" that are none. So the shape is not fixed: each of some is as
likely as the figures make it.

Source: M. C. Jones, A. Pewsey, *Biometrika* 96 (2009) 761–780: sinh-arcsinh distributions.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit, ndtr

_NORMAL, _WEIGHT = np.polynomial.hermite_e.hermegauss(40)
_WEIGHT = _WEIGHT / _WEIGHT.sum()
_TINY = 1e-300


@dataclass(frozen=True)
class Shape:
    """A shape that the spread may have.

    Attributes
    ----------
    likely : float
        How likely it is before any figure is seen.
    lean : float
        Epsilon of the paper: above 0, the upper tail is the longer one.
    factor : int
        1: the logarithm of the share is normal, cut off at its whole; -1: that of the rest; 0:
        the logit is, but for the lean.
    """

    likely: float
    lean: float = 0.0
    factor: int = 0


_LEANS = (
    Shape(0.26),
    *(Shape(0.19, lean) for lean in (-0.25, 0.25)),
    *(Shape(0.1, lean) for lean in (-0.5, 0.5)),
)
SHAPES = {  # the first is the normal one
    "proportion": (*_LEANS, *(Shape(0.08, factor=factor) for factor in (1, -1))),
    "rate": _LEANS,
}


def masses(edges: np.ndarray, mu: np.ndarray, tau: np.ndarray, shape: Shape) -> np.ndarray:
    """How much of a spread lies in each bin, shape (nodes, bins); rows sum to one.

    Parameters
    ----------
    edges : array of float
        Of the bins, ascending; what lies beyond the outermost is in the outermost bins.
    mu, tau : array of float, one a node
        Middle and standard deviation of the spread, near enough.
    shape : Shape
        One of ``SHAPES``.
    """
    spread = np.maximum(tau, 1e-9)[:, None]
    if shape.factor:
        at, middle = shape.factor * edges[None, :], shape.factor * mu[:, None]
        unit = spread * expit(-middle)  # by how much the logarithm changes with the logit there
        below = ndtr((log_expit(at) - log_expit(middle)) / unit)
        below = below / np.maximum(ndtr(-log_expit(middle) / unit), _TINY)
        below = np.minimum(below if shape.factor > 0 else 1 - below, 1.0)
    else:
        at = (edges[None, :] - mu[:, None]) / spread
        below = ndtr(_straightened(at, shape.lean) if shape.lean else at)
    below[:, 0], below[:, -1] = 0.0, 1.0
    return np.asarray(np.diff(below, axis=1))


def _straightened(at: np.ndarray, lean: float) -> np.ndarray:
    """Where a leaning figure would be, did it not lean; its mean and deviation stay."""
    drawn = np.sinh(np.arcsinh(_NORMAL) + lean)
    mean = _WEIGHT @ drawn
    deviation = np.sqrt(_WEIGHT @ (drawn - mean) ** 2)
    return np.asarray(np.sinh(np.arcsinh(mean + deviation * at) - lean))


def gain(seen: np.ndarray, shaped: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """How much likelier a shape makes each figure than the normal one; logs, (figures, nodes).

    Both are added up over the same bins, so that what the bins are too coarse for cancels.

    Parameters
    ----------
    seen : array, shape (figures, bins)
        Likelihood of each figure in each bin, its largest being one.
    shaped, normal : array, shape (nodes, bins)
        ``masses`` of the shape, and of the normal one.
    """
    return np.asarray(np.log(seen @ shaped.T + _TINY) - np.log(seen @ normal.T + _TINY))
