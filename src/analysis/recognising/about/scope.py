"""Whether a report is of one agency or of a whole area, with the words that say so."""

import re
from collections.abc import Sequence

from analysis.reading.blocks import Line
from analysis.recognising.characters import simplify

_AREA = r"(?:省|市|县|地?区|州|盟|旗)"
_GOVERNMENT = r"(?:政府|行政公署|行署)$"  # 地区 and 盟 have no 人民政府
_HINT = re.compile("[全我各本][^。]{0,14}|编制|編制|截至")
_TERRITORY = (
    re.compile(rf"(?:各|全{_AREA}).{{0,40}}(?:年度报告|年报).{{0,12}}(?:基础上|汇总|编制|统计)"),
    re.compile(rf"(?:数据|报告).{{0,6}}(?:涵盖|来自|汇总).{{0,30}}(?:各|全{_AREA})"),
    re.compile(rf"汇总(?:了|我|本)?全{_AREA}各[^。]{{0,30}}(?:数据|情况)"),
    re.compile(
        rf"全{_AREA}(?:各级)?(?:行政机关|政府机关|政府)?[,]?\s*(?:共|累计|合计|新)?(?:收到|收办|受理|接收|办理|处理|新收)[^。]{{0,30}}申请"
    ),
    re.compile(rf"(?:我|本){_AREA}.{{0,8}}各级行政机关"),
    re.compile(r"(?:[\u4e00-\u9fff]{1,5}(?:县|区|市)(?:政府)?\d+[件条].{0,3}){3,}"),
)
_DISTRICT = re.compile(
    rf"(?:我{_AREA}|(?<![\u4e00-\u9fff])全{_AREA}|{_AREA}政府(?!办|信息|门户|网)).{{0,6}}(?:共|累计|新)?(?:收到|受理|办理|处理)[^。]{{0,20}}\d"
)
_AGENCY = re.compile(
    "我局|我办|我镇|我乡|我街道|我委|我厅|我院|我中心|我单位|本机关|本局|本单位|本委|本办"
)
_ORGAN = re.compile(
    r"(?:局|厅|委|委员会|办|办公室|办公厅|室|院|处|所|署|会|中心|办事处|街道|管委会|支队|大队|总队|队|分局|税务局|海关|公司|社|馆|[镇乡])(?:\([^)]*\))?$"
)
MOST_LINES = 400


def scope_of(agency: str) -> str | None:
    """``territory`` for a people's government's own report, ``agency`` for an organ.

    None where the name does not tell.

    Parameters
    ----------
    agency : str
        Name of the agency.
    """
    return _by_name(agency)[0]


def _by_name(agency: str) -> tuple[str | None, str]:
    if not agency:
        return None, ""
    if "本级" in agency:
        return "agency", "the name says 本级: the organ itself"
    if re.match("全国|全省|全市|全县|全区", agency) or re.search("关区$", agency):
        return "territory", f"the name is of an area: {agency}"
    if re.search(_GOVERNMENT, agency) and not re.search(r"街道|办公[室厅]", agency):
        # A township's government is the lowest level: it reports for itself alone.
        if re.search(r"[镇乡](?:人民)?政府$", agency):
            return "agency", "a township's government reports for itself alone"
        return "territory", f"the name is of a government, not of its office: {agency}"
    if _ORGAN.search(agency):
        return "agency", f"the name is of an organ: {agency}"
    if re.search(rf"{_AREA}$", agency):
        return "territory", f"the name is of a place: {agency}"
    return None, ""


def judge_scope(
    agency: str, prose: Sequence[Line]
) -> tuple[str | None, str, list[tuple[str, str, str]]]:
    """The scope, its evidence, and what speaks against it.

    The name decides where it tells; the prose where the name does not. An office's name over
    figures of a district stays ``agency``, and the contrary words are given back: only a reader of
    the whole can tell which figures the tables hold.

    Parameters
    ----------
    agency : str
        Name of the agency; empty where it is not known.
    prose : sequence of Line
        Lines outside the tables.

    Returns
    -------
    scope : {"agency", "territory"} or None
    evidence : str
        What was found and where; empty where nothing was.
    against : list of (scope, words, where)
    """
    area, own = _signals(prose)
    scope, evidence = _by_name(agency)
    if scope is None and bool(area) != bool(own):
        words, where = (area or own)[0]
        return ("territory" if area else "agency"), f"the text says “{words}” ({where})", []
    if scope == "agency" and "本级" not in agency:
        return scope, evidence, [("territory", *hit) for hit in area[:1]]
    if scope == "territory" and not area:
        return scope, evidence, [("agency", *hit) for hit in own[:1]]
    if scope == "territory" and area:
        evidence += f"; the text says “{area[0][0]}” ({area[0][1]})"
    return scope, evidence, []


def _signals(prose: Sequence[Line]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Words that speak of a whole area, and of one organ, each with their place."""
    area: list[tuple[str, str]] = []
    own: list[tuple[str, str]] = []
    for line in prose[:MOST_LINES]:
        if not _HINT.search(line.text):
            continue
        text = simplify(line.text).replace("，", ",")
        for pattern in (*_TERRITORY, _DISTRICT):
            match = pattern.search(text)
            if match:
                area.append((match[0][:40], line.where))
                break
        match = _AGENCY.search(text)
        if match:
            own.append((match[0], line.where))
    return area, own
