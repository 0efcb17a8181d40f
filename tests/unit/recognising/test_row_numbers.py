"""A column that only counts the rows is none of the form's, and nothing it holds is a figure."""

import pytest

from .test_columns import NAMES, read, rows_of, stated, values

OWN = values(seed=21)


def numbered(rows, name, after_labels, sign="{}", start=1):
    """The rows of tables 二 and 三 with a column that counts them, as a page."""
    body, n, three = "", start, False
    for row in rows:
        if len(row) == 1:
            three = row[0].startswith("三") or (three and not row[0].startswith("四"))
            body += f"</table><p>{row[0]}</p><table>"
            four = row[0].startswith("四")
            continue
        cells = ["", *row] if row[0] == NAMES["natural_person"] else list(row)
        heading = cells[0] in ("", "信息内容")
        if not four:
            cells.insert(1 if after_labels else 0, name if heading else sign.format(n))
            n += not heading
        body += "<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>"
    title = "某县水利局2023年政府信息公开工作年度报告"
    return f"<html><body><h1>{title}</h1><table>{body}</table></body></html>"


@pytest.mark.parametrize("name", ["行次", "序号", "编 号", "序\n号", ""])
@pytest.mark.parametrize("after_labels", [True, False])
@pytest.mark.parametrize("sign", ["{}", "{:02}", "({})", "{}、"])
def test_a_column_of_row_numbers_is_left_out_and_the_figures_are_read(name, after_labels, sign):
    assert stated(read(numbered(rows_of(OWN), name, after_labels, sign), "page.html")) == OWN


@pytest.mark.parametrize("after_labels", [True, False])
def test_row_numbers_are_no_figures_where_figures_are_blank(after_labels):
    shown = dict(OWN) | {
        f"disclosure/{code}": ""
        for code in (
            "regulations/in_force",
            "normative_documents/issued",
            "licences/decisions",
            "fees/amount",
        )
    }
    found = stated(read(numbered(rows_of(shown), "行次", after_labels), "page.html"))
    assert found == {code: value for code, value in shown.items() if value != ""}


@pytest.mark.parametrize("after_labels", [True, False])
def test_what_does_not_count_on_is_no_row_number(after_labels):
    """Under the name, but a row lost a cell: which, nobody can tell, and nothing is read wrongly."""
    shown = dict(OWN) | {"disclosure/regulations/in_force": "", "disclosure/licences/decisions": ""}
    page = numbered(rows_of(shown), "行次", after_labels)
    for n in (1, 3):
        found = stated(read(page.replace(f"<td>{n}</td>", "", 1), "page.html"))
        assert all(shown[code] == value for code, value in found.items())


@pytest.mark.parametrize("name", ["序号", "编号"])
@pytest.mark.parametrize("rows", ["<tr></tr>", "<tr></tr><tr></tr>", "<tr><td></td></tr>"])
def test_a_table_of_rows_without_cells_counts_nothing(name, rows):
    page = numbered(rows_of(OWN), name, False)
    empty = f"<table>{rows}</table>"
    page = page.replace("<h1>", empty + "<h1>", 1).replace("</body>", empty + "</body>", 1)
    assert stated(read(page, "page.html")) == OWN
