"""What the body of a report says of its agency and year: its first sentences and its signature.

And which of the names that a report holds cannot be of one agency.
"""

import re
from collections.abc import Iterator, Sequence

from analysis.reading.blocks import Line
from analysis.recognising.characters import fold

from .agencies import Named, is_publisher
from .compared import (
    is_known,
    is_short,
    nearly_same,
    same_agency,
    speaks_for_government,
    without_inner_office,
)
from .names import looks_like_agency, names_another
from .titles import DATE, arabic_years, named_in_text
from .years import Source

FIRST = 6  # lines of the first section that are looked at
LAST = 15  # lines of the end
MOST = 500  # characters of a line
# What is behind a name and is no part of it: a short form, the group inside a bureau.
_SHORT_FOR = re.compile(
    r"\(以下(?:简称|统称)[^()]*\)"
    r"|(?<=[局委厅院会署室处校学司心府])(?:政府|政务)(?:信息)?公开(?:工作)?领导小组(?:办公室)?"
)
_CLAUSE = re.compile("[,。;:!?、]")
_TIME = re.compile(r"^(?:20\d{2}年(?:度)?(?:以来|来)?|本年度|一年来|今年(?:以来)?|过去一年)")
_DOES = re.compile(
    r"^(?P<name>[\u4e00-\u9fff()]{3,30}?)(?=不断|认真|坚持|高度|深入|严格|紧紧|紧扣|紧密|全面|按照|切实|积极|扎实|进一步"
    r"|始终|继续|共收到|共公开|主动公开|贯彻|落实|根据|依据|以习近平|以公开|深化|持续|大力|着力|聚焦|充分|围绕|牢固|立足|依法|在|特?编制|结合|现?发布|现?公布|现将)"
)
# The subject of a sentence is an agency by its ending; a committee of the party is none.
_AGENCY = re.compile(
    r"(?:局|(?<![省市县区州旗镇乡工党])委|委员会|政府|办公[室厅]|厅|院|镇|乡|街道|办事处|中心|(?<!部)署|联合会|公司|集团|学校?|学院|海关|[支分]行)(?:\([^()]*\))?$"
)
# 全年我局, 可以查阅区财政局: what a sentence says before an agency is no part of its name.
_NO_NAME = re.compile("我|^(?:可以|能够|通过|查阅|点击|登录|会同)")
_OPENS_YEAR = re.compile(
    r"^(?:[(]?[一二三四五六][)、.]?总体情况"
    r"|[^,。:;\d]{0,3}\d?[^,。:;\d]{2,12}(?=[。:]))?"  # (一)主动公开。, 1.主动公开情况:
    r"[。:]?(20[0-4]\d)年(?!\d*月)"
)
_PUBLISHED = re.compile("编制|公布|发布|报告如下")
# Who publishes may be the government, or its office, for the bureau.
_STRONG = re.compile("made by|opening|signature|编制|单位名称|填报")


def opening(lines: Sequence[Line], first: int, above: int = 0) -> tuple[list[Named], list[Source]]:
    """Names of agencies that do something in the first sentences, and the year that they name.

    Parameters
    ----------
    lines : sequence of Line
        The document.
    first : int
        Index of the heading of the first section.
    above : int
        How many lines above it are looked at too.

    Returns
    -------
    named : list of Named
        Those with a place before those without (区统计局).
    years : list of Source
        How the first sentence begins, and a sentence that names the report: one of each at most.
    """
    named: list[Named] = []
    years: list[Source] = []
    for line in lines[max(0, first - above) : first + FIRST]:
        text = _SHORT_FOR.sub("", fold(line.text[:MOST]))
        kinds = {source.kind for source in years}
        if "opening" not in kinds and (year := _OPENS_YEAR.match(text)):
            years.append(Source("opening", int(year[1]), line.where))
        elif "text" not in kinds and _PUBLISHED.search(text):
            report = named_in_text(line.text[:MOST])
            years += [Source("text", report[1], line.where)] if report else []
        for clause in _CLAUSE.split(text):
            found = _DOES.match(_TIME.sub("", clause))
            name = found["name"] if found else ""
            if _AGENCY.search(name) and looks_like_agency(name) and not _NO_NAME.search(name):
                named.append(Named(name, "opening", line.where))
    return sorted(named, key=lambda n: is_short(n.name)), years


def signature(lines: Sequence[Line]) -> list[Named]:
    """The agency that signs: its name alone at the end, with a day beside or below it.

    Parameters
    ----------
    lines : sequence of Line
        The document.
    """
    last = [(arabic_years(fold(line.text)), line) for line in lines[-LAST:] if line.text.strip()]
    texts = [*(text for text, _ in last[1:]), ""][: len(last)]
    for (text, line), below in zip(last, texts, strict=True):
        name = DATE.sub("", text).removesuffix("印发")
        if len(text) < 60 and looks_like_agency(name) and (name != text or DATE.fullmatch(below)):
            return [Named(without_inner_office(name), "signature", line.where)]
    return []


def contradicting(agency: str, named: Sequence[Named]) -> Iterator[Named]:
    """Names that cannot be of the agency, once each: of who made, signed or opens the report.

    Whom to ask, and the government or its office that publishes, may be another. A name that
    differs by a character or two is the agency's, misprinted: in the title, where that is no known
    office of a known place.

    Parameters
    ----------
    agency : str
        The agency that was settled on.
    named : sequence of Named
        Every name, as the document gives them.
    """
    seen: set[str] = set()
    doubted = not is_known(agency)
    opens = [n for n in named if n.source == "opening"]
    named_there = any(same_agency(n.name, agency) for n in opens)
    for n in named:
        publishes = is_publisher(n) and not speaks_for_government(n.name)
        leads = n in opens and (named_there or speaks_for_government(n.name))
        strong = (_STRONG.match(n.source) or publishes) and not leads
        another = strong and (n.source != "opening" or names_another(n.name))
        if (
            (another or (doubted and nearly_same(n.name, agency)))
            and n.name not in seen
            and not same_agency(n.name, agency)
        ):
            seen.add(n.name)
            yield n
