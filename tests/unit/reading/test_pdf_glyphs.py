"""A font's map may say 3 where a 5 is drawn: such a digit is not believed, an honest one always."""

import zlib
from functools import cache
from pathlib import Path

import matplotlib
import pytest
from fontTools.ttLib import TTFont

from analysis.reading.backends.pdf import PdfBackend
from analysis.reading.backends.pdf.maps import has_doubles, mapped_digits, says
from analysis.reading.blocks import Line
from analysis.recognising.numbers import read_number
from tests.support.patience import processor_seconds
from tests.support.pdfs import assembled

FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
FACES = (
    "DejaVuSans",
    "DejaVuSans-BoldOblique",
    "DejaVuSerif-Italic",
    "DejaVuSansMono",
    "STIXGeneral",
    "cmr10",
)


@cache
def face(name: str) -> tuple[bytes, dict[str, int], dict[str, float]]:
    """A font file, the glyph of each digit and of the blank, and how wide each is."""
    font = TTFont(FONTS / f"{name}.ttf", lazy=True)
    cmap, order = font.getBestCmap(), font.getReverseGlyphMap()
    signs = {sign: cmap[ord(sign)] for sign in "0123456789 A" if ord(sign) in cmap}
    units = font["head"].unitsPerEm
    widths = {sign: 1000 * font["hmtx"][glyph][0] / units for sign, glyph in signs.items()}
    return (
        (FONTS / f"{name}.ttf").read_bytes(),
        {sign: order[glyph] for sign, glyph in signs.items()},
        widths,
    )


def stream(data: bytes, more: str = "") -> bytes:
    packed = zlib.compress(data)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (
        more.encode(),
        len(packed),
        packed,
    )


def cmap(pairs: list[tuple[int, str]], size: int = 4) -> bytes:
    """A map from glyphs to characters."""
    lines = "\n".join(f"<{code:0{size}X}> <{ord(sign):04X}>" for code, sign in pairs)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        f"1 begincodespacerange <{'0' * size}> <{'F' * size}> endcodespacerange\n"
        f"{len(pairs)} beginbfchar\n{lines}\nendbfchar\nendcmap end end"
    ).encode()


def read(
    printed: str,
    said: dict[str, str],
    name: str = "DejaVuSans",
    matrix: str = "1 0 0 1 110 505",
    rotate: int = 0,
) -> str:
    """What is read of a cell in which a font prints some signs that its map calls others."""
    data, glyphs, widths = face(name)
    codes = "".join(f"{glyphs[sign]:04X}" for sign in printed)
    rules = "0.5 w 60 440 m 60 580 l S 100 440 m 100 580 l S 180 440 m 180 580 l S "
    rules += "60 440 m 180 440 l S 60 580 m 180 580 l S"
    label = "BT /L 10 Tf 70 505 Td (A) Tj ET" if matrix.startswith("1") else ""
    body = f"{rules} {label} BT /F 10 Tf {matrix} Tm <{codes}> Tj ET"
    width = " ".join(f"{glyphs[sign]} [{width:.0f}]" for sign, width in widths.items())
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Rotate %d/Contents 5 0 R"
        b"/Resources<</Font<</L 3 0 R/F 6 0 R>>>>>>" % rotate,
        stream(body.encode()),
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Own/Encoding/Identity-H"
        b"/DescendantFonts[7 0 R]/ToUnicode 10 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Own/FontDescriptor 8 0 R/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/W[%s]/CIDToGIDMap/Identity>>" % width.encode(),
        b"<</Type/FontDescriptor/FontName/AAAAAA+Own/Flags 4/FontBBox[-200 -300 1200 1000]"
        b"/ItalicAngle 0/Ascent 880/Descent -200/CapHeight 700/StemV 80/FontFile2 9 0 R>>",
        stream(data, f"/Length1 {len(data)}"),
        stream(cmap([(glyph, said.get(sign, sign)) for sign, glyph in glyphs.items()])),
    ]
    document = PdfBackend().read(assembled(parts), "r.pdf")
    shown = {block.text for block in document.blocks if isinstance(block, Line)}
    shown |= {slot.text for grid in document.grids for row in grid.rows for slot in row if slot}
    return " ".join(shown - {"", "A"})


SWAPPED = dict(zip("0123456789", "1234567890", strict=True))


@pytest.mark.parametrize("name", FACES)
def test_an_honest_font_is_believed(name):
    assert read("1234567890", {}, name) == "1234567890"


