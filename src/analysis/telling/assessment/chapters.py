"""Parts of the assessment besides sentences: figures, tables, claims and quotations."""

from html import escape
from typing import Any

from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.form import cell_label
from analysis.recognising.claims.verdicts import VERDICTS, codes_of
from analysis.telling import figures, tables
from analysis.telling.figures.mix import SHARES
from analysis.telling.html import Html, code, num, table, tag
from analysis.telling.sentence import say
from analysis.telling.tables.peers import peer_table
from analysis.telling.wording import word
from analysis.wording import number, place

from . import composite as composed
from .first_page import unexplained
from .narrative import Assessment
from .peers import COMPARED, defined

_VERDICTS = dict(zip(VERDICTS, ("agrees", "contradicts", "elsewhere", "cannot"), strict=True))
_SHARE = " % "  # in the target of a claim: one sum as a percentage of another
_LISTED = 3  # cells of a sum that are named; of more, the number is said


def outcome_mix(assessment: Assessment) -> Html:
    """The mix of outcomes against the peers: the middle of their shares, and all cases together.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    peers = assessment.peers
    shown = figures.outcome_mix(
        assessment.view,
        {name: middle for name in SHARES if (middle := peers.middle(name))},
        {name: together for name in SHARES if (together := peers.together(name))},
    )
    return shown + Html(unexplained(assessment, shown.text))


def years(assessment: Assessment) -> Html:
    """Counts and shares over the loaded years, or a sentence where there is one year only.

    Parameters
    ----------
    assessment : Assessment
        Of one report; the other years are loaded with it.
    """
    if len(assessment.years) < 2:
        return _text("years.one", assessment.lang)
    return figures.yearly_counts(assessment.years) + figures.yearly_shares(assessment.years)


def peers(assessment: Assessment) -> Html:
    """Who is compared, the funnel and the table, or a sentence where the peers are too few.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    group, lang = assessment.peers.group, assessment.lang
    if assessment.peers.shape != "enough":
        return _text(
            f"sum.peers_{assessment.peers.shape}",
            lang,
            group=group.label[lang],
            count=assessment.peers.count,
        )
    who = _text(
        "peers.group",
        lang,
        group=group.label[lang],
        count=assessment.peers.count,
        by=group.by,
        left=len(group.left_out),
    )
    compared = assessment.peers.compared
    if compared is None:
        few = {"small": SMALL, "minimum": PEERS}
        return who + _text("peers.no_figure", lang, label=defined(COMPARED).label[lang], **few)
    names = assessment.peers.names(assessment.lang)
    plot = figures.funnel_plot(compared, defined(COMPARED), assessment.view.id, names, lang)
    return who + plot + peer_table(compared, assessment.view.id, names, lang)


def indicators(assessment: Assessment) -> Html:
    """All indicators; beside each share the median of the peers, where these are enough.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    peers = assessment.peers
    median = peers.median if peers.shape == "enough" else None
    return tables.indicators([assessment.view], median=median)


def checked(assessment: Assessment) -> Html:
    """The findings, and the checks that fail or are undecided.

    That there are no findings is not said where the next year's report disputes figures.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    view, found = assessment.view, assessment.view.findings
    quiet = found.empty and bool(assessment.later)
    listed = Html("") if quiet else tables.findings(found, assessment.lang)
    return listed + tables.open_checks([view])


def located(assessment: Assessment) -> Html:
    """The rows in which checks fail, with the likeliest repair beside each printed figure.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    return tables.located_tables(assessment.view, assessment.data)


def composite(assessment: Assessment) -> Html:
    """The composite index that the user weighted; empty where no weights were given.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    return composed.composite(assessment.data, assessment.view.id, assessment.lang)


def claims(assessment: Assessment) -> Html:
    """The figures of the prose that speak of cells: words, cells and verdict of each.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    view, lang = assessment.view, assessment.lang
    if not view.claims:
        return _text("check.claims_none", lang)
    codes, rows = tuple(view.form.by_code), []
    for c in view.claims:
        verdict = tag(
            "span",
            escape(word(f"verdict_{_VERDICTS[c.verdict]}", lang)),
            cls=f"mark {_VERDICTS[c.verdict]}",
        )
        quoted = tag("q", escape(c.phrase)) + f"<br>{tag('small', escape(place(c.where, lang)))}"
        about = _about(c.target, codes, lang, view.form.code)
        spoken = f"{escape(about)}<br>{code(c.target)}"
        rows.append(
            [quoted, num(number(c.value) + ("%" if _SHARE in c.target else "")), spoken, verdict]
        )
    value = tag("th", word("value", lang), scope="col", cls="num")
    heads = [word("said", lang), value, word("speaks_of", lang), word("verdict", lang)]
    return Html(table(heads, rows, cls="claims"))


def _about(target: str, codes: tuple[str, ...], lang: str, form: str) -> str:
    """What a claim speaks of, in labels: a cell, a sum, a share, one of two cells, or both."""
    for separator, key in ((_SHARE, "share_of"), (" | ", "one_of"), (" & ", "both_of")):
        if separator in target:
            one, two = (_about(part, codes, lang, form) for part in target.split(separator, 1))
            return word(key, lang).format(one=one, two=two)
    cells = codes_of(target, codes)
    if len(cells) > _LISTED:
        return word("sum_of", lang).format(count=len(cells))
    return " + ".join(cell_label(cell, lang, form) for cell in cells)


def statements(assessment: Assessment) -> Html:
    """Statements of the prose that no table can verify, quoted.

    A frame, a heading and words set them apart from claims.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    found, lang = assessment.data.rows("statements", assessment.view.id), assessment.lang
    if found.empty:
        return _text("quoted.none", lang)
    parts = []
    for kind, own in found.groupby("kind", sort=False):
        quoted = [
            (tag("q", escape(s.text)), tag("small", escape(place(s.where, lang))))
            for s in own.itertuples(index=False)
        ]
        items = "".join(tag("li", f"{text} {where}") for text, where in quoted)
        parts.append(tag("dt", escape(word(f"quoted_{kind}", lang))) + tag("dd", tag("ul", items)))
    note = tag("p", escape(say("quoted.note", lang).text), cls="legend")
    return Html(tag("div", note + tag("dl", "".join(parts)), cls="gouji quoted"))


def _text(key: str, lang: str, **values: Any) -> Html:
    return Html(tag("p", escape(say(key, lang, **values).text), cls="gouji"))
