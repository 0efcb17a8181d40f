"""The outline of a page: headings have links, appendices are folded, terms are explained once."""

import lxml.html
import pytest

from analysis.publishing.outline import _terms, _words, outlined

CELLS = """<div id="cell-id=cell-01" class="cell"><h1>某局</h1><p class="legend">× 存疑</p></div>
<div id="cell-id=cell-02" class="cell"><h2>一、数字</h2><p>勾稽关系12处。95%区间。</p><h3>甲</h3></div>
<div id="cell-id=cell-03" class="cell"><h2>附：表</h2></div>
<div id="cell-id=cell-04" class="cell"><table><tr><td id="c1">中位数</td></tr></table></div>
<div id="cell-id=cell-05" class="cell"><h2>二、后</h2><p>又是勾稽关系和<q>无法判定</q>。</p></div>"""


@pytest.fixture
def tree():
    return lxml.html.document_fromstring(outlined(CELLS, "zh"))


def test_every_heading_has_an_id(tree):
    assert all(heading.get("id") for heading in tree.xpath("//h2 | //h3"))
    assert not tree.xpath("//summary//a")  # what folds is one thing to a keyboard
    ids = tree.xpath("//*/@id")
    assert len(set(ids)) == len(ids)
    assert tree.xpath("//h3/@id") == ["sec-1-1"]


def test_the_contents_lead_to_every_section(tree):
    links = tree.xpath("//nav[@class='contents']//a/@href")
    assert links == [f"#{i}" for i in tree.xpath("//h2/@id")]
    assert tree.xpath("//p[@class='legend']/following-sibling::*[1]/@class") == ["contents"]


def test_an_appendix_is_folded_up_to_the_next_heading_and_nothing_else_is(tree):
    first, last = tree.xpath("//details[@class='appendix']")
    assert first.xpath(".//td/@id") == ["c1"]
    assert not first.xpath(".//h2[contains(., '二、')]")
    assert last.xpath("string(summary/h2)").startswith("附：用语")
    assert tree.xpath("//h2[contains(., '二、')]")


def test_a_term_is_explained_where_it_comes_first_and_not_inside_quotations_or_tables(tree):
    terms = tree.xpath("//a[@class='term']")
    assert [t.text for t in terms] == ["存疑", "勾稽关系", "95%区间"]
    for term in terms:
        (entry,) = tree.xpath(f"//dt[@id='{term.get('href')[1:]}']/following-sibling::dd[1]")
        assert entry.text_content()


def test_no_word_of_a_page_is_changed():
    plain = lxml.html.document_fromstring(CELLS).text_content()
    tree = lxml.html.document_fromstring(outlined(CELLS, "zh"))
    glossary = "//details[.//dl[@class='terms']]"
    for added in tree.xpath(f"//nav | {glossary}"):
        added.drop_tree()
    assert "".join(tree.text_content().split()) == "".join(plain.split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_term_is_found_by_each_of_its_spellings(lang):
    pattern, spelt = _terms(lang)
    for spelling, key in spelt.items():
        assert pattern.search(f"so {spelling}.")[1] == spelling
        assert _words()[key][lang]
