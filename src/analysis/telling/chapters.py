"""Parts of the assessment that are more than sentences: figures, tables of peers, claims with verdicts, and quotations."""

from html import escape

from analysis.form import cell_label
from analysis.recognising.claims import VERDICTS, codes_of

from . import figures
from .among import defined
from .assessment import Assessment
from .figures.mix import SHARES
from .html import Html, code, num, table, tag
from .peertable import peer_table
from .summary import COMPARED
from .wording import number, place, say, word

_VERDICTS = dict(zip(VERDICTS, ("agrees", "contradicts", "elsewhere", "cannot"), strict=True))
_SPELT = 2  # cells of a sum that are spelt out; the rest are counted


def outcome_mix(told: Assessment) -> Html:
    """The mix of outcomes against the middle of the peers."""
    return figures.outcome_mix(told.view, told.peers.middles(SHARES), told.peers.count)


def years(told: Assessment) -> Html:
    """Counts and shares over the loaded years; where there is one year only, a sentence that says so."""
    if len(told.years) < 2:
        return _said("years.one", told.lang)
    return figures.flow(told.years) + figures.trend(told.years)


def peers(told: Assessment) -> Html:
    """Who is compared, the funnel and the table; where they are too few, a sentence that says so instead of a figure."""
    group, lang = told.peers.group, told.lang
    if told.peers.shape != "enough":
        return _said(f"sum.peers_{told.peers.shape}", lang, group=group.label[lang], count=told.peers.count)
    who = _said("peers.group", lang, group=group.label[lang], count=told.peers.count, by=group.by, left=len(group.left_out))
    placed = told.peers.placed(COMPARED)
    if placed is None:
        return who + _said("peers.no_figure", lang, label=defined(COMPARED).label[lang])
    names = told.peers.names()
    plot = figures.funnel_plot(placed, defined(COMPARED), told.view.id, names, lang)
    return who + plot + peer_table(placed, told.view.id, names, lang)


def claims(told: Assessment) -> Html:
    """The figures of the prose that speak of cells, each with its words, its cells and the verdict."""
    view, lang = told.view, told.lang
    if view.claims.empty:
        return Html("")
    codes, rows = tuple(view.form.by_code), []
    for c in view.claims.itertuples(index=False):
        verdict = tag("span", escape(word(f"verdict_{_VERDICTS[c.verdict]}", lang)), cls=f"mark {_VERDICTS[c.verdict]}")
        quoted = tag("q", escape(c.phrase)) + f"<br>{tag('small', escape(place(c.where, lang)))}"
        rows.append([quoted, num(number(c.value)), _spoken(c.target, codes_of(c.target, codes), lang, view.form.code), verdict])
    heads = [word("said", lang), tag("th", word("value", lang), scope="col", cls="num"), word("speaks_of", lang), word("verdict", lang)]
    return Html(table(heads, rows, cls="claims"))


def _spoken(target: str, cells: tuple[str, ...] | list[str], lang: str, form: str) -> str:
    """What a claim speaks of: the labels of one or two cells, and of a longer sum what it adds up."""
    if len(cells) == 1:
        return f"{escape(cell_label(cells[0], lang, form))}<br>{code(target)}"
    return f"{escape(word('sum_of', lang).format(count=len(cells)))}<br>{shortened(cells)}"


def shortened(cells: tuple[str, ...] | list[str]) -> str:
    """Codes of cells: two spelt out, of more the first and how many others; all of them in the title."""
    cells = list(cells)
    if len(cells) <= _SPELT:
        return "<br>".join(code(c) for c in cells)
    return tag("span", f"{code(cells[0])} + {len(cells) - 1}", title=", ".join(cells))


def statements(told: Assessment) -> Html:
    """What the prose states and no table can verify, quoted; told apart from claims by frame, heading and words."""
    found, lang = told.data.rows("statements", told.view.id), told.lang
    if found.empty:
        return _said("quoted.none", lang)
    parts = []
    for kind, own in found.groupby("kind", sort=False):
        items = "".join(
            tag("li", tag("q", escape(s.text)) + f" {tag('small', escape(place(s.where, lang)))}") for s in own.itertuples(index=False)
        )
        parts.append(tag("dt", escape(word(f"quoted_{kind}", lang))) + tag("dd", tag("ul", items)))
    note = tag("p", escape(say("quoted.note", lang).text), cls="legend")
    return Html(tag("div", note + tag("dl", "".join(parts)), cls="gouji quoted"))


def _said(key: str, lang: str, **values: object) -> Html:
    return Html(tag("p", escape(say(key, lang, **values).text), cls="gouji"))


__all__ = ["claims", "outcome_mix", "peers", "shortened", "statements", "years"]
