"""Flattened text: rows that lost their empty cells, tables as programs write them, and what must not be read as a row."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from analysis import InputError
from analysis.form import APPLICANTS, get_form
from analysis.reading.document import read_bytes
from analysis.recognising.flat.arrangements import certain, placements, settle
from analysis.recognising.flat.spacing import RowLines, spacing_of
from analysis.recognising.labels import row_item
from analysis.recognising.recognise import recognise
from benchmarks import archived, noise
from benchmarks.exactness import AGENCY, YEAR
from benchmarks.rendering import text
from benchmarks.rendering.forms import Style, printed, random_cells, tables
from tests.support.examples import examples
from tests.support.layouts import figures, flattened

FORM = get_form("2021")
ITEMS = FORM.items("requests")


def read(written, name="report.txt", **card):
    return recognise(read_bytes(written.encode(), name), card)


def cells(report):
    return {f"{c.table}/{c.item}/{c.column}": c for c in report.cells.itertuples()}


def row(report, item):
    return {
        column: (c.status, c.printed)
        for column in APPLICANTS
        if (c := cells(report)[f"requests/{item}/{column}"])
    }


def in_lines(shown, blank=None):
    """Table 三 as bare lines: no marks between cells; an empty cell leaves ``blank``, or nothing."""
    made = text.text(AGENCY, YEAR, tables("2021", Style(), shown), "B").replace(" |\n", "\n")
    lines = []
    for line in made.splitlines():
        if line.strip("| "):
            lines += [line, *([""] if blank is not None else [])]
        elif not line and blank is not None:
            lines += blank
    return "\n".join(lines)


# 7 received: five by people, two by businesses; what each asked for is told apart by its size.
SMALL = {
    "received": (5, 2),
    "granted": (3, 0),
    "refused.third_party": (2, 0),
    "unavailable.not_held": (0, 2),
    "concluded": (5, 2),
}


def small():
    shown = {code: str(value) for code, value in figures().items()}
    for item in ITEMS:
        people, business = SMALL.get(item, (0, 0))
        values = (people, business, 0, 0, 0, 0, people + business)
        shown |= {
            f"requests/{item}/{who}": str(v) for who, v in zip(APPLICANTS, values, strict=True)
        }
    return shown


def test_a_row_that_lost_one_cell_is_placed_where_the_whole_table_leaves_one_arrangement():
    shown = small() | {"requests/granted/business": ""}
    report = read(in_lines(shown))
    granted = row(report, "granted")
    assert granted["natural_person"] == ("stated", "3")
    assert granted["total"] == ("stated", "3")
    assert granted["research"][0] == "unreadable"  # the empty cell may be any of five: nobody knows
    assert any("settled by the identities" in note for note in report.notes)


def test_two_columns_that_nothing_tells_apart_stay_unreadable():
    shown = {code: "" if code.startswith("requests/") else value for code, value in small().items()}
    for item in ("received", "granted", "concluded"):
        shown |= {f"requests/{item}/natural_person": "3", f"requests/{item}/total": "3"}
    report = read(in_lines(shown))
    assert {status for status, _ in row(report, "granted").values()} == {"unreadable"}


def test_empty_lines_in_a_regular_rhythm_tell_the_empty_cells():
    shown = small() | {
        "requests/granted/business": "",
        "requests/granted/total": "",
        "requests/received/other": "",
    }
    report = read(text.text(AGENCY, YEAR, tables("2021", Style(), shown), "F"))
    assert row(report, "granted") == {
        c: (
            ("blank", "")
            if c in ("business", "total")
            else ("stated", "3" if c == "natural_person" else "0")
        )
        for c in APPLICANTS
    }
    assert cells(report)["requests/received/other"].status == "blank"


def test_a_rhythm_that_is_broken_anywhere_tells_nothing():
    full = [RowLines(at, tuple(range(at + 2, at + 16, 2)), at + 16, 7) for at in (0, 16, 32)]
    short = RowLines(48, (50, 54, 56, 58, 60, 62), 64, 7)
    assert spacing_of([*full, short]).positions(short) == [0, 2, 3, 4, 5, 6]
    vanished = RowLines(64, (66, 68, 70, 72, 74, 76), 78, 7)
    assert spacing_of([*full, short, vanished]) is None


@st.composite
def whole_tables(draw):
    """Table 三 whose identities hold, some of its zeros and totals left out."""
    rng = random.Random(draw(st.integers(0, 10**6)))
    values = random_cells("2021", rng)
    share = draw(st.sampled_from([0.1, 0.4, 0.9]))
    shown = {}
    for item in ITEMS:
        numbers = [values[f"requests/{item}/{who}"] for who in APPLICANTS]
        shown[item] = [
            None if rng.random() < (share if not n else 0.02 if i == 6 else 0) else n
            for i, n in enumerate(numbers)
        ]
    return shown


@pytest.mark.slow
@examples(25)
@given(whole_tables())
def test_what_is_told_of_a_row_is_what_was_printed(table):
    """Whatever is left out of a table that holds: no cell is ever told another number than it has."""
    numbers = {item: [n for n in row if n is not None] for item, row in table.items()}
    alive = settle({item: placements(row) for item, row in numbers.items()}, numbers, ITEMS) or {}
    for item, options in alive.items():
        for column, told in enumerate(
            certain(options, [str(n) for n in numbers[item]], numbers[item])
        ):
            if told is not None:
                assert (numbers[item][told[0]] if told else None) == table[item][column]


@pytest.mark.parametrize("number", range(0, 120, 10))
def test_damaged_texts_never_yield_a_wrong_number(number):
    """A sample of ``benchmarks.noise``: page marks, lost lines, prose with a row's words, two reports in a file, and more."""
    for n in range(number, number + 4):
        name, _, _, silent, wrong = noise.one(n, seed=77)
        assert silent == 0, (name, wrong)


