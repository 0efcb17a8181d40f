"""The table of indicators: by group, each with its fraction, its interval and its caveat."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby

from analysis.assessing.indicators.definitions import GROUPS, Indicator, fits
from analysis.assessing.statistics.intervals import SMALL
from analysis.telling.html import Html, code, num, table, tag
from analysis.telling.sections import legend
from analysis.telling.share import Share
from analysis.telling.view import ReportView
from analysis.telling.views import distinct_names
from analysis.telling.wording import fraction, marks, no_share, word
from analysis.wording import between, measure, number

_UPRIGHT = 4  # reports side by side that an upright sheet holds; more are printed on its side
_COUNTED = ("count", "amount")  # what is no share
Median = Callable[[str], float | None]


def indicators(
    views: Sequence[ReportView], extra: Iterable[Indicator] = (), median: Median | None = None
) -> Html:
    """The indicators of one report, or of several side by side.

    Parts of a mix that are zero everywhere are named below the table rather than listed, and what
    the format of every report
    has no cell for is left out.

    Parameters
    ----------
    views : sequence of ReportView
        All in one language.
    extra : iterable of Indicator
        Definitions besides those that the dataset holds.
    median : callable, optional
        Gives for the id of an indicator the median of the peers, or None; a column then has it
        beside each share and rate.
    """
    lang, rows, zero, few = views[0].lang, [], [], False
    heads = list(map(escape, distinct_names(views)))
    if len(views) == 1:
        heads = [word("share_fraction", lang)]
    heads += [escape(word("group_median", lang))] if median else []
    known = {d.id: d for d in (*(d for view in views for d in view.definitions), *extra)}
    for group in GROUPS:
        listed = []
        for d in (d for d in known.values() if d.group == group):
            found = [view.shares.get(d.id) for view in views]  # none in tables older than it
            if all(s is None or not (s.cells or d.measure) for s in found):
                continue
            if d.detail and all(s is None or (s.part == 0 and not s.disputed) for s in found):
                seen = "".join(marks(s, lang) for s in found if s)
                zero.append(d.label[lang] + seen[:1])  # an implied zero is not printed
            else:
                listed.append((d, found))
                few |= d.kind not in _COUNTED and any(s and s.known and s.few for s in found)
        if listed:
            name = escape(word(f"group_{group}", lang))
            rows += [
                [tag("th", name, scope="rowgroup", colspan=str(len(heads) + 2), cls="group")],
                *_rows(listed, lang, median),
            ]
    head = [
        word("indicator", lang),
        *(tag("th", h, scope="col", cls="num") for h in heads),
        word("caveat", lang),
    ]
    below = ""
    if zero:
        note = (
            word("all_zero", lang)
            + ("、" if lang == "zh" else "; ").join(zero)
            + ("。" if lang == "zh" else ".")
        )
        below = tag("p", escape(note), cls="legend")
    if few:
        below += tag("p", escape(word("too_small", lang).format(limit=SMALL)), cls="legend")
    shown = table(head, rows, cls="measured wide" if len(views) > _UPRIGHT else "measured")
    return Html(shown + below + legend(shown, lang))


def _rows(
    listed: list[tuple[Indicator, list[Share | None]]], lang: str, median: Median | None
) -> list[list[str]]:
    """Rows of one group; neighbours with one caveat share its cell."""
    rows = []
    for caveat, own in groupby(listed, key=lambda pair: pair[0].caveat[lang]):
        same = list(own)
        for n, (d, found) in enumerate(same):
            counted = (
                escape(d.counted["numerator"][lang])
                if d.measure
                else code(" + ".join(_used(d, found)))
            )
            label = tag("th", f"{escape(d.label[lang])}<br>{counted}", scope="row")
            row = [label, *(_figure(d, s, lang) for s in found)]
            row += [_median(d, found[0], median)] if median else []
            if n == 0:
                row.append(
                    tag(
                        "td",
                        escape(caveat),
                        cls="caveat",
                        rowspan=str(len(same)) if len(same) > 1 else "",
                    )
                )
            rows.append(row)
    return rows


def _median(definition: Indicator, own: Share | None, median: Median) -> str:
    """The median of the peers; beside counts and small shares none, as these are not compared."""
    compared = definition.kind not in _COUNTED and own and not own.few
    found = median(definition.id) if compared else None
    return num("—" if found is None else measure(found, definition.kind))


def _used(definition: Indicator, found: list[Share | None]) -> list[str]:
    """The patterns of the numerator that fit a cell here; forms differ in rows and columns."""
    cells = {c for s in found if s for c in s.cells}
    return [p for p in definition.numerator if any(fits(c, p) for c in cells)]


def _figure(definition: Indicator, s: Share | None, lang: str) -> str:
    if s is None or not s.known:
        return num(escape(no_share(s, lang) if s else word("no_share", lang)), "unknown")
    unit = definition.unit.get(lang, "")
    unit = unit.removesuffix("s") if s.estimate == 1 else unit  # one request, one day
    if definition.kind in _COUNTED:
        if unit[:1].isdigit():
            unit = f"(in {unit})"  # 0 10,000 yuan would be one number
        return num(f"{number(s.estimate)}{marks(s, lang)} " + tag("small", escape(unit)))
    if s.few:
        return num(fraction(s, lang))
    small = fraction(s, lang)
    if definition.interval:
        small += "<br>" + between(
            measure(s.low, definition.kind), measure(s.high, definition.kind), lang
        )
    return num(f"{measure(s.estimate, definition.kind)}<br>{tag('small', small)}")
