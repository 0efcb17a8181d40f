"""A cell's place on a page: an XPath for the original, and a copy in which it is marked and nothing
runs.
"""

import random
import re

import pytest
from lxml import etree

from analysis import InputError
from analysis.reading.document import read_bytes
from analysis.reading.highlight import dom_path, highlighted_page
from analysis.recognising.recognise import recognise
from benchmarks.exactness import AGENCY, STYLES, YEAR
from benchmarks.rendering import html
from benchmarks.rendering.forms import printed, random_cells, tables


def page(wrap=html.plain, **options):
    rng = random.Random(5)
    shown = printed(random_cells("2021", rng), "2021", STYLES["plain"], rng)
    return html.page(
        AGENCY, YEAR, tables("2021", STYLES["plain"], shown), rng, wrap, **options
    ).encode()


@pytest.mark.parametrize(
    "data", [page(), page(html.word), page(nested=True)], ids=["plain", "Word", "nested"]
)
def test_the_path_of_a_cell_leads_to_what_was_printed(data):
    root = etree.fromstring(data.decode(), etree.HTMLParser())
    cells = recognise(read_bytes(data, "page.html"), {}).cells
    for cell in cells.iloc[::29].itertuples():
        (element,) = root.xpath(dom_path(data, cell.where))
        assert "".join(element.itertext()).strip() == cell.printed


def test_the_path_of_a_paragraph_leads_to_its_text():
    data = page()
    line = next(
        b for b in read_bytes(data, "page.html").blocks if getattr(b, "where", "") == "paragraph 5"
    )
    (element,) = etree.fromstring(data.decode(), etree.HTMLParser()).xpath(
        dom_path(data, "paragraph 5")
    )
    assert "".join(element.itertext()).strip() == line.text


HOSTILE = (
    b'<body onload="x()"><svg/onload=alert(1)><img src=http://a.example/b.png onerror=alert(1)><a href="javascript:alert(1)">k</a>'
    b"<iframe src=http://e.example></iframe><form action=http://x.example><input type=image src=http://x.example></form>"
    b'<p style="background:u\\72l(http://x.example)">s</p><style>@import "http://x.example";</style><x:y onclick=1>t</x:y>'
    b"<link rel=stylesheet href=http://x.example><meta http-equiv=refresh content='0;"
    b"url=http://x.example'><base href=http://x.example>"
)


def test_the_marked_copy_says_what_it_is_and_runs_and_loads_nothing(tmp_path):
    data = page().replace(b"<body>", HOSTILE)
    cell = recognise(read_bytes(data, "page.html"), {}).cells.iloc[30]
    highlighted_page(data, "a<b>.html", [cell["where"]], tmp_path / "out.html")
    out = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert not re.search(
        r"example|<script|\son\w+=|javascript:|<iframe|<form|<svg|@import|<link|<base|refresh", out
    )
    assert "a&lt;b&gt;.html" in out
    assert re.search(r"sha256 [0-9a-f]{64}", out)
    marked = etree.fromstring(out, etree.HTMLParser()).xpath("//*[@id='gouji-1']")
    assert [m.text for m in marked] == [cell["printed"]]
    assert "default-src 'none'" in out


@pytest.mark.parametrize(
    ("data", "where"), [(page(), "table 99, row 1, column 1"), ("没有标记".encode(), "paragraph 1")]
)
def test_a_place_that_is_not_there_is_said(tmp_path, data, where):
    with pytest.raises(InputError, match=r"page\.html"):
        highlighted_page(data, "page.html", [where], tmp_path / "out.html")
