"""What a notebook calls: an assessment or a comparison whose parts show themselves in a cell."""

from functools import lru_cache
from html import escape
from importlib.resources import files

from analysis.assessing.dataset import Dataset
from analysis.form import TABLES

from . import figures, tables
from .assessment import first_page as page
from .assessment.chapters import claims, composite, outcome_mix, peers, statements, years
from .assessment.narrative import Assessment
from .comparison import Comparison
from .html import Html, tag
from .tables import highlight
from .view import open_views
from .wording import Narrative, Sentence, check_language, say, word

_LISTS = {
    "cannot_tell",
    "cautions",
    "counts",
    "shares",
    "continuity",
    "remedies",
    "own",
    "group",
    "far",
    "ties",
}


def section(told: Narrative, name: str) -> Html:
    """The sentences of a section, each numbered where it rests on cells.

    Parameters
    ----------
    told : Narrative
    name : str
        One of its ``SECTIONS``.
    """
    said = _numbered(told)[name]  # type: ignore[arg-type]  # no protocol can say that it has a hash
    if not said:
        return Html("")
    if name in _LISTS:
        return Html(tag("ul", "\n".join(tag("li", s) for s in said), cls="gouji"))
    return Html(tag("p", ("" if told.lang == "zh" else " ").join(said), cls="gouji"))


@lru_cache(maxsize=4)
def _numbered(told: Narrative) -> dict[str, list[str]]:
    numbers = {id(s): n for n, s in enumerate(told.sentences(), start=1)}
    return {
        name: [_sentence(s, numbers[id(s)]) for s in said] for name, said in told.sections.items()
    }


def first_page(told: Assessment) -> Html:
    """Five dimensions, each with its evidence and its key figures, and what is not known."""
    return page.first_page(told, _numbered(told))


def _sentence(sentence: Sentence, n: int) -> str:
    text = escape(sentence.text)
    if sentence.cells:
        cells = ", ".join(dict.fromkeys(ref.code for ref in sentence.cells))
        mark = f'<sup><a class="ref" href="#c{n}" title="{escape(cells)}">{n}</a></sup>'
        text = escape(sentence.text[:-1]) + tag(
            "span", escape(sentence.text[-1:]) + mark, cls="end"
        )  # no number alone on a line
    return f'<span id="s{n}" data-sentence="{sentence.id}">{text}</span>'


def style() -> Html:
    """The style sheet of tables and figures."""
    return Html(tag("style", files(__package__).joinpath("style.css").read_text(encoding="utf-8")))


def head(told: Narrative) -> Html:
    """Style sheet and title; a notebook shows it once, first."""
    return style() + Html(tag("h1", escape(told.title)))


def integrity_head(data: Dataset, lang: str) -> Html:
    """The same for a whole corpus."""
    return style() + Html(
        tag(
            "h1", escape(say("title.integrity", check_language(lang), count=len(data.reports)).text)
        )
    )


def counts_figure(told: Comparison) -> Html:
    """The counts of the years of one agency; none between agencies, whose sizes say nothing about openness."""
    return figures.flow(told.views) if told.one_agency else Html("")


def continuity(told: Comparison) -> Html:
    """How consecutive years tie to each other, with its heading; nothing where none are consecutive."""
    said = section(told, "continuity")
    return Html(tag("h2", escape(word("continuity", told.lang)))) + said if said.text else said


def open_outcomes(data: Dataset, lang: str) -> Html:
    """For every report the outcomes that do not hold or cannot be decided."""
    parts = [
        Html(tag("h3", escape(v.name))) + tables.open_outcomes(v) for v in open_views(data, lang)
    ]
    return Html("".join(p.text for p in parts) or tag("p", escape(word("none_open", lang))))


def lit_tables(data: Dataset, lang: str) -> Html:
    """The statutory tables in which a tie fails, with the failing rows and columns lit; the undecided ones folded."""
    return highlight.failing(data, lang)


def findings(data: Dataset, lang: str) -> Html:
    """The findings of all reports, and what people decided about them."""
    return tables.findings(data.findings, lang, with_report=True) + tables.corrections(
        data.corrections, lang
    )


def statutory(told: Assessment) -> Html:
    """The three statutory tables, as printed."""
    return sum((tables.statutory(told.view, name) for name in TABLES), start=Html(""))


def notes(told: Assessment | Comparison) -> Html:
    """The cells behind every numbered sentence."""
    views = told.views if isinstance(told, Comparison) else [told.view]
    return tables.notes(told.sentences(), views)


__all__ = [
    "claims",
    "composite",
    "continuity",
    "counts_figure",
    "figures",
    "findings",
    "first_page",
    "head",
    "integrity_head",
    "lit_tables",
    "notes",
    "open_outcomes",
    "outcome_mix",
    "peers",
    "section",
    "statements",
    "statutory",
    "style",
    "tables",
    "years",
]
