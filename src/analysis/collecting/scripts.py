"""Links in the scripts of a page: tags in strings, objects of address and name, numbered pages."""

import re
from collections.abc import Iterator
from html import unescape

MOST_PAGES = 60  # of one column: sixty years of annual reports
_LONGEST = 2_000_000  # characters; a longer script is no list
_ANCHOR = re.compile(
    r"<a\b[^>]*?\bhref\s*=\s*\\?[\"']?([^\"'\s>\\]+)\\?[\"']?([^>]*)>(.*?)<\\?/a\s*>", re.I | re.S
)
_OBJECT = re.compile(r"\{[^{}]{5,3000}\}")
_ADDRESS = re.compile(
    r"[\"']?(?:doc_?pub_?url|url|href|link\w*|path)[\"']?\s*:\s*[\"']([^\"']+)", re.I
)
_NAME = re.compile(r"[\"']?(?:doc_?title|title|name|showtitle)[\"']?\s*:\s*[\"']([^\"']+)", re.I)
_TITLE_ATTRIBUTE = re.compile(r"\btitle\s*=\s*\\?[\"']([^\"'\\]+)", re.I)
_PAGES = re.compile(r"createPage(?:HTML|)\s*\(([^)]*)\)", re.I)


def links_in(script: str) -> Iterator[tuple[str, str]]:
    """The links of a script: the text of each, and where it leads as written there.

    Parameters
    ----------
    script : str
        The text of a ``script`` or ``textarea``.
    """
    if len(script) > _LONGEST:
        return
    for match in _ANCHOR.finditer(script):
        title = _TITLE_ATTRIBUTE.search(match[2])
        seen = unescape(re.sub(r"<[^>]*>", "", match[3])).strip()
        yield max(seen, title[1] if title else "", key=len), unescape(match[1])
    for one in _OBJECT.findall(script):
        address, name = _ADDRESS.search(one), _NAME.search(one)
        if address and name:
            yield _unescaped(name[1]), _unescaped(address[1])


def pages_in(source: str) -> Iterator[str]:
    """The other pages of a list, by name; their first script says how many there are.

    ``createPageHTML(5, 0, "index", "html")``: index_1.html to index_4.html.

    Parameters
    ----------
    source : str
        The whole page.
    """
    for arguments in _PAGES.findall(source):
        parts = [p.strip() for p in arguments.split(",")]
        numbers = [int(p) for p in parts if p.isdecimal()]
        words = [p.strip("\"'") for p in parts if p[:1] in "\"'" and len(p) > 2]
        ending = next((w for w in reversed(words) if re.fullmatch(r"[a-z]?html?|jsp|aspx?", w)), "")
        if not numbers or not ending:
            continue
        at = words.index(ending)
        stem = words[at - 1] if at else "index"
        here = numbers[1] if len(numbers) > 1 else 0
        for number in range(min(numbers[0], MOST_PAGES)):
            if number != here:
                yield f"{stem}{f'_{number}' if number else ''}.{ending}"


def _unescaped(text: str) -> str:
    r"""A string of a script: ``\/`` is a slash, ``\u5e74`` a character."""
    text = text.replace("\\/", "/")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return unescape(re.sub(r"<[^>]*>", "", text))
