"""Reading in processes that can be ended.

A file that hangs, crashes or bloats a parser costs one message and nothing else.
"""

import atexit
import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from analysis.errors import InputError, printable
from analysis.workers import (
    Ended,
    MemoryExceeded,
    Outcome,
    Pool,
    TimeExceeded,
    can_copy,
    can_start,
    perform,
)

SECONDS = 20.0
MAX_BYTES = 1_000_000_000
_ADVICE = "Open it in its own program and save it again, or save the report as text."
Task = tuple[str, tuple[Any, ...]]  # name for messages, arguments

_pool = Pool(copy=True, max_bytes=MAX_BYTES)  # its processes are kept for the next call


def guarded(
    function: Callable[..., Any], name: str, *arguments: Any, seconds: float = SECONDS
) -> Any:
    """Call a function in another process; give what it returned.

    Parameters
    ----------
    function : callable
        Found in its module by its name.
    name : str
        The file that it reads, for messages.
    *arguments
        Given to the function.
    seconds : float
        Limit of time; the function may ask for more (``workers.extend``).

    Raises
    ------
    InputError
        As the function does, or if it takes too long or too much memory, or ends its process.
    """
    answer = next(guarded_all(function, [(name, arguments)], seconds, workers=1))
    if isinstance(answer, BaseException):
        raise answer
    return answer


def guarded_all(
    function: Callable[..., Any],
    tasks: Iterable[Task],
    seconds: float = SECONDS,
    workers: int | None = None,
    ready: Callable[[], None] | None = None,
) -> Iterator[Any]:
    """Call a function for each task, in several processes.

    Parameters
    ----------
    function : callable
        Found in its module by its name.
    tasks : iterable of (name, arguments)
        The file that each reads, for messages, and what is given to the function.
    seconds : float
        Limit of time for each.
    workers : int, optional
        How many processes; default one for each core.
    ready : callable, optional
        Called in this process before the first task, where several processes are to be copies of
        this one: what it loads, each of them has. For one alone it would save nothing.

    Yields
    ------
    object
        For each task, in the order of the tasks, what the function returned, or the exception (not
        raised).
    """
    if not can_start():
        for _, arguments in tasks:
            value, error = perform(function, arguments)
            yield value if error is None else error
        return
    names: dict[int, str] = {}

    def arguments_of_each() -> Iterator[tuple[Any, ...]]:
        for number, (name, arguments) in enumerate(tasks):
            names[number] = name
            if number == 0 and ready is not None and workers != 1 and can_copy():
                ready()
            yield arguments

    run = _pool.run(function, arguments_of_each(), seconds, workers, ordered=True)
    with contextlib.closing(run) as outcomes:
        for outcome in outcomes:
            yield _answer(names.pop(outcome.number), outcome)


@atexit.register
def close() -> None:
    """End the processes that wait for more."""
    _pool.close()


def _answer(name: str, outcome: Outcome) -> Any:
    """The result of a task: a value, or an exception that says what is wrong with the file."""
    error = outcome.error
    if error is None:
        return outcome.value
    if isinstance(error, Ended) and not error.begun:
        return InputError(
            f"{printable(name)}: the process that reads files could not be started "
            f"(exit {error.code})."
        )
    if isinstance(error, Ended):
        why = (
            "took so much memory that the system ended its reading"
            if error.code == -9
            else f"broke the program that reads its kind of file (exit {error.code})"
        )
    elif isinstance(error, TimeExceeded):
        why = f"was not read within {error.seconds:.0f} s, which is ample for any annual report"
    elif isinstance(error, MemoryExceeded):
        size = f"{MAX_BYTES // 10**9} GB"
        why = f"needs more than {size} of memory to read, which no annual report does"
    else:
        return error
    return InputError(f"{printable(name)}: it {why}. {_ADVICE}")
