"""Mutated documents: whatever the bytes, a report or the one documented error on one line, and no hang.

Commands::

    python -m benchmarks.fuzz --engine mutate --documents 100000 --seed 1 [--processes 2] [--only pdf]
    python -m benchmarks.fuzz --engine hypothesis --documents 50000 --seed 1
    python -m benchmarks.fuzz --engine atheris --documents 50000 --seed 1

Seeds are rendered reports of every kind (HTML, Word, XLSX and XLS, text of each family, PDF, CSV transcriptions, MHTML).
``mutate`` flips, cuts, repeats and splices bytes, drops and doubles tags and separators, and repacks changed members of Word
files and workbooks; ``hypothesis`` draws whole documents from the words of the form, and mutations that it shrinks; ``atheris``
is led by coverage of ``analysis.reading`` and ``analysis.recognising`` (install it: it is not among our dependencies).

Documents are read in child processes of 1,000, so that a reader that is brought down is caught too, by the document that it
was at, which is kept as ``fuzz-*.bin``. Printed: how many were read, refused, or broke the promise, and the slowest.
"""

import argparse
import multiprocessing
import multiprocessing.connection
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise

from .fuzzing.mutations import mutate
from .fuzzing.seeds import Seed, seeds

SLOW = 5.0  # seconds of the processor
HANG = 60
CHUNK = 1000
LED = 150_000  # bytes of a document for atheris
STATUSES = {"stated", "blank", "mark", "absent", "unreadable"}


class Promise(Exception):
    """What a report or an error promises, broken."""


def judge(data: bytes, name: str) -> str:
    """Read one document: ``read`` or ``refused``.

    Raises
    ------
    Promise
        If the report is not whole, or the error is not one clear line.
    Exception
        Whatever escapes from the reader.
    """
    try:
        report = recognise(read_bytes(data, name), {})
    except InputError as error:
        if not str(error).isprintable() or len(str(error)) > 1000:
            raise Promise(f"an error of several lines, or not printable: {error!r}") from None
        return "refused"
    cells = report.cells
    if len(cells) != len(get_form(report.format).cells) or not set(cells["status"]) <= STATUSES:
        raise Promise("the cells are not those of the form")
    if not (cells["value"].notna() == (cells["status"] == "stated")).all():
        raise Promise("a value without the status `stated`, or the other way round")
    return "read"


def tried(data: bytes, name: str, tally: Counter) -> float:
    """Judge a document, count the outcome and print what broke; the seconds it took."""
    began = time.process_time()
    try:
        tally[judge(data, name)] += 1
    except Exception:
        tally["broken"] += 1
        print(
            f"{name}, kept as {keep(data, name)}:\n{traceback.format_exc(limit=-5)}",
            file=sys.stderr,
            flush=True,
        )
    took = time.process_time() - began
    if took > SLOW:
        tally["slow"] += 1
        print(f"{name}, {took:.1f} s, kept as {keep(data, name)}", file=sys.stderr, flush=True)
    return took


def keep(data: bytes, name: str) -> str:
    """Write a document that broke the promise into the working folder; its name."""
    path = Path(f"fuzz-{random.Random(data).randrange(16**8):08x}-{Path(name).name}.bin")
    path.write_bytes(data)
    return str(path)


def documents(corpus: list[Seed], rng: random.Random, count: int) -> Iterator[Seed]:
    """Mutated seeds."""
    for _ in range(count):
        data, name = rng.choice(corpus)
        yield mutate(data, rng.choice(corpus)[0], rng), name


def _chunk(
    made: Iterator[Seed], current: str, results: multiprocessing.connection.Connection
) -> None:
    tally, worst = Counter[str](), 0.0
    for data, name in made:
        Path(current).write_bytes(name.encode() + b"\n" + data)
        signal.alarm(HANG)  # ends the process, even inside a parser
        worst = max(worst, tried(data, name, tally))
        signal.alarm(0)
    results.send((tally, worst))


