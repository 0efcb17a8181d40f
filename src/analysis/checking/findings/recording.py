"""Decisions added to a ``corrections.yml``; what is there stays as it is, to the letter."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from analysis.files import write, writing

from .corrections import Correction, corrections_in, read_corrections


@dataclass
class Recorded:
    """What became of decisions that were to be added.

    Attributes
    ----------
    added : int
        How many were added.
    there : int
        How many were there already, word for word.
    others : list of (dict, Correction)
        Those that were not added because the file has another decision about the finding, and that
        decision.
    """

    added: int = 0
    there: int = 0
    others: list[tuple[dict[str, Any], Correction]] = field(default_factory=list)


def add_decisions(path: Path, entries: Sequence[dict[str, Any]]) -> Recorded:
    """Add decisions to a corrections file, which is made where there is none.

    Parameters
    ----------
    path : Path
        The file.
    entries : sequence of dict
        ``report``, ``sha256``, ``rule``, ``where``, ``decision``, ``reason``, ``by``, ``on`` and
        perhaps ``value``, as the file has them.

    Returns
    -------
    Recorded
        What was added and what was not. No decision in the file is changed.

    Raises
    ------
    InputError
        If an entry lacks something, or the file is broken or cannot be written.
    """
    try:
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, ValueError):
        before = "-"  # whatever is wrong with it, `read_corrections` says
    known = read_corrections(path) if before.strip() else []
    there = {c.finding: c for c in known}
    done, new = Recorded(), []
    for entry in entries:
        (read,) = corrections_in(_yaml([entry]), path)  # as it will be read back
        other = there.get(read.finding)
        if other is None:
            new.append(entry)
            there[read.finding] = read
        elif replace(other, entry=read.entry) == read:
            done.there += 1
        else:
            done.others.append((entry, other))
    done.added = len(new)
    if new:
        _write(path, before, new)
    return done


def _write(path: Path, before: str, new: list[dict[str, Any]]) -> None:
    joint = "\n" if before and not before.endswith("\n") else ""
    with writing(path):
        write(path, before + joint + _yaml(new), durable=True)


def _yaml(entries: list[dict[str, Any]]) -> str:
    return str(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100))
