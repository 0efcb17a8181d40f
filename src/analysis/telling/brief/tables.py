"""The tables of a brief: agencies together beside the territory's report, then one by one."""

import math
from collections.abc import Iterator, Mapping, Sequence

from analysis.assessing.indicators.definitions import definitions
from analysis.assessing.statistics.intervals import SMALL
from analysis.form.agencies.english import named_in
from analysis.telling.sentence import Sentence
from analysis.telling.view import ReportView
from analysis.telling.wording import amount, fraction, marks, marks_of_both, word
from analysis.wording import between, number, percent, signed

from .blocks import Block, Column, Figure, Row, Table, Text
from .context import Context
from .figures import mix
from .sums import Pooled, Sum, pooled, share_text, sum_text, total

COUNTS = {
    "received": ("requests/received/total",),
    "carried_in": ("requests/carried_in/total",),
    "concluded": ("requests/concluded/total",),
    "carried_out": ("requests/carried_out/total",),
    "reviews": ("remedies/review/total",),
    "review_corrected": ("remedies/review/corrected",),
    "suits": ("remedies/suit_*/total",),
    "suits_corrected": ("remedies/suit_*/corrected",),
}
GROUPS = ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other")
SHARES = (*GROUPS, "carried_out")
_ABOVE = ("received", "carried_in", "concluded", "carried_out", "reviews", "suits")
_MOST = 48  # rows of the table of agencies; what is left out is counted


