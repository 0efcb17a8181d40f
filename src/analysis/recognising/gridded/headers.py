"""Column headers of the three tables, in the variants that occur, and which column each names."""

import re
from functools import lru_cache

from analysis.recognising.characters import fold

_APPLICANTS = (
    ("natural_person", re.compile("自然人$")),
    ("business", re.compile("企业$")),
    ("research", re.compile("科研(机构)?$")),
    ("public_interest", re.compile("社会公益(组织)?$|公益组织$")),
    ("legal_services", re.compile("法律服务(机构)?$|服务机构$")),
    ("other", re.compile("其[他它]$")),
    ("total", re.compile("[总合]计$")),
)
_OUTCOMES = (
    ("upheld", re.compile("维持$")),
    ("corrected", re.compile("纠正$")),
    ("other", re.compile("其[他它]结?果?$")),
    ("pending", re.compile("(尚未|未)审结$|未结$")),
    ("total", re.compile("[总合]计$")),
)
_DISCLOSURE = {
    "issued": "制发",
    "repealed": "废止",
    "in_force": "现行有效|有效件",
    "made": "新制作",
    "disclosed": "新公开",
    "disclosed_total": "公开总|总公开|公开数量$",
    "items_last_year": "上一?年.*项目|上一年",
    "items_change": "增[/／]?减|增[/／]",
    "decisions": "处理决定|处理绝对|决定数量",
    "amount": "金额",
    "projects": "采购项目",
}


# What is added to a name: a note in a bracket, or a unit.
_ADDED = re.compile(
    r"(?<=.)(?:[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]|/?(?:单位[:为])?[百千万亿][件条人个宗项份户次/]*)$"
)


@lru_cache(maxsize=16384)
def bare_name(text: str) -> str:
    """The folded name in a header, without a note or a unit behind it: 自然人 of 自然人（万人）.

    Parameters
    ----------
    text : str
        Text of the header.
    """
    return _ADDED.sub("", fold(text))


@lru_cache(maxsize=16384)
def applicant_of(folded: str) -> str | None:
    """The column of table 三 that a header names, its parts joined downwards.

    Parameters
    ----------
    folded : str
        Folded text of the header.
    """
    text = re.sub(r"[|/、,，]", "", folded)
    return next((name for name, pattern in _APPLICANTS if pattern.search(text)), None)


@lru_cache(maxsize=16384)
def outcome_of(folded: str) -> str | None:
    """The outcome of table 四 that a header names, its parts joined downwards.

    Parameters
    ----------
    folded : str
        Folded text of the header.
    """
    text = re.sub(r"[|/]", "", folded)
    return next((name for name, pattern in _OUTCOMES if pattern.search(text)), None)


@lru_cache(maxsize=16384)
def column_code(text: str) -> str | None:
    """The column of table 二 that a header names.

    Parameters
    ----------
    text : str
        Text of the header.
    """
    key = fold(text)
    if len(key) > 30 or re.search("第二十条|信息内容", key):
        return None
    return next((code for code, pattern in _DISCLOSURE.items() if re.search(pattern, key)), None)


@lru_cache(maxsize=16384)
def group_of(text: str) -> str | None:
    """The group of table 四 that a header names.

    Parameters
    ----------
    text : str
        Text of the header.
    """
    if re.search("未经复议|直接起诉", text):
        return "suit_direct"
    if re.search("复议后", text):
        return "suit_after_review"
    return "review" if "复议" in text else None
