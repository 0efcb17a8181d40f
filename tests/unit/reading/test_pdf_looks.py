"""What a reader sees of a cell in a PDF: the value is that, or the cell is unreadable."""

import pytest

from analysis.reading.backends.pdf import PdfBackend
from analysis.recognising.numbers import read_number
from tests.support.pdfs import assembled

LEFT, BASE = 110.0, 505.0  # where a number begins in its cell, and its base line


def text(value: str, x: float = 0, y: float = 0, size: float = 10, before: str = "") -> str:
    """Operators that print a text from ``x`` and ``y`` of the cell's own place."""
    return f"q BT {before} /L {size} Tf 1 0 0 1 {LEFT + x} {BASE + y} Tm ({value}) Tj ET Q"


def box(x: float, y: float, width: float, height: float, colour: str = "1 1 1") -> str:
    """A filled rectangle."""
    return f"q {colour} rg {LEFT + x} {BASE + y} {width} {height} re f Q"


def line(x0: float, x1: float, y: float, width: float = 0.6, colour: str = "0 0 0") -> str:
    """A stroked line."""
    return f"q {colour} RG {width} w {LEFT + x0} {BASE + y} m {LEFT + x1} {BASE + y} l S Q"


def upright(x: float, y0: float, y1: float) -> str:
    """A dark stroke upwards."""
    return f"q .6 w {LEFT + x} {BASE + y0} m {LEFT + x} {BASE + y1} l S Q"


def framed(width: float, inside: str) -> str:
    """What is printed, cut off beyond a frame around the cell's beginning."""
    return f"q {LEFT - 60} {BASE - 5} {width} 18 re W n {inside} Q"


def shape(x0: float, x1: float) -> str:
    """A white shape that is no rectangle."""
    points = (x0, -4), (x1, -4), (x1 + 0.3, 12), (x0 + 2, 12)
    way = " l ".join(f"{LEFT + x} {BASE + y}" for x, y in points).replace(" l ", " m ", 1)
    return f"q 1 1 1 rg {way} l f Q"


def picture(x: float, width: float) -> str:
    """A white picture."""
    image = "BI /W 1 /H 1 /CS /RGB /BPC 8 /F /AHx ID ffffff> EI"
    return f"q {width} 0 0 13 {LEFT + x} {BASE - 3} cm {image} Q"


def slant(x0: float, x1: float) -> str:
    """A slanting line."""
    return f"q .6 w {LEFT + x0} {BASE - 1} m {LEFT + x1} {BASE + 8} l S Q"


def turned(value: str, a: int, d: int, x: float = 0, y: float = 0) -> str:
    """A text mirrored, or on its head."""
    return f"q BT /L 10 Tf {a} 0 0 {d} {LEFT + x} {BASE + y} Tm ({value}) Tj ET Q"


def meant(value: str, inside: str) -> str:
    """A text with what it is said to mean."""
    return f"/Span <</ActualText({value})>> BDC {inside} EMC"


def patch(*points: tuple[float, float]) -> str:
    """A white shape with these corners."""
    way = " ".join(f"{LEFT + x} {BASE + y} {'l' if i else 'm'}" for i, (x, y) in enumerate(points))
    return f"q 1 1 1 rg {way} f Q"


def curve(*points: tuple[float, float]) -> str:
    """A curve from the first point to the last, bent by the two between."""
    ends = [f"{LEFT + x} {BASE + y}" for x, y in points]
    return f"q .6 w {ends[0]} m {' '.join(ends[1:])} c S Q"


def ring(x: float, y: float, radius: float, colour: str = "1 0 0", width: float = 0.6) -> str:
    """A circle that is drawn as a line, such as a seal's."""
    x, y, bend = LEFT + x, BASE + y, 0.5523 * radius
    way = f"{x + radius} {y} m"
    for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        points = (
            (a * radius - b * bend, b * radius + a * bend),
            (a * bend - b * radius, b * bend + a * radius),
            (-b * radius, a * radius),
        )
        way += "".join(f" {x + dx:.2f} {y + dy:.2f}" for dx, dy in points) + " c"
    return f"q {colour} RG {width} w {way} S Q"


