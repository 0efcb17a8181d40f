"""Figures say what the cells say: ribbons and bars as long as the counts, nothing drawn for a
nought or for what is not known.
"""

import io
import itertools
import math
import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lx
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis import read_report
from analysis.assessing.groups.peers import compare_peers
from analysis.assessing.indicators.definitions import ENDED
from analysis.checking import check_reports
from analysis.running.tables import build_dataset
from analysis.telling import figures, parts
from analysis.telling.assessment.first_page import _key
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.assessment.peers import PeersOfReport, defined
from analysis.telling.figures.canvas import OUTCOME, SERIES, Canvas
from analysis.telling.figures.caption import inlined
from analysis.telling.figures.funnel import _name
from analysis.telling.figures.lettering import fitted, width, wrapped
from analysis.telling.figures.mix import SHARES
from analysis.telling.figures.years import _apart, _clear
from analysis.telling.fonts import use_font
from analysis.telling.html import Html
from analysis.telling.peers.chapters import group_tables
from analysis.telling.peers.narrative import Peers
from analysis.telling.wording import amount, marks
from analysis.wording import percent
from tests.support import layouts
from tests.support.examples import examples
from tests.support.neighbours import COUNTIES, OUTLIER, SMALL, YEAR, neighbours

_COLUMNS = ("natural_person", "business", "total")
SHIPPED = [
    ("上海市人民政府办公厅", 2019),
    ("宿迁市人民政府", 2023),
    ("宿迁市人民政府", 2024),
    ("湘乡市自然资源局", 2022),
]


def svg_of(shown) -> str:
    return unquote(re.search(r'src="data:image/svg\+xml,([^"]*)"', shown.text)[1])


def alt_of(shown) -> str:
    return unescape(re.search(r'alt="([^"]*)"', shown.text)[1])


def shapes(shown) -> dict[str, list[tuple[float, float]]]:
    """Shapes that carry a class of ours, with the points that their paths go through."""
    found = {}
    for path in ElementTree.fromstring(svg_of(shown)).iterfind("{http://www.w3.org/2000/svg}path"):
        if path.get("class"):
            found[path.get("class")] = list(points(path.get("d")))
    return found


def points(path: str):
    """The points of a path; ``H`` and ``V`` say one coordinate, the other stays."""
    x = y = 0.0
    for step, own in re.findall(r"([A-Z])([^A-Z]*)", path):
        numbers = list(map(float, own.split()))
        if step in "HV":
            numbers = [*numbers, y] if step == "H" else [x, *numbers]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            yield x, y


def thickness(points) -> float:
    """Of a ribbon, at the edge on which it begins."""
    at_edge = [y for x, y in points if x == points[0][0]]
    return max(at_edge) - min(at_edge)


def tell(tmp_path, lang="zh", **cells) -> Assessment:
    path = tmp_path / "report.txt"
    path.write_text(layouts.flattened(layouts.figures(**cells)), encoding="utf-8")
    report = read_report(path)
    return Assessment(
        build_dataset([report], check_reports([report])), report.agency, report.year, lang
    )


# --- the way of the requests ----------------------------------------------------------------------


@pytest.mark.parametrize(("agency", "year"), SHIPPED)
def test_the_ribbons_are_as_thick_as_the_cells_say(dataset, agency, year):
    view = Assessment(dataset, agency, year).view
    flow, drawn = figures.streams(view), shapes(figures.requests_flow(view))
    scale = 190 / max(flow.came, flow.went)
    for side, streams in (("from", flow.sources), ("to", flow.sinks)):
        for s in streams:
            if s.amount.value == 0:
                assert f"{side}-{s.key}" not in drawn
            else:
                assert thickness(drawn[f"{side}-{s.key}"]) == pytest.approx(
                    max(s.amount.value * scale, 0.8), abs=0.01
                )


