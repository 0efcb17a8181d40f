"""The statutory form: its formats, cell codes and labels. No I/O but its own data files.

Sources: 国办公开办函〔2019〕60号 (format ``2019``, report years 2019 and 2020) and
国办公开办函〔2021〕30号 (format ``2021``, from report year 2021 on).
"""

from .cells import APPLICANTS, FORMATS, STATUSES, TABLES, Cell, Form, get_form
from .labels import (
    cell_label,
    column_label,
    group_label,
    item_label,
    table_label,
    where_label,
)

__all__ = [
    "APPLICANTS",
    "FORMATS",
    "STATUSES",
    "TABLES",
    "Cell",
    "Form",
    "cell_label",
    "column_label",
    "get_form",
    "group_label",
    "item_label",
    "table_label",
    "where_label",
]
