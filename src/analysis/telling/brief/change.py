"""Change on the year before: the same reports in both years, or nothing."""

from collections.abc import Sequence

from analysis.telling.wording import amount, number, percent, signed, word

from .blocks import Block, Column, Row, Table, Text
from .context import Teller
from .county import Member
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

Pair = tuple[Member, Member]


def change(told: Teller) -> list[Block]:
    """The same agencies in both years together, and the government's report over all by itself."""
    county = told.county
    pairs = _pairs(told, county.agencies)
    over_all = _pairs(told, county.territory)
    if not pairs and not over_all:
        return [Text((told.say("year.none"),))]
    said = []
    if len(pairs) == 1:
        said.append(told.say("year.one", name=pairs[0][1].label))
    elif pairs:
        now = {m.meta.agency for m in county.agencies}
        gone = sum(scope == "agency" and agency not in now for agency, scope in county.before)
        said.append(
            told.say(
                "year.same",
                count=len(pairs),
                only_now=len(county.agencies) - len(pairs),
                only_before=gone,
            )
        )
    forms = sum(before.meta.format != after.meta.format for before, after in pairs)
    if forms:
        said.append(told.say("year.forms", count=forms))
    if over_all:
        said.append(told.say("year.territory"))
    tables = [_table(told, pairs)] if pairs else []
    tables += [_table(told, [pair]) for pair in over_all]
    note = told.say("year.note", star=told.word("star"))
    tables[-1] = Table(tables[-1].caption, tables[-1].columns, tables[-1].rows, (note,))
    return [Text(tuple(said)), *tables]


def _pairs(told: Teller, members: Sequence[Member]) -> list[Pair]:
    before = told.county.before
    found = [(before.get((m.meta.agency, m.meta.scope)), m) for m in members]
    return [(b, m) for b, m in found if b is not None]


def _table(told: Teller, pairs: Sequence[Pair]) -> Table:
    lang = told.lang
    columns = (
        Column(told.word("measure"), 2.4),
        Column(told.word("before"), 1.6, True),
        Column(told.word("after"), 1.6, True),
        Column(told.word("difference"), 2, True),
    )
    named = labels(lang)
    rows = [_count(told, pairs, key) for key in _COUNTS]
    rows += [_share(told, pairs, name, named[name]) for name in _SHARES]
    caption = told.word("table_change", count=len(pairs))
    if len(pairs) == 1:
        caption = told.word("table_change_one", name=pairs[0][1].label)
    return Table(caption, columns, tuple(rows))


def _count(told: Teller, pairs: Sequence[Pair], key: str) -> Row:
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
                told.word(f"count_{key}"),
                word("unknown", told.lang),
                word("unknown", told.lang),
                told.word("no_change"),
            )
        )
    gap = after.amount.value - before.amount.value
    said = signed(number(gap))
    if before.amount.value >= _PERCENT_FROM:
        said += f" ({signed(percent(gap / before.amount.value))})"
    cells = (
        told.word(f"count_{key}"),
        amount(before.amount, told.lang) + of,
        amount(after.amount, told.lang) + of,
        said,
    )
    return Row(cells, before.refs + after.refs)


def _share(told: Teller, pairs: Sequence[Pair], name: str, label: str) -> Row:
    """A share of both years over the agencies of which it is known in both."""
    both = [(b, a) for b, a in pairs if _has(b, name) and _has(a, name)]
    before, after = (pooled([pair[k] for pair in both], name) for k in (0, 1))
    of = f" [{len(both)}/{len(pairs)}]" if 0 < len(both) < len(pairs) else ""
    said = difference_text(difference(before.share, after.share), told.lang)
    cells = (
        label + of,
        plain_share(before.share, told.lang),
        plain_share(after.share, told.lang),
        said,
    )
    return Row(cells, before.refs + after.refs)


def _has(member: Member, name: str) -> bool:
    return name in member.shares and member.shares[name].basis != "none"
