"""What a person did, kept beside the original after every change: ``report.review.json``."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.errors import InputError, printable
from analysis.files import sha256, write, writing

from .entries import Change, Entry, Published, Step
from .session import Session

_VERSION = 1
_READERS = {1: ".review.json", 2: ".review-2.json"}


@dataclass
class Record:
    """A session with the file that keeps it.

    Attributes
    ----------
    path : Path
        Where it is kept.
    source : Path
        The original.
    sha256 : str
        Digest of the original when the work began.
    session : Session
        What the person did.
    finished : bool
        Whether the person said that the reading is done.
    """

    path: Path
    source: Path
    sha256: str
    session: Session
    finished: bool = False

    def save(self) -> None:
        """Write it whole, and wait until the disk has it.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        session = self.session
        content = {
            "gouji_review": _VERSION,
            "original": self.source.name,
            "sha256": self.sha256,
            "format": session.fmt,
            "by": session.by,
            "finished": self.finished,
            "entries": session.entries,
            "published": session.published,
            "done": session.done,
            "undone": session.undone,
        }
        # An entry is a dataclass; all else is what JSON can hold, named tuples as lists.
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=asdict)
        with writing(self.path):
            write(self.path, text + "\n", durable=True)

    def check_original(self) -> None:
        """Refuse to go on where the original is not the file that the person looked at.

        Raises
        ------
        InputError
            If it is gone or changed.
        """
        _check_unchanged(self.source, self.sha256, self.path)


def record_path(source: Path, reader: int = 1) -> Path:
    """Where a reader's work on a report is kept: beside the report.

    Parameters
    ----------
    source : Path
        The original.
    reader : {1, 2}
        The first reader, or the second.
    """
    return source.with_name(source.name + _READERS[reader])


def open_record(source: Path, reader: int, begin: Callable[[], Session], by: str) -> Record:
    """Go on with a reader's work, or begin it.

    Parameters
    ----------
    source : Path
        The original.
    reader : {1, 2}
        The first reader, or the second.
    begin : callable
        Gives a new session; called only where nothing is kept.
    by : str
        Who works now.

    Raises
    ------
    InputError
        If the original is not the one that was worked on, or what is kept is broken.
    """
    path = record_path(source, reader)
    if not path.is_file():
        return Record(path, source, sha256(source), begin())
    record = read_record(path, source)
    _check_unchanged(source, record.sha256, path)
    record.session.by = by
    return record


def read_record(path: Path, source: Path) -> Record:
    """Read what is kept of a reader's work.

    Parameters
    ----------
    path : Path
        Its file.
    source : Path
        The original.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        session = Session(
            content["format"],
            content["by"],
            {code: Published(*cell) for code, cell in content["published"].items()},
            {code: _entry(entry) for code, entry in content["entries"].items()},
            _changes(content["done"]),
            _changes(content["undone"]),
        )
        return Record(path, source, content["sha256"], session, content["finished"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{printable(path)}: is not what `gouji review` wrote. Move it away to begin again."
        ) from None
    except OSError as error:
        raise InputError(
            f"{printable(path)}: cannot be read ({error.strerror}). Change its permissions."
        ) from None


def hold(path: Path) -> FileLock:
    """Keep a record for this process alone, so that two windows do not undo each other's work.

    Parameters
    ----------
    path : Path
        The file of the record.

    Raises
    ------
    InputError
        If another process has it.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError(
            f"{printable(path)}: is open in another `gouji review`. End that one first."
        ) from None
    return lock


def _check_unchanged(source: Path, digest: str, path: Path) -> None:
    if not source.is_file() or sha256(source) != digest:
        raise InputError(
            f"{printable(source)}: is not the file that was reviewed: its SHA-256 differs from "
            f"that in {printable(path.name)}. Bring that file back, or move the record away to "
            "begin again."
        )


def _changes(steps: list[Any]) -> list[Step]:
    return [
        tuple(Change(code, b and _entry(b), a and _entry(a)) for code, b, a in step)
        for step in steps
    ]


def _entry(content: dict[str, Any]) -> Entry:
    return Entry(**{**content, "settles": tuple(content["settles"])})
