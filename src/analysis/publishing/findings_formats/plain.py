"""What was checked as text for the terminal."""

from analysis.errors import printable
from analysis.telling.terminal import summary_lines

from .rows import Checked


def to_text(checked: Checked, lang: str | None = None) -> bytes:
    """The outcomes of each report in a line, and below it what is to be looked at.

    Parameters
    ----------
    checked : Checked
        What was checked.
    lang : {"zh", "en"}, optional
        Language of the sentences; default English.
    """
    lines = summary_lines(checked.data, lang or "en")
    return "".join(f"{printable(line)}\n" for line in lines).encode()
