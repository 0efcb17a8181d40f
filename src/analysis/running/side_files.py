"""Files beside reports named nearly as source cards, corrections or renamings, and so not read."""

import os
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path

from analysis.errors import InputError, printable
from analysis.reading import SUFFIXES
from analysis.reading.files import CARD_SUFFIX

from .inputs import CORRECTIONS, RENAMINGS

_ENDINGS = (".yml", ".yaml")


def misnamed_side_files(paths: Iterable[str | Path]) -> list[InputError]:
    """A message for every file in folders that is nearly named as one that is read beside reports.

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
                    at, right = printable(Path(root, name)), printable(wanted)
                    out.append(
                        InputError(
                            f"{at}: has no effect beside {right}. Remove it, or move what it "
                            "says there."
                            if wanted in names
                            else f"{at}: has no effect under this name. Rename it to {right}."
                        )
                    )
    return out


def _wanted(name: str, stems: set[str]) -> str:
    """The name that a file must have to be read beside reports; empty for any other file."""
    stem, ending = os.path.splitext(name.lower())
    if ending not in _ENDINGS:
        return ""
    for right in (CORRECTIONS, RENAMINGS):
        if _is_nearly(stem, right.removesuffix(".yml")):
            return right
    report, _, last = name[: -len(ending)].rpartition(".")
    if not report or not _is_nearly(last.lower(), "source"):
        return ""
    if report not in stems and Path(report).stem in stems:
        report = Path(report).stem
    return f"{report}{CARD_SUFFIX}"


def _is_nearly(name: str, right: str) -> bool:
    """Whether a name is misspelt, or that of a copy: ``correction``, ``corrections (1)``."""
    bare = re.split(r"[\s(（_-]", name)[0]
    return SequenceMatcher(None, bare, right).ratio() > 0.85
