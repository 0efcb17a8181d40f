"""The fixed narrative: the same data give the same words, and no word goes beyond the data."""

import re

import pytest
import yaml

from analysis import InputError, read_report
from analysis.assessing.dataset import Dataset
from analysis.checking import check_reports
from analysis.running.tables import build_dataset
from analysis.telling import parts, tables
from analysis.telling.assessment.first_page import first_page
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.comparison import Comparison
from analysis.telling.figures.mix import outcome_mix
from analysis.telling.figures.years import yearly_shares
from analysis.telling.tables.indicators import indicators
from analysis.telling.wording import wording_in as _wording
from tests.support import layouts
from tests.support.paths import ROOT

REPORTS = [
    ("上海市人民政府办公厅", 2019),
    ("宿迁市人民政府", 2023),
    ("宿迁市人民政府", 2024),
    ("湘乡市自然资源局", 2022),
]
GOLDEN = ROOT / "tests" / "golden"
YEARS = ["宿迁市人民政府-2023", "宿迁市人民政府-2024"]
AGENCIES = ["上海市人民政府办公厅-2019", "宿迁市人民政府-2024", "湘乡市自然资源局-2022"]


def text_of(told):
    lines = [f"= {told.title}"]
    for name, sentences in told.sections.items():
        lines += [f"# {name}", *(f"[{s.id}] {s.text}" for s in sentences)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("agency", "year"), REPORTS)
def test_the_assessment_reads_as_it_did(dataset, golden, agency, year, lang):
    golden(f"{agency}-{year}.{lang}.txt", text_of(Assessment(dataset, agency, year, lang)))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "reports"), [("years", YEARS), ("agencies", AGENCIES)])
def test_the_comparison_reads_as_it_did(dataset, golden, name, reports, lang):
    golden(f"comparison-{name}.{lang}.txt", text_of(Comparison(dataset, reports, lang)))


def test_the_order_of_reports_does_not_change_a_comparison(dataset):
    assert text_of(Comparison(dataset, AGENCIES)) == text_of(Comparison(dataset, AGENCIES[::-1]))


def test_both_editions_say_the_same_sentences(dataset):
    for agency, year in REPORTS:
        editions = [
            [s.id for s in Assessment(dataset, agency, year, lang).sentences()]
            for lang in ("zh", "en")
        ]
        assert editions[0] == editions[1]


def test_every_figure_of_a_share_comes_from_the_cells_its_sentence_names(dataset):
    told = Assessment(dataset, "湘乡市自然资源局", 2022)
    granted = next(s for s in told.sentences() if s.id == "end.granted")
    assert {r.code for r in granted.cells} == {"requests/granted/total", "requests/concluded/total"}
    assert "24件，占办结总数25件的96.0%" in granted.text
    assert "80.5%～99.3%" in granted.text


def test_the_first_lines_name_agency_and_year_and_say_what_is_established_and_missing(dataset):
    lead = Assessment(dataset, "宿迁市人民政府", 2024).sections["lead"]
    assert [s.id for s in lead] == [
        "lead.requests",
        "change.count",
        "change.share_apart",
        "lead.sound",
    ]
    assert all("宿迁市人民政府" in s.text and "2024年" in s.text for s in lead)
    assert "由2023年的3,511件增至2024年的3,525件" in lead[1].text
    alone = Assessment(dataset, "湘乡市自然资源局", 2022).sections["lead"]
    assert alone[-1].text == "湘乡市自然资源局2022年度数据局限：上一年度报告未载入。"


def test_a_failed_check_is_in_the_first_lines(tmp_path):
    lead = tell(tmp_path, requests__received__total=13).sections["lead"]
    assert "2 of 42 checks of figures against each other fail" in next(
        s.text for s in lead if s.id == "lead.doubt"
    )


