"""Prose of the year before, and two versions of one report."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import read_report
from analysis.checking import check_reports
from analysis.checking.findings.reuse import RUN, reuse_finding, reused_prose
from analysis.checking.findings.versions import compare_versions
from analysis.telling.terminal import diff_json, diff_lines
from tests.support.layouts import figures, flattened, transcription

OLD = "全年通过门户网站和公示栏公开林木采伐审批结果。下一步将逐项梳理公开目录，补齐缺漏的栏目并定期核对。"
NEW = "本年新设林长制专栏一处，按月发布巡林记录。"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("r") / "r.txt"
    path.write_text(flattened(figures()), encoding="utf-8")
    return read_report(path)


def saying(report, *paragraphs, year=2023, **changes):
    prose = [(text, f"line {number}") for number, text in enumerate(paragraphs, start=10)]
    return replace(report, prose=prose, year=year, file=f"{year}.txt", **changes)


def share(report, this, before):
    return reused_prose(saying(report, *this), saying(report, *before, year=2022)).share


# Reuse.


def test_the_share_is_of_this_years_characters_without_punctuation(report):
    found = reused_prose(saying(report, NEW, OLD), saying(report, OLD, year=2022))
    old, new = (sum(c not in "，。" for c in text) for text in (OLD, NEW))
    assert (found.reused, found.total) == (old, old + new)
    (passage,) = found.passages
    assert (passage.where, passage.where_before) == ("line 11", "line 10")
    assert passage.text == OLD.replace("，", "").replace("。", "")


def test_the_same_text_in_other_characters_width_and_spacing_is_the_same_text(report):
    other = "全年 通過門戶網站 和公示欄公開林木採伐審批結果｡下一步將逐項梳理公開目錄,補齊缺漏的欄目並定期核對。"
    assert share(report, [other], [OLD]) == 1.0


def test_a_passage_is_not_quoted_with_a_piece_of_a_number(report):
    before, now = (
        "本年共收到并登记政府信息公开申请11100件",
        "本年共收到并登记政府信息公开申请12431件",
    )
    found = reuse_finding(saying(report, now, NEW), saying(report, before, year=2022))
    assert "相同的一段：“本年共收到并登记政府信息公开申请”（" in found["zh"]
    assert "The passage: “本年共收到并登记政府信息公开申请” (" in found["en"]


def test_a_report_that_says_nothing_but_a_count_is_not_noted(report):
    """Seen: 13 of 21 characters, “，共收到政府信息公开申请”."""
    now, before = (f"{y}年，共收到政府信息公开申请{y}件。" for y in (2023, 2022))
    assert reuse_finding(saying(report, now), saying(report, before, year=2022)) is None
    found = reuse_finding(saying(report, now, NEW), saying(report, before, year=2022))
    assert "相同的一段：“共收到政府信息公开申请”（" in found["zh"]


def test_text_without_a_long_common_run_is_not_reused(report):
    assert share(report, [NEW], [OLD]) == 0.0
    assert (
        share(report, ["公开林木采伐审批结果的方式是张贴，另有广播。"], [OLD]) == 0.0
    )  # ten characters in common


def test_another_number_breaks_the_run(report):
    before = "本年共举办业务培训三次，参加的干部职工共 120 人，覆盖全部乡镇林业站。"
    this = before.replace("120", "95")
    found = reused_prose(saying(report, this), saying(report, before, year=2022))
    assert 0 < found.share < 1
    assert all("95" not in p.text and "120" not in p.text for p in found.passages)


def test_a_short_sentence_counts_only_as_a_whole(report):
    assert share(report, ["定期核对全部栏目。"], ["定期核对全部栏目。"]) == 1.0
    assert share(report, ["定期核对全部栏目一遍。"], ["定期核对全部栏目。"]) == 0.0
    assert share(report, ["加强培训。"], ["加强培训。"]) == 0.0  # too short to mean anything


@pytest.mark.parametrize(
    "boilerplate",
    [
        "根据《中华人民共和国政府信息公开条例》和国办公开办函〔2021〕30号的要求，编制本年度报告。",
        "本报告由六个部分组成，所列数据统计期限自2023年1月1日起至2023年12月31日止。",
        "如对本报告有疑问，请与某县林业局办公室联系（电话：0000000）。",
        "某县林业局2023年政府信息公开工作年度报告",
        "三、收到和处理政府信息公开申请情况",
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
        "发布时间：2024-01-20 来源：某县林业局办公室",
    ],
)
def test_what_form_and_law_put_there_is_no_prose_of_the_agency(report, boilerplate):
    found = reused_prose(saying(report, boilerplate), saying(report, boilerplate, year=2022))
    assert (found.total, found.passages) == (0, ())


def test_the_title_of_a_law_is_nobodys_wording(report):
    title = "《某省政府信息公开申请办理答复规范及其配套格式文本汇编》"
    found = reused_prose(
        saying(report, f"局务会学习了{title}一次。"),
        saying(report, f"办公室印发{title}各站。", year=2022),
    )
    assert found.reused == 0
    assert found.total == len("局务会学习了一次")


def test_lines_broken_elsewhere_make_no_difference(report):
    cut = OLD[:9], OLD[9:20], OLD[20:31], OLD[31:]
    found = reused_prose(saying(report, *cut), saying(report, OLD, year=2022))
    assert found.share == 1.0
    assert found.passages[0].where == "line 10"


def test_the_finding_is_a_note_with_share_and_passages_in_both_places(report):
    this, before = saying(report, NEW, OLD), saying(report, OLD, year=2022)
    row = reuse_finding(this, before)
    assert (row["severity"], row["rule"], row["at"]) == ("note", "reuse.prose", "line 11")
    assert "46 (70.8%) are also in the report of the year before (2022.txt)" in row["en"]
    assert "（第11行；上年第10行）" in row["zh"]
    found = check_reports([before, this]).findings
    assert list(found.loc[found["rule"] == "reuse.prose", "report"]) == [this.id]


def test_passages_are_quoted_as_printed_and_none_within_another(report):
    this, before = saying(report, NEW, OLD), saying(report, OLD, year=2022)
    row = reuse_finding(this, before)
    assert row["zh"].count(OLD[:20]) == 1
    whole = "（一）公开栏、网站：逐月更新，" + OLD
    row = reuse_finding(saying(report, NEW, whole), saying(report, whole, year=2022))
    assert "公开栏、网站：逐月更新，全年" in row["zh"]


@pytest.mark.parametrize(
    "phrase",
    [
        "始终坚持以习近平新时代中国特色社会主义思想为指导",
        "坚持以公开为常态、不公开为例外的原则",
        "按照《某省林木采伐信息公开办法》和某政办〔2020〕15号的要求",
    ],
)
def test_a_phrase_that_every_report_has_is_no_reuse(report, phrase):
    row = reuse_finding(
        saying(report, f"本局{phrase}，{NEW}"),
        saying(report, f"全局{phrase}，另建公示栏两处。", year=2022),
    )
    assert row is None


def test_less_than_a_twentieth_of_the_prose_is_not_noted(report):
    other = [
        NEW.replace("一处", f"{n}处").replace("林长制", "甲乙丙丁"[n % 4] * n) for n in range(40)
    ]
    this, before = saying(report, *other, OLD), saying(report, OLD, year=2022)
    assert 0 < reused_prose(this, before).share < 0.05
    assert reuse_finding(this, before) is None


def test_nothing_is_found_without_a_year_before_without_prose_and_in_a_transcription(report):
    this, before = saying(report, OLD), saying(report, OLD, year=2022)
    assert reuse_finding(this, before)
    assert reuse_finding(this, None) is None
    assert reuse_finding(this, saying(report, year=2022)) is None
    assert reuse_finding(this, saying(report, NEW, year=2022)) is None
    assert reuse_finding(this, replace(before, transcription=True)) is None
    assert reuse_finding(replace(this, transcription=True), before) is None


def test_a_report_carries_its_prose_with_its_places(tmp_path):
    (tmp_path / "r.txt").write_text(
        flattened(figures()).replace("本年情况如下。", OLD), encoding="utf-8"
    )
    prose = read_report(tmp_path / "r.txt").prose
    assert (OLD, "line 4") in prose
    assert not any("|" in text for text, _ in prose)


LETTERS = st.text(alphabet="林木水土山田", max_size=60)


@given(mine=LETTERS, before=LETTERS)
def test_the_share_is_what_a_plain_search_finds(mine, before):
    """Against the definition itself: a character is reused where some run of RUN characters around
    it is in the other text.
    """
    from types import SimpleNamespace

    one, two = (SimpleNamespace(prose=[(t, "line 1")], format="2021") for t in (mine, before))
    found = reused_prose(one, two)
    inside = [
        any(
            mine[s : s + RUN] in before
            for s in range(max(0, i - RUN + 1), min(i, len(mine) - RUN) + 1)
        )
        for i in range(len(mine))
    ]
    whole = mine == before and len(mine) >= 8
    assert found.reused == (len(mine) if whole else sum(inside))
    for passage in found.passages:
        assert passage.text in mine
        assert passage.text in before


# Two versions.


def version(tmp_path, name, **cells):
    path = tmp_path / name
    path.write_text(flattened(figures(**cells)), encoding="utf-8")
    return read_report(path)


def test_cells_added_removed_changed_and_printed_differently(tmp_path):
    a = version(
        tmp_path,
        "a.txt",
        requests__received__total=1431,
        requests__carried_in__total="",
        requests__granted__total=7,
    )
    b = version(
        tmp_path,
        "b.txt",
        requests__received__total="1,431",
        requests__carried_out__total="",
        requests__granted__total=8,
    )
    diff = compare_versions(a, b)
    cells = {c["cell"]: c for c in diff.cells.to_dict("records")}
    assert {code: c["change"] for code, c in cells.items()} == {
        "requests/received/total": "print",
        "requests/carried_in/total": "added",
        "requests/granted/total": "changed",
        "requests/carried_out/total": "removed",
    }
    changed = cells["requests/granted/total"]
    assert (changed["a"], changed["a_where"], changed["b"], changed["b_where"]) == (
        "7",
        "line 66",
        "8",
        "line 66",
    )
    assert list(diff.fields["field"]) == ["sha256"]
    assert not diff.same


def test_a_version_against_itself_is_the_same(tmp_path):
    a = version(tmp_path, "a.txt")
    diff = compare_versions(a, a)
    assert diff.same
    assert list(diff_lines(diff))[-1].startswith("The two say the same")
    assert json.loads(diff_json(diff))["same"] is True


def test_sections_metadata_and_prose_are_compared(report):
    a = saying(report, OLD)
    b = saying(report, OLD, NEW, published="2024-03-01", sections=report.sections[:-1])
    diff = compare_versions(a, b)
    assert diff.cells.empty
    assert [f for f in diff.fields["field"] if f != "sha256"] == ["published"]
    assert diff.sections.to_dict("records") == [
        {"field": "六", "a": report.sections[-1].heading, "b": ""}
    ]
    assert (diff.prose["only_a"], diff.prose["only_b"]) == (0, sum(c not in "，。" for c in NEW))
    text = "\n".join(diff_lines(diff))
    assert "published: 2024-01-20 → 2024-03-01" in text
    assert "Cells: none differ." in text


def test_another_format_lacks_the_cells_of_the_other(tmp_path):
    a = version(tmp_path, "a.txt")
    rows = transcription(figures("2019"), "2019", agency="某县林业局", year="2023")
    (tmp_path / "b.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    diff = compare_versions(a, read_report(tmp_path / "b.csv"))
    assert "format" in set(diff.fields["field"])
    only = diff.cells[diff.cells["b_status"] == "absent"]
    assert "disclosure/regulations/issued" in set(only["cell"])
    assert set(only["change"]) == {"removed"}
