"""The address that a text gives as its own: after 原文链接 or 来源, kept whole."""

import re
from collections.abc import Sequence

from analysis.reading.blocks import Line
from analysis.recognising.characters import simplify

_WORD = r"(?:原文|本文|文章|页面|信息)?(?:链接|网址|地址|出处)|来源(?:网址|链接|网站)?|URL"
_ADDRESS = re.compile(
    rf"(?P<word>{_WORD})\s*[:|]\s*(?:[\u4e00-\u9fff]{{2,30}}\s*[((]\s*)?(?P<url>https?://[^\s<>\"'|,;。、)）\]】》]+"
    r"|(?:[a-z0-9-]+\.)+(?:cn|com|net|org)/[^\s<>\"'|,;。、)）\]】》]+)",
    re.IGNORECASE,
)


def address_in(lines: Sequence[Line]) -> str | None:
    """The address that stands after a word for it; one of the original text goes first.

    Parameters
    ----------
    lines : sequence of Line
        The head of a document.
    """
    found = [
        (match["word"], match["url"].rstrip("."))
        for line in lines
        if "." in line.text and (match := _ADDRESS.search(simplify(line.text[:1000])))
    ]
    original = [url for word, url in found if word.startswith("原文")]
    return next(iter([*original, *(url for _, url in found)]), None)
