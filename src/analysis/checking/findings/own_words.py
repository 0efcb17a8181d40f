"""What a report says in its own words: prose without what the form, the law or habit dictates.

It is folded (Simplified, half-width, without spaces and punctuation). Headings, labels and the
sentences of ``reuse.yml`` are left out, and so are its set phrases and titles in 《》, which nobody
can word otherwise.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from analysis.recognising import Report
from analysis.recognising.characters import fold
from analysis.recognising.labels import is_label, section_heading
from analysis.templates import read_wording

WALL = "\n"  # in place of what is left out; it is not counted
_ENDS = re.compile(r"(?<=[。!?;])")
_SKIPPED = re.compile(r"[^\w\n]|_")


class OwnWords(NamedTuple):
    """The words, and where each character comes from.

    Attributes
    ----------
    text : str
        Folded characters, and walls.
    places : list of str
        Of each character the place of the sentence that it is in.
    origins : list of int
        Of each character where it is in the whole prose, folded.
    sentences : list of tuple of int and int
        Start and end of each sentence in ``text``.
    """

    text: str
    places: list[str]
    origins: list[int]
    sentences: list[tuple[int, int]]


def own_words(report: Report) -> OwnWords:
    """Collect the prose of a report that is its own.

    Parameters
    ----------
    report : Report
        Any report with prose.
    """
    text: list[str] = []
    found = OwnWords("", [], [], [])
    read = 0
    for sentence, where, length in _sentences(report.prose, report.format):
        kept = _kept(sentence) if sentence else []
        kept = kept or [(WALL, 0)]
        if any(c != WALL for c, _ in kept):
            found.sentences.append((len(text), len(text) + len(kept)))
        text += [c for c, _ in kept]
        found.origins.extend(read + at for _, at in kept)
        found.places.extend([where] * len(kept))
        read += length
    return found._replace(text="".join(text))


def _kept(sentence: str) -> list[tuple[str, int]]:
    """The characters of a sentence that are compared, each with where it stands."""
    return [
        (WALL if len(m[0]) > 1 else m[0], m.start())
        for m in _pieces().finditer(sentence)
        if len(m[0]) > 1 or not _SKIPPED.match(m[0])
    ]


@cache
def _pieces() -> re.Pattern[str]:
    phrases = read_wording(__package__, "reuse.yml")["set_phrases"]
    return re.compile("|".join([r"《[^》]*》", *phrases, "."]), re.DOTALL)


def _sentences(prose: Iterable[tuple[str, str]], fmt: str) -> Iterator[tuple[str | None, str, int]]:
    """Sentences with their places and lengths; None where one is the form's or the law's.

    A line that does not end a sentence is taken together with the next ones, because PDFs and texts
    break lines anywhere.
    """
    held: list[tuple[str, str]] = []
    for text, where in prose:
        folded = fold(text)
        if is_label(text, fmt) or section_heading(text, fmt) or _is_boilerplate(folded):
            yield from _cut(held)
            held = []
            yield None, where, len(folded)
            continue
        held.append((folded, where))
        if re.search(r"[。!?;:]$", folded):
            yield from _cut(held)
            held = []
    yield from _cut(held)


def _cut(lines: list[tuple[str, str]]) -> Iterator[tuple[str | None, str, int]]:
    """Cut lines that belong together into sentences, each with the place where it begins."""
    joined = "".join(text for text, _ in lines)
    ends, length = [], 0
    for text, where in lines:
        length += len(text)
        ends.append((length, where))
    at = 0
    for sentence in _ENDS.split(joined):
        where = next((w for end, w in ends if at < end), ends[-1][1] if ends else "")
        at += len(sentence)
        if sentence:
            yield (None if _is_boilerplate(sentence) else sentence), where, len(sentence)


@cache
def _boilerplate() -> list[re.Pattern[str]]:
    texts = read_wording(__package__, "reuse.yml")["boilerplate"]
    return [re.compile(text) for text in texts]


def _is_boilerplate(sentence: str) -> bool:
    return any(pattern.search(sentence.rstrip("。;")) for pattern in _boilerplate())
