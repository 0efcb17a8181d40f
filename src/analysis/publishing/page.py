"""Pages: an executed notebook, or any body, as one self-contained HTML file that reads like a report."""

import html
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

import analysis
from analysis.telling.wording import LANGUAGES

from .fontface import dress

_FOOTER = {
    "zh": "由勾稽 gouji {version} 生成。数字照所印，推算另标†；每句的编号指向文末所列单元格。",
    "en": "Made by gouji {version}. Figures are as printed, implied ones carry a †; "
    "each number after a sentence leads to its cells at the end.",
}


@cache
def _template() -> Any:
    text = files(__package__).joinpath("templates/page.html.j2").read_text(encoding="utf-8")
    return Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True).from_string(
        text
    )


@cache
def _css() -> str:
    return files(__package__).joinpath("templates/page.css").read_text(encoding="utf-8")


def page(
    body: str,
    title: str,
    lang: str,
    links: list[tuple[str, str]] | None = None,
    wide: bool = False,
    footer: str | None = None,
) -> str:
    """A whole page around trusted HTML, with its typeface inside.

    Parameters
    ----------
    body : str
        HTML.
    title : str
        Plain text.
    lang : {"zh", "en"}
    links : list of (href, label), optional
        Shown at the top, not in print.
    wide : bool
        Whether tables need more width than prose.
    footer : str, optional
        Plain text.
    """
    language = "zh-Hans" if lang == "zh" else lang
    foot = footer if footer is not None else _FOOTER[lang].format(version=analysis.__version__)
    done = _template().render(
        body=body,
        title=html.escape(title),
        lang=language,
        css=_css(),
        version=analysis.__version__,
        wide=wide,
        footer=html.escape(foot),
        links=[(html.escape(h), html.escape(label)) for h, label in links or []],
    )
    return dress(done)


@cache
def _exporter(lang: str) -> Any:
    from nbconvert import HTMLExporter
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters import Highlight2HTML
    from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
    from traitlets.config import Config

    class Plain(HTMLExporter):  # type: ignore[misc]
        """Without parsing the whole page again to mark images and cells: nine tenths of the time, and ours are marked."""

        def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
            resources = self._init_resources(resources)
            shown = WidgetsDataTypeFilter(
                notebook_metadata=self._nb_metadata, parent=self, resources=resources
            )
            self.register_filter("filter_data_type", shown)
            self.register_filter(
                "highlight_code", Highlight2HTML(pygments_lexer="python", parent=self)
            )
            return TemplateExporter.from_notebook_node(self, nb, resources, **kw)

    config = Config()
    others = {f"lang-{other}" for other in LANGUAGES if other != lang}
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = others | {"about"}
    # A reused exporter converts a notebook in a thirtieth of the time that a new one takes (shared measurements).
    config.Exporter.optimistic_validation = True  # once, after all steps
    return Plain(
        config=config,
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )


def notebook_page(notebook: Any, lang: str, links: list[tuple[str, str]] | None = None) -> str:
    """An executed notebook as a page: code and cells of the other language left out.

    Parameters
    ----------
    notebook : NotebookNode
    lang : {"zh", "en"}
    links : list of (href, label), optional
    """
    body, _ = _exporter(lang).from_notebook_node(notebook)
    body = re.sub(r"\s*\n\s*\n+", "\n", body)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", body, re.S)
    title = html.unescape(re.sub(r"<[^>]+>", "", heading[1])).strip() if heading else "gouji"
    return page(body, title, lang, links)


def warm_page(lang: str) -> None:
    """Load what every page needs: in a process that forks, its children then have it."""
    import nbformat

    notebook_page(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 勾稽")]), lang)


def write_text(path: Path, text: str) -> None:
    """Write beside, then rename: a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)
