"""Digests of files; a file is hashed again only if it may have changed since.

A file counts as unchanged when its size and its times of modification and of status change are
those noted with its digest, and it was last modified well before it was noted: a file written in
the same tick of the clock could have been written again. Every other file is hashed. So a copy, a
checkout or a ``touch`` costs a hash and nothing more, and no change of content goes unnoticed, save
by a program that sets all of a file's times back on purpose (``gouji run --force`` is for that).
"""

import hashlib
import os
import stat
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.files import sha256

GRAIN = 2_000_000_000  # nanoseconds: the coarsest clock of a file system (FAT)
MISSING = ""

Note = list[Any]  # size, mtime_ns, ctime_ns, digest, noted_ns


class FileDigests:
    """Digests of files, with what is known of them from an earlier run.

    Parameters
    ----------
    known : mapping, optional
        What ``noted`` held at the end of an earlier run.

    Attributes
    ----------
    noted : dict
        For every file that was asked for: a hash of its path, so that no path is written down, to
        its note ``[size, mtime_ns, ctime_ns, digest, noted_ns]``.
    """

    def __init__(self, known: Mapping[str, Note] | None = None) -> None:
        self._known = known or {}
        self._folders: dict[str, bytes] = {}
        self.noted: dict[str, Note] = {}

    def digest(self, path: str | Path) -> str:
        """SHA-256 of a file in hexadecimal.

        Parameters
        ----------
        path : str or Path
            The file.

        Returns
        -------
        str
            The digest; ``MISSING`` where there is no file; ``!`` and a number where there is
            something that cannot be read: a pipe, a folder, a file without permission.
        """
        name = self._name(path)
        now = time.time_ns()
        try:
            held = os.stat(path)
            if not stat.S_ISREG(held.st_mode):  # never opened here; reading it will tell why
                return f"!{stat.S_IFMT(held.st_mode)}"
            before = self.noted.get(name) or self._known.get(name)
            # What this very run has noted it need not hash again, however young the file.
            old = name in self.noted or (
                before is not None and held.st_mtime_ns < before[4] - GRAIN
            )
            if before is None or not old or before[:3] != looks(held):
                before = [*looks(held), sha256(path), now]
            self.noted[name] = before
        except (FileNotFoundError, NotADirectoryError):
            return MISSING
        except (OSError, ValueError) as error:
            return f"!{getattr(error, 'errno', 0)}"
        return str(self.noted[name][3])

    def is_same(self, path: str | Path) -> bool:
        """Whether a file still looks as it did when its digest was taken.

        Parameters
        ----------
        path : str or Path
            The file. One that was missing must still be missing.
        """
        noted = self.noted.get(self._name(path))
        try:
            return looks(os.stat(path)) == (noted and noted[:3])
        except (OSError, ValueError):
            return noted is None

    def note(self, path: str | Path, digest: str) -> None:
        """Write down a file whose digest is known because it was just made.

        Parameters
        ----------
        path : str or Path
            The file.
        digest : str
            Its SHA-256.
        """
        self.noted[self._name(path)] = [*looks(os.stat(path)), digest, time.time_ns()]

    def _name(self, path: str | Path) -> str:
        folder, name = os.path.split(path)
        if folder not in self._folders:  # a run asks for thousands of files of few folders
            self._folders[folder] = os.fsencode(os.path.join(os.path.abspath(folder), ""))
        return hashlib.sha256(self._folders[folder] + os.fsencode(name)).hexdigest()[:20]


def looks(held: os.stat_result) -> list[int]:
    """Size and times of a file in nanoseconds: when any of them differs, the file has changed.

    Parameters
    ----------
    held : os.stat_result
        What the system says of the file.
    """
    return [held.st_size, held.st_mtime_ns, held.st_ctime_ns]
