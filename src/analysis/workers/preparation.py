"""What a fork server does once, so that every process forked from it finds it done."""

import gc
import importlib
import json
import sys
import threading
from typing import Any

VARIABLE = "GOUJI_PREPARE"  # how a fork server learns what is wanted

search_path = list(sys.path)  # of a new interpreter, before any program has changed it
threads: list[str] = []  # that imports have started, with which a fork is not safe
error: Exception | None = None
_done = ""


def prepare(wanted: str) -> None:
    """Import modules and call a function; nothing where this process, or its server, has done so.

    Parameters
    ----------
    wanted : str
        JSON: ``imports``, a list of modules; ``call``, a function as ``module:name``, or empty; and
        ``given``, its keyword arguments.
    """
    global _done, error
    if wanted == _done:
        return
    _done = wanted
    todo: dict[str, Any] = json.loads(wanted)
    try:
        for name in todo["imports"]:
            importlib.import_module(name)
        if todo["call"]:
            module, _, function = todo["call"].partition(":")
            getattr(importlib.import_module(module), function)(**todo["given"])
    except Exception as raised:
        error = raised
    # Threads of OpenBLAS and of Arrow are not Python's; these libraries see to a fork themselves.
    threads[:] = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    gc.collect()
    gc.freeze()  # a collection in a child would touch, and so copy, every page
