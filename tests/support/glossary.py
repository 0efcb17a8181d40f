"""The glossary as Markdown, made of the form itself, so that a test keeps ``docs/glossary.md`` equal."""

from analysis.form import FORMATS, TABLES, column_label, get_form, item_label, table_label

_STATUSES = {
    "stated": ("一个数字", "a number is printed"),
    "blank": ("空白", "nothing is printed; not zero"),
    "mark": ("“-”“/”“无”等符号", "a mark such as - / 无 is printed; not zero"),
    "absent": ("文件中没有这一行或列", "its row or column is not in the document"),
    "unreadable": ("印有内容但读不成一个数", "text that is not one number; a finding"),
}


def glossary_markdown() -> str:
    """All codes with their labels; ``docs/glossary.md`` holds it."""
    lines = [
        "# 词汇表 · Glossary",
        "",
        "A cell is named `table/item/column`, for example `requests/refused.state_secret/total`. "
        "Chinese labels are the form's own; English ones are ours.",
        "",
    ]
    for fmt in FORMATS:
        form = get_form(fmt)
        lines += [f"## Format `{fmt}` ({len(form.cells)} cells)", ""]
        for table in TABLES:
            lines += [
                f"### {table_label(table)} · {table_label(table, 'en')} · `{table}`",
                "",
                "| 中文 | English | code |",
                "|---|---|---|",
            ]
            for item in form.items(table):
                lines.append(
                    f"| {item_label(table, item, 'zh', fmt)} | "
                    f"{item_label(table, item, 'en', fmt)} | `{item}` |"
                )
            seen: dict[tuple[str, str], str] = {}
            for cell in form.cells:
                if cell.table == table:
                    seen.setdefault((cell.column, cell.column_label), cell.item)
            for (column, zh), item in seen.items():
                lines.append(
                    f"| {zh} (列) | {column_label(table, item, column, 'en', fmt)} (column) | "
                    f"`{column}` |"
                )
            lines.append("")
    lines += ["## Statuses", "", "| status | 中文 | English |", "|---|---|---|"]
    lines += [f"| `{status}` | {zh} | {en} |" for status, (zh, en) in _STATUSES.items()]
    return "\n".join(lines) + "\n"
