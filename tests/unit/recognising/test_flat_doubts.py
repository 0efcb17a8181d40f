"""Flattened text that has lost something: a bar, its end, a space's width, a column's place."""

import random
import re

import pytest

from analysis.form import APPLICANTS, get_form, item_label
from analysis.reading.document import read_bytes
from analysis.recognising.flat.simple_tables import by_columns
from analysis.recognising.labels import row_item
from analysis.recognising.recognise import recognise
from benchmarks.rendering import text
from benchmarks.rendering.forms import Style, Td, tables
from benchmarks.rendering.office import placed
from tests.support.layouts import figures
from tests.support.layouts import stated as stated_in

AGENCY, YEAR = "某县水利局", 2022


def values(seed=1):
    """A whole form with figures in every row, whose totals add up."""
    rng = random.Random(seed)
    shown = {code: str(value) for code, value in figures().items()}
    form = get_form("2021")
    for item in form.items("disclosure"):
        for column in form.columns("disclosure", item):
            shown[f"disclosure/{item}/{column}"] = str(rng.randint(11, 98))
    for item in form.items("requests"):
        parts = [rng.randint(11, 98) for _ in APPLICANTS[:-1]]
        for name, value in zip(APPLICANTS, (*parts, sum(parts)), strict=True):
            shown[f"requests/{item}/{name}"] = str(value)
    return shown


def written(shown, family, change=lambda parts: parts, year=YEAR):
    return text.text(AGENCY, year, change(tables("2021", Style(), shown)), family)


def report_of(words, **card):
    return recognise(read_bytes(words.encode(), "report.txt"), card, partial=True)


def stated(words, **card):
    return stated_in(report_of(words, **card))


def assert_right(got, shown):
    assert got == {code: float(shown[code]) for code in got}


def line_of(words, label):
    return next(line for line in words.split("\n") if label in line)


@pytest.mark.parametrize("family", ["A", "A'", "D"])
@pytest.mark.parametrize("at", [0, 1, 2, 3])
@pytest.mark.parametrize("item", ["received", "granted", "unprocessed.reissue"])
def test_a_bar_that_is_lost_between_two_figures_moves_none(family, at, item):
    shown = {
        code: "0" if code.startswith("requests/") else value for code, value in values().items()
    }
    for name in ("natural_person", "total"):
        shown[f"requests/{item}/{name}"] = "3"
    words = written(shown, family)
    if "|" not in words:
        pytest.skip("no bars")
    line = line_of(words, item_label("requests", item).split(".")[-1])
    cells = line.split("|")
    first = next(i for i, c in enumerate(cells) if c.strip() in ("3", "0"))
    pieces = [*cells[: first + at], f"{cells[first + at]} {cells[first + at + 1]}"]
    lost = "|".join([*pieces, *cells[first + at + 2 :]])
    assert_right(stated(words.replace(line, lost)), shown)


@pytest.mark.parametrize("family", ["A", "A'"])
def test_a_bar_that_is_lost_in_table_two_moves_no_figure(family):
    shown = values()
    for column, value in zip(("issued", "repealed", "in_force"), ["2", "7", "31"], strict=True):
        shown[f"disclosure/regulations/{column}"] = value
    words = written(shown, family)
    line = line_of(words, "规章")
    assert "| 2 | 7 | 31" in line
    got = stated(words.replace(line, line.replace("2 | 7", "2  7")))
    assert_right(got, shown)


