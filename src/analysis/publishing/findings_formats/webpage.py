"""Findings as one page that opens offline: the reports, the findings, the tables that fail."""

from html import escape

from analysis.publishing.page import page
from analysis.telling import tables
from analysis.telling.html import Html, tag
from analysis.telling.sections import style
from analysis.telling.wording import word
from analysis.wording import LANGUAGES

from .rows import Checked


def to_html(checked: Checked, lang: str | None = None) -> bytes:
    """See ``render``: one self-contained page."""
    languages = [lang] if lang else list(LANGUAGES)
    title = " · ".join(word("check_title", each) for each in languages)
    parts = [style(), Html(tag("h1", escape(title)))]
    for each in languages:
        parts.append(
            Html(
                tag("section", _part(checked, each).text, lang="zh-Hans" if each == "zh" else each)
            )
        )
    return page("\n".join(p.text for p in parts), title, languages[0], wide=True).encode("utf-8")


def _part(checked: Checked, lang: str) -> Html:
    data = checked.data
    out = Html(tag("h2", escape(word("reports", lang)))) + tables.corpus_reports(data, lang)
    out += Html(tag("h2", escape(word("findings", lang)))) + tables.corpus_findings(data, lang)
    out += tables.corrections(data.corrections, lang)
    out += Html(tag("h2", escape(word("highlight_title", lang)))) + tables.failing_tables(
        data, lang
    )
    if checked.problems:
        items = "".join(tag("li", escape(problem)) for problem in checked.problems)
        out += Html(tag("h2", escape(word("left_out", lang))) + tag("ul", items))
    return out
