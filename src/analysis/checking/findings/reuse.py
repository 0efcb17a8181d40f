"""Prose that is already in the agency's report of the year before.

The measure, so that nobody takes it for more than it is: what both years say in their own words
(``own_words``) is compared, character by character.

A character of this year's prose is *reused* if it lies in a run of at least ``RUN`` characters that
is in last year's too, or in a whole sentence of at least ``SENTENCE`` that is. The share is reused
characters over all. Figures are characters: a sentence with another number in it counts only for
its runs on both sides of the number. A note is made of a share of ``LEAST`` and more, of prose of
``FEWEST`` characters and more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.recognising import Report
from analysis.recognising.claims.clauses import Passage as Prose
from analysis.wording import LANGUAGES, place

from .own_words import WALL, own_words
from .wording import say

RULE = "reuse.prose"
RUN = 13  # characters in a row: Chinese duplicate checking takes that for a copy, not for chance
SENTENCE = 8
LEAST = 0.05  # a smaller share is a turn of phrase, and nobody has to be asked about it
FEWEST = 40  # characters; of fewer, two reports of nothing but a count say the same
_PASSAGES, _QUOTED = 3, 40  # passages quoted, and characters of each


@dataclass(frozen=True)
class Passage:
    """A run of text that stands in both reports, with its place in each.

    Attributes
    ----------
    text : str
        Folded: Simplified characters without spaces and punctuation.
    printed : str
        The same as this year's report prints it.
    where, where_before : str
        Where it begins in this year's report and in last year's.
    """

    text: str
    printed: str
    where: str
    where_before: str


@dataclass(frozen=True)
class Reuse:
    """How much of a report's prose stands in another's.

    Attributes
    ----------
    reused, total : int
        Characters that are reused, and all that were compared.
    passages : tuple of Passage
        In the order of this year's report.
    """

    reused: int
    total: int
    passages: tuple[Passage, ...]

    @property
    def share(self) -> float:
        """Reused over all characters, as a fraction of one; 0.0 of no prose."""
        return self.reused / self.total if self.total else 0.0


def reused_prose(this: Report, before: Report, shortest: int = SENTENCE) -> Reuse:
    """Compare the prose of two reports.

    Parameters
    ----------
    this, before : Report
        Any two; the share is of ``this``.
    shortest : int
        Characters that a whole sentence needs to count.
    """
    text, places, origins, sentences = own_words(this)
    old, old_places, _, old_sentences = own_words(before)
    first: dict[str, list[int]] = {}
    for at in range(len(old) - RUN + 1):
        piece = old[at : at + RUN]
        if WALL not in piece:
            first.setdefault(piece, []).append(at)
    runs = list(_runs(text, old, first))
    taken = [False] * len(text)
    for start, end, _ in runs:
        taken[start:end] = [True] * (end - start)
    known = {old[start:end]: start for start, end in reversed(old_sentences)}
    for start, end in sentences:
        same = known.get(text[start:end]) if end - start >= shortest else None
        if same is not None and not all(taken[start:end]):
            runs.append((start, end, same))
            taken[start:end] = [True] * (end - start)
    whole = [r for r in runs if not any(o[0] <= r[0] and r[1] <= o[1] and o != r for o in runs)]
    prose = Prose(list(this.prose)) if whole else None
    passages = tuple(
        Passage(folded, _quoted(prose, origins[s:e]) or folded, places[s], old_places[at])
        for s, e, at in sorted(whole)
        if (folded := text[s:e].replace(WALL, "")) and prose
    )
    reused = sum(t and c != WALL for t, c in zip(taken, text, strict=True))
    return Reuse(reused, len(text) - text.count(WALL), passages)


def reuse_of(reports: Sequence[Report]) -> dict[str, Reuse]:
    """Measure how much prose each report takes from its agency's report of the year before.

    A report is left out where nobody can tell: the other is not among ``reports``, one of them has
    no prose, or is a transcription, whose prose is in the transcriber's words.

    Parameters
    ----------
    reports : sequence of Report
        All that are loaded.
    """
    prior = {(r.agency, r.scope, r.year): r for r in reports}
    pairs = ((r, prior.get((r.agency, r.scope, r.year - 1))) for r in reports)
    return {
        r.id: reused_prose(r, before)
        for r, before in pairs
        if before is not None and _comparable(r, before)
    }


def _comparable(report: Report, before: Report) -> bool:
    return bool(report.prose and before.prose) and not (
        report.transcription or before.transcription
    )


def reuse_finding(
    report: Report, before: Report | None, found: Reuse | None = None
) -> dict[str, Any] | None:
    """Make the note that prose was reused; None where none was or nobody can tell.

    Parameters
    ----------
    report, before : Report
        This year's and last year's; None if the latter is not loaded.

    found : Reuse, optional
        What ``reuse_of`` gives for the report, if it was computed already.
    """
    if before is None or not _comparable(report, before):
        return None
    found = found or reused_prose(report, before)
    if not found.passages or found.share < LEAST or found.total < FEWEST:
        return None
    longest = sorted(found.passages, key=lambda p: -len(p.text))[:_PASSAGES]
    values = {}
    for lang in LANGUAGES:
        quoted = []
        for p in longest:
            # Of a number that goes on in another way only the beginning is the same, or the end.
            printed = p.printed.strip("0123456789 ").removeprefix("年").strip("，、；。,; ")
            text = printed if len(printed) <= _QUOTED else f"{printed[:_QUOTED]}…"
            texts = {
                "text": text,
                "here": place(p.where, lang),
                "there": place(p.where_before, lang),
            }
            quoted.append(say("reuse_passage", texts)[lang])
        values[lang] = {
            "total": str(found.total),
            "reused": str(found.reused),
            "share": f"{found.share * 100:.1f}%",
            "file": before.file,
            "several": len(quoted) > 1,
            "passages": ("；" if lang == "zh" else "; ").join(quoted),
        }
    return {
        "severity": "note",
        "rule": RULE,
        "where": "report",
        "at": longest[0].where,
        **say("reuse", values),
    }


def _runs(text: str, old: str, first: dict[str, list[int]]) -> Iterator[tuple[int, int, int]]:
    """Common runs of ``RUN`` characters and more: start and end here, start in ``old``."""
    at = 0
    while at <= len(text) - RUN:
        candidates = first.get(text[at : at + RUN])
        if not candidates:
            at += 1
            continue
        length, start = max((_extent(text, at, old, c), -c) for c in candidates[:64])
        yield at, at + length, -start
        at += length - RUN + 1  # a run of another passage may begin inside this one and go beyond


def _extent(text: str, at: int, old: str, start: int) -> int:
    length = RUN
    while (
        at + length < len(text)
        and start + length < len(old)
        and text[at + length] == old[start + length] != WALL
    ):
        length += 1
    return length


def _quoted(prose: Prose, origins: Sequence[int]) -> str:
    """The print of a run; empty where it cannot be traced."""
    return prose.quote(origins[0], origins[-1] + 1) if origins[-1] < len(prose.text) else ""
