"""Where the work is done: in processes of this machine, or on a Dask cluster. Both give the results in the order of the tasks."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

import analysis
from analysis.errors import InputError
from analysis.reading.guard import cores

_AHEAD = 2  # tasks handed over for each worker: it never waits for the next
_RETRIES = 3  # a task that loses its worker is begun again on another, and so often at most


class Scheduler(Protocol):
    """Runs a function over many tasks."""

    workers: int

    def each(self, function: Callable[..., Any], tasks: Sequence[tuple]) -> Iterator[tuple[int, Any]]:
        """Number and result of every task, as they are done. A task's own exception is raised here."""
        ...


class Local:
    """Processes of this machine."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = max(1, workers or cores())

    def each(self, function: Callable[..., Any], tasks: Sequence[tuple]) -> Iterator[tuple[int, Any]]:
        """As ``Scheduler.each``.

        Raises
        ------
        InputError
            If the system ended a process, as it does when memory runs out.
        """
        if self.workers == 1 or len(tasks) < 2:
            for number, task in enumerate(tasks):
                yield number, function(*task)
            return
        pool = ProcessPoolExecutor(min(self.workers, len(tasks)))
        try:
            yield from _ahead(pool, function, tasks, self.workers * _AHEAD)
        except BrokenProcessPool:
            raise InputError(
                "A worker process was ended by the system, most likely for want of memory. What is finished is kept: run the "
                "same command again, with fewer --workers."
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _ahead(pool: ProcessPoolExecutor, function: Callable, tasks: Sequence[tuple], most: int) -> Iterator[tuple[int, Any]]:
    waiting: dict[Future, int] = {}
    numbers = iter(range(len(tasks)))
    while True:
        for number in numbers:
            waiting[pool.submit(function, *tasks[number])] = number
            if len(waiting) >= most:
                break
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            yield waiting.pop(future), future.result()


class Cluster:
    """A Dask cluster; ``close`` leaves it running.

    Parameters
    ----------
    address : str
        Of its scheduler, ``tcp://host:8786``.

    Raises
    ------
    InputError
        If Dask is not installed, nothing answers there, or its workers have another Gouji.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise InputError("--scheduler needs Dask: pip install 'gouji[cluster]'") from None
        try:
            self._client = Client(address, timeout="10s", set_as_default=False)
            self._client.wait_for_workers(1, timeout=30)
        except (OSError, TimeoutError, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError(f"{address}: no Dask cluster with workers answers ({reason}). Start one: docs/cluster.md") from None
        self._check(address)
        self.workers = sum(self._client.nthreads().values())

    def _check(self, address: str) -> None:
        mine = _identity()
        for worker, theirs in self._client.run(_identity_or_error).items():
            if theirs != mine:
                self.close()
                raise InputError(
                    f"{address}: its worker {worker} has {theirs}, and this machine has {mine}: results could differ. "
                    "Install the same gouji from the same lock on both."
                )

    def each(self, function: Callable[..., Any], tasks: Sequence[tuple]) -> Iterator[tuple[int, Any]]:
        """As ``Scheduler.each``; a worker that dies loses nothing but its time.

        Raises
        ------
        InputError
            If a task lost its worker again and again.
        """
        from distributed import KilledWorker, as_completed

        numbers = iter(range(len(tasks)))
        waiting: dict[Any, int] = {}
        ready = as_completed(with_results=False, loop=self._client.loop)
        try:
            while True:
                while len(waiting) < self.workers * _AHEAD + 1 and (number := next(numbers, None)) is not None:
                    future = self._client.submit(function, *tasks[number], pure=False, retries=_RETRIES)
                    waiting[future] = number
                    ready.add(future)
                if not waiting:
                    return
                future = next(ready)
                yield waiting.pop(future), future.result()
        except KilledWorker as error:
            raise InputError(
                f"A task ended {_RETRIES + 1} workers, most likely for want of memory ({error.task}). What is finished is kept: "
                "give the workers more memory, and run the same command again."
            ) from None
        finally:
            for future in waiting:
                with contextlib.suppress(Exception):
                    future.cancel()

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()


def _identity() -> str:
    import sys

    return f"gouji {analysis.__version__} on Python {sys.version_info.major}.{sys.version_info.minor}"


def _identity_or_error() -> str:
    return _identity()


def scheduler(address: str | None = None, workers: int | None = None) -> Local | Cluster:
    """The scheduler that was asked for."""
    return Cluster(address) if address else Local(workers)
