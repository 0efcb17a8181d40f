"""The output folder of a run: what is finished is moved in at the end, and what an earlier run left goes."""

import contextlib
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.workers import alive

MANIFEST, INDEX = "manifest.json", "index.html"


@contextlib.contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A new folder beside ``out`` to fill; it is gone afterwards, whatever happened.

    Raises
    ------
    InputError
        If ``out`` is a file, or nothing can be written there.
    """
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file. Name a folder for the output: --out FOLDER.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.is_dir() and not os.access(out, os.W_OK):
            raise PermissionError(13, "Permission denied")
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise InputError(
            f"{out}: cannot be written ({error.strerror}). Choose another folder with --out, or mend its rights."
        ) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(
    files: Mapping[str, str], waiting: Mapping[str, Path], out: Path, about: dict[str, Any]
) -> None:
    """Bring an output folder to hold exactly these files, beside whatever no run made: move in, drop, write the manifest.

    The manifest alone holds a clock. Files in ``out`` that no run made are left alone, and never overwritten. New pages come
    first, then the index, and only then what is published no longer goes: at any moment, every link of the index leads somewhere.

    Parameters
    ----------
    files : mapping
        Everything that is to be there: name to SHA-256.
    waiting : mapping
        Those that have still to be moved: name to where each lies, on the same file system.
    out : Path
    about : dict
        What else the manifest holds.

    Raises
    ------
    InputError
        If a file that no run made stands in the way, or ``out`` cannot be written.
    """
    before = made_before(out)
    check_free(files, out)
    try:
        # Told first, so that a run cut off between two moves can be repeated.
        _write_manifest(
            out, {**about, "complete": False, "files": dict.fromkeys(sorted({*files, *before}), "")}
        )
        for name in sorted(waiting, key=lambda name: (name == INDEX, name)):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            waiting[name].replace(out / name)
        for name in before:
            if name not in files:
                (out / name).unlink(missing_ok=True)
                _drop_empty((out / name).parent, out)
        _write_manifest(out, {**about, "complete": True, "files": dict(sorted(files.items()))})
    except OSError as error:
        raise InputError(
            f"{error.filename or out}: cannot be written ({error.strerror}). Mend its rights, or choose another --out."
        ) from None


def check_free(names: Iterable[str], out: Path) -> None:
    """Refuse to overwrite what no run made.

    Raises
    ------
    InputError
        Naming the file that stands in the way.
    """
    before = made_before(out)
    for name in names:
        if name not in before and (out / name).exists():
            raise InputError(
                f"{out / name} was not made by gouji and would be overwritten. Move it, or choose another --out."
            )


def made_before(out: Path) -> set[str]:
    """Names of the files that earlier runs made, also one that was cut off.

    Raises
    ------
    InputError
        If the manifest is none.
    """
    path = out / MANIFEST
    if not path.is_file():
        return set()
    try:
        return set(json.loads(path.read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{path} is not a manifest of gouji. Move it, or choose another --out."
        ) from None


def _write_manifest(out: Path, content: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    partial = out / f".{MANIFEST}.part"
    partial.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    partial.replace(out / MANIFEST)


def _drop_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def refresh(folder: Path, contents: dict[str, bytes]) -> bool:
    """Write files into a folder where they differ, each beside and then renamed; whether any did.

    What a run that was killed left half-written beside them is removed.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    changed = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder, contents)
        for name, content in contents.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != content:
                partial = path.with_name(f".{name}.{socket.gethostname()}.{os.getpid()}.part")
                partial.write_bytes(content)
                partial.replace(path)
                changed = True
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be written ({error.strerror}). Mend its rights."
        ) from None
    return changed


def _sweep(folder: Path, names: Iterable[str]) -> None:
    """Remove half-written files of processes of this machine that are no more; those of others may be at work."""
    for name in names:
        for left in folder.glob(f".{name}.{socket.gethostname()}.*.part"):
            pid = left.name.split(".")[-2]
            # What bears our own number is of an earlier process; Windows removes no file that somebody has open.
            if pid.isdecimal() and (int(pid) == os.getpid() or not alive(int(pid), unknown=False)):
                left.unlink(missing_ok=True)


def write_new(contents: dict[Path, bytes]) -> list[Path]:
    """Write files that must not exist yet; all or none.

    Raises
    ------
    InputError
        If one exists, or cannot be written.
    """
    for path in contents:
        if path.exists():
            raise InputError(f"{path} exists already and is not overwritten. Choose another name.")
    written: list[Path] = []
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{path.name}.part")
            partial.write_bytes(content)
            partial.replace(path)
            written.append(path)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise InputError(
            f"{error.filename or path}: cannot be written ({error.strerror}). Choose another place."
        ) from None
    return written
