"""Documents that Hypothesis draws: from the words of the form, and mutations of rendered reports, both of which it can shrink."""

import random
import time
import traceback
from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from analysis.form import APPLICANTS, get_form

from .mutations import _PIECES, mutate
from .seeds import Seed

_WORDS = sorted(
    {c.item_label for f in ("2019", "2021") for c in get_form(f).cells}
    | {c.column_label for f in ("2019", "2021") for c in get_form(f).cells}
    | {
        "某县林业局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "发布时间：2024-01-20",
        "四、政府信息公开行政复议、行政诉讼情况",
        "第二十条第（一）项",
        "申请人情况",
        "法人或其他组织",
        "行政复议",
        "行政诉讼",
        "未经复议直接起诉",
        "收到政府信息公开申请12件，办结9件。",
        "自2023年1月1日起至2023年12月31日止",
        *APPLICANTS,
    }
)
_PRINTED = st.one_of(
    st.sampled_from(
        [
            "0",
            "",
            "/",
            "-",
            "无",
            "12",
            "1,234",
            "3件",
            "566.53万元",
            "减2",
            "+5",
            "1 2",
            "3O",
            "22（其中修订16件）",
            "１２",
        ]
    ),
    st.integers(0, 10**18).map(str),
    st.text(max_size=12),
)
_CELL = st.one_of(st.sampled_from(_WORDS), _PRINTED, _PRINTED)
_ROWS = st.lists(st.lists(_CELL, max_size=16), max_size=40)
_SEPARATOR = st.sampled_from([" | ", "|", "\n", " |\n", "\n|\n", " ", "\t", ",", "||"])


@st.composite
def text_documents(draw: st.DrawFn) -> Seed:
    """Words of the form and numbers, set apart in some way."""
    between, after = (
        draw(_SEPARATOR),
        draw(st.sampled_from(["\n", " |\n", "|\n", "||||\n", "\n\n"])),
    )
    text = after.join(between.join(row) for row in draw(_ROWS))
    encoding = draw(st.sampled_from(["utf-8", "gb18030", "utf-16", "big5"]))
    return text.encode(encoding, "replace"), draw(
        st.sampled_from(["r.txt", "r.csv", "r.md", "r.html"])
    )


@st.composite
def html_documents(draw: st.DrawFn) -> Seed:
    """Tables with spans, nested or not closed."""
    parts = ["<html><body>"]
    for row in draw(_ROWS):
        parts.append(
            draw(
                st.sampled_from(
                    [
                        "<tr>",
                        "<tr>",
                        "<tr>",
                        "<table><tr>",
                        "</table><p>",
                        "<tr><td><table><tr>",
                        "<div hidden>",
                    ]
                )
            )
        )
        for cell in row:
            span = draw(
                st.sampled_from(
                    [
                        "",
                        "",
                        "",
                        " colspan=2",
                        " rowspan=3",
                        " colspan=0",
                        " rowspan=65535",
                        " style='display:none'",
                    ]
                )
            )
            parts.append(
                f"<td{span}>{cell}" + draw(st.sampled_from(["</td>", "", "<br>", "</span>"]))
            )
    return "".join(parts).encode("utf-8", "replace"), "r.html"


def mutated(corpus: list[Seed]) -> st.SearchStrategy[Seed]:
    """Rendered reports with changes."""

    def change(drawn: tuple) -> Seed:
        (data, name), (other, _), number, piece, at = drawn
        data = mutate(data, other, random.Random(number))
        at = at % (len(data) + 1)
        return data[:at] + piece + data[at:], name

    pieces = st.one_of(st.just(b""), st.sampled_from(_PIECES), st.binary(max_size=40))
    one = st.sampled_from(corpus)
    return st.tuples(one, one, st.integers(0, 2**32), pieces, st.integers(0, 10**6)).map(change)


def all_hold(
    job: tuple[list[Seed], int, str, Callable[[bytes, str], str]],
) -> tuple[Counter, float]:
    """Draw so many documents and judge each; the tally, and the slowest."""
    corpus, count, number, judge = job
    tally, worst = Counter[str](), 0.0

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(st.one_of(text_documents(), html_documents(), mutated(corpus), mutated(corpus)))
    def holds(document: Seed) -> None:
        nonlocal worst
        began = time.process_time()
        tally[judge(*document)] += 1
        worst = max(worst, time.process_time() - began)

    try:
        holds()
    except Exception:
        tally["broken"] += 1
        traceback.print_exc(limit=-6)
    return tally, worst
