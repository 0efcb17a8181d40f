"""One process of the pool, the connection to it, and its end."""

import contextlib
import os
import signal
import sys
from multiprocessing import Pipe
from multiprocessing import Process as Description

from analysis.errors import InputError

from . import child
from .machine import working_folder
from .starting import Server, read_at_import


class Process:
    """A process that does tasks, and the connection to it.

    Parameters
    ----------
    server : Server
        Where it comes from.
    task_limit : int
        How many tasks it does before it leaves.
    max_bytes : int or None
        How much memory it may take beyond what it starts with; enforced on Linux.

    Attributes
    ----------
    connection : multiprocessing.connection.Connection
        This end.
    environment : dict
        Variables that libraries read when they are imported, as they were when it started.
    pid : int
        Its number; it leads a process group of its own.

    Raises
    ------
    InputError
        If the system starts no more processes.
    """

    def __init__(self, server: Server, task_limit: int, max_bytes: int | None) -> None:
        self.connection, theirs = Pipe()
        self.environment = read_at_import()
        world = (dict(os.environ), working_folder(), server.wanted)

        def described(parent: int, copied: bool) -> Description:
            limits = (task_limit, max_bytes)
            return Description(target=child.serve, args=(theirs, *world, parent, copied, limits))

        try:
            self._popen = server.start(described)
        except OSError as error:
            self.connection.close()
            raise InputError(
                f"No process could be started ({error.strerror}). "
                "Close other programs and try again."
            ) from None
        finally:
            theirs.close()
        self.pid: int = self._popen.pid

    @property
    def sentinel(self) -> int:
        """What becomes readable when it has ended."""
        return int(self._popen.sentinel)

    def exit_code(self, seconds: float = 0.0) -> int | None:
        """Its exit code, negative for a signal, after at most so many seconds; None if it runs.

        Parameters
        ----------
        seconds : float
            How long to wait for its end.
        """
        code: int | None = self._popen.wait(seconds)
        return code

    def signal(self, number: int) -> None:
        """Send a signal to it and to the processes that it started.

        Parameters
        ----------
        number : int
            Of the signal; Windows has none, and the process is ended there.
        """
        if sys.platform == "win32":
            self._popen.terminate()
            return
        for kill in (os.killpg, os.kill):  # it may not lead its group yet
            with contextlib.suppress(ProcessLookupError):
                kill(self.pid, number)
                return

    def leave(self) -> None:
        """Have it leave when it has no task. A message says so: a copy may hold our end open."""
        with contextlib.suppress(OSError):
            self.connection.send_bytes(b"")
        self.connection.close()

    def end(self, grace_seconds: float = 0.0) -> int | None:
        """Have it gone, by itself within the grace or killed; its exit code, negative for a signal.

        Parameters
        ----------
        grace_seconds : float
            How long it may take to leave by itself.
        """
        self.leave()
        if self.exit_code(grace_seconds) is None:
            self.signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
            self.exit_code(5.0)
        code = self.exit_code()
        self._popen.close()
        return code
