"""The lines of a document as one text, from which its tables can be cut."""

import re
from collections.abc import Sequence

from analysis.reading.blocks import Line
from analysis.recognising.characters import simplify

from .tokens import has_parted_numbers

SECTION = re.compile(
    r"(?=(?:一、(?:总体|基本|工作)情况|二、主动公开政府信息(?:的)?情况|三、(?:收到和处理|依申请公开)"
    r"|四、(?:因?政府信息公开)?(?:被?申请)?行政法?复议|五、[^0-9]{0,14}?(?:问题|不足|改进)"
    r"|六、其[他它](?:需要|应)))"
)
_WITHIN = re.compile(r"(?<=\d)\s+(?=\d)")  # numbers
_NOTES = re.compile("[¹²³⁰⁴-⁹①-⒛⓪-⓿❶-➓]")
_HEADING_END = re.compile(
    r"^[一二三四五六]、(?:[^。；;0-9]{2,18}?)(?:情况|事项|计划|措施)(?=[^的及和与、])"
)


class GluedText:
    """The lines as one text, and where each part of it stands.

    Parameters
    ----------
    lines : sequence of Line
        All lines of the document.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        # Raised and ringed digits are notes, and no digits of a number.
        self.lines = [(line, simplify(_NOTES.sub("※", line.text))) for line in lines]
        if any(has_parted_numbers(plain) for _, plain in self.lines):  # no blank is a bound
            self.lines = [(line, _WITHIN.sub("", plain)) for line, plain in self.lines]
        self.text = "\n".join(plain for _, plain in self.lines)
        self.starts: list[int] = []
        at = 0
        for _, plain in self.lines:
            self.starts.append(at)
            at += len(plain) + 1

    def where(self, at: int) -> str:
        """The place of a part of the text.

        Parameters
        ----------
        at : int
            Index of its first character in the text.
        """
        number = max(i for i, start in enumerate(self.starts) if start <= at)
        return self.lines[number][0].where

    def without(self, spans: Sequence[tuple[int, int]]) -> list[Line]:
        """The lines without the tables, cut at section headings.

        Parameters
        ----------
        spans : sequence of (int, int)
            Where each table begins and ends in the text.
        """
        out = []
        for (line, plain), start in zip(self.lines, self.starts, strict=True):
            # The print is kept where folding has moved nothing.
            text = line.text if len(line.text) == len(plain) else plain
            pieces, at = [], 0
            for a, b in spans:
                a, b = max(a - start, 0), min(b - start, len(text))
                if a < b:
                    pieces.append(text[at:a])
                    at = b
            pieces.append(text[at:])
            out += [
                Line(part, line.where)
                for piece in pieces
                for section in SECTION.split(piece)
                for part in _heading_apart(section)
                if part.strip()
            ]
        return out


def _heading_apart(text: str) -> list[str]:
    match = _HEADING_END.match(text)
    return [match[0], text[match.end() :]] if match else [text]
