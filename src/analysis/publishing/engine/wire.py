"""Messages between a kernel and its client: frames of Jupyter's wire format over one Unix socket, in the order sent."""

import socket
import struct
import threading
from collections.abc import Iterator, Sequence

_HEAD = struct.Struct("!I")
_LENGTH = struct.Struct("!Q")
_CHUNK = 1 << 20

KEY = b"a socket pair that no other process can reach needs no secret"  # but ipykernel warns of an empty one
SHELL, IOPUB = b"s", b"i"  # the first frame names the channel


class Sender:
    """The sending end; threads may share it."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self._lock = threading.Lock()

    def send(self, channel: bytes, frames: Sequence[bytes | memoryview]) -> None:
        """Send one message, whole."""
        parts = [memoryview(part).cast("B") for part in (channel, *frames)]
        head = [_HEAD.pack(len(parts)), *(_LENGTH.pack(part.nbytes) for part in parts)]
        with self._lock:
            self.end.sendall(b"".join([*head, *parts]))


class Receiver:
    """The receiving end: bytes in, whole messages out."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self._buffer = bytearray()
        self.closed = False

    def pull(self) -> None:
        """Take in what has arrived; ``closed`` is true once the other end has gone."""
        try:
            data = self.end.recv(_CHUNK)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        self._buffer += data
        self.closed = self.closed or not data

    def messages(self) -> Iterator[tuple[bytes, list[bytes]]]:
        """The whole messages among it, as channel and frames."""
        while (size := self._size()) is not None:
            count = _HEAD.unpack_from(self._buffer)[0]
            lengths = [
                _LENGTH.unpack_from(self._buffer, _HEAD.size + n * _LENGTH.size)[0]
                for n in range(count)
            ]
            start, frames = _HEAD.size + count * _LENGTH.size, []
            for length in lengths:
                frames.append(bytes(self._buffer[start : start + length]))
                start += length
            del self._buffer[:size]
            yield frames[0], frames[1:]

    def _size(self) -> int | None:
        """Bytes of the first message, if all of them are here."""
        have = len(self._buffer)
        if have < _HEAD.size:
            return None
        count = _HEAD.unpack_from(self._buffer)[0]
        head = _HEAD.size + count * _LENGTH.size
        if have < head:
            return None
        size = head + sum(
            _LENGTH.unpack_from(self._buffer, _HEAD.size + n * _LENGTH.size)[0]
            for n in range(count)
        )
        return size if have >= size else None
