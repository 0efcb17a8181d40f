"""The table of both years in a brief: counts, shares, and how each changed."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.telling.changes import PERCENT_FROM
from analysis.telling.wording import amount, word
from analysis.wording import number, percent, points, signed

from .blocks import Column, Row, Table
from .compared import Change, Pair
from .context import Context
from .sums import (
    Difference,
    difference_text,
    disputed_difference,
    plain_share,
    sum_text,
    total,
)
from .tables import COUNTS

_COUNTS = ("received", "concluded", "carried_out")


def change_table(context: Context, pairs: Sequence[Pair], changes: Sequence[Change]) -> Table:
    """Both years of one report, or of several together, side by side.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    pairs : sequence of (ReportView, ReportView)
        The reports, each with that of the year before.
    changes : sequence of Change
        Their shares.
    """
    columns = [
        Column(context.word("measure"), 2.4),
        Column(context.word("before"), 1.6, True),
        Column(context.word("after"), 1.6, True),
        Column(context.word("difference"), 2, True),
    ]
    rows = [_count(context, pairs, key) for key in _COUNTS]
    rows += [_share(context, pairs, c) for c in changes]
    if len(pairs) > 1:
        columns[3] = Column(context.word("difference_each"), 2, True)
        columns.append(Column(context.word("moved"), 0.9, True))
        none = [""] * len(_COUNTS)
        moved = [*none, *(_moved(context, c.difference) for c in changes)]
        rows = [replace(r, cells=(*r.cells, text)) for r, text in zip(rows, moved, strict=True)]
    caption = context.word("table_change", count=len(pairs))
    if len(pairs) == 1:
        caption = context.word("table_change_one", name=pairs[0][1].label)
    return Table(caption, tuple(columns), tuple(rows))


def _moved(context: Context, found: Difference | None) -> str:
    if found is None or found.agencies < 2:
        return ""
    return context.word("rose_fell", rose=found.rose, fell=found.fell)


def _count(context: Context, pairs: Sequence[Pair], key: str) -> Row:
    """A count of both years over the agencies that have it in both."""
    both = [
        (b, a)
        for b, a in pairs
        if "none" not in (b.amount(*COUNTS[key]).basis, a.amount(*COUNTS[key]).basis)
    ]
    shown = both or (pairs if len(pairs) == 1 else ())
    before, after = (total([pair[k] for pair in shown], *COUNTS[key]) for k in (0, 1))
    of = f" [{len(both)}/{len(pairs)}]" if 0 < len(both) < len(pairs) else ""
    if not both:
        figures = [sum_text(value, context.lang) for value in (before, after)]
        return Row((context.word(f"count_{key}"), *figures, context.word("no_change")))
    gap = after.amount.value - before.amount.value
    text = signed(number(gap))
    # Leaving these agencies out instead would choose by what is compared: a check between the
    # years fails where what was carried forward has changed.
    if before.amount.disputed or after.amount.disputed:
        text += word("disputed_mark", context.lang)
    elif before.amount.value >= PERCENT_FROM:
        text += f" ({signed(percent(gap / before.amount.value))})"
    cells = (
        context.word(f"count_{key}"),
        amount(before.amount, context.lang) + of,
        amount(after.amount, context.lang) + of,
        text,
    )
    return Row(cells, before.refs + after.refs)


def _share(context: Context, pairs: Sequence[Pair], change: Change) -> Row:
    """A share of both years over the agencies of which it is known in both."""
    both, before, after = change.pairs, change.before, change.after
    of = f" [{len(both)}/{len(pairs)}]" if 0 < len(both) < len(pairs) else ""
    text = difference_text(change.difference, change.q, context.lang)
    if before.share.disputed or after.share.disputed:
        found = disputed_difference(
            [(b.shares[change.name], a.shares[change.name]) for b, a in both]
        )
        text = context.word("no_change")
        if found is not None:
            text = points(found.value) + word("disputed_mark", context.lang)
    cells = (
        change.label + of,
        plain_share(before.share, context.lang),
        plain_share(after.share, context.lang),
        text,
    )
    return Row(cells, before.refs + after.refs)