@pytest.mark.parametrize(
    ("seed", "number"),
    [
        (9, 548),  # a bar and the next label on one line
        (101, 404),  # the first of two figures gone: padding is no empty cell
        (101, 1478),  # two rows on a line: their cells are not those of a row of another shape
        (102, 577),
        (102, 1077),  # bars gone from some cells: a blank line is an empty cell here, and there not
        (103, 6),
        (104, 250),
        (104, 1195),
        (104, 1282),  # a figure gone, and padding in place of the total
        (105, 461),  # a drawn rule gone, and a label over two lines
        (105, 991),  # a page's head inside the header
        (105, 1356),  # a number broken at the end of a row
        (105, 1469),  # 法人或 / 其他组织 over two lines: 其他 is no column there
        (105, 1491),  # a header's line broken between two bars
        (106, 977),
        (202, 405),  # one of two kinds of suits is no longer named
        (202, 1315),  # a drawn rule and a row's label gone: two rows in one box
    ],
)
def test_damages_that_once_gave_a_wrong_number(seed, number):
    name, _, right, silent, wrong = noise.one(number, seed=seed)
    assert silent == 0, (name, wrong)
    assert right  # it is read


def test_prose_that_names_a_row_with_a_number_is_not_the_row():
    lines = flattened(figures(disclosure__licences__decisions=5)).replace(
        "本年情况如下。", "行政许可 12件\n行政处罚 3件"
    )
    report = read(lines)
    assert cells(report)["disclosure/licences/decisions"].printed == "5"


def test_a_file_with_the_reports_of_two_years_gives_the_first_and_names_the_other():
    old = flattened(dict.fromkeys(FORM.by_code, 7), year=2022)
    report = read(old + flattened(figures()))
    assert report.year == 2022
    assert set(report.cells["value"]) == {7}
    assert "meta.tables" in set(report.findings["rule"])


def test_tables_that_stand_twice_under_one_title_are_refused_with_both_places():
    twice = flattened(figures()).split("\n", 1)[1]
    with pytest.raises(InputError, match=r"more than one report .*line \d+ and again at line \d+"):
        read(flattened(dict.fromkeys(FORM.by_code, 7)) + twice)


def test_a_page_mark_inside_a_table_is_no_cell():
    lines = in_lines(small()).splitlines()
    at = lines.index("（一）予以公开") + 3
    report = read("\n".join([*lines[:at], "- 4 -", *lines[at:]]))
    assert row(report, "granted")["natural_person"] == ("stated", "3")
    assert {status for status, _ in row(report, "granted").values()} == {"stated"}


