"""Texts that a program took out of a page in its reading order: rows across and columns down."""

import pytest

from analysis.form import APPLICANTS, get_form
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise

_FORM = get_form("2021")
_LABELS = {c.item: c.item_label for c in _FORM.cells if c.table == "requests"}
_FLOWS = ("received", "carried_in", "concluded", "carried_out")
_ITEMS = _FORM.items("requests")
_ROWS = {
    item: [n % 7, n % 3, n % 4, n % 2, 1, n % 5]
    for n, item in enumerate(_ITEMS, start=10)
    if item not in _FLOWS
}
_ROWS["concluded"] = [sum(column) for column in zip(*_ROWS.values(), strict=True)]
_ROWS["carried_out"] = [3, 1, 4, 1, 5, 9]
_ROWS["carried_in"] = [0, 2, 0, 1, 0, 0]
_ROWS["received"] = [
    a + b - c
    for a, b, c in zip(_ROWS["concluded"], _ROWS["carried_out"], _ROWS["carried_in"], strict=True)
]
_TABLE = [[*_ROWS[item], sum(_ROWS[item])] for item in _ITEMS]
_ACROSS = 10  # rows on the first page
_HEAD = "自然 法人或其他组织\n科研 社会公 法律服 其 总\n人 商业\n企业 机构 益组织 务机构 他 计"
_TWO = """第二十条第（一）项
规章
行政规范性文件
第二十条第（五）项
行政许可
第二十条第（六）项
行政处罚
行政强制
第二十条第（八）项
行政事业性收费

本年制发件数
3
4

本年废止件数
5
6

现行有效件数
7
8

本年处理决定数量
9
本年处理决定数量
10
11
本年收费金额（单位：万元）
12.5
"""
_FOUR = """行政复议
行政诉讼
复议后起诉
结果维 结果纠 其他结 尚未审 总 未经复议直接起诉
结果纠 其他结 尚未审 总 结果维 结果纠 其他结 尚未审 总
持 正 果 结 计 结果维
持 正 果 结 计 持 正 果 结 计
7
0
4
4
15 6
2
5
7
20 0
6
4
3
13"""


def _three(table: list[list[int]], width: int = 1) -> str:
    """Ten rows across, then labels with the first columns and the other columns below them."""
    lines = []
    for item, row in list(zip(_ITEMS, table, strict=True))[:_ACROSS]:
        lines += [_LABELS[item], " ".join(map(str, row[:4])), str(row[4]), f"{row[5]} {row[6]}"]
    for item, row in list(zip(_ITEMS, table, strict=True))[_ACROSS:]:
        lines += [_LABELS[item], " ".join(map(str, row[:width]))]
    for column in range(width, 5):
        lines += ["", *(str(row[column]) for row in table[_ACROSS:])]
    return "\n".join([*lines, "", *(f"{row[5]} {row[6]}" for row in table[_ACROSS:])])


def _read(three: str, two: str = _TWO, four: str = _FOUR, head: str = _HEAD) -> dict:
    text = "\n".join(
        [
            "某县林业局2023年政府信息公开工作年度报告",
            "二、主动公开政府信息情况",
            two,
            "三、收到和处理政府信息公开申请情况",
            "申请人情况",
            head,
            three,
            "四、政府信息公开行政复议、行政诉讼情况",
            four,
            "五、存在的主要问题及改进情况",
            "无。",
        ]
    )
    cells = recognise(read_bytes(text.encode(), "report.txt"), partial=True).cells
    return {
        f"{t}/{i}/{c}": value
        for t, i, c, value, status in zip(
            cells.table, cells["item"], cells.column, cells.value, cells.status, strict=True
        )
        if status == "stated"
    }


_RIGHT = {
    f"requests/{item}/{who}": value
    for item, row in zip(_ITEMS, _TABLE, strict=True)
    for who, value in zip(APPLICANTS, row, strict=True)
}


@pytest.mark.parametrize("width", [1, 2, 4])
def test_rows_across_and_columns_down_are_put_together(width: int) -> None:
    read = _read(_three(_TABLE, width))
    assert {code: read.get(code) for code in _RIGHT} == _RIGHT


def test_each_header_of_table_two_heads_its_values() -> None:
    read = _read(_three(_TABLE))
    names = [code for code in read if code.startswith("disclosure")]
    assert [read[code] for code in names] == [3, 5, 7, 4, 6, 8, 9, 10, 11, 12.5]


def test_a_column_with_a_value_too_few_leaves_table_two_open() -> None:
    read = _read(_three(_TABLE), two=_TWO.replace("\n6\n", "\n"))
    assert not [code for code in read if code.startswith("disclosure")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10\n11\n", "11\n\n2\n"),
        ("\n12.5", "\n\n2"),
        ("9\n本年处理决定数量\n10\n11", "9\n2\n本年处理决定数量\n11"),
    ],
    ids=["below a blank line", "no figure at all", "of the article before"],
)
def test_the_number_of_a_page_does_not_take_the_place_of_an_empty_cell(old: str, new: str) -> None:
    assert old in _TWO
    read = _read(_three(_TABLE), two=_TWO.replace(old, new))
    assert not [code for code in read if code.startswith("disclosure")]