W = 5.56  # a digit of Helvetica at 10 points
# What is painted in a cell, and the values that may be read.
CASES = {
    "plain": ([text("12")], (12,)),
    "two pieces": ([text("1"), text("2", W)], (12,)),
    "letter-spaced": ([text("123", before="2 Tc")], (123,)),
    "thousands": ([text("1,234")], (1234,)),
    "covered": ([text("73"), box(-1, -3, 2 * W + 1, 13), text("351")], (351,)),
    "covered in part": ([text("312"), box(-1, -3, W + 1, 13)], (12,)),
    "covered by colour": ([text("312"), box(-1, -3, W + 1, 13, "0 0 0")], (None,)),
    "white ground first": ([box(-5, -5, 60, 18), text("12")], (12,)),
    "shaded ground": ([box(-5, -4, 60, 16, ".8 .9 1"), text("12")], (12,)),
    "not drawn": ([text("3", before="3 Tr"), text("12", W)], (12,)),
    "white": ([text("3", before="1 1 1 rg"), text("12", W)], (12,)),
    "nearly white": ([text("3", before=".98 .98 .98 rg"), text("12", W)], (12,)),
    "faint": ([text("3", before=".9 .9 .9 rg"), text("12", W)], (None,)),
    "grey": ([text("12", before=".5 .5 .5 rg")], (12,)),
    "white on dark": ([box(-5, -4, 60, 16, "0 0 .5"), text("12", before="1 1 1 rg")], (12,)),
    "dark on dark": (
        [
            box(-5, -4, 60, 16, "0 0 .5"),
            text("3", before="0 0 .5 rg"),
            text("12", W, before="1 1 1 rg"),
        ],
        (12,),
    ),
    "struck": ([text("3"), line(0, W, 3.4), text("12", W)], (12,)),
    "struck by a thin box": ([text("3"), box(0, 3.1, W, 0.7, "0 0 0"), text("12", W)], (12,)),
    "struck twice": ([text("3"), line(0, W, 2.8), line(0, W, 4.2), text("12", W)], (12,)),
    "a white line below": ([line(0, W, 3.4, colour="1 1 1"), text("312")], (312, None)),
    "a white line above": ([text("312"), line(0, W, 3.4, colour="1 1 1")], (312, None)),
    "struck palely": ([text("3"), line(0, W, 3.4, colour=".7 .7 .7"), text("12", W)], (12, None)),
    "struck in red": ([text("3"), line(0, W, 3.4, colour="1 0 0"), text("12", W)], (12,)),
    "all struck": ([text("12"), line(-1, 2 * W + 1, 3.4)], (None,)),
    "struck above": ([text("99", 0, 6), line(0, 2 * W, 9.4), text("87", 0, -6)], (87,)),
    "underlined": ([text("12"), line(0, 2 * W, -1.5)], (12,)),
    "underlined in part": ([text("12"), text("34", 2 * W), line(2 * W, 4 * W, -1.5)], (None,)),
    "underlined in pieces": ([text("12"), line(0, W, -1.5), line(W, 2 * W, -1.6)], (12,)),
    "shaded in part": ([box(2 * W, -2, 2 * W, 11, "1 1 0"), text("1234")], (None,)),
    "a sixth of a size apart": ([text("12"), text("34", 2 * W + 1.4)], (None,)),
    "3 with a stroke to an 8": ([text("123"), upright(2 * W + 1, 0.5, 6.5)], (None,)),
    "0 with a bar to an 8": ([text("10"), line(W + 0.6, W + 5, 3.6)], (None,)),
    "1 with a top to a 7": ([text("11"), line(W + 0.2, W + 2.6, 7)], (None,)),
    "1 with strokes to a 4": (
        [text("11"), f"q {LEFT + W + 2.5} {BASE + 6.8} m {LEFT + W} {BASE + 2} l S Q"],
        (None,),
    ),
    "a point drawn between digits": ([text("12"), box(W - 0.6, 0, 1.2, 1.2, "0 0 0")], (None,)),
    "a point drawn twice": (
        [text("12"), *(box(W - at, 0, 0.8, 0.8, "0 0 0") for at in (0.4, 0.3))],
        (None,),
    ),
    "a point drawn as a stroke": ([text("12"), line(W - 0.6, W + 0.6, 0.6, 1.2)], (None,)),
    "a minus in two dashes": ([text("12"), line(-4.4, -3, 3), line(-2, -0.6, 3)], (None,)),
    "a minus from the border": ([text("12", -6.5), line(-10, -7.5, 3)], (None,)),
    "a 1 in two pieces": (
        [text("12"), *(box(2 * W + 2, y, 1, 3.5, "0 0 0") for y in (0, 3.5))],
        (None,),
    ),
    "a grey point": ([text("12"), box(W - 0.4, 0, 0.8, 0.8, ".3 .3 .3")], (None,)),
    "a minus drawn before": ([text("12"), line(-3.4, -0.6, 3)], (None,)),
    "a 1 drawn before": ([text("12"), upright(-2.5, 0, 7)], (None,)),
    "a 1 filled behind": ([text("12"), box(2 * W + 2, 0, 1, 7, "0 0 0")], (None,)),
    "a 1 drawn first": ([box(2 * W + 2, 0, 1, 7, "0 0 0"), text("12")], (None,)),
    "a dashed line beside": (
        [text("12"), *(upright(-2.5, y, y + 2) for y in range(-4, 10, 4))],
        (12,),
    ),
    "a dotted line beside": (
        [text("12"), *(line(-2.5, -1.5, y, 1) for y in range(-4, 12, 2))],
        (12,),
    ),
    "a line of round points behind": (
        [text("12"), *(box(2 * W + 1, y, 0.8, 0.9, "0 0 0") for y in range(-4, 12, 2))],
        (12,),
    ),
    "a cell's own frame close around": (
        [
            *(upright(x, -3, 10) for x in (-2, 13)),
            *(line(-2, 13, y) for y in (-3, 10)),
            text("12"),
        ],
        (12,),
    ),
    "a white box over a part of an 8": ([text("18"), box(W + 0.2, 4.2, 1.2, 2.6)], (None,)),
    "a white box over the top of a 7": ([text("17"), box(W, 6.2, 2.8, 1.4)], (None,)),
    "a broad white box over the edge of an 8": ([text("8"), box(-5, 3.9, 6.5, 4)], (None,)),
    "a white box below an 8": ([box(0.2, 4.2, 1.2, 2.6), text("8")], (8,)),
    "a white box beside": ([text("12"), box(2 * W + 1, 0, 3, 3)], (12,)),
    "3 with a bow to an 8": (
        [text("123"), curve((12.4, 0.8), (11.4, 2), (11.4, 5), (12.4, 6.3))],
        (None,),
    ),
    "a seal around": ([text("12"), ring(6, 3, 14)], (12,)),
    "a seal beside": ([text("12"), ring(30, 3, 17)], (12,)),
    "a seal below": ([ring(6, 3, 6), text("12")], (12,)),
    "a seal's ring over a digit": ([text("12"), ring(25, 3, 20, width=4)], (None,)),
    "a black ring through a digit": ([text("12"), ring(16.5, 3, 14, "0 0 0")], (None,)),
    "raised": ([text("157"), text("2", 3 * W, 4, 7)], (157,)),
    "raised by Ts": ([text("157"), text("2", 3 * W, 0, 6, "4 Ts")], (157,)),
    "lowered": ([text("157"), text("2", 3 * W, -3, 7)], (157, None)),
    "small": ([text("133"), text("6", 3 * W, 0, 6)], (133, None)),
    "tiny": ([text("133"), text("6", 3 * W, 0, 1)], (133,)),
    "apart": ([text("53"), text("1", 2 * W + 2)], (None,)),
    "far apart": ([text("53"), text("1", 2 * W + 9)], (None,)),
    "three figures apart": ([text("53"), text("100", 2 * W + 8)], (None,)),
    "over each other": ([text("53"), text("1", W + 2)], (None,)),
    "printed twice": ([text("12"), text("12", 0.2)], (12,)),
    "cut off by a frame": ([framed(40, text("3")), framed(90, text("12", W))], (12,)),
    "not cut off": ([framed(90, text("12"))], (12,)),
    "covered by a shape": ([text("3"), shape(-4, W + 0.2), text("12", W)], (12, None)),
    "covered by a broad line": ([text("3"), line(0, W, 3, 14, "1 1 1"), text("12", W)], (12,)),
    "covered by a picture": ([text("3"), picture(-1, W + 0.5), text("12", W)], (12, None)),
    "on a picture": ([picture(-5, 50), text("12")], (12,)),
    "white outline": ([text("3", before="1 Tr 1 1 1 RG"), text("12", W)], (12,)),
    "dark outline": ([text("12", before="2 Tr 0 0 0 RG .2 w")], (12,)),
    "crossed out": ([text("3"), slant(0, W), text("12", W)], (12, None)),
    "struck by a curve": ([text("12"), curve((-2, 1), (2, 6), (7, 6), (13, 3))], (None,)),
    "struck by a wave": ([text("12"), curve((-2, -1), (12, -2), (-4, 9), (13, 8))], (None,)),
    "struck by small curves": (
        [text("12"), *(curve((k, 3), (k + 1, 6), (k + 2, 0), (k + 3, 4)) for k in range(0, 11, 3))],
        (None,),
    ),
    "scribbled over": (
        [text("12"), *(slant(k, k + 2) for k in range(-1, 11, 2))],
        (None,),
    ),
    "in a ring": ([text("1"), curve((-4, 3), (-4, 14), (10, 14), (10, 3))], (1, None)),
    "under a curve": ([text("12"), curve((-2, -2), (2, -4), (7, -4), (13, -2))], (12,)),
    "cut off half way up": ([f"q {LEFT} {BASE + 4} 60 18 re W n {text('12')} Q"], (None,)),
    "cut off within its last digit": (
        [f"q {LEFT} {BASE - 4} {1.5 * W} 18 re W n {text('12')} Q"],
        (1, None),
    ),
    "struck by dashes": (
        [text("33"), *(line(k * 2.2, k * 2.2 + 1.5, 3.4) for k in range(5)), text("12", 2 * W)],
        (12,),
    ),
    "paler than its neighbour": ([text("12"), text("9", 2 * W, before=".7 .7 .7 rg")], (None,)),
    "red beside black": ([text("778"), text("65", 3 * W, before="1 0 0 rg")], (None,)),
    "black beside red": ([text("65", before="1 0 0 rg"), text("778", 2 * W)], (None,)),
    "a smaller number beside it": ([text("778"), text("65", 3 * W, 0, 9)], (None,)),
    "a number a little higher beside it": ([text("778"), text("65", 3 * W, 1)], (None,)),
    "a bolder number beside it": ([text("778"), text("65", 3 * W, before="2 Tr")], (None,)),
    "a wider number beside it": ([text("778"), text("65", 3 * W, before="150 Tz")], (None,)),
    "a red comma": ([text("1"), text(",234", W, before="1 0 0 rg")], (None,)),
    "an uneven piece": ([text("77"), text("8", 2 * W, 0.2, 10.1)], (778,)),
    "two blacks": ([text("77", before="0 0 0 1 k"), text("8", 2 * W, before=".1 g")], (778,)),
    "all red": ([text("77", before="1 0 0 rg"), text("8", 2 * W, before="1 0 0 rg")], (778,)),
    "red and struck": (
        [text("9", before="1 0 0 rg"), line(0, W, 3.4, colour="1 0 0"), text("12", W)],
        (12,),
    ),
    "a raised red digit": (
        [text("157"), text("2", 3 * W, 4, 6, "1 0 0 rg")],
        (157,),
    ),
    "a white sign over a part": ([text("8"), text("I", -1, -1, 12, "1 g")], (None,)),
    "a white sign below": ([text("MM", -1, 0, 10, "1 g"), text("12")], (12, None)),
    "a picture over its lower half": (
        [text("12"), picture(W, W).replace(" 13 ", " 6.5 ")],
        (None,),
    ),
    "a picture over its upper half": (
        [text("12"), picture(W, W).replace(f" {BASE - 3} ", f" {BASE + 3} ")],
        (None,),
    ),
    "all pale": ([text("12", before=".7 .7 .7 rg")], (12,)),
    "a little raised": ([text("157"), text("2", 3 * W, 2)], (None, 157)),
    "across the rule at its right": ([text("123", 50 - 1.5 * W)], (None,)),
    "across the rule at its left": ([text("12", -10 - W)], (None,)),
    "said to mean another number": ([meant("73", text("12"))], (12,)),
    "said to mean nothing": ([meant("", text("3")), text("12", W)], (312,)),
    "said to mean more": ([text("1"), meant("73", text("2", W))], (12,)),
    "on its head": ([turned("6", -1, -1, W, 7), text("2", W)], (None,)),
    "mirrored at the top": ([turned("25", 1, -1, 0, 7)], (None,)),
    "mirrored beside plain ones": ([turned("2", -1, 1, W), text("12", W)], (None,)),
    "covered by two triangles": (
        [
            text("3"),
            patch((-2, -4), (W + 0.2, -4), (-2, 13)),
            patch((W + 0.2, -4), (W + 0.2, 13), (-2, 13)),
            text("12", W),
        ],
        (12, None),
    ),
    "covered by thin boxes": (
        [text("3"), *(box(k * 0.9 - 1, -3, 0.95, 13) for k in range(7)), text("12", W)],
        (12, None),
    ),
    "covered by two halves": (
        [text("3"), box(-1, -3, W / 2 + 1, 13), box(W / 2, -3, W / 2, 13), text("12", W)],
        (12, None),
    ),
    "covered for a third": ([text("3"), box(-1, -3, 1 + W / 3, 13), text("12", W)], (None,)),
    "white ground that is cut off": (
        [text("312"), f"q {LEFT} {BASE - 40} 10 10 re W n {box(-1, -3, W + 1, 13)} Q"],
        (312,),
    ),
    "cut off but for an edge": ([framed(68, text("44"))], (None, 4)),
    "cut off by a text": (["q", text("x", before="7 Tr")[2:-2], text("44"), "Q"], (None,)),
    "covered by a thick line": ([text("44"), line(-2, 18, 4, 14, "1 1 1")], (None,)),
    "of a size below nothing": ([text("44", 2 * W, 8, -10)], (None,)),
    "a picture beside": ([picture(-W, W).replace("ffffff", "000000"), text("4")], (None,)),
    "white on a picture": (
        [picture(-5, 60).replace("ffffff", "000000"), text("3", before="1 g"), text("12", W)],
        (None,),
    ),
    "last year smaller below": ([text("110", 0, 4), text("19", 0, -6, 6)], (None, 110)),
}


