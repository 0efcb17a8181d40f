"""Answers of a run that is not finished: kept on disk as they come, so that none is asked twice."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from analysis.files import sha256_of, write
from analysis.reading.web_records import exchanges_in

from .records import plain_url

HOURS = 24  # what was served longer ago is asked for again
_ENDING = ".warc.gz"


class Spool:
    """A folder with one WARC file for each address that was asked.

    Parameters
    ----------
    folder : Path
        The folder. What a run that was ended left there less than a day ago is used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in folder.glob(f"*{_ENDING}") if folder.is_dir() else ():
            if time.time() - path.stat().st_mtime > HOURS * 3600:
                path.unlink(missing_ok=True)

    def get(self, url: str) -> bytes:
        """The WARC records of an address; empty where it was not asked yet.

        Parameters
        ----------
        url : str
            The address.
        """
        path = self._path(url)
        data = path.read_bytes() if path.is_file() else b""
        return data if data and any(True for _ in exchanges_in(data, str(path))) else b""

    def put(self, url: str, records: bytes) -> None:
        """Keep what an address answered, before anything is made of it.

        Parameters
        ----------
        url : str
            The address.
        records : bytes
            WARC records of all exchanges that it took.
        """
        write(self._path(url), records, durable=True)

    def every(self) -> Iterator[tuple[str, bytes]]:
        """The name and the records of every address, in the order in which they were asked."""
        if self.folder.is_dir():
            paths = self.folder.glob(f"*{_ENDING}")
            for path in sorted(paths, key=lambda p: (p.stat().st_mtime_ns, p.name)):
                yield path.name, path.read_bytes()

    def name(self, url: str) -> str:
        """The name under which an address is kept.

        Parameters
        ----------
        url : str
            The address.
        """
        return f"{sha256_of(plain_url(url))[:32]}{_ENDING}"

    def clear(self) -> None:
        """Forget everything: the run is finished."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, url: str) -> Path:
        return self.folder / self.name(url)
