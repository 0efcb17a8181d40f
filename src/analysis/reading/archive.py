"""A ZIP archive of reports: members are read one by one in memory, none is written to disk."""

import os
import zipfile
from collections import Counter
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, Any

from analysis.user_files import Place
from analysis.zipped import ZIP_DAMAGE

from .card import MAX_BYTES as CARD_BYTES
from .card import parse_card
from .files import CARD_SUFFIX, Member, is_report_name, parts_of_page, with_parts
from .web_records import WebRecords, is_web_records

MARK = "!"  # between the archive's name and the member's
MAX_MEMBERS = 20_000
MAX_RATIO, SMALL = 200, 200_000_000  # a ZIP of web pages comes to 20


class Archive:
    """An opened archive.

    Parameters
    ----------
    path : Path
        Where it is.

    Attributes
    ----------
    path : Path
        Where it is.
    infos : list of ZipInfo
        Its directory.
    names : list of str
        The names of its members, decoded, in the order of the directory.

    Raises
    ------
    InputError
        If it is no ZIP archive, or is made to exhaust the reader.
    """

    def __init__(self, path: Path) -> None:
        place = Place(path)
        self.path, self.shown = path, place.name
        self._file: IO[bytes] = open(path, "rb")  # noqa: SIM115 - open as long as the archive is
        try:
            self._zip = zipfile.ZipFile(self._file)
        except ZIP_DAMAGE:
            self._file.close()
            unpack = "not a readable ZIP archive. Unpack it and name the folder."
            raise place.wrong(unpack) from None
        self.infos = self._zip.infolist()
        self.names = [_decoded(info) for info in self.infos]
        size, unpacked = os.fstat(self._file.fileno()).st_size, sum(i.file_size for i in self.infos)
        most = f"more than {MAX_MEMBERS:,}. Split it."
        place.need(len(self.infos) <= MAX_MEMBERS, f"holds {len(self.infos):,} files, {most}")
        place.need(
            unpacked <= max(SMALL, size * MAX_RATIO),
            f"unpacks to {unpacked // 10**6:,} MB from {size // 10**3:,} kB: made to fill a disk.",
        )

    @property
    def is_document(self) -> bool:
        """Whether it is a Word document or a workbook."""
        return not {"word/document.xml", "xl/workbook.xml"}.isdisjoint(self.names)

    def members(self, suffixes: tuple[str, ...]) -> list[Member]:
        """The reports inside, in the order of their names.

        Parameters
        ----------
        suffixes : tuple of str
            Endings of the files to take, in lower case.
        """
        times = Counter(self.names)
        pages = with_parts(self.names)
        members = []
        for index, (info, name) in enumerate(zip(self.infos, self.names, strict=True)):
            inner = PurePosixPath(name)
            ignored = info.is_dir() or any(parts_of_page(str(p), pages) for p in inner.parents)
            if not ignored and inner.name and is_report_name(inner.name, (*suffixes, ".zip")):
                members.append(Member(index, name, self._problem(info, name, times[name])))
        return sorted(members, key=lambda m: (m.name, m.index))

    def _problem(self, info: zipfile.ZipInfo, name: str, times: int) -> str:
        if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
            return "its name points out of the archive. Pack the reports again under plain names"
        if times > 1:
            return (
                "the archive holds several files of this name, and nobody can tell which holds. "
                "None is used; keep one"
            )
        if info.flag_bits & 1:
            return "it is locked with a password. Unpack the archive and name the folder"
        if name.lower().endswith(".zip"):
            return "an archive inside an archive is not opened. Unpack it and name the folder"
        return ""

    def read(self, index: int, max_bytes: int) -> bytes:
        """The bytes of a member.

        Parameters
        ----------
        index : int
            Its position in the archive's directory.
        max_bytes : int
            How large it may be.

        Raises
        ------
        InputError
            If it is larger, or damaged.
        """
        info, place = self.infos[index], Place(f"{self.path}{MARK}{self.names[index]}")
        too_large = f"larger than {max_bytes // 1_000_000} MB, which no annual report is."
        place.need(info.file_size <= max_bytes, f"{too_large} Keep only the report.")
        try:
            with self._zip.open(info) as stream:
                return stream.read(max_bytes)
        except ZIP_DAMAGE:
            again = "it is damaged, or packed in a way that is not read. Pack it again."
            raise place.wrong(again) from None

    def card(self, index: int) -> dict[str, Any]:
        """The source card beside a member; empty where there is none.

        Parameters
        ----------
        index : int
            The member's position in the archive's directory.
        """
        inner = PurePosixPath(self.names[index])
        name = str(inner.with_name(f"{inner.stem}{CARD_SUFFIX}"))
        if name not in self.names:
            return {}
        return parse_card(self.read(self.names.index(name), CARD_BYTES), f"{self.path}{MARK}{name}")


def _decoded(info: zipfile.ZipInfo) -> str:
    """A member's name; without the mark of UTF-8 it is in the packer's encoding, mostly GBK."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/")


@lru_cache(maxsize=1)
def _open(path: Path, _state: tuple[int, ...]) -> Archive | WebRecords:
    return WebRecords(path) if is_web_records(path) else Archive(path)


def open_archive(path: Path) -> Archive | WebRecords:
    """An archive or a WARC file, opened once for all its members as long as it does not change.

    Parameters
    ----------
    path : Path
        Where it is.

    Raises
    ------
    InputError
        As ``Archive`` and ``WebRecords``, or if it cannot be read.
    """
    place = Place(path)
    try:
        found = os.stat(path)
        place.need(os.path.isfile(path), "not a regular file. Name an archive or a folder.")
        return _open(path, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns))
    except OSError as error:
        check = "Check its name and permissions."
        raise place.wrong(f"cannot be read ({error.strerror}). {check}") from None
