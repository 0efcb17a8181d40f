"""Which reports are loaded, which are not, and what that leaves open.

That a report is missing is a result and not a gap to be passed over: agencies are named, the share
that is loaded is given, and totals are given as what they are at least. How large a total is at
most, and within what bounds a share of all cases lies, nobody can know of agencies that may have
had any number of requests; that is said. Shares of agencies themselves have bounds.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.assessing.indicators.compute import Amount
from analysis.assessing.indicators.timeliness import legal_limit
from analysis.form.agencies.english import named_in
from analysis.form.agencies.offices import words
from analysis.telling.sentence import Ref, Sentence
from analysis.telling.view import ReportView
from analysis.telling.wording import word

from .blocks import Block, Column, Row, Table, Text
from .context import Context
from .expected import STATES, Expected, Listed, against, deadlines, of_listed
from .sums import total
from .tables import COUNTS

_LISTED = 60  # rows of the table of agencies that are not loaded; all are in the CSV


def loaded(context: Context, listed: bool = True) -> list[Block]:
    """Which reports are loaded, and when they were published.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    listed : bool
        Whether each sentence is an item of a list.
    """
    return [Text(tuple(_loaded(context)), listed=listed)]


def not_loaded(context: Context, expected: Expected | None) -> list[Block]:
    """The agencies whose reports are not loaded, all of them named, in sentences and a table.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    expected : Expected, optional
        List of the agencies that have to report, if one was given.
    """
    listed = against(context.county, expected) if expected else []
    sentences = tuple(_not_loaded(context, expected, listed))
    missing = [one for one in listed if one.report is None]
    known = any(one.state in STATES[:-1] or one.reported_before for one in missing)
    table = [_missing(context, missing)] if known else []
    return [Text(sentences, listed=len(sentences) > 2), *table]


def _not_loaded(
    context: Context, expected: Expected | None, listed: Sequence[Listed]
) -> Iterator[Sentence]:
    county = context.county
    if expected is None:
        yield context.say("cover.total_unknown")
    else:
        yield from _of_the_list(context, expected, listed)
    before = county.year - 1
    if gone := gone_agencies(context, listed):
        names = context.joined(gone)
        yield context.say(
            "cover.gone", before=before, year=county.year, count=len(gone), names=names
        )
    else:
        yield context.say("cover.none_gone" if county.before else "cover.no_before", before=before)


def _loaded(context: Context) -> Iterator[Sentence]:
    county = context.county
    here: dict[str, Any] = {"county": named_in(county.title, context.lang), "year": county.year}
    if count := len(county.agencies):
        yield context.say("cover.agencies", **here, count=count, kinds=_kinds(context))
    else:
        yield context.say("cover.no_agency", **here)
    if county.territory:
        yield context.say(
            "cover.territory", names=context.joined(m.agency for m in county.territory)
        )
    else:
        yield context.say("cover.no_territory")
    if not county.whole:
        yield context.say("cover.own_level")
    if county.unclear:
        yield context.say(
            "cover.unclear",
            count=len(county.unclear),
            **context.names(m.agency for m in county.unclear),
        )
    if county.unplaced:
        yield context.say("cover.unplaced", count=county.unplaced, year=county.year)
    yield _in_time(context)
    copies = sum(bool(m.meta.transcription) for m in county.everyone())
    if copies:
        yield context.say("cover.transcribed", count=copies, of=len(county.everyone()))


def _kinds(context: Context) -> str:
    """How many agencies of each kind, where kinds are known of any."""
    kinds = [m.meta.kind for m in context.county.agencies]
    if not any(kinds):
        return ""
    parts = [
        (label[context.lang], kinds.count(kind))
        for kind, label in words()["kinds"].items()
        if kind in kinds
    ]
    parts += [(context.word("unknown_kind"), kinds.count(""))] if "" in kinds else []
    each = "{label}{count}份" if context.lang == "zh" else "{label} {count}"
    # A kind may hold a 、 itself.
    between = "，" if context.lang == "zh" else "; "
    return between.join(each.format(label=label, count=count) for label, count in parts)


def _of_the_list(
    context: Context, expected: Expected, listed: Sequence[Listed]
) -> Iterator[Sentence]:
    """How many of the listed agencies are loaded, and which loaded ones are not listed."""
    lang, count = context.lang, len(listed)
    missing = [one for one in listed if one.report is None]
    if missing:
        yield context.say(
            "cover.expected",
            file=expected.file,
            total=count,
            found=count - len(missing),
            share=of_listed(count - len(missing), count),
            missing=len(missing),
            **context.names(named_in(one.name, lang) for one in missing),
        )
        states = [one.state for one in missing]
        if any(state in STATES[:-1] for state in states):
            yield context.say("cover.states", (), **{s: states.count(s) for s in STATES})
        yield from _least(context)
    else:
        yield context.say("cover.expected_all", file=expected.file, total=count)
    matched = {one.report.id for one in listed if one.report}
    besides = [m.agency for m in context.county.agencies if m.id not in matched]
    if besides:
        yield context.say("cover.unexpected", count=len(besides), **context.names(besides))
    yield from _timely(context, listed)


def _least(context: Context) -> Iterator[Sentence]:
    """What the county's agencies come to at least; disputed figures prove no least."""
    counts: dict[str, Amount] = {}
    refs: list[Ref] = []
    for name in ("received", "concluded"):
        found = total(context.county.agencies, *COUNTS[name])
        least = found.sound if found.amount.disputed else found.amount
        if least is None or least.basis == "none":
            return
        counts[name] = least
        refs += found.refs
    yield context.say("cover.least", refs, **counts)