def file(
    content: list[str],
    extra: str = "",
    resources: str = "",
    more: tuple[str, ...] = (),
    catalog: str = "",
) -> bytes:
    """A page with one ruled row of a label and a number."""
    rules = (
        " ".join(f"{x} 490 m {x} 520 l S" for x in (60, 100, 160))
        + " 60 490 m 160 490 l S 60 520 m 160 520 l S"
    )
    body = "\n".join(["0.5 w " + rules, "BT /L 10 Tf 70 505 Td (A) Tj ET", *content])
    parts = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Count 1/Kids[4 0 R]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Contents 5 0 R{extra}"
        f"/Resources<</Font<</L 3 0 R{resources}>>>>>>",
        f"<</Length {len(body)}>>\nstream\n{body}\nendstream",
        *GLYPHS,
        *more,
    ]
    return assembled([part.encode("latin-1") for part in parts])


# A font of drawn glyphs that says of the codes a, b, c and d, which show digits, only what b, c are.
_GLYPH = "500 0 0 0 400 700 d1 0 0 400 700 re f"
_MAP = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
    "1 begincodespacerange <00> <ff> endcodespacerange "
    "3 beginbfchar <62> <0033> <63> <0037> <64> <0000> endbfchar "
    "endcmap end end"
)
GLYPHS = (
    "<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]"
    "/FirstChar 97/LastChar 100/Widths[500 500 500 500]/ToUnicode 8 0 R"
    "/Encoding<</Type/Encoding/Differences[97/g1/g2/g3/g4]>>"
    "/CharProcs<</g1 7 0 R/g2 7 0 R/g3 7 0 R/g4 7 0 R>>>>",
    f"<</Length {len(_GLYPH)}>>\nstream\n{_GLYPH}\nendstream",
    f"<</Length {len(_MAP)}>>\nstream\n{_MAP}\nendstream",
)


