"""A forked kernel as nbclient wants it: a manager of the process, and a client with its channels."""

import asyncio
import contextlib
import signal
from collections import deque
from queue import Empty
from typing import Any

from jupyter_client.session import Session

from .children import Child
from .wire import KEY, SHELL, Receiver, Sender


class KernelManager:
    """The process of a forked kernel."""

    has_kernel = True
    ipykernel = True

    def __init__(self, child: Child) -> None:
        self.child = child

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.child.poll() is None

    def interrupt_kernel(self) -> None:
        """As Ctrl-C: the running cell ends with KeyboardInterrupt."""
        self.child.signal(signal.SIGINT)

    def how_it_ended(self) -> str:
        """Why a kernel is no more, for people."""
        code = self.child.wait(2.0)
        if code is None:
            return "its connection broke"
        if code >= 0:
            return f"the process ended itself with exit code {code}"
        name = signal.Signals(-code).name
        hint = {
            "SIGKILL": ", as the system does when memory runs out",
            "SIGSEGV": ", a fault in compiled code",
        }.get(name, "")
        return f"the process was ended by {name}{hint}"


class KernelClient:
    """Sends requests, and gives out what comes back by channel."""

    allow_stdin = False

    def __init__(self, manager: KernelManager) -> None:
        self.session = Session(key=KEY)
        self._manager = manager
        self._sender = Sender(manager.child.wire)
        manager.child.wire.setblocking(True)
        self._receiver = Receiver(manager.child.wire)
        self._loop: asyncio.AbstractEventLoop | None = None
        self.shell_channel = _Channel(self)
        self.iopub_channel = _Channel(self)

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._manager.is_alive()

    def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask for a cell to be executed; the id of the request."""
        return self.request(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": store_history,
                "user_expressions": {},
                "allow_stdin": self.allow_stdin,
                "stop_on_error": stop_on_error,
            },
        )

    def kernel_info(self) -> str:
        """Ask what kernel it is."""
        return self.request("kernel_info_request", {})

    def request(self, kind: str, content: dict[str, Any]) -> str:
        """Send a request; its id."""
        message = self.session.msg(kind, content)
        self.send(message)
        return str(message["header"]["msg_id"])

    def send(self, message: dict[str, Any]) -> None:
        """Send a message; where the kernel has gone, the poll for its life finds out."""
        with contextlib.suppress(OSError):
            self._sender.send(SHELL, self.session.serialize(message))

    def listen(self) -> None:
        """Have the running loop take in what arrives."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self.deaf()
            self._loop = loop
            if not self._receiver.closed:
                loop.add_reader(self._receiver.end, self._arrived)

    def deaf(self) -> None:
        """Stop listening."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._receiver.end)
        self._loop = None

    async def gone(self) -> None:
        """Return when the kernel is no more and everything that it sent has been taken out."""
        self.listen()
        while self.is_alive():
            await asyncio.sleep(0.01 if self._receiver.closed else 0.2)
        while self.iopub_channel.waiting:
            await asyncio.sleep(0.001)

    def _arrived(self) -> None:
        self._receiver.pull()
        for name, frames in self._receiver.messages():
            _, rest = self.session.feed_identities(frames)
            (self.shell_channel if name == SHELL else self.iopub_channel).put(
                self.session.deserialize(rest)
            )
        if self._receiver.closed and self._loop is not None:
            self._loop.remove_reader(self._receiver.end)


class _Channel:
    """What has come in on a channel."""

    def __init__(self, client: KernelClient) -> None:
        self._client = client
        self.waiting: deque[dict[str, Any]] = deque()
        self._wanted: asyncio.Future[None] | None = None

    def put(self, message: dict[str, Any]) -> None:
        self.waiting.append(message)
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(None)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message.

        Raises
        ------
        Empty
            If none comes within ``timeout`` seconds.
        """
        self._client.listen()
        while not self.waiting:
            self._wanted = asyncio.get_running_loop().create_future()
            try:
                await asyncio.wait_for(self._wanted, timeout)
            except TimeoutError:
                raise Empty from None
        return self.waiting.popleft()

    def send(self, message: dict[str, Any]) -> None:
        """Send on the shell channel, as widgets do."""
        self._client.send(message)
