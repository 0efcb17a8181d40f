"""One run at a time in an output folder: a lock of the operating system, which ends with the process that holds it.

A run that was killed leaves no lock behind. On folders of a network the lock holds as far as the file system has locks (NFS 4 and
SMB have); where it has none, nothing keeps two runs apart.
"""

import contextlib
import errno
import json
import os
import socket
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import IO

from analysis.errors import InputError, printable
from analysis.workers import alive

_PATIENCE = 10.0  # seconds
_held: dict[int, IO[bytes]] = {}  # descriptors of this process, closed in its children


def _forget() -> None:
    """In a forked child: the lock is the parent's, and must end with it even when the child lives on."""
    for file in _held.values():
        file.close()
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class Lock:
    """Hold the lock at a path for as long as the context lasts.

    Parameters
    ----------
    path : Path
        The lock file.
    what : str
        What is locked, for the message.

    Raises
    ------
    InputError
        On entering, if another process holds it; the message names process, machine, and since when.
    """

    def __init__(self, path: Path, what: str) -> None:
        self.path, self.what = path, what

    def __enter__(self) -> "Lock":
        until = time.monotonic() + _PATIENCE
        while True:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = open(self.path, "a+b", buffering=0)
            try:
                _take(file)
            except OSError as error:
                if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK):
                    told, gone = self._holder(file)
                    file.close()
                    if (
                        gone and time.monotonic() < until
                    ):  # a child of a killed run, which has not yet let go
                        time.sleep(0.05)
                        continue
                    raise InputError(told) from None
                # A file system without locks: there is nothing to hold on to.
            with contextlib.suppress(OSError):
                if os.path.samestat(os.fstat(file.fileno()), os.stat(self.path)):
                    break
            file.close()  # its last holder removed it in between
        self._file = file
        _held[id(self)] = file
        about = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        file.truncate(0)
        file.write(json.dumps(about).encode())
        return self

    def __exit__(self, *_: object) -> None:
        _held.pop(id(self), None)
        with contextlib.suppress(OSError):
            self._file.truncate(0)
        self._file.close()

    def _holder(self, file: IO[bytes]) -> tuple[str, bool]:
        """Who holds it, as a message, and whether that one is gone: it has let go, or is a process of this machine no more."""
        gone = False
        try:
            file.seek(0)
            held = file.read()
            gone = not held
            about = json.loads(held)
            by = f"process {about['pid']} on {about['host']}, since {about['since']}"
            gone = about["host"] == socket.gethostname() and not alive(int(about["pid"]))
        except (ValueError, KeyError, TypeError, OSError):
            by = "another process"
        told = f"{self.what}: another run is publishing here ({by}). Wait until it has ended, or choose another --out."
        return printable(told), gone


def _take(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(1 << 30)  # far behind what the file holds, which others must be able to read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
