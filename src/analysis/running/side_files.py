"""Files beside reports named nearly as a source card or corrections, and so not read."""

import os
from collections.abc import Iterable
from pathlib import Path

from analysis.errors import InputError, printable
from analysis.reading import SUFFIXES
from analysis.reading.files import CARD_SUFFIX

from .inputs import CORRECTIONS

_ENDINGS = (".yml", ".yaml")


def misnamed_side_files(paths: Iterable[str | Path]) -> list[InputError]:
    """A message for every file in folders whose name says that it is a card or corrections.

    Parameters
    ----------
    paths : iterable of str or Path
        What is read; only folders, with all below them, are looked at.
    """
    out: list[InputError] = []
    for folder in (Path(p) for p in paths):
        for root, _, names in sorted(os.walk(folder)):
            stems = {Path(n).stem for n in names if n.lower().endswith(tuple(SUFFIXES))}
            for name in sorted(names):
                wanted = _wanted(name, stems)
                if wanted and wanted != name:
                    out.append(
                        InputError(
                            f"{printable(Path(root, name))}: has no effect under this name. "
                            f"Rename it to {printable(wanted)}."
                        )
                    )
    return out


def _wanted(name: str, stems: set[str]) -> str:
    """The name that a file must have to be read beside reports; empty for any other file."""
    stem, ending = os.path.splitext(name.lower())
    if ending not in _ENDINGS:
        return ""
    if stem == "corrections":
        return CORRECTIONS
    if not stem.endswith(".source"):
        return ""
    report = name[: -len(ending) - len(".source")]
    if report not in stems and Path(report).stem in stems:
        report = Path(report).stem
    return f"{report}{CARD_SUFFIX}"
