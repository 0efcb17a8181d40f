"""A run whose reports or output lie in a bucket, or on any other file system that fsspec knows.

Reports are mirrored to a folder of this machine, of which a later run fetches only what changed;
what is published goes to a folder beside it and is copied at the end, again only what changed. So a
second run with nothing changed costs a listing, and a run that is cut off leaves in the bucket what
was there before.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.files import digest_of, write, writing
from analysis.reading.files import CARD_SUFFIX

from ..inputs import CORRECTIONS
from ..kept.output import INDEX, MANIFEST
from ..readings import FILES
from ..run import RunResult, run
from .store import Item, Store

_AT_A_TIME = 16  # files on their way: each waits for the network
_VERSIONS = ".mirrored.json"


def _is_remote(address: str | Path) -> bool:
    """Whether an address is one of fsspec's, and not a path of this machine."""
    return "://" in str(address)


def _cache_home() -> Path:
    """Folder for mirrors: ``GOUJI_CACHE``, or ``gouji`` in the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("GOUJI_CACHE") or Path(home, "gouji"))


def run_anywhere(
    paths: Sequence[str], out: str, *arguments: Any, cache: Path | None = None, **options: Any
) -> RunResult:
    """As ``run``, with addresses of fsspec among ``paths`` or for ``out``.

    Parameters
    ----------
    paths : sequence of str
        Reports and folders of reports.
    out : str
        Output folder.
    *arguments, **options
        Further arguments of ``run``.
    cache : Path, optional
        Where mirrors are kept; default ``GOUJI_CACHE`` or the user's cache folder.

    Raises
    ------
    InputError
        As ``run``; or if an address cannot be reached.
    """
    here = Path(cache or _cache_home())
    local = [_mirror(path, here) if _is_remote(path) else Path(path) for path in paths]
    if not _is_remote(out):
        return run(local, Path(out), *arguments, **options)
    staged = here / "out" / _name(out)
    result = run(local, staged, *arguments, **options)
    _push(staged, result.files, Store(out))
    return result


def _mirror(address: str, cache: Path) -> Path:
    """Bring a copy of the reports at an address up to date, and of what lies beside them."""
    store, only = Store.of(address)
    folder = store.within(cache / "in" / _name(store.url))
    wanted = {item.name: item.version for item in store.items() if _needed(item, only)}
    if not any(name.lower().endswith(tuple(FILES)) for name in wanted):
        raise InputError(
            f"{address}: no report found. Reports are web pages, Word files, workbooks, PDFs and "
            "texts."
        )
    try:
        known = json.loads((folder / _VERSIONS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}

    changed = [n for n, v in wanted.items() if known.get(n) != v or not (folder / n).is_file()]
    with writing(folder, "Name another folder in GOUJI_CACHE.", exact=True):
        folder.mkdir(parents=True, exist_ok=True)
        _each(lambda name: write(folder / name, store.read(name)), changed)
        if not only:
            for name in known.keys() - wanted.keys():
                (folder / name).unlink(missing_ok=True)
        kept = {**known, **wanted} if only else wanted
        write(folder / _VERSIONS, json.dumps(kept))
    return folder / only if only else folder


def _push(folder: Path, files: dict[str, str], store: Store) -> None:
    """Copy what a run published to a store, as far as it is not there already.

    The manifest comes last.
    """
    manifest = (folder / MANIFEST).read_bytes()
    before: dict[str, str] = {}
    if store.has(MANIFEST):
        old = store.read(MANIFEST)
        if old == manifest:
            return
        try:
            before = dict(json.loads(old)["files"])
        except (ValueError, KeyError, TypeError):
            raise InputError(
                f"{store.url}/{MANIFEST} is not a manifest of gouji. "
                "Move it, or choose another --out."
            ) from None
    changed = sorted(name for name, digest in files.items() if before.get(name) != digest)
    # All names come first, old and new: the next copy goes on with one that is cut off.
    same = {name: digest for name, digest in before.items() if files.get(name) == digest}
    content = {"complete": False, "files": dict.fromkeys({*before, *files}, "") | same}
    store.write(MANIFEST, json.dumps(content).encode())
    for is_index in (False, True):  # the index comes when all that it links to is there
        names = [name for name in changed if (name == INDEX) == is_index]
        _each(lambda name: store.write(name, (folder / name).read_bytes()), names)
    _each(store.remove, sorted(before.keys() - files.keys()))
    store.write(MANIFEST, manifest)


def _needed(item: Item, only: str) -> bool:
    if only:
        return item.name in (only, f"{only.rsplit('.', 1)[0]}{CARD_SUFFIX}", CORRECTIONS)
    is_correction = item.name.rsplit("/", 1)[-1] == CORRECTIONS
    return is_correction or item.name.lower().endswith((*FILES, CARD_SUFFIX))


def _each(function: Callable[[str], None], names: Iterable[str]) -> None:
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for _ in pool.map(function, names):
            pass


def _name(address: str) -> str:
    return digest_of(address.rstrip("/"))[:16]
