"""What the tests share: four shipped reports, and all of them, read and checked once."""

import gc
import os
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import settings

from analysis.checking import check_reports
from analysis.running.corpus import load_reports
from analysis.running.tables import build_dataset
from analysis.schemas import load_schemas
from tests.support.examples import FULL, QUICK
from tests.support.paths import FOUR_REPORTS, GOLDEN, RAW

# A shell that runs the tests in the background has them ignore Ctrl-C, and the commands that they
# start would too.
if (
    threading.current_thread() is threading.main_thread()
    and signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):
    signal.signal(signal.SIGINT, signal.default_int_handler)


load_schemas()  # before a test imports nbformat, which builds a grammar for a second in each worker

# Messages are asserted in English, whatever the language of the machine.
os.environ["GOUJI_LANG"] = "en"

# How long an example takes is the machine's affair: a busy one would fail tests at random. Where
# examples are dear (a figure, a GX run), the test itself asks for fewer. `make test` takes the
# quick profile; CI, and whoever names none, the full one.
settings.register_profile("full", deadline=None, max_examples=FULL)
settings.register_profile("quick", deadline=None, max_examples=QUICK)
settings.load_profile("full")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for cycles seldom: what libraries hold is looked through each time, a tenth of all CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def raw() -> Path:
    return RAW


@pytest.fixture(scope="session")
def corpus():
    loaded = load_reports(*FOUR_REPORTS)
    assert loaded.problems == []
    assert len(loaded.reports) == 4
    return loaded.reports


@pytest.fixture(scope="session")
def checks(corpus):
    return check_reports(corpus)


@pytest.fixture(scope="session")
def dataset(corpus, checks):
    return build_dataset(corpus, checks)


@pytest.fixture(scope="session")
def shipped():
    """Every report of data/raw, checked, as tables."""
    loaded = load_reports(RAW)
    assert loaded.problems == []
    return build_dataset(loaded.reports, check_reports(loaded.reports))


@pytest.fixture
def golden():
    """Compare a text with its golden file; ``GOUJI_GOLDEN=write`` writes it instead, for a human to
    read in the diff.
    """

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("GOUJI_GOLDEN") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), (
            f"{name} differs; GOUJI_GOLDEN=write renews it"
        )

    return compare