def _guarded(made: Iterator[Seed], count: int) -> tuple[Counter, float]:
    """Read documents in a child process; if it is brought down, the document that did it counts as broken, the rest are not read."""
    with tempfile.TemporaryDirectory() as folder:
        current = f"{folder}/current"
        ours, theirs = multiprocessing.Pipe(duplex=False)
        child = multiprocessing.get_context("fork").Process(
            target=_chunk, args=(made, current, theirs)
        )
        child.start()
        theirs.close()
        try:
            return ours.recv()
        except EOFError:
            child.join()
            name, _, data = Path(current).read_bytes().partition(b"\n")
            how = "hung" if child.exitcode == -signal.SIGALRM else f"ended with {child.exitcode}"
            print(
                f"{name.decode()}: the process {how}, kept as {keep(data, name.decode())}",
                file=sys.stderr,
                flush=True,
            )
            return Counter({"brought down": 1, "not read": count - 1}), 0.0
        finally:
            child.join()


def run_mutate(corpus: list[Seed], count: int, seed: int, processes: int) -> tuple[Counter, float]:
    """The engine ``mutate``."""
    tally, worst = Counter[str](), 0.0
    sizes = [min(CHUNK, count - start) for start in range(0, count, CHUNK)]

    def one(number: int) -> tuple[Counter, float]:
        return _guarded(
            documents(corpus, random.Random(f"{seed}-{number}"), sizes[number]), sizes[number]
        )

    with ThreadPoolExecutor(processes) as pool:
        for done, slowest in pool.map(one, range(len(sizes))):
            tally += done
            worst = max(worst, slowest)
    return tally, worst


def run_hypothesis(
    corpus: list[Seed], count: int, seed: int, processes: int
) -> tuple[Counter, float]:
    """The engine ``hypothesis``: it stops at the first document that breaks the promise, made as small as it can."""
    from .fuzzing.strategies import all_hold

    tally, worst = Counter[str](), 0.0
    sizes = [min(CHUNK, count - start) for start in range(0, count, CHUNK)]
    jobs = [(corpus, size, f"{seed}-{number}", judge) for number, size in enumerate(sizes)]
    with multiprocessing.get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
        for done, slowest in pool.imap(all_hold, jobs):
            tally += done
            worst = max(worst, slowest)
    return tally, worst


def run_atheris(corpus: list[Seed], count: int, seed: int, processes: int) -> tuple[Counter, float]:
    """The engine ``atheris``: it stops at the first document that breaks the promise."""
    tally = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        share = -(-count // processes)
        children = []
        for number in range(processes):
            own = Path(folder, str(number))
            own.mkdir()
            for n, (data, name) in enumerate(s for s in corpus if len(s[0]) < LED):
                (own / f"seed-{n:03d}").write_bytes(
                    name.rsplit(".", 1)[-1].encode().ljust(5) + data
                )
            command = [
                sys.executable,
                "-m",
                "benchmarks.fuzzing.led",
                str(own),
                f"-runs={share}",
                f"-seed={seed + number}",
                f"-max_len={LED}",
                f"-timeout={HANG}",
                "-rss_limit_mb=2000",
                "-print_final_stats=1",
                "-verbosity=0",
                "-detect_leaks=0",
                f"-artifact_prefix=fuzz-atheris-{number}-",
            ]
            children.append(
                subprocess.Popen(
                    command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
                )
            )
        for child in children:
            _, told = child.communicate()
            runs = [
                int(line.split()[-1])
                for line in told.splitlines()
                if line.startswith("stat::number_of_executed_units")
            ]
            tally["documents"] += sum(runs)
            if child.returncode:
                tally["broken"] += 1
                print(told[-4000:], file=sys.stderr)
    return tally, 0.0


def main() -> None:
    """Print the tally; exit 1 when the promise was broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=("mutate", "hypothesis", "atheris"), default="mutate")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="only seeds whose kind contains this")
    parser.add_argument("--replay", type=Path, help="read one kept document again")
    given = parser.parse_args()
    if given.replay:
        print(judge(given.replay.read_bytes(), given.replay.name.removesuffix(".bin")))
        return
    corpus = [s for s in seeds(random.Random(given.seed)) if given.only in s[1]]
    run = {"mutate": run_mutate, "hypothesis": run_hypothesis, "atheris": run_atheris}[given.engine]
    start = time.perf_counter()
    tally, worst = run(corpus, given.documents, given.seed, given.processes)
    print(
        f"{given.engine}, {given.documents} documents from {len(corpus)} seeds, seed {given.seed}: {dict(tally)}; "
        f"slowest {worst:.2f} s; {time.perf_counter() - start:.0f} s in all"
    )
    sys.exit(bool(tally["broken"] or tally["slow"] or tally["brought down"]))


if __name__ == "__main__":
    main()
