"""Figures read from pictures: what the sums prove, and what stays open."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from analysis.form import get_form
from analysis.reading.blocks import Document, Grid, Recognised, Slot
from analysis.recognising.labels import label_key
from analysis.recognising.pictured.confirm import confirmed, confused
from analysis.recognising.pictured.labels import nearest_label, put_right
from analysis.recognising.pictured.proof import Candidates, proved
from analysis.recognising.pictured.sums import Sum, sums_of
from tests.support.examples import examples

ROW = Sum(("a", "b"), ("c",))


def seen(first: float, *others: float, agreed: bool = False) -> Candidates:
    return Candidates(first, frozenset(others), agreed)


def test_a_sum_proves_a_figure_whose_other_candidates_break_it() -> None:
    cells = {"a": seen(3, 8), "b": seen(2, agreed=True), "c": seen(5, agreed=True)}
    assert proved(cells, [ROW]) == {"a", "b", "c"}


def test_two_fillings_that_both_add_up_leave_what_they_differ_in_open() -> None:
    cells = {"a": seen(3, 8), "b": seen(2, agreed=True), "c": seen(5, 10)}
    assert proved(cells, [ROW]) == {"b"}


def test_a_figure_whose_second_candidate_alone_adds_up_is_not_stated() -> None:
    cells = {"a": seen(3, 8), "b": seen(2, agreed=True), "c": seen(10, agreed=True)}
    assert "a" not in proved(cells, [ROW])


def test_a_sum_of_agreed_figures_that_fails_leaves_all_of_them_open() -> None:
    cells = {name: seen(value, agreed=True) for name, value in (("a", 3), ("b", 2), ("c", 6))}
    assert proved(cells, [ROW]) == set()


def test_what_no_sum_holds_needs_agreement() -> None:
    assert proved({"x": seen(3, 8), "y": seen(4, agreed=True)}, [ROW]) == {"y"}


figures = st.integers(0, 12).map(float)


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Candidates], list[Sum]]:
    """A table of two by two with sums, of which some cells are misread or not certain."""
    a, b, c, d = (draw(figures) for _ in range(4))
    truth = {"a": a, "b": b, "ab": a + b, "c": c, "d": d, "cd": c + d, "ac": a + c, "bd": b + d}
    sums = [
        Sum(("a", "b"), ("ab",)),
        Sum(("c", "d"), ("cd",)),
        Sum(("a", "c"), ("ac",)),
        Sum(("b", "d"), ("bd",)),
    ]
    cells = {}
    for name, value in truth.items():
        first = draw(st.one_of(st.just(value), figures))
        others = draw(st.frozensets(figures, max_size=3))
        cells[name] = Candidates(first, others, draw(st.booleans()))
    return cells, sums


@examples(300)
@given(tables())
def test_no_figure_is_stated_that_another_filling_allows(
    made: tuple[dict[str, Candidates], list[Sum]],
) -> None:
    cells, sums = made
    names = list(cells)
    good = proved(cells, sums)
    fillings = [
        dict(zip(names, values, strict=True))
        for values in product(*(sorted(cells[n].values) for n in names))
    ]
    allowed = [f for f in fillings if all(_holds(s, f) for s in sums)]
    if allowed:
        for name in good:
            assert {f[name] for f in allowed} == {cells[name].first}
    for one in sums:
        if all(cells[n].agreed for n in one.codes) and not _holds(
            one, {n: cells[n].first for n in one.codes}
        ):
            assert not good & set(one.codes)


def _holds(one: Sum, filling: dict[str, float]) -> bool:
    return sum(filling[n] for n in one.parts) == sum(filling[n] for n in one.whole)


def test_the_sums_hold_every_cell_of_tables_three_and_four() -> None:
    for fmt in ("2019", "2021"):
        codes = {code for one in sums_of(fmt) for code in one.codes}
        assert codes == {c.code for c in get_form(fmt).cells if c.table != "disclosure"}


def test_an_amount_whose_point_may_be_a_comma_stays_open() -> None:
    for text, status in (("1.234", "unreadable"), ("1.23", "stated")):
        found = {"disclosure/fees/amount": ("stated", text, float(text), "picture of page 1")}
        twice = Recognised(text, ((text, 0.99), (text, 0.99)))
        got = confirmed(found, {"picture of page 1": twice}, "2021")
        assert got["disclosure/fees/amount"][0] == status


def test_recognisers_that_differ_leave_a_cell_open_with_its_candidates() -> None:
    found = {"disclosure/licences/decisions": ("stated", "38", 38.0, "picture of page 1")}
    differ = Recognised("38", (("38", 0.99), ("88", 0.97)), ("33",))
    got = confirmed(found, {"picture of page 1": differ}, "2021")
    assert got["disclosure/licences/decisions"][:3] == ("unreadable", "38 | 88 | 33", None)


def test_a_blank_cell_without_ink_stays_blank() -> None:
    found = {"disclosure/licences/decisions": ("blank", "", None, "picture of page 1")}
    assert confirmed(found, {}, "2021") == found


def test_a_digit_may_be_one_that_looks_alike_lost_or_doubled() -> None:
    assert {"33", "1", "3", "113", "133", "18"} <= set(confused("13")) | {"33"}


def test_what_is_printed_beside_a_picture_stays_and_counts_in_sums() -> None:
    form = get_form("2021")
    row = [c.code for c in form.cells if c.code.startswith("remedies/review/")]
    assert row[-1].endswith("total")
    printed = dict.fromkeys(row[:-1], ("stated", "2", 2.0, "page 1, table 3, row 2"))
    total = {row[-1]: ("stated", "8", 8.0, "picture of page 2, table 1, row 1, column 5")}
    seen_ = Recognised("8", (("8", 0.9), ("8", 0.7)), ("3",))
    got = confirmed(printed | total, {total[row[-1]][3]: seen_}, "2021")
    assert got == printed | total
    wrong = Recognised("3", (("3", 0.9), ("3", 0.7)), ("9",))
    unproved = {row[-1]: ("stated", "3", 3.0, total[row[-1]][3])}
    got = confirmed(printed | unproved, {total[row[-1]][3]: wrong}, "2021")
    assert got[row[-1]][0] == "unreadable"
    assert {code: got[code] for code in printed} == printed


def test_a_label_misread_by_a_character_is_the_forms_own() -> None:
    assert nearest_label("3.补止后申请内容仍个明确") == "3.补正后申请内容仍不明确"
    assert nearest_label("四、结转下年度继读办理") == "四、结转下年度继续办理"
    assert nearest_label("自然天") == "自然人"
    assert nearest_label("重复由请") == "2.重复申请"
    for text in (
        "不以公开",
        "行政许司",
        "结果维特",
        "本年制发件数",
        "本年废发件数",
        "湘乡县财政局",
        "1808595",
        "",
    ):
        assert nearest_label(text) is None, text


def test_no_label_of_the_form_is_taken_for_another_when_two_characters_are_misread() -> None:
    for fmt in ("2019", "2021"):
        for label in {label_key(cell.item_label) for cell in get_form(fmt).cells}:
            for at in range(len(label) - 1):
                found = nearest_label(label[:at] + "口口" + label[at + 2 :])
                assert found is None or label_key(found) == label


def test_a_change_without_a_sign_stays_open_for_a_faint_dash_may_be_lost() -> None:
    code = "disclosure/licences/items_change"
    for text, value, status in (
        ("2", 2.0, "unreadable"),
        ("14", 14.0, "unreadable"),
        ("-2", -2.0, "stated"),
        ("+57", 57.0, "stated"),
        ("减14", -14.0, "stated"),
        ("0", 0.0, "stated"),
    ):
        found = {code: ("stated", text, value, "picture of page 1")}
        twice = Recognised(text, ((text, 0.99), (text, 0.99)))
        got = confirmed(found, {"picture of page 1": twice}, "2019")
        assert got[code][0] == status, text


def test_its_number_tells_which_of_two_like_labels_was_misread() -> None:
    assert nearest_label("（一子以公开") == "（一）予以公开"
    assert nearest_label("【七总计") == "（七）总计"
    assert nearest_label("（二子以公开") is None  # the number says 部分公开, the text 予以公开


def headers(*texts: str) -> list[str]:
    """A row of headers of a scan, put right."""
    row = [Slot(text, f"picture of page 2, row 3, column {n}") for n, text in enumerate(texts)]
    put_right(Document(kind="scan", blocks=[Grid([[*row]])]))
    return [slot.text for slot in row]


RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def test_a_misread_header_is_the_one_that_its_block_lacks() -> None:
    misread = ("结果维持", "结果细正", "其他结果", "尚未审结", "的计")
    assert headers(*RESULTS, *RESULTS, *misread) == [*RESULTS, *RESULTS, *RESULTS]


def test_a_misread_header_that_no_block_lacks_stays_as_it_was_read() -> None:
    assert headers(*RESULTS, "结果细正") == [*RESULTS, "结果细正"]
    assert headers(*RESULTS, *RESULTS, "结果细正")[-1] == "结果细正"


APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


def test_a_misread_header_of_table_three_is_the_one_that_its_row_lacks() -> None:
    for misread in ("总旺", "总讯", "息计"):
        assert headers("勾稽关系", *APPLICANTS, misread) == ["勾稽关系", *APPLICANTS, "总计"]
    assert headers(*APPLICANTS, "8评") == [*APPLICANTS, "8评"]


def test_of_two_headers_like_the_one_that_is_lacking_neither_is_it() -> None:
    assert headers(*APPLICANTS, "小计", "合计") == [*APPLICANTS, "小计", "合计"]
    assert headers(*APPLICANTS, "总计", "小计") == [*APPLICANTS, "总计", "小计"]


def test_words_beside_few_headers_stay_as_they_were_read() -> None:
    assert headers("其他", "自然人", "总旺") == ["其他", "自然人", "总旺"]