@pytest.mark.parametrize("gap", [" ", "  "])
def test_a_blank_between_thousands_is_told_from_one_between_cells_by_the_total(gap):
    shown = {code: str(value) for code, value in figures().items()}
    changed = {"natural_person": "1 234", "business": "2", "total": "1 236"}
    shown |= {f"requests/received/{who}": value for who, value in changed.items()}
    made = text.text(AGENCY, YEAR, tables("2021", Style(), shown), "two blanks").replace("  ", gap)
    received = row(read(made), "received")
    assert (received["natural_person"], received["total"]) == (
        ("stated", "1 234"),
        ("stated", "1 236"),
    )


def test_cells_lost_at_the_end_of_a_line_shift_nothing():
    shown = {code: ("" if value == 0 else str(value)) for code, value in figures().items()}
    whole = text.text(AGENCY, YEAR, tables("2021", Style(), shown), "tabs from a sheet")
    report = read("\n".join(line.rstrip("\t") for line in whole.splitlines()))
    for code, cell in cells(report).items():
        assert cell.status != "stated" or cell.printed == shown[code], code


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n\f"])
def test_line_endings_and_form_feeds_do_not_matter(ending):
    made = text.text(AGENCY, YEAR, tables("2021", Style(), small()), "grid")
    assert set(read(made.replace("\n", ending)).cells["status"]) == {"stated"}


def test_rows_that_have_lost_their_labels_are_told_by_the_form_s_order_where_every_total_confirms_it():
    """A mirror page drops the numbered labels: the cells of a whole group follow the group's name."""
    text = flattened(figures())
    bare = re.sub(r"(?m)^\d\..* \|\n", "", text)
    assert "属于国家秘密" not in bare
    report = recognise(read_bytes(bare.encode(), "report.txt"), {})
    assert set(report.cells["status"]) == {"stated"}
    assert any("lost their labels" in note for note in report.notes)
    wrong = bare.replace("\n8 |", "\n7 |", 1)  # one figure off, and nothing is confirmed
    cells = recognise(read_bytes(wrong.encode(), "report.txt"), {}).cells
    assert set(cells.loc[cells["item"].str.startswith("refused"), "status"]) <= {
        "absent",
        "unreadable",
    }


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("5.属于三类内容事务信息", "refused.internal_affairs"),
        ("（二）部份公开", "partly_granted"),
        ("四、结转下一年度办理", "carried_out"),
        ("8.属于行政查询事宜", "refused.administrative_query"),
        ("7.属于行政执法案卷 1", None),
        ("本年新收12件", None),
        ("三、本年度办理结果（七）总计", "concluded"),
        ("三、本年度办理结果（六）其他处理3.其他", "other.other"),
        ("三、本年度办理结果（三）不予公开总计", None),
    ],
)
def test_a_label_with_one_character_mistyped_is_that_label_and_a_digit_is_no_slip(text, item):
    assert row_item(text, "requests", "2021") == item


@pytest.mark.parametrize(
    ("seed", "number"),
    [
        (2, 248),  # rows on one line, and the label of one gone
        (2, 379),  # a drawn grid in one line: its empty cells make columns
        (2, 493),  # a number in two parts between tabs
        (3, 137),  # 总 计 in a header that begins with 尚未审结
        (4, 4),  # ０２ in full width: figures that touch
        (4, 102),  # the first figure of table 四 broken over two lines
        (5, 343),  # table 四 and what follows it on one line
        (5, 455),  # digits that a line's end parts are no two figures
        (5, 466),  # the total first, in a table of one line
        (5, 467),
        (11, 3),  # empty cells in rows that share a line: their sums confirm another shift
    ],
)
def test_texts_that_once_gave_a_wrong_number(seed, number):
    name, _, _, wrong = archived.one(number, seed=seed)
    assert wrong == [], name


def test_a_row_that_only_last_years_report_holds_is_none_of_this_years():
    mine = flattened(figures(disclosure__penalties__decisions=5), agency=AGENCY).splitlines()
    at = mine.index("行政处罚 |")
    row = mine[at : at + 2]
    old = [f"{AGENCY}2022年政府信息公开工作年度报告", "二、主动公开政府信息情况"]
    old += ["信息内容 |", "本年处理决定数量 |", *row]
    this = [*mine[:at], *mine[at + 3 :]]
    for lines in ([*old, *this], [*this, *old]):
        got = cells(read("\n".join(lines), agency=AGENCY, year=2023))
        assert got["disclosure/penalties/decisions"].status != "stated"
        assert got["disclosure/coercion/decisions"].status == "stated"


