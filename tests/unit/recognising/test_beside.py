"""Cells that print two figures, and numbers whose digits blanks group."""

import pytest

from analysis.form import APPLICANTS, get_form
from analysis.recognising.beside import settle_pairs, settle_years

FORM = get_form("2021")
CODE = "requests/granted/natural_person"


def cells(printed):
    """Every cell of the form; table 三 as ``printed`` says of a row's number and a column's."""
    found = {code: ("stated", "0", 0.0, code) for code in FORM.by_code}
    for number, item in enumerate(FORM.items("requests")):
        for at, applicant in enumerate(APPLICANTS):
            code = f"requests/{item}/{applicant}"
            found[code] = ("unreadable", printed(number, at), None, code)
    return found


def own(number, at):
    return 6 * (number + 20) if at == len(APPLICANTS) - 1 else number + 20


@pytest.mark.parametrize("shape", ["{0}⟨{1}⟩", "⟨{1}⟩{0}", "{0}\n{1}"])
def test_the_figure_that_every_total_confirms_is_this_years(shape):
    found = cells(lambda n, at: shape.format(own(n, at), 7 + (3 * n + 5 * at) % 11))
    found["disclosure/licences/decisions"] = ("unreadable", shape.format(30, 17), None, "here")
    assert settle_pairs(found, "2021")
    assert found[CODE][2] == own(FORM.items("requests").index("granted"), 0)
    assert found["disclosure/licences/decisions"][2] == 30


def test_no_total_tells_in_what_unit_an_amount_on_two_lines_is():
    found = cells(lambda n, at: f"{own(n, at)}"[:1] + "\n" + f"{own(n, at)}"[1:])
    for code, cell in FORM.by_code.items():
        if cell.unit != "count":
            found[code] = ("unreadable", "682\n1.25", None, "here")
    assert settle_pairs(found, "2021")
    assert found["disclosure/fees/amount"][0] == "unreadable"


def test_figures_of_two_years_that_both_add_up_stay_open():
    found = cells(lambda n, at: f"{own(n, at)}⟨{own(n + 1, at)}⟩")
    assert not settle_pairs(found, "2021")
    assert found[CODE][0] == "unreadable"


def test_one_cell_of_two_figures_stays_open_whatever_its_row_says():
    found = {code: ("stated", "0", 0.0, code) for code in FORM.by_code}
    found[CODE] = ("unreadable", "⟨1⟩35", None, "here")
    found["requests/granted/total"] = ("stated", "35", 35.0, "there")
    assert not settle_pairs(found, "2021")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("72（2022年）53（2023年）", 53),
        ("92（上年）\n48（本年）", 48),
        ("2022年17件，2023年53件", 53),
        ("本年度：53；上年度：17", 53),
        ("17（2021年）53（2022年）", None),
        ("53（2023年）54（本年）", None),
        ("约72（2022年）53（2023年）", None),
    ],
)
def test_a_cell_that_dates_its_figures(printed, value):
    found = {"disclosure/licences/decisions": ("unreadable", printed, None, "here")}
    settle_years(found, "2021", 2023)
    assert found["disclosure/licences/decisions"][2] == value