def read_cell(content: list[str], **more: str) -> str:
    grids = PdfBackend().read(file(content, **more), "r.pdf").grids
    return grids[0].rows[0][1].text


@pytest.mark.parametrize("name", CASES)
def test_the_value_is_what_a_reader_sees(name):
    content, values = CASES[name]
    assert read_number(read_cell(content)).value in values


@pytest.mark.parametrize(
    ("codes", "values"),
    [("bc", (37,)), ("abc", (None,)), ("bac", (None,)), ("bca", (None,)), ("dbc", (None,))],
)
def test_a_sign_of_which_the_font_says_nothing_is_not_passed_over(codes, values):
    content = [f"BT /G 10 Tf {LEFT} {BASE} Td ({codes}) Tj ET"]
    text = read_cell(content, resources="/G 6 0 R")
    assert read_number(text).value in values
    assert values != (None,) or "\ufffd" in text or not text.isdecimal()


@pytest.mark.parametrize(
    ("x", "size", "values"), [(-1, 14, (12, None)), (2, 14, (None,)), (1, 6, (None,))]
)
def test_a_sign_of_the_colour_of_its_ground_covers_what_is_below(x, size, values):
    block = f"q BT 1 g /G {size} Tf {LEFT + x} {BASE - 1} Td (b) Tj ET Q"
    cell = read_cell([text("9"), text("12", W), block], resources="/G 6 0 R")
    assert read_number(cell).value in values
    below = read_cell([block, text("9"), text("12", W)], resources="/G 6 0 R")
    assert read_number(below).value in (912, None)


