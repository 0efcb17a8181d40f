"""The codebook: every table, column and variable in Chinese and English.

It is made from the same data as the tables themselves. Its words are in ``about.yml``.
"""

from typing import Any

from .metadata import about, tables
from .wide import variable_label, variables

_TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "真假"}


def codebook_markdown() -> str:
    """The codebook as Markdown; ``docs/codebook.md`` holds it, and a test keeps the two equal."""
    lines = [about()["codebook"]["head"]]
    for name, table in tables().items():
        lines += [*_heading(name, table), *_columns(table), ""]
        if name == "reports":
            for column, (_, en, zh) in about()["exported"].items():
                lines += [f"{about()['codebook']['exported']} `{column}`: {zh}{en}", ""]
    words = about()["wide"]
    lines += [
        *_heading("wide", {**words, "key": ["report"]}),
        about()["codebook"]["wide"],
        "",
        "| 变量 variable | 单元格 cell | 中文 | English |",
        "|---|---|---|---|",
    ]
    for code, name in variables().items():
        zh, en = (_text(variable_label(code, lang)) for lang in ("zh", "en"))
        lines.append(f"| `{name}` | `{code}` | {zh} | {en} |")
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