@pytest.mark.parametrize(("agency", "year"), SHIPPED)
def test_the_streams_add_up_to_the_totals_that_the_report_prints(dataset, agency, year):
    view = Assessment(dataset, agency, year).view
    flow = figures.streams(view)
    assert (
        flow.came
        == view.amount("requests/received/total").value
        + view.amount("requests/carried_in/total").value
    )
    assert (
        flow.went
        == view.amount("requests/concluded/total").value
        + view.amount("requests/carried_out/total").value
    )


def test_a_nought_has_its_line_in_words_and_no_ribbon(tmp_path):
    told = tell(tmp_path)
    flow = figures.requests_flow(told.view)
    assert "部分公开 0" in alt_of(flow)
    assert "to-partly_granted" not in shapes(flow)
    assert "to-granted" in shapes(flow)


def test_what_is_not_known_is_never_drawn_as_nought(tmp_path):
    blank = {
        f"requests__{item}__{c}": ""
        for item in ("unavailable.not_held", "unavailable.unclear", "carried_out")
        for c in ("natural_person", "business", "total")
    }
    told = tell(tmp_path, **blank)
    flow = figures.streams(told.view)
    unknown = {s.key for s in flow.sinks if not s.known}
    assert unknown
    assert math.isnan(flow.went)
    shown = figures.requests_flow(told.view)
    assert not {f"to-{key}" for key in unknown} & set(shapes(shown))
    for s in flow.sinks:
        assert f"{s.label} {amount(s.amount, 'zh')}" in alt_of(shown)
        assert not (s.key in unknown and f"{s.label} 0" in alt_of(shown))
    assert "stroke-dasharray" in svg_of(shown)


def test_a_failed_tie_is_drawn_as_printed_and_named(tmp_path):
    told = tell(tmp_path, requests__carried_out__total=4, requests__carried_out__natural_person=4)
    flow, shown = figures.streams(told.view), figures.requests_flow(told.view)
    assert (flow.came, flow.went) == (12, 15)
    assert "应办理12 ≠ 办结和结转15" in alt_of(shown)
    ys = [y for _, y in shapes(shown)["gap"]]
    assert max(ys) - min(ys) == pytest.approx(3 * 190 / 15, abs=0.01)
    assert "gap" not in shapes(figures.requests_flow(tell(tmp_path).view))


def test_applicants_that_do_not_add_up_give_way_to_the_printed_total(tmp_path):
    told = tell(tmp_path, requests__received__business=3)
    assert [s.key for s in figures.streams(told.view).sources] == ["carried_in", "received"]


def test_without_a_number_there_is_no_figure(tmp_path):
    zeros = {
        f"requests__{item}__{c}": 0
        for item in layouts.FIGURES
        for c in ("natural_person", "business", "total")
    }
    view = tell(tmp_path, **zeros).view
    assert figures.requests_flow(view).text == ""
    assert figures.outcome_mix(view, {}, 1).text == ""
    assert figures.grounds(view).text == ""


@pytest.mark.slow
@examples(8)
@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), st.integers(0, 2))
def test_any_counts_can_be_drawn(tmp_path_factory, counts, hidden):
    keys = ["requests__granted__total", "requests__received__total", "requests__carried_out__total"]
    cells = dict(zip(keys, counts, strict=True)) | {keys[hidden]: "/"}
    told = tell(tmp_path_factory.mktemp("any"), **cells)
    for shown in (
        figures.requests_flow(told.view),
        parts.outcome_mix(told),
        figures.grounds(told.view),
        parts.years(told),
    ):
        assert (
            not shown.text
            or "svg" not in shown.text
            or ElementTree.fromstring(svg_of(shown)) is not None
        )
        assert "nan" not in shown.text


# --- mix, grounds, years --------------------------------------------------------------------------


def test_the_mix_names_every_share_and_that_of_the_peers_together():
    data = neighbours()
    told = Assessment(data, f"{OUTLIER}自然资源局", YEAR)
    alt = alt_of(parts.outcome_mix(told))
    for name in SHARES:
        count, together = of_peers(data, name)
        assert f"{defined(name).label['zh']} {percent(told.view.shares[name].estimate)}" in alt
        assert f"（同组{count}份合计{percent(together)}）" in alt
    assert {f"peers-{name}" for name in SHARES} <= set(shapes(parts.outcome_mix(told)))


