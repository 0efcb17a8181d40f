"""What a reader finds the way by: headings with ids, a contents list, folded appendices, terms.

It is put into the finished HTML of a notebook, whose cells follow one another as ``div`` elements.
No text of a report can look like a heading or a cell here, since all of it is escaped.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import escape

from analysis.telling.html import tag
from analysis.templates import read_wording

_CELL = re.compile(r'(?=<div id="cell-id=)')
_HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.S)
_TITLE = re.compile(r'<h1[^>]*>.*?</h1>(?:<p class="?legend"?>.*?</p>)?', re.S)
_APPENDIX = {"zh": "附：", "en": "Appendix: "}
# A term is explained in running text only: inside these elements it is left as it is.
_LEFT = frozenset(
    {"a", "code", "h1", "h2", "h3", "pre", "q", "script", "style", "table", "summary"}
)
_PART = re.compile(r"(<[^>]*>)")
_ELEMENT = re.compile(r"<(/?)(\w+)")


def outlined(body: str, lang: str) -> str:
    """The body of a page with its outline.

    Parameters
    ----------
    body : str
        HTML of a notebook.
    lang : {"zh", "en"}
        Language of the page.
    """
    body, used = _explained(body, lang)
    if used:
        body += _glossary(used, lang)
    sections: list[tuple[str, str]] = []
    body = _linked(body, sections)
    if len(sections) < 2:
        return body
    body = "".join(_folded(_CELL.split(body), lang))
    items = "".join(tag("li", tag("a", text, href=f"#{name}")) for name, text in sections)
    contents = tag("nav", tag("ol", items), cls="contents", aria_label=_words()["contents"][lang])
    return _TITLE.sub(lambda m: m[0] + contents, body, count=1)


@cache
def _words() -> dict[str, dict[str, str]]:
    return dict(read_wording(__package__, "terms.yml"))


def _linked(body: str, sections: list[tuple[str, str]]) -> str:
    """Every heading with an id, the same in both languages; the script of the page links to it."""
    numbers = [0, 0]

    def link(m: re.Match[str]) -> str:
        if m[1] == "2":
            numbers[:] = numbers[0] + 1, 0
            name = f"sec-{numbers[0]}"
            sections.append((name, m[2]))
        else:
            numbers[1] += 1
            name = f"sec-{numbers[0]}-{numbers[1]}"
        level = "" if numbers[0] else ' aria-level="2"'  # below the title there is no h2 yet
        return f'<h{m[1]} id="{name}"{level}>{m[2]}</h{m[1]}>'

    return _HEADING.sub(link, body)


def _folded(cells: list[str], lang: str) -> Iterator[str]:
    """The cells; those of an appendix, from its heading to the next, inside a ``details``."""
    inside = False
    heading = re.compile(r"<h2[^>]*>(.*?)</h2>", re.S)
    for cell in cells:
        found = heading.search(cell)
        if found and inside:
            yield "</details>"
            inside = False
        if found and found[1].startswith(_APPENDIX[lang]):
            yield f'<details class="appendix">{tag("summary", found[0])}'
            cell, inside = cell.replace(found[0], "", 1), True
        yield cell
    if inside:
        yield "</details>"


@cache
def _terms(lang: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that finds any term, and the key of each spelling; the longest is found first."""
    spelt = {
        spelling: key
        for key, entry in read_wording(__package__, "terms.yml").items()
        if f"{lang}_terms" in entry
        for spelling in entry[f"{lang}_terms"].split("|")
    }
    longest = sorted(spelt, key=len, reverse=True)
    edge = r"\b" if lang == "en" else ""
    return re.compile(edge + "(" + "|".join(map(re.escape, longest)) + ")" + edge), spelt


def _explained(body: str, lang: str) -> tuple[str, dict[str, str]]:
    """Each term where it comes first, linked to its explanation; and the terms with spellings."""
    pattern, spelt = _terms(lang)
    used: dict[str, str] = {}

    def explain(m: re.Match[str]) -> str:
        key = spelt[m[1]]
        if key in used:
            return m[0]
        used[key] = m[1]
        return tag("a", m[1], href=f"#term-{key}", cls="term")

    parts, depth = _PART.split(body), 0
    for n, part in enumerate(parts):
        if n % 2:
            element = _ELEMENT.match(part)
            if element and element[2] in _LEFT:
                depth += -1 if element[1] else 1
        elif not depth and part.strip():
            parts[n] = pattern.sub(explain, part)
    return "".join(parts), used


def _glossary(used: dict[str, str], lang: str) -> str:
    items = "".join(
        tag("dt", escape(spelling), id=f"term-{key}") + tag("dd", escape(_words()[key][lang]))
        for key, spelling in used.items()
    )
    heading = tag("h2", escape(_APPENDIX[lang] + _words()["terms"][lang]))
    return f'<div id="cell-id=terms">{heading}{tag("dl", items, cls="terms")}</div>'
