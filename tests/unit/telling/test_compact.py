"""What a notebook holds of a page: fewer bytes, the same document, nothing of a text touched."""

from lxml import html as lx

from analysis.telling.html import Html, compact, table, tag


def test_a_shorter_table_is_the_same_table():
    rows = [
        [tag("th", f"行{n}", scope="row"), '<td class="num zero">0</td>', "x"] for n in range(3)
    ]
    listed = tag("ul", tag("li", 'a class="b" <b>c</b>') + "\n" + tag("li", "d"), cls="gouji")
    whole = f"{table(['甲', '乙', '丙'], rows, 'peers')}{listed}"
    short = compact(whole)
    assert len(short) < 0.9 * len(whole)
    assert short.startswith("<div class=scroll>")
    assert '<td class="num zero">' in short  # two classes need their quotes
    assert 'a class="b" ' in short  # a text, not a tag

    def read(text):
        nodes = lx.fromstring(f"<div>{text}</div>").iter()
        return [(n.tag, dict(n.attrib), (n.text or "").strip()) for n in nodes]

    assert read(short) == read(whole)
    assert Html(whole)._repr_html_().endswith(f">{short}</div>")
