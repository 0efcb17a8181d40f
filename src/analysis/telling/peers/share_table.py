"""The one table of a group: agencies by shares. Its figures are the narrative's, counts first."""

from collections.abc import Mapping, Sequence
from html import escape

from analysis.assessing.statistics.funnel import NAMED
from analysis.assessing.statistics.intervals import SMALL
from analysis.telling.html import Html, table, tag
from analysis.telling.wording import Share, marks, no_share, word
from analysis.wording import number, percent

from .indicator import GroupIndicator

LIKELY = 0.9  # from which it is said that a share exceeds half as much again as the middle
_NOT_SHOWN = ("none", "one", "zero")  # shapes of a group that one sentence tells


def share_table(
    groups: Sequence[GroupIndicator], report: str, names: Mapping[str, str], lang: str
) -> Html:
    """Agencies by shares in one table: counts first, and a share from ``SMALL`` cases up.

    Parameters
    ----------
    groups : sequence of GroupIndicator
        The group by each indicator; columns are the shares that can be compared and are not all
        zero.
    report : str
        Id of the report that is set apart.
    names : mapping
        Report to name, in the order of the rows.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    shown = [g for g in groups if g.kind == "proportion" and g.shape not in _NOT_SHOWN]
    if not shown:
        return Html("")
    of = [dict(g.shares()) for g in shown]
    rows = []
    for name in (n for n in names if any(n in shares for shares in of)):
        cls = "own" if name == report else ""
        cells = [
            tag(
                "td",
                _cell(g, shares, name, lang),
                cls=f"num {cls}".strip(),
                data_sort=_sorted_by(shares.get(name)),
            )
            for g, shares in zip(shown, of, strict=True)
        ]
        rows.append([tag("th", escape(names[name]), scope="row", cls=cls), *cells])
    heads = (tag("th", escape(g.definition.label[lang]), scope="col", cls="num") for g in shown)
    legend = word("share_table_legend", lang).format(small=SMALL)
    body = table([word("agency", lang), *heads], rows, cls="peers sortable")
    return Html(body + tag("p", escape(legend), cls="legend"))


def _sorted_by(share: Share | None) -> str:
    """What a column is sorted by: the share, where it can be compared."""
    return f"{share.estimate:.6f}" if share and share.known and share.whole >= SMALL else ""


def _cell(group: GroupIndicator, shares: Mapping[str, Share], report: str, lang: str) -> str:
    """Counts, then the share and whether it is rare, or how likely it is far above the middle."""
    share = shares.get(report)
    if share is None or share.basis == "none":
        return escape(no_share(share, lang) if share else "—")
    counts = word("share_counts", lang).format(
        part=number(share.part), whole=number(share.whole), marks=marks(share, lang)
    )
    if not share.known or share.whole < SMALL:
        return escape(counts)
    text = f"{escape(counts)}<br>{percent(share.estimate)}"
    row = group.in_funnel.loc[report] if report in group.in_funnel.index else None
    if row is None or share.disputed:
        return text
    if row["q"] <= NAMED:
        return f"{text}<br>" + tag("span", escape(word("rare", lang)), cls="mark warning")
    if row["exceeds"] >= LIKELY:
        statement = word("exceeds", lang).format(chance=percent(min(row["exceeds"], 0.999)))
        return f"{text}<br>{tag('small', escape(statement))}"
    return text