@pytest.mark.parametrize(
    "number",
    [
        97,  # a row whose cells lost blanks: 0 20 00 02
        154,  # one cell a line, kinds of organisations before people
        223,  # a row that only the report of the year before holds
        370,  # blank cells between digits without bounds
        497,  # digits that touch the label of the next row
        668,  # a number broken over two lines, where empty cells leave none
        1044,
        456,  # a drawn table in one line
        666,  # 自 然 人 in a header that names the total second
        742,
        1102,
        1224,
        1473,  # 自 然 人 after the kinds of organisations
    ],
)
def test_texts_as_archives_hold_them_give_no_wrong_number(number):
    name, _, _, wrong = archived.one(number, seed=1)
    assert wrong == [], name


@pytest.mark.parametrize("agency", ["某县林业局", "某县档案局"])
@pytest.mark.parametrize("fmt", ["2019", "2021"])
def test_a_mirror_in_taiwanese_wording_is_read_and_no_name_is_changed(fmt, agency):
    written = OpenCC("s2twp").convert(flattened(figures(fmt), fmt, agency=agency))
    assert {"政府資訊", "規範性檔案"} <= set(re.findall("政府資訊|規範性檔案", written))
    report = read(written)
    assert (report.agency, report.year) == (agency, 2023)
    assert {c.status for c in report.cells.itertuples()} == {"stated"}


def test_a_row_is_whole_where_the_next_row_has_its_own_header_or_its_label_stands_there():
    """Texts that end early: the label, or the header, of the next row is there, and no figure."""
    lines = flattened(figures("2019"), "2019").splitlines()
    for end in ("其他对外管理服务事项 |",):
        got = cells(read("\n".join(lines[: lines.index(end) + 1]), agency="某局", year=2019))
        assert got["disclosure/licences/decisions"].status == "stated"
    lines = flattened(figures()).splitlines()
    at = lines.index("行政强制 |")
    ended = [*lines[: at + 3], "第二十条第（八）项 |", "信息内容 |", "本年收费金额"]
    got = cells(read("\n".join(ended), agency="某局", year=2023))
    assert got["disclosure/coercion/decisions"].status == "stated"
    at = lines.index("行政处罚 |")  # its own label, and the figure of the next row, are gone
    ended = [*lines[: at + 3], *lines[at + 4 :]]
    got = cells(read("\n".join(ended), agency="某局", year=2023))
    assert got["disclosure/penalties/decisions"].status != "stated"


def lines_of(rng, family="C"):
    """A report as lines, and its figures."""
    shown = printed(random_cells("2021", rng), "2021", Style(), rng)
    return text.text(AGENCY, YEAR, tables("2021", Style(), shown), family).splitlines(), shown


def stated(report):
    return {code: c.value for code, c in cells(report).items() if c.status == "stated"}


@pytest.mark.parametrize("family", ["B", "C", "G", "tabs", "F dense"])
@pytest.mark.parametrize(
    "note", ["注：上表收费金额以元为单位。", "备注：收费的单位是元，表中单位：元"]
)
def test_a_note_below_table_two_states_the_unit_of_its_amounts(family, note):
    lines, shown = lines_of(random.Random(family), family)
    lines = [line.replace("（单位：万元）", "") for line in lines]
    at = next(n for n, line in enumerate(lines) if line.startswith("三、收到"))
    found = stated(read("\n".join([*lines[:at], note, *lines[at:]])))
    wanted = float(shown["disclosure/fees/amount"]) / 10_000
    assert found.get("disclosure/fees/amount", wanted) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("caption", "code", "times"),
    [
        ("（金额单位：人民币元）", "disclosure/fees/amount", 1e-4),
        ("计量单位：万件", "disclosure/licences/decisions", None),
        ("填报单位：元氏县水务局", "disclosure/fees/amount", 1),
    ],
)
def test_a_caption_above_table_two_states_its_unit(caption, code, times):
    lines, shown = lines_of(random.Random(caption))
    lines = [line.replace("（单位：万元）", "") for line in lines]
    at = next(n for n, line in enumerate(lines) if line.startswith("二、"))
    found = stated(read("\n".join([*lines[: at + 1], caption, *lines[at + 1 :]])))
    wanted = None if times is None else pytest.approx(float(shown[code]) * times)
    assert found.get(code) == wanted


