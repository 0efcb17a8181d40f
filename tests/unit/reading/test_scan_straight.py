"""Rules in pictures: seen aslant, broken, under a stamp; strokes of characters are none."""

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.reading.backends.scan import available
from analysis.reading.backends.scan.page import PageReader
from analysis.reading.backends.scan.rules import find_rules
from analysis.reading.backends.scan.straighten import grey_without_seals, upright
from analysis.reading.document import read_bytes
from tests.support.patience import processor_seconds
from tests.support.pdfs import assembled

cv2 = pytest.importorskip("cv2", reason="needs the extra gouji[ocr]")

SCALE = 200 / 72
ROWS, COLUMNS, WIDE, HIGH = 12, 6, 200, 60


def ruled() -> np.ndarray:
    """A page with a table of 12 rows of 6 cells, dark on white."""
    page = np.full((1400, 1500), 255, dtype=np.uint8)
    for n in range(ROWS + 1):
        cv2.line(page, (100, 200 + n * HIGH), (100 + COLUMNS * WIDE, 200 + n * HIGH), 0, 3)
    for n in range(COLUMNS + 1):
        cv2.line(page, (100 + n * WIDE, 200), (100 + n * WIDE, 200 + ROWS * HIGH), 0, 3)
    return page


def shape_of(page: np.ndarray) -> list[tuple[int, int]]:
    tables = find_rules(page < 200, SCALE).tables
    return [(len(t.cells), len(t.cells[0])) for t in tables]


def aslant(page: np.ndarray, shift: float) -> np.ndarray:
    height, width = page.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    seen = corners + np.array(
        [[shift, 0], [-shift / 2, shift], [0, -shift], [shift / 3, 0]], dtype=np.float32
    )
    way = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(page, way, (width, height), borderValue=255)


@pytest.mark.parametrize("shift", [60, 110])
def test_a_photograph_taken_aslant_is_seen_straight(shift: float) -> None:
    photograph = aslant(ruled(), shift)
    assert shape_of(photograph) != [(ROWS, COLUMNS)]
    straight, back = upright(photograph)
    assert shape_of(straight) == [(ROWS, COLUMNS)]
    # A corner of the table is led back to where it is in the photograph.
    ys, xs = np.nonzero(straight < 128)
    corner = back @ np.array([xs.min(), ys[xs == xs.min()].min(), 1.0])
    x, y = corner[:2] / corner[2]
    ys, xs = np.nonzero(photograph < 128)
    assert np.hypot(xs - x, ys - y).min() < 4


def test_rules_that_stay_parallel_and_are_not_square_are_made_so() -> None:
    page = ruled()
    height, width = page.shape
    shear = np.array([[1, 0.045, -20], [0, 1, 0]], dtype=np.float32)
    photograph = cv2.warpAffine(page, shear, (width, height), borderValue=255)
    assert shape_of(photograph) != [(ROWS, COLUMNS)]
    assert shape_of(upright(photograph)[0]) == [(ROWS, COLUMNS)]


def test_a_table_of_two_rows_seen_aslant_is_seen_straight() -> None:
    page = ruled()
    page[200 + 2 * HIGH + 2 :, :] = 255
    for y in (700, 800, 900, 1000):  # rules of other tables below
        cv2.line(page, (100, y), (1300, y), 0, 3)
    photograph = aslant(page, 90)
    assert (2, COLUMNS) not in shape_of(photograph)
    assert (2, COLUMNS) in shape_of(upright(photograph)[0])


@pytest.mark.parametrize("degrees", [-5, -1.3, 0, 0.4, 5])
def test_a_page_askew_is_turned_and_not_bent(degrees: float) -> None:
    page = ruled()
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    askew = cv2.warpAffine(page, turn, (width, height), borderValue=255)
    straight, back = upright(askew)
    assert shape_of(straight) == [(ROWS, COLUMNS)]
    assert np.allclose(back[2], [0, 0, 1])


