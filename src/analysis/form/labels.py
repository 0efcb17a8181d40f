"""Labels of tables, rows and columns in Chinese (as the form prints them) and in English (ours)."""

import re
from functools import cache
from typing import Any

from analysis.files import yaml_of

from .cells import FORMATS, get_form


@cache
def _english() -> dict[str, Any]:
    labels: dict[str, Any] = yaml_of(__package__, "labels_en.yml")
    return labels


_TABLES_ZH = {
    "disclosure": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "remedies": "政府信息公开行政复议、行政诉讼情况",
}
_WHOLE = {
    "report": {"zh": "整份报告", "en": "the whole report"},
    "prose": {"zh": "正文", "en": "the prose"},
}
# What the form prints before the label of a row: （一）, 1. or 一、.
NUMBERING = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.、．])\s*"
)
_COLUMN = {"zh": "“{}”列", "en": "Column “{}”"}
_CODE = re.compile(rf"(?:{'|'.join(_TABLES_ZH)})/[^/\s]+/[^/\s]+")
_GROUPS_ZH = {
    "refused": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "unprocessed": "（五）不予处理",
    "other": "（六）其他处理",
}


@cache
def _zh(fmt: str, table: str) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Chinese item labels, and column labels by item.

    A code of the other format falls back to that format.
    """
    items: dict[str, str] = {}
    columns: dict[tuple[str, str], str] = {}
    for code in (*(f for f in FORMATS if f != fmt), fmt):
        for cell in get_form(code).cells:
            if cell.table == table:
                items[cell.item] = cell.item_label
                columns[cell.item, cell.column] = cell.column_label
    return items, columns


def table_label(table: str, lang: str = "zh") -> str:
    """Title of a table.

    Parameters
    ----------
    table : {"disclosure", "requests", "remedies"}
        Code of the table.
    lang : {"zh", "en"}
        Language.
    """
    return _TABLES_ZH[table] if lang == "zh" else _english()["tables"][table]


def item_label(table: str, item: str, lang: str = "zh", fmt: str = "2021") -> str:
    """Label of a row, without its table.

    Parameters
    ----------
    table : {"disclosure", "requests", "remedies"}
        Code of the table.
    item : str
        Code of the row.
    lang : {"zh", "en"}
        Language.
    fmt : {"2019", "2021"}
        Format of the form; in Chinese the label is as it prints it.
    """
    return _zh(fmt, table)[0][item] if lang == "zh" else _english()["items"][table][item]


def group_label(table: str, group: str, lang: str = "zh") -> str:
    """Label of a group of result rows.

    ``refused``, ``unavailable``, ``unprocessed`` or ``other``.

    Parameters
    ----------
    table : {"requests"}
        Code of the table.
    group : {"refused", "unavailable", "unprocessed", "other"}
        What the codes of the group's rows begin with.
    lang : {"zh", "en"}
        Language.
    """
    return _GROUPS_ZH[group] if lang == "zh" else _english()["groups"][table][group]


def column_label(table: str, item: str, column: str, lang: str = "zh", fmt: str = "2021") -> str:
    """Label of a column; it may depend on the row in ``disclosure``.

    Parameters
    ----------
    column : str
        Code of the column.
    table, item, lang, fmt
        As of ``item_label``.
    """
    return (
        _zh(fmt, table)[1][item, column] if lang == "zh" else _english()["columns"][table][column]
    )


def cell_label(code: str, lang: str = "zh", fmt: str = "2021") -> str:
    """Row and column labels of a cell code ``table/item/column``.

    Parameters
    ----------
    code : str
        Code of the cell.
    lang : {"zh", "en"}
        Language.
    fmt : {"2019", "2021"}
        Format of the form; in Chinese the labels are as it prints them.
    """
    table, item, column = code.split("/")
    return f"{item_label(table, item, lang, fmt)} · {column_label(table, item, column, lang, fmt)}"


def where_label(where: str, lang: str = "zh", fmt: str = "2021") -> str:
    """Label of what a finding or an outcome is about.

    That is a cell, a row (``requests/granted/*``), a column (``requests/*/total``), a table
    (``requests/*/*``), what the prose claims of cells
    (``requests/granted/total % requests/concluded/total``), the prose or the report.

    Parameters
    ----------
    where : str
        Its code, as ``findings`` and ``outcomes`` have it.
    lang, fmt
        As of ``cell_label``.
    """
    kind = where.partition("/")[0]
    if kind in _WHOLE:
        return _WHOLE[kind][lang]
    part, of, whole = _CODE.sub(lambda m: _place_label(m[0], lang, fmt), where).partition(" % ")
    if of and " + " in part:
        part = f"({part})"
    return f"{part} ÷ {whole}" if of else part


def _place_label(where: str, lang: str, fmt: str) -> str:
    """Label of one place in the form."""
    table, item, column = where.split("/")
    group, starred, _ = item.partition(".*")
    items = get_form(fmt).items(table)
    if item == "*":
        if column == "*":
            return table_label(table, lang)
        return _COLUMN[lang].format(column_label(table, items[0], column, lang, fmt))
    name = group_label(table, group, lang) if starred else item_label(table, item, lang, fmt)
    if column == "*":
        return name
    one = items[0] if starred else item
    return f"{name} · {column_label(table, one, column, lang, fmt)}"
