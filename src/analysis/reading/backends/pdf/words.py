"""The words and lines that the characters of a PDF page make."""

from collections.abc import Iterable
from itertools import pairwise

from analysis.reading.layout import Word
from analysis.reading.visibility import FAINT, ODD, RAISED, marked

_APART = 0.45  # of the height of a line: a wider gap parts words
_DIGITS_APART = 0.3  # the same between digits, which stand closer than anything else
_LARGE = 1.8  # times the usual height
SMALLER = 0.86  # of the height of the digit beside it
LEVEL = 0.15  # of its height: digits of one number stand on one line
_TOUCH_ACROSS = 0.2  # the same, of the width of the wider
TOUCH = 0.1  # of the height of a digit: digits of one number stand no farther apart, nor overlap


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
    # A title or a mark across the page: it must not draw others to its line.
    if large and len(large) < len(words):
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


def touch(a: Word, b: Word) -> bool:
    """Whether one sign goes on where another ends, as digits of one number do.

    Parameters
    ----------
    a, b : Word
        One after the other.
    """
    height = max(a[4] - a[2], b[4] - b[2])
    level = abs(a[2] + a[4] - b[2] - b[4]) < 0.6 * height
    return level and abs(b[1] - a[3]) < _reach(height, max(a[3] - a[1], b[3] - b[1]))


def _reach(height: float, width: float) -> float:
    """How far from each other, or over each other, digits of one number stand at the most.

    Some fonts are half as high again as others, so the width of a digit counts too.
    """
    return min(TOUCH * height, _TOUCH_ACROSS * width)


def beside(a: Word, b: Word) -> bool:
    """Whether two signs are of one size on one line: neither is a mark beside the other.

    Parameters
    ----------
    a, b : Word
        One after the other.
    """
    low, high = sorted((a.height, b.height))
    return low >= SMALLER * high and abs(a.bottom - b.bottom) <= LEVEL * high


def _runs(chars: Iterable[Word]) -> list[Word]:
    """Characters that follow each other on one line without a gap, as words."""
    out: list[Word] = []
    texts: list[str] = []
    left = bottom = right = top = last = low = 0.0
    for char in chars:
        text, x0, y0, x1, y1 = char
        if texts:
            height = max(top - bottom, y1 - y0)
            gap = x0 - right
            if text == texts[-1] and abs(x0 - last) < 0.6 and abs(y0 - bottom) < 0.3 * height:
                continue  # bold made by printing twice
            near = -0.5 * height < gap <= _APART * height
            if (
                near
                and abs(y0 + y1 - bottom - top) < 0.6 * height
                and not (
                    (
                        abs(y0 - low) > LEVEL * height
                        or abs(gap) > _reach(height, max(x1 - x0, right - last))
                        or min(top - bottom, y1 - y0) < SMALLER * height
                    )
                    and text.isdigit()
                    and texts[-1].isdigit()
                )
            ):
                texts.append(text)
                bottom, right, top, last = min(bottom, y0), x1, max(top, y1), x0
                low = y0
                continue
            out.append(Word("".join(texts), left, bottom, right, top))
        texts = [text]
        left, bottom, right, top, last = x0, y0, x1, y1, x0
        low = y0
    if texts:
        out.append(Word("".join(texts), left, bottom, right, top))
    return out


def _joined(line: list[Word]) -> list[Word]:
    """The words of one line: pieces without a gap between them put together."""
    out: list[list[Word]] = [[line[0]]]
    for word in line[1:]:
        last = out[-1][-1]
        height = max(last[4] - last[2], word[4] - word[2])
        level = abs(word[2] + word[4] - last[2] - last[4]) < 0.6 * height
        if level and word[0] == last[0] and abs(word[1] - last[1]) < 0.6:
            continue  # bold made by printing twice
        limit = _DIGITS_APART if last[0][-1].isdigit() and word[0][0].isdigit() else _APART
        if level and word[1] - last[3] <= limit * height:
            out[-1].append(word)
        else:
            out.append([word])
    return [_one_word(pieces) if len(pieces) > 1 else pieces[0] for pieces in out]


def _one_word(pieces: list[Word]) -> Word:
    """Pieces put together; digits that may not belong to the number beside them are marked."""
    texts = [piece[0] for piece in pieces]
    gaps = [b[1] - a[3] for a, b in pairwise(pieces)]
    height = max(piece[4] - piece[2] for piece in pieces)
    # Digits set wide apart are as far from each other everywhere.
    spaced = all(len(text) == 1 for text in texts) and max(gaps) - min(gaps) < 0.1 * height
    spaced = spaced and len(texts) > 2  # one gap shows nothing of what is usual
    for i, (a, b) in enumerate(pairwise(pieces)):
        if not (a[0][-1:].isdigit() and b[0][:1].isdigit()):
            continue
        reach = _reach(height, max((p[3] - p[1]) / len(p[0]) for p in (a, b)))
        small, large = sorted((i, i + 1), key=lambda k: pieces[k][4] - pieces[k][2])
        one, other = pieces[small], pieces[large]
        if one[4] - one[2] < SMALLER * (other[4] - other[2]):
            raised = abs(one[2] - other[2]) > 0.12 * (other[4] - other[2])
            texts[small] = marked(one[0], RAISED if raised else ODD)
        elif abs(a[2] - b[2]) > LEVEL * height and a[0].isdigit() and b[0].isdigit():
            texts[i + 1] = marked(b[0], ODD)
        elif gaps[i] < -reach:
            texts[i], texts[i + 1] = marked(a[0], FAINT), marked(b[0], FAINT)
        elif gaps[i] > reach and not spaced:
            texts[i + 1] = marked(b[0], ODD)
    return Word(
        "".join(texts),
        pieces[0][1],
        min(piece[2] for piece in pieces),
        max(piece[3] for piece in pieces),
        max(piece[4] for piece in pieces),
    )
