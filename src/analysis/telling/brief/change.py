"""Change on the year before: the same reports in both years, or nothing."""

from collections.abc import Sequence

from analysis.telling.view import ReportView
from analysis.telling.wording import Sentence, amount
from analysis.wording import number, percent, signed

from .blocks import Block, Column, Row, Table, Text
from .context import Context
from .sums import difference, difference_text, plain_share, pooled, total
from .tables import COUNTS, labels

_COUNTS = ("received", "concluded", "carried_out")
_SHARES = (
    "granted",
    "granted_any",
    "refused",
    "unavailable",
    "unprocessed",
    "other",
    "carried_out",
)
_PERCENT_FROM = 100

Pair = tuple[ReportView, ReportView]


def change(context: Context) -> list[Block]:
    """The same agencies in both years together, and the government's report over all by itself.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """
    county = context.county
    pairs = _pairs(context, county.agencies)
    over_all = _pairs(context, county.territory)
    if not pairs and not over_all:
        return [Text((context.say("year.none"),))]
    sentences = []
    if len(pairs) == 1:
        sentences.append(context.say("year.one", name=pairs[0][1].label))
    elif pairs:
        now = {m.meta.agency for m in county.agencies}
        gone = sum(scope == "agency" and agency not in now for agency, scope in county.before)
        sentences.append(
            context.say(
                "year.same",
                count=len(pairs),
                only_now=len(county.agencies) - len(pairs),
                only_before=gone,
            )
        )
    forms = sum(before.meta.format != after.meta.format for before, after in pairs)
    if forms:
        sentences.append(context.say("year.forms", count=forms))
    if over_all:
        sentences.append(context.say("year.territory"))
    tables = [_table(context, pairs)] if pairs else []
    tables += [_table(context, [pair]) for pair in over_all]
    texts = [text for table in tables for row in table.rows for text in row.cells]
    notes = [context.say("year.note", star=context.word("star")), *context.legends(texts)]
    if context.word("disputed") in texts:
        notes.append(context.say("year.disputed"))
    tables[-1] = Table(tables[-1].caption, tables[-1].columns, tables[-1].rows, tuple(notes))
    return [Text(tuple(sentences)), *tables]


def received_change(context: Context) -> Sentence | None:
    """How the requests received changed where both years are loaded; None where none are.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """
    key = COUNTS["received"]
    pairs = _pairs(context, context.county.agencies) or _pairs(context, context.county.territory)
    both = [p for p in pairs if all(m.amount(*key).basis != "none" for m in p)]
    if not both:
        return None
    before, after = (total([pair[k] for pair in both], *key) for k in (0, 1))
    return context.say(
        "short.change",
        before.refs + after.refs,
        county=context.county.title,
        whose=context.whose([m for _, m in both]),
        first=context.county.year - 1,
        second=context.county.year,
        before=before.amount,
        after=after.amount,
        disputed=before.amount.disputed or after.amount.disputed,
        section=context.word("change"),
    )


def _pairs(context: Context, members: Sequence[ReportView]) -> list[Pair]:
    before = context.county.before
    found = [(before.get((m.meta.agency, m.meta.scope)), m) for m in members]
    return [(b, m) for b, m in found if b is not None]


def _table(context: Context, pairs: Sequence[Pair]) -> Table:
    lang = context.lang
    columns = (
        Column(context.word("measure"), 2.4),
        Column(context.word("before"), 1.6, True),
        Column(context.word("after"), 1.6, True),
        Column(context.word("difference"), 2, True),
    )
    named = labels(lang)
    rows = [_count(context, pairs, key) for key in _COUNTS]
    rows += [_share(context, pairs, name, named[name]) for name in _SHARES]
    caption = context.word("table_change", count=len(pairs))
    if len(pairs) == 1:
        caption = context.word("table_change_one", name=pairs[0][1].label)
    return Table(caption, columns, tuple(rows))


def _count(context: Context, pairs: Sequence[Pair], key: str) -> Row:
    """A count of both years over the agencies that have it in both."""
    both = [
        (b, a)
        for b, a in pairs
        if "none" not in (b.amount(*COUNTS[key]).basis, a.amount(*COUNTS[key]).basis)
    ]
    before, after = (total([pair[k] for pair in both], *COUNTS[key]) for k in (0, 1))
    of = f" [{len(both)}/{len(pairs)}]" if 0 < len(both) < len(pairs) else ""
    if not both:
        return Row(
            (
                context.word(f"count_{key}"),
                context.word("none"),
                context.word("none"),
                context.word("no_change"),
            )
        )
    gap = after.amount.value - before.amount.value
    text = signed(number(gap))
    # Leaving these agencies out instead would choose by what is compared: a check between the
    # years fails where what was carried forward has changed.
    if before.amount.disputed or after.amount.disputed:
        text = context.word("disputed")
    elif before.amount.value >= _PERCENT_FROM:
        text += f" ({signed(percent(gap / before.amount.value))})"
    cells = (
        context.word(f"count_{key}"),
        amount(before.amount, context.lang) + of,
        amount(after.amount, context.lang) + of,
        text,
    )
    return Row(cells, before.refs + after.refs)


def _share(context: Context, pairs: Sequence[Pair], name: str, label: str) -> Row:
    """A share of both years over the agencies of which it is known in both."""
    both = [(b, a) for b, a in pairs if _has(b, name) and _has(a, name)]
    before, after = (pooled([pair[k] for pair in both], name) for k in (0, 1))
    of = f" [{len(both)}/{len(pairs)}]" if 0 < len(both) < len(pairs) else ""
    text = difference_text(difference(before.share, after.share), context.lang)
    if before.share.disputed or after.share.disputed:
        text = context.word("disputed")
    cells = (
        label + of,
        plain_share(before.share, context.lang),
        plain_share(after.share, context.lang),
        text,
    )
    return Row(cells, before.refs + after.refs)


def _has(member: ReportView, name: str) -> bool:
    return name in member.shares and member.shares[name].basis != "none"
