"""Counts in ten thousands: a column whose header says so gives no figure that is not printed."""

import io
import random
import re
from dataclasses import replace

import pytest
from openpyxl import Workbook

from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from analysis.recognising.recognise import recognise
from benchmarks.rendering import html, office, rawpdf, text
from benchmarks.rendering.forms import Style, printed, random_cells, tables
from tests.support.layouts import stated
from tests.unit.recognising.test_columns import rows_of
from tests.unit.recognising.test_columns import values as values_of_form

AGENCY, YEAR = "某县水利局", 2022
COLUMNS = {"自然人": "natural_person", "商业企业": "business", "总计": "total"}
UNITS = [
    "（万人）",
    "(万件)",
    " （千件）",
    "/万件",
    "／千件",
    "【亿件】",
    "（单位：万件）",
    "/单位：百件",
    "（萬人）",
    "（万）",
]
FORMATS = [*text.FAMILIES, "page.html", "report.docx", "report.xlsx", "ruled.pdf", "bare.pdf"]


def parts_of(fmt, style, name, unit, rng):
    """A form's tables with a unit behind one applicant's header, and its figures by code."""
    shown = printed(random_cells(fmt, rng), fmt, style, rng)
    parts = [
        (
            number,
            [
                [
                    [
                        replace(td, text=td.text + unit)
                        if number == "三" and re.sub(r"\s", "", td.text) == name
                        else td
                        for td in row
                    ]
                    for row in table
                ]
                for table in made
            ],
        )
        for number, made in tables(fmt, style, shown)
    ]
    cells = get_form(fmt).by_code
    return parts, {c: read_cell(cells[c], value).value for c, value in shown.items()}


def written(kind, parts):
    """A report of one kind of file."""
    if kind == "page.html":
        return html.page(AGENCY, YEAR, parts, random.Random(1)).encode(), kind
    if kind == "report.docx":
        return office.docx(AGENCY, YEAR, parts), kind
    if kind == "report.xlsx":
        return office.xlsx(AGENCY, YEAR, parts, True, False), kind
    if kind.endswith(".pdf"):
        return rawpdf.rawpdf(AGENCY, YEAR, parts, ruled=kind.startswith("ruled")), kind
    return text.text(AGENCY, YEAR, parts, kind).encode(), "report.txt"


# A header is the same in both forms: of each kind of file and each column one form is fast, the other slow.
IN_TEN_THOUSANDS = [
    pytest.param(kind, name, fmt, marks=pytest.mark.slow if (n + m + k) % 2 else ())
    for n, kind in enumerate(FORMATS)
    for m, name in enumerate(COLUMNS)
    for k, fmt in enumerate(("2019", "2021"))
]


@pytest.mark.parametrize(("kind", "name", "fmt"), IN_TEN_THOUSANDS)
def test_a_column_in_ten_thousands_is_left_open_and_no_other_cell_is_moved(kind, name, fmt):
    rng = random.Random(f"{kind}{name}{fmt}")
    style = Style(spread=True) if rng.random() < 0.3 else Style()
    parts, want = parts_of(fmt, style, name, rng.choice(UNITS), rng)
    got = stated(recognise(read_bytes(*written(kind, parts)), {}, partial=True))
    assert got == {code: want[code] for code in got}
    ends = f"/{COLUMNS[name]}"
    assert not any(c.startswith("requests/") and c.endswith(ends) for c in got)
    assert {c for c in want if c.startswith("remedies/")} <= set(got) or kind == "bare.pdf"


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("family", ["F dense", "A", "tabs", "Markdown"])
def test_the_other_columns_are_read(family, unit):
    form = get_form("2021")
    parts, want = parts_of("2021", Style(), "商业企业", unit, random.Random(unit))
    got = stated(recognise(read_bytes(*written(family, parts)), {}))
    open_codes = {f"requests/{item}/business" for item in form.items("requests")}
    assert got == {code: value for code, value in want.items() if code not in open_codes}


@pytest.mark.parametrize("kind", ["ruled.pdf", "bare.pdf", "report.docx", "report.xlsx", "grid"])
@pytest.mark.parametrize(("unit", "times"), [("元", 1e-4), ("千元", 0.1), ("亿元", 1e4)])
@pytest.mark.parametrize("place", ["header", "label"])
def test_fees_are_in_the_unit_that_is_written_in_every_kind_of_file(kind, unit, times, place):
    rng = random.Random(f"{kind}{unit}{place}")
    shown = printed(random_cells("2021", rng), "2021", Style(), rng)
    shown["disclosure/fees/amount"] = "8300"

    def put(td):
        if "收费金额" in td.text:
            words = f"本年收费金额（单位：{unit}）" if place == "header" else "本年收费金额"
            return replace(td, text=words)
        label = place == "label" and td.text == "行政事业性收费"
        return replace(td, text=f"{td.text}（{unit}）") if label else td

    parts = [
        (number, [[[put(td) for td in row] for row in table] for table in made])
        for number, made in tables("2021", Style(), shown)
    ]
    got = stated(recognise(read_bytes(*written(kind, parts)), {}))
    assert got["disclosure/fees/amount"] == pytest.approx(8300 * times)
    assert got["disclosure/licences/decisions"] == float(shown["disclosure/licences/decisions"])