@pytest.mark.parametrize("name", FACES)
@pytest.mark.parametrize(
    "said", [{"5": "3"}, {"5": "3", "3": "5"}, {"1": "7"}, {"0": "4", "4": "0"}, SWAPPED]
)
def test_a_digit_drawn_as_another_than_the_text_says_is_not_believed(name, said):
    printed = next(iter(said)) + "2"
    assert read_number(read(printed, said, name)).value is None


def test_only_the_digit_that_lies_is_left_open():
    assert read("35", {"5": "3"}) == "3\ufffd"
    assert read("3213", {"5": "3"}) == "3213"


@pytest.mark.parametrize("blank", [" ", "\xa0", "\u3000", "\u200b", "\xad"])
@pytest.mark.parametrize("printed", ["52", "25", "252"])
def test_a_digit_that_is_said_to_be_a_blank_is_not_passed_over(printed, blank):
    assert read_number(read(printed, {"5": blank})).value is None


def test_a_blank_is_passed_over():
    assert read_number(read(" 27 ", {})).value == 27


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "matrix", ["1 0 0 1 110 505", "0 1 -1 0 140 460", "-1 0 0 -1 160 505", "0 -1 1 0 140 560"]
)
def test_digits_are_looked_at_upright_however_the_text_runs_and_the_page_lies(matrix, rotate):
    """Two glyphs are said to be an 8, so the page is drawn."""
    assert "235704" in read("235704", {"9": "8"}, matrix=matrix, rotate=rotate)
    assert read("235704", {"5": "3"}, matrix=matrix, rotate=rotate) == "23\ufffd704"


@pytest.mark.parametrize(
    ("name", "digits", "doubles"),
    [
        ("beginbfchar <01> <0033> <02> <0034> endbfchar", [3, 4], False),
        ("beginbfchar\n<0001><0033>\n<0002> <0033>\nendbfchar", [3, 3], True),
        ("beginbfrange <0013> <001C> <0030> endbfrange", range(10), False),
        ("beginbfrange <01> <03> <002F> endbfrange", [0, 1], False),
        ("beginbfrange <01> <03> [<0035> <0036> <0035>] <04> <04> <0037> endbfrange", "5657", True),
        ("beginbfchar <09> <0031> endbfchar beginbfrange <01> <02> <0030> endbfrange", "101", True),
        ("beginbfrange <01> endbfrange beginbfchar <02> <00310032> endbfchar", [], False),
        ("beginbfrange <01> <03> [<0035> endbfrange", [5], False),
    ],
)
def test_a_map_that_gives_two_glyphs_to_one_digit_is_told(name, digits, doubles):
    text = f"/CIDInit begincmap {name} endcmap".encode()
    assert [each - 0x30 for each in mapped_digits(text)] == [int(d) for d in digits]
    for body in (stream(text), b"<<>>stream\r\n%s\nendstream" % text):
        assert has_doubles(b"%PDF " + body) is doubles


def test_the_maps_of_a_locked_file_cannot_be_looked_at():
    assert has_doubles(b"%PDF trailer<</Encrypt 3 0 R>>")


FLATE = b"/Filter/FlateDecode"
LAYERS = b"<</Type/Catalog/OCProperties 4 0 R>>"
# What is said about a stream of objects, what it holds, and whether it may speak of layers.
PACKED = [
    (FLATE, zlib.compress(b"<</Type/Font/BaseFont/#CB#CE#CC#E5>>"), False),
    (FLATE, zlib.compress(LAYERS), True),
    (FLATE, zlib.compress(LAYERS.replace(b"Prop", b"Pro#70")), True),
    (FLATE, zlib.compress(b" " * 1_200_000 + LAYERS), True),
    (b"/Filter/ASCII85Decode", b"abc~>", True),
    (FLATE + b"/DecodeParms<</Predictor 12>>", zlib.compress(b"\0<</Type"), True),
    (FLATE, zlib.compress(LAYERS)[:12], True),
]


@pytest.mark.parametrize(("said", "held", "layered"), PACKED)
@pytest.mark.parametrize("kind", [b"/ObjStm", b"/Obj#53tm"])
def test_layers_are_looked_for_in_streams_of_objects_too(said, held, layered, kind):
    file = b"5 0 obj <</Type" + kind + said + b">>stream\n" + held + b"\nendstream"
    assert says(file, b"/OCProperties") is layered


def test_a_file_of_many_streams_of_objects_costs_no_more_than_its_length():
    held = zlib.compress(b"<</Type/Font>>" * 50)
    one = b"1 0 obj <</Type/ObjStm" + FLATE + b">>stream\n" + held + b"\nendstream" + bytes(60_000)
    file = one * 200
    assert not says(file, b"/OCProperties")
    assert processor_seconds(lambda: says(file, b"/OCProperties"), enough=1) <= 1
