"""Where the work is done: in processes of this machine, or on a Dask cluster.

Both give each result with the number of its task, as it is done.
"""

import contextlib
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from analysis.errors import InputError
from analysis.workers import Ended, Pool, cores

from ..inputs import identity

_AHEAD = 2  # tasks handed over for each worker: it never waits for the next
# A store that does not answer is asked again. How often a task may lose its worker, Dask's
# scheduler decides.
_RETRIES = 2


class Local:
    """Processes of this machine.

    Parameters
    ----------
    workers : int, optional
        How many; default one for each core. One alone is this process itself.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = max(1, workers or cores())

    def each(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
        """Number and result of every task, as they are done; a task's own exception is raised.

        Parameters
        ----------
        function : callable
            What is done, found in its module by its name.
        tasks : sequence of tuple
            Its arguments.

        Raises
        ------
        InputError
            If the system ended a process, as it does when memory runs out.
        """
        if self.workers == 1 or len(tasks) < 2:
            for number, task in enumerate(tasks):
                yield number, function(*task)
            return
        workers = min(self.workers, len(tasks))
        with (
            Pool(workers, imports=(function.__module__,)) as pool,
            contextlib.closing(pool.run(function, tasks)) as outcomes,
        ):
            for outcome in outcomes:
                if isinstance(outcome.error, Ended):
                    raise InputError(
                        "A worker process was ended by the system, most likely because memory ran "
                        "out. What is finished is kept: run the same command again, with fewer "
                        "--workers."
                    )
                if outcome.error is not None:
                    raise outcome.error
                yield outcome.number, outcome.value


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
        self._address = address
        try:
            self._client = Client(address, timeout="10s", set_as_default=False)
            self._client.wait_for_workers(1, timeout=30)
        except (OSError, TimeoutError, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError(
                f"{address}: no Dask cluster with workers answers ({reason}). "
                "Start one: docs/cluster.md"
            ) from None
        self._mine = identity()
        self._check()

    @property
    def workers(self) -> int:
        """Tasks that are done at a time: threads of all workers that are there now."""
        return max(1, int(sum(self._client.nthreads().values())))

    def _check(self) -> None:
        try:
            answers = self._client.run(identity)
        except Exception as error:  # most likely that it has no such module
            self.close()
            raise InputError(
                f"{self._address}: a worker cannot run this gouji ({_line(error)}). "
                "Install it there."
            ) from None
        for worker, theirs in answers.items():
            if found := _differences(self._mine, theirs):
                self.close()
                raise _differs(found, worker)

    def outcomes(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple[Any, ...]],
        ahead: int | None = None,
    ) -> Iterator[tuple[int, Any]]:
        """Number and result of every task, as they are done.

        Parameters
        ----------
        function : callable
            What is done; a worker must be able to import it.
        tasks : iterable of tuple
            Arguments of the function. Taken one after another, when their turn comes.
        ahead : int, optional
            So many are handed over at a time; by default some for each worker.

        Yields
        ------
        tuple of int and object
            For a task that ended a worker again and again, the result is an ``Exception``.
        """
        from distributed import KilledWorker, as_completed

        numbered = enumerate(tasks)
        waiting: dict[Any, int] = {}
        ready = as_completed(with_results=False, loop=self._client.loop)
        try:
            while True:
                most = ahead or self.workers * _AHEAD + 1
                while len(waiting) < most and (task := next(numbered, None)) is not None:
                    future = self._client.submit(
                        _alike, self._mine, function, *task[1], pure=False, retries=_RETRIES
                    )
                    waiting[future] = task[0]
                    ready.add(future)
                if not waiting:
                    return
                future = next(ready)
                number = waiting.pop(future)
                try:
                    result = future.result()
                except KilledWorker as error:
                    result = error
                yield number, result
        finally:
            for future in waiting:
                with contextlib.suppress(Exception):
                    future.cancel()

    def each(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
        """See ``Local.each``; a worker that dies loses nothing but its time."""
        for number, result in self.outcomes(function, tasks):
            if isinstance(result, Exception):
                raise InputError(
                    "A task ended several workers, most likely for want of memory "
                    f"({_line(result)}). What is finished is kept: give the workers more memory, "
                    "and run the same command again."
                )
            yield number, result

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()


def _differences(mine: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """What two identities differ in, for people; what one lacks its system does not need."""
    shared = [name for name in mine if name in theirs]
    return [f"{n}: here {mine[n]}, there {theirs[n]}" for n in shared if mine[n] != theirs[n]]


def _alike(wanted: dict[str, str], function: Callable[..., Any], *task: Any) -> Any:
    """Do a task on a worker, if its result there is what it would be here.

    The worker is asked with each task, as workers may join at any time.
    """
    if found := _differences(wanted, identity()):
        raise _differs(found, platform.node())
    return function(*task)


def _differs(found: list[str], worker: str) -> InputError:
    return InputError(
        f"The worker {worker} is not like this machine, so results could differ "
        f"({'; '.join(found)}). Install the same gouji from the same lock on both."
    )


def _line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
