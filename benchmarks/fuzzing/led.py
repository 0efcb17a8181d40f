"""What atheris calls: the first five bytes say the kind of file, the rest is the file. Started by ``benchmarks.fuzz``."""

import random
import sys

import atheris

with atheris.instrument_imports(include=["analysis.reading", "analysis.recognising"]):
    import analysis.reading.backends.html
    import analysis.reading.backends.pdf
    import analysis.reading.backends.sheet
    import analysis.reading.backends.word
    import analysis.reading.document
    import analysis.recognising  # noqa: F401

from benchmarks.fuzz import judge
from benchmarks.fuzzing.mutations import mutate


def one(data: bytes) -> None:
    """Judge one document."""
    kind = data[:5].decode("latin-1").strip()
    judge(data[5:], f"r.{kind if kind.isalnum() else 'txt'}")


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Our own mutations half the time: bytes alone never get through the check sums of a ZIP."""
    rng = random.Random(seed)
    if rng.random() < 0.5 and len(data) > 5:
        return (data[:5] + mutate(data[5:], data[5:], rng))[:most]
    return atheris.Mutate(data, most)


atheris.Setup(sys.argv, one, custom_mutator=changed)
atheris.Fuzz()