def test_no_chinese_text_names_a_place_or_a_thing_in_another_way(golden_texts):
    """Latin words for places, and second names for one thing, in the Chinese texts."""
    latin = re.compile(r"\b(?:paragraph|table|line|row|column|page|sheet) \d", re.IGNORECASE)
    for name, text in golden_texts.items():
        assert not latin.search(text), (name, latin.search(text))
        for other in ("全地区", "霍赫贝格", "采信", "尚不知道", "都看不出"):
            assert other not in text, (name, other)


def test_plain_english_has_no_archaisms(golden_texts_en):
    old = re.compile(
        r"unprocessed|\bhave to be told\b|for want of|\bsave for\b|thereof|herein", re.I
    )
    for name, text in golden_texts_en.items():
        assert not old.search(text), (name, old.search(text))


@pytest.fixture(scope="module")
def golden_texts():
    return {p.name: p.read_text(encoding="utf-8") for p in GOLDEN.glob("*.zh.txt")}


@pytest.fixture(scope="module")
def golden_texts_en():
    ids = re.compile(r"^\[[\w.]+\] ", re.M)  # only what people read
    return {p.name: ids.sub("", p.read_text(encoding="utf-8")) for p in GOLDEN.glob("*.en.txt")}


def tell(tmp_path, lang="en", **cells) -> Assessment:
    path = tmp_path / "report.txt"
    path.write_text(layouts.flattened(layouts.figures(**cells)), encoding="utf-8")
    report = read_report(path)
    data = build_dataset([report], check_reports([report]))
    return Assessment(data, report.agency, report.year, lang)


def test_an_unknown_total_is_not_told_as_zero(tmp_path):
    blanks = {
        f"requests__{item}__{column}": ""
        for item in ("concluded", "granted", "received", "carried_out")
        for column in ("natural_person", "business", "total")
    }
    told = tell(tmp_path, **blanks)
    said = {s.id: s.text for s in told.sentences()}
    assert "end.unknown" in said
    assert "not stated" in said["in.received"]
    assert "in.none" not in said
    assert "end.granted" not in said


def test_a_bureau_without_requests_is_told_so_and_gets_no_shares(tmp_path):
    zeros = {
        f"requests__{item}__{column}": 0
        for item in layouts.FIGURES
        for column in ("natural_person", "business", "total")
    }
    said = {s.id for s in tell(tmp_path, **zeros).sentences()}
    assert {"in.none", "end.none", "refuse.none", "carry.none"} <= said
    assert not {"end.granted", "in.natural", "end.unknown"} & said


def few_requests(**cells):
    """Three of four requests concluded are granted."""
    rows = {"received": 4, "carried_in": 0, "granted": 3, "concluded": 4, "carried_out": 0}
    rows |= {"refused.state_secret": 0, "unavailable.not_held": 1}
    own = {f"requests__{r}__{c}": v for r, v in rows.items() for c in ("natural_person", "total")}
    review = {
        f"remedies__review__{c}": v for c, v in {"upheld": 2, "corrected": 1, "total": 3}.items()
    }
    return own | {f"requests__{r}__business": 0 for r in rows} | review | cells


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shares_of_fewer_than_five_are_nowhere_given_in_percent(tmp_path, lang):
    told = tell(tmp_path, lang, **few_requests())
    said = {s.id: s.text for s in told.sentences()}
    granted = {
        "zh": "予以公开3件（办结总数4件）。",
        "en": "Granted in full: 3 of 4 requests concluded.",
    }
    assert said["end.granted"] == granted[lang]
    assert {"in.natural", "hold.some", "remedy.review_corrected"} <= set(said)
    # What an interval means is said where one is given: of those received, or at hand.
    assert ("end.interval" in said) == any(
        "95%" in text for key, text in said.items() if key != "end.interval"
    )
    shown = first_page(told).text + indicators([told.view]).text
    figures = outcome_mix(told.view, {}, {}).text + yearly_shares([told.view]).text
    for text in (*said.values(), shown, re.sub(r"href=\S+", "", figures)):
        found = [p for p in re.findall(r"\d+\.\d%", text) if p != "100.0%"]
        assert not found, text
    assert "3/4" in shown
    assert figures == ""  # with nothing to draw


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        (
            "zh",
            [
                "新收和办结申请件数在表中均未载明",
                "新收、上年结转、办结和结转下年的申请件数在表中均未载明",
                "本年新收和上年结转的政府信息公开申请件数均未载明",
                "行政复议和行政诉讼件数均未载明",
            ],
        ),
        (
            "en",
            [
                "requests received and concluded are not stated in the tables",
                "received, carried in, concluded and carried forward are not stated in the tables",
                "newly received and carried over from the year before are not stated",
                "The numbers of reviews and suits are not stated",
            ],
        ),
    ],
)
def test_figures_that_lack_a_number_alike_are_said_once(tmp_path, lang, texts):
    names = layouts.figures()
    blanks = {c.replace("/", "__"): "" for c in names if not c.startswith("disclosure/")}
    said = {s.id: s.text for s in tell(tmp_path, lang, **blanks).sentences()}
    keys = ("lead.requests", "sum.requests", "in.received", "sum.remedies")
    assert all(text in said[key] for key, text in zip(keys, texts, strict=True)), said


