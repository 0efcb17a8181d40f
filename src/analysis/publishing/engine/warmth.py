"""Whether a notebook can have a warm kernel, and where it gets it."""

import importlib.machinery
import os
import socket
import sys
from pathlib import Path
from typing import Any

from .children import Child, Warm

# Read by libraries when they are imported: where one has changed since, the warm process is not what a new one would be.
_READ_AT_IMPORT = (
    "PYTHON",
    "MPL",
    "MATPLOTLIB",
    "PANDAS",
    "NUMPY",
    "NPY",
    "OMP_",
    "OPENBLAS",
    "MKL",
    "ARROW",
    "LC_",
    "LANG",
    "HOME",
    "XDG_",
    "JUPYTER",
    "IPYTHON",
    "VIRTUAL_ENV",
    "CONDA",
    "LD_",
    "GOUJI",
)
_warm: Warm | None = None


def can_fork() -> bool:
    """Whether this system forks safely. Windows cannot, and macOS's own libraries do not bear it."""
    return hasattr(os, "fork") and sys.platform not in ("darwin", "win32")


def why_not(notebook: Any, kernel_name: str, folder: Path) -> str:
    """Why a notebook cannot have a warm kernel; empty where it can."""
    if not can_fork():
        return f"processes cannot be forked safely on {sys.platform}"
    return foreign(kernel_name) or shadowed(folder, warm().names) or threaded(warm())


def threaded(process: Warm) -> str:
    """Why a process is not safe to fork once it has its imports; empty where it is."""
    return (
        f"imports have started threads ({', '.join(process.threads)}), with which a fork is not safe"
        if process.threads
        else ""
    )


def foreign(kernel_name: str) -> str:
    """Why a kernel is not the one of this Python; empty where it is."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return f"there is no kernel {kernel_name!r}"
    if spec.language.lower() != "python" or spec.argv[1:3] != ["-m", "ipykernel_launcher"]:
        return f"the kernel {kernel_name!r} is not IPython's"
    if spec.env or (
        Path(spec.argv[0]).name != spec.argv[0] and Path(spec.argv[0]) != Path(sys.executable)
    ):
        return f"the kernel {kernel_name!r} belongs to another Python or sets an environment of its own"
    return ""


def shadowed(folder: Path, names: frozenset[str]) -> str:
    """Whether a module in the working folder would be imported in place of one that is already there."""
    try:
        near = {entry.name.partition(".")[0] for entry in os.scandir(folder)} & names
    except OSError:
        return ""
    for name in sorted(near):
        spec = importlib.machinery.PathFinder.find_spec(name, [str(folder)])
        here = spec is not None and spec.origin
        if here and Path(str(here)) != Path(str(getattr(_find(name), "origin", None))):
            return (
                f"{here} would be imported in place of the module {name!r} that is already loaded"
            )
    return ""


def _find(name: str) -> Any:
    loaded = sys.modules.get(name)
    return loaded.__spec__ if loaded is not None else importlib.machinery.PathFinder.find_spec(name)


def fork_kernel(folder: str, arguments: list[str]) -> Child:
    """A fresh kernel.

    Parameters
    ----------
    folder : str
        Its working folder.
    arguments : list of str
        Of ipykernel's command line.
    """
    return warm().fork("analysis.publishing.engine.kernel:serve", folder, arguments=arguments)


def warm() -> Warm:
    """The warm process of this one; a new one where the environment has changed in what libraries read at import."""
    global _warm
    if _warm is not None and _warm.owner != os.getpid():
        _warm = None  # this process was forked from the one that has it
    if (
        _warm is not None
        and not _adopted
        and not (_warm.alive() and _seen(_warm.environment) == _seen(dict(os.environ)))
    ):
        _warm.close()
        _warm = None
    if _warm is None:
        _warm = Warm.start()
    return _warm


def adopt(control: socket.socket, names: frozenset[str]) -> None:
    """In a worker forked from a warm process: that one is its own too."""
    global _warm, _adopted
    _warm, _adopted = Warm(control, names), True


def let_go(child: Child, interrupt: bool = False) -> None:
    """Let a kernel leave. A worker looks after it later, and meanwhile has the page to make."""
    child.leave(interrupt)
    _leaving.append((child, 1.0 if interrupt else 5.0))
    if not _adopted:
        settle()


def settle() -> None:
    """Wait for the kernels that are leaving; kill those that do not."""
    while _leaving:
        child, grace = _leaving.pop()
        child.end(grace)


_adopted = False
_leaving: list[tuple[Child, float]] = []


def _seen(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_READ_AT_IMPORT)}