def test_no_lines_are_looked_for_on_a_page_that_is_mostly_ink(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A broken picture or a lid left open: lines lie in it everywhere, and half a minute went."""

    def search(*args: object, **options: object) -> None:
        raise AssertionError("lines were looked for")

    monkeypatch.setattr(cv2, "HoughLinesP", search)
    page = np.random.default_rng(7).integers(0, 210, (1600, 1200), dtype=np.uint8)
    page = cv2.GaussianBlur(page, (0, 0), 3)
    turned, back = upright(page)
    assert turned is page
    assert np.array_equal(back, np.eye(3))


def test_rules_broken_between_cells_are_pieced_together() -> None:
    page = ruled()
    for n in range(3, ROWS - 1):  # above and below, the rules are whole
        y = 200 + n * HIGH + 20
        page[y : y + 14, 90 : 110 + COLUMNS * WIDE] = 255
    assert shape_of(page) == [(ROWS, COLUMNS)]


def distinct(page: np.ndarray) -> int:
    """Cells of all tables of a page."""
    tables = find_rules(page < 200, SCALE).tables
    return len({id(box) for t in tables for row in t.cells for box in row if box is not None})


def test_a_level_rule_with_a_gap_near_its_beginning_joins_no_cells() -> None:
    page = ruled()
    for n in (4, 5, 9):
        y = 200 + n * HIGH
        page[y - 4 : y + 5, 92:108] = 255
        page[y - 4 : y + 5, 136:150] = 255
    assert shape_of(page) == [(ROWS, COLUMNS)]
    assert distinct(page) == ROWS * COLUMNS


def broken_column() -> tuple[np.ndarray, int]:
    """A table of four rows of which one upright rule breaks in each row, and where that is."""
    page = ruled()[: 200 + 4 * HIGH + 100]
    page[200 + 4 * HIGH + 2 :] = 255
    x = 100 + 3 * WIDE
    for n in range(4):
        y = 200 + n * HIGH
        page[y + 22 : y + 36, x - 4 : x + 5] = 255
    return page, x


def test_an_upright_rule_broken_in_each_row_parts_columns() -> None:
    page, _ = broken_column()
    assert shape_of(page) == [(4, COLUMNS)]
    assert distinct(page) == 4 * COLUMNS


def test_a_rule_seen_in_one_row_parts_a_row_in_which_little_of_it_is_left() -> None:
    page, x = broken_column()
    y = 200 + 3 * HIGH
    page[y + 22 : y + 36, x - 1 : x + 2] = 0
    page[y + 3 : y + 22, x - 4 : x + 5] = 255  # it begins below the row's edge
    cv2.putText(page, "0", (x + 3, y + 46), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3)
    assert distinct(page) == 4 * COLUMNS


def test_strokes_beside_a_broken_rule_do_not_stand_in_for_it() -> None:
    page, x = broken_column()
    for n, at in ((1, x - 8), (2, x + 8)):
        y = 200 + n * HIGH
        page[y + 2 : y + HIGH - 2, x - 4 : x + 5] = 255
        page[y + 18 : y + 40, at - 1 : at + 2] = 0
    assert shape_of(page) == [(4, COLUMNS)]
    assert distinct(page) == 4 * COLUMNS - 2


def test_a_1_in_a_cell_over_two_columns_is_no_rule() -> None:
    page = ruled()
    x = 100 + 3 * WIDE
    y = 200 + 4 * HIGH
    page[y + 4 : y + HIGH - 4, x - 4 : x + 5] = 255  # cells 3 and 4 of a row are one
    page[y + 14 : y + 46, x - 1 : x + 2] = 0  # a 1 in its middle
    assert shape_of(page) == [(ROWS, COLUMNS)]
    assert distinct(page) == ROWS * COLUMNS - 1


def test_the_feet_of_figures_near_a_rule_part_no_row() -> None:
    page = ruled()
    for n in range(ROWS):
        y = 200 + n * HIGH + HIGH - 14
        cv2.putText(page, "1808595", (310, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    assert shape_of(page) == [(ROWS, COLUMNS)]


def test_a_red_stamp_is_white_and_black_under_it_stays() -> None:
    page = np.dstack([ruled()] * 3)
    over = np.full_like(page, 255)
    cv2.circle(over, (500, 500), 200, (205, 40, 40), 12)
    stamped = np.minimum(page, over)
    grey = grey_without_seals(stamped)
    assert shape_of(grey) == [(ROWS, COLUMNS)]
    assert (grey[ruled() == 255] > 230).mean() > 0.995
    assert (grey[ruled() == 0] < 60).all()


@pytest.mark.skipif(not available(), reason="needs the extra gouji[ocr]")
@pytest.mark.parametrize(("content", "seconds"), [(b"", 5.0), (b"0 0 99 99 re f", 15.0)])
def test_a_page_that_is_said_to_be_huge_costs_no_more_than_a_large_one(content, seconds) -> None:
    page = assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 84212]/Contents 4 0 R/Resources<<>>>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )

    def read() -> None:
        with pytest.raises(InputError, match="none shows a ruled table"):
            read_bytes(page, "r.pdf")

    assert processor_seconds(read, seconds) < seconds


@pytest.mark.parametrize("shape", [(1, 1), (2, 3000), (3000, 1), (20, 60000), (40000, 12)])
def test_a_strip_that_is_too_narrow_for_a_line_of_text_has_nothing_to_read(shape):
    """A damaged PDF says that its page is so; OpenCV makes no picture of half a dot."""
    assert PageReader().read(np.full(shape, 255, dtype=np.uint8), SCALE, "page 1") == []