@pytest.mark.parametrize("family", ["C", "G", "tabs", "glued"])
def test_of_two_tables_of_requests_in_one_text_neither_is_taken(family):
    rng = random.Random(family)
    text.FAMILIES["glued"] = lambda table: ["".join(td.text for row in table for td in row)]
    try:
        (lines, shown), (other, _) = lines_of(rng, family), lines_of(rng, family)
    finally:
        del text.FAMILIES["glued"]
    at, end = (
        [next(n for n, line in enumerate(part) if line.startswith("四、政府")) for part in pair]
        for pair in ((lines, other), (other, other))
    )
    start = next(n for n, line in enumerate(other) if line.startswith("三、收到"))
    written = [*lines[: at[0]], *other[start + 1 : end[0]], *lines[at[0] :]]
    found = stated(read("\n".join(written)))
    assert [c for c, v in found.items() if c.startswith("req") and v != float(shown[c])] == []


@pytest.mark.parametrize("zero", ["－", "零", "〇", "—"])
def test_what_is_printed_for_nothing_is_a_cell_in_any_width(zero):
    rng = random.Random(zero)
    shown = printed(random_cells("2021", rng), "2021", Style(zero=zero), rng)
    report = read(text.text(AGENCY, YEAR, tables("2021", Style(), shown), "B"))
    assert {c.status for c in cells(report).values()} <= {"stated", "mark"}


@pytest.mark.parametrize("width", [8, 12, 17, 23])
@pytest.mark.parametrize("family", ["G", "tabs", "C"])
def test_a_number_that_the_end_of_a_line_parts_is_whole_or_open(family, width):
    lines, shown = lines_of(random.Random(family), family)
    cut = [line[i : i + width] for line in lines for i in range(0, max(1, len(line)), width)]
    try:
        found = stated(read("\n".join(cut), agency=AGENCY, year=YEAR))
    except InputError:
        return
    assert [c for c, value in found.items() if value != float(shown[c])] == []


@pytest.mark.parametrize("apart", ["\t", "\t\t"])
def test_where_two_tabs_set_cells_apart_four_are_an_empty_cell(apart):
    rows = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "", "0", "3"],
        ["行政规范性文件", "12", "", "40"],
    ]
    text = "二、主动公开政府信息情况\n" + "\n".join(apart.join(row) for row in rows) + "\n完。\n"
    card = {"agency": "清河县林业局", "year": 2023}
    cells = recognise(read_bytes(text.encode(), "a.txt"), card, partial=True).cells
    found = {(c.item, c.column): c.value for c in cells.itertuples() if c.status == "stated"}
    assert found == {
        ("regulations", "repealed"): 0,
        ("regulations", "in_force"): 3,
        ("normative_documents", "issued"): 12,
        ("normative_documents", "in_force"): 40,
    }


@pytest.mark.parametrize("family", ["B", "C", "F dense", "tabs"])
@pytest.mark.parametrize(
    "heading",
    [
        "四、政府信息公开行政复议、行政诉讼情况",
        "（四）因信息公开被申请行政复议、提起行政诉讼的情况",
        "行政复议和行政诉讼",
    ],
)
def test_a_heading_that_a_line_breaks_names_no_column_of_its_table(family, heading):
    """行政复 / 议、行政诉讼情况 named the suits alone, and what reviews came to was read as theirs."""
    lines, shown = lines_of(random.Random(family), family)
    at = next(n for n, line in enumerate(lines) if re.match("四、.*情况$", line))
    for cut in range(1, len(heading)):
        lines[at] = f"{heading[:cut]}\n{heading[cut:]}"
        found = stated(read("\n".join(lines)))
        assert not {c: v for c, v in found.items() if v != float(shown[c] or 0)}, heading[:cut]
        assert sum(c.startswith("remedies") for c in found) == 15, heading[:cut]