def _timely(context: Context, listed: Sequence[Listed]) -> Iterator[Sentence]:
    """In time, as a share of the listed agencies that the law sets a limit: bounds."""
    year, outcomes = context.county.year, deadlines(context.county)
    due = [one for one in listed if legal_limit(year, "agency", one.name)]
    if not due:
        return
    in_time = [outcomes.get(one.report.id) for one in due if one.report].count("pass")
    late = sum(
        outcomes.get(one.report.id) == "fail" if one.report else one.state == "late" for one in due
    )
    greatest = len(due) - late
    yield context.say(
        "cover.timely",
        total=len(due),
        least=in_time,
        greatest=greatest,
        low=of_listed(in_time, len(due)),
        high=of_listed(greatest, len(due)),
    )


def gone_agencies(context: Context, listed: Sequence[Listed]) -> list[str]:
    """Agencies that reported the year before and of which no report of this year is loaded.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    listed : sequence of Listed
        The agencies that have to report; empty where no list was given.
    """
    county = context.county
    now = {m.meta.agency for m in county.everyone()}
    gone = [v.label for (agency, _), v in county.before.items() if agency not in now]
    known = {agency for agency, _ in county.before} | now
    more = [one.name for one in listed if one.reported_before and one.report is None]
    gone += [named_in(name, context.lang) for name in more if name not in known]
    return list(dict.fromkeys(gone))


def _missing(context: Context, missing: Sequence[Listed]) -> Table:
    """The listed agencies that are not loaded, each with what is known of its report."""
    columns = (
        Column(word("agency", context.lang), 3.0),
        Column(context.word("listed_state"), 3.0),
        Column(context.word("listed_before", year=context.county.year - 1), 2.0),
    )
    rows = tuple(
        Row(
            (
                named_in(one.name, context.lang),
                context.word(f"state_{one.state or STATES[-1]}"),
                context.word("reported" if one.reported_before else "not_known"),
            )
        )
        for one in missing[:_LISTED]
    )
    more = len(missing) - len(rows)
    notes = (context.say("cover.more", count=more),) if more else ()
    return Table(context.word("table_missing"), columns, rows, notes)


def _in_time(context: Context) -> Sentence:
    """How many reports were published in time, late, without a legal limit, or without a date."""
    everyone: Sequence[ReportView] = context.county.everyone()
    outcomes = deadlines(context.county)
    late = [m.label for m in everyone if outcomes.get(m.id) == "fail"]
    on_time = sum(outcomes.get(m.id) == "pass" for m in everyone)
    # Of one agency and yet without a limit: the law sets none for it, whenever it published.
    no_limit = sum(
        m.meta.scope == "agency" and legal_limit(int(m.meta.year), "agency", m.meta.agency) is None
        for m in everyone
    )
    return context.say(
        "cover.in_time",
        on_time=on_time,
        late=len(late),
        no_limit=no_limit,
        unknown=len(everyone) - on_time - len(late) - no_limit,
        **context.names(late),
    )
