"""The folder ``.gouji`` inside an output folder: finished work that is not published yet.

::

    .gouji/lock               held by the run that publishes here; .gouji/holder.json says who
    .gouji/state.json         what the last whole run depended on, made, and said
    .gouji/manifest.json      when the files that it knows were last changed
    .gouji/asked.json         comparisons that people asked for, for the next run
    .gouji/readings/KEY.json  what reading one file came to
    .gouji/done/KEY/          finished, each with its record; moved into place when all is finished
    .gouji/work-PID-…/        being made; of no use to anybody else

A *product* is what one piece of work makes: the tables, the Data Docs, the page and notebook of one
report, the index. Its key is a digest of all that it depends on. It appears in ``done`` by one
renaming, when it is whole, and every file is held against the hash in its record before it is used:
a run that is killed at any moment loses what it was working on and nothing else. Whatever a process
that a killed run left behind still writes goes into that run's own ``work`` folder, which nobody
reads.
"""

import contextlib
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.errors import InputError
from analysis.files import check_folder, sha256, write, writing

from .digests import FileDigests

HOME = ".gouji"
_RECORD = "record.json"
_HOLDER = "holder.json"
_WORTH = ("state.json", "asked.json", "done", "readings")
_PATIENCE = 1.0  # seconds: the processes of a killed run end a moment after it


@dataclass(frozen=True)
class Product:
    """Finished work.

    Attributes
    ----------
    key : str
        Digest of all that it depends on.
    files : dict
        Published name to SHA-256.
    about : dict
        What else is to be remembered of it, as JSON has it.
    """

    key: str
    files: dict[str, str]
    about: dict[str, Any] = field(default_factory=dict)


class Folder:
    """A run's own folder inside an output folder.

    Parameters
    ----------
    out : Path
        The output folder.

    Attributes
    ----------
    out : Path
        The output folder.
    home : Path
        ``.gouji`` in it.
    """

    def __init__(self, out: Path) -> None:
        self.out, self.home = out, out / HOME
        self._was_there = out.exists()

    def prepare(self) -> None:
        """Make it.

        Raises
        ------
        InputError
            If the output folder is a file, or cannot be written.
        """
        check_folder(self.out)
        with writing(self.out, "Choose another folder with --out, or change its permissions."):
            write(self.home / ".gitignore", "*\n")

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Have the output folder to oneself.

        The lock is one of the operating system. It ends with the process that holds it, however
        that ends, and forked children do not inherit it. On a network folder it holds as far as
        the file system has locks (NFS 4 and SMB do).

        Raises
        ------
        InputError
            If another run holds it; the message names process, machine, and since when.
        """
        lock = FileLock(self.home / "lock", timeout=_PATIENCE)
        try:
            lock.acquire()
        except Timeout:
            raise InputError(
                f"{self.out}: another run is publishing here ({self._holder()}). "
                "Wait until it has ended, or choose another --out."
            ) from None
        try:
            since = datetime.now().astimezone().isoformat(timespec="seconds")
            about = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
            write(self.home / _HOLDER, json.dumps(about))
            yield
        finally:
            (self.home / _HOLDER).unlink(missing_ok=True)
            lock.release()

    def _holder(self) -> str:
        try:
            about = json.loads((self.home / _HOLDER).read_text(encoding="utf-8"))
            return f"process {about['pid']} on {about['host']}, since {about['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"

    def sweep(self) -> None:
        """Remove what killed runs were working on. The lock must be held."""
        for left in self.home.glob("work-*"):
            shutil.rmtree(left, ignore_errors=True)

    def leave(self) -> None:
        """Remove the folder again when nothing of worth is in it, and ``out`` if this made it.

        The lock must be held.
        """
        self.sweep()
        if not any((self.home / name).exists() for name in _WORTH):
            shutil.rmtree(self.home, ignore_errors=True)
            if not self._was_there:
                with contextlib.suppress(OSError):  # somebody else has put something there
                    self.out.rmdir()

    def work(self) -> Path:
        """A new folder to work in."""
        return Path(tempfile.mkdtemp(prefix=f"work-{os.getpid()}-", dir=self.home))

    def finish(
        self, key: str, work: Path, names: Iterable[str], about: dict[str, Any] | None = None
    ) -> Product:
        """Keep what was made: from now on it survives.

        Parameters
        ----------
        key : str
            Digest of all that it depends on.
        work : Path
            The folder that holds the files, each by the name that it will be published by; it is
            moved.
        names : iterable of str
            Those names.
        about : dict, optional
            What else is to be remembered.
        """
        product = Product(key, {name: sha256(work / name) for name in names}, about or {})
        record = {"files": product.files, "about": product.about}
        write(work / _RECORD, json.dumps(record, ensure_ascii=False))
        place = self.home / "done" / key
        place.parent.mkdir(exist_ok=True)
        if place.exists():
            shutil.rmtree(place)
        work.replace(place)
        return product

    def finished(self, key: str, digests: FileDigests) -> Product | None:
        """A product that an earlier run finished, published or not, if every file is as it was.

        Parameters
        ----------
        key : str
            Digest of all that it depends on.
        digests : FileDigests
            Digests of the files that are published.
        """
        try:
            record = json.loads((self.home / "done" / key / _RECORD).read_text(encoding="utf-8"))
            product = Product(key, record["files"], record["about"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        intact = all(
            (sha256(at) if (at := self.waiting(product, n)) else digests.digest(self.out / n)) == d
            for n, d in product.files.items()
        )
        return product if intact else None

    def waiting(self, product: Product, name: str) -> Path | None:
        """Where a file of a product waits to be published; None where it is in its place already.

        Parameters
        ----------
        product : Product
            The product.
        name : str
            Published name of one of its files.
        """
        path = os.path.join(self.home, "done", product.key, name)
        return Path(path) if os.path.isfile(path) else None

    def clear(self) -> None:
        """Remove what waited: everything is published, and nobody asked for the rest."""
        shutil.rmtree(self.home / "done", ignore_errors=True)
