"""A whole corpus: its reports and their findings, those that need attention first."""

from collections import Counter
from html import escape

from analysis.assessing.dataset import Dataset
from analysis.files import file_stem
from analysis.telling.counts import corpus_counts
from analysis.telling.html import Html, folded, table, tag
from analysis.telling.view import report_name
from analysis.telling.wording import word

from .findings import corrections, count_cell, count_cells, findings, rules_table

_SEVERITIES = ("error", "warning", "note")
_REUSE = "reuse."  # rules about prose that is also in the report of the year before


def linked_names(data: Dataset, lang: str, pages: str | None) -> dict[str, str]:
    """The name of every report as HTML, a link to its page where there are pages.

    Parameters
    ----------
    data : Dataset
        The corpus.
    lang : {"zh", "en"}
        Language of the names and of the pages.
    pages : str, optional
        Folder of the pages, as seen from this one.
    """
    named = {
        r.report: escape(report_name(r.agency, r.year, lang))
        for r in data.reports.itertuples(index=False)
    }
    if not pages:
        return named
    return {
        report: tag("a", name, href=f"{pages}/{file_stem(report)}.{lang}.html")
        for report, name in named.items()
    }


def corpus_reports(data: Dataset, lang: str, pages: str | None = None) -> Html:
    """The reports of a corpus: what each is, its cells that state a number, its checks.

    Those with failing checks come first, then those with errors; those of which there is nothing
    to say but notes, and no figure of which the next year's report disputes, are folded below.

    Parameters
    ----------
    data : Dataset
        The corpus.
    lang : {"zh", "en"}
        Language of the table.
    pages : str, optional
        Folder of the pages of reports, for links.
    """
    counts, names = corpus_counts(data), linked_names(data, lang, pages)
    found = Counter(zip(data.findings["report"], data.findings["severity"], strict=True))
    rows: dict[bool, list[tuple[tuple[int, ...], list[str]]]] = {True: [], False: []}
    for r in data.reports.itertuples(index=False):
        severities = [found[r.report, severity] for severity in _SEVERITIES]
        cells, stated, unread, disputed = counts.cells[r.report]
        _, failed, undecided = counts.checks[r.report]
        row = [
            tag("th", names[r.report], scope="row"),
            tag("td", r.format, cls="some"),
            tag("td", escape(word(f"scope_{r.scope}", lang)), cls="one"),
            tag("td", f"{stated}/{cells - unread}", cls="some"),
            count_cell(unread),
            *count_cells(counts.checks[r.report]),
            *map(count_cell, severities),
        ]
        in_doubt = failed or undecided or disputed
        clean = not (in_doubt or severities[0] or severities[1])
        rows[clean].append(((-failed, -severities[0]), row))
    attended = [row for _, row in sorted(rows[False], key=lambda pair: pair[0])]
    shown = _table(attended, lang) if attended else tag("p", escape(word("all_clean", lang)))
    if rows[True]:
        summary = word("clean", lang).format(count=len(rows[True]))
        shown += folded(summary, _table([row for _, row in rows[True]], lang))
    return Html(shown)


def _table(rows: list[list[str]], lang: str) -> str:
    heads = (
        *("form", "scope", "stated", "cells_unread"),
        *("checks_pass", "checks_fail", "checks_undecided"),
        *_SEVERITIES,
    )
    columns = (
        tag("th", word(w, lang), scope="col", cls="one" if w == "scope" else "") for w in heads
    )
    return table([word("report", lang), *columns], rows, cls="tally")


def corpus_outcomes(data: Dataset, lang: str) -> Html:
    """How many outcomes of each rule are pass, fail and undecided in a corpus.

    Parameters
    ----------
    data : Dataset
        The corpus.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    found = {(rule, outcome): count for rule, outcome, count in corpus_counts(data).outcomes}
    return rules_table(found, data.rules, lang)


def corpus_findings(data: Dataset, lang: str, pages: str | None = None) -> Html:
    """The findings by report, those with the gravest first, and what people decided about them.

    Notes on reused prose stand apart and folded.

    Parameters
    ----------
    data : Dataset
        The corpus.
    lang : {"zh", "en"}
        Language of the table.
    pages : str, optional
        Folder of the pages of reports, for links.
    """
    names = linked_names(data, lang, pages)
    frame = data.findings.assign(rank=data.findings["severity"].map(_SEVERITIES.index))
    frame["gravest"] = frame.groupby("report")["rank"].transform("min")
    frame["position"] = frame["report"].map({report: n for n, report in enumerate(names)})
    frame = frame.sort_values(["gravest", "position", "rank"], kind="stable")
    reused = frame["rule"].str.startswith(_REUSE)
    shown = findings(frame[~reused], lang, names)
    if reused.any():
        summary = word("reused", lang).format(count=int(reused.sum()))
        shown += Html(folded(summary, findings(frame[reused], lang, names).text))
    return shown + corrections(data.corrections, lang)
