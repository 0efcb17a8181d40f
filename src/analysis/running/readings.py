"""What reading each file came to, kept by the hash of the file and of the card beside it."""

import hashlib
from pathlib import Path

from analysis.reading.card import card_path
from analysis.recognising import Report
from analysis.recognising.source import Source
from analysis.recognising.stored import dumps, loads

from .stamps import Stamps, digest_of


class KeptReadings:
    """Readings in a folder, one file each; a reading that cannot be trusted is made again.

    Parameters
    ----------
    folder : Path
    code : str
        Digest of what reading depends on besides the file: code, libraries, settings.
    stamps : Stamps
    fresh : bool
        Whether nothing kept is to be used.

    Attributes
    ----------
    used : dict
        Sources that were read well, to the key of their reading.
    asked : int
        How many sources there are.
    """

    def __init__(self, folder: Path, code: str, stamps: Stamps, fresh: bool = False) -> None:
        self._folder, self._code, self._stamps, self._fresh = folder, code, stamps, fresh
        self._keys: dict[Source, str] = {}
        self.used: dict[Source, str] = {}
        self.asked = 0

    def get(self, source: Source) -> Report | None:
        """The kept reading of a source, where file and card are as they were."""
        self.asked += 1
        key = self._keys[source] = self._key(source)
        if self._fresh:
            return None
        try:
            head, _, text = (
                (self._folder / f"{key}.json").read_text(encoding="utf-8").partition("\n")
            )
            if head != _check(text):  # torn by a loss of power, or changed by somebody
                return None
            report = loads(text)
        except (OSError, ValueError):
            return None
        self.used[source] = key
        return report

    def keep(self, source: Source, report: Report) -> None:
        """Keep a reading, unless the file changed between the look at it, in ``get``, and the end of its reading."""
        key = self.used[source] = self._keys[source]
        if not all(self._stamps.same(path) for path in (source.path, card_path(source.path))):
            self.used[source] = digest_of(key, report.sha256, "changed while it was read")
            return
        text = dumps(report)
        self._folder.mkdir(exist_ok=True)
        partial = self._folder / f"{key}.part"
        partial.write_text(f"{_check(text)}\n{text}", encoding="utf-8")
        partial.replace(self._folder / f"{key}.json")

    def clear(self) -> None:
        """Remove readings that this run had no use for."""
        wanted = {f"{key}.json" for key in self.used.values()}
        for path in self._folder.glob("*"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)

    def _key(self, source: Source) -> str:
        member = (source.member.index, source.member.name) if source.member else None
        card = self._stamps.digest(card_path(source.path))
        return digest_of(
            self._code, source.path.name, member, self._stamps.digest(source.path), card
        )


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
