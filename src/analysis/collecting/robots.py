"""How sites are asked: our manners, and what their robots.txt lets programs do (RFC 9309)."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from analysis.reading.kinds import suffix_of

from .records import Answer

AGENT = "gouji"
LONGEST_DELAY_SECONDS = 60.0
_MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are read


@dataclass(frozen=True)
class Manners:
    """How sites are asked.

    Attributes
    ----------
    delay_seconds : float
        Pause between two requests to one host; a longer one that its robots.txt asks for holds.
    step_seconds : float
        How long connecting, or waiting for the next bytes, may take.
    total_seconds : float
        How long one answer may take as a whole.
    max_bytes : int
        How large one answer may be, packed or unpacked.
    tries : int
        How often an address is tried when its server fails.
    backoff_seconds : float
        Pause before the second try; it doubles with each.
    allow_private : bool
        Whether hosts of this machine's own networks may be asked.
    contact : str
        Where the user can be reached; part of the user agent.
    """

    delay_seconds: float = 2.0
    step_seconds: float = 30.0
    total_seconds: float = 180.0
    max_bytes: int = 50_000_000
    tries: int = 3
    backoff_seconds: float = 3.0
    allow_private: bool = False
    contact: str = ""


class Robots:
    """The rules of every host that was asked.

    Parameters
    ----------
    get : callable
        Takes the address of a robots.txt and gives its answer.
    """

    def __init__(self, get: Callable[[str], Answer]) -> None:
        self._get = get
        self._rules: dict[str, Protego | None] = {}

    def allows(self, url: str) -> bool:
        """Whether an address may be asked for.

        A site that has no robots.txt, or a page in its place, allows everything; one whose server
        fails on it allows nothing (RFC 9309, 2.3.1).

        Parameters
        ----------
        url : str
            The address.
        """
        rules = self._of(url)
        return rules is not None and bool(rules.can_fetch(url, AGENT))

    def delay_seconds(self, url: str) -> float:
        """How long the site wants a program to wait between requests; a minute at most.

        Parameters
        ----------
        url : str
            An address on it.
        """
        rules = self._rules.get(_origin(url))
        return min(float((rules and rules.crawl_delay(AGENT)) or 0), LONGEST_DELAY_SECONDS)

    def _of(self, url: str) -> Protego | None:
        origin = _origin(url)
        if origin not in self._rules:
            answer = self._get(f"{origin}/robots.txt").last
            if answer.status >= 500 or answer.status == 429:
                self._rules[origin] = None
            else:
                plain = answer.status == 200 and suffix_of(answer.body) == ".txt"
                text = answer.body[:_MAX_BYTES].decode("utf-8-sig", "replace") if plain else ""
                self._rules[origin] = Protego.parse(text)
        return self._rules[origin]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