def test_a_failed_tie_is_told_before_its_figures_are(tmp_path):
    told = tell(tmp_path, requests__received__total=13)
    assert next(s.id for s in told.sections["integrity"]) == "check.some_fail"
    order = Assessment.SECTIONS
    assert order.index("integrity") < order.index("received")


def test_a_report_from_outside_cannot_put_markup_on_a_page(tmp_path):
    told = tell(tmp_path, requests__granted__total="<script>alert(1)</script>9")
    page = (
        tables.statutory(told.view, "requests").text
        + tables.findings(told.view.findings, "en").text
        + parts.evidence(told).text
    )
    assert "<script>" not in page


@pytest.mark.parametrize("reports", [None, [], YEARS[:1], [*YEARS, "宿迁市-2025"]])
def test_a_comparison_of_too_few_or_unknown_reports_is_refused(dataset, reports):
    with pytest.raises(InputError):
        Comparison(dataset, reports)


def test_an_edition_that_does_not_exist_is_refused(dataset):
    with pytest.raises(InputError, match="'zh' or 'en'"):
        Assessment(dataset, "湘乡市自然资源局", 2022, "fr")


def test_every_sentence_and_word_has_both_editions():
    for entries in (_wording("sentences"), _wording("words")):
        for key, entry in entries.items():
            assert set(entry) - {"when"} == {"zh", "en"}, key
            assert all(entry.values()), key


def test_every_sentence_is_said_somewhere():
    code = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "src" / "analysis" / "telling").rglob("*.py")
    )
    # Keys that are put together, as f"cannot.{key}", show their last part alone.
    for key in _wording("sentences"):
        stem, last = key.split(".")
        assert f'"{key}"' in code or (
            f"{stem}." in code and re.search(rf'["_.{{]?{last.split("_")[-1]}["}}]', code)
        ), key


def test_no_wording_is_in_code():
    han = re.compile(r"[\u4e00-\u9fff]{4,}")
    for path in (ROOT / "src" / "analysis" / "telling").rglob("*.py"):
        code = re.sub(r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.S)
        found = [
            m
            for m in han.findall(code)
            if not re.search("国办|行政机关不再处理|区分处理|一二三", m)
        ]
        assert found == [], path.name


def test_the_dataset_is_not_changed_by_telling(dataset):
    before = dataset.to_csv()
    Assessment(dataset, "宿迁市人民政府", 2024)
    assert isinstance(dataset, Dataset)
    assert dataset.to_csv() == before


def test_schema_describes_every_column():
    schema = yaml.safe_load(
        (ROOT / "src/analysis/assessing/schema.yml").read_text(encoding="utf-8")
    )
    assert all(
        len(entry) == 3 and all(entry)
        for table in schema.values()
        for entry in table["columns"].values()
    )
