"""The form as the page shows it: labels of its rows and columns, and what its cells hold now."""

from typing import Any

from analysis.form import Form, column_label, group_label, item_label, table_label

from .session import Session


def shown_table(form: Form, name: str, lang: str) -> dict[str, Any]:
    """A table of the form with its labels.

    Parameters
    ----------
    form : Form
        The form.
    name : {"disclosure", "requests", "remedies"}
        Code of the table.
    lang : {"zh", "en"}
        Language of the labels.
    """
    rows = []
    for item in form.items(name):
        columns = form.columns(name, item)
        group = item.partition(".")[0] if "." in item else ""
        rows.append(
            {
                "item": item,
                "label": item_label(name, item, lang, form.code),
                "group": group_label(name, group, lang) if group else "",
                "columns": list(columns),
                "heads": [column_label(name, item, c, lang, form.code) for c in columns],
            }
        )
    return {"name": name, "label": table_label(name, lang), "rows": rows}


def shown_cells(session: Session) -> dict[str, dict[str, Any]]:
    """Every cell of the form by its code: what it holds, and who did what to it.

    Parameters
    ----------
    session : Session
        What the person did.
    """
    cells = {}
    for code in session.form.by_code:
        entry, reading = session.entries.get(code), session.reading(code)
        cells[code] = {
            "text": session.text(code),
            "typed": entry is not None and entry.text is not None,
            "status": reading.status,
            "open": session.is_open(code),
            "accepted": entry is not None and entry.accepted,
            "by": entry.by if entry else "",
            "at": entry.at if entry else "",
        }
    return cells