@pytest.mark.parametrize("kind", ["ruled.pdf", "bare.pdf", "report.docx", "report.xlsx", "grid"])
def test_decisions_in_ten_thousands_are_left_open_in_every_kind_of_file(kind):
    rng = random.Random(kind)
    shown = printed(random_cells("2021", rng), "2021", Style(), rng)
    parts = [
        (
            number,
            [
                [
                    [
                        replace(td, text=td.text + "（万件）") if "处理决定" in td.text else td
                        for td in row
                    ]
                    for row in table
                ]
                for table in made
            ],
        )
        for number, made in tables("2021", Style(), shown)
    ]
    got = stated(recognise(read_bytes(*written(kind, parts)), {}))
    assert not any(code.endswith("/decisions") for code in got)
    assert {"disclosure/regulations/issued", "disclosure/fees/amount"} <= set(got)


PLACES = {
    "caption of three": (r"(三、收到和处理政府信息公开申请情况)", "requests/"),
    "caption of four": (r"(四、政府信息公开行政复议、行政诉讼情况)", "remedies/"),
    "label": (r"(本年新收政府信息公开申请数量)", "requests/received/"),
    "last label": (r"(四、结转下年度继续办理)", "requests/carried_out/"),
    "outcome": (r"(尚未审结)", "remedies/"),
}


@pytest.mark.parametrize(
    "kind", ["A", "F", "F dense", "tabs", "Markdown", "two blanks", "page.html"]
)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("unit", ["（单位：万件）", "（千件）", "【万人次】"])
def test_counts_that_a_caption_or_a_label_gives_in_ten_thousands_are_left_open(kind, place, unit):
    rng = random.Random(f"{kind}{place}{unit}")
    shown = printed(random_cells("2021", rng), "2021", Style(), rng)
    words, name = written(kind, tables("2021", Style(), shown))
    pattern, prefix = PLACES[place]
    between = "" if "caption" not in place else "</p><p>" if kind == "page.html" else "\n"
    changed = re.sub(pattern, rf"\g<1>{between}{unit}", words.decode())
    got = stated(recognise(read_bytes(changed.encode(), name), {}))
    cells = get_form("2021").by_code
    want = {code: read_cell(cells[code], value).value for code, value in shown.items()}
    assert got == {code: want[code] for code in got}
    assert not any(code.startswith(prefix) for code in got)
    others = {code for code in want if not code.startswith(prefix)}
    assert others <= set(got) or unit == "【万人次】"  # a label that nobody knows


def test_a_sentence_with_large_numbers_opens_nothing():
    rng = random.Random(1)
    shown = printed(random_cells("2021", rng), "2021", Style(), rng)
    words = written("A", tables("2021", Style(), shown))[0].decode()
    told = words.replace(
        "二、主动公开", "全年收到来信上万件，办结2万件，共计3.5万件次。\n二、主动公开"
    ).replace("四、政府信息公开行政复议", "新收申请1.2万件。\n四、政府信息公开行政复议")
    assert told != words
    assert stated(recognise(read_bytes(told.encode(), "r.txt"), {})) == stated(
        recognise(read_bytes(words.encode(), "r.txt"), {})
    )


CUT = [
    ("本年收费金额（单位：万", "元）", 1.0),
    ("本年收费金额（单位：", "万元）", 1.0),
    ("本年收费金额（单", "位：万元）", 1.0),
    ("本年收费金额（万", "元）", 1.0),
    ("本年收费金额 单位：万", "元", 1.0),
    ("本年收费金额（单位：千", "元）", 0.1),
    ("本年收费金额（单位：", "元）", 1e-4),
]


@pytest.mark.parametrize(("first", "rest", "times"), CUT)
def test_a_unit_that_the_end_of_a_line_cuts_is_read_whole(first, rest, times):
    rng = random.Random(f"{first}{rest}")
    shown = printed(random_cells("2021", rng), "2021", Style(), rng)
    shown["disclosure/fees/amount"] = "8300"
    whole = text.text(AGENCY, YEAR, tables("2021", Style(), shown), "F dense")
    header = re.search("本年收费金额[^\n]*", whole)
    cut = whole.replace(header[0], f"{first}\n{rest}")
    got = stated(recognise(read_bytes(cut.encode(), "report.txt"), {}))
    assert got["disclosure/fees/amount"] == pytest.approx(8300 * times)


