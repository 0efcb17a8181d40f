"""The characters of a PDF page that a reader sees, and the words and lines that they make."""

import ctypes
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from analysis.reading.layout import Turn, Word

from .drawing import Drawing

MAX_CHARS = 200_000
_APART = 0.45  # of the height of a line: a wider gap parts words
_DIGITS_APART = 0.3  # the same between digits, which stand closer than anything else
_LARGE = 1.8  # times the usual height
_SKEW = 0.1  # radians


def page_chars(
    page: Any, drawing: Drawing
) -> tuple[list[Word], int, tuple[float, float, float, float]]:
    """The visible characters of a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
    drawing : Drawing
        What else is on it. Text in hidden objects is passed over, and so is text at an angle (a
        watermark).

    Returns
    -------
    chars : list of Word
        One character each, in the order of the file, in the page's own coordinates.
    quarters : int
        How many clockwise quarter turns bring the text upright.
    box : tuple of float
        The visible part of the page: left, bottom, right, top.

    Raises
    ------
    ValueError
        If there is more text than on any annual report.
    """
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > MAX_CHARS:
            raise ValueError("a page with more text than any annual report")
        area = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, area)
        visible = (area.left, area.bottom, area.right, area.top)
        handle, box = textpage.raw, raw.FS_RECTF()
        out: list[Word] = []
        at: list[int] = []
        ref = ctypes.byref(box)
        # The loose box is the whole place of a glyph: a comma's own is too small to tell its line.
        place, append = raw.FPDFText_GetLooseCharBox, out.append
        text: Sequence[str] = textpage.get_text_range() if count else ""
        if (
            len(text) != count
        ):  # what lies beyond the first 65,536 characters of Unicode takes two places there
            text = _paired([chr(raw.FPDFText_GetUnicode(handle, i) or 32) for i in range(count)])
        for index, char in enumerate(text):
            if char <= " " or char in _NOTHING:
                continue
            if place(handle, index, ref):
                append(Word(char, box.left, box.bottom, box.right, box.top))
                at.append(index)
        quarters = _upright(out)
        gone = _hidden(handle, out, at, drawing) | _aslant(handle, out, at, quarters)
        left, bottom, right, top = visible
        kept = [
            c
            for i, c in enumerate(out)
            if i not in gone
            and left <= (c.left + c.right) / 2 <= right
            and bottom <= (c.bottom + c.top) / 2 <= top
        ]
        return kept, quarters, visible
    finally:
        textpage.close()


def _paired(units: list[str]) -> list[str]:
    """Characters, one in each place.

    Two halves of one beyond the first 65,536 are put together; a half alone becomes U+FFFD.
    """
    for i, unit in enumerate(units):
        if (
            "\ud800" <= unit <= "\udbff"
            and i + 1 < len(units)
            and "\udc00" <= units[i + 1] <= "\udfff"
        ):
            units[i : i + 2] = [
                (unit + units[i + 1]).encode("utf-16", "surrogatepass").decode("utf-16"),
                " ",
            ]
        elif "\ud800" <= unit <= "\udfff":
            units[i] = "\ufffd"
    return units


_NOTHING = frozenset("\xa0\u3000\ufffe\uffff\xad\u200b\u200c\u200d\ufeff")


def _upright(chars: list[Word]) -> int:
    """Which way most of the text runs: 0 to the right, 1 upwards, 2 to the left, 3 downwards."""
    ways = [0, 0, 0, 0]
    for a, b in pairwise(chars[:600]):
        across, up = b.left + b.right - a.left - a.right, b.bottom + b.top - a.bottom - a.top
        if 4 * abs(up) < abs(across) < 60:
            ways[0 if across > 0 else 2] += 1
        elif 4 * abs(across) < abs(up) < 60:
            ways[1 if up > 0 else 3] += 1
    return ways.index(max(ways)) if max(ways) > 2 * ways[0] else 0


def _hidden(handle: Any, chars: list[Word], at: list[int], drawing: Drawing) -> set[int]:
    """Characters that are not seen: drawn invisibly, or white where nothing shades the page."""
    if not drawing.hidden:
        return set()
    import pypdfium2.raw as raw

    gone = set()
    for i, (char, index) in enumerate(zip(chars, at, strict=True)):
        item = raw.FPDFText_GetTextObject(handle, index)
        why = drawing.hidden.get(ctypes.addressof(item.contents)) if item else None
        point = ((char.left + char.right) / 2, char.middle)
        if why == "never" or (why == "white" and not any(s.holds(point) for s in drawing.shades)):
            gone.add(i)
    return gone


