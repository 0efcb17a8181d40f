"""What the last whole run depended on, what it made, and what it said: enough to tell at once that there is nothing to do."""

import contextlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .folder import Folder, Product
from .inputs import Inputs
from .stamps import Stamp, Stamps

_VERSION = 1  # of the file's shape
_STATE = "state.json"
_STAMPS = "manifest.json"  # in a folder that a run made, only files of this name hold clocks


@dataclass
class Said:
    """What a run tells people at its end.

    Attributes
    ----------
    summary : list of str
        How each report stands.
    corrections : list of str
        What is to be told of corrections.
    problems : list of str
        What could not be used.
    failed, misnamed : bool
        Whether figures fail their checks; whether a correction names what is not there.
    """

    summary: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failed: bool = False
    misnamed: bool = False


@dataclass
class State:
    """The last whole run.

    Attributes
    ----------
    everything : str
        Digest of its inputs.
    whole : bool
        Whether every file was read and every notebook ended well: what failed is tried again, whatever has changed.
    installed, libraries : str
        As ``Inputs`` has them.
    products : dict
        Key to files and what else is remembered.
    kept_up : dict
        Files of ``data/processed`` that were brought up to date: name to SHA-256.
    stamps : dict
    said : Said
    """

    everything: str = ""
    whole: bool = False
    installed: str = ""
    libraries: str = ""
    products: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept_up: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    said: Said = field(default_factory=Said)

    @property
    def files(self) -> dict[str, str]:
        """Published name to SHA-256, sorted."""
        return dict(
            sorted(
                (name, digest)
                for p in self.products.values()
                for name, digest in p["files"].items()
            )
        )

    def nothing_to_do(self, folder: Folder, inputs: Inputs) -> bool:
        """Whether a run would come to what is there already: same inputs, and every file as it was published."""
        processed = inputs.options.processed
        return (
            self.whole
            and self._listed(folder.out)
            and bool(self.kept_up) == (processed is not None)
            and self._intact(folder.out, self.files, inputs.stamps)
            and (processed is None or self._intact(processed, self.kept_up, inputs.stamps))
            and self.everything == inputs.everything()
        )

    def product(self, key: str, folder: Folder, stamps: Stamps) -> Product | None:
        """A product that was published and is still what it was; else None."""
        held = self.products.get(key)
        if held is None or not self._intact(folder.out, held["files"], stamps):
            return None
        return Product(key, held["files"], held["about"])

    def _intact(self, out: Path, files: dict[str, str], stamps: Stamps) -> bool:
        return all(stamps.digest(out / name) == digest for name, digest in files.items())

    def _listed(self, out: Path) -> bool:
        """Whether the manifest says the same: it was written last, after all moves."""
        try:
            manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
            return bool(manifest["complete"]) and manifest["files"] == self.files
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def keep(self, products: Iterable[Product]) -> None:
        """Remember what was published."""
        self.products = {p.key: {"files": p.files, "about": p.about} for p in products}


def load(folder: Folder) -> State:
    """The state in a folder; an empty one where there is none, or none of this version."""
    try:
        held = json.loads((folder.home / _STATE).read_text(encoding="utf-8"))
        if held.pop("version") != _VERSION:
            return State()
        state = State(**{**held, "said": Said(**held["said"])})
    except (OSError, ValueError, KeyError, TypeError):
        return State()
    with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
        stamps = json.loads((folder.home / _STAMPS).read_text(encoding="utf-8"))
        state.stamps = {name: stamp for name, stamp in stamps.items() if len(stamp) == 5}
    return state


def save(folder: Folder, state: State) -> None:
    """Write the state, whole or not at all; stamps that fit no state cost hashes and nothing else."""
    held = {"version": _VERSION, **vars(state), "said": vars(state.said)}
    for name, content in ((_STAMPS, held.pop("stamps")), (_STATE, held)):
        partial = folder.home / f"{name}.part"
        with partial.open("w", encoding="utf-8") as file:
            json.dump(content, file, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(folder.home / name)