@pytest.mark.parametrize(("first", "rest", "times"), CUT)
def test_a_unit_in_two_lines_of_a_header_without_rules_is_read_whole(first, rest, times):
    """In a PDF, where each line is a piece of its own."""
    rng = random.Random(f"{first}{rest}")
    shown = printed(random_cells("2021", rng), "2021", Style(), rng)
    shown["disclosure/fees/amount"] = "8300"

    def halves(table):
        for row in table:
            at = next((i for i, td in enumerate(row) if "收费金额" in td.text), None)
            if at is None:
                yield row
            else:
                yield [replace(td, text=first) if i == at else td for i, td in enumerate(row)]
                yield [replace(td, text=rest if i == at else "") for i, td in enumerate(row)]

    parts = [
        (number, [list(halves(table)) for table in made])
        for number, made in tables("2021", Style(), shown)
    ]
    got = stated(recognise(read_bytes(*written("bare.pdf", parts)), {}))
    assert got.get("disclosure/fees/amount", 8300 * times) == pytest.approx(8300 * times)


FEES = "disclosure/fees/amount"
HEADER, LABEL = "本年收费金额（单位：万元）", "行政事业性收费"


def read_page(change):
    """The figures read of a page that something is changed on, and those that it prints."""
    rng = random.Random(7)
    shown = printed(random_cells("2021", rng), "2021", Style(), rng) | {FEES: "8300"}
    body = html.page(AGENCY, YEAR, tables("2021", Style(), shown), random.Random(1))
    body = re.sub(r"本年收费金额[^<|]*", HEADER, body)
    changed = change(body)
    assert changed != body
    cells = get_form("2021").by_code
    want = {code: read_cell(cells[code], value).value for code, value in shown.items()}
    return stated(recognise(read_bytes(changed.encode(), "page.html"), {})), want


def second_table(body, before, after, below):
    """The page with something put into table 二 at its beginning and end, and below it."""
    start = body.index(">", body.rindex("<table", 0, body.index(LABEL))) + 1
    end = body.index("</table>", start)
    return f"{body[:start]}{before}{body[start:end]}{after}</table>{below}{body[end + 8 :]}"


@pytest.mark.parametrize(
    ("header", "before", "after", "below", "values"),
    [
        ("本年收费金额", "<caption>单位：元</caption>", "", "", (0.83,)),
        ("本年收费金额", "<caption>单位：件、元</caption>", "", "", (0.83, None)),
        (HEADER, "<caption>单位：元</caption>", "", "", (None,)),
        ("本年收费金额", "", "<tr><td colspan='4'>单位：元</td></tr>", "", (0.83, None)),
        ("本年收费金额", "", "", "<p>注：收费金额单位为元。</p>", (0.83, None)),
        (HEADER, "", "", "<p>注：收费金额单位为元。</p>", (None,)),
        (HEADER, "", "", "<p>本单位全年收费3元。</p>", (8300,)),
        (HEADER, "<tr><td colspan='4'>填报单位分管领导：张某</td></tr>", "", "", (8300,)),
        (HEADER, "", "", "<p>本单位分设三个科室。</p>", (8300,)),
        ("本年收费金额（￥）", "", "", "", (0.83, None)),
        ("本年收费金额（￥万元）", "", "", "", (8300, None)),
        ("本年收费金额（单位：万美元）", "", "", "", (None,)),
        ("本年收费金额（单位：角）", "", "", "", (None,)),
    ],
)
def test_an_amount_is_in_the_unit_that_is_written_anywhere_about_it(
    header, before, after, below, values
):
    got, want = read_page(
        lambda body: f"{second_table(body.replace(HEADER, header), before, after, below)} "
    )
    assert got.get(FEES) in values
    assert got == {code: want[code] for code in got} | ({FEES: got[FEES]} if FEES in got else {})
    assert set(want) - set(got) <= {FEES}


