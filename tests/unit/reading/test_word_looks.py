"""What a reader sees of a cell in a Word file: the value is that, or the cell is unreadable."""

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from analysis.reading.backends.word import DocxBackend
from analysis.recognising.numbers import read_number

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = [
    ("character", "Gone", "<w:rPr><w:vanish/></w:rPr>"),
    ("character", "GoneToo", '<w:basedOn w:val="Gone"/><w:rPr><w:b/></w:rPr>'),
    ("character", "BackAgain", '<w:basedOn w:val="Gone"/><w:rPr><w:vanish w:val="0"/></w:rPr>'),
    ("character", "Up", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'),
    ("character", "Struck", "<w:rPr><w:strike/></w:rPr>"),
    ("character", "White", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'),
    ("character", "Tiny", '<w:rPr><w:sz w:val="2"/></w:rPr>'),
    ("paragraph", "HiddenPara", "<w:rPr><w:vanish/></w:rPr>"),
    ("paragraph", "Away", '<w:pPr><w:ind w:left="-20000"/></w:pPr>'),
    ("paragraph", "Low", '<w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>'),
    ("paragraph", "Dark", '<w:pPr><w:shd w:val="clear" w:fill="000000"/></w:pPr>'),
]


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def style(name: str) -> str:
    return f'<w:rStyle w:val="{name}"/>'


def colour(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


def shade(pattern: str, ink: str) -> str:
    return f'<w:shd w:val="{pattern}" w:color="{ink}" w:fill="FFFFFF"/>'


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>{}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def choice(kept, first, second, result=""):
    """A field that is a list to choose from."""
    entries = f'<w:listEntry w:val="{first}"/><w:listEntry w:val="{second}"/>'
    listed = f"<w:ffData><w:ddList>{kept}{entries}</w:ddList></w:ffData>"
    begin = f'<w:fldChar w:fldCharType="begin">{listed}</w:fldChar>'
    return FIELD.format("", result).replace('<w:fldChar w:fldCharType="begin"/>', begin)


# What stands in the paragraph of a cell, and the values that may be read of it.
CASES = [
    (run("1") + run("2"), (12,)),
    (run("3", "<w:vanish/>") + run("12"), (12,)),
    (run("3", '<w:vanish w:val="0"/>') + run("12"), (312,)),
    (run("3", style("Gone")) + run("12"), (12,)),
    (run("3", style("GoneToo")) + run("12"), (12,)),
    (run("3", style("BackAgain")) + run("12"), (312,)),
    (run("3", style("Gone") + '<w:vanish w:val="false"/>') + run("12"), (312,)),
    (run("3", "<w:webHidden/>") + run("12"), (12,)),
    (run("3", "<w:specVanish/>") + run("12"), (12,)),
    ('<w:pPr><w:pStyle w:val="HiddenPara"/></w:pPr>' + run("12"), (None,)),
    # Two styles that hide a text show it (ECMA-376 part 1, 17.7.3).
    ('<w:pPr><w:pStyle w:val="HiddenPara"/></w:pPr>' + run("12", style("Gone")), (12,)),
    (run("3", style("Struck")) + run("12"), (12,)),
    (run("3", "<w:dstrike/>") + run("12"), (12,)),
    (run("12", "<w:strike/>"), (None,)),
    (run("1") + run("3", "<w:strike/>") + run("2"), (None, 12)),
    (run("12") + run("3", style("Up")), (12,)),
    (run("12") + run("3", style("Up") + '<w:vertAlign w:val="baseline"/>'), (123,)),
    (run("12") + run("3", '<w:vertAlign w:val="subscript"/>'), (12,)),
    (run("12") + run("3", '<w:position w:val="8"/>'), (12,)),
    (run("12") + run("3", '<w:position w:val="-6"/>'), (12, None)),
    (run("12") + run("3", '<w:position w:val="0"/>'), (123,)),
    (run("3", '<w:sz w:val="2"/>') + run("12"), (12,)),
    (run("3", style("Tiny")) + run("12"), (12,)),
    (run("12", '<w:sz w:val="24"/>') + run("3", '<w:sz w:val="14"/>'), (12, None)),
    (run("12", '<w:sz w:val="24"/>') + run("3", '<w:sz w:val="24"/>'), (123,)),
    (run("12", '<w:sz w:val="21"/>') + run("3", '<w:sz w:val="20"/>'), (123,)),
    (run("3", colour("FFFFFF")) + run("12"), (12,)),
    (run("3", colour("FEFEFE")) + run("12"), (12,)),
    (run("3", colour("E8E8E8")) + run("12"), (None,)),
    (run("3", style("White")) + run("12"), (12,)),
    (run("3", '<w:color w:val="auto"/>') + run("12"), (312,)),
    (run("3", '<w:color w:val="FFFFFF" w:themeColor="background1"/>') + run("12"), (12,)),
    (run("3", '<w:color w:val="000000" w:themeColor="background1"/>') + run("12"), (12,)),
    (run("3", '<w:color w:val="A6A6A6" w:themeColor="background1" w:themeShade="A6"/>'), (3,)),
    (run("12", colour("FFFFFF") + '<w:shd w:val="clear" w:fill="336699"/>'), (12,)),
    (run("3", colour("000000") + shade("pct95", "000000")) + run("12"), (12,)),
    (run("3", colour("000000") + shade('clear" w:themeFill="text1', "auto")) + run("12"), (12,)),
    (run("12", colour("FFFFFF") + shade("pct95", "000000")), (12,)),
    (run("12", colour("000000") + shade("pct10", "000000")), (12,)),
    (run("12", colour("000000") + shade("diagCross", "auto")), (12,)),
    (run("12", colour("FFFFFF") + '<w:highlight w:val="blue"/>'), (12,)),
    (run("3", '<w:highlight w:val="black"/>') + run("12"), (12, None)),
    (run("3", '<w:shd w:val="clear" w:fill="000000"/>') + run("12"), (12, None)),
    (run("3", colour("FFFF00") + '<w:highlight w:val="yellow"/>') + run("12"), (12,)),
    ('<w:pPr><w:pStyle w:val="Dark"/></w:pPr>' + run("12", colour("FFFFFF")), (12,)),
    ('<w:pPr><w:pStyle w:val="Dark"/></w:pPr>' + run("3", colour("000000")) + run("12"), (12,)),
    ('<w:del w:id="1" w:author="x"><w:r><w:delText>3</w:delText></w:r></w:del>' + run("12"), (12,)),
    (f'<w:ins w:id="1" w:author="x">{run("1")}</w:ins>' + run("2"), (12,)),
    (f'<w:bdo w:val="rtl">{run("12")}</w:bdo>', (21, None)),
    (run("12", '<w:spacing w:val="-120"/>'), (None, 12)),
    (run("3", '<w:w w:val="1"/>') + run("12"), (12,)),
    ('<w:r><w:t>12</w:t><w:sym w:font="Wingdings" w:char="F081"/></w:r>', (12, None)),
    # How a field is worked out is not shown; marks of notes and signs of symbol fonts are no digits.
    (FIELD.format(run("9"), run("12")), (12,)),
    (FIELD.format(FIELD.format(run("7"), run("9")), run("12")), (12,)),
    (choice("", "12", "9"), (12,)),
    (choice('<w:result w:val="1"/>', "9", "12"), (12,)),
    (choice('<w:default w:val="1"/>', "9", "12"), (12,)),
    (choice('<w:result w:val="7"/>', "9", "12"), (None,)),
    (choice("", "12", "9", run("12")), (12,)),  # its choice is written too
    (run("12") + '<w:r><w:footnoteReference w:id="1"/><w:t>3</w:t></w:r>', (12, None)),
    (run("12") + run("3", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), (None,)),
    (run("12", '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>'), (12,)),
    (run("1") + f"<w:r><w:ruby><w:rubyBase>{run('2')}</w:rubyBase></w:ruby></w:r>", (12,)),
    (run("1") + "<w:r><w:ptab/></w:r>" + run("2"), (None,)),
    (run("1") + "<w:r><w:pgNum/></w:r>", (None,)),
    (run("12") + run("3", colour("BFBFBF")), (None,)),
    (run("12", colour("BFBFBF")), (12,)),
    (run("12") + run("3", '<w:position w:val="3"/>'), (None,)),
    ('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>' + run("12"), (None,)),
    ('<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>' + run("12"), (12,)),
    ('<w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>' + run("12"), (None,)),
    ('<w:pPr><w:ind w:left="-20000"/></w:pPr>' + run("12"), (None,)),
    ('<w:pPr><w:ind w:left="420"/></w:pPr>' + run("12"), (12,)),
]


def indent(look):
    return f"<w:pPr><w:ind {look}/></w:pPr>{run('12')}"


def within(name):
    return f'<w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run("12")}'


def sign(kind):
    return f'<w:fldChar w:fldCharType="{kind}"/>'


def drawn(code):
    """A field that shows what it says and keeps no result."""
    return f"<w:r>{sign('begin')}<w:instrText> {code} </w:instrText>{sign('end')}</w:r>"


MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def alternatives(first, second, name="w14"):
    return (
        f'<mc:AlternateContent {MC} xmlns:w14="{W14}"><mc:Choice Requires="{name}">{first}'
        f"</mc:Choice><mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>"
    )


def fill_of_text(look):
    named = f'<w14:solidFill><w14:schemeClr w14:val="tx1">{look}</w14:schemeClr></w14:solidFill>'
    return f'<w14:textFill xmlns:w14="{W14}">{named}</w14:textFill>'


LOW_LINE = '<w:pPr><w:spacing w:line="90" w:lineRule="exact"/></w:pPr>'
PALER = '<w14:lumMod w14:val="0"/><w14:lumOff w14:val="100000"/>'
# Off the page or on too low a line by any indent, by a style too; measures with their units.
CASES += [
    (indent('w:left="0" w:hanging="20000"'), (None,)),
    (indent('w:firstLine="20000"'), (None,)),
    (indent('w:leftChars="-9000"'), (None,)),
    (indent('w:left="-20000" w:leftChars="0"'), (None,)),
    (indent('w:right="20000"'), (None,)),
    (indent('w:left="420" w:hanging="420"'), (12,)),
    (within("Away"), (None,)),
    (within("Low"), (None,)),
    ('<w:pPr><w:framePr w:x="-9000"/></w:pPr>' + run("12"), (None,)),
    (LOW_LINE + run("12", '<w:sz w:val="12"/>'), (12,)),
    (LOW_LINE + run("12", '<w:sz w:val="24"/>'), (None,)),
    (run("3", '<w:sz w:val="1pt"/>') + run("12"), (12,)),
    (run("3", '<w:sz w:val="1.0"/>') + run("12"), (12,)),
    (run("12", '<w:sz w:val="12pt"/>') + run("3", '<w:sz w:val="12pt"/>'), (123,)),
    (run("12") + run("3", '<w:position w:val="6pt"/>'), (12,)),
    (run("12", '<w:spacing w:val="-20pt"/>'), (None,)),
    (run("12", '<w:fitText w:val="20"/>'), (None,)),
    (run("12", '<w:fitText w:val="600"/>'), (12,)),
    # A colour of the theme goes before what is written beside it.
    (run("12") + run("3", '<w:color w:val="000000" w:themeColor="background2"/>'), (None,)),
    (
        run("3", '<w:color w:val="000000" w:themeColor="text1" w:themeTint="01"/>') + run("12"),
        (12,),
    ),
    (run("3", fill_of_text(PALER)) + run("12"), (12,)),
    (run("12", fill_of_text('<w14:lumMod w14:val="85000"/><w14:lumOff w14:val="15000"/>')), (12,)),
    # Fields that keep no result, and those whose signs are in one run with texts.
    (run("1") + drawn("SYMBOL 52"), (None,)),
    (run("1") + drawn("MACROBUTTON none 4"), (None,)),
    (run("12") + drawn("eq \\o\\ac(○,9)"), (None,)),
    (run("12") + drawn("SET x 9"), (12,)),
    (f"<w:r>{sign('begin')}<w:t>9</w:t>{sign('end')}<w:t>12</w:t></w:r>", (12,)),
    (f"<w:r><w:t>1</w:t>{sign('begin')}</w:r><w:r>{sign('separate')}<w:t>2</w:t></w:r>", (12,)),
    # Of alternatives one is shown: the first of which a program knows what it asks for.
    (run("1") + alternatives(run("2"), run("9")), (12,)),
    (run("1") + alternatives(run("9"), run("2"), "unknown"), (12,)),
    ("<w:r><w:t>1</w:t>" + alternatives("<w:t>2</w:t>", "<w:t>9</w:t>") + "</w:r>", (12,)),
    (f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>12</m:t></m:r></m:oMath>', (12,)),
    (
        run("1") + f'<m:oMath xmlns:m="{MATH}"><m:sSup><m:r><m:t>2</m:t></m:r></m:sSup></m:oMath>',
        (None,),
    ),
    (run("12") + "<w:r><w:object/></w:r>", (None,)),
    (run("12", '<w:rFonts w:ascii="Code 39"/>'), (None,)),
]


ANCHOR = (
    '<w:r xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    "<w:drawing><wp:{}/></w:drawing></w:r>"
)
PLACEHOLDER = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
SHAPE = '<w:r xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:line style="{}"/></w:pict></w:r>'
CASES += [
    (run("12") + ANCHOR.format('anchor behindDoc="0"'), (None,)),
    (run("12") + ANCHOR.format('anchor behindDoc="1"'), (12,)),
    (run("12") + ANCHOR.format("inline"), (12,)),
    (PLACEHOLDER.format("<w:showingPlcHdr/>", run("12")), (None,)),
    (PLACEHOLDER.format("", run("12")), (12,)),
    (run("12") + SHAPE.format("position:absolute;z-index:1"), (None,)),
    (run("12") + SHAPE.format("width:9pt"), (12,)),
    (run("12") + SHAPE.format("width:9pt").replace("<v:line", "<!-- --><?x?><v:line"), (12,)),
]


def read_cell(inside: str, properties: str = "") -> str:
    document = Document()
    for kind, name, look in STYLES:
        document.styles.element.append(
            parse_xml(
                f'<w:style {NS} w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
                f"{look}</w:style>"
            )
        )
    cell = document.add_table(1, 1).cell(0, 0)
    if properties:
        cell._tc.get_or_add_tcPr().append(parse_xml(properties))
    paragraph = cell.paragraphs[0]._p
    for node in parse_xml(f"<w:p {NS}>{inside}</w:p>"):
        paragraph.append(node)
    out = io.BytesIO()
    document.save(out)
    return DocxBackend().read(out.getvalue(), "r.docx").grids[0].rows[0][0].text


@pytest.mark.parametrize(("inside", "values"), CASES)
def test_the_value_is_what_a_reader_sees(inside, values):
    assert read_number(read_cell(inside)).value in values


@pytest.mark.parametrize(("line", "value"), [("single", None), ("nil", 12), ("none", 12)])
def test_a_number_in_a_cell_that_is_crossed_out_is_in_doubt(line, value):
    look = f'<w:tcBorders {NS}><w:tl2br w:val="{line}"/></w:tcBorders>'
    assert read_number(read_cell(run("12"), look)).value == value
    assert (read_cell(run("1.25"), look) == "1.25") == (value is not None)
    assert read_cell(run("申请人"), look) == "申请人"


@pytest.mark.parametrize(
    ("own", "inside", "value"),
    [
        ("", "<w:tcPr>{}</w:tcPr>", None),
        ("", '<w:tblStylePr w:type="firstRow"><w:tcPr>{}</w:tcPr></w:tblStylePr>', None),
        ("", '<w:tblStylePr w:type="lastCol"><w:tcPr>{}</w:tcPr></w:tblStylePr>', 12),
        ("nil", "<w:tcPr>{}</w:tcPr>", 12),
    ],
)
def test_the_style_of_a_table_may_cross_its_cells_out(own, inside, value):
    line = '<w:tcBorders><w:tr2bl w:val="single"/></w:tcBorders>'
    style = f'<w:style w:type="table" w:styleId="T">{inside.format(line)}</w:style>'
    rows = read_styled(style, across=own)
    assert read_number(rows).value == value


def test_hidden_rows_and_those_without_height_are_left_out():
    document = Document()
    table = document.add_table(3, 1)
    for row, text, look in zip(
        table.rows,
        ("1", "2", "3"),
        ("<w:hidden/>", '<w:trHeight w:val="10" w:hRule="exact"/>', '<w:trHeight w:val="10"/>'),
        strict=True,
    ):
        row.cells[0].text = text
        row._tr.get_or_add_trPr().append(parse_xml(look.replace("/>", f" {NS}/>")))
    out = io.BytesIO()
    document.save(out)
    rows = DocxBackend().read(out.getvalue(), "r.docx").grids[0].rows
    assert [[slot.text for slot in row] for row in rows] == [["3"]]


DELETED = '<w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>'
HIDDEN_ROW = "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>"
SIZED = run("12", '<w:sz w:val="18"/>')
COUNTED = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'


@pytest.mark.parametrize(
    ("row", "inside", "value"),
    [
        ("", f"<w:p>{DELETED}{run('1')}</w:p><w:p>{run('2')}</w:p>", 12),
        ("", f"<w:p>{run('1')}</w:p><w:p>{run('2')}</w:p>", None),
        ("", HIDDEN_ROW.format(run("9")) + f"<w:p>{run('12')}</w:p>", 12),
        ("", HIDDEN_ROW.format(run("12")) + "<w:p/>", None),
        ("", HIDDEN_ROW.replace("hidden", "hidden w:val='0'").format(run("12")) + "<w:p/>", 12),
        ("", f"<w:p>{COUNTED}</w:p><w:p>{run('12')}</w:p>", None),
        ("", f"<w:altChunk/><w:p>{run('12')}</w:p>", None),
        # A row that does not grow shows nothing of what is below its height.
        ("100", f"<w:p>{SIZED}</w:p>", None),
        ("300", f"<w:p/><w:p/><w:p/><w:p>{SIZED}</w:p>", None),
        (
            "300",
            f'<w:p><w:pPr><w:spacing w:before="900"/></w:pPr>{SIZED}</w:p>',
            None,
        ),
        ("300", f"<w:p>{SIZED}</w:p><w:p/><w:p/>", 12),
        ("1200", f"<w:p/><w:p>{SIZED}</w:p>", 12),
    ],
)
def test_a_cell_is_what_is_seen_of_its_paragraphs(row, inside, value):
    height = f'<w:trPr><w:trHeight w:val="{row}" w:hRule="exact"/></w:trPr>' if row else ""
    document = Document()
    document.element.body.insert(
        0, parse_xml(f"<w:tbl {NS}><w:tr>{height}<w:tc>{inside}</w:tc></w:tr></w:tbl>")
    )
    out = io.BytesIO()
    document.save(out)
    (grid,) = DocxBackend().read(out.getvalue(), "r.docx").grids
    assert read_number(grid.rows[0][0].text).value == value


def test_a_cell_that_begins_in_a_hidden_row_does_not_make_the_one_above_it_longer():
    rows = [
        ("", "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"),
        ("<w:trPr><w:hidden/></w:trPr>", "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr><w:p/>"),
        ("", "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"),
        ("", "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"),
    ]
    inside = "".join(f"<w:tr>{look}<w:tc>{cell}</w:tc></w:tr>" for look, cell in rows)
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {NS}>{inside}</w:tbl>"))
    out = io.BytesIO()
    document.save(out)
    (grid,) = DocxBackend().read(out.getvalue(), "r.docx").grids
    assert [row[0].text for row in grid.rows] == ["甲", "", ""]
    assert grid.rows[1][0] is grid.rows[2][0]


def test_cells_that_tracked_changes_took_out_are_none():
    document = Document()
    cells = document.add_table(1, 3).rows[0].cells
    for cell, text in zip(cells, ("名称", "9", "12"), strict=True):
        cell.text = text
    cells[1]._tc.get_or_add_tcPr().append(parse_xml(f"<w:cellDel {NS}/>"))
    out = io.BytesIO()
    document.save(out)
    (grid,) = DocxBackend().read(out.getvalue(), "r.docx").grids
    assert [slot.text for slot in grid.rows[0]] == ["名称", "12"]


RED = '<w:shd w:val="clear" w:fill="FF0000"/>'


@pytest.mark.parametrize("place", ["tblPr", "tcPr", "row", None])
def test_the_ground_of_a_text_is_also_that_of_its_row_and_the_style_of_its_table(place):
    document = Document()
    inside = f"<w:{place}>{RED}</w:{place}>" if place in ("tblPr", "tcPr") else ""
    document.styles.element.append(
        parse_xml(f'<w:style {NS} w:type="table" w:styleId="T">{inside}</w:style>')
    )
    table = document.add_table(1, 1)
    table._tbl.tblPr.insert(0, parse_xml(f'<w:tblStyle {NS} w:val="T"/>'))
    written = table.cell(0, 0).paragraphs[0].add_run("12")._r
    written.get_or_add_rPr().append(parse_xml(f'<w:color {NS} w:val="FF0000"/>'))
    if place == "row":
        table.rows[0]._tr.insert(0, parse_xml(f"<w:tblPrEx {NS}>{RED}</w:tblPrEx>"))
    out = io.BytesIO()
    document.save(out)
    (grid,) = DocxBackend().read(out.getvalue(), "r.docx").grids
    assert read_number(grid.rows[0][0].text).value == (12 if place is None else None)


def read_styled(*styles, look="", background="", across=""):
    """A cell of 12 in a document with more styles, the first of them that of its table."""
    document = Document()
    for each in styles:
        document.styles.element.append(parse_xml(each.replace("<w:style", f"<w:style {NS}", 1)))
    table = document.add_table(1, 1)
    for old in table._tbl.tblPr.findall(qn("w:tblStyle")):
        table._tbl.tblPr.remove(old)
    table._tbl.tblPr.insert(0, parse_xml(f'<w:tblStyle {NS} w:val="T"/>'))
    written = table.cell(0, 0).paragraphs[0].add_run("12")._r
    if look:
        written.get_or_add_rPr().append(parse_xml(f"<w:color {NS} w:val={look!r}/>"))
    if across:
        borders = f'<w:tcBorders {NS}><w:tr2bl w:val="{across}"/></w:tcBorders>'
        table.cell(0, 0)._tc.get_or_add_tcPr().append(parse_xml(borders))
    if background:
        document.element.insert(0, parse_xml(f"<w:background {NS} {background}/>"))
    out = io.BytesIO()
    document.save(out)
    return DocxBackend().read(out.getvalue(), "r.docx").grids[0].rows[0][0].text


@pytest.mark.parametrize(
    ("background", "look", "text"),
    [
        ('w:color="FF0000"', "FF0000", "⟨12⟩"),
        ('w:color="FF0000"', "0000FF", "12"),
        ('w:color="FF0000"', "", "12"),
        ('w:color="000000"', "FFFFFF", "⟨12⟩"),  # in print the page is white
        ('w:color="FFFFFF" w:themeColor="text1"', "000000", "⟨12⟩"),
        ('w:color="auto"', "FFFFFF", ""),
    ],
)
def test_a_coloured_page_may_be_the_ground_of_a_text(background, look, text):
    assert read_styled(look=look, background=background) == text


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ('<w:ind w:left="-20000"/>', ""),
        ('<w:ind w:left="200"/>', "12"),
        ('<w:spacing w:line="20" w:lineRule="exact"/>', ""),
    ],
)
def test_the_style_of_a_table_places_its_paragraphs(place, text):
    style = '<w:style w:type="table" w:styleId="T"><w:pPr>{}</w:pPr></w:style>'
    assert read_styled(style.format(place)) == text
    based = '<w:style w:type="table" w:styleId="T"><w:basedOn w:val="U"/></w:style>'
    assert read_styled(based, style.format(place).replace('"T"', '"U"')) == text


@pytest.mark.parametrize(("last", "text"), [("<w:vanish/>", ""), ("<w:b/>", "12")])
def test_the_usual_style_of_characters_is_the_last_that_is_called_so(last, text):
    usual = (
        f'<w:style w:type="character" w:default="1" w:styleId="D{n}"><w:rPr>{look}</w:rPr></w:style>'
        for n, look in enumerate(("<w:vanish/>", last))
    )
    assert read_styled(*usual) == text


def test_a_cell_that_a_tracked_change_merged_is_part_of_the_one_above_it():
    document = Document()
    table = document.add_table(2, 2)
    for n, cell in enumerate(table._cells):
        cell.text = str(n)
    look = parse_xml(f'<w:cellMerge {NS} w:vMerge="cont"/>')
    table.cell(1, 1)._tc.get_or_add_tcPr().append(look)
    out = io.BytesIO()
    document.save(out)
    (grid,) = DocxBackend().read(out.getvalue(), "r.docx").grids
    assert grid.rows[0][1] is grid.rows[1][1]
    assert grid.rows[1][1].text == "1"


def test_a_text_box_is_read_once_before_its_paragraph():
    box = (
        '<w:r xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>题</w:t></w:r></w:p></w:txbxContent>'
        "</mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>题</w:t></w:r></w:p></w:txbxContent>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = Document()
    paragraph = document.add_paragraph("文")._p
    paragraph.append(parse_xml(box.replace("<w:r ", f"<w:r {NS} ", 1)))
    out = io.BytesIO()
    document.save(out)
    blocks = DocxBackend().read(out.getvalue(), "r.docx").blocks
    assert [block.text for block in blocks] == ["题", "文"]


def test_white_text_in_a_table_whose_style_may_shade_it_is_only_doubted():
    document = Document()
    table = document.add_table(3, 1, style="Medium Shading 1 Accent 1")
    for cell in table.columns[0].cells:
        for text in ("3", "12"):
            cell.paragraphs[0].add_run(text)
        look = cell.paragraphs[0].runs[0]._r.get_or_add_rPr()
        look.append(parse_xml(f'<w:color {NS} w:val="FFFFFF"/>'))
    out = io.BytesIO()
    document.save(out)
    rows = DocxBackend().read(out.getvalue(), "r.docx").grids[0].rows
    # Its first row is white on blue, all of it.
    assert [row[0].text for row in rows] == ["312", "⟨3⟩12", "⟨3⟩12"]


@pytest.mark.parametrize("look", ["<w:vanish/>", "<w:strike/>", '<w:sz w:val="2"/>'])
def test_the_style_of_a_table_sets_its_texts(look):
    document = Document()
    document.styles.element.append(
        parse_xml(f'<w:style {NS} w:type="table" w:styleId="T"><w:rPr>{look}</w:rPr></w:style>')
    )
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "12"
    table._tbl.tblPr.insert(0, parse_xml(f'<w:tblStyle {NS} w:val="T"/>'))
    out = io.BytesIO()
    document.save(out)
    (grid,) = DocxBackend().read(out.getvalue(), "r.docx").grids
    assert read_number(grid.rows[0][0].text).value is None


PARTS = [
    ("lastCol", "lastColumn", 0x100, {(0, 2), (1, 2), (2, 2)}),
    ("firstCol", "firstColumn", 0x80, {(0, 0), (1, 0), (2, 0)}),
    ("lastRow", "lastRow", 0x40, {(2, 0), (2, 1), (2, 2)}),
    ("neCell", "firstRow", 0x20 | 0x100, {(0, 2)}),
]


def read_with_style(part, look, rows, columns, asked):
    """The table of a document whose style sets one part of it apart; cells hold their numbers."""
    document = Document()
    document.styles.element.append(
        parse_xml(
            f'<w:style {NS} w:type="table" w:styleId="T"><w:tblStylePr w:type="{part}">'
            f"<w:rPr>{look}</w:rPr></w:tblStylePr></w:style>"
        )
    )
    table = document.add_table(rows, columns)
    for n, cell in enumerate(table._cells):
        cell.text = str(n)
    for old in list(table._tbl.tblPr):
        if old.tag in (qn("w:tblLook"), qn("w:tblStyle")):
            table._tbl.tblPr.remove(old)
    table._tbl.tblPr.insert(0, parse_xml(f'<w:tblStyle {NS} w:val="T"/>'))
    table._tbl.tblPr.append(parse_xml(f"<w:tblLook {NS} {asked}/>"))
    out = io.BytesIO()
    document.save(out)
    (grid,) = DocxBackend().read(out.getvalue(), "r.docx").grids
    return grid


@pytest.mark.parametrize(("part", "name", "bits", "hidden"), PARTS)
@pytest.mark.parametrize("look", ["<w:vanish/>", "<w:strike/>", '<w:color w:val="FFFFFF"/>'])
def test_the_style_of_a_table_sets_parts_of_it_apart(part, name, bits, hidden, look):
    def read(asked):
        grid = read_with_style(part, look, 3, 3, asked)
        numbers = (
            (r, c, read_number(s.text).value)
            for r, row in enumerate(grid.rows)
            for c, s in enumerate(row)
        )
        return {(r, c) for r, c, number in numbers if number is None}

    assert read(f'w:val="{bits:04X}"') == hidden
    if part != "neCell":
        assert read(f'w:val="0000" w:{name}="1"') == hidden
    assert read('w:val="0600"') == set()


def test_bands_of_a_table_begin_after_its_first_row():
    grid = read_with_style("band2Horz", "<w:vanish/>", 5, 1, 'w:val="0420"')
    assert [row[0].text for row in grid.rows] == ["0", "1", "", "3", ""]