@pytest.mark.parametrize("colour", ["0 g", "1 0 0 rg", "0.6 g"])
@pytest.mark.parametrize("last", ["l", "{right} {y} {x} {y} c"])
def test_below_a_blot_a_digit_may_be(last, colour):
    """What paper covers was taken back; of what a seal or a bar of ink covers nobody can tell."""
    x, y, right, top = LEFT - 1, BASE - 3, LEFT + W, BASE + 11
    end = last.format(x=x, y=y, right=right)
    blot = f"q {colour} {x} {y} m {x} {top} l {right} {top} l {right} {y} l {x} {y} {end} h f Q"
    assert read_number(read_cell([text("9"), text("12", W), blot])).value is None


@pytest.mark.parametrize(
    ("alpha", "values"), [("ff", (None,)), ("00", (12,)), ("28", (12,)), ("c8", (None,))]
)
@pytest.mark.parametrize("colour", ["ff", "80", "00"])
def test_the_edge_of_a_picture_that_is_seen_through_hides_no_digit(alpha, values, colour):
    """Seals and marks of an agency are laid over a page, most of them as clear as glass."""
    image = "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/Length 2"
    mask = f"{image}/ColorSpace/DeviceGray/Filter/AHx>>\nstream\n{alpha}\nendstream"
    whole = image.replace("/Length 2", "/Length 6") + "/ColorSpace/DeviceRGB/Filter/AHx/SMask 9 0 R"
    data = file(
        [text("12"), f"q {1.5 * W} 0 0 30 {LEFT} {BASE - 9} cm /S Do Q"],
        resources=">>/XObject<</S 10 0 R",
        more=(mask, f"{whole}>>\nstream\n{colour * 3}\nendstream"),
    )
    cell = PdfBackend().read(data, "r.pdf").grids[0].rows[0][1].text
    assert read_number(cell).value in values


