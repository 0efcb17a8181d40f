"""What the notebooks on peers and territories show besides sentences: funnels, tables of a group, the cells, the whole as CSV."""

from collections import Counter
from html import escape
from pathlib import Path

from analysis.assessing.dataset import number_text
from analysis.assessing.spreadsheet import guard
from analysis.errors import InputError
from analysis.form import table_label
from analysis.telling import figures
from analysis.telling.html import Html, code, table, tag
from analysis.telling.parts import section
from analysis.telling.tables.peers import peer_table
from analysis.telling.tables.statutory import noted
from analysis.telling.view import ReportView
from analysis.telling.wording import NAMED, Ref, Sentence, word

from .indicator import Placed
from .narrative import Peers
from .territories import Territories

_CELLS = 40  # of one report; more are counted
SHOWN = (
    "granted",
    "refused",
    "unavailable",
    "unprocessed",
    "reviews_per_100",
)  # with a figure; the table has all


def own(told: Peers) -> Html:
    """One report among the others, with its heading; nothing where the group alone is told."""
    said = section(told, "own")
    return Html(tag("h2", escape(told.names[str(told.report)]))) + said if said.text else said


def placings(told: Peers | Territories) -> Html:
    """Funnel and table of the group by each indicator of ``SHOWN`` in which limits could be set; a large group's table is cut."""
    own = told.report if isinstance(told, Peers) else None
    groups = [told.fields] if isinstance(told, Peers) else [fields for _, fields in told.sets]
    parts = [
        _placing(field, own or "", told.names, told.lang)
        for fields in groups
        for field in fields
        if field.definition.id in SHOWN and len(field.placed)
    ]
    return Html("".join(parts))


def _placing(field: Placed, own: str, names: dict[str, str], lang: str) -> str:
    assert field.peers is not None
    drawn = figures.funnel_plot(field.peers, field.definition, own, names, lang).text
    listed = peer_table(field.peers, own, names, lang).text if field.kind == "proportion" else ""
    return tag("h3", escape(field.definition.label[lang])) + drawn + listed


def whole_table(told: Peers, name: str | None) -> Html:
    """Every report by every indicator, written as CSV beside the notebook, and a link to it; nothing where no name is given.

    Parameters
    ----------
    told : Peers
    name : str, optional
        File name, without a folder.

    Raises
    ------
    InputError
        If it is no plain file name, or cannot be written.
    """
    if not name:
        return Html("")
    if Path(name).name != name or not name.endswith(".csv"):
        raise InputError(
            f"table = {name!r}: give a file name that ends in .csv, without a folder; it is written beside the notebook."
        )
    partial = Path(f".{name}.part")
    try:
        partial.write_bytes(csv_bytes(told))
        partial.replace(name)
    except OSError as error:
        raise InputError(f"{name}: cannot be written ({error.strerror}).") from None
    link = tag("a", escape(name), href=name)
    before, after = (escape(part) for part in word("peer_file", told.lang).split("{file}"))
    return Html(tag("p", before + link + after, cls="legend"))


def csv_bytes(told: Peers) -> bytes:
    """The table of a group as CSV: agency and year beside each report, safe in a spreadsheet."""
    about = told.members[["report", "agency", "year"]]
    whole = (
        told.table.merge(about, on="report", how="left")
        if len(told.table)
        else told.table.assign(agency="", year="")
    )
    whole = whole[
        [
            "indicator",
            "report",
            "agency",
            "year",
            *(c for c in whole if c not in ("indicator", "report", "agency", "year")),
        ]
    ]
    out = guard(whole)
    for column in out.select_dtypes("float").columns:
        out[column] = out[column].map(number_text)
    return out.to_csv(index=False, lineterminator="\n").encode("utf-8")


def notes(told: Peers | Territories) -> Html:
    """The cells behind each numbered sentence; of more than ``NAMED`` reports the cells, and how many they are."""
    views: dict[str, ReportView] = {}
    seen: dict[tuple, int] = {}
    rows = []
    for n, sentence in enumerate(told.sentences(), start=1):
        if sentence.cells:
            first = seen.setdefault(sentence.cells, n)
            shown = (
                f'<a href="#c{first}">{first}</a>' if first != n else _cells(sentence, told, views)
            )
            mark = tag("td", f'<a href="#s{n}">{n}</a>', id=f"c{n}", cls="num")
            rows.append([mark, tag("td", code(sentence.id), cls="key"), shown])
    return Html(
        table([word(w, told.lang) for w in ("no", "sentence", "rests_on")], rows, cls="notes")
    )


def _cells(sentence: Sentence, told: Peers | Territories, views: dict[str, ReportView]) -> str:
    of: dict[str, list[Ref]] = {}
    for ref in sentence.cells:
        of.setdefault(ref.report, []).append(ref)
    if len(of) > NAMED:
        codes = dict.fromkeys(ref.code for ref in sentence.cells)
        return (
            escape(word("noted_many", told.lang).format(count=len(of)))
            + " "
            + "; ".join(map(code, codes))
        )
    for report in of:
        if report not in views:
            views[report] = ReportView(told.data, report, told.lang)
    return "<br>".join(_line(views[report], refs, len(of) > 1) for report, refs in of.items())


def _line(view: ReportView, refs: list[Ref], named: bool) -> str:
    """The cells of one report; where they are a whole table or nearly, how many of each table."""
    if len(refs) <= _CELLS:
        return noted(view, refs, named)
    counts = Counter(ref.code.split("/")[0] for ref in refs)
    said = "; ".join(
        word("noted_cells", view.lang).format(table=table_label(t, view.lang), count=n)
        for t, n in counts.items()
    )
    return (f"<em>{escape(view.name)}</em> " if named else "") + escape(said)
