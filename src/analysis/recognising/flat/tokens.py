"""Cut lines of text into tokens, the cells of a table.

Separators, bars on lines of their own, or blanks set them apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.reading.blocks import Line
from analysis.recognising.labels import HEADERS, is_label, label_key, row_item, section_heading
from analysis.recognising.numbers import is_mark

NUMBER = re.compile(r"(?:[+\-−]|增加?|减少?)?\d[\d,，]*(?:\.\d+)?(?:万?元|[件条])?")
_GAP = re.compile(r"\s{2,}")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:\.\d+)?")
_GLUED = re.compile(r"[\u4e00-\u9fff）)](?:\s*\d+\s)*\s*0\d(?:[\d\s]*(?:$|[一二三四五六（(]))")
_LED = re.compile(r"(\S.{1,80}?[\u4e00-\u9fff)）”])\s+(\d[\d.,]*)")
# A year with blanks between its digits.
_PARTED = re.compile(r"(?<![\d.])(?:2\s+0\s*[12]\s*|20\s+[12]\s*|20[12]\s+)\d?\s*年")
_ODD = re.compile("[○◯●□■◇×✕✗?？]")  # fills a cell and is no figure; no part of a label
_WIDE = {0xFF10 + n: str(n) for n in range(10)}
_LONGEST = 5_000
_BREAK = re.compile(r"\s+(?=[一二三四五六]、(?!本年|上年|结转|本年度)|发布时间|发布日期|来源)")


@dataclass(frozen=True)
class Token:
    """A cell's text and the line it stands on.

    ``padding`` where it comes from a run of separators and nothing else.

    ``spaced`` where blanks alone set it apart from its neighbours; ``wide`` where those are more
    than one.
    """

    text: str
    line: int
    where: str
    padding: bool = False
    spaced: bool = False
    wide: bool = False


def tokens_of(lines: Sequence[Line], fmt: str) -> list[Token]:
    """The cells of a flattened text.

    A line without separators is one cell, unless it is a row with blanks between its cells.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the text.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    tokens: list[Token] = []
    between = _bars_between(lines)
    pending: list[tuple[int, Line]] = []
    for number, line in enumerate(lines, start=1):
        text = line.text.strip()
        if between and "|" in text and (text == "|" or text.strip("| ")):
            # A bar ends a cell: nothing before it means an empty one.
            *ended, rest = text.split("|")
            for part in ended:
                pending += [(number, Line(part, line.where))] if part.strip() else []
                at, first = pending[0] if pending else (number, line)
                cell = _joined([x.text.strip() for _, x in pending])
                tokens.append(Token(cell, at, first.where))
                pending = []
            pending += [(number, Line(rest, line.where))] if rest.strip() else []
            continue
        if between and text and "|" not in text and not section_heading(text, fmt):
            pending.append((number, line))
            continue
        if pending and not text:
            continue
        tokens += [Token(x.text.strip(), at, x.where) for at, x in pending]
        pending = []
        if not text:
            continue
        parts = _labels_apart(text.split("|"), fmt) if "|" in text else _spaced_row(text, fmt)
        if len(parts) > 1 and parts[-1].strip() == "" and "|" in text:
            parts.pop()
        lone = all(not part.strip() for part in parts) and len(parts) > 1
        spaced = len(parts) > 1 and "|" not in text
        wide = spaced and len(_GAP.findall(text)) > 1
        tokens += [Token(part.strip(), number, line.where, lone, spaced, wide) for part in parts]
    return tokens + [Token(x.text.strip(), at, x.where) for at, x in pending]


def _labels_apart(parts: list[str], fmt: str) -> list[str]:
    """The cells of a line; where its label and first figure lost the bar between them, both."""
    for n, part in enumerate(parts):
        found = _LED.fullmatch(part.strip())
        if found and any(row_item(found[1], table, fmt) for table in ("requests", "disclosure")):
            return [*parts[:n], found[1], found[2], *parts[n + 1 :]]
        if re.search(r"\d\s*$", part):  # the figures of another row, run together with this one
            break
    return parts


