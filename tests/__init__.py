"""The tests. Their processes use one thread each for linear algebra, as those of Gouji do.

Set before NumPy is imported: threads of several processes that wait for each other cost more than
all that they compute.
"""

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
