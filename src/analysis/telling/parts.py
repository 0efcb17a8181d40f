"""The parts of a page that a notebook calls; each shows itself in a cell."""

from html import escape

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.form import TABLES
from analysis.wording import check_language

from . import figures, tables
from .assessment.chapters import (
    checked,
    claims,
    composite,
    indicators,
    located,
    outcome_mix,
    peers,
    statements,
    years,
)
from .assessment.cite import cite
from .assessment.first_page import first_page
from .assessment.narrative import Assessment
from .comparison import Comparison
from .html import Html, code, folded, tag
from .peers.chapters import (
    each_indicator,
    group_tables,
    own_place,
    territory_shares,
    whole_table,
)
from .peers.narrative import Peers
from .peers.territories import Territories
from .sections import head, section, style
from .sentence import say
from .tables import corpus_findings as findings
from .tables import corpus_reports as reports
from .tables import failing_tables
from .views import Views
from .wording import word


def integrity_head(data: Dataset, lang: str) -> Html:
    """Style sheet and title of the page on a whole corpus.

    Parameters
    ----------
    data : Dataset
        The corpus.
    lang : {"zh", "en"}
        Language of the page.
    """
    title = say("title.integrity", check_language(lang), count=len(data.reports)).text
    return style() + Html(tag("h1", escape(title), cls="integrity"))


def counts_figure(comparison: Comparison) -> Html:
    """The counts of the years of one agency.

    Between agencies there is no figure, since their sizes say nothing about openness.

    Parameters
    ----------
    comparison : Comparison
        Years of one agency, or several agencies.
    """
    return figures.yearly_counts(comparison.views) if comparison.one_agency else Html("")


def continuity(comparison: Comparison) -> Html:
    """The checks between consecutive years, with a heading; empty where no years are consecutive.

    Parameters
    ----------
    comparison : Comparison
        Years of one agency, or several agencies.
    """
    sentences = section(comparison, "continuity")
    heading = Html(tag("h2", escape(word("continuity", comparison.lang))))
    return heading + sentences if sentences.text else sentences


def open_checks(data: Dataset, lang: str, pages: str | None = None) -> Html:
    """The checks that fail or are undecided; reports without a failing check are folded.

    Parameters
    ----------
    data : Dataset
        The corpus.
    lang : {"zh", "en"}
        Language of the page.
    pages : str, optional
        Folder of the pages of reports, for links.
    """
    names, views = tables.linked_names(data, lang, pages), Views(data, lang).with_open_checks()
    failing = [view for view in views if view.check_counts[1]]
    rest = [view for view in views if view not in failing]
    shown = tables.open_checks(failing, names).text
    if rest:
        summary = word("only_undecided", lang).format(count=len(rest))
        shown += folded(summary, tables.open_checks(rest, names).text)
    return Html(shown or tag("p", escape(word("none_open", lang))))


def statutory(assessment: Assessment) -> Html:
    """The three statutory tables, as printed.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    return sum((tables.statutory(assessment.view, name) for name in TABLES), start=Html(""))


def frames(**tables: pd.DataFrame) -> Html:
    """Names and columns of tables that a notebook leaves to go on with.

    Not their sizes: a page is made with the rows that it needs, the tables of a run hold more.

    Parameters
    ----------
    **tables : DataFrame
        By the name of the variable that holds each.
    """
    items = (f"{code(name)}: {escape(', '.join(frame))}" for name, frame in tables.items())
    return Html(tag("ul", "".join(tag("li", item) for item in items), cls="gouji"))


def evidence(narrative: Assessment | Comparison | Peers | Territories) -> Html:
    """The cells behind every numbered sentence.

    Parameters
    ----------
    narrative : Assessment, Comparison, Peers or Territories
        The narrative of the page.
    """
    sentences = narrative.sentences()
    if isinstance(narrative, Peers | Territories):
        return tables.group_evidence(sentences, narrative.views)
    return tables.evidence(sentences, narrative.views)


__all__ = [
    "checked",
    "cite",
    "claims",
    "composite",
    "continuity",
    "counts_figure",
    "each_indicator",
    "evidence",
    "failing_tables",
    "figures",
    "findings",
    "first_page",
    "frames",
    "group_tables",
    "head",
    "indicators",
    "integrity_head",
    "located",
    "open_checks",
    "outcome_mix",
    "own_place",
    "peers",
    "reports",
    "section",
    "statements",
    "statutory",
    "style",
    "tables",
    "territory_shares",
    "whole_table",
    "years",
]
