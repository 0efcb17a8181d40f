"""Transcriptions as spreadsheets save them: other separators, encodings, lines before, other sheets."""

import csv
import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from analysis import InputError
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise
from analysis.recognising.transcription import template_csv, template_xlsx


def filled() -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(template_csv("2021").decode("utf-8-sig"))))
    for row in rows:
        if row and row[0] in ("agency", "year"):
            row[2] = {"agency": "某县林业局", "year": "2023"}[row[0]]
        elif row and row[0] == "requests/granted":
            row[2:9] = ["3", "0", "0", "0", "0", "0", "3"]
    return rows


def written(mark: str = ",", before: str = "", code: str = "utf-8", bom: bytes = b"") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(filled())
    return bom + (before + out.getvalue()).encode(code)


FILES = {
    "as written": (written(), "csv", 0),
    "semicolons": (written(";"), "csv", 0),
    "tabs": (written("\t"), "csv", 0),
    "tabs in a text": (written("\t"), "txt", 0),
    "UTF-16": (written("\t", code="utf-16"), "txt", 0),
    "GB18030": (written(code="gb18030"), "csv", 0),
    "a byte order mark": (written(bom=b"\xef\xbb\xbf"), "csv", 0),
    "a line that names the separator": (written(";", "sep=;\r\n"), "csv", 1),
    "a blank row before": (written(",", ",,,,,\r\n"), "csv", 1),
    "both": (written(";", "sep=;\r\n;;;;\r\n"), "csv", 2),
    "such a line in quotes": (written(";", '"sep=;"\r\n'), "csv", 1),
    "numbers of columns before": (written(before="0,1,2,3,4,5,6,7,8\r\n"), "csv", 1),
    "the end of a file of DOS": (written() + b"\x1a", "csv", 0),
}


@pytest.mark.parametrize("name", FILES)
def test_a_transcription_is_read_however_it_was_saved(name):
    data, ending, before = FILES[name]
    report = recognise(read_bytes(data, f"r.{ending}"), {})
    assert (report.agency, report.year, report.transcription) == ("某县林业局", 2023, True)
    (cell,) = report.cells[
        (report.cells.item == "granted") & (report.cells.column == "total")
    ].itertuples()
    line = 1 + before + [row[:1] for row in filled()].index(["requests/granted"])
    assert (cell.value, cell.where) == (3.0, f"row {line}, column 9")


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    "written_as",
    ["{}.0", '="{}"', "'{}", " {}\u3000", "\u00a0{}"],
    ids=["decimals", "a formula", "an apostrophe", "wide blanks", "a fixed blank"],
)
def test_numbers_are_read_as_programs_write_them(written_as):
    rows = [[written_as.format(t) if t.isdigit() else t for t in row] for row in filled()]
    report = recognise(read_bytes(as_csv(rows), "r.csv"), {})
    stated = report.cells[report.cells.status == "stated"]
    assert report.year == 2023
    assert list(stated.value) == [3.0, *[0.0] * 5, 3.0]


def test_a_transcription_is_read_from_the_column_that_it_begins_in():
    rows = [[str(number), *row] for number, row in enumerate(filled())]
    page = "".join(f"<tr>{''.join(f'<td>{t}</td>' for t in row)}</tr>" for row in rows)
    for data, name in (
        (as_csv(rows), "r.csv"),
        (f"<html><table>{page}</table></html>".encode(), "r.xls"),
    ):
        report = recognise(read_bytes(data, name), {})
        where = report.cells[report.cells.status == "stated"]["where"]
        line = 1 + [row[:1] for row in filled()].index(["requests/granted"])
        assert list(where) == [f"row {line}, column {c}" for c in range(4, 11)], name


def test_of_two_transcriptions_in_a_workbook_neither_is_taken():
    book = Workbook()
    for agency in ("某县林业局", "某县水利局"):
        sheet = book.create_sheet(agency)
        for row in filled():
            sheet.append([agency if t == "某县林业局" else t for t in row])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(
        InputError, match=r"begin at sheet 某县林业局, .* sheet 某县水利局, .* differ"
    ):
        read_bytes(out.getvalue(), "r.xlsx")


def test_a_transcription_on_another_sheet_and_below_a_blank_row_is_found():
    book = Workbook()
    book.active.append(["说明", "请填第二张表"])
    sheet = book.create_sheet("表")
    sheet.append([])
    for row in filled():
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    document = read_bytes(out.getvalue(), "r.xlsx")
    assert (document.kind, document.first_row) == ("transcription", 2)
    assert recognise(document, {}).agency == "某县林业局"


def test_a_mistake_is_named_by_its_row_in_the_file():
    data = written(";", "sep=;\r\n").replace(b"format 2021", b"format 1999")
    with pytest.raises(InputError, match=r"r\.csv: row 2 gives the format '1999'"):
        recognise(read_bytes(data, "r.csv"), {})


def test_an_empty_form_is_the_same_file_whenever_it_is_made():
    content = template_xlsx("2021")
    made = load_workbook(io.BytesIO(content)).properties
    assert (made.creator, made.created, made.modified) == ("gouji", *[datetime(2000, 1, 1)] * 2)
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        assert {info.date_time for info in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
