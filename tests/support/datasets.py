"""Reports checked, as tables; what several tests ask of the same reports is checked once."""

import pickle
from functools import cache

from analysis.assessing.dataset import Dataset
from analysis.checking import check_reports
from analysis.recognising import Report
from analysis.running.tables import build_dataset


def dataset_of(*reports: Report) -> Dataset:
    """The reports as tables, which nobody changes; where something is patched, they are built anew."""
    return _built(pickle.dumps(reports))


@cache
def _built(pickled: bytes) -> Dataset:
    reports = list(pickle.loads(pickled))
    return build_dataset(reports, check_reports(reports))
