"""The codebook: every table, column and variable in Chinese and English, made from the same data as the tables themselves."""

from typing import Any

from .metadata import about, tables
from .wide import variable_label, variables

_TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "真假"}
_HEAD = """# 代码本 · Codebook

本页由 `schema.yml`、`about.yml` 和表式的标签生成，说明各表各列的含义。单元格代码、行列标签和状态另见词汇表 `docs/glossary.md`。
This page is made from `schema.yml`, `about.yml` and the labels of the form. Codes, labels and statuses of
cells: `docs/glossary.md`.

指标的定义和区间另见 `docs/method.md`。Definitions and intervals of indicators: `docs/method.md`.

- 空的数字是没有数字，不是零。An empty number is no number, and not zero.
- 所印内容从不更改；推算的数字另列（`implied`）。What was printed is never altered; implied figures stand beside it (`implied`).
- CSV中，会被电子表格当作公式的文字前加一个撇号 `'`；`gouji` 和导出的 `read.R` 读入时去掉。其他格式的文字不加。
  In CSV, a text that a spreadsheet would calculate has an apostrophe `'` before it; `gouji` and the `read.R` of an export take
  it off. The other formats hold the text as it is.
- `key` 各列合起来确定一行；`→` 所指是另一表的名称。The `key` columns together name a row; `→` points to another table.
"""


def codebook_markdown() -> str:
    """The codebook as Markdown; ``docs/codebook.md`` holds it, and a test keeps the two equal."""
    lines = [_HEAD]
    for name, table in tables().items():
        lines += [*_heading(name, table), *_columns(table), ""]
    words = about()["wide"]
    lines += [
        *_heading("wide", {**words, "key": ["report"]}),
        "只在导出中；前几列同表`reports`。In exports only; the first columns are those of `reports`.",
        "",
        "| 变量 variable | 单元格 cell | 中文 | English |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{name}` | `{code}` | {_text(variable_label(code, 'zh'))} | {_text(variable_label(code, 'en'))} |"
        for code, name in variables().items()
    ]
    return "\n".join(lines) + "\n"


def _heading(name: str, table: dict[str, Any]) -> list[str]:
    key = f" key: {', '.join(f'`{c}`' for c in table['key'])}." if "key" in table else ""
    return [f"## `{name}`", "", f"{table['zh']}{table['description']}{key}", ""]


def _columns(table: dict[str, Any]) -> list[str]:
    refers = table.get("refers", {})
    lines = ["| 列 column | 类型 type | 中文 | English |", "|---|---|---|---|"]
    for column, (kind, en, zh) in table["columns"].items():
        arrow = f" → `{refers[column]}`" if column in refers else ""
        lines.append(f"| `{column}`{arrow} | {_TYPES[kind]} {kind} | {_text(zh)} | {_text(en)} |")
    return lines


def _text(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")
