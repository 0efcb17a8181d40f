"""Tasks for the tests of the pool: each process that does one imports this, and nothing of pytest."""

import operator
import os
import random
import sys
import threading
import time

from analysis import InputError
from analysis.workers import extend, report


def says_then(text, function, *arguments):
    report(text)
    return function(*arguments)


def longer(seconds):
    extend(60)
    time.sleep(seconds)
    return "done"


def about_me():
    import multiprocessing

    return (
        os.getcwd(),
        os.environ.get("ASKED"),
        os.environ.get("GOUJI_PREPARE"),
        multiprocessing.current_process().name,
        multiprocessing.parent_process(),
        sys.modules.get("__mp_main__") is not sys.modules["__main__"],
    )


def drawn():
    return random.random(), sys.modules["numpy"].random.rand()


def imported(name):
    return name in sys.modules


class Odd(Exception):
    """Packed, it loses an argument."""

    def __init__(self, one, two):
        super().__init__(one)


def raises_odd():
    raise Odd(1, 2)


def leave(code):
    os._exit(code)  # by name: where coverage is measured, the function itself cannot be packed


def prepared(value):
    if value < 0:
        raise InputError("less than nothing")
    operator.prepared = value


def what_is_prepared():
    return operator.prepared


def language_after(seconds, path=None):
    if path is not None:
        path.touch()
    time.sleep(seconds)
    return os.environ.get("GOUJI_LANG")


def pid_after(seconds):
    time.sleep(seconds)
    return os.getpid()


def holds(size):
    operator.held = b"x" * size


def note_threads():
    operator.threads = os.environ.get("OMP_NUM_THREADS")


def noted_threads():
    return operator.threads


def refuses_over_a_lock():
    """As where Dask is loaded: exceptions are packed with what they arose from."""
    from tblib import pickling_support

    pickling_support.install()
    try:
        raise ValueError(threading.Lock())
    except ValueError:
        raise InputError("x.docx: not a readable Word document") from None
