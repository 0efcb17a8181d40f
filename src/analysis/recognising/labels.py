"""Recognising the form's labels in print.

Row labels, headers and section headings, with the variants that occur.
"""

import re
from functools import cache, lru_cache

from analysis.form import get_form

from .characters import fold

_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九]\)?、?|\(\d{1,2}\)|\d{1,2}[.、,．]?)(?=\D)")
_PUNCTUATION = re.compile(r"[“”\"'‘’「」『』,，、。.:：;；()（）]")
SECTION_NUMBERS = "一二三四五六"
LONGEST_LABEL = 120
# What each statutory section is recognised by, in order; the first that matches wins.
_SECTION_KEYWORDS = (
    ("二", re.compile(r"主动公开.*(情况|信息)$")),
    ("三", re.compile(r"(收到和处理|依申请公开).*(情况|信息)$")),
    ("四", re.compile(r"(复议|诉讼).*情况$")),
    ("五", re.compile(r"(问题|不足|改进)")),
    ("六", re.compile(r"其[他它](需要报告的|需要说明的)?(事项|情况)")),
    ("一", re.compile(r"(总体|工作|概述|开展|基本).*(情况|概述)?")),
)
_HEADING = re.compile(r"^([一二三四五六])、(.{2,40})$")
_HEADERS = """
    信息内容 申请人情况 自然人 法人或其他组织 总计 商业企业 科研机构 社会公益组织
    法律服务机构 其他 行政复议 行政诉讼 未经复议直接起诉 复议后起诉 结果维持 结果纠正
    其他结果 尚未审结 本年制发件数 本年废止件数 现行有效件数 本年处理决定数量
    本年收费金额单位万元 本年新制作数量 本年新公开数量 对外公开总数量 上一年项目数量
    本年增/减 处理决定数量 采购项目数量 采购总金额
"""
HEADERS = frozenset(_HEADERS.split())
GROUPS = ("本年度办理结果", "不予公开", "无法提供", "不予处理", "其他处理")
# Groups of result rows by the words that name them.
RESULT_GROUPS = (
    ("办理结果", "results"),
    ("不予公开", "refused"),
    ("无法提供", "unavailable"),
    ("不予处理", "unprocessed"),
    ("其他处理", "other"),
)
# A group's name, or 办理结果, printed in one cell with the row's own label after it.
_LED = re.compile(r"^.{0,12}?(?:办理结果|不予公开|无法提供|不予处理|其他处理)(?=.)")
# A mark of a note behind a label: a star, or a digit in a ring or raised.
_MARKED = re.compile(r"(?<=.)[*＊※#†‡¹²³⁰-⁹①-⓿❶-➓]+$")
_NOTE = re.compile(r"(?<=.)[(（][^()（）]*[)）]")
# Rows that agencies word in their own way; no digit, so no sentence of the prose is taken for one.
_WORDINGS = tuple(
    (item, re.compile(r"(?:[一二三四]、|\([一二三四]\))?" + words))
    for item, words in (
        ("received", r"本年度?新?收到?(?:的?(?:政府)?信息公开)?(?:申请)?(?:数量?|件数)?"),
        ("carried_in", r"上一?年度?(?:结转|转结)(?:的?(?:政府)?信息公开)?(?:申请)?(?:数量?|件数)?"),
        (
            "carried_out",
            r"(?:结转|转结)(?:至|到)?下一?年度?(?:继续)?(?:办理)?(?:的?(?:政府)?信息公开)?(?:申请)?(?:数量?|件数)?",
        ),
        ("partly_granted", r"部[分份](?:予以)?公开(?:\(.*\))?"),
    )
)
_KEPT = 0.6  # of a label's characters, at least
_SIGN = re.compile(r"\(?([一二三四五六七\d])[)、.,．]")  # a row's number
FEWEST_BEGUN = 4  # characters of a label that is cut
FEWEST_FOR_SLIPS = 6  # characters of a label in which one may be wrong


