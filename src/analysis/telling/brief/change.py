"""Change on the year before: the same reports in both years, or nothing.

Of several agencies together each is held against itself, as a share of all their cases follows who
had many of them. All changes of shares, of all together and of each agency, are tests of one
family: a change is established by its q-value alone.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.assessing.statistics.changes import PooledChange
from analysis.assessing.statistics.funnel import NAMED
from analysis.form.agencies.english import named_in
from analysis.telling.changes import PERCENT_FROM
from analysis.telling.sentence import Sentence
from analysis.telling.wording import amount, marks_of_both, word
from analysis.wording import number, percent, points, probability, rounded, signed

from .blocks import Block, Column, Row, Table, Text
from .compared import (
    Change,
    Changes,
    Pair,
    difference_text,
    disputed_difference,
    pairs_of,
)
from .context import Context
from .sums import plain_share, sum_text, total
from .tables import COUNTS

_COUNTS = ("received", "concluded", "carried_out")
_LISTED = 5  # agencies whose change is established; more are counted


def change(context: Context, found: Changes) -> list[Block]:
    """The same agencies in both years together, and the government's report over all by itself.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    found : Changes
        How their figures changed.
    """
    county, pairs, over_all = context.county, found.pairs, found.over_all
    if not pairs and not over_all:
        return [Text((context.say("year.none"),))]
    sentences = []
    if len(pairs) == 1:
        sentences.append(context.say("year.one", name=pairs[0][1].label))
    elif pairs:
        now = {m.meta.agency for m in county.agencies}
        gone = [
            view.label
            for (agency, scope), view in county.before.items()
            if scope == "agency" and agency not in now
        ]
        sentences.append(
            context.say(
                "year.same",
                count=len(pairs),
                only_now=len(county.agencies) - len(pairs),
                only_before=len(gone),
                names=context.joined(gone),
            )
        )
    forms = sum(before.meta.format != after.meta.format for before, after in pairs)
    if forms:
        sentences.append(context.say("year.forms", count=forms))
    if over_all and pairs:
        sentences.append(context.say("year.territory"))
    tables = [_change_table(context, own, changes) for own, changes in found.together]
    turns = [s for _, changes in found.together for s in _turned(context, changes)]
    turns += list(_each(context, found.each)) if len(pairs) > 1 else []
    texts = [text for table in tables for row in table.rows for text in row.cells]
    texts += [sentence.text for sentence in turns]
    every = [c for _, changes in found.together for c in changes] + found.each
    star = context.word("star")
    notes = [context.say("year.star", star=star)] if any(star in text for text in texts) else []
    # Of a table whose changes are all disputed none was tested, whatever its agencies are.
    if not notes and not all(math.isnan(c.q) for _, own in found.together for c in own):
        established = any(c.q <= NAMED for c in every)
        notes = [context.say("year.note_each" if established else "year.nothing")]
    if len(county.everyone()) > 1:  # of one report there is one page
        notes.append(context.say("year.note"))
    notes += context.legends(texts)
    if any(
        row.cells[3].endswith(word("disputed_mark", context.lang)) for t in tables for row in t.rows
    ):
        notes.append(context.say("year.disputed"))
    tables[-1] = Table(tables[-1].caption, tables[-1].columns, tables[-1].rows, tuple(notes))
    heads: list[Block] = [Text(tuple(sentences))] if sentences else []
    return [*heads, *tables, *([Text(tuple(turns), listed=True)] if turns else [])]


def received_change(context: Context) -> Sentence | None:
    """How the requests received changed where both years are loaded; None where none are.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """
    key = COUNTS["received"]
    pairs = pairs_of(context, context.county.agencies) or pairs_of(
        context, context.county.territory
    )
    both = [p for p in pairs if all(m.amount(*key).basis != "none" for m in p)]
    if not both:
        return None
    before, after = (total([pair[k] for pair in both], *key) for k in (0, 1))
    return context.say(
        "short.change",
        before.refs + after.refs,
        county=named_in(context.county.title, context.lang),
        whose=context.whose([m for _, m in both], inside=True),
        first=context.county.year - 1,
        second=context.county.year,
        before=before.amount,
        after=after.amount,
        disputed=before.amount.disputed or after.amount.disputed,
        section=context.word("change"),
    )


def _turned(context: Context, changes: Sequence[Change]) -> Iterator[Sentence]:
    """Shares that moved the other way in all together than the agencies themselves did."""
    for c in changes:
        if c.turned and c.difference is not None:
            yield context.say(
                "year.turned",
                c.before.refs + c.after.refs,
                label=c.label,
                before=c.before.share,
                after=c.after.share,
                points=points(c.difference.value),
                all=len(c.pairs),
                count=c.difference.agencies,
                rose=c.difference.rose,
                fell=c.difference.fell,
            )


def _each(context: Context, changes: Sequence[Change]) -> Iterator[Sentence]:
    """The agencies whose own change is established, by q; more than a few are counted."""
    found = sorted((c for c in changes if c.established), key=lambda c: c.q)
    tests = sum(not math.isnan(c.q) for c in changes)
    if not found:
        if tests:
            yield context.say("year.each_none", tests=tests)
        return
    yield context.say("year.each", tests=tests, count=len(found))
    for c in found[:_LISTED]:
        assert c.difference is not None
        yield context.say(
            "year.agency",
            c.before.refs + c.after.refs,
            name=c.pairs[0][1].label,
            label=c.label,
            before=c.before.share,
            after=c.after.share,
            rises=c.difference.value > 0,
            points=points(c.difference.value),
            low=points(c.difference.low),
            high=points(c.difference.high),
            q=probability(c.q),
        )
    if len(found) > _LISTED:
        yield context.say("year.more", count=len(found) - _LISTED)


def _change_table(context: Context, pairs: Sequence[Pair], changes: Sequence[Change]) -> Table:
    """Both years of one report, or of several together, side by side."""
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


def _moved(context: Context, found: PooledChange | None) -> str:
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
    text = signed(number(gap)) + marks_of_both(before.amount, after.amount, context.lang)
    # Leaving these agencies out instead would choose by what is compared: a check between the
    # years fails where what was carried forward has changed.
    disputed = before.amount.disputed or after.amount.disputed
    if not disputed and before.amount.value >= PERCENT_FROM:
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
    own = marks_of_both(before.share, after.share, context.lang)
    text = difference_text(change.difference, change.q, context.lang, own)
    if before.share.disputed or after.share.disputed:
        found = disputed_difference(
            [(b.shares[change.name], a.shares[change.name]) for b, a in both]
        )
        text = context.word("no_change")
        if found is not None:
            text = signed(rounded(found.value * 100, 1)) + own  # more digits would say more
    cells = (
        change.label + of,
        plain_share(before.share, context.lang),
        plain_share(after.share, context.lang),
        text,
    )
    return Row(cells, before.refs + after.refs)
