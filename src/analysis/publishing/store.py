"""The output folder of a run: filled beside, moved in at the end, and cleared of what an earlier run left."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.errors import InputError

MANIFEST = "manifest.json"


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


def publish(staged: Path, out: Path, about: dict[str, Any]) -> dict[str, str]:
    """Move everything staged into ``out``, drop files of the run before, and write the manifest.

    The manifest alone holds a clock. Files in ``out`` that no run made are left alone, and never overwritten.

    Parameters
    ----------
    staged, out : Path
    about : dict
        What else the manifest holds.

    Returns
    -------
    dict
        File name to SHA-256, sorted.

    Raises
    ------
    InputError
        If a file that no run made stands in the way, or ``out`` cannot be written.
    """
    made = {str(p.relative_to(staged).as_posix()): _sha256(p) for p in sorted(staged.rglob("*")) if p.is_file()}
    before = _made_before(out)
    for name in made:
        if (out / name).exists() and name not in before:
            raise InputError(f"{out / name} was not made by gouji and would be overwritten. Move it, or choose another --out.")
    try:
        # Told first, so that a run cut off between two moves can be repeated.
        _write_manifest(out, {**about, "complete": False, "files": dict.fromkeys(sorted({*made, *before}), "")})
        for name in made:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (staged / name).replace(out / name)
        for name in before:
            if name not in made:
                (out / name).unlink(missing_ok=True)
                _drop_empty((out / name).parent, out)
        _write_manifest(out, {**about, "complete": True, "files": made})
    except OSError as error:
        raise InputError(
            f"{error.filename or out}: cannot be written ({error.strerror}). Mend its rights, or choose another --out."
        ) from None
    return made


def _made_before(out: Path) -> set[str]:
    path = out / MANIFEST
    if not path.is_file():
        return set()
    try:
        return set(json.loads(path.read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path} is not a manifest of gouji. Move it, or choose another --out.") from None


def _write_manifest(out: Path, content: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    partial = out / f".{MANIFEST}.part"
    partial.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    partial.replace(out / MANIFEST)


def _drop_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refresh(folder: Path, contents: dict[str, bytes]) -> bool:
    """Write files into a folder where they differ, each beside and then renamed; whether any did.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    changed = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != content:
                partial = path.with_name(f".{name}.part")
                partial.write_bytes(content)
                partial.replace(path)
                changed = True
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}). Mend its rights.") from None
    return changed


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
        raise InputError(f"{error.filename or path}: cannot be written ({error.strerror}). Choose another place.") from None
    return written
