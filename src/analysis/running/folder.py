"""The folder ``.gouji`` inside an output folder: finished work that is not published yet, readings, and what the last run knew.

::

    .gouji/lock               held by the run that publishes here
    .gouji/state.json         what the last whole run depended on, made, and said
    .gouji/manifest.json      when the files that it knows were last changed
    .gouji/readings/KEY.json  what reading one file came to
    .gouji/done/KEY/          finished, each with its record; moved into place when all is finished
    .gouji/work-PID-…/        being made; of no use to anybody else

A *product* is what one piece of work makes: the tables, the Data Docs, the page and notebook of one report, the index. Its key is
a digest of all that it depends on. It appears in ``done`` by one renaming, when it is whole, and every file is held against the
hash in its record before it is used: a run that is killed at any moment loses what it was working on and nothing else. Whatever a
left-behind process of a killed run still writes goes into that run's own ``work`` folder, which nobody reads.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import InputError

from .stamps import Stamps, sha256

HOME = ".gouji"
_RECORD = "record.json"


@dataclass(frozen=True)
class Product:
    """Finished work.

    Attributes
    ----------
    key : str
    files : dict
        Published name to SHA-256.
    about : dict
        What else is to be remembered of it, as JSON has it.
    """

    key: str
    files: dict[str, str]
    about: dict[str, Any] = field(default_factory=dict)


class Folder:
    """The folder of an output folder.

    Parameters
    ----------
    out : Path
    """

    def __init__(self, out: Path) -> None:
        self.out, self.home = out, out / HOME
        self._was_there = out.exists()

    def prepare(self) -> None:
        """Make it.

        Raises
        ------
        InputError
            If ``out`` is a file, or cannot be written.
        """
        if self.out.exists() and not self.out.is_dir():
            raise InputError(f"{self.out} is a file. Name a folder for the output: --out FOLDER.")
        try:
            if self.out.is_dir() and not os.access(self.out, os.W_OK):
                raise PermissionError(13, "Permission denied")
            self.home.mkdir(parents=True, exist_ok=True)
            (self.home / ".gitignore").write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"{self.out}: cannot be written ({error.strerror}). Choose another folder with --out, or mend its rights."
            ) from None

    def sweep(self) -> None:
        """Remove what killed runs were working on. Only for the holder of the lock."""
        for left in self.home.glob("work-*"):
            shutil.rmtree(left, ignore_errors=True)

    def leave(self) -> None:
        """Remove the folder again when nothing of worth is in it, and ``out`` when this made it. The lock must be held."""
        self.sweep()
        if not any((self.home / name).exists() for name in ("state.json", "done", "readings")):
            shutil.rmtree(self.home, ignore_errors=True)
            if not self._was_there:
                with contextlib.suppress(OSError):  # somebody else has put something there
                    self.out.rmdir()

    def work(self) -> Path:
        """A new folder to work in."""
        return Path(tempfile.mkdtemp(prefix=f"work-{os.getpid()}-", dir=self.home))

    def finish(
        self, key: str, made: Path, names: Iterable[str], about: dict[str, Any] | None = None
    ) -> Product:
        """Keep what was made: from now on it survives.

        Parameters
        ----------
        key : str
        made : Path
            The folder that holds the files, each by the name that it will be published by; it is moved.
        names : iterable of str
        about : dict, optional
        """
        product = Product(key, {name: sha256(made / name) for name in names}, about or {})
        record = {"files": product.files, "about": product.about}
        (made / _RECORD).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        place = self.home / "done" / key
        place.parent.mkdir(exist_ok=True)
        if place.exists():
            shutil.rmtree(place)
        made.replace(place)
        return product

    def finished(self, key: str, stamps: Stamps) -> Product | None:
        """A product that an earlier run finished, published or not, every file as it was made; else None."""
        try:
            record = json.loads((self.home / "done" / key / _RECORD).read_text(encoding="utf-8"))
            product = Product(key, record["files"], record["about"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        intact = all(
            sha256(at) == digest
            if (at := self.waiting(product, name))
            else stamps.digest(self.out / name) == digest
            for name, digest in product.files.items()
        )
        return product if intact else None

    def waiting(self, product: Product, name: str) -> Path | None:
        """Where a file of a product waits to be published; None where it is in its place already."""
        path = self.home / "done" / product.key / name
        return path if path.is_file() else None

    def clear(self) -> None:
        """Everything is published: what waited, and for what nobody asked any more, can go."""
        shutil.rmtree(self.home / "done", ignore_errors=True)
