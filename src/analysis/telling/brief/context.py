"""What the sections of a brief share: the county, its language, how a list of names is cut."""

from collections.abc import Iterable, Sequence
from typing import Any

from analysis.telling.sentence import Ref, Sentence, say
from analysis.telling.view import ReportView
from analysis.telling.wording import word

from .county import County

_MOST_NAMES = 12  # in one sentence; more are counted


class Context:
    """The county that a brief is about, with its sentences and words.

    Parameters
    ----------
    county : County
        Its reports, in the language of the brief.

    Attributes
    ----------
    county : County
        As given.
    lang : {"zh", "en"}
        Language of the brief.
    """

    def __init__(self, county: County) -> None:
        self.county, self.lang = county, county.lang

    def say(self, key: str, rests_on: Sequence[Ref] = (), **values: object) -> Sentence:
        """Fill in a sentence of ``sentences/brief.yml``.

        Parameters
        ----------
        key : str
            Its key there.
        rests_on : sequence of Ref
            The cells that it rests on.
        **values
            What its template names.
        """
        return say(key, self.lang, rests_on, **values)

    def word(self, key: str, **values: object) -> str:
        """Fill in a word of ``words/brief.yml``.

        Parameters
        ----------
        key : str
            Its key there, without ``brief_``.
        **values
            What it names in braces.
        """
        text = word(f"brief_{key}", self.lang)
        return text.format(**values) if values else text

    def names(self, names: Iterable[str], most: int = _MOST_NAMES) -> dict[str, Any]:
        """What a sentence needs to list names: the first of them, and how many more there are.

        Parameters
        ----------
        names : iterable of str
            All names.
        most : int
            How many are listed.
        """
        names = list(names)
        return {"names": self.joined(names[:most]), "more": max(0, len(names) - most)}

    def legends(self, texts: Iterable[str]) -> tuple[Sentence, ...]:
        """What the marks mean that figures carry: one sentence for each mark that is there.

        Parameters
        ----------
        texts : iterable of str
            The texts that hold the figures; none that a report wrote.
        """
        whole = "".join(texts)
        return tuple(
            Sentence(f"mark.{name}", word(f"legend_{name}", self.lang))
            for name in ("implied", "ocr", "disputed")
            if word(f"{name}_mark", self.lang) in whole
        )

    def joined(self, parts: Iterable[str]) -> str:
        """Parts of a list as one text.

        Parameters
        ----------
        parts : iterable of str
            The parts, in order.
        """
        return ("、" if self.lang == "zh" else "; ").join(parts)

    def whose(self, views: Sequence[ReportView], inside: bool = False) -> str:
        """Whose figures these are: one agency's, all agencies' together, or the territory's.

        Parameters
        ----------
        views : sequence of ReportView
            The reports that are added up.
        inside : bool
            Whether the words stand inside a sentence rather than at the head of a column.
        """
        within = "_inside" if inside else ""
        if views and views[0].meta.scope == "territory":
            return self.word(f"territory{within}")
        return views[0].label if len(views) == 1 else self.word(f"sum{within}", count=len(views))

    @property
    def subject(self) -> list[ReportView]:
        """The reports that the brief is about: the single agencies, or else the territory's."""
        return self.county.agencies or self.county.territory[:1]