@pytest.mark.parametrize("name", ["上年", "历年累计\n本年", "2022年"])
def test_columns_of_other_years_are_not_those_of_table_two(name: str) -> None:
    read = _read(_three(_TABLE), two=_TWO.replace("本年", name))
    assert not [code for code in read if code.startswith("disclosure")]


def test_the_number_of_a_page_does_not_end_the_row_of_table_four() -> None:
    head = _FOUR[: _FOUR.index("\n7\n")]
    values = "\n".join(
        ["0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "1", "1"]
    )  # the first cell is empty
    read = _read(_three(_TABLE), four=f"{head}\n{values}\n\n2")
    assert not [code for code in read if code.startswith("remedies")]


def test_seven_values_below_the_last_label_of_a_block_are_no_row() -> None:
    labels = "\n\n".join(_LABELS[item] for item in _ITEMS[:-1])
    column = "\n\n".join(["3", "1", "100", "13", "19", "14", "18"])
    read = _read(f"{labels}\n\n{column}\n\n{_LABELS[_ITEMS[-1]]}\n\n1")
    assert not _RIGHT.keys() & read.keys()


@pytest.mark.parametrize(
    "head",
    [
        "（本列数据的勾稽关系 商 自 科 社 法 其 总\n为：第一项加第二项之 业 然 研 会 律 他 计\n"
        "和，等于第三项加第四 企 人 机 公 服\n项之和）",
        "商 科 社 法 其 自 总\n（本列数据的勾稽关系为：第一项加第二项之 业 研 会 律 他 然 计\n"
        "和，等于第三项加第四项之和） 企 机 公 服 人",
    ],
)
def test_a_header_in_pieces_shows_another_order_of_columns(head: str) -> None:
    rows = [
        f"{_LABELS[item]} {' '.join(map(str, row))}"
        for item, row in zip(_ITEMS, _TABLE, strict=True)
    ]
    assert not _RIGHT.keys() & _read("\n".join(rows), head=head).keys()


def test_a_row_of_table_four_on_many_lines_is_read() -> None:
    read = _read(_three(_TABLE))
    found = [value for code, value in read.items() if code.startswith("remedies")]
    assert found == [7, 0, 4, 4, 15, 6, 2, 5, 7, 20, 0, 6, 4, 3, 13]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("尚未审 总 未经复议直接起诉", "尚未审 总 复议后起诉"),
        ("结果维 结果纠", "结果纠 结果维"),
        ("其他结 尚未审 总 未", "尚未审 其他结 总 未"),
        ("结果维 结果纠 其他结 尚未审 总 未", "总 结果维 结果纠 其他结 尚未审 未"),
    ],
)
@pytest.mark.parametrize("one_line", [False, True])
def test_a_broken_header_of_table_four_in_another_order_is_not_the_forms(
    old: str, new: str, one_line: bool
) -> None:
    head, numbers = _FOUR.replace("\n复议后起诉", ""), "7 0 4 4 15 6 2 5 7 20 0 6 4 3 13"
    if "复议后" in new:
        head = head.replace("行政诉讼\n", "行政诉讼\n未经复议直接起诉\n")
    else:
        head = head.replace("行政诉讼\n", "行政诉讼\n复议后起诉\n")
    head = head.replace(old, new)
    if one_line:
        head = head[: head.index("\n7\n")] + "\n" + numbers
    assert not [code for code in _read(_three(_TABLE), four=head) if code.startswith("remedies")]


def test_columns_whose_names_stand_in_another_order_stay_open() -> None:
    head = _HEAD.replace("科研 社会公", "社会公 科研").replace("机构 益组织", "益组织 机构")
    assert not _RIGHT.keys() & _read(_three(_TABLE), head=head).keys()


def test_a_value_too_few_leaves_the_columns_open() -> None:
    three = _three(_TABLE)
    read = _read(three[: three.rindex(" ")])
    assert all(read.get(code, value) == value for code, value in _RIGHT.items())
    assert len(_RIGHT.keys() & read.keys()) < len(_RIGHT) // 2


def test_an_error_in_a_total_leaves_the_columns_open() -> None:
    table = [[*row] for row in _TABLE]
    table[15][6] += 1
    read = _read(_three(table))
    assert len(_RIGHT.keys() & read.keys()) < len(_RIGHT) // 2


def test_of_few_cases_only_what_all_orders_agree_on_is_stated() -> None:
    few = [[0] * 7 for _ in _ITEMS]
    for item in ("received", "granted", "concluded"):
        few[_ITEMS.index(item)][0] = few[_ITEMS.index(item)][6] = 1
    read = _read(_three(few))
    for item, row in zip(_ITEMS, few, strict=True):
        for who, value in zip(APPLICANTS, row, strict=True):
            assert read.get(f"requests/{item}/{who}", value) == value