def test_text_struck_by_an_annotation_is_taken_back():
    note = (
        "/Annots[<</Type/Annot/Subtype/StrikeOut/F 4/C[1 0 0]"
        f"/Rect[{LEFT} {BASE - 2} {LEFT + W} {BASE + 9}]"
        f"/QuadPoints[{LEFT} {BASE + 8} {LEFT + W} {BASE + 8} {LEFT} {BASE - 1} {LEFT + W} {BASE - 1}]>>]"
    )
    assert read_number(read_cell([text("312")], extra=note)).value in (12, None)


@pytest.mark.parametrize("reach", [2, 15, 60])
def test_a_note_that_strikes_a_single_digit_through_may_be_longer_than_it(reach):
    """Programs draw the line over the whole word or cell that was chosen."""
    right = LEFT + W + reach
    note = (
        "/Annots[<</Type/Annot/Subtype/StrikeOut/F 4/C[1 0 0]"
        f"/Rect[{LEFT} {BASE - 2} {right} {BASE + 9}]"
        f"/QuadPoints[{LEFT} {BASE + 8} {right} {BASE + 8} {LEFT} {BASE - 1} {right} {BASE - 1}]>>]"
    )
    assert read_number(read_cell([text("3")], extra=note)).value is None
    assert read_number(read_cell([text("3")])).value == 3