def of_peers(data, name):
    """How many have a share of five cases or more that is not disputed, and it of them together."""
    rows = data.indicators.query(f"indicator == '{name}' and denominator >= 5 and not disputed")
    return len(rows), rows["numerator"].sum() / rows["denominator"].sum()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_beside_each_share_of_the_page_is_that_of_the_peers_together(lang):
    """In the key figures and in sentences; with as many as can be compared, of all their cases."""
    told = Assessment(neighbours(), f"{OUTLIER}自然资源局", YEAR, lang)
    page = parts.first_page(told).text
    sentences = " ".join(s.text for s in told.sections["received"])
    for name in ("granted_any", "refused", "unavailable", "unprocessed", "natural_persons"):
        count, together = of_peers(told.data, name)
        assert count == 39  # one has three requests
        beside = f"同组{count}份合计" if lang == "zh" else f"group of {count}: "
        text = sentences if name == "natural_persons" else page
        assert f"{beside}{percent(together)}" in text, name


def test_a_disputed_share_of_a_peer_is_no_part_of_that_of_all_together():
    data = neighbours(12)
    first = data.indicators["report"].iloc[0]
    mine = (data.indicators["report"] == first) & (data.indicators["indicator"] == "refused")
    doubted = data.indicators.assign(disputed=data.indicators["disputed"] | mine)
    peers = PeersOfReport(replace(data, indicators=doubted), data.indicators["report"].iloc[-1])
    count, share = peers.together("refused")
    known, together = of_peers(replace(data, indicators=doubted), "refused")
    assert (count, percent(share.estimate)) == (known, percent(together))
    assert count == PeersOfReport(data, first).together("refused")[0] - 1
    implied = data.indicators.assign(basis=data.indicators["basis"].mask(mine, "implied"))
    _, share = PeersOfReport(replace(data, indicators=implied), first).together("refused")
    assert marks(share, "zh") == "†"


def test_without_five_comparable_peers_nothing_is_beside_a_share():
    told = Assessment(neighbours(4), f"{COUNTIES[0]}自然资源局", YEAR)
    page = parts.first_page(told).text + parts.outcome_mix(told).text
    assert told.peers.together("refused") is None
    assert "同组" not in page + parts.section(told, "received").text


def test_bars_of_grounds_are_as_long_as_their_counts(dataset):
    view = Assessment(dataset, "宿迁市人民政府", 2024).view
    root = ElementTree.fromstring(svg_of(figures.grounds(view)))
    bars = []
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        if path.get("class", "").startswith("ground-"):
            xs = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path.get("d"))[::2]]
            bars.append(max(xs) - min(xs))
    counts = [
        a.value
        for g in ("refused", "unavailable", "unprocessed", "other")
        for _, a in view.items(f"{g}.")
        if a.value
    ]
    assert [b / max(bars) for b in bars] == pytest.approx(
        [max(c / max(counts), 0.8 / max(bars)) for c in counts], abs=0.002
    )


def test_a_year_that_is_not_known_is_a_question_mark_and_no_bar(tmp_path):
    blank = {
        f"requests__{item}__{c}": ""
        for item in ("concluded", "granted", "carried_out")
        for c in _COLUMNS
    }
    view = tell(tmp_path, **blank).view
    shown = figures.yearly_counts([view])
    assert "concluded-2023" not in shapes(shown)
    assert "received-2023" in shapes(shown)
    assert "未载明" in alt_of(shown)