@pytest.mark.parametrize(
    ("plain", "other", "code"),
    [
        ("制发件数", "上年制发件数", "/issued"),
        ("制发件数", f"{YEAR - 1}年制发件数", "/issued"),
        ("制发件数", "历年累计制发件数", "/issued"),
        ("行政许可", f"行政许可（{YEAR - 1}年）", "licences/decisions"),
        ("行政许可", "行政许可（上年）", "licences/decisions"),
        ("重复申请", f"重复申请（{YEAR - 1}年）", "requests/unprocessed.repeated/"),
    ],
)
def test_a_figure_of_another_year_is_not_this_years(plain, other, code):
    got, want = read_page(lambda body: re.sub(rf"(?:本年)?{plain}", other, body))
    missing = set(want) - set(got)
    assert missing
    assert all(code in one for one in missing)
    assert got == {one: want[one] for one in got}


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("现行有效件数", "现行有效件数（累计）"),
        ("现行有效件数", "累计现行有效件数"),
        ("上年结转政府信息公开申请数量", f"上年结转政府信息公开申请数量（{YEAR - 1}年）"),
        ("结转下年度继续办理", f"结转下年度继续办理（转入{YEAR + 1}年）"),
    ],
)
def test_words_of_other_years_that_belong_to_a_figure_take_nothing_from_it(plain, other):
    got, want = read_page(lambda body: body.replace(plain, other))
    assert got == want


@pytest.mark.parametrize("name", ["上年总计", f"{YEAR - 1}年总计"])
@pytest.mark.parametrize("before", [True, False])
def test_last_years_total_beside_this_years_is_passed_over(before, name):
    """A column of totals more, before or after this year's."""

    def change(body):
        start = body.rindex("<table", 0, body.index("重复申请"))
        end = body.index("</table>", start)
        rows = re.split(r"(?=<tr)", body[start:end])
        for i, row in enumerate(rows):
            cells = re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)
            if cells and (number := re.sub("<.*?>", "", cells[-1]).strip()).isdecimal():
                more = f"<td>{int(number) + 5}</td>"
            elif cells and re.sub("<.*?>", "", cells[-1]).strip() == "总计":
                more = cells[-1].replace("总计", name)
            else:
                continue
            left, right = row.rsplit(cells[-1], 1)
            rows[i] = left + (more + cells[-1] if before else cells[-1] + more) + right
        return body[:start] + "".join(rows) + body[end:]

    got, want = read_page(change)
    assert got == want


@pytest.mark.parametrize("mark", ["*", "①", "※", "¹", "（件）"])
@pytest.mark.parametrize("label", ["行政许可", "行政强制", "重复申请"])
def test_a_mark_on_a_label_does_not_lose_its_row(label, mark):
    assert len(set(read_page(lambda body: body.replace(f"{label}<", f"{label}{mark}<"))[0])) == len(
        get_form("2021").cells
    )


def sheet(rows):
    """A report on one sheet of a workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("header", "above", "beside", "below", "values"),
    [
        (HEADER, "", "", "", (8300,)),
        ("本年收费金额", "单位：元", "", "", (0.83,)),
        ("本年收费金额", "", "元", "", (0.83,)),
        ("本年收费金额", "", "万元", "", (8300,)),
        (HEADER, "", "元", "", (None,)),
        ("本年收费金额", "", "", "单位：元", (0.83, None)),
        ("本年收费金额", "", "", "注：收费金额单位为元。", (0.83, None)),
        (HEADER, "", "", "注：收费金额单位为元。", (None,)),
        (HEADER, "", "", "注：数据截至年底。", (8300,)),
    ],
)
def test_an_amount_on_a_sheet_is_in_the_unit_that_is_written_about_it(
    header, above, beside, below, values
):
    figures = values_of_form(seed=3)
    rows = [list(row) for row in rows_of(figures)]
    at = next(i for i, row in enumerate(rows) if row[0] == LABEL)
    rows[at][1:] = ["8300", beside]
    rows[at - 1][1] = header
    rows[at + 1 : at + 1] = [[below]] if below else []
    rows[at - 2 : at - 2] = [[above]] if above else []
    title = f"{AGENCY}{YEAR}年政府信息公开工作年度报告"
    got = stated(recognise(read_bytes(sheet([[title], *rows]), "r.xlsx"), {}))
    assert got.get(FEES) in values
    assert {c: v for c, v in got.items() if c != FEES} == {
        c: v for c, v in figures.items() if c != FEES
    }


def test_decisions_in_ten_thousands_on_a_sheet_leave_the_applicants_alone():
    figures = values_of_form(seed=4)
    rows = [
        [f"{cell}（万件）" if "处理决定" in str(cell) else cell for cell in row]
        for row in rows_of(figures)
    ]
    title = f"{AGENCY}{YEAR}年政府信息公开工作年度报告"
    got = stated(recognise(read_bytes(sheet([[title], *rows]), "r.xlsx"), {}))
    assert got == {c: v for c, v in figures.items() if not c.endswith("/decisions")}
