"""The one exception that Gouji raises on purpose, and how a name from outside is shown in it."""

import re

# What a terminal obeys or a reader cannot see: control characters, marks that turn the direction
# of writing, and halves of surrogate pairs. A file name that is not UTF-8 holds such halves, and
# no output can encode them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: object, lines: bool = False) -> str:
    r"""A text that is safe to print: what a terminal would obey is written out, such as ``\x1b``.

    Parameters
    ----------
    text : object
        Whatever was given or found: a path, a name inside an archive, a cell.
    lines : bool
        Whether line breaks stay; else they are written out too.
    """
    shown = str(text)
    if _UNPRINTABLE.search(shown):
        shown = _UNPRINTABLE.sub(
            lambda match: match[0].encode("unicode_escape").decode("ascii"), shown
        )
    return shown if lines else shown.replace("\n", "\\n")


class InputError(Exception):
    """Bad input or usage: what is wrong, in which file and where, and what to do; for a person.

    Everything else that escapes from Gouji is a defect of Gouji.
    """

    def __init__(self, message: object = "") -> None:
        super().__init__(printable(message, lines=True))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message, without the traceback that would bury it."""
        return [f"{type(self).__name__}: {self}"]
