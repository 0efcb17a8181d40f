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
# A column that the form does not have: another year's, a note, a share.
_FOREIGN = re.compile(
    "上年|去年|上一年度?(?!.*项目)|往年|历年|(?<!本年)累计|同期|同比|环比|增幅|增长|备注|说明|小计|[总合]计|其中|占比"
)
_OVER_YEARS = ("items_last_year", "disclosed_total")
YEAR = re.compile("20[0-9]{2}年度?")  # alone it heads a row or a column, and is no figure
_YEAR = re.compile(r"20\d\d")
_YEAR_OF = re.compile(r"(20\d\d)年")
_LAST_YEARS = re.compile(r"\((?:上一?年度?|去年)(?:同期|数据?)?\)$")


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


def column_of(text: str, year: int | None) -> str | None:
    """The column of table 二 that a header names for the year reported on.

    Parameters
    ----------
    text : str
        The header's text.
    year : int or None
        The year reported on.

    Returns
    -------
    str or None
        None for a header of another year, or of no column of the form.
    """
    return None if is_foreign(text, year) else column_code(text)


def is_of_other_year(label: str, year: int | None) -> bool:
    """Whether the label of a row says that its figures are another year's.

    Parameters
    ----------
    label : str
        The label, such as ``行政许可（2022年）``.
    year : int or None
        The year reported on.
    """
    folded = fold(label) if "年" in label else ""
    years = {int(y) for y in _YEAR_OF.findall(folded)}
    return bool(_LAST_YEARS.search(folded)) or bool(year and years and year not in years)


def is_foreign(text: str, year: int | None) -> bool:
    """Whether a header names a column that the form does not have.

    Parameters
    ----------
    text : str
        The header's text.
    year : int or None
        The year reported on; a header that gives another year is of that year.
    """
    folded = fold(text)
    if len(folded) > 30:
        return False
    years = {int(y) for y in _YEAR.findall(folded)}
    names = column_code(text) or YEAR.fullmatch(folded)
    if year is not None and years and year not in years and names:
        return True
    found = _FOREIGN.search(folded)
    named = (column_code(text), found[0] if found else "")
    return bool(found) and named[0] not in _OVER_YEARS and named != ("in_force", "累计")
