"""Double entry: where two people who read independently differ, and what settled it."""

from typing import NamedTuple

from analysis.recognising.transcription import FIELDS

from .session import Session


class Difference(NamedTuple):
    """A cell or field on which two readers differ.

    Attributes
    ----------
    code : str
        Cell code, or name of a field.
    first, second : str
        What each has.
    """

    code: str
    first: str
    second: str


def differences(first: Session, second: Session) -> list[Difference]:
    """List what two readers read differently and nobody settled, in the order of the form.

    Parameters
    ----------
    first, second : Session
        Their work on one report. What is settled is kept in the second.
    """
    found = []
    for code in (*FIELDS, *first.form.by_code):
        if code in FIELDS:
            alike = first.text(code).strip() == second.text(code).strip()
        else:
            alike = first.reading(code) == second.reading(code)
        entry = second.entries.get(code)
        settled = entry is not None and entry.accepted and entry.settles[:1] == (first.text(code),)
        if not alike and not settled:
            found.append(Difference(code, first.text(code), second.text(code)))
    return found
