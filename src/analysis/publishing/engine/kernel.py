"""ipykernel's own kernel in a forked process: everything is its own but the way messages travel."""

import asyncio
import atexit
import contextlib
import os
import signal
import socket
import sys
import threading
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from jupyter_core.paths import jupyter_runtime_dir
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from traitlets import Float

from .wire import IOPUB, KEY, SHELL, Receiver, Sender

_HISTORY = "--HistoryManager.hist_file=:memory:"


class Channel:
    """Stands for a ZeroMQ socket or stream: what is sent on it goes over the wire."""

    def __init__(self, sender: Sender, name: bytes) -> None:
        self._sender, self._name = sender, name
        self.context: Any = zmq.Context.instance()  # for the inner pipes of ``IOPubThread``

    def send_multipart(self, frames: Any, *args: Any, **kwargs: Any) -> None:
        """As ZeroMQ's; a client that has gone is no error, the kernel learns it from its own end."""
        with contextlib.suppress(OSError):
            self._sender.send(self._name, [getattr(frame, "buffer", frame) for frame in frames])

    def flush(self, *args: Any, **kwargs: Any) -> None:
        """Nothing waits here."""

    def close(self, *args: Any, **kwargs: Any) -> None:
        """The process owns the wire."""


class Stream(OutStream):
    """stdout or stderr. A kernel flushes both six times a cell and waits each time until its other thread has done it."""

    def flush(self) -> None:
        """Send what waits, if anything does; what the other thread has taken it sends before whatever comes after."""
        if self.echo is not None or self._buffers:
            super().flush()


class ForkedKernel(IPythonKernel):
    """A kernel without ports, and without subshells, which nobody could address."""

    shell_stream = AnyTrait()
    _execute_sleep = Float(
        0.0
    )  # after every cell, for streams that may lag behind the reply; one wire keeps the order
    debugger_class = AnyTrait(
        lambda *args: None
    )  # nobody can attach one, and its library is slow to load

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def start(self) -> None:
        """The application reads the wire; there is no stream to register with."""
        self.io_loop = IOLoop.current()
        self.shell.exit_now = False  # type: ignore[union-attr]
        self._publish_status("starting", "shell")

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """The client sends one cell at a time: none is waiting."""


class ForkedApp(IPKernelApp):
    """The application around the kernel: configuration, streams, shell and start-up files as ever; no ports, no heartbeat."""

    wire: socket.socket
    outstream_class = f"{__name__}.{Stream.__name__}"

    def prepare(self, arguments: Sequence[str] = ()) -> None:
        """What takes time and knows nothing of the notebook: configuration, kernel, shell. A warm process does it once."""
        super(IPKernelApp, self).initialize([_HISTORY, *arguments])
        self.init_pdb()
        self.init_blackhole()
        self.kernel = ForkedKernel.instance(
            parent=self,
            session=self.session,
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.init_shell()

    def wake(self, wire: socket.socket) -> None:
        """The rest, in the forked process: its channels, streams, working folder, extensions and start-up files."""
        self.wire = wire
        self.init_sockets()
        self.init_io()
        self.init_signal()
        self.connect()
        self.init_path()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        sys.stdout.flush()
        sys.stderr.flush()

    def init_sockets(self) -> None:
        """One wire for all channels; interrupts come as signals."""
        self.sender = Sender(self.wire)
        self.session = Session(parent=self, key=KEY)
        self.configure_tornado_logger()
        self.iopub_thread = IOPubThread(
            Channel(self.sender, IOPUB), pipe=True, session=self.session
        )
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def connect(self) -> None:
        """The kernel and its shell, made before the fork, are told where they are now."""
        kernel, shell = self.kernel, self.kernel.shell
        kernel.ident = str(uuid.uuid4())
        kernel.session, kernel.shell_stream = self.session, Channel(self.sender, SHELL)
        kernel.iopub_thread, kernel.iopub_socket = self.iopub_thread, self.iopub_socket
        kernel._stdout, kernel._stderr = sys.stdout, sys.stderr
        for end in (shell.displayhook, shell.display_pub):
            end.session, end.pub_socket = self.session, self.iopub_socket
        shell.displayhook.topic = kernel._topic("execute_result")
        self.displayhook.get_execution_count = lambda: kernel.execution_count
        shell.init_environment()
        shell.starting_dir = os.getcwd()
        shell.user_ns["_dh"][:] = [Path.cwd()]
        session_name = os.environ.get("JPY_SESSION_NAME")
        if session_name:
            shell.user_ns["__session__"] = session_name
        atexit.register(shell.atexit_operations)

    def start(self) -> None:
        """Answer requests until the client closes its end."""
        self.kernel.start()
        self.io_loop = IOLoop.current()
        loop = asyncio.get_event_loop()
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


_prepared: ForkedApp | None = None
_QUIET = "--log-level="  # the one argument that a prepared application can still take
_LEVELS = {f"{_QUIET}{level}" for level in ("DEBUG", "INFO", "WARN", "ERROR", "CRITICAL")}


def prepare() -> None:
    """In a warm process: have a kernel ready for each child to take."""
    global _prepared
    _prepared = ForkedApp.instance()
    _prepared.prepare()


def serve(wire: socket.socket, arguments: Sequence[str] = ()) -> None:
    """Be a kernel at this end of a wire until the other closes, then leave as a process does: threads joined, ``atexit`` run.

    Parameters
    ----------
    wire : socket
    arguments : sequence of str
        Of ipykernel's command line.
    """
    connection = Path(
        jupyter_runtime_dir(), f"kernel-{uuid.uuid4()}.json"
    )  # as ever in sys.argv; there is no such file
    sys.argv = [
        sys.modules["ipykernel"].__path__[0] + "_launcher.py",
        "-f",
        str(connection),
        *arguments,
        _HISTORY,
    ]
    app = _prepared
    if (
        app is None
        or not all(a in _LEVELS for a in arguments)
        or any(Path.cwd().glob("ipython*_config.*"))
    ):
        for kind in (ForkedApp, ForkedKernel, ZMQInteractiveShell):
            kind.clear_instance()
        app = ForkedApp.instance()
        app.prepare(arguments)
    else:
        for argument in arguments:
            app.log_level = argument.removeprefix(
                _QUIET
            )  # to parse them takes as long as all else here
    app.wake(wire)
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
