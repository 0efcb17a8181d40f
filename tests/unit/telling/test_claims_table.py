"""What the table of claims says that a figure of the prose speaks of."""

import pytest

from analysis.form import get_form
from analysis.telling.assessment.chapters import _about

CODES = tuple(get_form("2021").by_code)


@pytest.mark.parametrize(
    ("target", "zh", "en"),
    [
        (
            "requests/received/total",
            "一、本年新收政府信息公开申请数量 · 总计",
            "Newly received this year · Total",
        ),
        (
            "requests/granted/total + requests/partly_granted/total",
            "（一）予以公开 · 总计 + （二）部分公开（区分处理的，只计这一情形，不计其他情形） · 总计",
            "Granted · Total + Partly granted · Total",
        ),
        ("requests/refused.*/total", "8格之和", "sum of 8 cells"),
        (
            "requests/received/total | requests/concluded/total",
            "一、本年新收政府信息公开申请数量 · 总计，或（七）总计 · 总计",
            "Newly received this year · Total; or Concluded this year (total) · Total",
        ),
        (
            "requests/received/total & requests/concluded/total",
            "一、本年新收政府信息公开申请数量 · 总计和（七）总计 · 总计，均为此数",
            "Newly received this year · Total and Concluded this year (total) · Total, both",
        ),
        (
            "requests/granted/total % requests/concluded/total",
            "（一）予以公开 · 总计占（七）总计 · 总计",
            "Granted · Total as a share of Concluded this year (total) · Total",
        ),
    ],
)
def test_only_a_sum_is_called_a_sum(target, zh, en):
    assert _about(target, CODES, "zh", "2021") == zh
    assert _about(target, CODES, "en", "2021") == en
