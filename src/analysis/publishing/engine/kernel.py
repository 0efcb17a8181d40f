"""IPython's own kernel inside this process: everything is its own but the ports."""

import atexit
import builtins
import contextlib
import importlib
import os
import sys
import threading
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from jupyter_core.paths import jupyter_runtime_dir
from nbclient.util import run_sync
from traitlets import Any as AnyTrait
from traitlets import Float

from analysis.files import PACKAGE
from analysis.workers import preparation

from .streams import Channel, Stream

_KEY = b"nobody else can reach these messages"  # but ipykernel warns of an empty one
_HISTORY = "--HistoryManager.hist_file=:memory:"
_DEBUGGER = "ipykernel.debugger"
_QUIET = "--log-level="  # the one argument that a prepared application can still take
# What the notebooks import, and what a kernel does. pandas and IPython bring hundreds.
_IMPORTS = (
    "numpy",
    "pandas",
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "faulthandler",
    "nbclient",
    "papermill.clientwrap",
    "analysis.publishing.parameters",
    "analysis.telling.parts",
    "analysis.telling.assessment.narrative",
    "analysis.telling.comparison",
)


class Kernel(IPythonKernel):
    """A kernel without ports, and without subshells, which nobody could address."""

    shell_stream = AnyTrait()
    _execute_sleep = Float(0.0)  # after a cell, for streams that lag behind; here none does
    debugger_class = AnyTrait(lambda *args: None)  # nobody can attach one

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """The client sends one cell at a time: none is waiting."""


