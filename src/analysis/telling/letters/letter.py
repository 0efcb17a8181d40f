"""What a letter to an agency holds: questions, a row for each figure, and its texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.telling.view import ReportView
from analysis.templates import Wording, read_wording


@dataclass(frozen=True)
class Asked:
    """A row of a question: one figure that the agency may correct.

    Attributes
    ----------
    code : str
        Code of its cell; empty for the prose, and for a cell of another report.
    label : str
        What it is, in the words of the form.
    printed : str
        What is printed for it.
    place : str
        Where it is printed.
    likely : str
        What the sums would want it to be; empty where they leave it as it is or do not say.
    """

    code: str
    label: str
    printed: str
    place: str
    likely: str = ""


@dataclass(frozen=True)
class Question:
    """One matter that an agency is asked about.

    Attributes
    ----------
    id : str
        Ten hexadecimal digits, by which the answer is found again.
    rule : str
        Id of the rule of the finding.
    wheres : tuple of str
        Places of the findings that it asks about; more than one where they are one matter.
    about : str
        What is printed and what follows from it, and what would make it right.
    rows : tuple of Asked
        The figures.
    """

    id: str
    rule: str
    wheres: tuple[str, ...]
    about: str
    rows: tuple[Asked, ...]


@dataclass(frozen=True)
class Letter:
    """What one agency is asked about one report.

    Attributes
    ----------
    view : ReportView
        The report.
    questions : tuple of Question
        The matters, the gravest first.
    before : ReportView or None
        The report for the year before, if it is loaded.
    """

    view: ReportView
    questions: tuple[Question, ...]
    before: ReportView | None = None

    def say(self, key: str, /, **values: object) -> str:
        """A text of ``letters.yml`` in the letter's language, filled in.

        Parameters
        ----------
        key : str
            Its key there.
        **values
            What it names.
        """
        return say(key, self.view.lang, **values)


def say(key: str, lang: str, /, **values: object) -> str:
    """A text of ``letters.yml``, filled in.

    Parameters
    ----------
    key : str
        Its key there.
    lang : {"zh", "en"}
        Language of the letter.
    **values
        What it names.
    """
    return _wording().say(key, lang, **values)


@cache
def _wording() -> Wording:
    return Wording(texts())


def texts() -> Mapping[str, Any]:
    """The texts of ``letters.yml`` by their keys."""
    return read_wording(__package__, "letters.yml")
