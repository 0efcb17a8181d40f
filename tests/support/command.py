"""The command ``gouji``: in a process of its own, as users start it, or in this one, without the
second it takes to start.
"""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

Done = subprocess.CompletedProcess[str]
COMMAND = [sys.executable, "-m", "gouji"]


def gouji(*arguments: object, cwd: str | Path | None = None) -> Done:
    """Call the command in this process: the same parsing, messages and exit codes."""
    from analysis.cli import main

    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    given = ["gouji", *map(str, arguments)]
    code = 0
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(cwd or "."))
        stack.enter_context(patch.object(sys, "argv", given))
        stack.enter_context(patch.dict(os.environ))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else bool(ended.code)
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return subprocess.CompletedProcess(given, code, *texts)


def gouji_process(*arguments: object, cwd: str | Path | None = None) -> Done:
    """Start the command as a user does."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