NOTE = f"/F 4/C[1 1 1]/Rect[{LEFT - 2} {BASE - 4} {LEFT + W} {BASE + 10}]"


@pytest.mark.parametrize(
    ("note", "values"),
    [
        ("/Square/IC[1 1 1]", (12, None)),
        ("/Circle/IC[1 1 1]", (12, None)),
        ("/Ink/InkList[[110 505 115 513]]", (12, None)),
        (f"/Line/L[{LEFT} {BASE + 3} {LEFT + W} {BASE + 3}]", (12, None)),
        ("/StrikeOut", (12, None)),
        ("/Widget/FT/Tx/V(7)", (12, None)),
        ("/Square", (312,)),
        ("/Link", (312,)),
        ("/Text", (312,)),
    ],
)
def test_a_note_that_may_cover_leaves_what_it_covers_open(note, values):
    extra = f"/Annots[<</Type/Annot/Subtype{note}{NOTE}>>]"
    assert read_number(read_cell([text("312")], extra=extra)).value in values


def test_text_in_a_form_on_a_layer_switched_off_is_not_seen():
    """The form itself belongs to the layer; nothing on the page says so."""
    inside = text("3").replace("\n", " ")
    form = (
        "<</Type/XObject/Subtype/Form/BBox[0 0 600 600]/OC 10 0 R/Resources<</Font<</L 3 0 R>>>>"
        f"/Length {len(inside)}>>\nstream\n{inside}\nendstream"
    )
    layer = "<</Type/OCG/Name(x)>>"
    data = file(
        ["/F Do", text("12", W)],
        resources=">>/XObject<</F 9 0 R",
        more=(form, layer),
        catalog="/OCProperties<</OCGs[10 0 R]/D<</OFF[10 0 R]/Order[]>>>>",
    )
    cell = PdfBackend().read(data, "r.pdf").grids[0].rows[0][1].text
    assert read_number(cell).value in (12, None)


