"""A folder on any file system that fsspec knows: a local one, or a bucket."""

import os
import posixpath
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.errors import InputError, printable
from analysis.files import write

from ..kept.digests import looks


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a store.

    Attributes
    ----------
    name : str
        Relative to the store, with ``/``.
    version : str
        Changes when the file does: its size with its times or, in a bucket, its checksum.
    """

    name: str
    version: str


@dataclass(frozen=True)
class Store:
    """A folder by its address; it travels to workers as the address alone.

    Attributes
    ----------
    url : str
        A path, or an fsspec address such as ``s3://bucket/folder``.
    """

    url: str

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        import fsspec

        try:
            plain = {} if "://" in self.url else {"auto_mkdir": True}
            fs, root = fsspec.core.url_to_fs(self.url, **plain)
        except (ImportError, ValueError) as error:  # no driver, or an address that nobody knows
            raise InputError(
                f"{self.url}: {error}. Install what reads it, for example: pip install s3fs"
            ) from None
        return fs, root

    @classmethod
    def of(cls, address: str) -> "tuple[Store, str]":
        """The store at an address; where that is a file, its folder, and the file's name.

        Parameters
        ----------
        address : str
            Of a file or folder.
        """
        store = cls(address)
        if not store.has(""):
            return store, ""
        head, _, only = address.rstrip("/").rpartition("/")
        return cls(head or "."), only

    def within(self, folder: Path) -> Path:
        """A place for a copy: folders keep their names, which may tell where an agency is.

        Parameters
        ----------
        folder : Path
            What the place is in.
        """
        root = str(self._opened[1])
        return Path(folder, *[part for part in root.split("/") if part not in ("", ".", "..")])

    @property
    def local(self) -> Path | None:
        """The folder as a path, where it is one of this machine's file system."""
        fs, root = self._opened
        kinds = [fs.protocol] if isinstance(fs.protocol, str) else fs.protocol
        return Path(root) if "file" in kinds else None

    def items(self, suffixes: Collection[str] = ()) -> list[Item]:
        """Files below the store in the order of their names, but for those that begin with a dot.

        Parameters
        ----------
        suffixes : collection of str, optional
            Only those that end so, whatever the case.

        Raises
        ------
        InputError
            If there is no such folder, or it cannot be looked into.
        """
        wanted = tuple(suffixes)
        found = _walk(self.local) if self.local is not None else self._listed()
        return sorted(
            (item for item in found if not wanted or item.name.lower().endswith(wanted)),
            key=lambda item: item.name,
        )

    def _listed(self) -> Iterator[Item]:
        fs, root = self._opened
        try:
            fs.invalidate_cache()
            found = fs.find(root, detail=True)
        except Exception as error:  # every file system raises its own
            raise InputError(f"{self.url}: cannot be looked into ({_reason(error)}).") from None
        for path, about in found.items():
            name = posixpath.relpath(path, root)
            hidden = any(part.startswith(".") for part in name.split("/"))
            if about.get("type") != "directory" and not hidden:
                changed = (about.get(key) for key in ("ETag", "mtime", "LastModified"))
                yield Item(name, f"{about.get('size')} {next(filter(None, changed), '')}")

    def has(self, name: str) -> bool:
        """Whether there is a file.

        Parameters
        ----------
        name : str
            Its name, relative to the store; empty for the store itself.
        """
        fs, root = self._opened
        return bool(fs.isfile(posixpath.join(root, name) if name else root))

    def read(self, name: str, start: int | None = None, end: int | None = None) -> bytes:
        """Bytes of a file, or of a stretch of it.

        Parameters
        ----------
        name : str
            Its name, relative to the store.
        start, end : int, optional
            Where the stretch begins and ends, in bytes.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        fs, root = self._opened
        try:
            return bytes(fs.cat_file(posixpath.join(root, name), start=start, end=end))
        except Exception as error:  # every file system raises its own
            raise InputError(
                f"{posixpath.join(self.url, name)}: cannot be read ({_reason(error)})."
            ) from None

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole: nobody sees half of it, whenever this is cut off.

        Parameters
        ----------
        name : str
            Its name, relative to the store.
        content : bytes
            What to write.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        fs, root = self._opened
        path = posixpath.join(root, name)
        try:
            if self.local is None:
                fs.pipe_file(path, content)  # a bucket shows an object when it is complete
            else:
                write(Path(path), content)
        except Exception as error:
            raise InputError(
                f"{posixpath.join(self.url, name)}: cannot be written ({_reason(error)})."
            ) from None

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it; nothing if there is none.

        Parameters
        ----------
        name : str
            Its name, relative to the store; empty for the store itself.
        """
        fs, root = self._opened
        path = posixpath.join(root, name) if name else root
        if fs.exists(path):
            fs.rm(path, recursive=True)

    @contextmanager
    def fetched(self, names: Collection[str]) -> Iterator[Path]:
        """A folder of this machine that holds the named files.

        It is the store itself where that is one, else a copy for a while.

        Parameters
        ----------
        names : collection of str
            Their names, relative to the store.
        """
        if self.local is not None:
            yield self.local
            return
        with TemporaryDirectory(prefix="gouji-") as temporary:
            folder = self.within(Path(temporary))
            for name in names:
                write(folder / name, self.read(name))
            yield folder


def _walk(top: Path) -> Iterator[Item]:
    """Files of this machine.

    fsspec's listing holds ten times as much of each, and a country has a million.
    """
    if not top.is_dir():
        raise InputError(f"{top}: cannot be looked into (there is no such folder).")
    troubles: list[OSError] = []
    for root, folders, names in os.walk(top, onerror=troubles.append):
        folders[:] = [folder for folder in folders if not folder.startswith(".")]
        within = Path(root).relative_to(top).as_posix()
        for name in names:
            if name.startswith("."):
                continue
            try:
                version = " ".join(map(str, looks(os.stat(os.path.join(root, name)))))
            except OSError:  # a link that leads nowhere: reading it will tell why
                version = ""
            yield Item(name if within == "." else f"{within}/{name}", version)
    if troubles:
        raise InputError(f"{troubles[0].filename}: cannot be looked into ({troubles[0].strerror}).")


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return printable(text.splitlines()[0])
