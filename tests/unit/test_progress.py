"""Progress is a bar where a person looks on, and nothing in a file or a log."""

import os
import subprocess
import sys

import pytest

SHOW = """
from analysis.running.progress import ShownProgress
with ShownProgress() as progress:
    for number in range(4):
        progress("checking", number, 3)
"""


def test_nothing_is_printed_where_there_is_no_terminal():
    done = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_on_a_terminal_a_bar_says_what_is_done_and_how_far_it_is():
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SHOW],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100", "GOUJI_LANG": "en"},
    ) as shown:
        os.close(theirs)
        printed = b""
        try:
            while more := os.read(ours, 4096):
                printed += more
        except OSError:  # the other end is closed
            pass
        assert shown.stdout is not None
        assert shown.stdout.read() == b""
    os.close(ours)
    assert shown.returncode == 0
    assert b"checking" in printed
    assert b"3/3" in printed