@lru_cache(maxsize=16384)  # sites print the same labels again and again
def label_key(text: str) -> str:
    """A label without numbering, note, punctuation and spaces.

    What two prints of one label have in common.

    Parameters
    ----------
    text : str
        The label as printed.
    """
    folded = re.sub(r"[(（](?:区分处理|单位|设区|本列)[^)）]*[)）]?", "", fold(text))
    return _bare(folded).replace("政府信息公开申请", "申请").replace("申请数量", "数量")


def _bare(folded: str) -> str:
    return _PUNCTUATION.sub("", _NUMBERING.sub("", folded))


def _variants(item: str, label: str) -> set[str]:
    """Keys under which a row is found.

    A label too common to stand alone keeps its numbering (handled by ``row_item``).
    """
    keys = {label_key(label)}
    if item == "normative_documents":
        # Taiwanese mirrors say 档案 for 文件.
        keys |= {"规范性文件", "行政规范性文件", "规范性档案", "行政规范性档案"}
    if item == "other.not_corrected":
        keys.add("逾期不补正")
    if item == "other.fee_unpaid":
        keys.add("逾期不缴费")
    return keys


@cache
def _rows(table: str, fmt: str) -> dict[str, str]:
    form = get_form(fmt)
    first = {cell.item: cell.item_label for cell in reversed(form.cells) if cell.table == table}
    rows = {key: item for item, label in first.items() for key in _variants(item, label)}
    # 其他 and 总计 are column headers too: as rows they count only with their numbers.
    return {key: item for key, item in rows.items() if key not in ("其他", "总计")}


def _led_item(group: str, rest: str, rows: dict[str, str], fmt: str) -> str | None:
    """The row of table 三 that a label names after the name of its group, or of all results."""
    if group.endswith("办理结果"):
        return row_item(rest, "requests", fmt)
    if fmt == "2021" and group.endswith("其他处理") and re.fullmatch(r"\(?3?[)、.,]?其他", rest):
        return "other.other"
    return rows.get(label_key(rest)) or rows.get(label_key(_LED.sub("", rest)))


