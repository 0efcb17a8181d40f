"""ipykernel's own kernel in a forked process: everything is its own but the way messages travel."""

import asyncio
import atexit
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait

from .wire import IOPUB, SHELL, Receiver, Sender


class Channel:
    """Stands for a ZeroMQ socket or stream: what is sent on it goes over the wire."""

    def __init__(self, sender: Sender, name: bytes) -> None:
        self._sender, self._name = sender, name
        self.context = zmq.Context.instance()  # for the inner pipes of ``IOPubThread``

    def send_multipart(self, frames: Any, *args: Any, **kwargs: Any) -> None:
        """As ZeroMQ's; a client that has gone is no error, the kernel learns it from its own end."""
        try:
            self._sender.send(self._name, [getattr(frame, "buffer", frame) for frame in frames])
        except OSError:
            pass

    def flush(self, *args: Any, **kwargs: Any) -> None:
        """Nothing waits here."""

    def close(self, *args: Any, **kwargs: Any) -> None:
        """The process owns the wire."""


class ForkedKernel(IPythonKernel):
    """A kernel without ports, and without subshells, which nobody could address."""

    shell_stream = AnyTrait()
    debugger_class = AnyTrait(lambda *args: None)  # nobody can attach one, and its library is slow to load

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def start(self) -> None:
        """The application reads the wire; there is no stream to register with."""
        self.io_loop = IOLoop.current()
        self.shell.exit_now = False
        self._publish_status("starting", "shell")

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """The client sends one cell at a time: none is waiting."""


class ForkedApp(IPKernelApp):
    """The application around the kernel: configuration, streams, shell and start-up files as ever; no ports, no heartbeat."""

    wire: socket.socket

    def init_connection_file(self) -> None:
        """No ports, no file."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """No ports, no file."""

    def log_connection_info(self) -> None:
        """No ports, nothing to tell."""

    def init_heartbeat(self) -> None:
        """The client sees the process itself."""

    def init_poller(self) -> None:
        """The kernel sees its client go at its end of the wire."""

    def init_sockets(self) -> None:
        """One wire for all channels; interrupts come as signals."""
        self.sender = Sender(self.wire)
        self.session.key = b""
        self.configure_tornado_logger()
        self.iopub_thread = IOPubThread(Channel(self.sender, IOPUB), pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_kernel(self) -> None:
        """The kernel, told where its channels are."""
        self.kernel = ForkedKernel.instance(
            parent=self,
            session=self.session,
            shell_stream=Channel(self.sender, SHELL),
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def start(self) -> None:
        """Answer requests until the client closes its end."""
        self.kernel.start()
        self.io_loop = IOLoop.current()
        loop = self.io_loop.asyncio_loop
        requests: asyncio.Queue[list[bytes] | None] = asyncio.Queue()
        receiver = Receiver(self.wire)

        def arrived() -> None:
            receiver.pull()
            for _, frames in receiver.messages():
                requests.put_nowait(frames)
            if receiver.closed:
                loop.remove_reader(self.wire)
                requests.put_nowait(None)

        async def answer() -> None:
            while (frames := await requests.get()) is not None:
                await self.kernel.shell_main(None, [zmq.Message(frame) for frame in frames])
            self.io_loop.stop()

        loop.add_reader(self.wire, arrived)
        self.io_loop.add_callback(answer)
        while not receiver.closed:  # a notebook may stop the loop, as with ``exit``
            try:
                self.io_loop.start()
            except KeyboardInterrupt:
                continue
            break


def serve(wire: socket.socket, arguments: Sequence[str] = ()) -> None:
    """Be a kernel at this end of a wire until the other closes, then leave as a process does: threads joined, ``atexit`` run.

    Parameters
    ----------
    wire : socket
    arguments : sequence of str
        Of ipykernel's command line.
    """
    sys.argv = [sys.modules["ipykernel"].__path__[0] + "_launcher.py", "-f", ""]
    app = ForkedApp.instance()
    app.wire = wire
    app.initialize(["--HistoryManager.hist_file=:memory:", *arguments])
    app.start()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = 0
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        code = 1
    os._exit(code)
