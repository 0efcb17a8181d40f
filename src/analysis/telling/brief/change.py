"""Change on the year before: the same reports in both years, or nothing.

Of several agencies together each is held against itself, as a share of all their cases follows who
had many of them. All changes of shares, of all together and of each agency, are tests of one
family: a change is established by its q-value alone.
"""

import math
from collections.abc import Iterator, Sequence

from analysis.assessing.statistics.funnel import NAMED
from analysis.form.agencies.english import named_in
from analysis.telling.wording import Sentence, word
from analysis.wording import points, probability

from .blocks import Block, Table, Text
from .change_table import change_table
from .compared import Change, judged_changes, pairs_of
from .context import Context
from .sums import total
from .tables import COUNTS

_LISTED = 5  # agencies whose change is established; more are counted


def change(context: Context) -> list[Block]:
    """The same agencies in both years together, and the government's report over all by itself.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """
    county = context.county
    pairs = pairs_of(context, county.agencies)
    over_all = pairs_of(context, county.territory)
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
    sets, changes, each = judged_changes(context, pairs, over_all)
    tables = [change_table(context, own, found) for own, found in zip(sets, changes, strict=True)]
    turns = [s for found in changes for s in _turned(context, found)]
    turns += list(_each(context, each)) if len(pairs) > 1 else []
    texts = [text for table in tables for row in table.rows for text in row.cells]
    texts += [sentence.text for sentence in turns]
    star, tested = context.word("star"), [c.q for own in [*changes, each] for c in own]
    notes = [context.say("year.star", star=star)] if any(star in text for text in texts) else []
    if not notes and not all(map(math.isnan, tested)):
        established = any(q <= NAMED for q in tested)
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
