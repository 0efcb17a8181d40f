"""Section headings and their places.

What a page of thousands of lines costs is one cheap look at each line.
"""

import re
from collections.abc import Iterator, Sequence

from analysis.reading.blocks import Line
from analysis.recognising.characters import simplify
from analysis.recognising.labels import section_heading
from analysis.recognising.report import Section

# Ideographs, and the radicals that PDF fonts give for them; everything else is decided on the
# folded line. The first run gives nothing back (``*+``): its blanks could else be shared out with
# the later ones in as many ways as there are.
_OPENS = re.compile(r"[\s|#*>《]*+[一二三四五六⼀⼆七八九]?\s*[、,，.．:：]")
# Text may follow its heading on the line, after a full stop, a colon, or a blank.
_INLINE = re.compile(r"([一二三四五六])\s*[、,.]\s*([^。:;,\s]{2,40}?)(?:[。:]\s*\S|\s+\S)")
_LOST = re.compile(
    r"、\s*((?:行政机关)?(?:总体情况|主动公开|收到和处理|存在的|其[他它]需要|(?:因?政府信息公开.{0,12})?行政复议))"
)
_ORDER = "一二三四五六"
_LISTS = re.compile(r"[、，,；;。和及与]\s*[二三四五六]\s*、|部分(?:组成|内容)|个(?:部分|方面)")

_WITHIN = re.compile(
    r"([二三四五六])\s*、\s*(?:行政机关|因?政府信息公开)?(?:主动公开|收到和处理|依申请|被?申?请?行政复议|存在的|其[他它]需)"
)
_FEWEST_WITHIN = 3


def sections_within(text: str) -> list[str]:
    """The sections that a line opens which holds a whole report; empty for any other.

    Parameters
    ----------
    text : str
        A long line.
    """
    found = _WITHIN.findall(simplify(text))
    return found if len(set(found)) >= _FEWEST_WITHIN else []


def headings(lines: Sequence[Line], fmt: str) -> Iterator[tuple[int, Section]]:
    """Index and section of each line that opens one.

    A sentence that lists the parts of the report is no heading. A heading whose number was lost, or
    that shares its line with text, is one.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the document.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    for index, line in enumerate(lines):
        if not _OPENS.match(line.text):
            continue
        found = _heading(line.text.strip(" \t\u3000#*"), fmt)
        if found:
            yield index, Section(found[0], found[1], line.where)


def _heading(text: str, fmt: str) -> tuple[str, str] | None:
    whole = section_heading(text, fmt)
    if whole and not _LISTS.search(text[2:]):
        return whole
    plain = simplify(text[:160]).strip()
    lost = _LOST.match(plain)
    if lost:
        number = next(
            (n for n in _ORDER if (hit := section_heading(f"{n}{plain[:40]}", fmt)) and hit[0]),
            None,
        )
        hit = section_heading(f"{number}{plain[:40]}", fmt) if number else None
        return (hit[0], text[:60]) if hit else None
    inline = _INLINE.match(plain)
    if inline is None or _LISTS.search(plain[:80]) or re.search(r"\d", inline[2]):
        return None
    hit = section_heading(f"{inline[1]}、{inline[2]}", fmt)
    return (hit[0], f"{inline[1]}、{inline[2]}") if hit else None
