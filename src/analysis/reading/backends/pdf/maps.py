"""The maps of a PDF from glyphs to characters (``ToUnicode``, PDF 32000-1:2008, 9.10.3)."""

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache

_MAX_MAP = 1_000_000  # bytes
_MAX_TRAITS = 2000  # bytes: of what is said about a stream
_STREAM = re.compile(rb">>\s*stream\r?\n")
_MAPPED = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_WORD = re.compile(rb"<\s*([0-9a-fA-F]+)\s*>|([\[\]])")


def has_doubles(data: bytes) -> bool:
    """Whether a map of a PDF may give several glyphs to one digit.

    Parameters
    ----------
    data : bytes
        The file. In one that is locked the maps cannot be looked at.
    """
    if b"/Encrypt" in data:
        return True
    for match in _STREAM.finditer(data):
        start = match.end()
        if b"begincmap" in _plain(data[start : start + 256], 512):
            digits = list(mapped_digits(_plain(data[start : data.find(b"endstream", start)])))
            if len(digits) > len(set(digits)):
                return True
    return False


def says(data: bytes, name: bytes) -> bool:
    """Whether a PDF may hold a name, such as ``/OCProperties``.

    Parameters
    ----------
    data : bytes
        The file. In one that is locked nothing can be looked at.
    name : bytes
        The name.
    """
    wanted = _spelt(name)
    if wanted.search(data) or _spelt(b"/Encrypt").search(data):
        return True
    done: set[int] = set()
    for match in _spelt(b"/ObjStm").finditer(data):  # objects in one stream
        stream = _STREAM.search(data, match.end(), match.end() + _MAX_TRAITS)
        if stream is None:
            return True
        start = stream.end()
        if start not in done:
            done.add(start)
            traits = data[max(match.start() - _MAX_TRAITS, 0) : start].rpartition(b" obj")[2]
            held = _whole(data[start : data.find(b"endstream", start)])
            if held is None or b"/Predictor" in traits or wanted.search(held):
                return True
    return False


@lru_cache(maxsize=8)
def _spelt(name: bytes) -> re.Pattern[bytes]:
    """A name as a PDF may write it: each sign as itself or by its code."""
    signs = (b"(?:%c|#%x|#%X)" % (sign, sign, sign) for sign in name[1:])
    return re.compile(b"/" + b"".join(signs))


def _whole(stream: bytes) -> bytes | None:
    """What a stream holds; None where that cannot be told, or is longer than any report's."""
    reader = zlib.decompressobj()
    try:
        held = reader.decompress(stream, _MAX_MAP)
    except zlib.error:
        return None
    return held if reader.eof else None


def _plain(stream: bytes, most: int = _MAX_MAP) -> bytes:
    """What a stream, or its beginning, holds; itself where it is not compressed."""
    try:
        return zlib.decompressobj().decompress(stream, most)
    except zlib.error:
        return stream


def mapped_digits(text: bytes) -> Iterator[int]:
    """The digits that a map from glyphs to characters gives, as codes, once for each glyph.

    Parameters
    ----------
    text : bytes
        The map.
    """
    digits = range(0x30, 0x3A)
    for kind, body in _MAPPED.findall(text):
        words = [int(number, 16) if number else mark for number, mark in _WORD.findall(body)]
        if kind == b"bfchar":
            yield from (to for to in words[1::2] if to in digits)
            continue
        while len(words) > 2:
            first, last, to, *words = words
            if to == b"[":
                end = words.index(b"]") if b"]" in words else len(words)
                yield from (each for each in words[:end] if each in digits)
                del words[: end + 1]
            elif to < 0x3A:
                yield from (d for d in digits if to <= d <= to + last - first)