def _aslant(handle: Any, chars: list[Word], at: list[int], quarters: int) -> set[int]:
    """Positions of characters at an angle; only one that lines up with neither neighbour can be."""
    import pypdfium2.raw as raw

    gone = set()
    level = quarters % 2 == 0
    middles = [c.bottom + c.top if level else c.left + c.right for c in chars]
    heights = [c.top - c.bottom if level else c.right - c.left for c in chars]
    last = len(chars) - 1
    for i, middle in enumerate(middles):
        allowed = 0.2 * heights[i]
        if (i and abs(middles[i - 1] - middle) < allowed) or (
            i < last and abs(middles[i + 1] - middle) < allowed
        ):
            continue
        angle = raw.FPDFText_GetCharAngle(handle, at[i])
        if angle >= 0:
            off = math.remainder(angle, math.pi / 2)
            turned = round((angle - off) / (math.pi / 2)) % 4
            if abs(off) > _SKEW or turned not in (quarters, (4 - quarters) % 4):
                gone.add(i)
    return gone


def turned(chars: list[Word], turn: Turn, origin: tuple[float, float]) -> list[Word]:
    """Characters after a turn of the page.

    Parameters
    ----------
    chars : list of Word
        One character each, in the page's own coordinates.
    turn : Turn
        From the page as it lies in the file to the page as it is read.
    origin : (float, float)
        The lower left corner of the page's visible part, in points.
    """
    if turn.quarters == 0 and origin == (0, 0):
        return chars
    dx, dy = origin
    return [Word(c[0], *turn.box(c[1] - dx, c[2] - dy, c[3] - dx, c[4] - dy)) for c in chars]


def word_lines(chars: Iterable[Word]) -> list[list[Word]]:
    """Lines from top to bottom, each its words from left to right.

    Parameters
    ----------
    chars : iterable of Word
        Characters in the order of the file, which keeps together what is one piece of text.
    """
    words = _runs(chars)
    if not words:
        return []
    limit = _LARGE * sorted(w[4] - w[2] for w in words)[len(words) // 2]
    large = [[w] for w in words if w[4] - w[2] > limit]
    if large and len(large) < len(
        words
    ):  # a title or a mark across the page: it must not draw others to its line
        rest = _word_lines([w for w in words if w[4] - w[2] <= limit])
        return sorted(
            [*rest, *_word_lines([w for line in large for w in line])],
            key=lambda line: -line[0].middle,
        )
    return _word_lines(words)


def _word_lines(words: list[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w[2] - w[4], w[1])):
        if lines:
            first = lines[-1][0]
            if abs(first[2] + first[4] - word[2] - word[4]) < max(
                word[4] - word[2], first[4] - first[2], 1.0
            ):
                lines[-1].append(word)
                continue
        lines.append([word])
    return [_joined(sorted(line, key=lambda w: w[1])) if len(line) > 1 else line for line in lines]


def _runs(chars: Iterable[Word]) -> list[Word]:
    """Characters that follow each other on one line without a gap, as words."""
    out: list[Word] = []
    texts: list[str] = []
    left = bottom = right = top = last = 0.0
    for char in chars:
        text, x0, y0, x1, y1 = char
        if texts:
            height = max(top - bottom, y1 - y0)
            gap = x0 - right
            if text == texts[-1] and abs(x0 - last) < 0.6 and abs(y0 - bottom) < 0.3 * height:
                continue  # bold made by printing twice
            limit = _DIGITS_APART if text.isdigit() and texts[-1].isdigit() else _APART
            if -0.5 * height < gap <= limit * height and abs(y0 + y1 - bottom - top) < 0.6 * height:
                texts.append(text)
                bottom, right, top, last = min(bottom, y0), x1, max(top, y1), x0
                continue
            out.append(Word("".join(texts), left, bottom, right, top))
        texts = [text]
        left, bottom, right, top, last = x0, y0, x1, y1, x0
    if texts:
        out.append(Word("".join(texts), left, bottom, right, top))
    return out


def _joined(line: list[Word]) -> list[Word]:
    """The words of one line: pieces without a gap between them put together."""
    out = [line[0]]
    for word in line[1:]:
        last = out[-1]
        height = max(last[4] - last[2], word[4] - word[2])
        level = abs(word[2] + word[4] - last[2] - last[4]) < 0.6 * height
        if level and word[0] == last[0] and abs(word[1] - last[1]) < 0.6:
            continue  # bold made by printing twice
        limit = _DIGITS_APART if last[0][-1].isdigit() and word[0][0].isdigit() else _APART
        if level and word[1] - last[3] <= limit * height:
            out[-1] = Word(
                last[0] + word[0],
                last[1],
                min(last[2], word[2]),
                max(last[3], word[3]),
                max(last[4], word[4]),
            )
        else:
            out.append(word)
    return out
