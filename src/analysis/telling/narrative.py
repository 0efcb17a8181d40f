"""What all narratives have: sections in a fixed order, each of sentences that name their cells."""

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from .sentence import Ref, Sentence, say


class Narrative:
    """A narrative, or a part of one; its method ``_who`` makes the sentences of section ``who``.

    Parameters
    ----------
    lang : {"zh", "en"}
        Language of the sentences.

    Attributes
    ----------
    SECTIONS : tuple of str
        Names of its sections, in order.
    n_side_by_side : int
        Agencies that each sentence on a count or a share sets side by side; 0 where it does not.
    subject : str
        The one agency that each sentence on a count or a share names; empty where there is none.
    """

    SECTIONS: ClassVar[tuple[str, ...]] = ()
    n_side_by_side: int = 0
    subject: str = ""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    @property
    def title(self) -> str:
        """Its title; a part of a narrative has none."""
        return ""

    @cached_property
    def sections(self) -> dict[str, list[Sentence]]:
        """Section name to its sentences, in order."""
        return {name: list(self._section(name)) for name in self.SECTIONS}

    def sentences(self) -> list[Sentence]:
        """All sentences, in order; those that rest on cells are numbered so, from 1."""
        return [sentence for sentences in self.sections.values() for sentence in sentences]

    def _section(self, name: str) -> Iterator[Sentence]:
        yield from getattr(self, f"_{name}")()

    def _say(self, key: str, rests_on: tuple[Ref, ...] = (), **values: object) -> Sentence:
        return say(key, self.lang, rests_on, **values)