def is_value(token: Token, fmt: str) -> bool:
    """Whether a token can be the content of a cell.

    Empty, a mark, or short text with a digit that is no label.

    Parameters
    ----------
    token : Token
        A token.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    if not token.text or is_mark(token.text):
        return True
    return (
        bool(re.search(r"\d", token.text))
        and len(token.text) <= 40
        and not is_label(token.text, fmt)
    )


def _joined(pieces: list[str]) -> str:
    """The lines of one cell as one text.

    Numbers are not put together: nobody knows whether they are parts of one.
    """
    filled = [p for p in pieces if p]
    return ("\n" if len(filled) > 1 and all(NUMBER.fullmatch(p) for p in filled) else "").join(
        filled
    )


def _bars_between(lines: Sequence[Line]) -> bool:
    """Whether cells are set apart by bars on lines of their own (family E of the layouts)."""
    texts = [line.text.strip() for line in lines]
    alone, ends = (
        sum(t == "|" for t in texts),
        sum(t.endswith("|") and t.strip("|") != "" for t in texts),
    )
    return alone > 20 and ends < alone / 10


def _spaced_row(text: str, fmt: str) -> list[str]:
    """A row whose cells stand apart by blanks, as PDF text has them: label and numbers, or headers.

    Else the line as it is.
    """
    words = _words(text)
    first = len(words)
    while first > 0 and (_is_cell(words[first - 1]) or _ODD.fullmatch(words[first - 1])):
        first -= 1
    numbers = words[first:]
    if not numbers:
        return words if len(words) > 1 and all(label_key(w) in HEADERS for w in words) else [text]
    for start in range(first):  # the label may follow the name of its group
        if any(_is_cell(word) for word in words[start:first]):
            continue  # the numbers of another row, joined to this one
        label = "".join(words[start:first])
        if any(row_item(label, table, fmt) for table in ("requests", "disclosure")):
            return [*words[:start], label, *numbers]
    if len(numbers) < 3:
        return [text]
    return [*([" ".join(words[:first])] if first else []), *numbers]


def has_parted_numbers(text: str) -> bool:
    """Whether blanks stand within the numbers of a text, as a year shows: 20 23年.

    Parameters
    ----------
    text : str
        A line, or a whole text.
    """
    return bool(_PARTED.search(text))


def has_lost_blanks(lines: Sequence[Line]) -> bool:
    """Whether figures behind a label stand side by side: 00 is two cells that lost their blank.

    Parameters
    ----------
    lines : sequence of Line
        The lines of the document.
    """
    return any(
        _GLUED.search(line.text.translate(_WIDE)) for line in lines if len(line.text) < _LONGEST
    )


def _is_cell(word: str) -> bool:
    return is_mark(word) or bool(NUMBER.fullmatch(word) or _GROUPED.fullmatch(word))


def _words(text: str) -> list[str]:
    """Split a line into words.

    Where cells stand two or more blanks apart, a single blank is inside a cell (``1 234``).
    """
    parts = _GAP.split(text.strip())
    if len(parts) > 3 and any(_GROUPED.fullmatch(part) for part in parts):
        return [
            word
            for part in parts
            for word in ([part] if _GROUPED.fullmatch(part) else part.split())
        ]
    return text.split()


def unrolled(lines: Sequence[Line]) -> list[Line]:
    """Lines that hold a whole article, broken before section headings and dates.

    Their place stays that of the line.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the text.
    """
    out = []
    for line in lines:
        if len(line.text) < 600 or line.text.count("|") < 40:
            out.append(line)
            continue
        for piece in _BREAK.split(line.text):
            lead, bar, rest = piece.partition("|")
            *words, last = lead.split() or [""]
            out += [Line(word, line.where) for word in words]
            out.append(Line(f"{last} {bar}{rest}", line.where))
    return out
