"""Hashes of files, taken anew only of those that may have changed since.

A file is taken for unchanged when its size, its times of modification and of status change are those noted with its hash, and it
was last modified well before it was noted: one written in the same tick of the clock could have been written again. Every other
file is hashed. So a copy, a checkout or a ``touch`` costs a hash and nothing more, and no change of content goes unnoticed, save
by a program that sets all of a file's times back on purpose (``gouji run --force`` is for that).
"""

import hashlib
import os
import stat
import time
from collections.abc import Mapping
from pathlib import Path

GRAIN = 2_000_000_000  # nanoseconds: the coarsest clock of a file system (FAT)
MISSING = ""
_BLOCK = 1 << 20

Stamp = list  # size, mtime_ns, ctime_ns, sha256, noted_ns


class Stamps:
    """Digests of files, with what is known of them from before.

    Parameters
    ----------
    known : mapping, optional
        What ``noted`` was of an earlier run.

    Attributes
    ----------
    noted : dict
        Of every file that was asked for: its name's hash (no path is written down) to its stamp.
    """

    def __init__(self, known: Mapping[str, Stamp] | None = None) -> None:
        self._known = known or {}
        self.noted: dict[str, Stamp] = {}

    def digest(self, path: str | Path) -> str:
        """SHA-256 of a file in hexadecimal; ``MISSING`` where there is none, ``!`` and a number where it cannot be read."""
        name = _name(path)
        now = time.time_ns()
        try:
            held = os.stat(path)
            if not stat.S_ISREG(held.st_mode):
                return f"!{stat.S_IFMT(held.st_mode)}"  # a pipe or a folder: never opened, told when it is read
            before = self.noted.get(name) or self._known.get(name)
            # What this very run has noted it need not hash again, however young the file.
            old = name in self.noted or (
                before is not None and held.st_mtime_ns < before[4] - GRAIN
            )
            if before is None or not old or before[:3] != _looks(held):
                before = [*_looks(held), sha256(path), now]
            self.noted[name] = before
        except (FileNotFoundError, NotADirectoryError):
            return MISSING
        except (OSError, ValueError) as error:
            return f"!{getattr(error, 'errno', 0)}"
        return str(self.noted[name][3])

    def same(self, path: str | Path) -> bool:
        """Whether a file still looks as it did when its digest was taken; one that was missing must be missing still."""
        noted = self.noted.get(_name(path))
        try:
            return _looks(os.stat(path)) == (noted and noted[:3])
        except (OSError, ValueError):
            return noted is None

    def note(self, path: Path, digest: str) -> None:
        """Write down a file whose digest is known: it was just made."""
        self.noted[_name(path)] = [*_looks(os.stat(path)), digest, time.time_ns()]


def _looks(held: os.stat_result) -> list[int]:
    return [held.st_size, held.st_mtime_ns, held.st_ctime_ns]


def _name(path: str | Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.abspath(path))).hexdigest()[:20]


def sha256(path: str | Path) -> str:
    """SHA-256 of a file's bytes, read in blocks."""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def digest_of(*parts: object) -> str:
    """One digest of texts, numbers, and lists and dicts of them, in hexadecimal."""
    import json

    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
