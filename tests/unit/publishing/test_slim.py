"""A page of a compact run says what the whole page says, in fewer bytes."""

import re

import pytest
from lxml import html as lx

from analysis.publishing.shared import shared_files
from analysis.publishing.slim import repeated_texts, slim
from analysis.telling.wording import word
from tests.support.pages import page_of

NOTE = "gouji assess 某局 2023"
MOST = 62_000  # bytes of a page of the first; 81,000 when it was as a whole run has it
REPORTS = [("宿迁市人民政府", 2023), ("湘乡市自然资源局", 2022), ("上海市人民政府办公厅", 2019)]


@pytest.fixture(
    scope="module", params=[(*report, lang) for report in REPORTS for lang in ("zh", "en")], ids=str
)
def both(request, dataset):
    """A whole page, and that of a compact run."""
    agency, year, lang = request.param
    how = "agency_assessment", lang, dataset
    return [
        lx.document_fromstring(page_of(*how, note=note, agency=agency, year=year))
        for note in ("", NOTE)
    ]


def text_of(node):
    """What is seen of a part of a page, as one reads it."""
    return re.sub(r"\s+|\u2060", "", node.text_content())


def pieces(page, path):
    return [text_of(node) for node in page.xpath(path)]


def test_every_text_is_there_but_the_names_of_files_that_it_no_longer_holds(both):
    whole, small = both
    for page in both:
        for node in page.xpath("//*[@class='files'] | //style | //script | //svg//text | //footer"):
            node.getparent().remove(node) if not node.tail else node.clear(keep_tail=True)
    assert text_of(small) == text_of(whole)


@pytest.mark.parametrize(
    "path", ["//td", "//th", "//li", "//p[not(@class='files')]", "//h2", "//dd"]
)
def test_every_cell_item_and_paragraph_is_there_in_its_order(both, path):
    whole, small = both
    assert pieces(small, path) == pieces(whole, path)
    assert len(pieces(small, path)) > 3


def test_every_drawing_says_the_same_at_the_same_places(both):
    drawn = [
        [
            (node.tag, node.text, node.get("d"), node.get("x"), node.get("cx"), node.get("fill"))
            for node in page.xpath("//svg//*")
        ]
        for page in both
    ]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) > 40
    # A figure is described to those who cannot see it; a graphic within a line is where its text is not beside it.
    for page in both:
        for svg in page.xpath("//svg"):
            assert svg.get("aria-label") or (svg.get("aria-hidden") and text_of(svg.getparent()))
        assert all(svg.get("aria-label") for svg in page.xpath("//figure//svg"))


def test_every_link_within_the_page_leads_somewhere(both):
    for page in both:
        targets = {node.get("id") for node in page.xpath("//*[@id]")}
        links = [link[1:] for link in page.xpath("//a/@href") if link.startswith("#")]
        assert set(links) <= targets
    assert pieces(both[0], "//sup/a") == pieces(both[1], "//sup/a")
    # From the list of cells one comes back to the sentence.
    for n in both[1].xpath("//table[contains(@class, 'notes')]//td[1]/a"):
        (target,) = both[1].xpath(f"//*[@id='{n.get('href')[1:]}']")
        assert text_of(target) == text_of(n)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_every_page_repeats_is_said_in_the_style_sheet_of_the_folder(dataset, lang):
    agency, year = REPORTS[0]
    how = {"data": dataset, "lang": lang, "note": NOTE, "agency": agency, "year": year}
    whole, small = (
        lx.document_fromstring(page_of("agency_assessment", shared=s, **how)) for s in (None, "../")
    )
    page = page_of("agency_assessment", shared="../", **how)
    assert len(page.encode()) < MOST
    texts = {}
    for name, text in re.findall(r'\.(w\w+)::before\{content:"(.*)"\}', repeated_texts(lang)):
        assert name not in texts  # two texts of one name would be one on the page
        texts[name] = text.replace("\u200b", "").replace('\\"', '"')
    assert repeated_texts(lang) in shared_files("", lang)["page.css"]
    named = [n for n in small.iter() if set((n.get("class") or "").split()) & set(texts)]
    assert {n.tag for n in named} == {"code", "dd", "td", "th"}
    assert len(named) > 60
    for n in named:
        assert not n.text
        n.text = next(texts[name] for name in n.get("class").split() if name in texts)
    for path in ("//td", "//th", "//dd"):
        assert pieces(small, path) == pieces(whole, path)


def test_a_caveat_of_the_user_s_own_stays_in_the_page():
    own = "<td class=caveat>我自己写的一句注意事项，别处没有</td>"
    assert slim(own, shared=True) == own
    assert slim(
        '<td class=caveat rowspan="2">由报告机关自行登记的件数。</td>', shared=True
    ).endswith(' rowspan="2"></td>')


def test_a_graphic_whose_label_says_more_than_the_text_beside_it_keeps_it():
    key = (
        "<div class=key><span class=label>甲<a href=#term-x class=term>乙</a></span><b>40.0%</b>"
        '<svg class=strip role=img aria-label="{}" width=132></svg><small>2/5，a &amp; b</small></div>'
    )
    assert "aria-hidden" in slim(key.format("甲乙 40.0% (2/5，a &amp; b)"))
    for more in ("甲乙 40.0% (2/5，a &amp; b); 同组中位数 3%", "甲乙 41.0% (2/5，a &amp; b)"):
        assert slim(key.format(more)) == key.format(more)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_of_a_table_that_only_lacks_numbers_a_corpus_names_the_rows(dataset, lang):
    whole, small = (
        lx.document_fromstring(page_of("integrity", lang, dataset, note=note, pages="assessments"))
        for note in ("", NOTE)
    )
    shown = [page.xpath("//table[contains(@class, 'lit')]") for page in (whole, small)]
    folded = whole.xpath("//details//table[contains(@class, 'lit')]")
    assert folded
    assert len(shown[1]) == len(shown[0]) - len(folded)
    assert word("highlight_elsewhere", lang) in small.text_content()
    # Each row and column that is highlighted there is in the list of open checks, with a link to its report.
    listed = "//h2[@id='sec-4']/following::table[not(contains(@class, 'lit'))]"
    assert pieces(small, listed) == pieces(whole, listed)
    assert not small.xpath("//summary[text()=$t]", t=word("highlight_undecided", lang))


def test_a_report_cannot_write_what_is_taken_for_ours():
    evil = "&lt;span data-sentence=a.b&gt;x&lt;/span&gt; &lt;/code&gt;, &lt;code&gt; &lt;div&gt; scope=row"
    whole = f"<div>\n<p class=gouji>{evil}</p></div><div class=a><div>bare {evil}</div></div>"
    assert slim(whole).count(evil) == 2
    assert slim(whole).endswith(f"<div class=a><div>bare {evil}</div></div>")  # text, not a block