@pytest.mark.parametrize("granted", [2, 30])
def test_a_share_of_few_cases_has_no_dot_and_no_interval(tmp_path, monkeypatch, granted):
    """Seen: a dot at 50 % with an interval from 9 to 91, of 1 of 2."""
    cells = {f"requests__{item}__{c}": 0 for item in layouts.FIGURES for c in _COLUMNS}
    for item in ("received", "granted", "concluded"):
        cells |= {f"requests__{item}__{c}": granted for c in ("natural_person", "total")}
    told = tell(tmp_path, **cells)
    drawn = []
    monkeypatch.setattr(Canvas, "dots", lambda *dot, **_: drawn.append(dot))
    shown = [
        figures.outcome_mix(told.view, {}, {}),
        figures.shares([told.view]),
        figures.yearly_shares([told.view, told.view]),
    ]
    assert bool(drawn) == (granted >= 5)
    assert [bool(one.text) for one in shown] == [granted >= 5] * 3  # nothing drawn, no figure
    # Beside a year of more it has its counts.
    (tmp_path / "more").mkdir()
    more = tell(tmp_path / "more").view
    assert ("分母不足5的只写件数" in figures.shares([told.view, more]).text) == (granted < 5)
    assert ("circle" in svg_of(Html(_key(told.view, told.peers, "granted")))) == (granted >= 5)


# --- peers ----------------------------------------------------------------------------------------


def test_the_funnel_names_this_report_and_those_beyond_the_wide_limit():
    data = neighbours()
    told = Assessment(data, f"{COUNTIES[0]}自然资源局", YEAR)
    shown = parts.peers(told)
    peers = compare_peers(PeersOfReport(data, told.view.id).indicators, "granted_any")
    beyond = int((peers.table["outside"] == "99.8").sum())
    assert beyond >= 1
    assert f"99.8%界限以外{beyond}份" in alt_of(shown)
    # It may be drawn within lines that it is itself a part of.
    assert "按其余机关估计" in shown.text
    assert f"{COUNTIES[0]}自然资源局" in alt_of(shown)
    # Nothing is compared with four cases, so they have no dot among shares of hundreds.
    small = parts.peers(Assessment(data, f"{SMALL}自然资源局", YEAR))
    assert f"{SMALL}自然资源局" not in alt_of(small)
    assert "分母不足5件的不画" in small.text


def test_a_long_name_in_the_funnel_is_whole_on_two_lines():
    """Seen: Honghu Economic Development Zone Fi…"""
    drawn = []
    canvas = SimpleNamespace(text=lambda x, y, text, *_: drawn.append((y, text)))
    name = "Honghu Economic Development Zone Finance Bureau (洪湖市经济开发区财政局)"
    _name(canvas, (100.0, 100.0), name, "#000000")
    assert " ".join(text for _, text in drawn) == name.partition(" (")[0]
    assert len({y for y, _ in drawn}) == len(drawn) == 2
    drawn.clear()
    _name(canvas, (100.0, 100.0), "洪湖市财政局", "#000000")
    assert [text for _, text in drawn] == ["洪湖市财政局"]


def test_the_peer_table_gives_no_rank_without_its_interval_and_none_below_five():
    told = Assessment(neighbours(), f"{SMALL}自然资源局", YEAR)
    rows = re.findall(r"<tr>(.*?)</tr>", parts.peers(told).text, re.S)[1:]
    ranks = [re.findall(r"<td[^>]*>(.*?)</td>", row)[4] for row in rows]
    assert len(rows) == 40
    assert all(re.fullmatch(r"\d+～\d+ / 39|—", rank) for rank in ranks)
    own = next(row for row in rows if 'class="own"' in row)
    assert "2/3" in own
    assert "—" in own


@pytest.mark.parametrize(
    ("count", "key"), [(1, "只载入这一份报告"), (3, "只载入3份报告，数量过少")]
)
def test_a_group_too_small_has_a_sentence_and_no_figure(count, key):
    told = Assessment(neighbours(count), "湘潭县自然资源局", YEAR)
    shown = parts.peers(told)
    assert key in shown.text
    assert "<img" not in shown.text
    assert not any(key in s.text for s in told.sentences())  # said once


# --- what all figures have in common --------------------------------------------------------------


