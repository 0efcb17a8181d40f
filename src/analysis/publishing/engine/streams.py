"""What a kernel without ports sends on: queues in place of sockets, files in place of pipes."""

import asyncio
import codecs
import os
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from jupyter_client.session import Session


class Channel(IOPubThread):
    """A queue in place of a ZeroMQ socket: the kernel sends on it, nbclient takes messages out."""

    thread: Any = None  # of sending, as this class has otherwise
    io_loop: Any = None

    def __init__(self, session: Session) -> None:
        self.session = session
        self._waiting: deque[dict[str, Any]] = deque()

    def send_multipart(self, frames: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        """See ``IOPubThread.send_multipart``; through JSON, so that it is what a client gets."""
        whole = [bytes(getattr(frame, "buffer", frame)) for frame in frames]
        _, rest = self.session.feed_identities(whole)
        self._waiting.append(self.session.deserialize(rest))

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message; ``Empty`` if there is none, as whatever was asked is done by then.

        Parameters
        ----------
        timeout : float, optional
            Of no effect, as nothing can arrive while this waits.
        """
        if not self._waiting:
            await asyncio.sleep(0)
            raise Empty
        return self._waiting.popleft()

    def schedule(self, f: Callable[[], Any]) -> None:
        """See ``IOPubThread.schedule``; here it is done at once."""
        f()

    def flush(self, *args: Any, **kwargs: Any) -> None:
        """See ``IOPubThread.flush``; nothing waits here."""


class Stream(OutStream):
    """stdout or stderr of the cells: of Python, of compiled code, and of processes they start.

    What others than Python write goes to a file. Unlike ipykernel's pipe, a file is never full and
    needs no thread that empties it.

    Parameters
    ----------
    channel : Channel
        Where messages go.
    name : {"stdout", "stderr"}
        Which of the two it is.
    """

    def __init__(self, channel: Channel, name: str) -> None:
        super().__init__(channel.session, channel, name, watchfd=False)
        self._number = {"stdout": 1, "stderr": 2}[name]
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - as long as the process
        self._read, self._decoder = 0, codecs.getincrementaldecoder("utf-8")("replace")
        if sys.platform != "win32":  # where ipykernel leaves it alone, too
            os.dup2(self._file.fileno(), self._number)

    def fileno(self) -> int:
        """Where processes that are started write."""
        return self._number

    def write(self, string: str) -> int:
        """See ``OutStream.write``; in a process that the notebook forks, the text is passed on."""
        if not self._is_master_process():
            return os.write(self._number, string.encode("utf-8", "replace"))
        self._take()
        super().write(string)
        return len(string)

    def flush(self) -> None:
        """Send what was written as one message for each cell whose it is."""
        if self._is_master_process():
            self._take()
            super().flush()

    def _schedule_flush(self) -> None:
        """There is no other thread that would flush now and then."""

    def _take(self) -> None:
        """What others have written meanwhile belongs to the cell that runs."""
        size = os.fstat(self._file.fileno()).st_size
        if sys.platform != "win32" and size > self._read:
            data = os.pread(self._file.fileno(), size - self._read, self._read)
            self._read += len(data)
            parent = frozenset(self._parent_header_global.items())
            self._buffers[parent].write(self._decoder.decode(data))
