"""What an agency wrote into its letter: the answers, found again by their ids."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.errors import InputError, printable
from analysis.reading.blocks import Document, Grid, Slot
from analysis.telling.letters.letter import say
from analysis.user_files import day_in
from analysis.wording import LANGUAGES

_ID = re.compile(r"(?:编号|ID)\s*[:：]\s*([0-9a-f]{10})(?![0-9a-f])")
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"(\d+)\s*[.．]\s*(\d+)")
_HEADS = ("about", "number", "corrected", "opinion", "reason")


@dataclass
class Answer:
    """What is written about one question.

    Attributes
    ----------
    id : str
        The question's.
    item : str
        The number that the question has in the letter.
    corrected : dict
        Number of a row of the question, from 1, to what is written as its right value.
    opinion : str
        As written.
    reason : str
        As written.
    """

    id: str
    item: str = ""
    corrected: dict[int, str] = field(default_factory=dict)
    opinion: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not (self.corrected or self.opinion or self.reason)


@dataclass
class Filled:
    """A letter that came back.

    Attributes
    ----------
    file : str
        Its name.
    lang : {"zh", "en"}
        Its language, that of the heads of its list.
    report : str
        Id of the report that it asked about.
    sha256 : str
        SHA-256 of the report's file when the letter was written.
    by : str
        Who filled it in; empty where nobody is named.
    day : str
        The day as an ISO date; empty where none is stated.
    answers : list of Answer
        The answers, in order.
    """

    file: str
    lang: str
    report: str
    sha256: str
    by: str
    day: str
    answers: list[Answer]


def read_filled(document: Document) -> Filled:
    """The answers in a letter that came back.

    Parameters
    ----------
    document : Document
        The letter as a person sees it.

    Raises
    ------
    InputError
        If it is no such letter, or what leads its answers to their findings is gone.
    """
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    listed = next((found for grid in grids if (found := _columns(grid))), None)
    name = printable(document.file)
    if listed is None:
        raise InputError(
            f"{name}: is no letter of gouji, or its list has lost columns. "
            "Fill in the letter as it was sent."
        )
    lang, grid, head, columns = listed
    fields = dict(_fields(grids))
    report, digest, by, day = (
        fields.get(say(key, lang), "") for key in ("basis_report", "basis_hash", "by", "day")
    )
    match = _HASH.search(digest.replace(" ", "").lower())
    if not match or not report:
        raise InputError(
            f"{name}: the table of the text that the letter rests on has lost the report or its "
            "SHA-256. Fill in the letter as it was sent."
        )
    answers = _answers(grid, head, columns)
    return Filled(document.file, lang, report, match[0], by, _day(name, day), answers)


def _columns(grid: Grid) -> tuple[str, Grid, int, dict[str, int]] | None:
    """The list's language, the list, the number of its row of heads, and where its columns are."""
    for at, row in enumerate(grid.rows):
        texts = [_text(slot) for slot in row]
        for lang in LANGUAGES:
            heads = {name: say(f"column_{name}", lang) for name in _HEADS}
            found = {
                name: next((n for n, text in enumerate(texts) if text.startswith(head)), -1)
                for name, head in heads.items()
            }
            if min(found.values()) >= 0:
                return lang, grid, at, found
    return None


def _fields(grids: list[Grid]) -> Iterator[tuple[str, str]]:
    """Each label of the tables below the list, and what is beside it."""
    for grid in grids:
        for row in grid.rows:
            slots = [s for n, s in enumerate(row) if s is not None and s not in row[:n]]
            for slot, beside in pairwise(slots):
                yield _text(slot), _text(beside)


def _answers(grid: Grid, head: int, columns: dict[str, int]) -> list[Answer]:
    found: dict[str, Answer] = {}
    for row in grid.rows[head + 1 :]:
        texts = {name: _text(row[n]) for name, n in columns.items()}
        if not (match := _ID.search(texts["about"])):
            continue
        number = _NUMBER.fullmatch(texts["number"])
        answer = found.setdefault(match[1], Answer(match[1], number[1] if number else "?"))
        if texts["corrected"]:
            answer.corrected[int(number[2]) if number else 0] = texts["corrected"]
        # A cell over all rows of a question says one thing; cells that were split may say several.
        for part in ("opinion", "reason"):
            before = getattr(answer, part)
            if texts[part] and texts[part] not in before.split("；"):
                setattr(answer, part, f"{before}；{texts[part]}" if before else texts[part])
    return list(found.values())


def _text(slot: Slot | None) -> str:
    return " ".join(slot.text.split()) if slot else ""


def _day(name: str, text: str) -> str:
    if not text:
        return ""
    if not (day := day_in(text)):
        raise InputError(f"{name}: {text!r} is no day. Write it as 2024-02-01.")
    return day
