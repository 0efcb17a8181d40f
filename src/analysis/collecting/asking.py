"""Asking for an address: whatever answers, and why nothing may come of it."""

from typing import Protocol

from .records import Answer, Recorded


class Failure(Exception):
    """Why there is no answer or no report: a key of ``messages.yml`` and what its text names."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


class Unreachable(Failure):
    """An address could not be asked, or nothing came of it."""


class Missing(Failure):
    """The site answers, and the report is not there."""


class Asker(Protocol):
    """Whatever answers for an address: sites, or a WARC file."""

    def get(self, url: str, known: Recorded) -> Answer:
        """The answer to an address.

        Parameters
        ----------
        url : str
            The address.
        known : Recorded
            Answers of earlier runs.

        Raises
        ------
        Unreachable
            If there is none.
        """


def check_status(answer: Answer) -> None:
    """Raise what an HTTP status means, where it is not that something was served.

    Parameters
    ----------
    answer : Answer
        What an address answered.

    Raises
    ------
    Missing, Unreachable
        For any status but success.
    """
    status = answer.last.status
    if status in (404, 410):
        raise Missing("not_found", url=answer.url, status=status)
    if status in (401, 407):
        raise Unreachable("login", url=answer.url)
    if status in (202, 412, 521):  # what systems against programs answer with
        raise Unreachable("script_wall", url=answer.url)
    if status == 403:
        raise Unreachable("refused", url=answer.url)
    if not 200 <= status < 300:
        raise Unreachable("status", url=answer.url, status=status)
