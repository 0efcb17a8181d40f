"""Texts that other programs make of a PDF: lines that go through all cells at one height."""

import pytest

from analysis.form import APPLICANTS, get_form
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise

_FORM = get_form("2021")
_LABELS = {c.item: c.item_label for c in _FORM.cells if c.table == "requests"}
_ROWS = {
    item: [n, 1, 2, 0, 3, 0, n + 6]
    for n, item in enumerate(_FORM.items("requests"), start=10)
    if item not in ("received", "carried_in", "concluded", "carried_out")
}
_SUMS = [sum(column) for column in zip(*_ROWS.values(), strict=True)]
_LEFT = [3, 1, 4, 1, 5, 9, 23]
_CAME = [a + b for a, b in zip(_SUMS, _LEFT, strict=True)]
_ROWS = {
    "received": _CAME,
    "carried_in": [0] * 7,
    **_ROWS,
    "concluded": _SUMS,
    "carried_out": _LEFT,
}
_KINDS = "商业企业 科研机构 社会公益组织 法律服务机构 其他"
_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def _row(item: str) -> str:
    return " ".join([_LABELS[item], *map(str, _ROWS[item])])


def _read(
    header: str, rows: str | None = None, before: str = "本年制发件数", after: str = ""
) -> dict:
    text = "\n".join(
        [
            "某县林业局2023年政府信息公开工作年度报告",
            "二、主动公开政府信息情况",
            before,
            "三、收到和处理政府信息公开申请情况",
            header,
            rows or "\n".join(map(_row, _ROWS)),
            "四、政府信息公开行政复议、行政诉讼情况",
            after,
            "五、存在的主要问题及改进情况",
        ]
    )
    cells = recognise(read_bytes(text.encode(), "report.txt"), {}, partial=True).cells
    return {
        f"{c.table}/{c.item}/{c.column}": c.value
        for c in cells.itertuples()
        if c.status == "stated"
    }


def _wrong(got: dict) -> list[str]:
    want = {
        f"requests/{item}/{who}": value
        for item, values in _ROWS.items()
        for who, value in zip(APPLICANTS, values, strict=True)
    }
    return [code for code, value in got.items() if code in want and want[code] != value]


def _requests(got: dict) -> int:
    """Cells of table 三 but for the row of noughts, which any order gives."""
    return sum(code.startswith("requests/") and "carried_in" not in code for code in got)


@pytest.mark.parametrize("sign", ["\n", " "])
def test_cells_set_into_the_middle_tell_no_order_by_their_lines(sign: str) -> None:
    # 自然人 and 总计 span two lines; organisations may as well be the first column.
    lines = ["申请人情况", _CORNER, "法人或其他组织", "自然人", "总计", *_KINDS.split()]
    assert _requests(_read(sign.join(lines))) == 0


def test_names_broken_over_lines_are_in_the_order_of_each_line() -> None:
    header = "\n".join(
        [
            "申请人情况",
            f"{_CORNER[:20]}    法人或其他组织",
            "自然",
            f"{_CORNER[20:]}   商业企 科研机 社会公益组 法律服务机   总计",
            "人                     其他",
            "业   构   织     构",
        ]
    )
    got = _read(header)
    assert not _wrong(got)
    assert _requests(got) == 7 * (len(_ROWS) - 1)


def test_kinds_on_two_lines_are_no_order_of_columns() -> None:
    header = f"申请人情况\n{_CORNER[:14]}\n          法人或其他组织\n{_CORNER[14:]}\n" + (
        "自然人          社会公益 法律服务         总计\n"
        "      商业企业 科研机构             其他\n         组织   机构"
    )
    got = _read(header)
    assert not _wrong(got)
    assert _requests(got) == 7 * (len(_ROWS) - 1)


@pytest.mark.parametrize("corner", [_CORNER, "（单位：件）", ""])
def test_kinds_on_two_lines_with_whole_names_are_no_order_either(corner: str) -> None:
    lines = ["自然人 总计", "商业企业 科研机构 其他", "社会公益组织 法律服务机构"]
    assert not _wrong(_read("\n".join(["申请人情况", corner, "法人或其他组织", *lines])))


@pytest.mark.parametrize(
    "line",
    ["科研机 商业企 社会公益组 法律服务机 总计", "商业企 科研机 社会公益组 法律服务机 自然 总计"],
)
def test_a_line_that_is_in_another_order_leaves_the_columns_open(line: str) -> None:
    header = f"申请人情况\n{_CORNER}\n法人或其他组织\n自然\n{line}\n人 其他\n业 构 织 构"
    assert _requests(_read(header)) == 0


def test_a_header_that_names_organisations_first_and_not_all_columns_contradicts_the_form() -> None:
    header = f"{_CORNER}\n申请人情况\n法人或其他组织\n自然\n人\n总\n计\n商业\n企业\n科研\n机构\n社会公\n益组织"
    assert _requests(_read(header)) == 0


def test_labels_of_two_columns_that_run_over_the_same_lines() -> None:
    broken = {
        "granted": "三、  （一）予以公 {}\n本年  开",
        "refused.state_secret": "（三  1.属 {}\n）不  于国\n予公  家秘\n开   密",
        "refused.safety_stability": "3.危 {}\n及“三\n安全\n一稳\n定”",
        "unavailable.not_held": "（四  1.本 {}\n）无   机关\n法提   不掌\n供    握相\n关政\n府信\n息",
    }
    rows = []
    for item, label in _LABELS.items():
        figures = "   ".join(map(str, _ROWS[item]))
        half = len(label) // 2
        rows.append(broken.get(item, f"{label[:half]} {{}}\n{label[half:]}").format(figures))
    table = "\n".join(rows)
    usual = f"{_CORNER}\n申请人情况\n自然人 法人或其他组织 总计\n{_KINDS}"
    got = _read(usual, table)
    assert not _wrong(got)
    assert _requests(got) == 7 * (len(_ROWS) - 1)
    other = f"{_CORNER}\n申请人情况\n法人或其他组织 自然人 总计\n{_KINDS}"
    got = _read(other, table)
    assert not [code for code in got if "state_secret" in code]
    first, last = _ROWS["received"][0], _ROWS["received"][5]
    assert [got[f"requests/received/{a}"] for a in ("business", "natural_person")] == [first, last]


def test_outcomes_between_two_suits_that_are_swapped() -> None:
    five = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计"
    usual = f"{_CORNER}\n申请人情况\n自然人 法人或其他组织 总计\n{_KINDS}"
    figures = "\n".join(map(str, (0, 9, 0, 0, 9, 0, 0, 5, 0, 5, 31, 26, 0, 0, 57)))
    header = f"行政复议\n行政诉讼\n复议后起诉\n{five} 未经复议直接起诉\n{five}\n{five}"
    got = _read(usual, after=f"{header}\n{figures}")
    assert not [code for code in got if code.startswith("remedies/suit")]


def test_headers_that_come_after_a_row_are_of_columns_written_one_after_another() -> None:
    usual = f"{_CORNER}\n申请人情况\n自然人 法人或其他组织 总计\n{_KINDS}"
    before = "信息内容\n政府集中采购\n13\n60\n上一年项目数量\n0\n采购项目数量\n6\n采购总金额\n25.1"
    assert "disclosure/procurement/projects" not in _read(usual, before=before)
