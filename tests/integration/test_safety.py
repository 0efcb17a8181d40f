"""What a report says is text in everything published: never script, Markdown, mathematics, a
formula, a path or a template.
"""

import ast
import csv
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lx

from analysis.assessing.opening import open_dataset
from analysis.assessing.tabular import SCHEMA, bare, guarded
from analysis.files import file_stem
from analysis.publishing.findings_formats import Checked, render
from analysis.publishing.index import script
from analysis.publishing.shared import script as page_script
from analysis.running.corpus import load_reports
from analysis.running.run import run
from tests.support.layouts import figures, flattened, transcription

# 7 × 191 is 1337, which appears nowhere unless somebody calculates it; signs of dollars are even
# in number, as mathematics wants.
# \bad{ is no mathematics: whoever tries it stops.
AGENCY = (
    "某县{{7*191}}{%raw%}${7*191}<script>alert(1)</script><b onpointerover=alert(9)>b</b></title>"
    "<img src=x onerror=alert(2)>\"onmouseover='alert(3)' $x^2$ $\\bad{$|=cmd|'/c calc'!A0"
    "[a](javascript:alert(4))/../../../escape{agency}$局"
)
HARM = "<xss onclick=alert(5)>{{7*191}}</xss></td></script><script>alert(6)</script>"
HOST = "x<b onfocus=alert(10)>$z{{7*191}}.example"
FORMULA = "=cmd|'/c calc'!A0"
FILE = "<img src=x onerror=alert(7)> $y^2$ {lang} =1+1 [b](javascript:c)"
CALCULATES = re.compile(r"[\s\x00-\x1f]*[=+\-@＝＋－＠]|[\t\r\n]")
FIGURE = re.compile(r"[-+]?[\d,.]*%?|[-－]+")
# What a link holds is a file to save, as text that no browser runs.
SAVED = ("data:text/csv;", "data:text/plain;", "data:application/json;")
TAGS = {
    "a",
    "b",
    "body",
    "br",
    "code",
    "dd",
    "details",
    "dl",
    "dt",
    "div",
    "em",
    "figcaption",
    "figure",
    "footer",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "i",
    "circle",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "path",
    "pre",
    "q",
    "rect",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "text",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "wbr",
}
# Of the elements of a drawing; lxml writes them small.
DRAWING = {
    *("cx", "cy", "d", "fill", "font-family", "font-size", "opacity", "r", "stroke"),
    *("stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-width", "text-anchor"),
    *("viewbox", "x", "xmlns", "y"),
}
ATTRIBUTES = {
    "alt",
    "aria-label",
    "aria-level",
    "charset",
    "class",
    "colspan",
    "content",
    "data-sentence",
    "data-sort",
    "data-term",
    "download",
    "href",
    "id",
    "lang",
    "name",
    "role",
    "rowspan",
    "scope",
    "src",
    "style",
    "tabindex",
    "title",
    "type",
    "rel",
    "data-mime-type",
    "height",
    "width",
} | DRAWING
# The index alone has a filter and the script of it, the same on every index.
FILTER_TAGS, FILTER_ATTRIBUTES = (
    {"input", "label", "option", "select"},
    {"autocomplete", "hidden", "open", "value", "placeholder", "aria-live"}
    | {
        f"data-{n}"
        for n in (
            "en",
            "failing",
            "find",
            "kind",
            "label",
            "level",
            "number",
            "total",
            "year",
            "zh",
        )
    },
)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Two years of one hostile agency, decided about by a hostile person, through everything that a
    run does.
    """
    home = tmp_path_factory.mktemp("home") / "odd {lang} $z$"
    raw = home / "raw"
    raw.mkdir(parents=True)
    for year in (2022, 2023):
        cells = figures(
            requests__granted__total=FORMULA if year == 2023 else 9,
            requests__received__total=13,
            remedies__review__upheld=HARM,
            disclosure__fees__amount="@SUM(1+1)",
            requests__other__total="</td><td>",
        )
        said = f"{HARM}。{FORMULA}，本年收到政府信息公开申请{year}件{HARM}，$x^2$"
        if year == 2022:
            text = flattened(cells, agency="某县林业局", year=year).replace("本年情况如下", said)
            (raw / f"{FILE}{year}.txt").write_text(text, encoding="utf-8")
        else:
            rows = transcription(cells, agency=AGENCY, year=str(year), title=FORMULA) + [
                ["prose", "", said]
            ]
            with (raw / f"{FILE}{year}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        card = {"agency": AGENCY, "year": year, "url": f"javascript://{HOST}/<script>"}
        (raw / f"{FILE}{year}.source.yml").write_text(
            yaml.safe_dump(card, allow_unicode=True), encoding="utf-8"
        )
    (raw / f"broken {FILE}.html").write_text(f"<title>{HARM}</title>", encoding="utf-8")
    first = load_reports(raw).reports[0]
    decided = {
        "report": first.id,
        "sha256": first.sha256,
        "rule": "requests.applicants",
        "where": "requests/received/*",
        "decision": "explain",
        "by": HARM,
        "on": "2024-02-01",
        "reason": f"{FORMULA} {HARM}",
    }
    (raw / "corrections.yml").write_text(
        yaml.safe_dump([decided], allow_unicode=True), encoding="utf-8"
    )
    out = home / "out"
    return run([raw], out), out


def pages(out: Path) -> dict[str, lx.HtmlElement]:
    found = {
        str(p.relative_to(out)): lx.document_fromstring(p.read_text(encoding="utf-8"))
        for p in out.rglob("*.html")
    }
    assert len(found) > 8
    return found


@pytest.mark.slow
def test_a_hostile_report_stops_no_page(published):
    result, out = published
    assert len(result.problems) == 1
    assert "broken" in result.problems[0]
    assert set(result.data.reports["agency"]) == {AGENCY}
    assert any(
        p.name.startswith("某县") and p.suffix == ".ipynb" for p in (out / "assessments").iterdir()
    )


def assert_harmless(drawing, name):
    """A figure holds shapes and text and nothing that acts or is fetched; names of agencies stand
    in it as text.
    """
    for node in ElementTree.fromstring(drawing).iter():
        assert node.tag.removeprefix("{http://www.w3.org/2000/svg}") not in (
            "script",
            "foreignObject",
            "image",
            "a",
            "animate",
        ), name
        for key, value in node.attrib.items():
            assert not key.lower().startswith("on"), f"{name}: {key}"
            assert not key.endswith("href") or value.startswith("#"), f"{name}: {key}={value}"


def _is_ours(node, name):
    """A script is that of the index, or beside the page in the files that pages share."""
    if name == "index.html":
        return node.text == script()
    return node.text == page_script() or re.fullmatch(r"(\.\./)?page\.js", node.get("src", ""))


@pytest.mark.slow
def test_no_element_and_no_attribute_of_a_page_comes_from_a_report(published):
    for name, tree in pages(published[1]).items():
        for node in tree.iter():
            if not isinstance(node.tag, str):
                continue
            index = name == "index.html"
            assert node.tag in TAGS | (FILTER_TAGS if index else set()), f"{name}: <{node.tag}>"
            assert node.tag != "script" or _is_ours(node, name), name
            if node.tag == "svg":
                assert_harmless(etree.tostring(node, with_tail=False), name)
            assert set(node.attrib) <= ATTRIBUTES | (FILTER_ATTRIBUTES if index else set()), (
                f"{name}: {dict(node.attrib)}"
            )
            for value in (node.get("href"), node.get("src")):
                scheme = re.match(r"\s*([\w+.\-]+):", value or "")
                saved = node.get("download") and str(value).startswith(SAVED)
                assert not scheme or saved, f"{name}: {value}"
            assert all(
                re.fullmatch(r"[\d.]+", node.get(side, "0")) for side in ("width", "height")
            ), f"{name}: {dict(node.attrib)}"
        assert "1337" not in tree.text_content(), name


@pytest.mark.slow
def test_a_page_shows_the_name_as_it_was_given(published):
    shown = {name: tree.text_content() for name, tree in pages(published[1]).items()}
    silent = {name for name, text in shown.items() if AGENCY not in text}
    assert silent <= {
        "datadocs/index.html",
        "datadocs/disclosure.html",
        "datadocs/remedies.html",
    }  # nothing fails there
    assert HOST in shown["datadocs/report.html"]
    assert any(HARM in text for text in shown.values())


@pytest.mark.slow
def test_every_link_of_a_page_leads_to_a_page(published):
    out = published[1]
    for name, tree in pages(out).items():
        for link in tree.xpath("//a/@href | //link/@href | //script/@src"):
            if link.startswith("#"):
                assert tree.xpath("//*[@id=$id]", id=link[1:]), f"{name}: {link}"
            elif not link.startswith(SAVED):
                assert (out / name).parent.joinpath(link).is_file(), f"{name}: {link}"


@pytest.mark.slow
def test_a_notebook_holds_the_name_as_a_parameter_and_in_no_markdown(published):
    notebooks = list(published[1].rglob("*.ipynb"))
    assert len(notebooks) == 8
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                assert "某县" not in cell.source
                assert "alert" not in cell.source
                continue
            if "某县" in cell.source:
                assert "injected-parameters" in cell.metadata.tags
                given = [ast.literal_eval(node.value) for node in ast.parse(cell.source).body]
                assert AGENCY in given or [f"{AGENCY}-2022", f"{AGENCY}-2023"] in given
            for output in cell.outputs:
                assert output.output_type != "error"
                for kind, data in output.get("data", {}).items():
                    assert kind in ("text/html", "text/plain")
                    if kind == "text/html" and "某县" in data:
                        assert data.startswith(
                            '<div class="tex2jax_ignore mathjax_ignore">'
                        )  # JupyterLab typesets no $x^2$
                    assert kind == "text/html" or "某县" not in data


@pytest.mark.slow
def test_names_stay_inside_the_folder_and_are_names_only(published):
    out = published[1]
    assert {p.name for p in out.parent.iterdir()} == {"raw", "out"}
    for path in out.rglob("*"):
        assert re.fullmatch(r"[\w.\-·（）()]+", path.name), path.name


@pytest.mark.slow
def test_no_cell_of_a_table_is_a_formula_and_all_read_back_as_printed(published):
    result, out = published
    for path in (out / "data").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            for cell in row:
                assert not CALCULATES.match(cell) or FIGURE.fullmatch(cell), (
                    f"{path.name}: {cell!r}"
                )
    again = open_dataset(out / "data")
    for name in SCHEMA:
        assert getattr(again, name).equals(getattr(result.data, name)), name
    assert {FORMULA, HARM, "@SUM(1+1)"} <= set(again.cells["printed"])
    assert again.claims["phrase"].str.contains("<xss").any()
    assert again.findings["reason"].str.startswith(FORMULA).any()


@pytest.mark.slow
def test_the_formats_of_findings_hold_it_as_text(published):
    checked = Checked(published[0].data, problems=published[0].problems)
    tree = lx.document_fromstring(render("html", checked).decode("utf-8"))
    assert {n.tag for n in tree.iter() if isinstance(n.tag, str)} <= TAGS
    for row in csv.reader(io.StringIO(render("csv", checked).decode("utf-8-sig"))):
        assert not [cell for cell in row if CALCULATES.match(cell) and not FIGURE.fullmatch(cell)]
    assert all(
        line.startswith("::") for line in render("github", checked).decode("utf-8").splitlines()
    )
    sarif = render("sarif", checked).decode("utf-8")
    assert "[a](javascript" not in "".join(re.findall(r'"text": "(.*)"', sarif))


@pytest.mark.slow
def test_no_export_holds_a_formula(published, tmp_path):
    from analysis.publishing.export.write import export

    export(published[0].data, tmp_path / "x.xlsx", "xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheets = [
            book.read(name).decode("utf-8") for name in book.namelist() if "worksheets" in name
        ]
    assert any("cmd|" in sheet for sheet in sheets)
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet]
    for path in export(published[0].data, tmp_path / "csv", "csv"):
        if path.suffix == ".csv":
            for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
                assert not [
                    cell for cell in row if CALCULATES.match(cell) and not FIGURE.fullmatch(cell)
                ], path.name


@given(st.text() | st.text(alphabet="=+-@'\t\r\n ＝－12,.%\u3000"))
def test_a_guarded_text_is_no_formula_and_is_given_back(text):
    assert bare(guarded(text)) == text
    assert not CALCULATES.match(guarded(text)) or FIGURE.fullmatch(text.rstrip("\n"))


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_file_name_is_a_name_only_and_two_texts_never_share_one(one, other):
    assert re.fullmatch(r"[\w\-·（）〔〕()]{1,200}", file_stem(one))
    assert len(file_stem(one).encode()) <= 200
    assert (file_stem(one) == file_stem(other)) == (one == other)
    assert file_stem("宿迁市人民政府-2023") == "宿迁市人民政府-2023"
