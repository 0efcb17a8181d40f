"""Connected parts of a graph, without the libraries that take longer to load than it takes."""

import numpy as np


def parts(size: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Number the connected parts of a graph.

    Each round gives both ends of every edge the lower number of the two, then follows the numbers
    to their own (Shiloach and Vishkin, *Journal of Algorithms* 3 (1982) 57–67).

    Parameters
    ----------
    size : int
        How many nodes there are.
    one, other : ndarray of int, one for each edge
        The nodes at its two ends.

    Returns
    -------
    ndarray of int, one for each node
        The number of its part, from 0.
    """
    label = np.arange(size)
    while True:
        lower = np.minimum(label[one], label[other])
        new = label.copy()
        np.minimum.at(new, label[one], lower)
        np.minimum.at(new, label[other], lower)
        while not np.array_equal(new, new[new]):
            new = new[new]
        if np.array_equal(new, label):
            return np.unique(label, return_inverse=True)[1]
        label = new
