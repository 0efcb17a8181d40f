"""What the sections of a brief share: how a list of names is cut, how a row of figures is made."""

from collections.abc import Iterable, Sequence
from typing import Any

from analysis.telling.wording import Ref, Sentence, say, word

from .county import County, Member
from .outliers import Fields

NAMES = 12  # names in one sentence; more are counted


class Teller:
    """One county in one language.

    Parameters
    ----------
    county : County
    fields : Fields
        The peer groups of the whole corpus.
    lang : {"zh", "en"}
    """

    def __init__(self, county: County, fields: Fields, lang: str) -> None:
        self.county, self.fields, self.lang = county, fields, lang

    def say(self, key: str, rests_on: Sequence[Ref] = (), **values: object) -> Sentence:
        """A sentence of ``sentences/brief.yml``."""
        return say(key, self.lang, rests_on, **values)

    def word(self, key: str, **values: object) -> str:
        """A word of ``words/brief.yml``, filled in."""
        text = word(f"brief_{key}", self.lang)
        return text.format(**values) if values else text

    def names(self, names: Iterable[str], most: int = NAMES) -> dict[str, Any]:
        """What a sentence needs to list names: the first of them, and how many more there are."""
        names = list(names)
        return {"names": self.joined(names[:most]), "more": max(0, len(names) - most)}

    def joined(self, parts: Iterable[str]) -> str:
        """Parts of a list."""
        return ("、" if self.lang == "zh" else "; ").join(parts)

    def whose(self, members: Sequence[Member]) -> str:
        """Whose figures these are: one agency's, all agencies' together, or the report's over all."""
        if members and members[0].meta.scope == "territory":
            return self.word("territory")
        return members[0].label if len(members) == 1 else self.word("sum", count=len(members))

    @property
    def subject(self) -> list[Member]:
        """The reports that the brief is about: the single agencies, or else the first report over all."""
        return self.county.agencies or self.county.territory[:1]