@pytest.fixture(scope="module")
def all_figures(dataset):
    made = {}
    for lang in ("zh", "en"):
        told = Assessment(dataset, "宿迁市人民政府", 2024, lang)
        years = told.years
        made[lang] = [
            figures.requests_flow(told.view),
            parts.outcome_mix(told),
            figures.grounds(told.view),
            figures.yearly_counts(years),
            figures.yearly_shares(years),
            figures.shares(years),
            parts.peers(Assessment(neighbours(), f"{OUTLIER}自然资源局", YEAR, lang)),
        ]
    return made


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_of_shares_stand_whole_beside_each_other(dataset, lang):
    """English ones are longer: two of seven were cut, and nothing else on the figure named them."""
    for years in ([2023], [2023, 2024]):
        views = [Assessment(dataset, "宿迁市人民政府", year, lang).view for year in years]
        svg = ElementTree.fromstring(svg_of(figures.shares(views)))
        texts = [node.text for node in svg.iter() if node.tag.endswith("text")]
        assert not [text for text in texts if "…" in text]
        said = "".join(texts).replace(" ", "")
        for name in ENDED:
            assert defined(name).label[lang].replace(" ", "") in said


def test_figures_are_the_same_bytes_and_bring_no_letters_of_their_own(dataset, all_figures):
    again = figures.requests_flow(Assessment(dataset, "宿迁市人民政府", 2024, "zh").view)
    assert again.text == all_figures["zh"][0].text
    for shown in all_figures["zh"]:
        assert "<text" in svg_of(shown)
        assert not re.search("<defs|<use|font-face", svg_of(shown))
        assert "<path" in svg_of(shown)
        assert "http" not in svg_of(shown).replace("http://www.w3.org/", "")


def test_what_texts_look_like_is_said_once_for_all_that_look_alike():
    canvas = Canvas(50)
    said = [("甲{}", 10, "#56607a", "right"), ("乙", 12, "#1d2433", "left")] * 3
    for n, (text, size, colour, at) in enumerate([*said, ("丙", 10, "#a3262a", "center")]):
        canvas.text(5, 5 * n, text, size, colour, at)
    svg = ElementTree.fromstring(canvas.svg())
    assert canvas.svg().count("text-anchor") == 2
    found = {}

    def walk(node, inherited):
        looks = ("font-size", "fill", "text-anchor")
        own = inherited | {k: node.get(k) for k in looks if node.get(k)}
        if node.tag.endswith("text"):
            look = own["font-size"], own["fill"], own.get("text-anchor", "start")
            found.setdefault(node.text, []).append(look)
        for inner in node:
            walk(inner, own)

    walk(svg, {})
    assert found == {
        "甲{}": [("10", "#56607a", "end")] * 3,
        "乙": [("12", "#1d2433", "start")] * 3,
        "丙": [("10", "#a3262a", "middle")],
    }


def test_a_name_from_outside_is_drawn_and_never_obeyed():
    evil = "<script>'\"%41&lt;--><b>&amp;\u202e\x07$x^2$"
    data = neighbours()
    told = Assessment(data, f"{OUTLIER}自然资源局", YEAR)
    placed = told.peers.compared
    shown = figures.funnel_plot(
        placed,
        defined("granted_any"),
        told.view.id,
        dict.fromkeys(placed.table["report"], evil),
        "zh",
    )
    assert "<script" not in shown.text
    names = {node.text for node in ElementTree.fromstring(svg_of(shown)).iter() if node.text}
    assert any(name.startswith("<script>'\"%41&lt;") for name in names)
    (drawn,) = lx.fromstring(inlined(shown.text)).iter("svg")
    assert {node.tag for node in drawn.iter()} <= {"svg", "g", "path", "circle", "text"}
    assert {node.text for node in drawn.iter() if node.text} == names
    assert drawn.get("aria-label") == alt_of(shown)


def test_every_figure_has_words_for_those_who_cannot_see_it(all_figures):
    for lang, shown in all_figures.items():
        for one in shown:
            title, _, said = alt_of(one).partition(": ")
            assert title
            assert len(said) > 20, lang
            assert re.search(r"\d", said)