class _Application(IPKernelApp):
    """The application around the kernel: configuration, shell and start-up files as ever."""

    def prepare(self, arguments: Sequence[str] = ()) -> None:
        """What takes time and knows nothing of the notebook. A fork server does it once."""
        super(IPKernelApp, self).initialize([_HISTORY, *arguments])
        self.init_blackhole()
        self.configure_tornado_logger()
        main = SimpleNamespace(parent_thread=threading.main_thread())
        self.session = Session(parent=self, key=_KEY)
        self.kernel = Kernel.instance(
            parent=self,
            session=self.session,
            shell_channel_thread=main,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.init_shell()
        # What a shell does at its end, looking through all objects, is for the notebook's process.
        shell: Any = self.shell
        atexit.unregister(shell.atexit_operations)

    def begin(self) -> None:
        """The rest, in the process of the notebook: channels, streams, folder, start-up files."""
        kernel, shell = self.kernel, self.kernel.shell
        self.session = kernel.session = Session(parent=self, key=_KEY)
        kernel.ident = str(uuid.uuid4())
        kernel.io_loop = SimpleNamespace(call_later=lambda *args: None, stop=None)
        kernel.shell_stream, kernel.iopub_socket = Channel(self.session), Channel(self.session)
        self.iopub_socket = kernel.iopub_socket
        for end in (shell.displayhook, shell.display_pub):
            end.session, end.pub_socket = self.session, self.iopub_socket
        shell.displayhook.topic = kernel._topic("execute_result")
        sys.stdout = Stream(self.iopub_socket, "stdout")
        sys.stderr = Stream(self.iopub_socket, "stderr")
        self.outstream_class = None  # type: ignore[assignment]
        self.init_io()  # the display hook alone
        self.displayhook.get_execution_count = lambda: kernel.execution_count
        kernel._stdout, kernel._stderr = sys.stdout, sys.stderr
        self.init_pdb()  # of the whole process, so not in a command that only prepares
        shell.init_environment()
        shell.starting_dir = os.getcwd()
        shell.user_ns["_dh"][:] = [Path.cwd()]
        if session_name := os.environ.get("JPY_SESSION_NAME"):
            shell.user_ns["__session__"] = session_name
        atexit.register(shell.atexit_operations)
        self.init_path()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        shell.exit_now = False

    def init_path(self) -> None:
        """Modules of a new interpreter, and before those installed the ones of the folder."""
        path = list(preparation.search_path)
        home = str(PACKAGE.parent)
        asked = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        if path[:1] == [home] and home not in asked:  # put there so that the server finds us
            path.append(path.pop(0))
        if "" not in path and not self.ignore_cwd and "PYTHONSAFEPATH" not in os.environ:
            installed = [n for n, p in enumerate(path) if p.endswith("-packages")]
            path.insert(min(installed, default=0), "")
        sys.path[:] = path


class Client:
    """What nbclient takes for the client of a kernel, and for its manager."""

    has_kernel = ipykernel = True
    allow_stdin = False

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.shell_channel, self.iopub_channel = kernel.shell_stream, kernel.iopub_socket

    def is_alive(self) -> bool:
        """It is, if this runs."""
        return True

    async def execute(
        self, code: str, store_history: bool = True, stop_on_error: bool = True
    ) -> str:
        """Execute a cell to its end; the id that its messages answer to.

        Parameters
        ----------
        code : str
            Source of the cell.
        store_history, stop_on_error : bool
            As nbclient's.
        """
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        return await self.ask("execute_request", content)

    def kernel_info(self) -> str:
        """Ask what kernel it is; the id of the answer."""
        return str(run_sync(self.ask)("kernel_info_request", {}))

    async def ask(self, kind: str, content: dict[str, Any]) -> str:
        """Have the kernel do something; the id that its messages answer to.

        Parameters
        ----------
        kind : str
            Type of the message, as Jupyter's protocol names it.
        content : dict
            Its content.
        """
        session = self._kernel.session
        assert session is not None
        message = session.msg(kind, content)
        frames = [zmq.Message(frame) for frame in session.serialize(message)]
        await self._kernel.dispatch_shell(frames)
        return str(message["header"]["msg_id"])


_prepared: _Application | None = None


def prepare(then: str = "", **arguments: Any) -> None:
    """Import what notebooks need, as a kernel would, and have a kernel ready.

    Nothing of that may have been imported before.

    Parameters
    ----------
    then : str
        A function to call after that, ``module:name``; or empty.
    **arguments
        Its keyword arguments.
    """
    global _prepared
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    # pandas asks once, at import, whether it is in a kernel.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    for name in _IMPORTS:
        importlib.import_module(name)
    del builtins.get_ipython  # type: ignore[attr-defined]
    if _DEBUGGER not in sys.modules:  # it is slow to load, and only asked whether it is there
        sys.modules[_DEBUGGER] = ModuleType(_DEBUGGER)
        sys.modules[_DEBUGGER]._is_debugpy_available = False  # type: ignore[attr-defined]
    _prepared = _Application.instance()
    _prepared.prepare()
    if then:
        module, _, function = then.partition(":")
        getattr(importlib.import_module(module), function)(**arguments)


@contextlib.contextmanager
def client(arguments: Sequence[str] = ()) -> Iterator[Client]:
    """A client of the kernel of this process, which serves one notebook.

    Parameters
    ----------
    arguments : sequence of str
        Of ipykernel's command line.
    """
    # As ever in sys.argv; there is no such file.
    connection = Path(jupyter_runtime_dir(), f"kernel-{uuid.uuid4()}.json")
    launcher = sys.modules["ipykernel"].__path__[0] + "_launcher.py"
    before = sys.argv, sys.stdout, sys.stderr, sys.displayhook, sys.modules["__main__"]
    sys.argv = [launcher, "-f", str(connection), *arguments, _HISTORY]
    # matplotlib reads MPLBACKEND when it is imported, which may have been before.
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = (
            os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"
        )
    app = _application(arguments)
    app.begin()
    sys.modules["__main__"] = app.kernel.shell.user_module
    try:
        yield Client(app.kernel)
    finally:
        sys.argv, sys.stdout, sys.stderr, sys.displayhook, sys.modules["__main__"] = before


def _application(arguments: Sequence[str]) -> _Application:
    """The one prepared; a new one where it would have been configured otherwise."""
    levels = {f"{_QUIET}{level}" for level in ("DEBUG", "INFO", "WARN", "ERROR", "CRITICAL")}
    configured = any(Path.cwd().glob("ipython*_config.*"))
    if _prepared is not None and levels.issuperset(arguments) and not configured:
        for argument in arguments:  # to parse them takes as long as all else here
            _prepared.log_level = argument.removeprefix(_QUIET)
        return _prepared
    for kind in (_Application, Kernel, ZMQInteractiveShell):
        kind.clear_instance()
    app = _Application.instance()
    app.prepare(arguments)
    return app
