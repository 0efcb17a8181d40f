"""What the last whole run depended on, what it made, and the messages it gave.

It is enough to see at once that there is nothing to do.
"""

import contextlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.files import write

from ..inputs import Inputs
from .digests import FileDigests, Note
from .folder import Folder, Product
from .output import MANIFEST

_VERSION = 4  # of the file's shape
_STATE = "state.json"
_NOTES = "manifest.json"  # in a folder that a run made, only files of this name hold clocks


@dataclass
class Messages:
    """What a run tells people at its end.

    Attributes
    ----------
    lines : dict of list of (str, bool)
        By language: what the checks of each report come to, and what is to be looked at; and of
        each line, whether it is about figures that fail.
    total : dict of str
        By language: all reports in one line.
    corrections : list of str
        What is to be known of corrections that have no effect.
    problems : list of str
        What could not be used; the rest was published.
    failed : bool
        Whether figures fail their checks.
    misnamed : bool
        Whether a correction names a rule or a place that does not exist.
    """

    lines: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    total: dict[str, str] = field(default_factory=dict)
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
    complete : bool
        Whether every file was read and every notebook ended well; what failed is tried again,
        whatever has changed.
    installed, libraries : str
        Digests, as ``Inputs`` has them.
    products : dict
        Key of a product to its ``files`` and what else is remembered ``about`` it.
    processed : dict
        Files of ``data/processed`` that were brought up to date: name to SHA-256.
    notes : dict
        What was known of files, as ``FileDigests.noted``.
    messages : Messages
        The messages it gave.
    """

    everything: str = ""
    complete: bool = False
    installed: str = ""
    libraries: str = ""
    products: dict[str, dict[str, Any]] = field(default_factory=dict)
    processed: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    messages: Messages = field(default_factory=Messages)

    @property
    def files(self) -> dict[str, str]:
        """Published name to SHA-256, sorted."""
        return dict(sorted(i for p in self.products.values() for i in p["files"].items()))

    def is_current(self, folder: Folder, inputs: Inputs) -> bool:
        """Whether a run would come to what is there already.

        Parameters
        ----------
        folder : Folder
            The run's own folder inside the output folder.
        inputs : Inputs
            What a run would depend on now.

        Returns
        -------
        bool
            True where the inputs are the same and every file is as it was published.
        """
        processed = inputs.options.processed
        return (
            self.complete
            and self._is_in_manifest(folder.out)
            and bool(self.processed) == (processed is not None)
            and _are_intact(self.files, folder.out, inputs.digests)
            and (processed is None or _are_intact(self.processed, processed, inputs.digests))
            and self.everything == inputs.everything()
        )

    def product(self, key: str, folder: Folder, digests: FileDigests) -> Product | None:
        """A product that was published and is still what it was.

        Parameters
        ----------
        key : str
            Digest of all that the product depends on.
        folder : Folder
            The run's own folder inside the output folder.
        digests : FileDigests
            Digests of the files that are there.
        """
        held = self.products.get(key)
        if held is None or not _are_intact(held["files"], folder.out, digests):
            return None
        return Product(key, held["files"], held["about"])

    def keep(self, products: Iterable[Product]) -> None:
        """Remember what was published.

        Parameters
        ----------
        products : iterable of Product
            Everything that is published now.
        """
        self.products = {p.key: {"files": p.files, "about": p.about} for p in products}

    def _is_in_manifest(self, out: Path) -> bool:
        """Whether the manifest, which was written last, after all moves, lists the same files."""
        try:
            manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
            return bool(manifest["complete"]) and manifest["files"] == self.files
        except (OSError, ValueError, KeyError, TypeError):
            return False


def _are_intact(files: dict[str, str], out: Path, digests: FileDigests) -> bool:
    # As texts: thousands of paths take longer to join than their files to look at.
    return all(digests.digest(os.path.join(out, name)) == d for name, d in files.items())


def load(folder: Folder) -> State:
    """The state in a folder; an empty one where there is none, or one of another version.

    Parameters
    ----------
    folder : Folder
        The run's own folder inside the output folder.
    """
    try:
        held = json.loads((folder.home / _STATE).read_text(encoding="utf-8"))
        if held.pop("version") != _VERSION:
            return State()
        state = State(**{**held, "messages": Messages(**held["messages"])})
    except (OSError, ValueError, KeyError, TypeError):
        return State()
    with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
        notes = json.loads((folder.home / _NOTES).read_text(encoding="utf-8"))
        state.notes = {name: note for name, note in notes.items() if len(note) == 5}
    return state


def save(folder: Folder, state: State) -> None:
    """Write the state, whole or not at all.

    The notes are a file of their own: some that fit no state cost hashes and nothing else.

    Parameters
    ----------
    folder : Folder
        The run's own folder inside the output folder.
    state : State
        What the next run is to know.
    """
    held = {"version": _VERSION, **vars(state), "messages": vars(state.messages)}
    for name, content in ((_NOTES, held.pop("notes")), (_STATE, held)):
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        write(folder.home / name, text, durable=True)