def test_all_figures_of_an_assessment_are_small(all_figures):
    for shown in all_figures.values():
        drawn = [one for k, one in enumerate(shown) if k != 5]  # that of shares is a comparison's
        assert len(drawn) == 6
        assert sum(len(svg_of(one)) for one in drawn) < 30_000


def test_no_glyph_is_missing(all_figures, recwarn):
    assert not [w for w in recwarn if "Glyph" in str(w.message)]


# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, IEEE TVCG 15 (2009) 1291–1298, severity 1.0:
# linear RGB as it is seen.
SEEN = {
    "by all": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(colour: str) -> np.ndarray:
    own = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    return np.where(own <= 0.04045, own / 12.92, ((own + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(
        np.maximum(to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089]), 0.008856)
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("palette", [tuple(OUTCOME.values()), SERIES], ids=["outcomes", "series"])
def test_colours_are_told_apart_with_any_colour_vision_and_seen_on_white(palette, seen):
    for a, b in itertools.combinations(palette, 2):
        assert np.linalg.norm(lab(SEEN[seen] @ linear(a)) - lab(SEEN[seen] @ linear(b))) > 12, (
            a,
            b,
        )
    for colour in palette:
        assert 1.05 / (linear(colour) @ [0.2126, 0.7152, 0.0722] + 0.05) > 1.9


def test_text_is_cut_and_broken_where_it_must_be():
    assert fitted("短", 100) == "短"
    assert fitted("a long label that has no room", 60).endswith("…")
    assert width(fitted("a long label that has no room", 60)) <= 60
    assert "".join(wrapped("其他法律行政法规禁止公开", 60)) == "其他法律行政法规禁止公开"
    assert wrapped("two words", 1000) == ["two words"]


class TestWidths:
    """Texts are laid out by the advances of their characters, which is quick and close to what is
    drawn.
    """

    @given(st.text("勾稽关系ABCWijl 0123,.%（）", min_size=1, max_size=60), st.floats(20, 400))
    def test_a_text_that_is_cut_fits_and_is_cut_no_more_than_it_must(self, said, room):
        cut = fitted(said, room)
        if width(said) <= room:
            assert cut == said
            return
        assert width(cut) <= room
        assert cut.endswith("…")
        assert said.startswith(cut[:-1])
        longer = said[: len(cut)].rstrip() + "…"
        assert width(longer) > room or longer == cut

    @pytest.mark.parametrize(
        "said",
        [
            "Granted in full, of concluded",
            "行政机关政府信息公开",
            "1,234 (56.7%)",
            "申请 Requests 12",
        ],
    )
    def test_a_width_is_that_of_matplotlib_but_for_kerning(self, said):
        drawn, *_ = text_to_path.get_text_width_height_descent(
            said, FontProperties(family=use_font(), size=11.0), False
        )
        assert width(said, 11.0) == pytest.approx(drawn, rel=0.03)


# --- the data of a figure -------------------------------------------------------------------------


def data_of(shown) -> pd.DataFrame:
    address = unescape(re.search(r'href="data:text/csv;charset=utf-8,([^"]*)"', shown.text)[1])
    return pd.read_csv(io.BytesIO(unquote(address).encode("utf-8")), encoding="utf-8-sig")


@pytest.mark.parametrize(("agency", "year"), SHIPPED)
def test_the_csv_of_the_way_of_the_requests_holds_what_the_cells_hold(dataset, agency, year):
    view = Assessment(dataset, agency, year).view
    table = data_of(figures.requests_flow(view))
    for row in table.itertuples(index=False):
        found = view.amount(*row.code.split("; "))
        assert row.basis == found.basis
        assert math.isnan(row.count) if found.basis == "none" else row.count == found.value


def test_the_csv_of_shares_says_which_are_disputed(tmp_path):
    view = tell(tmp_path, requests__granted__total=10).view
    table = data_of(figures.outcome_mix(view, {}, 0)).set_index("indicator")
    for name, row in table.iterrows():
        assert row["disputed"] == view.shares[name].disputed
        assert row["numerator"] == view.shares[name].part
    assert table["disputed"].any()


def test_every_figure_of_years_and_of_a_group_gives_its_csv(dataset):
    told = [Assessment(dataset, "宿迁市人民政府", year) for year in (2023, 2024)]
    views = [t.view for t in told]
    assert list(data_of(figures.yearly_counts(views))["year"]) == [2023] * 3 + [2024] * 3
    assert set(data_of(figures.yearly_shares(views))["year"]) == {2023, 2024}
    assert set(data_of(figures.shares(views))["report"]) == {v.name for v in views}
    group = neighbours()
    placed = PeersOfReport(group, group.reports["report"].iloc[0])
    funnel = figures.funnel_plot(
        placed.compared, defined("granted_any"), "", placed.names("en"), "en"
    )
    enough = placed.compared.table["denominator"] >= 5
    assert 0 < len(data_of(funnel)) == enough.sum() < len(enough)


def test_the_way_of_the_requests_gives_counts_and_no_percentage(dataset):
    shown = figures.requests_flow(Assessment(dataset, "宿迁市人民政府", 2024).view)
    assert "%" not in alt_of(shown)


def test_a_name_that_a_spreadsheet_would_calculate_is_text_in_the_csv():
    shown = figures.figure(figures.Canvas(10), "t", "x", (("name", "n"), [("=1+1", 2.0)]))
    assert data_of(shown)["name"].item() == "'=1+1"


@pytest.mark.parametrize("heights", [(100, 100, 100, 100), (100, 104, 160, 102), (45, 40, 38, 47)])
def test_labels_of_years_do_not_lie_on_each_other(heights):
    """The last ends at its year, and lay on that of two years before."""
    taken: list[tuple[float, float, float]] = []
    for n, height in enumerate(heights):
        _clear((20 + 29 * n, height), 35, n == 3, taken)
    for one, two in itertools.combinations(taken, 2):
        beside = one[1] <= two[0] or two[1] <= one[0]
        assert beside or abs(one[2] - two[2]) >= 12
    assert all(30 <= height <= 190 for _, _, height in taken)


def test_years_that_lie_close_together_are_not_all_labelled():
    years = [2019, 2020, 2021, 2022, 2023, 2024, 2025]
    assert _apart(years, [20.0 * n for n in range(7)], 26) == {2019, 2021, 2023, 2025}
    assert _apart(years[:3], [0.0, 30.0, 60.0], 26) == {2019, 2020, 2021}
    assert _apart([2023], [50.0], 26) == {2023}


def test_reports_of_one_figure_have_a_mark_of_their_own(dataset, monkeypatch):
    """Of seven, the first and the last were both a blue dot."""
    drawn = set()
    monkeypatch.setattr(Canvas, "dots", lambda own, points, *mark: drawn.add(mark))
    view = Assessment(dataset, "宿迁市人民政府", 2024, "zh").view
    figures.shares([view] * 12)
    assert len(drawn) == 12


def test_a_funnel_explains_diamonds_where_it_draws_one():
    explained = set()
    for county in (OUTLIER, COUNTIES[0]):
        shown = parts.peers(Assessment(neighbours(), f"{county}自然资源局", YEAR, "zh"))
        diamonds = SERIES[1] in svg_of(shown)
        assert ("菱形" in shown.text) == diamonds
        explained.add(diamonds)
    assert explained == {True, False}


def test_the_table_of_peers_explains_the_marks_that_it_has():
    """Seen: what rare means, and how likely far above the middle, below a table without either."""
    both = set()
    for count in (6, 40):
        data = neighbours(count)
        shares = group_tables(Peers(data, report=data.reports["report"].iloc[0])).text
        rows, legend = shares.partition("次序按机关名称")[::2]
        assert ("罕见：" in legend) == (">罕见<" in rows)
        assert ("成倍高于同类" in legend) == ("超过中位数" in rows)
        both.add("罕见：" in legend)
    assert both == {True, False}
