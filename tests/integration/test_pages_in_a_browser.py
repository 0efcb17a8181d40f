"""The index and pages in a real browser, opened as files: search, folding, links, terms, figures."""

import re
import shutil
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from analysis.publishing import index
from analysis.publishing.index import Comparison, index_files
from analysis.publishing.index_rows import indexed
from analysis.publishing.outline import outlined
from analysis.publishing.page import page
from analysis.publishing.shared import script, shared_files
from analysis.telling import figures
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.peers.chapters import each_indicator, group_tables
from analysis.telling.peers.narrative import Peers
from analysis.telling.sections import style
from tests.support.neighbours import neighbours
from tests.support.pages import page_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium here")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser, tmp_path):
    """A function that writes files, opens the first as a file and gives the page; no error in it."""
    tab, errors = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN"), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on(
        "request", lambda r: None if r.url.startswith(("file:", "data:")) else errors.append(r.url)
    )

    def open_files(files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        tab.goto((tmp_path / next(iter(files))).as_uri())
        return tab

    yield open_files
    tab.close()
    assert errors == []


@pytest.mark.parametrize("in_pieces", [False, True])
def test_the_index_finds_reports_and_its_counts_follow(opened, dataset, monkeypatch, in_pieces):
    if in_pieces:
        monkeypatch.setattr(index, "INLINE", 0)
    compared = [Comparison({"zh": "宿迁市各年度", "en": "Suqian over the years"}, "宿迁市-years")]
    files = index_files(indexed(dataset), ["reports.csv"], compared, [])
    assert (len(files) > 1) == in_pieces
    tab = opened(files)
    rows = tab.locator("table.reports tbody tr:visible")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390

    tab.fill("#seek", "suqianshi 2024")
    tab.wait_for_function("document.getElementById('found').textContent.endsWith(' 1')")
    assert rows.count() == 1
    assert rows.locator("a").first.inner_text() == "宿迁市人民政府 2024"
    assert rows.locator("a").first.evaluate("a => decodeURI(a.getAttribute('href'))") == (
        "assessments/宿迁市人民政府-2024.zh.html"
    )
    counts = tab.locator("details.place:visible .count").all_inner_texts()
    assert counts == ["1 / 2"]

    tab.fill("#seek", "")
    tab.select_option("#year", "2019")
    tab.wait_for_function("document.getElementById('found').textContent.endsWith(' 1')")
    assert "上海市" in tab.locator("details.place:visible summary").first.inner_text()
    tab.select_option("#year", "")
    assert tab.locator("#found").inner_text() == ""


def test_a_page_can_be_used_by_keyboard_and_gives_its_figures(opened, dataset):
    view = Assessment(dataset, "宿迁市人民政府", 2024).view
    cells = [
        f"{style().text}<h1>某局</h1>",
        f"<h2>一、去向</h2><p>勾稽关系。</p>{figures.requests_flow(view).text}",
        "<h2>附：表</h2>",
        "<p id='deep'>在附录里</p>",
    ]
    body = "".join(f'<div id="cell-id=c{n}">{text}</div>' for n, text in enumerate(cells))
    tab = opened({"a.html": page(outlined(body, "zh"), "某局", "zh", script=script())})
    term = tab.locator("a.term")
    term.focus()
    tip = "getComputedStyle(document.querySelector('a.term'), '::after').content"
    tab.wait_for_function(f"{tip} !== 'none'")
    assert term.get_attribute("data-term") in tab.evaluate(tip)
    assert tab.locator("figure .files a").all_inner_texts() == ["CSV", "SVG"]
    with tab.expect_download() as got:
        tab.locator("figure .files a", has_text="SVG").click()
    assert got.value.suggested_filename.endswith(".svg")
    saved = ElementTree.parse(got.value.path()).getroot()
    assert saved.tag == "{http://www.w3.org/2000/svg}svg"
    assert saved.get("width") == "430"
    shown = tab.locator("figure svg text").all_text_contents()
    assert [node.text for node in saved.iter("{http://www.w3.org/2000/svg}text")] == shown
    assert not tab.locator("#deep").is_visible()
    tab.evaluate("location.hash = '#deep'")
    tab.wait_for_function("document.querySelector('details.appendix').open")


def test_a_page_of_a_compact_run_shows_and_gives_what_a_whole_one_does(opened, dataset):
    about = {"agency": "宿迁市人民政府", "year": 2024}
    whole = page_of("agency_assessment", "zh", dataset, **about)
    small = page_of("agency_assessment", "zh", dataset, note="gouji assess …", shared="", **about)
    tab = opened({"whole.html": whole})
    shown = "[...document.querySelectorAll('td.caveat')].map(c => c.textContent)"
    tips = "[...document.querySelectorAll('a.term')].map(t => t.dataset.term)"
    caveats, terms = tab.evaluate(shown), tab.evaluate(tips)
    entry = tab.evaluate("decodeURIComponent(document.querySelector('a[download$=bib]').href)")
    assert len(caveats) > 30

    tab = opened({"small.html": small, **shared_files(compact="zh")})
    styled = "getComputedStyle(c, '::before').content.slice(1, -1).replace(/\\\\(.)/g, '$1')"
    assert tab.evaluate(shown.replace("c.textContent", f"c.textContent || {styled}")) == caveats
    assert tab.evaluate(tips) == terms
    link = tab.locator("a[download$=bib]")
    assert tab.evaluate("e => decodeURIComponent(e.href)", link.element_handle()) == entry
    # A figure is saved with the typeface of the page, which the page itself does not repeat.
    assert "font-family" not in small.split("<svg", 1)[1]
    svg = tab.locator("figure .files a", has_text="SVG").first.get_attribute("href")
    drawn = ElementTree.fromstring(unquote(svg.partition(",")[2]))
    assert "Gouji Sans" in drawn.get("font-family")
    # The table with caveats fits a telephone.
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    table = "document.querySelector('table.measured').parentNode"
    assert tab.evaluate(f"{table}.scrollWidth <= {table}.clientWidth")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    # The number of a sentence tells its cells, and leads there and back.
    number = tab.locator("sup a").first
    number.hover()
    assert "requests/" in number.get_attribute("title")
    row = tab.locator(number.get_attribute("href"))
    assert row.locator("a").get_attribute("href") == f"#{number.evaluate('a => a.parentNode.id')}"


def test_a_term_without_its_meaning_has_no_bubble(opened, dataset):
    """The style sheet beside a compact page is of another version: what it lacks is not made up."""
    about = {"agency": "宿迁市人民政府", "year": 2024, "note": "gouji assess …", "shared": ""}
    page = page_of("agency_assessment", "zh", dataset, **about)
    tab = opened({"small.html": page, **shared_files()})
    assert tab.locator("a.term").count() > 3
    assert tab.locator("a.term[data-term]").count() == 0


def test_the_table_of_a_group_is_sorted_by_keyboard_and_small_shares_stay_last(opened):
    group = neighbours()
    told = Peers(group, group.groups["group"].iloc[0])
    body = f'<div id="cell-id=c0">{group_tables(told).text}</div>'
    tab = opened({"a.html": page(body, "组", "zh", script=script())})
    keys = "[...document.querySelectorAll('table.sortable tbody tr')].map(r => r.cells[2].dataset.sort || '')"
    before = tab.evaluate(keys)
    shares = sorted((float(key) for key in before if key), reverse=True)
    small = before.count("")
    assert small
    button = tab.locator("table.sortable th button").nth(2)
    for order in (shares, shares[::-1]):
        button.focus()
        tab.keyboard.press("Enter")
        after = tab.evaluate(keys)
        assert [float(key) for key in after[:-small]] == order
        assert after[-small:] == [""] * small


def test_points_can_be_pointed_at_and_an_agency_and_an_indicator_picked(opened):
    group = neighbours()
    told = Peers(group, group.groups["group"].iloc[0])
    body = f"{group_tables(told).text}<h2>附</h2>{each_indicator(told).text}"
    tab = opened({"a.html": page(body, "组", "zh", script=script(body))})
    figure = tab.locator("figure").first
    points = figure.locator(".point")
    drawing = figure.locator("svg").inner_html().replace('"', "'")
    drawn = [
        tuple(map(float, c)) for c in re.findall(r"<circle cx='([\d.]+)' cy='([\d.]+)'", drawing)
    ]
    for path in re.findall(r"<path d='(M[^']*Z)'", drawing):  # a diamond: the middle of its corners
        corners = [float(number) for number in re.findall(r"[\d.]+", path)]
        drawn.append((sum(corners[::2]) / 4, sum(corners[1::2]) / 4))
    width, height = (
        float(figure.locator("svg").get_attribute(side)) for side in ("width", "height")
    )
    placed = points.evaluate_all(
        "all => all.map(p => [parseFloat(p.style.left), parseFloat(p.style.top)])"
    )
    assert len(placed) > 5
    for across, down in placed:
        assert any(
            abs(across / 100 * width - x) + abs(down / 100 * height - y) < 1 for x, y in drawn
        )

    name = tab.locator("select.agency option").nth(3).inner_text()
    tab.select_option("select.agency", name)
    picked = tab.locator("figure").first.locator(".point.picked")
    row = tab.locator("table.sortable tr.picked")
    label = tab.locator("figure").first.get_attribute("data-label")
    column = tab.locator("table.sortable thead th").all_inner_texts().index(label)
    counts, share = row.locator("td").nth(column - 1).inner_text().split("\n")
    whole, part = re.findall(r"\d+", counts)
    assert picked.get_attribute("aria-label") == f"{name}\n{part}/{whole} = {share}"
    tip = "getComputedStyle(document.querySelector('.point.picked'), '::after').content"
    assert name in tab.evaluate(tip)

    other = tab.locator("figure[data-label]").nth(1).get_attribute("data-label")
    tab.select_option("select.indicator", other)
    assert tab.locator("table.sortable thead th:visible").all_inner_texts()[1:] == [other]
    assert tab.locator("figure:visible").first.get_attribute("data-label") == other
    assert tab.locator("figure:visible").first.locator(".point.picked").count() == 1
    tab.select_option("select.indicator", "")
    assert tab.locator("figure:visible").first.get_attribute("data-label") == label


def test_a_group_prints_all_its_columns(opened):
    group = neighbours()
    told = Peers(group, group.groups["group"].iloc[0], lang="en")
    tab = opened({"a.html": page(style().text + group_tables(told).text, "group", "en")})
    tab.set_viewport_size({"width": 673, "height": 900})  # A4 between the margins
    tab.emulate_media(media="print")
    for wide in tab.locator(".scroll").all():
        assert wide.evaluate("box => box.scrollWidth <= box.clientWidth")
