"""Files on disk: which lie in a folder, and the bytes of one, read once and whole."""

import contextlib
import json
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path, PurePath

from analysis.errors import InputError, printable
from analysis.user_files import Place

from .kinds import has_ending, is_document

CARD_SUFFIX = ".source.yml"
OUTPUT, WORK = "manifest.json", ".gouji"  # what marks a folder that a run wrote to
DOCUMENTS = ("briefs", "letters")  # folders in it that other commands write
COVERAGE = "coverage.csv"  # what `gouji collect` found and missed; it lies among the reports
_ABOUT = ("readme", "license", "licence")  # they tell of a folder and are no reports


@dataclass(frozen=True)
class Member:
    """A report inside an archive.

    Attributes
    ----------
    index : int
        Its position in the archive's directory.
    name : str
        Its name, with folders, decoded.
    problem : str
        Why it is not read; empty where it is.
    """

    index: int
    name: str
    problem: str = ""


def read_file(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file.

    They are read once, from one opened file: what is parsed and what is hashed is the same,
    whatever becomes of the name.

    Parameters
    ----------
    path : Path
        Where the file is.
    max_bytes : int
        How large it may be.

    Raises
    ------
    InputError
        If there is no such file, it is a folder, a pipe or a device, it is too large or not
        readable, or it changes meanwhile.
    """
    place = Place(path)
    regular = "not a regular file. Save the report as a file and name that."
    try:
        kind = os.stat(path)
        if stat.S_ISDIR(kind.st_mode):
            one = "Name one report; `gouji check` and `gouji run` take folders."
            raise InputError(f"{place.name} is a folder. {one}")
        place.need(stat.S_ISREG(kind.st_mode), regular)
        # Without waiting, should the name have become a pipe since.
        number = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with open(number, "rb", buffering=0) as file:
            before = os.fstat(number)
            place.need(stat.S_ISREG(before.st_mode), regular)
            place.need(
                before.st_size <= max_bytes,
                f"larger than {max_bytes // 1_000_000} MB, which no annual report is. "
                "Keep only the report.",
            )
            data = _all(file, before.st_size + 1)
            after = os.fstat(number)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # or a NUL in the name
        raise place.wrong("there is no such file. Check the name.") from None
    except OSError as error:
        raise place.wrong(f"cannot be read ({error.strerror}). Check its permissions.") from None
    sizes = {before.st_size, after.st_size, len(data)}
    place.need(
        len(sizes) == 1 and before.st_mtime_ns == after.st_mtime_ns,
        "changed while it was being read. Read it again when it is complete.",
    )
    return data


def _all(file: RawIOBase, max_bytes: int) -> bytes:
    """Up to so many bytes, however small the pieces in which the system gives them."""
    parts, left = [], max_bytes
    while left > 0 and (part := file.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def files_in(folder: Path, suffixes: Collection[str]) -> Iterator[Path | InputError]:
    """Files in a folder and all below it, in a fixed order; links to folders are not followed.

    What runs published there is left out.

    Parameters
    ----------
    folder : Path
        Where to look.
    suffixes : collection of str
        Endings of the files to take, in lower case.

    Yields
    ------
    Path or InputError
        An error for a folder that cannot be looked into: what may lie there is not passed over in
        silence.
    """
    troubles: list[OSError] = []
    found: list[Path] = []
    published: set[Path] = set()
    for root, folders, names in os.walk(folder, onerror=troubles.append):
        published |= published_in(root, names)
        pages = with_parts(names)
        folders[:] = [f for f in folders if f != WORK and not parts_of_page(f, pages)]
        found += [Path(root, n) for n in names if is_report_name(n, suffixes)]
        found += [Path(root, n) for n in names if not has_ending(n) and is_document(Path(root, n))]
    yield from sorted(path for path in found if path not in published)
    for error in troubles:
        yield InputError(
            f"{printable(error.filename)}: this folder cannot be read ({error.strerror}). "
            "Check its permissions."
        )


def published_in(folder: str, names: Collection[str]) -> set[Path]:
    """The files that runs wrote to a folder and below it, and the briefs and letters beside them.

    Parameters
    ----------
    folder : str
        The folder.
    names : collection of str
        The names of its files.
    """
    if OUTPUT in names:
        with contextlib.suppress(OSError, ValueError):  # a manifest of something else
            content = json.loads(Path(folder, OUTPUT).read_bytes())
            if isinstance(content, dict) and "gouji" in content:
                files = content.get("files")
                listed = files if isinstance(files, dict) else ()
                beside = (p for name in DOCUMENTS for p in Path(folder, name).glob("*"))
                return {*(Path(folder, name) for name in listed), *beside}
    return set()


def is_report_name(name: str, suffixes: Collection[str]) -> bool:
    """Whether a file's name may be a report's: not that of a hidden or a lock file or of a README.

    Parameters
    ----------
    name : str
        The name, without folders.
    suffixes : collection of str
        Endings that a report may have, in lower case.
    """
    about = name == COVERAGE or name.lower().split(".")[0] in _ABOUT
    return name.lower().endswith(tuple(suffixes)) and name[0] not in ".~" and not about


def with_parts(names: Iterable[str]) -> set[str]:
    """Files beside which a folder may lie that holds their parts, without their endings.

    A browser saves what belongs to a page so, and `gouji collect` what is attached to a report of
    any kind; that has a source card.

    Parameters
    ----------
    names : iterable of str
        Names of files, with or without folders.
    """
    pages = {n.rsplit(".", 1)[0] for n in names if n.lower().endswith((".htm", ".html"))}
    return pages | {n.removesuffix(CARD_SUFFIX) for n in names if n.endswith(CARD_SUFFIX)}


def parts_of_page(folder: str, pages: Collection[str]) -> bool:
    """Whether a folder holds parts of a file beside it: ``x_files`` beside ``x.html``.

    Or what macOS packs beside every file of an archive.

    Parameters
    ----------
    folder : str
        The name of the folder.
    pages : collection of str
        The names of the files beside it, as ``with_parts`` gives them.
    """
    return PurePath(folder).name == "__MACOSX" or any(
        folder == f"{page}{end}"
        for page in pages
        for end in ("_files", ".files", "_file", "的文件")
    )


def file_name(path: PurePath | str) -> str:
    """The name of a file as a person would write it; one in GBK, as old systems have, is decoded.

    Parameters
    ----------
    path : path or str
        The file, with or without folders.
    """
    name = PurePath(path).name
    try:
        return (
            printable(os.fsencode(name).decode("gb18030"))
            if not _encodes(name)
            else printable(name)
        )
    except UnicodeError:
        return printable(name)


def _encodes(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
