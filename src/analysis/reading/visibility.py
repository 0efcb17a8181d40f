"""Text that is printed and yet no plain part of a number: raised, struck, faint or of odd size.

Every backend marks such pieces in the text of a cell; here the marks become what is read. A piece
in square brackets is a note beside the number. One in angle brackets leaves it open what the
number is: such a cell is unreadable, and its print is kept.
"""

import re

# Private-use characters: each opens a piece of its kind, and END closes it.
RAISED = "\ue000"  # raised or lowered: the mark of a note
STRUCK = "\ue004"  # struck through: taken back
FAINT = "\ue005"  # hardly to be told from its ground
ODD = "\ue006"  # of another size or height than what is beside it
END = "\ue001"
BREAK = "\ue002"  # a line break on the page
MARKS = RAISED + STRUCK + FAINT + ODD + END + BREAK

# Fonts whose digits are pictures or bars.
_PICTURE_FONTS = (
    *("wingdings", "webdings", "marlett", "mt extra", "zapfdingbats", "bookshelf symbol"),
    *("segoe mdl2", "segoe fluent", "code 39", "code 128", "free 3 of 9", "barcode"),
)

_SPACE = f"{BREAK} \t\n"
_PIECE = re.compile(f"([{RAISED}{STRUCK}{FAINT}{ODD}])([^{END}]*){END}")
_IN_BRACKETS = re.compile(r"[\[(（【〔].*[\])）】〕]")
_NUMBERISH = re.compile(r"[\d.,%+\-−–—/零〇一二三四五六七八九十百千万萬亿億元]+")


def is_of_pictures(font: str | None) -> bool:
    """Whether the digits of a font are no digits to a reader.

    Parameters
    ----------
    font : str or None
        Its name.
    """
    return (font or "").lower().startswith(_PICTURE_FONTS)


def marked(text: str, kind: str) -> str:
    """A piece of text with its mark; white space needs none.

    Parameters
    ----------
    text : str
        The piece, without marks.
    kind : str
        ``RAISED``, ``STRUCK``, ``FAINT`` or ``ODD``; empty for plain text.
    """
    return f"{kind}{text}{END}" if kind and text.strip() else text


def as_read(text: str, cell: bool = True) -> str:
    """The text of a cell or line, its marks resolved.

    Parameters
    ----------
    text : str
        Text with marked pieces, none inside another. ``BREAK`` may be in it and is left alone.
    cell : bool
        Whether it is a cell: one in which everything is struck is not blank.
    """
    if END not in text:
        return text
    parts = _parts(text)
    if cell and not "".join(piece for kind, piece in parts if kind != STRUCK).strip(_SPACE):
        return "".join(f"⟨{piece.strip()}⟩" for _, piece in parts if piece.strip(_SPACE))
    plain = any(piece.strip(_SPACE) for kind, piece in parts if kind not in (RAISED, STRUCK))
    out = ""
    for index, (kind, piece) in enumerate(parts):
        after = parts[index + 1][1] if index + 1 < len(parts) else ""
        # Blanks may group the digits of one number: 12 345.
        before_digit, after_digit = out.rstrip()[-1:].isdigit(), after.lstrip()[:1].isdigit()
        bare = piece.strip()
        touches = (before_digit and bare[:1].isdigit()) or (after_digit and bare[-1:].isdigit())
        if kind == STRUCK:
            out += f"⟨{piece}⟩" if before_digit and after_digit else ""
        elif kind == RAISED and plain:
            out += piece if _IN_BRACKETS.fullmatch(bare) else f"[{piece}]"
        elif (kind == FAINT and (touches or _NUMBERISH.fullmatch(piece.strip()))) or (
            kind == ODD and touches
        ):
            out += f"⟨{piece}⟩"
        else:
            out += piece
    return out


def _parts(text: str) -> list[tuple[str, str]]:
    """Pieces in order with their kind, empty for plain text; neighbours of one kind are joined."""
    parts: list[tuple[str, str]] = []
    at = 0
    for match in _PIECE.finditer(text):
        for kind, piece in (("", text[at : match.start()]), (match[1], match[2])):
            if not piece:
                continue
            if parts and parts[-1][0] == kind != ODD:
                parts[-1] = kind, parts[-1][1] + piece
            else:
                parts.append((kind, piece))
        at = match.end()
    return [*parts, ("", text[at:])]
