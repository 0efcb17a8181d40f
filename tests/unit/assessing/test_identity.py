"""One agency under several names is one agency; renamings join what no name can."""

import pytest

from analysis import InputError
from analysis.checking import check_reports
from analysis.running.corpus import load_reports
from tests.support.layouts import figures, flattened


def corpus(folder, *reports, renamings=""):
    for number, (agency, year, changes) in enumerate(reports):
        text = flattened(figures(**changes), agency=agency, year=year)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    if renamings:
        (folder / "agencies.yml").write_text(renamings, encoding="utf-8")
    return load_reports(folder)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("洪泽区人民政府", "淮安市洪泽区人民政府"),
        ("清河县市场监管局", "清河县市场监督管理局"),
        ("清河县住建局", "邢台市清河县住房和城乡建设局"),
        ("清河县科委", "清河县科学技术委员会"),
        ("清河县葛仙庄镇", "清河县葛仙庄镇人民政府"),
        ("平潭综合实验区公安局", "福建省平潭综合实验区公安局"),
    ],
)
def test_two_names_of_one_agency_are_checked_over_the_years(tmp_path, first, second):
    loaded = corpus(
        tmp_path,
        (first, 2022, {}),  # carries 1 out
        (second, 2023, {}),  # and none in
    )
    before, after = sorted(loaded.reports, key=lambda r: r.year)
    assert before.agency == after.agency
    assert (before.agency_printed, after.agency_printed) == (first, second)
    assert any("also" in note for r in loaded.reports for note in r.notes)
    failed = check_reports(loaded.reports).outcomes.query("outcome == 'fail'")
    assert "continuity.requests" in set(failed["rule"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("清河县林业局", "清河县水利局"),
        ("清河县林业局", "威县林业局"),
        ("清河县教育局", "清河县教育服务中心"),
        ("清河县人民政府", "清河县人民政府办公室"),
        ("平潭综合实验区", "平潭县人民政府"),
        ("平潭综合实验区", "平潭综合实验区管委会"),  # of the area, and of the board alone
        ("清河县葛仙庄镇", "清河县连庄镇"),
        ("十堰市生态环境局郧阳分局", "十堰市生态环境局房县分局"),
        ("清河县税务局", "清河县税务局稽查局"),
        ("鼓楼区人民政府", "南京市鼓楼区人民政府"),  # there are four of them
        ("清河县外事办公室", "清河县台湾事务办公室"),
    ],
)
def test_two_agencies_stay_two(tmp_path, first, second):
    loaded = corpus(tmp_path, (first, 2022, {}), (second, 2023, {}))
    assert {r.agency for r in loaded.reports} == {first, second}


def test_two_files_for_one_agency_and_year_under_two_names_clash(tmp_path):
    loaded = corpus(
        tmp_path,
        ("洪泽区人民政府", 2023, {}),
        ("淮安市洪泽区人民政府", 2023, {"disclosure__licences__decisions": 4_096}),
    )
    assert loaded.reports == []
    assert "one agency and year" in loaded.problems[0]


def test_what_may_abbreviate_another_name_is_another_agency_where_both_report(tmp_path):
    loaded = corpus(
        tmp_path,
        ("清河县农业局", 2022, {}),
        ("清河县农业农村局", 2022, {"requests__other__total": 0}),
    )
    assert len(loaded.reports) == 2


RENAMED = """
- from: 清河县畜牧局
  to: 清河县农业农村局
  date: 2019-03-20
  source: https://www.example.gov.cn/1.htm
"""


def test_a_renaming_joins_the_predecessor(tmp_path):
    loaded = corpus(
        tmp_path,
        ("清河县畜牧局", 2022, {}),
        ("清河县农业农村局", 2023, {}),
        renamings=RENAMED.replace("2019-03", "2023-03"),
    )
    assert {r.agency for r in loaded.reports} == {"清河县农业农村局"}
    assert [r.agency_printed for r in loaded.reports] == ["清河县畜牧局", "清河县农业农村局"]
    assert loaded.problems == []


def test_a_renaming_does_not_join_a_report_from_after_it(tmp_path):
    loaded = corpus(
        tmp_path, ("清河县畜牧局", 2022, {}), ("清河县农业农村局", 2023, {}), renamings=RENAMED
    )
    assert {r.agency for r in loaded.reports} == {"清河县畜牧局", "清河县农业农村局"}
    assert "agencies.yml" in loaded.problems[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- from: 甲局", "lacks to, date, source"),
        ("- {from: 甲局, to: 甲局, date: 2019-01-01, source: x}", "the same"),
        ("- {from: 甲局, to: 乙局, date: 2019-13-01, source: x}", "a day"),
        ("- {from: 甲局, to: 乙局, date: soon, source: x}", "date"),
        ("- {from: 甲局, to: 乙局, dat: 2019-01-01, source: x}", "Did you mean 'date'"),
        ("from: 甲局", "a list"),
        ("- [", "not valid YAML"),
    ],
)
def test_a_list_of_renamings_that_is_wrong_is_refused_with_its_place(tmp_path, text, says):
    with pytest.raises(InputError, match=says) as refused:
        corpus(tmp_path, ("清河县畜牧局", 2022, {}), renamings=text)
    assert "agencies.yml" in str(refused.value)
