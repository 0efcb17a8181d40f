"""The connected parts of a graph, held to those of SciPy."""

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.checking.rules.parts import parts


@pytest.mark.parametrize("edges", [0, 1, 5, 30, 90])
def test_parts_are_those_of_scipy(edges):
    rng = np.random.default_rng(edges)
    for size in (1, 2, 7, 40):
        one, other = rng.integers(0, size, edges), rng.integers(0, size, edges)
        graph = coo_array((np.ones(edges, bool), (one, other)), shape=(size, size))
        assert (
            parts(size, one, other).tolist()
            == connected_components(graph, directed=False)[1].tolist()
        )


def test_a_long_chain_is_one_part():
    nodes = np.random.default_rng(1).permutation(5000)
    assert not parts(5000, nodes[:-1], nodes[1:]).any()
