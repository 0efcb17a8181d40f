"""Parts of the pages on peers and territories besides sentences: funnels, tables, a CSV file."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from analysis.assessing.statistics.funnel import NAMED
from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.tabular import guard, number_text
from analysis.errors import InputError
from analysis.files import write
from analysis.telling import figures
from analysis.telling.html import Html, table, tag
from analysis.telling.sections import section
from analysis.telling.share import Share
from analysis.telling.wording import marks, no_share, word
from analysis.wording import number, percent

from .indicator import GroupIndicator
from .narrative import Peers
from .territories import Territories

LIKELY = 0.9  # from which it is said that a share exceeds half as much again as the middle
_NOT_SHOWN = ("none", "one", "zero")  # shapes of a group that one sentence tells
# Indicators with a figure; the CSV file has all of them.
_DRAWN = ("granted", "refused", "unavailable", "unprocessed", "reviews_per_100")


def own_place(peers: Peers) -> Html:
    """One report among the others, with its heading; empty where the narrative is of a group alone.

    Parameters
    ----------
    peers : Peers
        A group, perhaps with one report that is compared with it.
    """
    sentences = section(peers, "own")
    if not sentences.text:
        return sentences
    return Html(tag("h2", escape(peers.names[str(peers.report)]))) + sentences


def group_tables(narrative: Peers | Territories) -> Html:
    """The one table of each group, and below it the funnel by the first share that has limits.

    Parameters
    ----------
    narrative : Peers or Territories
        One group, or one for each level, year and form.
    """
    report, groups = _groups(narrative)
    parts = []
    for indicators in groups:
        parts.append(_share_table(indicators, report, narrative.names, narrative.lang).text)
        parts += [
            _funnel(indicator, report, narrative.names, narrative.lang)
            for indicator in _with_limits(indicators)[:1]
        ]
    return Html("".join(parts))


def _other_funnels(narrative: Peers | Territories) -> Html:
    """The funnels that ``group_tables`` does not show."""
    report, groups = _groups(narrative)
    parts = [
        _funnel(indicator, report, narrative.names, narrative.lang)
        for indicators in groups
        for indicator in _with_limits(indicators)[1:]
    ]
    return Html("".join(parts))


def _groups(narrative: Peers | Territories) -> tuple[str, list[list[GroupIndicator]]]:
    """The report that is set apart, if any, and each group by its indicators."""
    if isinstance(narrative, Peers):
        return narrative.report or "", [narrative.indicators]
    return "", [indicators for _, indicators in narrative.sets]


def _with_limits(indicators: list[GroupIndicator]) -> list[GroupIndicator]:
    return [i for i in indicators if i.definition.id in _DRAWN and len(i.in_funnel)]


def territory_shares(territories: Territories) -> Html:
    """The tables of shares, or the sentence that says why there are none.

    Parameters
    ----------
    territories : Territories
        Of one or several levels, years and forms.
    """
    return group_tables(territories) if territories.sets else section(territories, "shares")


def each_indicator(narrative: Peers | Territories) -> Html:
    """The sentences on every indicator of a group, and its other funnels; empty without a group.

    Parameters
    ----------
    narrative : Peers or Territories
        One group, or one for each level, year and form.
    """
    if isinstance(narrative, Territories) and not narrative.sets:
        return Html(tag("p", escape(word("none_open", narrative.lang))))
    name = "group" if isinstance(narrative, Peers) else "shares"
    return section(narrative, name) + _other_funnels(narrative)


def _funnel(indicator: GroupIndicator, report: str, names: dict[str, str], lang: str) -> str:
    assert indicator.peers is not None
    heading = tag("h3", escape(indicator.definition.label[lang]))
    plot = figures.funnel_plot(indicator.peers, indicator.definition, report, names, lang)
    return heading + plot.text


def whole_table(peers: Peers, name: str | None) -> Html:
    """Write every report by every indicator as CSV beside the notebook, and give a link to it.

    Parameters
    ----------
    peers : Peers
        The group.
    name : str, optional
        File name, without a folder. Without a name nothing is written or shown.

    Raises
    ------
    InputError
        If it is no plain file name, or cannot be written.
    """
    if not name:
        return Html("")
    if not isinstance(name, str) or Path(name).name != name or not name.endswith(".csv"):
        raise InputError(
            f"table = {name!r}: give a file name that ends in .csv, without a folder; "
            "it is written beside the notebook."
        )
    try:
        write(Path(name), _csv_bytes(peers))
    except OSError as error:
        raise InputError(f"{name}: cannot be written ({error.strerror}).") from None
    link = tag("a", escape(name), href=name)
    before, after = (escape(part) for part in word("peer_file", peers.lang).split("{file}"))
    return Html(tag("p", before + link + after, cls="legend"))


def _csv_bytes(peers: Peers) -> bytes:
    """The table of a group: agency and year beside each report, safe in a spreadsheet.

    Reports that are left out of a comparison are in it, with the reason, so that ``p`` and ``q``
    can be computed again from the file alone: ``p`` from numerators and denominators of an
    indicator, ``q`` from the ``p`` of all its rows.
    """
    whole = peers.table
    if len(whole):
        about = peers.members[["report", "agency", "year"]]
        whole = whole.merge(about, on="report", how="left")
    else:
        whole = whole.assign(agency="", year="")
    first = ["indicator", "report", "agency", "year"]
    out = guard(whole[[*first, *(column for column in whole if column not in first)]])
    for column in out.select_dtypes("float").columns:
        out[column] = out[column].map(number_text)
    return bytes(out.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def _share_table(
    groups: Sequence[GroupIndicator], report: str, names: Mapping[str, str], lang: str
) -> Html:
    """Agencies by shares in one table: counts first, and a share from ``SMALL`` cases up."""
    shown = [g for g in groups if g.kind == "proportion" and g.shape not in _NOT_SHOWN]
    if not shown:
        return Html("")
    of = [g.shares for g in shown]
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
    for name, sign in (("rare", _rare(lang)), ("exceeds", "<small>")):
        if any(sign in cell for row in rows for cell in row):
            legend += word(f"share_table_{name}", lang)
    body = table([word("agency", lang), *heads], rows, cls="peers sortable")
    return Html(body + tag("p", escape(legend), cls="legend"))


def _sorted_by(share: Share | None) -> str:
    """What a column is sorted by: the share, where it can be compared."""
    return f"{share.estimate:.6f}" if share and share.known and not share.few else ""


def _rare(lang: str) -> str:
    return tag("span", escape(word("rare", lang)), cls="mark warning")


def _cell(group: GroupIndicator, shares: Mapping[str, Share], report: str, lang: str) -> str:
    """Counts, then the share and whether it is rare, or how likely it is far above the middle."""
    share = shares.get(report)
    if share is None or share.basis == "none":
        return escape(no_share(share, lang) if share else "—")
    counts = word("share_counts", lang).format(
        part=number(share.part), whole=number(share.whole), marks=marks(share, lang)
    )
    if not share.known or share.few:
        return escape(counts)
    text = f"{escape(counts)}<br>{percent(share.estimate)}"
    row = group.in_funnel.loc[report] if report in group.in_funnel.index else None
    if row is None or share.disputed:
        return text
    if row["q"] <= NAMED:
        return f"{text}<br>" + _rare(lang)
    if row["exceeds"] >= LIKELY:
        statement = word("exceeds", lang).format(chance=percent(min(row["exceeds"], 0.999)))
        return f"{text}<br>{tag('small', escape(statement))}"
    return text