def test_digits_that_programs_show_otherwise_are_no_part_of_a_number():
    """Some programs ask what a layer is for, others only whether it is switched off."""
    shown = "/Usage<</View<</ViewState/ON>>>>"
    layer = f"<</Type/OCG/Name(x){shown}>>"
    layered = read_cell(
        [text("3"), f"/OC /X BDC {text('1', W)} EMC"],
        resources=">>/Properties<</X 9 0 R",
        more=(layer,),
        catalog="/OCProperties<</OCGs[9 0 R]/D<</OFF[9 0 R]/Order[]>>>>",
    )
    lighter = ">>/ExtGState<</X<</BM/Lighten>>"
    blended = read_cell([text("3"), f"q /X gs {text('1', W)} Q"], resources=lighter)
    for cell in (layered, blended):
        assert read_number(cell).value in (3, None)


@pytest.mark.parametrize(
    ("mode", "values"),
    [("Multiply", (12,)), ("Darken", (12,)), ("Screen", (None,)), ("Lighten", (None,))],
)
@pytest.mark.parametrize("way", ["", "2 Tr", "0 0 .5 rg"])
def test_a_text_that_white_paper_leaves_nothing_of_is_not_believed(mode, values, way):
    """Some programs paint the paper first, into which such a text is lost."""
    blend = f">>/ExtGState<</X<</BM/{mode}>>"
    cell = read_cell([f"q /X gs {text('12', before=way)} Q"], resources=blend)
    assert read_number(cell).value in values


def test_a_gap_between_two_borders_is_no_row():
    """Chromium draws each cell its own border: where a span ends there is a gap of its height."""
    rules = [(60, 460, 160, 460), (60, 467, 100, 467)]
    rules += [(x, 460, x, 520) for x in (60, 100, 160)]
    content = [f"{a} {b} m {c} {d} l S" for a, b, c, d in rules]
    content += [text("12"), text("7", 0, -35), "BT /L 10 Tf 70 475 Td (B) Tj ET"]
    rows = PdfBackend().read(file(content), "r.pdf").grids[0].rows
    assert [[slot.text for slot in row] for row in rows] == [["A", "12"], ["B", "7"]]


def test_a_form_that_is_painted_through_is_seen_as_it_is_printed():
    inside = text("3")
    form = (
        "<</Type/XObject/Subtype/Form/BBox[0 0 600 600]/Group<</S/Transparency>>"
        f"/Resources<</Font<</L 3 0 R>>>>/Length {len(inside)}>>\nstream\n{inside}\nendstream"
    )
    resources = ">>/ExtGState<</N<</ca 0>>>>/XObject<</F 9 0 R"
    cell = read_cell(["q /N gs /F Do Q", text("12", W)], resources=resources, more=(form,))
    assert read_number(cell).value in (12, None)


def test_a_ground_of_a_pattern_may_leave_nothing_of_a_text():
    shade = (
        "<</PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 0]"
        "/Extend[true true]/Function<</FunctionType 2/Domain[0 1]/C0[0]/C1[0]/N 1>>>>>>"
    )
    black = f"q /Pattern cs /P scn {LEFT - 1} {BASE - 3} {W + 1} 13 re f Q"
    cell = read_cell([black, text("312")], resources=">>/Pattern<</P 9 0 R", more=(shade,))
    assert read_number(cell).value in (12, None)


def test_two_digits_of_one_outline_are_not_both_believed():
    """A map calls the drawn 4 a 5, and the 4 is found for either."""
    lie = _MAP.replace(
        "3 beginbfchar <62> <0033> <63> <0037> <64> <0000>", "1 beginbfchar <34> <0035>"
    )
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 9 0 R>>"
    stream = f"<</Length {len(lie)}>>\nstream\n{lie}\nendstream"
    content = [text("44").replace("/L", "/M"), text("4", -42)]
    cell = read_cell(content, resources="/M 10 0 R", more=(stream, font))
    assert read_number(cell).value is None
