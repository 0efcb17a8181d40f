"""Pages of notebooks without a kernel, and what axe finds in a page."""

import ast
import os
from typing import Any

import nbformat
from nbformat.v4 import new_output

from analysis.assessing.dataset import Dataset
from analysis.files import bundled
from analysis.publishing.page import notebook_page

GRAVE = ("serious", "critical")


def keep_picture(page: Any, name: str) -> None:
    """Keep a picture of a page as a browser shows it, if ``GOUJI_SHOTS`` names a folder.

    Parameters
    ----------
    page : playwright.sync_api.Page
        The page.
    name : str
        Of the picture; names in order make a series.
    """
    if folder := os.environ.get("GOUJI_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def page_of(
    name: str,
    lang: str,
    data: Dataset,
    note: str = "",
    shared: str | None = None,
    **parameters: Any,
) -> str:
    """The page of a notebook, its cells run here in their order.

    Parameters
    ----------
    name : str
        The notebook.
    lang : {"zh", "en"}
        Language of the page.
    data : Dataset
        What it would open.
    note, shared
        As ``notebook_page`` takes them.
    **parameters
        Its parameters.
    """
    notebook = nbformat.read(bundled("notebooks") / f"{name}.ipynb", as_version=4)
    names: dict[str, Any] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or "check_injected" in cell.source:
            continue
        source = cell.source.replace("open_dataset(data)", "data")
        *body, last = ast.parse(source).body
        if not isinstance(last, ast.Expr):
            body, last = [*body, last], None
        exec(compile(ast.Module(body, []), name, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= {**parameters, "lang": lang, "data": data}
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), name, "eval"), names)._repr_html_()
            cell.outputs = [new_output("execute_result", {"text/html": shown})]
    return notebook_page(notebook, lang, shared=shared, note=note)


# Of the rows of a table that look alike the first is enough; axe takes seconds for a long table.
_FEWER = """document.querySelectorAll("tbody").forEach(body => {
  const seen = new Set();
  [...body.rows].forEach(row => {
    const kind = [...row.querySelectorAll("*")].map(e => e.tagName + e.className).join();
    if (seen.has(kind)) { row.remove(); }
    seen.add(kind);
  });
})"""


def grave(tab: Any, **options: Any) -> list[str]:
    """What axe finds in an open page that keeps people from using it, with all of it unfolded.

    Parameters
    ----------
    tab : playwright.sync_api.Page
        The page.
    **options
        Of ``axe.run``.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    tab.evaluate(_FEWER)
    tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    tab.evaluate(AXE_SCRIPT)
    found = tab.evaluate("o => axe.run(document, o)", {"resultTypes": ["violations"], **options})
    return [
        f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:120]}"
        for v in found["violations"]
        if v["impact"] in GRAVE
    ]
