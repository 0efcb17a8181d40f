"""A group of peers by one share, as a table: no rank without its interval."""

import math
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from analysis.assessing.statistics.intervals import SMALL
from analysis.telling.html import Html, table, tag
from analysis.telling.sentence import say
from analysis.telling.wording import word
from analysis.wording import between, number, percent, rounded

if TYPE_CHECKING:
    from analysis.assessing.groups.peers import Peers

# Rows. Of a larger group those beyond a limit are listed, and the report that the page is about.
LISTED = 60


def peer_table(peers: "Peers", report: str, names: Mapping[str, str], lang: str) -> Html:
    """The group in the order of ``names``, this report set apart.

    Parameters
    ----------
    peers : Peers
        By a proportion.
    report : str
        Id of the report that is set apart.
    names : mapping
        Report to name.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    rows = (
        peers.table.set_index("report")
        .loc[[r for r in names if r in set(peers.table["report"])]]
        .reset_index()
    )
    rows = rows.assign(name=rows["report"].map(names))
    shown = (
        rows if len(rows) <= LISTED else rows[(rows["outside"] != "") | (rows["report"] == report)]
    )
    ranked = int(rows["rank"].notna().sum())
    body = [_row(row, row.report == report, ranked, lang) for row in shown.itertuples(index=False)]
    heads = ("agency", "fraction", "share", "interval", "shrunk", "rank_interval", "peer_q")
    head = [
        word(heads[0], lang),
        *(escape(word(h, lang)) for h in heads[1:]),
    ]
    below = [_population(peers, lang), word("peer_legend", lang).format(small=SMALL)]
    if len(shown) < len(rows):
        below.append(word("peer_unlisted", lang).format(count=len(rows) - len(shown)))
    if peers.left_out:
        below.append(word("peer_left_out", lang).format(count=len(peers.left_out)))
    return Html(
        table(head, body, cls="peers")
        + tag("p", escape(("" if lang == "zh" else " ").join(below)), cls="legend")
    )


def _population(peers: "Peers", lang: str) -> str:
    """What the shares are shrunk by."""
    if peers.funnel.fitted is None or peers.table["shrunk"].isna().all():
        return say("prior.none", lang).text
    together = peers.funnel.fitted.together
    low, high = (percent(end) for end in together.range())
    middle, count = percent(together.middle), len(peers.table)
    return say("prior.population", lang, count=count, middle=middle, low=low, high=high).text


def _row(row: Any, own: bool, ranked: int, lang: str) -> list[str]:
    mark = word("implied_mark", lang) if row.basis == "implied" else ""
    mark += word("ocr_mark", lang) if row.read_by == "ocr" else ""
    cls = "own" if own else ""
    name = escape(row.name) + (f" {tag('small', escape(word('this_report', lang)))}" if own else "")
    shrunk = "—" if math.isnan(row.shrunk) else percent(row.shrunk)
    if not math.isnan(row.shrunk_low):
        shrunk += " " + tag(
            "small", between(percent(row.shrunk_low), percent(row.shrunk_high), lang)
        )
    place = (
        "—"
        if math.isnan(row.rank)
        else f"{between(number(row.rank_low), number(row.rank_high), lang)} / {ranked}"
    )
    q = "—" if math.isnan(row.q) else ("&lt;0.001" if row.q < 0.001 else rounded(row.q, 3))
    if row.outside:
        q = (
            tag("span", escape(word("beyond", lang).format(level=row.outside)), cls="mark warning")
            + f" {q}"
        )
    few = row.denominator < SMALL
    figures = (
        f"{number(row.numerator)}/{number(row.denominator)}{mark}",
        "—" if few else percent(row.estimate),
        "—" if few else between(percent(row.low), percent(row.high), lang),
        shrunk,
        place,
        q,
    )
    return [tag("th", name, scope="row", cls=cls), *(tag("td", text, cls=cls) for text in figures)]
