"""The agency where no title names it: fields of the page, sentences of the report.

Each with what it was taken from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.reading.blocks import Line
from analysis.recognising.characters import fold, simplify

from .compared import begins_with_place, completes, is_place, without_inner_office
from .names import clean_agency, looks_like_agency, names_another, without_short_forms
from .titles import named_in_text

_WORD = (
    r"(?:发布|发文|制发|编制)(?:机构|机关|单位|部门)|公开(?:主体|部门|单位)|责任(?:单位|部门)"
    r"|填报(?:单位|机关)|单位名称"
)
_WEAK = ("信息来源", "文章来源", "稿件来源", "来源", "作者", "稿源", "信息提供", "供稿", "编辑")
_FIELD = re.compile(
    rf"(?P<word>{_WORD}|单位|{'|'.join(_WEAK)})\s*(?:[(（][^()（）]*[)）])?\s*[:|]\s*\|?\s*(?P<name>[^\s|:,。]+)"
)
_FIELD_ALONE = re.compile(rf"({_WORD})\s*(?:[(（][^()（）]*[)）])?\s*[:|]?\s*\|?")
_MAY_FIELD = re.compile(
    "机构|機構|机关|機關|单位|單位|部门|部門|主体|主體|来源|來源|作者|稿|提供|编辑|編輯"
)
_MAY_NAME = re.compile("联系|聯系|聯繫|咨询|报告|報告|年报|年報")
_CONTACT = re.compile(
    r"(?:请|可|欢迎|或(?=直接))(?:直接|及时)?(?:与|向|同|联系:?|致电)(?P<name>[\u4e00-\u9fff()]{2,30}?)(?:联系|咨询|反映|反馈|\(|,|。|$)"
)
_ISSUED_BY = re.compile(
    r"(?:报告|年报|^|[,。])是?由(?P<name>[\u4e00-\u9fff()]{2,30}?)(?:(?:政务公开|(?:政府|政务)?信息公开)[^,。]{0,8}(?:办公室|小组))?(?:编制|发布|负责|综合|按照?|根据|依据|依照|围绕|汇总|梳理)"
)
_RESTS_ON = re.compile(
    r"(?:结合|根据|围绕|梳理)(?:20\d{2}年度?)?(?P<name>[\u4e00-\u9fff()]{2,40}?)(?:政府|政务)?信息公开"
    r"(?:[^,。;结合]{0,12}(?:统计)?数据|(?:工作)?(?:实际|情况)?[^,。;]{0,4}编制)"
)
# Whom to ask is in a group of the agency: 清河县财政局人秘股.
_GROUP = re.compile("(?<=[局委厅院署会])[^局委厅院署会]{1,10}[科股处]$")
_FOR_DISCLOSURE = re.compile("(?:政务|(?:(?<=[局委厅办室处院心会])政府)?信息)公开.*$")
# Such a bureau answers for the whole government: 清河县政务服务与数据管理局政务公开办公室.
_OF_ALL = re.compile("(?:政务服务|数据|审批)[^局]*局政务公开")
_SITE = re.compile(
    r"(?:网|网站|门户|平台|日报|新闻|在线|融媒体中心|融媒|传媒|电视台|广播|晚报|报社|发布)$"
)
_BETTING = re.compile(
    r"[A-Za-z]{3,}|娱乐|博彩|彩票|棋牌|赌场|投注|平台|(?<!文化旅游)体育(?=城市|[\u4e00-\u9fff]{0,6}(?:镇|县|区|市))"
)


@dataclass(frozen=True)
class Named:
    """A name, what it was taken from, and the place.

    ``weak`` where it may be the site's rather than the agency's.
    """

    name: str
    source: str
    where: str
    weak: bool = False
    year: int | None = None


def is_publisher(named: Named) -> bool:
    """Whether a name stands in a field for who published: it may be the site's government.

    Parameters
    ----------
    named : Named
        A name and what it was taken from.
    """
    return named.source.startswith(("发布", "发文", "制发", "公开", "责任"))


def named_agencies(lines: Sequence[Line], head: int) -> list[Named]:
    """Every name of an agency in fields and in sentences about the report.

    Parameters
    ----------
    lines : sequence of Line
        The document.
    head : int
        How many of them are its head: fields count there only.
    """
    fields: list[Named] = []
    sentences: list[Named] = []
    word = ""
    for index, line in enumerate(lines):
        text = line.text
        if index < head and len(text) < 300 and (word or _MAY_FIELD.search(text)):
            plain = simplify(text).strip()
            name = without_inner_office(fold(plain))
            if word and name and looks_like_agency(name):
                fields.append(Named(name, word, line.where))
            word = m[1] if (m := _FIELD_ALONE.fullmatch(plain)) else word if not name else ""
            for match in _FIELD.finditer(plain):
                name = without_inner_office(re.sub(r"20\d{2}年度?$", "", fold(match["name"])))
                if looks_like_agency(name) and not _SITE.search(name):
                    fields.append(Named(name, match["word"], line.where, match["word"] in _WEAK))
        if len(text) > 8 and _MAY_NAME.search(text):
            sentences += _in_sentence(line)
    return [*sentences, *fields]


def _in_sentence(line: Line) -> list[Named]:
    out = []
    folded = without_short_forms(fold(line.text[:2000]))
    named = named_in_text(line.text[:2000])
    if named and looks_like_agency(named[0]):
        out.append(Named(named[0], "names its report", line.where, year=named[1]))
    for pattern, source in ((_ISSUED_BY, "made by"), (_RESTS_ON, "made by"), (_CONTACT, "contact")):
        match = pattern.search(folded)
        name = match["name"] if match else ""
        name = clean_agency(without_inner_office(_GROUP.sub("", name)))
        if source == "contact":
            name = "" if _OF_ALL.search(name) else _FOR_DISCLOSURE.sub("", name)
        name = without_inner_office(name)
        place = source == "contact" and is_place(name)  # what is left of 清河县政务公开办公室
        # 结合园区政府信息公开工作: what work is done in, and nobody's name.
        government = "人民政府" in name and begins_with_place(name)
        place = place or (pattern is _RESTS_ON and not government and not names_another(name))
        if looks_like_agency(name) and not place:
            out.append(Named(name, source, line.where))
    return out


def completed(short: str, named: Sequence[Named]) -> Named | None:
    """The full name of an agency whose title says only 住建局 or 区统计局, or cuts its place.

    The longest of those that the document mentions, where no other is among them; those that end
    as it does go before those that it abbreviates.

    Parameters
    ----------
    short : str
        The name as the title has it.
    named : sequence of Named
        Names that the document mentions elsewhere.
    """
    longer = [n for n in named if completes(n.name, short)]
    longer = [n for n in longer if n.name.endswith(short)] or longer
    best = max(longer, key=lambda n: len(n.name), default=None)
    return best if best and all(best.name.endswith(n.name) for n in longer) else None


def spoilt(agency: str) -> bool:
    """Whether a name holds words that no agency has.

    Mirrors of betting sites put theirs in place of the place's name.

    Parameters
    ----------
    agency : str
        The name as printed.
    """
    return bool(_BETTING.search(agency))
