"""What a reader sees of a cell in a workbook: the value is that, or the cell is unreadable."""

import io
import shutil
import struct
import subprocess
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor
from openpyxl.drawing.xdr import XDRPoint2D, XDRPositiveSize2D
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, IconSetRule
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.worksheet.table import Table, TableStyleInfo
from PIL import Image as PillowImage

from analysis.reading.backends.sheet import XlsBackend, XlsxBackend
from analysis.reading.backends.sheet.formats import shown_number, shown_text
from analysis.reading.backends.sheet.old_overlays import old_overlays
from analysis.recognising.numbers import read_number

# Value, number format, and what is shown. In angle brackets: not to be taken for a plain number.
SHOWN = [
    (25.0, "General", "25"),
    (0.1 + 0.2, "General", "0.3"),
    (12.345, "0.00", "12.35"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (0.004, "0.00", "0.00"),
    (-0.004, "0.00", "0.00"),
    (1234567, "#,##0", "1,234,567"),
    (1234.5, "#,##0.00", "1,234.50"),
    (7, "000", "007"),
    (7, "#", "7"),
    (0, "#", ""),
    (0.5, "#.##", ".5"),
    (3.10, "0.0#", "3.1"),
    (12, '0"件"', "12件"),
    (12, '0.00"万元"', "12.00万元"),
    (12, r"0\件", "12件"),
    (12, "0!件", "12件"),
    (12, "[$-804]0", "12"),
    (12, "[Red]0", "12"),
    (12, "G/通用格式", "12"),
    (12, 'General"件"', "12件"),
    (-3, "0;-0", "-3"),
    (-3, "0;(0)", "(3)"),
    (-3, "0_);(0)", "(3)"),
    (-3, "0;[Red]0", "⟨3⟩"),
    (0, '0;-0;"-"', "-"),
    (0, '0;-0;"无"', "无"),
    (0, "0;-0;", ""),
    (0, "0;;0", "0"),
    (-3, "0;;0", ""),
    (12, ";;;", ""),
    (12, "0*9", "⟨12 as 0⟩"),
    (12, "0*-", "12"),
    (12, ";;", ""),
    (12, '"-"', "-"),
    (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
    (1234, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "1,234"),
    (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    (5, "[>=10]0.0;0", "5"),
    (12, "[>=10]0.0;0", "12.0"),
    (5, '[<10]"少";0', "少"),
    (5, "[>10]0", "⟨#⟩"),
    (12, "[White]0", "⟨12⟩"),
    (12, "[白色]0", "⟨12⟩"),
    (104, '0"0"', "1040"),
    (102, '"5"', "5"),
    (102, r"0\5", "1025"),
    (6078099, "0!.0000", None),
    (6078099, r"0\.0000", None),
    (201100, '0"."0000"万元"', "20.1100万元"),
    (337, "[>=10]0!.0;0", "33.7"),
    (274000, "0,", "274"),
    (2740000, '0.0,"千"', "2740.0千"),
    (274400, "0,", None),
    (12000, "0,.00", "12.00"),
    (777.07, "0!.0000", None),
    (5, "0-0", "0-5"),
    (1234, '"1"0', "11234"),
    (12345, "#,##0!.0", None),
    (2740000, "#,##0,,", None),
    (0.12, "0%", None),
    (0.12, "0.00%", None),
    (12000, "0.00E+00", None),
    (0.5, "# ?/?", None),
    (45000, "yyyy-mm-dd", None),
    (0.5, "[h]:mm", None),
    (12, "[DBNum1]0", None),
    (12, "[$-804]e年", None),
    (12, "[Color02]0", "⟨12⟩"),
    (12, "[NatNum1]0", None),
    (12000, "General,", None),
]


@pytest.mark.parametrize(("value", "number_format", "text"), SHOWN)
def test_a_number_is_what_its_format_shows(value, number_format, text):
    shown = shown_number(value, number_format)
    if text is None:
        assert "⟨" in shown
        assert read_number(shown, "10k_yuan").status == "unreadable"
    else:
        assert shown == text


@pytest.mark.parametrize(
    ("number_format", "text"),
    [("0", "12"), ("@", "12"), (";;;", ""), (';;;@"件"', "12件"), ('0;0;0;"5"', "⟨5⟩")],
)
def test_a_text_is_what_its_format_shows(number_format, text):
    assert shown_text("12", number_format) == text


def rich(*pieces):
    return CellRichText(*pieces)


def look(cell, **font):
    cell.font = Font(**font)


def fill(cell, colour):
    cell.fill = PatternFill("solid", fgColor=colour)


def whitened(cell):
    rule = CellIsRule(operator="equal", formula=["12"], font=Font(color="FFFFFF"))
    cell.parent.conditional_formatting.add("A1:A1", rule)


def reddened(cell):
    rule = CellIsRule(operator="greaterThan", formula=["1"], font=Font(color="9C0006"))
    cell.parent.conditional_formatting.add("A1:A1", rule)


def elsewhere(cell):
    rule = CellIsRule(operator="equal", formula=["12"], font=Font(color="FFFFFF"))
    cell.parent.conditional_formatting.add("B1:C9", rule)


def condition(cell, rule, **font):
    if font:
        look(cell, **font)
    cell.parent.conditional_formatting.add("A1:A1", rule)


def filled_by_rule(colour):
    return CellIsRule("equal", ["12"], fill=PatternFill(bgColor=colour))


def flat(cell):
    cell.parent.row_dimensions[1].height = 0.5


LINE = Side(style="thin")
CROSSED = Border(diagonal=LINE, diagonalUp=True)
FRAMED = Border(left=LINE, diagonal=LINE, diagonalUp=False, diagonalDown=False)
NOT_IN_XLS = (flat,)  # LibreOffice sets its own heights
RAISED, STRUCK = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
WHITE, TINY = InlineFont(color="FFFFFFFF"), InlineFont(sz=1)
# Value of a cell, how it is set, and the values that may be read.
CASES = [
    (12, lambda cell: None, (12,)),
    ("12", lambda cell: None, (12,)),
    (True, lambda cell: None, (None,)),
    (datetime(2024, 1, 2), lambda cell: None, (None,)),
    (12, lambda cell: look(cell, color="FFFFFF"), (None,)),
    (12, lambda cell: (look(cell, color="FFFFFF"), fill(cell, "336699")), (12,)),
    (12, lambda cell: (look(cell, color="336699"), fill(cell, "336699")), (None,)),
    (12, lambda cell: look(cell, color="EEEEEE"), (None,)),
    (12, lambda cell: look(cell, color="C00000"), (12,)),
    (12, lambda cell: look(cell, strike=True), (None,)),
    (12, lambda cell: look(cell, sz=1), (None,)),
    (12, lambda cell: look(cell, vertAlign="superscript"), (12,)),
    (12, lambda cell: setattr(cell, "alignment", Alignment(horizontal="fill")), (None,)),
    (rich(TextBlock(STRUCK, "9"), "12"), lambda cell: None, (12,)),
    (rich(TextBlock(STRUCK, "12")), lambda cell: None, (None,)),
    (rich("12", TextBlock(RAISED, "1")), lambda cell: None, (12,)),
    (rich(TextBlock(WHITE, "9"), "12"), lambda cell: None, (12,)),
    (rich(TextBlock(TINY, "9"), "12"), lambda cell: None, (12,)),
    (rich("1", TextBlock(InlineFont(b=True), "2")), lambda cell: None, (12,)),
    (12, whitened, (None,)),
    (12, reddened, (12,)),
    (12, lambda cell: condition(cell, filled_by_rule("000000")), (None,)),
    (12, lambda cell: condition(cell, CellIsRule("equal", ["1"], font=Font(strike=1))), (None,)),
    (12, elsewhere, (12,)),
    (12, flat, (None,)),
    (12, lambda cell: setattr(cell.parent.column_dimensions["A"], "width", 0.1), (None,)),
    (12, lambda cell: setattr(cell.parent.row_dimensions[1], "hidden", True), (None,)),
    (0, lambda cell: setattr(cell.parent.sheet_view, "showZeros", False), (None,)),
    (12, lambda cell: setattr(cell.parent.sheet_view, "showZeros", False), (12,)),
    (12, lambda cell: setattr(cell, "border", CROSSED), (None,)),
    (12, lambda cell: setattr(cell, "border", FRAMED), (12,)),
    (12, lambda cell: setattr(cell, "border", Border(left=LINE, diagonalUp=True)), (12,)),
    (660.0249, lambda cell: setattr(cell, "number_format", "0.00"), (660.02,)),
]


def theme(cell, number, tint=0.0, ground=None):
    look(cell, color=Color(theme=number, tint=tint))
    if ground is not None:
        cell.fill = PatternFill("solid", fgColor=Color(theme=ground, tint=tint))


def wide(cell, width):
    cell.parent.column_dimensions["A"].width = width


def flat_by_default(cell):
    usual = cell.parent.sheet_format
    usual.defaultRowHeight, usual.customHeight = 0, True


def drawn_over(cell, at):
    picture = io.BytesIO()
    PillowImage.new("RGB", (60, 18)).save(picture, "png")
    cell.parent.add_image(Image(picture), at)


def drawn_at(cell, left, width):
    """A picture whose place is given from the corner of the sheet, in points."""
    drawn_over(cell, "A1")
    place, size = XDRPoint2D(left * 12_700, 0), XDRPositiveSize2D(width * 12_700, 190_500)
    cell.parent._images[-1].anchor = AbsoluteAnchor(pos=place, ext=size)


def in_table(cell, style):
    look = TableStyleInfo(name=style)
    cell.parent.add_table(Table(displayName="T", ref="A1:B2", tableStyleInfo=look))


SHRUNK = Alignment(shrink_to_fit=True)
SCALE = ColorScaleRule("min", None, "000000", None, None, None, "max", None, "000000")
# What only new workbooks say: themes with tints, conditions, widths and heights that hold for all.
NEW_CASES = [
    (12, lambda cell: theme(cell, 0), (None,)),
    (12, lambda cell: theme(cell, 0, -0.02), (None,)),
    (12, lambda cell: theme(cell, 1, 0.9999), (None,)),
    (12, lambda cell: theme(cell, 4, 0.8, ground=4), (None,)),
    (12, lambda cell: theme(cell, 4), (12,)),
    (12, lambda cell: theme(cell, 0, ground=4), (12,)),
    (12, lambda cell: condition(cell, filled_by_rule("FFC7CE")), (12,)),
    (12, lambda cell: condition(cell, filled_by_rule("FF0000"), color="FF0000"), (None,)),
    (12, lambda cell: condition(cell, IconSetRule("3Arrows", "num", [0, 1, 2])), (12,)),
    (12, lambda cell: condition(cell, IconSetRule("3Arrows", "num", [0, 1, 2], False)), (None,)),
    (12, lambda cell: condition(cell, DataBarRule("min", 0, "max", 9, "638EC6", False)), (None,)),
    (12, lambda cell: condition(cell, SCALE), (None,)),
    (123456, lambda cell: wide(cell, 2), (None,)),
    (123456, lambda cell: wide(cell, 7), (123456,)),
    (12, flat_by_default, (None,)),
    (12, lambda cell: setattr(cell.parent.sheet_format, "defaultColWidth", 0), (None,)),
    (rich("12", TextBlock(InlineFont(sz=5), "3")), lambda cell: None, (None,)),
    (rich("12", TextBlock(InlineFont(color="FFBFBFBF"), "3")), lambda cell: None, (None,)),
    (rich("12", TextBlock(InlineFont(color="FFFF0000"), "3")), lambda cell: None, (123,)),
    (12, lambda cell: light_on_pattern(cell), (None,)),
    (12, lambda cell: dark_on_pattern(cell), (None,)),
    (12, lambda cell: dark_on_pattern(cell, "darkTrellis"), (None,)),
    (12, lambda cell: dark_on_pattern(cell, "lightGray"), (12,)),
    (12, lambda cell: dark_on_pattern(cell, "darkGray", color="C00000"), (12,)),
    (12, lambda cell: setattr(cell.parent.row_dimensions[1], "height", 4), (None,)),
    (12, lambda cell: look(cell, name="Wingdings"), (None,)),
    (rich(TextBlock(InlineFont(rFont="Wingdings 2"), "9"), "12"), lambda cell: None, (None,)),
    (12, lambda cell: drawn_over(cell, "A1"), (None,)),
    (12, lambda cell: drawn_over(cell, "C1"), (12,)),
    (12, lambda cell: (drawn_over(cell, "B1"), cell.parent.merge_cells("A1:C1")), (None,)),
    (12, lambda cell: (drawn_over(cell, "B1"), wide(cell, 3)), (12,)),
    (12, lambda cell: drawn_at(cell, 10, 30), (None,)),
    (12, lambda cell: drawn_at(cell, 90, 90), (12,)),
    (12, lambda cell: (drawn_at(cell, 90, 90), wide(cell, 40)), (None,)),
    (12, lambda cell: in_table(cell, "Own"), (None,)),
    (12, lambda cell: in_table(cell, "TableStyleMedium2"), (12,)),
    (12, lambda cell: setattr(cell, "alignment", Alignment("left", indent=99)), (None,)),
    (12, lambda cell: setattr(cell, "alignment", Alignment("left", indent=2)), (12,)),
    (12, lambda cell: (setattr(cell, "alignment", SHRUNK), wide(cell, 0.4)), (None,)),
    (12, lambda cell: (setattr(cell, "alignment", SHRUNK), wide(cell, 1.4)), (12,)),
    (12, lambda cell: setattr(cell.parent.sheet_view, "showFormulas", True), (12,)),
]


def dark_on_pattern(cell, pattern="darkGray", **font):
    look(cell, **font)
    cell.fill = PatternFill(pattern, fgColor="000000", bgColor="000000")


def light_on_pattern(cell):
    look(cell, color="FFFFFF")
    cell.fill = PatternFill("gray125")


def workbook(value, change) -> bytes:
    book = Workbook()
    cell = book.active["A1"]
    cell.value = value
    book.active["A2"] = "尾"
    change(cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def value_of(grid):
    return read_number(grid.rows[0][0].text, "10k_yuan").value


@pytest.mark.parametrize(("value", "change", "values"), [*CASES, *NEW_CASES])
def test_the_value_is_what_a_reader_sees(value, change, values):
    (grid,) = XlsxBackend().read(workbook(value, change), "r.xlsx").grids
    assert value_of(grid) in values


def changed(part, old, new, change=lambda cell: None) -> bytes:
    """A workbook of which one part was changed by hand."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(12, change))) as before,
        zipfile.ZipFile(out, "w") as after,
    ):
        for name in before.namelist():
            content = before.read(name).decode() if name == part else before.read(name)
            if name == part:
                assert old in content
            after.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


SHEET, LOOKS = "xl/worksheets/sheet1.xml", "xl/styles.xml"
FORMULA = '<c r="A1"><f>10+2</f><v>12</v></c>'
PLAIN_CELL = '<c r="A1" t="n"><v>12</v></c>'
WHITE_BY_NUMBER = "<colors><indexedColors>" + '<rgbColor rgb="00FFFFFF"/>' * 64 + "</indexedColors>"


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (changed(SHEET, PLAIN_CELL, FORMULA), 12),
        (
            changed(
                SHEET,
                PLAIN_CELL,
                FORMULA,
                lambda cell: setattr(cell.parent.sheet_view, "showFormulas", True),
            ),
            None,
        ),
        # Formats that have a number and no name are dates in Chinese programs.
        (
            changed(
                LOOKS,
                'numFmtId="14"',
                'numFmtId="31"',
                lambda cell: setattr(cell, "number_format", "mm-dd-yy"),
            ),
            None,
        ),
        (
            changed(
                LOOKS,
                "</styleSheet>",
                f"{WHITE_BY_NUMBER}</colors></styleSheet>",
                lambda cell: look(cell, color=Color(indexed=20)),
            ),
            None,
        ),
    ],
)
def test_what_only_the_file_itself_says_of_a_cell(data, value):
    (grid,) = XlsxBackend().read(data, "r.xlsx").grids
    assert value_of(grid) == value


X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
HIDING = '<x14:cfRule type="expression"><xm:f>A1&gt;1</xm:f><x14:dxf><font><b/></font></x14:dxf></x14:cfRule>'
BARS = '<x14:cfRule type="dataBar"><x14:dataBar {}/></x14:cfRule>'


@pytest.mark.parametrize(
    ("rule", "cells", "values"),
    [
        (HIDING, "A1:B9", (None,)),
        (HIDING, "C1:D9", (12,)),
        (BARS.format(""), "A1", (12,)),
        (BARS.format('showValue="0"'), "A1", (None,)),
    ],
)
def test_conditions_kept_where_older_programs_do_not_look(rule, cells, values):
    extension = (
        f'<extLst><ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}">'
        "<x14:conditionalFormattings>"
        '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f"{rule}<xm:sqref>{cells}</xm:sqref></x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(12, lambda cell: None))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</worksheet>", extension.encode())
            new.writestr(name, content)
    (grid,) = XlsxBackend().read(out.getvalue(), "r.xlsx").grids
    assert value_of(grid) in values


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def drawn(kind, left=2.0, top=2.0, right=3.0, bottom=3.0, number=1):
    """The records of a drawing in an old workbook, with what kind of object it is."""
    across, down = (
        ((int(x), int(x % 1 * 1024)) for x in (left, right)),
        ((int(y), int(y % 1 * 256)) for y in (top, bottom)),
    )
    corners = [n for pair in zip(across, down, strict=True) for place in pair for n in place]
    anchor = struct.pack("<HHI9H", 0, 0xF010, 18, 2, *corners)
    return record(0xEC, b"before" + anchor) + record(0x5D, struct.pack("<4H", 21, 18, kind, number))


def noted(number, flags):
    return record(0x1C, struct.pack("<4H", 2, 2, flags, number) + b"\0")


BOX, COMMENT, BUTTON = 6, 0x19, 0x14


@pytest.mark.parametrize(
    ("records", "cells"),
    [
        (drawn(BOX), {(2, 2)}),
        (drawn(BOX, right=4.5, bottom=4.01), {(r, c) for r in (2, 3) for c in (2, 3, 4)}),
        (drawn(BOX, left=2.95, right=4.0), {(2, 3)}),
        (drawn(BOX, left=2.5, right=2.6), {(2, 2)}),
        (drawn(BUTTON), set()),
        (drawn(COMMENT) + noted(1, 0), set()),
        (drawn(COMMENT) + noted(1, 2), {(2, 2)}),
        (drawn(COMMENT, number=3) + noted(1, 2), set()),
        (record(0xEC, b"\x10\xf0\x12") + record(0x5D) + record(0x1C), set()),
    ],
)
def test_drawings_of_old_workbooks_lie_on_cells(records, cells):
    begin, end = record(0x809, b"\0" * 16), record(0xA)
    start = len(begin) + 12 + len(end)
    sheets = record(0x85, struct.pack("<IBBH", start, 0, 0, 0))
    (found,) = old_overlays(begin + sheets + end + begin + records + end)
    over = {
        (r, c) for r in range(9) for c in range(9) for own in found if own.speaks_of(r, r, c, c)
    }
    assert over == cells
    assert any(own.speaks_of(1, 2, 1, 2) for own in found) == ((2, 2) in cells)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_old_workbooks_are_read_alike(tmp_path):
    for number, (value, change, _) in enumerate(CASES):
        (tmp_path / f"{number}.xlsx").write_bytes(workbook(value, change))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    files = sorted(map(str, tmp_path.glob("*.xlsx")))
    subprocess.run(
        [*command, "--convert-to", "xls", "--outdir", str(tmp_path), *files],
        check=True,
        capture_output=True,
        timeout=240,
    )
    wrong = []
    for number, (value, change, values) in enumerate(CASES):
        if change in NOT_IN_XLS:
            continue
        (grid,) = XlsBackend().read((tmp_path / f"{number}.xls").read_bytes(), "r.xls").grids
        if value_of(grid) not in values:
            wrong.append((number, value, grid.rows[0][0].text))
    assert wrong == []


def test_a_column_without_width_is_not_seen():
    (grid,) = XlsxBackend().read(_saved_with_a_flat_column(), "r.xlsx").grids
    assert [slot.text for slot in grid.rows[0]] == ["甲", "", "9"]


def _saved_with_a_flat_column() -> bytes:
    book = Workbook()
    book.active.append(["甲", 7, 9])
    out, flat = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(flat, "w") as new:
        for name in old.namelist():
            columns = b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
            new.writestr(name, old.read(name).replace(b"<sheetData>", columns))
    return flat.getvalue()
