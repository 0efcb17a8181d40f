"""What a site lets programs ask for: its robots.txt (RFC 9309)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from analysis.reading.kinds import suffix_of
from analysis.version import __version__

from .records import Answer

AGENT = "gouji"
LONGEST_DELAY_SECONDS = 60.0
_MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are read


def user_agent(contact: str = "") -> str:
    """How requests name the program that sends them.

    Parameters
    ----------
    contact : str
        Where its user can be reached, such as an e-mail address.
    """
    about = "reads annual reports on government information disclosure"
    more = "".join(c for c in contact if " " < c < "\x7f" and c not in "()")
    return f"{AGENT}/{__version__} ({about}{f'; {more}' if more else ''})"


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