@lru_cache(maxsize=16384)
def row_item(text: str, table: str, fmt: str) -> str | None:
    """The row that a label names in ``table``, or None.

    Parameters
    ----------
    text : str
        The label as printed.
    table : {"disclosure", "requests", "remedies"}
        Code of the table.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    text = _MARKED.sub("", text.rstrip())
    folded = fold(text)
    if table == "requests":
        if re.fullmatch(r"\(?七\)?、?总计", folded):
            return "concluded"
        if fmt == "2021" and re.fullmatch(r"\(?3[)、.,．]*其他", folded):
            return "other.other"
        if fmt == "2019" and re.fullmatch(r"\(六\)其他处理", folded):
            return "other"
        for item, wording in _WORDINGS:
            if wording.fullmatch(folded):
                return item
    rows = _rows(table, fmt)
    found = rows.get(label_key(text))
    if found is None and len(folded) <= LONGEST_LABEL:
        without = _NOTE.sub("", folded)
        if without != folded:
            found = rows.get(label_key(without))
        led = _LED.match(folded) if found is None and table == "requests" else None
        if led:
            found = _led_item(led[0], folded[led.end() :], rows, fmt)
        if found is None and (
            near := {item for name, item in rows.items() if _one_off(label_key(text), name)}
        ):
            found = near.pop() if len(near) == 1 else None
        if found is None and table == "requests":
            found = _shortened(folded, fmt) or _begun(folded, fmt, FEWEST_BEGUN)
    return found


@cache
def _numbered(fmt: str) -> tuple[tuple[str, str, str], ...]:
    """Item, number and key of the rows of table 三 that have a number within their group."""
    labels = {c.item: c.item_label for c in get_form(fmt).cells if c.table == "requests"}
    return tuple(
        (item, m[1], label_key(label))
        for item, label in labels.items()
        if (m := re.match(r"(\d)\.", fold(label)))
    )


@cache
def _signed(fmt: str) -> tuple[tuple[str, str, str], ...]:
    """Item, number and words of the rows of table 三."""
    labels = {c.item: fold(c.item_label) for c in get_form(fmt).cells if c.table == "requests"}
    return tuple(
        (item, m[1], _bare(label)) for item, label in labels.items() if (m := _SIGN.match(label))
    )


def _begun(folded: str, fmt: str, fewest: int) -> str | None:
    """The row whose label begins with a cut one, its number the same; None for several."""
    number = _SIGN.match(folded)
    words = _bare(folded) if number else ""
    if number is None or len(words) < fewest:
        return None
    signed = _signed(fmt)
    hits = [item for item, sign, label in signed if sign == number[1] and label.startswith(words)]
    return hits[0] if len(hits) == 1 else None


def _shortened(folded: str, fmt: str) -> str | None:
    """The row whose label lost some characters, as where fonts of a PDF lack them.

    It keeps its number, and what is left of it is in the form's label in the same order.
    """
    number = re.match(r"(\d)[.、,．]", folded)
    key = label_key(folded)
    if number is None or len(key) < FEWEST_FOR_SLIPS or not set(key).isdisjoint("0123456789"):
        return None
    hits = [
        item
        for item, digit, name in _numbered(fmt)
        if digit == number[1] and len(key) >= _KEPT * len(name) and _is_part(key, name)
    ]
    return hits[0] if len(hits) == 1 else None


def _is_part(key: str, name: str) -> bool:
    """Whether characters are in a name in their order."""
    rest = iter(name)
    return all(char in rest for char in key)


def _one_off(key: str, name: str) -> bool:
    """Whether a label is another but for one character mistyped, left out or doubled.

    Short ones are too much alike.

    A digit is no slip of a label: it is the first figure of its row.
    """
    if (
        len(name) < FEWEST_FOR_SLIPS
        or abs(len(key) - len(name)) > 1
        or not set(key).isdisjoint("0123456789")
    ):
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(key, name, strict=False)) if a != b),
        min(len(key), len(name)),
    )
    ends = {len(key): key[same:], len(name): name[same:]}
    if len(key) == len(name):
        return key[same + 1 :] == name[same + 1 :]
    return ends[max(ends)][1:] == ends[min(ends)]


@lru_cache(maxsize=16384)
def cut_row_item(text: str, fmt: str) -> str | None:
    """The row of table 三 whose label begins with what is left of one cut by a page's end.

    None unless it is the only one.

    Parameters
    ----------
    text : str
        What is left of the label: its beginning.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    return _begun(fold(text), fmt, 2)


@lru_cache(maxsize=16384)
def is_label(text: str, fmt: str) -> bool:
    """Whether a token is a header, a group label or a row label.

    It ends the values of the row before it.

    Parameters
    ----------
    text : str
        The token.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    key = label_key(text)
    return (
        key in HEADERS
        or key in GROUPS
        or bool(re.match(r"第二十条", fold(text)))
        or any(row_item(text, table, fmt) for table in ("disclosure", "requests"))
    )


@lru_cache(maxsize=16384)
def section_heading(line: str, fmt: str) -> tuple[str, str] | None:
    """The statutory section (一 … 六) that a line opens and the heading as printed, or None.

    The section is recognised by its words, because real reports misnumber them; a row label such as
    三、本年度办理结果 is no heading.

    Parameters
    ----------
    line : str
        The line.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    folded = fold(line)
    match = _HEADING.match(folded)
    if match is None or is_label(line.strip(" |"), fmt) or "|" in line or re.search(r"\d", folded):
        return None
    for number, pattern in _SECTION_KEYWORDS:
        if pattern.search(match[2]):
            return number, line.strip()
    return None
