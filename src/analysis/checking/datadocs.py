"""Great Expectations' Data Docs, made to open offline and to be the same bytes for the same data.

GX's pages load style sheets and scripts from the network and carry run times and random ids. Here
every page is rendered by GX, then stripped of what it would fetch and given one small style sheet
of our own.
"""

import copy
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from lxml import html as lx

from analysis.files import text_of

# The side column, what folds out (versions, times, fingerprints) and all that needs a script or the
# network.
_DROP = (
    "//script | //link | //noscript | //style | //iframe | //form | //nav | //svg | //img"
    " | //button | //input | //footer | //comment() | //thead[@hidden]"
    " | //*[contains(@class,'col-lg-2')] | //*[contains(@class,'modal')]"
    " | //*[contains(@id,'-parent')] | //*[contains(@class,'cooltip')]"
    " | //*[contains(@id,'signup')] | //a[starts-with(@href,'http')]"
)
_KEPT = frozenset(["class", "colspan", "rowspan", "scope"])
# GX writes what a result holds as markup, and fills in what looks like a place of its templates.
# Results hold what reports say: these characters go through it as others, which no text may hold
# (noncharacters of Unicode), and are text again at the end.
_HIDDEN = {ord(c): chr(0xFDD0 + n) for n, c in enumerate("<>&\"'${}")}
_SHOWN = {ord(hidden): escape(chr(c)) for c, hidden in _HIDDEN.items()}
_ICONS = {
    "fa-check-circle": ("ok", "✓"),
    "fa-times": ("bad", "✗"),
    "fa-exclamation-triangle": ("bad", "!"),
}


def build_data_docs(results: list[Any], folder: Path, titles: Mapping[str, str]) -> None:
    """Render the validation results of a checkpoint as pages.

    Parameters
    ----------
    results : list of great_expectations ExpectationSuiteValidationResult
        One for each suite.
    folder : Path
        Written to: a page for each suite, and ``index.html``.
    titles : mapping
        Suite name to title.
    """
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    pages, rows = {}, []
    for result in sorted(results, key=lambda r: r.suite_name):
        page = DefaultJinjaPageView().render(
            ValidationResultsPageRenderer().render(_hidden(result))
        )
        name = f"{result.suite_name}.html"
        title = titles.get(result.suite_name, result.suite_name)
        pages[name] = _offline(page, f"{title} · Data Docs")
        passed = sum(bool(r.success) for r in result.results)
        mark = (
            '<span class="ok">passed</span>'
            if result.success
            else '<span class="bad">failed</span>'
        )
        rows.append(
            f'<tr><td><a href="{escape(name)}">{escape(title)}</a></td>'
            f"<td>{mark}</td><td>{passed} / {len(result.results)}</td></tr>"
        )
    body = (
        "<h1>Data Docs</h1><p>Great Expectations checkpoint over all reports of this run. "
        "A suite fails when any report fails one of its rules; undecided outcomes are no failures. "
        "各套规则对全部报告的检验结果。</p>"
        "<table><tr><th>Suite 规则</th><th>Result 结果</th>"
        "<th>Rules without failure 无失败的规则</th></tr>"
        f"{''.join(rows)}</table>"
    )
    pages["index.html"] = _page("Data Docs", body)
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{text_of(__package__, 'datadocs.css')}</style>"
        f"</head><body>{body}"
        '<footer>Rendered by Great Expectations; <a href="index.html">all suites</a>.</footer>'
        "</body></html>\n"
    )


def _offline(page: str, title: str) -> str:
    tree = lx.document_fromstring(page)
    for icon in tree.xpath("//i"):
        mark = next((m for name, m in _ICONS.items() if name in icon.get("class", "")), None)
        if mark:
            icon.tag, icon.text = "span", mark[1]
            icon.set("class", mark[0])
    for node in tree.xpath(_DROP):
        if node.getparent() is not None:
            node.drop_tree()
    for node in tree.iter():
        if isinstance(node.tag, str):
            for name in [a for a in node.attrib if a not in _KEPT]:
                del node.attrib[name]
            if node.tag == "a":
                node.tag = "span"  # they lead into GX's own folders, which are not published
    body = "".join(lx.tostring(child, encoding="unicode") for child in tree.body)
    # The ids that GX draws at random and the time it stamps would differ from run to run.
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "", body)
    body = body.replace("<br> Data asset: None", "")
    return _page(
        title, f"<h1>{escape(title)}</h1>" + re.sub(r"\n\s*\n+", "\n", body).translate(_SHOWN)
    )


def _hidden(result: Any) -> Any:
    """A copy of a validation result without anything that could be markup or a template."""
    out = copy.deepcopy(result)
    for item in out.results:
        item.result = _each(item.result)
    return out


def _each(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_HIDDEN)
    if isinstance(value, dict):
        return {_each(k): _each(v) for k, v in value.items()}
    return [_each(v) for v in value] if isinstance(value, list | tuple) else value
