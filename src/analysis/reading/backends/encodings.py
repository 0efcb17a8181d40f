"""Bytes to text. A declared encoding is often wrong, so the words of a report decide."""

import codecs
import re

from analysis.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Words that every report holds, in either script. Bytes read in the wrong encoding give none.
_WORDS = re.compile(
    "信息公|資訊公開|政府|年度|申请|申請|情况|情況|行政|总计|總計|数量|數量|办理|辦理"
)
_HTML = re.compile(r"<(?:!doctype html|html|head|body|table|div|p)\b", re.IGNORECASE)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "cp950")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode a text file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Name of the file, for messages.

    Returns
    -------
    text : str
        What the bytes say.
    encoding : str
        The encoding that was found; it says so where bytes had to be replaced.

    Raises
    ------
    InputError
        If the bytes are empty, hold NUL (a binary file) or fit no encoding.
    """
    if not data.strip():
        raise InputError(f"{name}: the file is empty. Save the report again, or remove the file.")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{name}: starts as {encoding} but byte {error.start} does not fit. "
                    "Save it as UTF-8."
                ) from None
    if b"\0" in data:
        return _wide(data, name)
    text = _strictly(data, "utf-8")
    if text is not None:  # bytes of another encoding hardly ever form valid UTF-8
        return text, "utf-8"
    decoded = [
        (encoding, text)
        for encoding in _CANDIDATES[1:]
        if (text := _strictly(data, encoding)) is not None
    ]
    if decoded:
        encoding, text = max(decoded, key=lambda pair: len(_WORDS.findall(pair[1])))
        return text, encoding
    return _with_damage(data, name)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes, name: str) -> tuple[str, str]:
    """UTF-16 without its mark, told by its words; or a text with a few stray NUL bytes."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strictly(data, encoding)
        if text and len(_WORDS.findall(text)) >= 3:
            return text, encoding
    if data.count(b"\0") < len(data) / 1000:
        text, encoding = decode(data.replace(b"\0", b""), name)
        if len(_WORDS.findall(text)) >= 3:
            return text, f"{encoding}, NUL bytes left out"
    raise InputError(
        f"{name}: this is a binary file, not text (NUL byte at {data.index(0)}). "
        "Save the report as text, or transcribe it with `gouji template`."
    )


def _with_damage(data: bytes, name: str) -> tuple[str, str]:
    """A text with a few bytes that fit no encoding: they become U+FFFD, which no number holds."""
    tried = [(data.decode(encoding, errors="replace"), encoding) for encoding in _CANDIDATES]
    text, encoding = max(
        tried, key=lambda pair: (len(_WORDS.findall(pair[0])), -pair[0].count("\ufffd"))
    )
    damage = text.count("\ufffd")
    if len(_WORDS.findall(text)) < 3 or damage > max(20, len(text) / 100):
        raise InputError(
            f"{name}: no encoding fits its bytes (UTF-8, GB18030 and Big5 tried). Save it as UTF-8."
        )
    return text, f"{encoding}, {damage} characters damaged"


def looks_like_html(text: str) -> bool:
    """Whether a text is a web page: one of the usual tags stands near its beginning.

    Parameters
    ----------
    text : str
        The file, decoded.
    """
    return bool(_HTML.search(text[:20000]))
