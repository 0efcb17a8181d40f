"""What reading a report came to, kept so that a file that has not changed is not read again.

A reading is kept as compressed JSON, never as something that could run code. `gouji run` keeps one
file for each reading; `gouji tabulate` keeps many in one file, because a country has a million.
"""

import zlib
from pathlib import Path

from analysis.files import digest_of, write
from analysis.reading.card import card_path
from analysis.recognising import Report
from analysis.recognising.source import Source
from analysis.recognising.stored import dumps, loads

from .digests import FileDigests

_FAST = 1  # level of compression: ten times smaller, in a hundredth of the time that reading takes


def pack(report: Report) -> bytes:
    """A report as bytes to be kept."""
    return zlib.compress(dumps(report).encode(), _FAST)


def unpack(content: bytes) -> Report:
    """The report of such bytes.

    Raises
    ------
    ValueError
        If they are not whole, or not a report.
    """
    try:
        return loads(zlib.decompress(content).decode())
    except zlib.error as error:
        raise ValueError(str(error)) from None


class KeptReadings:
    """Readings in a folder, one file each; one that cannot be trusted is made again.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    code : str
        Digest of what reading depends on besides the file: code, libraries, settings.
    digests : FileDigests
        Digests of the reports and of their source cards.
    fresh : bool
        Whether nothing that was kept is to be used.

    Attributes
    ----------
    used : dict
        Sources that were read well, to the key of their reading.
    asked : int
        How many sources there are.
    """

    def __init__(self, folder: Path, code: str, digests: FileDigests, fresh: bool = False) -> None:
        self._folder, self._code, self._digests, self._fresh = folder, code, digests, fresh
        self._keys: dict[Source, str] = {}
        self.used: dict[Source, str] = {}
        self.asked = 0

    def get(self, source: Source) -> Report | None:
        """The kept reading of a source, if file and card are as they were.

        Parameters
        ----------
        source : Source
            The file, or the member of an archive.
        """
        self.asked += 1
        key = self._keys[source] = self._key(source)
        if self._fresh:
            return None
        try:
            report = unpack(self._path(key).read_bytes())
        except (OSError, ValueError):  # none, torn by a loss of power, or changed by somebody
            return None
        self.used[source] = key
        return report

    def keep(self, source: Source, report: Report) -> None:
        """Keep a reading, unless the file changed since ``get`` looked at it.

        Parameters
        ----------
        source : Source
            The file, or the member of an archive; ``get`` has been asked for it.
        report : Report
            What reading it came to.
        """
        key = self.used[source] = self._keys[source]
        if all(map(self._digests.is_same, (source.path, card_path(source.path)))):
            write(self._path(key), pack(report))
        else:
            self.used[source] = digest_of(key, report.sha256, "changed while it was read")

    def clear(self) -> None:
        """Remove readings that this run had no use for."""
        wanted = {self._path(key) for key in self.used.values()}
        for path in self._folder.glob("*"):
            if path not in wanted:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.reading"

    def _key(self, source: Source) -> str:
        member = (source.member.index, source.member.name) if source.member else None
        files = [self._digests.digest(p) for p in (source.path, card_path(source.path))]
        return digest_of(self._code, source.path.name, member, files)
