"""Great Expectations' own Data Docs pages, made to open offline and to be the same bytes for the same data.

GX's pages load style sheets and scripts from the network and carry run times and random ids. Here every page is rendered by
GX, then stripped of what it would fetch and given one small style sheet of our own.
"""

import re
from html import escape
from pathlib import Path
from typing import Any

from lxml import html as lx

_CSS = """
:root { color-scheme: light; } body { font: 15px/1.55 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;
  color: #1d2433; background: #fff; margin: 2rem auto; max-width: 68rem; padding: 0 1.25rem; }
h1,h2,h3,h4,h5 { font-weight: 600; line-height: 1.3; } a { color: #1f4e8c; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 1.2rem; font-size: 14px; }
th, td { border-bottom: 1px solid #d9dee7; padding: .4rem .6rem; text-align: left; vertical-align: top; }
th { border-bottom: 2px solid #8a94a6; } .text-danger { color: #a3262a; } .text-success { color: #26703a; }
code, pre { font-family: ui-monospace, monospace; font-size: 13px; }
.ok { color: #26703a; } .bad { color: #a3262a; font-weight: 600; } footer { color: #667; margin-top: 2rem; font-size: 13px; }
"""
_DROP = (
    "//script | //link | //noscript | //style | //iframe | //form | //nav | //svg | //img | //button | //input | //modal"
    " | //comment() | //*[contains(@class,'modal')] | //*[contains(@class,'navbar')] | //*[contains(@class,'cooltip')]"
    " | //*[contains(@class,'btn')] | //*[contains(@class,'breadcrumb')]"
    " | //a[starts-with(@href,'http')] | //footer | //*[contains(@id,'signup')] | //*[contains(@class,'fa-')]"
)


def build_data_docs(results: list[Any], folder: Path) -> dict[str, str]:
    """Render the validation results of a checkpoint.

    Parameters
    ----------
    results : list of great_expectations ExpectationSuiteValidationResult
    folder : Path
        Written to: a page for each suite, and ``index.html``.

    Returns
    -------
    dict
        File name to page.
    """
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    pages, rows = {}, []
    for result in sorted(results, key=lambda r: r.suite_name):
        page = DefaultJinjaPageView().render(ValidationResultsPageRenderer().render(result))
        name = f"{result.suite_name}.html"
        pages[name] = _offline(page, f"Data Docs · {result.suite_name}")
        passed = sum(bool(r.success) for r in result.results)
        mark = '<span class="ok">passed</span>' if result.success else '<span class="bad">failed</span>'
        rows.append(
            f'<tr><td><a href="{escape(name)}">{escape(result.suite_name)}</a></td>'
            f"<td>{mark}</td><td>{passed} / {len(result.results)}</td></tr>"
        )
    body = (
        "<h1>Data Docs</h1><p>Great Expectations checkpoint over all reports of this run. A suite fails when any report fails one of "
        "its rules; undecided outcomes are no failures. 各套规则对全部报告的检验结果。</p>"
        f"<table><tr><th>Suite 规则</th><th>Result 结果</th><th>Rules without failure 无失败的规则</th></tr>{''.join(rows)}</table>"
    )
    pages["index.html"] = _page("Data Docs", body)
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    return pages


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{_CSS}</style></head>'
        f'<body>{body}<footer>Rendered by Great Expectations; <a href="index.html">all suites</a>.</footer></body></html>\n'
    )


def _offline(page: str, title: str) -> str:
    tree = lx.document_fromstring(page)
    for node in tree.xpath(_DROP):
        if node.getparent() is not None:
            node.drop_tree()
    for node in tree.iter():
        if isinstance(node.tag, str):
            for name in [a for a in node.attrib if a in ("id", "style", "onclick") or a.startswith(("data-", "aria-"))]:
                del node.attrib[name]
            if node.get("href", "").startswith("#"):
                del node.attrib["href"]
    body = "".join(lx.tostring(child, encoding="unicode") for child in tree.body)
    # The ids that GX draws at random and the time it stamps would differ from run to run.
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "", body)
    body = re.sub(r"20\d{6}T\d{6}\.\d{6}Z", "", body)
    return _page(title, re.sub(r"\n\s*\n+", "\n", body))
