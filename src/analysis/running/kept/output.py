"""The output folder of a run: finished files are moved in at the end, and what is old goes.

The manifest lists what runs made, so that nothing else in the folder is ever touched.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.files import write, writing
from analysis.publishing.export.ro_crate import NAME as CRATE
from analysis.version import __version__

MANIFEST, INDEX = "manifest.json", "index.html"


def place(
    files: Mapping[str, str], waiting: Mapping[str, Path], out: Path, about: dict[str, Any]
) -> None:
    """Bring an output folder to hold exactly these files, beside whatever no run made.

    Files in ``out`` that no run made are left alone, and never overwritten. New pages come first,
    then the index, and only then what is no longer published goes: at any moment, every link of
    the index leads somewhere. The manifest alone holds a clock.

    Parameters
    ----------
    files : mapping
        Everything that is to be there: published name to SHA-256.
    waiting : mapping
        Those that have still to be moved: published name to where each lies, on the same file
        system.
    out : Path
        The output folder.
    about : dict
        What else the manifest holds.

    Raises
    ------
    InputError
        If a file that no run made stands in the way, or ``out`` cannot be written.
    """
    before = published_before(out)
    check_free(files, out)
    with writing(out, "Change its permissions, or choose another --out.", exact=True):
        # All names come first, so that a run that is cut off between two moves can be repeated.
        names = dict.fromkeys(sorted({*files, *before}), "")
        _write_manifest(out, {**about, "complete": False, "files": names})
        for name in sorted(waiting, key=lambda name: (name == INDEX, name)):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            waiting[name].replace(out / name)
        for name in before:
            if name not in files:
                (out / name).unlink(missing_ok=True)
                _drop_empty((out / name).parent, out)
        (out / CRATE).unlink(missing_ok=True)  # it describes what was there
        _write_manifest(out, {**about, "complete": True, "files": dict(sorted(files.items()))})


def check_free(names: Iterable[str], out: Path) -> None:
    """Refuse to overwrite what no run made.

    Parameters
    ----------
    names : iterable of str
        Published names that are going to be written.
    out : Path
        The output folder.

    Raises
    ------
    InputError
        Naming the file that stands in the way.
    """
    before = published_before(out)
    for name in names:
        if name not in before and (out / name).exists():
            raise InputError(
                f"{out / name} was not made by gouji and would be overwritten. "
                "Move it, or choose another --out."
            )


def published_before(out: Path) -> set[str]:
    """Names of the files that earlier runs made, also one that was cut off.

    Parameters
    ----------
    out : Path
        The output folder.

    Raises
    ------
    InputError
        If ``manifest.json`` there is not one of Gouji's.
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


def add_published(out: Path, names: Iterable[str]) -> None:
    """Add files to the manifest, so that the next run may replace or remove them.

    Parameters
    ----------
    out : Path
        The output folder.
    names : iterable of str
        Published names of files that were written outside a run.

    Raises
    ------
    InputError
        If ``manifest.json`` there is not one of Gouji's.
    """
    published_before(out)
    path = out / MANIFEST
    content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    files = {**content.get("files", {}), **dict.fromkeys(names, "")}
    about = {"gouji": __version__, "complete": False, **content}
    _write_manifest(out, {**about, "files": dict(sorted(files.items()))})


def _write_manifest(out: Path, content: dict[str, Any]) -> None:
    write(out / MANIFEST, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _drop_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