def labels(lang: str) -> dict[str, str]:
    """Indicator to its label.

    Parameters
    ----------
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    return {d.id: d.label[lang] for d in definitions()}


def _groups(members: Sequence[ReportView]) -> list[tuple[str, Sum, Pooled]]:
    """For each group of outcomes its count and its share of those concluded."""
    return [
        (g, total(members, f"requests/{g}/total", f"requests/{g}.*/total"), pooled(members, g))
        for g in GROUPS
    ]


def totals(context: Context) -> list[Block]:
    """Counts and shares of all agencies together, and of the report over all beside them.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """
    county = context.county
    whose = ([county.agencies] if county.agencies else []) + [[m] for m in county.territory]
    counts = {k: [total(own, *patterns) for own in whose] for k, patterns in COUNTS.items()}
    shares = {name: [pooled(own, name) for own in whose] for name in SHARES}
    both, named = bool(county.agencies and county.territory), labels(context.lang)
    rows = [_count_row(context, key, own, both) for key, own in counts.items()]
    rows += [_share_row(context, named[name], own, both) for name, own in shares.items()]
    columns = [
        Column(context.word("measure"), 2.2),
        *(Column(context.whose(members), 2.3, True) for members in whose),
        *[Column(context.word("gap"), 1, True)] * both,
    ]
    title = context.say("total.one_only", county=named_in(county.title, context.lang))
    if len(county.agencies) != 1:
        title = context.say("total.pooled" if county.agencies else "total.territory_only")
    notes = _notes_on_totals(context, counts, shares, rows, both)
    return [
        Text((title,)),
        Table(context.word("table_totals"), tuple(columns), tuple(rows), tuple(notes)),
    ]


def _count_row(context: Context, key: str, sums: Sequence[Sum], both: bool) -> Row:
    """A count of each, and the gap between agencies and the report over all."""
    gap = [_gap(sums[0], sums[1], context.lang)] if both else []
    cells = (context.word(f"count_{key}"), *(sum_text(s, context.lang) for s in sums), *gap)
    return Row(cells, tuple(r for s in sums for r in s.refs))


def _share_row(context: Context, label: str, shares: Sequence[Pooled], both: bool) -> Row:
    """A share of each; between shares no gap is given."""
    between_ends = "\n" if len(shares) > 2 else "  "
    cells = (label, *(share_text(s, context.lang, between_ends) for s in shares), *[""] * both)
    return Row(cells, tuple(r for s in shares for r in s.refs))


def _notes_on_totals(
    context: Context,
    counts: Mapping[str, Sequence[Sum]],
    shares: Mapping[str, Sequence[Pooled]],
    rows: Sequence[Row],
    both: bool,
) -> Iterator[Sentence]:
    """What to know of the table, as far as something in it asks for it."""
    if both:
        yield context.say("total.caution")
    above = [
        f"{row.cells[0]} {row.cells[1]} > {row.cells[2]}"
        for row, (key, sums) in zip(rows, counts.items(), strict=False)
        if both and key in _ABOVE and _exceeds(sums[0], sums[1])
    ]
    if above:
        yield context.say("total.above", items=context.joined(above))
    yield from context.legends(text for row in rows for text in row.cells)
    pools = [s for own in shares.values() for s in own]
    summed = (s for own in counts.values() for s in own)
    if any(s.sound is not None for s in pools) or any(s.sound is not None for s in summed):
        yield context.say("total.sound")
    if any(s.share.whole >= SMALL and math.isnan(s.share.low) for s in pools):
        yield context.say("total.few")


def _exceeds(together: Sum, over_all: Sum) -> bool:
    """Whether the agencies come to more than the report over all, by undisputed figures alone."""
    if not (together.known and over_all.known):
        return False
    least = together.sound if together.amount.disputed else together.amount
    sound = least is not None and not over_all.amount.disputed
    return sound and least is not None and least.value > over_all.amount.value


def _gap(together: Sum, over_all: Sum, lang: str) -> str:
    """The difference, with the marks of either side."""
    if not (together.known and over_all.known):
        return ""
    gap = together.amount.value - over_all.amount.value
    return signed(number(gap)) + marks_of_both(together.amount, over_all.amount, lang)


def each(context: Context) -> list[Block]:
    """The agencies one by one; those without any request are named below the table.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """
    county, lang = context.county, context.lang
    columns = (
        Column(word("agency", lang), 2.4 if lang == "zh" else 5.0),
        Column(context.word("received"), 0.9, True),
        Column(context.word("concluded"), 0.95, True),
        Column(context.word("granted"), 1.7, True),
        Column(context.word("interval"), 1.4, True),
        Column(context.word("refused"), 0.9, True),
        Column(context.word("carried"), 0.9, True),
        Column(context.word("failed"), 1.1, True),
    )
    idle = [m for m in county.agencies if _idle(m)]
    busy = [m for m in county.agencies if not _idle(m)]
    names = [f"{m.label}{_idle_marks(m)}" for m in idle]
    refs = tuple(
        r for m in idle for key in ("received", "concluded") for r in m.refs(m.amount(*COUNTS[key]))
    )
    if not busy:
        listed = context.names(names, 60)
        sentence = context.say("each.all_idle", refs, count=len(idle), **listed)
        return [Text((sentence, *context.legends(names)))]
    shown = {m.id for m in sorted(busy, key=_weight, reverse=True)[:_MOST]}
    rows = tuple(_row(context, m) for m in busy if m.id in shown)
    notes = [context.say("each.order", limit=SMALL)]
    failing = "".join(text for row in rows if row.alert for text in row.cells)
    if failing and word("disputed_mark", lang) not in failing:
        notes.append(context.say("each.failed_elsewhere"))
    if len(busy) > len(rows):
        notes.append(context.say("each.more", count=len(busy) - len(rows)))
    if idle:
        listed = context.names(names, 40)
        notes.append(context.say("each.idle", refs, count=len(idle), **listed))
    notes += context.legends([*names, *(text for row in rows for text in row.cells)])
    # Names in two languages need the smaller type to stay on one line.
    return [Table("", columns, rows, tuple(notes), fine=lang == "en")]


def _idle(member: ReportView) -> bool:
    """Whether a report has no request in any row, and nothing of it is disputed."""
    rows = [f"requests/{row}/*" for row in ("received", "concluded", "carried_out")]
    return not member.check_counts[1] and member.nothing(*rows)


def _idle_marks(member: ReportView) -> str:
    """† where a zero of an agency without requests is implied."""
    of = (member.amount(*COUNTS[key]) for key in ("received", "concluded", "carried_out"))
    return "".join(dict.fromkeys("".join(marks(a, member.lang) for a in of)))


def _weight(member: ReportView) -> tuple[bool, float]:
    """Which agencies go first where not all fit: checks that fail, or figures not known."""
    concluded = member.amount(*COUNTS["concluded"]).value
    return (member.check_counts[1] > 0 or concluded != concluded, concluded)


def _row(context: Context, member: ReportView) -> Row:
    lang = context.lang
    counts = [member.amount(*patterns) for patterns in (COUNTS["received"], COUNTS["concluded"])]
    refused = member.amount("requests/refused.*/total")
    carried = member.amount(*COUNTS["carried_out"])
    granted = member.shares["granted"]
    if granted.known and not granted.few:
        share = f"{percent(granted.estimate)} ({fraction(granted, lang)})"
        interval = between(percent(granted.low), percent(granted.high), lang)
    else:
        share = fraction(granted, lang) if granted.known else word("no_share", lang)
        interval = context.word("none")
    failed = member.check_counts[1]
    cells = (
        member.label,
        *(amount(a, lang) for a in counts),
        share,
        interval,
        amount(refused, lang),
        amount(carried, lang),
        str(failed),
    )
    return Row(cells, member.refs(*counts, granted, refused, carried), failed > 0)


def mix_figure(context: Context) -> Figure | None:
    """Draw the mix of outcomes of the subject; None where nothing was concluded.

    Parameters
    ----------
    context : Context
        The county.
    """
    rows = _groups(context.subject)
    if not any(s.known and s.amount.value > 0 for _, s, _ in rows):
        return None
    shown = [(word(group, context.lang), s, p) for group, s, p in rows]
    whose = context.whose(context.subject)
    return mix(shown, context.lang, context.word("figure_mix", whose=whose))
