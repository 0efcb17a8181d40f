"""A claim on its way through the package, and what the passage has said so far."""

from dataclasses import dataclass, field

from .clauses import Frame, Passage
from .numbers import PERCENT

RECEIVED, CARRIED_IN = "requests/received/total", "requests/carried_in/total"
CONCLUDED, CARRIED_OUT = "requests/concluded/total", "requests/carried_out/total"
WITH_CARRIED_IN = f"{RECEIVED} + {CARRIED_IN}"
EITHER = f"{RECEIVED} | {CONCLUDED}"
CARRIED_BARE = "carried_bare"  # concept of a 结转 that does not say from or to which year


@dataclass(frozen=True)
class Place:
    """Where a number stands, and what is known of the report: its form, its year, what it covers.

    None where unknown.

    ``words_before`` is what the sentence says before the number.
    """

    sentence: tuple[int, int]
    form: str | None
    year: int | None
    scope: str | None
    words_before: str = ""


@dataclass
class Claim:
    """A number bound to a cell, a sum of cells, or a percentage of one.

    Attributes
    ----------
    concept : str
        Which name bound it; ``received``, ``handled`` and the like for totals.
    frame : Frame or None
        None for a claim without a number.
    sentence : tuple of int
        Passage and sentence.
    elsewhere : bool
        The words speak of another scope than the tables.
    doubtful : bool
        It may go on about a number that was left alone before it in the sentence.
    """

    concept: str
    target: str
    value: float
    passage: Passage
    start: int
    end: int
    sentence: tuple[int, int]
    frame: Frame | None = None
    elsewhere: bool = False
    doubtful: bool = False

    def is_before(self, sentence: tuple[int, int], reach: int) -> bool:
        """Whether it stands at most ``reach`` sentences before; a line counts as a sentence.

        Parameters
        ----------
        sentence : tuple of int and int
            Number of a line, and of a sentence in it.
        reach : int
            How many sentences before it may be at the most.
        """
        (p, s), (q, t) = self.sentence, sentence
        return (p == q and t - s <= reach) or (0 < q - p <= reach and t == 0)

    @property
    def is_total(self) -> bool:
        """Whether it counts applications that came in, with or without those carried in."""
        return self.target in (RECEIVED, WITH_CARRIED_IN, EITHER)


@dataclass(frozen=True)
class LeftAlone:
    """A number that was bound to no cell, why not, and what the passage was about.

    Attributes
    ----------
    frame : Frame
        The number and its words.
    passage : Passage
        The paragraph that holds it.
    sentence : tuple of int
        Passage and sentence.
    why : str
        The reason, in one word.
    topic, remedy : str or None
        What the passage was about there; reviews or lawsuits, whichever was named last.
    """

    frame: Frame
    passage: Passage
    sentence: tuple[int, int]
    why: str
    topic: str | None
    remedy: str | None


@dataclass
class Memory:
    """What was said before, carried from sentence to sentence until a heading."""

    topic: str | None = None
    topic_sentence: tuple[int, int] = (-1, -1)
    remedy: str | None = None
    foreign: bool = False
    document: str | None = None
    elsewhere: bool = False  # the passage speaks of another scope than the tables
    elsewhere_sentence: tuple[int, int] = (-1, -1)
    attributes: tuple[int, int] | None = None
    last: Claim | None = (
        None  # the claim of the number right before, None where that number was left alone
    )
    last_sentence: tuple[int, int] = (-1, -1)  # where that number stood
    last_left_alone: str = ""  # why the number right before was left alone, "" where it was bound
    channels: list[tuple[tuple[int, int], float]] = field(
        default_factory=list
    )  # of figures by channel: sentence and value
    claims: list[Claim] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)

    def turn_to(self, topic: str, sentence: tuple[int, int]) -> None:
        """A word that says what the passage is about.

        Parameters
        ----------
        topic : str
            What the passage is about from here on.
        sentence : tuple of int and int
            Number of the line, and of the sentence in it.
        """
        self.topic, self.topic_sentence = topic, sentence
        if topic in ("review", "suit"):
            self.remedy = "review" if topic == "review" else "suit_*"

    def leave(self, number: LeftAlone) -> None:
        """A number that is bound to no cell.

        Parameters
        ----------
        number : LeftAlone
            The number, and why it is left alone.
        """
        self.left_alone.append(number)
        if number.frame.mention.kind != PERCENT:
            self.last, self.last_left_alone, self.last_sentence = None, number.why, number.sentence

    def forget(self) -> None:
        """A heading: a new matter begins."""
        self.topic = self.remedy = self.document = self.attributes = self.last = None
        self.foreign, self.elsewhere, self.last_left_alone = False, False, ""