@pytest.mark.parametrize("family", ["CSV in a text", "tabs", "two blanks", "F", "Markdown", "A"])
def test_a_text_that_is_cut_anywhere_states_no_piece_of_a_number(family):
    shown = values(3)
    words = written(shown, family)
    rng = random.Random(family)
    for _ in range(20):
        assert_right(stated(words[: rng.randrange(len(words) // 4, len(words))]), shown)


@pytest.mark.parametrize("family", ["F", "B", "F dense"])
@pytest.mark.parametrize("left", [1, 3, 6])
def test_what_is_left_of_a_row_at_the_end_of_a_text_stands_in_its_first_columns(family, left):
    shown = values(4)
    words = written(shown, family)
    end = words.index(item_label("requests", "unavailable.not_held").split(".")[-1])
    ahead = words[end:].split("\n")
    kept, figures_left = [], left
    for line in ahead:
        if line.strip("| ").isdecimal():
            if not figures_left:
                break
            figures_left -= 1
        kept.append(line)
    got = stated(words[:end] + "\n".join(kept), agency=AGENCY, year=YEAR)
    assert_right(got, shown)
    mine = {c for c in got if c.startswith("requests/unavailable.not_held/")}
    names = APPLICANTS[: left - 1]  # the last number may be cut
    assert {f"requests/unavailable.not_held/{n}" for n in names} <= mine


def test_columns_under_rules_of_wide_blanks_are_not_run_together():
    """Full-width blanks take two columns where a rule counts one: then nothing stands under it."""
    lines = [
        "====  ====  ====",
        "项目　　件数　　总计",
        "规章　　12　　　345",
        "====  ====  ====",
    ]
    assert not any("12345" in line.replace("\u3000", "") for line in by_columns(lines))
    shown = values(5)
    words = written(shown, "rST").replace(" ", "\u3000")
    assert_right(stated(words), shown)


@pytest.mark.parametrize("place", ["lower", "upper"])
@pytest.mark.parametrize("family", ["rST", "org", "grid", "tabs", "A", "Markdown", "B", "F dense"])
@pytest.mark.parametrize("fill", ["", "无", "见附件", "mixed"])
def test_a_column_of_remarks_beside_table_three_moves_no_figure(family, fill, place):
    shown = values(6)
    rng = random.Random(f"{family}{fill}")

    def remarks(parts):
        out = []
        for number, made in parts:
            new = []
            for table in made if number == "三" else []:
                rows = []
                for i, row in enumerate(table):
                    told = rng.choice(["", "无", "见附件"]) if fill == "mixed" else fill
                    head = i == (0 if place == "upper" else 1)
                    rows.append([*row, Td("备注" if head else told if i > 1 else "")])
                new.append(rows)
            out.append((number, new or made))
        return out

    got = stated(written(shown, family, remarks))
    assert_right(got, shown)
    if fill == "无" and family in ("rST", "org", "tabs"):
        assert {c for c in shown if c.startswith("requests/received/")} <= set(got)


def test_rows_glued_under_a_column_of_last_year_are_not_one_number():
    shown = values(7) | {c: "0" for c in figures() if not c.startswith("disclosure/")}
    lines = []
    for line in written(shown, "D").replace("|", "").replace(" ", "").split("\n"):
        if "本年处理决定数量" in line:
            line += "上年处理决定数量"
        figure = line.startswith(("行政许可", "行政处罚", "行政强制"))
        lines.append(f"{line}5" if figure else line)
    got = stated("\n".join(lines))
    assert not any(code.endswith("/decisions") for code in got)


@pytest.mark.parametrize("other", [YEAR - 1, YEAR - 2])
def test_last_years_report_on_one_line_below_this_ones_is_none_of_it(other):
    plain = {c: str(v) for c, v in figures().items() if not c.startswith("disclosure/")}
    mine, last = values(8) | plain, values(9) | plain

    def glued(shown, year):
        title = f"{AGENCY}{year}年政府信息公开工作年度报告"
        words = written(shown, "C", year=year).split("\n", 1)[1]
        for mark in "|\t \n":
            words = words.replace(mark, "")
        return f"{title}\n{words}"

    got = stated(f"{glued(mine, YEAR)}\n{glued(last, other)}")
    assert got
    assert_right(got, mine)


@pytest.mark.parametrize(
    ("agency", "year"), [("乙县林业局", YEAR), ("乙县林业局", YEAR - 1), ("乙县人民政府", YEAR)]
)
@pytest.mark.parametrize("between", ["\n", ""])
def test_another_report_whose_rows_are_plainer_lends_no_figure_to_one_run_together(
    agency, year, between
):
    shown, theirs = values(8), values(9)
    title, rest = written(shown, "C").split("\n", 1)
    mine = title + "\n" + re.sub(r"[| \t\n]", "", rest)
    rows = text.text(agency, year, tables("2021", Style(), theirs), "C").split("\n", 1)[1]
    other = f"{agency}{year}年政府信息公开工作年度报告{between}" + rows.replace("\n", "")
    report = report_of(f"{mine}\n{other}")
    assert (report.agency, report.year) == (AGENCY, YEAR)
    assert_right(stated_in(report), shown)


def test_an_upper_header_of_other_organisations_is_not_the_column_of_others():
    """The first character of 法人 misread leaves 其他组织, which is not 其他."""
    shown = values(10)
    words = written(shown, "tabs").replace("法人或其他组织", "法入或其他组织")
    got = stated(words)
    assert_right(got, shown)
    assert {c for c in shown if c.startswith("requests/")} <= set(got)


PROSE_ROWS = (
    ("予以公开 4 5 6 7 8 9 39", "requests/granted/"),
    ("（一）予以公开 4 0 0 0 0 0 4", "requests/granted/"),
    ("规章 1 2 3", "disclosure/regulations/"),
    ("行政许可 12", "disclosure/licences/"),
)


# Every line with every filling, and either with either of two families; the rest in a long run.
EMPTY_TABLES = [
    pytest.param(line, row, family, kept, marks=[] if (n + m) % 2 == k else pytest.mark.slow)
    for n, (line, row) in enumerate(PROSE_ROWS)
    for m, kept in enumerate(["", "disclosure/", "remedies/", "requests/received/", "total"])
    for k, family in enumerate(["G", "F", "two blanks", "F dense", "tabs", "C"])
]


@pytest.mark.parametrize(("line", "row", "family", "kept"), EMPTY_TABLES)
def test_a_line_of_prose_is_no_row_of_a_table_that_is_empty(line, row, family, kept):
    """A row is told by its place among the rows, not by its words and so many numbers."""
    shown = {c: "0" if kept and (c.startswith(kept) or c.endswith(kept)) else "" for c in figures()}
    lines = written(shown, family).split("\n")
    heads = [i for i, text in enumerate(lines) if text[:2] in ("一、", "二、", "三、", "五、")]
    for at in (2, *(i + 1 for i in heads), len(lines)):
        got = stated("\n".join([*lines[:at], line, *lines[at:]]))
        assert not {c for c in got if c.startswith(row) and shown[c] != "0"}, at


@pytest.mark.parametrize(("line", "row"), PROSE_ROWS)
def test_a_line_of_prose_is_no_row_where_the_tables_are_pictures(line, row):
    words = re.sub(r"\n(?![一二三四五六]、|本年工作).*", "", written(values(), "G"))
    assert stated(f"{words}\n{line}") == {}


@pytest.mark.parametrize("filled", [("natural_person",), ("business", "other"), ("research",)])
@pytest.mark.parametrize("family", ["tabs from a sheet", "A", "C'"])
def test_a_bound_that_is_lost_among_empty_cells_moves_no_figure_and_no_total_confirms_it(
    family, filled
):
    shown = values() | {c: "" for c in figures() if c.startswith("requests/granted/")}
    for name in (*filled, "total"):
        shown[f"requests/granted/{name}"] = str(3 * (len(filled) if name == "total" else 1))
    mark = "\t" if "tabs" in family else "|"
    words = written(shown, family)
    line = line_of(words, "予以公开")
    cells = line.split(mark)
    after = next(i for i, c in enumerate(cells) if "予以公开" in c) + 1
    for at in range(after, len(cells) - 1):
        lost = mark.join([*cells[:at], cells[at] + cells[at + 1], *cells[at + 2 :]])
        assert_right(stated(words.replace(line, lost)), shown)


@pytest.mark.parametrize("family", ["A", "C", "D", "full-width bars"])
@pytest.mark.parametrize("item", ["received", "partly_granted", "refused.third_party"])
def test_a_figure_that_lost_the_bar_after_its_label_is_the_rows_first(family, item):
    shown = values()
    words = written(shown, family)
    line = line_of(words, item_label("requests", item).split(".")[-1])
    first = shown[f"requests/{item}/natural_person"]
    lost = re.sub(rf"\s*[|｜]\s*{first}\b", f"  {first}", line, count=1)
    assert lost != line
    got = stated(words.replace(line, lost))
    assert_right(got, shown)
    assert set(got) == set(shown)


@pytest.mark.parametrize("glue", [False, True])
def test_blanks_within_numbers_bound_none_where_a_year_shows_them(glue):
    """30 2 4 may be 3, 0 and 24 in a text that has 202 2年."""
    shown = values() | {c: "0" for c in figures() if c.startswith("requests/")}
    row = [shown[f"disclosure/normative_documents/{c}"] for c in ("issued", "repealed", "in_force")]
    digits = "".join(row)
    words = written(shown, "G").replace("本年工作有序开展。", "202 2年，工作有序开展。")
    words = words.replace(" ".join(row), f"{digits[:1]} {digits[1:5]} {digits[5:]}")
    if not glue:
        words = words.replace("\n第", "第").replace("\n信", "信").replace("\n行", "行")
    got = stated(words)
    assert not any(c.startswith("disclosure/normative_documents/") for c in got)


@pytest.mark.parametrize("glue", [False, True])
@pytest.mark.parametrize("family", ["G", "two blanks"])
def test_blanks_bound_no_number_where_a_row_has_more_numbers_than_cells(family, glue):
    """1234 77185 95 may be 1234, 7718595 and an empty cell: another row is 2 2 1 7.

    Not where two blanks are between cells: there the single one parts a number.
    """
    shown = values()
    for column, value in zip(("issued", "repealed", "in_force"), ("2", "2", "17"), strict=True):
        shown[f"disclosure/regulations/{column}"] = value
    for column, value in zip(
        ("issued", "repealed", "in_force"), ("1234", "77185", "95"), strict=True
    ):
        shown[f"disclosure/normative_documents/{column}"] = value
    words = re.sub(r"(2\s+2\s+1)7", r"\1 7", written(shown, family))
    if glue:
        words = words.replace("\n", " ")
    got = stated(words)
    assert not any("regulations" in code for code in got)
    read = {code: got[code] for code in got if "normative" in code}
    assert_right(read, shown)
    assert len(read) == (3 if family == "two blanks" and not glue else 0)
    assert sum(code.startswith("requests/") for code in got) > 100  # their totals confirm them


def test_a_row_of_seven_that_does_not_add_up_is_open_where_other_rows_lost_cells():
    """107 3 0 0 may be 1073, 0, 0 and an empty cell."""
    shown = values()
    for name, value in zip(APPLICANTS, ("1073", "", "0", "0", "0", "295", "1368"), strict=True):
        shown[f"requests/granted/{name}"] = value
    shown["requests/received/business"] = ""
    words = written(shown, "G").replace(" 1073 ", " 107 3 ")
    assert_right(stated(words), shown)


@pytest.mark.parametrize("unit", ["丶元", "□元", "无元"])
def test_a_unit_that_is_not_legible_is_not_yuan(unit):
    words = written(values(), "A").replace("万元", unit)
    assert "disclosure/fees/amount" not in stated(words)


def test_of_two_last_rows_of_a_table_run_together_neither_is_told():
    shown = values() | {c: "0" for c in figures() if c.startswith("re")}
    words = re.sub(r"[| \n]", "", written(shown, "C").split("\n", 1)[1])
    twice = words.replace(
        "四、结转下年度继续办理", "结转下年度继续办理2000002四、结转下年度继续办理"
    )
    got = stated(f"{AGENCY}{YEAR}年政府信息公开工作年度报告\n{twice}")
    assert any(c.startswith("requests/received/") for c in got)
    assert_right(got, shown)


@pytest.mark.parametrize("page", ["5", "12"])
def test_a_pages_number_within_rows_that_run_together_is_no_cell(page):
    shown = values() | {c: "0" for c in figures() if c.startswith("re")}
    for name in ("natural_person", "total"):
        shown[f"requests/granted/{name}"] = "9"
    words = re.sub(r"[| \n]", "", written(shown, "C").split("\n", 1)[1])
    cut = words.replace("9000009（二）", f"900000 9\n{page}\n（二）")
    assert cut != words
    got = stated(f"{AGENCY}{YEAR}年政府信息公开工作年度报告\n{cut}")
    assert any(c.startswith("requests/received/") for c in got)
    assert_right(got, shown)


def test_a_label_after_another_rows_figures_is_not_parted_from_its_own():
    """Rows run together that lost bars here and there: 6593 is 65 and 93."""
    shown = values()
    words = written(shown, "A")
    lines = [line_of(words, label) for label in ("本年新收", "上年结转")]
    row = "二、上年结转政府信息公开申请数量  1932|6593|148|110|69|2417||"
    joined = re.sub(r"\|.*", "12661 |885|17787 ||", lines[0]) + row
    got = stated(words.replace("\n".join(lines), joined))
    assert not any(c.startswith("requests/carried_in/") for c in got)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("mark", ["**", "__"])
def test_an_empty_cell_in_bold_is_an_empty_cell(seed, mark):
    """As converters to Markdown write it: ``| **8** | **** |``."""
    rng = random.Random(seed)
    shown = values(seed)
    blank = {code for code in shown if rng.random() < 0.5}
    bold = {c: mark + ("" if c in blank else value) + mark for c, value in shown.items()}
    got = stated(written(bold, "Markdown"))
    assert got == {code: float(shown[code]) for code in got}
    assert not blank & set(got)
    assert len(got) > 0.8 * (len(shown) - len(blank))


@pytest.mark.parametrize("separator", [" | ", "\t"])
@pytest.mark.parametrize("written_as", ["{}", "{}件", "{}.0", "1,234"])
def test_a_cell_that_a_program_writes_into_each_column_and_row_it_spans_is_one(
    separator, written_as
):
    shown = {code: written_as.format(value) for code, value in values().items()}

    def repeated(table):
        cells, rows, width = placed(table)
        out = [[""] * width for _ in range(rows)]
        for row, column, td in cells:
            for r in range(row, row + td.height):
                out[r][column : column + td.width] = [td.text] * td.width
        return [[Td(text) for text in row] for row in out]

    made = written(
        shown, "A", lambda parts: [(number, [*map(repeated, ts)]) for number, ts in parts]
    )
    group = "三、本年度办理结果 | "
    assert group in made
    made = made.replace(group, f"{group * 10}\n{group}", 1)  # a row of its own
    read = stated(made.replace(" |\n", "\n").replace(" | ", separator))
    assert read == stated(written(shown, "A"))
    assert len(read) >= 185


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\u00ad"])
def test_what_is_not_seen_bounds_no_number(unseen):
    shown = values()
    made = re.sub(r"(?<=\d)(?=\d)", unseen, written(shown, "G"))
    assert stated(made) == {code: float(value) for code, value in shown.items()}


def test_what_only_pages_write_is_read_in_a_text_too():
    shown = values()
    made = written(shown, "G").replace(" ", "&nbsp;")
    assert stated(made) == {code: float(value) for code, value in shown.items()}


def test_an_address_in_a_text_has_no_signs_of_a_page():
    made = "http://a.gov.cn/?id=1&section=2&times=3&amp;x=&#52; &#10; &#x0; &;"
    lines = [line.text for line in read_bytes(f"一 {made}\n2".encode(), "a.txt").blocks]
    assert lines[0].startswith("一 http://a.gov.cn/?id=1&section=2&times=3&x=4 ")
    assert lines[1:] == ["2"]


def test_a_number_without_a_bar_among_cells_that_have_one_is_no_cell():
    shown = values()
    lines = written(shown, "B").split("\n")
    at = next(i for i, line in enumerate(lines) if "重复申请" in line) + 4
    code = "requests/unprocessed.repeated/research"
    assert lines[at - 1] == f"{shown[code]} |"
    for lost in ("7", shown[code][:1]):
        rest = [*lines[: at - 1], lost, *lines[at - 1 :]]
        assert_right(stated("\n".join(rest)), shown)


def test_words_and_figures_of_another_table_below_a_header_are_no_row():
    shown = values()
    lines = written(shown, "C").split("\n")
    lines = [line for line in lines if "结转下年度" not in line]
    at = next(i for i, line in enumerate(lines) if "行政许可" in line)
    lines.insert(at, "结转下年度继续办理 2 0 0 0 0 0 2")
    assert_right(stated("\n".join(lines)), shown)


@pytest.mark.parametrize("squeezed", [False, True])
def test_a_number_that_a_blank_parts_beside_an_empty_cell_is_not_two(squeezed):
    row = "disclosure/normative_documents/"
    shown = values() | {f"{row}issued": "67 2", f"{row}repealed": "5", f"{row}in_force": ""}
    shown["disclosure/regulations/issued"] = ""  # shows that the text keeps no empty cells
    words = written(shown, "two blanks")
    words = re.sub(" +", " ", words) if squeezed else words
    found = stated(words)
    assert not [code for code in found if code.startswith((row, "disclosure/regulations/"))]
    (code,) = (code for code in shown if code.startswith("disclosure/licences/"))
    assert found[code] == int(shown[code])


def test_numbers_that_cannot_be_one_are_read_where_other_rows_lack_cells():
    row = "disclosure/normative_documents/"
    shown = values() | {f"{row}issued": "0", f"{row}repealed": "0", f"{row}in_force": "67"}
    shown["disclosure/regulations/issued"] = ""
    found = stated(written(shown, "two blanks"))
    assert [found[f"{row}{name}"] for name in ("issued", "repealed", "in_force")] == [0, 0, 67]


@pytest.mark.parametrize("squeezed", [False, True])
def test_a_number_parted_in_table_four_beside_an_empty_cell_is_not_two(squeezed):
    """Fifteen numbers, or fewer that the totals seem to place."""
    for outcomes in (
        ["20", "-", "-", "", "2 0", "0", "/", "/", "-", "/", "0", "10", "27", "", "37"],
        ["20", "0", "0", "", "2 0", *["0"] * 5, "0", "10", "27", "3", "40"],
    ):
        codes = [code for code in values() if code.startswith("remedies/")]
        shown = values() | dict(zip(codes, outcomes, strict=True))
        shown["disclosure/regulations/issued"] = ""
        words = written(shown, "two blanks")
        found = stated(re.sub(" +", " ", words) if squeezed else words)
        assert not [code for code in found if code in codes]


def test_a_single_blank_parts_a_number_where_cells_are_further_apart():
    """No other row lacks a cell; rows whose numbers are all two blanks apart are read."""
    row = "disclosure/normative_documents/"
    shown = values() | {f"{row}issued": "67 2", f"{row}repealed": "5", f"{row}in_force": ""}
    found = stated(written(shown, "two blanks"))
    assert not [code for code in found if code.startswith(row)]
    shown["disclosure/regulations/issued"] = ""
    shown |= {f"{row}issued": "67", f"{row}repealed": "2", f"{row}in_force": "5"}
    found = stated(written(shown, "two blanks"))
    assert [found[f"{row}{name}"] for name in ("issued", "repealed", "in_force")] == [67, 2, 5]


def test_a_number_is_not_two_where_table_three_is_empty():
    """Labels without values are no rows that lack cells: the reader of glued text knows it too."""
    row = "disclosure/normative_documents/"
    shown = values() | {code: "" for code in values() if code.startswith("requests/")}
    shown |= {f"{row}issued": "67 2", f"{row}repealed": "5", f"{row}in_force": ""}
    found = stated(written(shown, "G"))
    assert not [code for code in found if code.startswith(row)]


@pytest.mark.parametrize("family", ["G", "two blanks"])
@pytest.mark.parametrize("lacks", ["requests/received/business", "disclosure/regulations/repealed"])
def test_on_one_line_a_number_parted_beside_an_empty_cell_is_not_two_either(family, lacks):
    """What the reading by lines doubts, that of a text without bounds does not state."""
    shown = values() | {lacks: ""}
    for name, value in zip(APPLICANTS, ("1073", "", "0", "0", "0", "295", "1368"), strict=True):
        shown[f"requests/granted/{name}"] = value
    for column, value in zip(("issued", "repealed", "in_force"), ("15", "", "0"), strict=True):
        shown[f"disclosure/normative_documents/{column}"] = value
    codes = [c.code for c in get_form("2021").cells if c.table == "remedies"]
    shown |= dict(zip(codes, ("12", "0", "", "0", "12", *"0" * 10), strict=True))
    words = written(shown, family).replace(" 1073 ", " 107 3 ").replace("\n", " ")
    words = re.sub(r" 15(\s+0 )", r" 1 5\1", words)
    got = stated(re.sub(r" 12(\s+0\s+0\s+12 )", r" 1 2\1", words))
    assert sum(code.startswith("requests/") for code in got) > 100  # their totals confirm them
    assert_right(got, {code: value or "nan" for code, value in shown.items()})


def test_a_row_number_before_an_empty_cell_of_table_four_moves_no_figure():
    """Sixteen fields of which fifteen are filled: the empty one may be a cell."""
    own = ["1", "-", "2", "2", "5", "1", "-", "1", "1", "3", "0", "-", "/", "", "-"]
    codes = [code for code in values() if code.startswith("remedies/")]
    shown = values() | dict(zip(codes, own, strict=True))
    above, sign, rest = written(shown, "tabs from a sheet").partition("行政复议\t")
    lines = [
        f"1\t{line}" if line[:1].isdigit() else f"序号\t{line}" if "\t" in line else line
        for line in f"{sign}{rest}".split("\n")
    ]
    found = stated(above + "\n".join(lines))
    assert not [code for code in found if code in codes]


@pytest.mark.parametrize("sign", ["○", "×", "??", "l"])
@pytest.mark.parametrize("family", ["C", "tabs", "Markdown"])
def test_a_cell_that_is_no_figure_opens_no_other_cell_of_its_row(family, sign):
    """What it holds ends no row either: the figures before it would be few, and stand elsewhere."""
    odd = ["requests/carried_in/research", "requests/carried_in/other"]
    odd += ["disclosure/normative_documents/repealed", "disclosure/regulations/issued"]
    shown = values() | {f"requests/carried_in/{name}": "1" for name in APPLICANTS[:-1]}
    shown |= {"requests/carried_in/total": "4"} | dict.fromkeys(odd, sign)
    got = stated(written(shown, family))
    assert_right(got, shown)
    assert set(shown) - set(got) == set(odd)


def test_a_header_far_apart_on_one_line_tells_another_order():
    """Wide columns: the line is long by its blanks alone."""
    order = [*APPLICANTS[1:-1], APPLICANTS[0], APPLICANTS[-1]]
    names = dict(zip(APPLICANTS, ("自然人", *_KINDS, "总计"), strict=True))
    gap = " " * 40
    shown = {code: "0" for code in values() if code.startswith("requests/")}
    for item in ("received", "granted", "concluded"):
        shown |= {f"requests/{item}/business": "2", f"requests/{item}/total": "2"}
    lines = ["三、收到和处理政府信息公开申请情况"]
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    lines.append(gap.join([corner, *(names[a] for a in order)]))
    for item in get_form("2021").items("requests"):
        own = [shown[f"requests/{item}/{a}"] for a in order]
        if "2" in own and item != "concluded":
            own = ["2", "2"]
        lines.append(gap.join([item_label("requests", item), *own]))
    found = stated("\n".join(lines), agency=AGENCY, year=YEAR)
    assert found["requests/carried_in/natural_person"] == 0
    assert found.get("requests/concluded/natural_person") in (None, 0)


_KINDS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


@pytest.mark.parametrize(
    "change",
    [
        lambda label: re.sub(r"^(\d)\.", r"(\1)", label),
        lambda label: re.sub(r"^(\d)\.", lambda m: chr(0x2473 + int(m[1])), label),
        lambda label: label[:7] + "…" if len(label) > 7 else label,
        lambda label: label[:8],
        lambda label: label.replace("、行政机关不再处理其政府信息公开申请", ""),
    ],
)
@pytest.mark.parametrize("family", ["C", "tabs", "Markdown", "two blanks"])
def test_labels_with_other_numbers_or_without_their_end_are_known(family, change):
    shown = values()

    def changed(parts):
        number, (table,) = parts[1]
        rows = [[Td(change(td.text), td.width, td.height) for td in row] for row in table[3:]]
        return [parts[0], (number, [[*table[:3], *rows]]), parts[2]]

    got = stated(written(shown, family, changed))
    assert_right(got, shown)
    assert len([code for code in got if code.startswith("requests/")]) == 25 * 7


def test_a_cut_label_that_two_rows_may_have_is_none():
    assert row_item("7.属于行政", "requests", "2021") == "refused.enforcement_file"
    assert row_item("属于行政", "requests", "2021") is None
    assert row_item("1.属于行政", "requests", "2021") is None
    assert row_item("1.本机关", "requests", "2021") is None
    assert row_item("7.属于", "requests", "2021") is None


@pytest.mark.parametrize("mark", ["`", "**"])
def test_figures_set_as_code_in_markdown_are_read(mark):
    shown = values()
    words = re.sub(r"\*\*(\d+)\*\*", rf"{mark}\1{mark}", written(shown, "Markdown"))
    got = stated(words)
    assert_right(got, shown)
    assert len(got) == len(shown)


def test_cells_that_word_ends_with_a_bell_are_read():
    shown = values()
    words = written(shown, "tabs")
    lines = [line.replace("\t", "\a") + "\a\a" * ("\t" in line) for line in words.splitlines()]
    got = stated("\n".join(lines))
    assert_right(got, shown)
    assert len(got) == len(shown)


@pytest.mark.parametrize("between", ["3", "某县水利局2022年政府信息公开工作年度报告"])
@pytest.mark.parametrize("at", [2, 7, 13])
@pytest.mark.parametrize("lost", [1, 6, 12])
def test_the_head_of_a_page_is_no_cell_of_table_four_that_lacks_one(lost, at, between):
    own = ["1", "0", "2", "2", "5", "1", "0", "1", "1", "3", "0", "4", "0", "3", "7"]
    codes = [code for code in values() if code.startswith("remedies/")]
    shown = values() | dict(zip(codes, own, strict=True))
    shown |= {codes[lost]: "", "requests/granted/other": ""}
    lines = written(shown, "F dense").split("\n")
    first = max(n for n, line in enumerate(lines) if line == "总计") + 1
    lines.insert(first + at, between)
    got = stated("\n".join(lines))
    assert_right(
        {code: value for code, value in got.items() if code in codes}, shown | {codes[lost]: "-1"}
    )


@pytest.mark.parametrize("sign", "○×□?")
def test_a_sign_behind_a_label_is_a_cell_and_no_slip_of_the_label(sign):
    """With a figure that the program wrote into both columns of its span, it looked like two."""
    shown = values()
    words = written(shown, "two blanks")
    row = "disclosure/normative_documents/"
    line = line_of(words, "行政规范性文件")
    figure = shown[f"{row}repealed"]
    odd = f"行政规范性文件  {sign}  {figure}  {figure}"
    got = stated(words.replace(line, odd))
    assert {code: got[code] for code in got if code.startswith(row)} in (
        {},
        {f"{row}repealed": float(figure), f"{row}in_force": float(figure)},
    )


def test_names_above_the_last_piece_of_a_corner_that_lines_have_cut_tell_the_order():
    order = (*APPLICANTS[:4], "other", "legal_services", "total")
    names = dict(zip(APPLICANTS, ("自然人", *_KINDS, "总计"), strict=True))
    lines = ["三、收到和处理政府信息公开申请情况"]
    lines.append(" | ".join(["（本列数据", *(names[a] for a in order)]) + " |")
    lines += [f"{piece} |{' |' * 7}" for piece in ("的", "勾稽", "关系为")]
    shown = {}
    for item in get_form("2021").items("requests"):
        own = dict(zip(order, ["2", "0", "0", "-", "", "0", "2"], strict=True))
        lines.append(" | ".join([item_label("requests", item), *own.values()]) + " |")
        shown |= {f"requests/{item}/{a}": own[a] for a in order}
    got = stated("\n".join(lines), agency=AGENCY, year=YEAR)
    assert got == {code: float(value) for code, value in shown.items() if value.isdecimal()}


@pytest.mark.parametrize("between", ["\t", " | ", "  ", "\n"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_table_four_with_a_row_for_each_outcome_is_read_where_its_totals_hold(between, order):
    groups = ["行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"]
    own = [["3", "0", "12"], ["1", "2", "0"], ["0", "0", "0"], ["4", "1", "0"], ["8", "3", "12"]]
    names = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    rows = [["结果", *(groups[i] for i in order)]]
    rows += [[name, *(row[i] for i in order)] for name, row in zip(names, own, strict=True)]
    above, heading, rest = written(values(), "tabs").partition("四、政府信息公开行政")
    title, _, _ = rest.partition("\n")

    def read_of(rows):
        table = "\n".join(between.join(row) for row in rows)
        words = f"{above}{heading}{title}\n{table}\n五、存在的主要问题及改进情况\n无。\n"
        return {c: v for c, v in stated(words).items() if c.startswith("remedies/")}

    codes = [code for code in values() if code.startswith("remedies/")]
    columns = [column for group in zip(*own, strict=True) for column in group]
    assert read_of(rows) == {c: float(v) for c, v in zip(codes, columns, strict=True)}
    for at in (1, 2, 3):
        rows[4][at] = str(int(rows[4][at]) + 1)
    assert read_of(rows) == {}
    del rows[4][-1]
    assert read_of(rows) == {}
