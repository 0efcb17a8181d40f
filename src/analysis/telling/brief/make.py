"""The county brief, for an official to read, as blocks that every format sets in its own way."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from analysis.form.agencies.english import named_in
from analysis.telling.sentence import Sentence
from analysis.telling.view import ReportView
from analysis.wording import number

from .annexes import method, outliers, sources
from .blocks import Block, Box, Brief, Heading
from .change import change, received_change
from .compared import Changes
from .context import Context
from .county import County
from .coverage import gone_agencies, loaded, not_loaded
from .expected import Expected, against, of_listed
from .findings import Findings, findings_to_answer, statements
from .outliers import Outliers, PeerGroups, adjusted_together, tests_in_county
from .strengths import strengths
from .sums import pooled, total
from .tables import COUNTS, each, mix_figure, totals

_NUMERALS = "一二三四五六七八九十"


def county_brief(
    county: County,
    groups: PeerGroups,
    version: str,
    expected: Expected | None = None,
    prepared_by: str = "",
    day: str = "",
) -> Brief:
    """Make the brief of one county and year; the same data give the same blocks.

    Parameters
    ----------
    county : County
        Its reports, in the language of the brief.
    groups : PeerGroups
        The peer groups of the whole corpus, in the same language.
    version : str
        Version of the package, for the box on method.
    expected : Expected, optional
        The agencies that have to report.
    prepared_by : str
        Who makes it; empty where nobody is to be named.
    day : str
        Its day as it is to be printed; empty for none.
    """
    context = Context(county)
    found, changes = Findings(context), Changes(context)
    looked_at = [*county.agencies, *county.territory]
    here, peers = adjusted_together(
        looked_at, tests_in_county(county.agencies), groups.tests(looked_at)
    )
    everyone = county.everyone()
    short = len(everyone) == 1  # one report: one page
    parts = [
        ("overview", _overview(context, short)),
        ("change", change(context, changes)),
        ("strengths", strengths(context, found, changes)),
        ("findings", findings_to_answer(context, found)),
        ("missing", not_loaded(context, expected)),
    ]
    compared = bool(here.tests or peers.tests)
    annexes: list[tuple[str, list[Block]]] = [
        ("sources", [sources(context)]),
        ("outliers", outliers(context, here, peers) if compared or not short else []),
        ("statements", statements(context)),
        ("method", [method(context, version, compared, short)]),
    ]
    if short:
        annexes = [("sources_method", [block for _, content in annexes for block in content])]
    key_points = tuple(_key_points(context, found, here, peers, expected, short))
    key_points += context.legends(point.text for point in key_points)
    blocks: list[Block] = [Box(context.word("key"), key_points, listed=True)]
    for position, (name, content) in enumerate(parts, start=1):
        blocks += [Heading(_numbered(position, context.word(name), context.lang)), *content]
    for position, (name, content) in enumerate(annexes, start=1):
        key = "annex" if len(annexes) > 1 else "annex_only"
        title = context.word(key, number=position, title=context.word(name))
        blocks += [Heading(title), *content]
    return Brief(
        title=context.say(
            "title.brief", county=named_in(county.title, context.lang), year=county.year
        ).text,
        subtitle=context.say("title.brief_lead", count=len(everyone)).text,
        lang=context.lang,
        stem=f"{_file_name(county)}-{county.code}-{county.year}",
        blocks=tuple(blocks),
        labels={view.id: view.label for view in [*everyone, *county.before.values()]},
        signed=context.say("title.brief_signed", prepared_by=prepared_by, day=day).text,
        compact=short,
    )


def _file_name(county: County) -> str:
    """The name in the title, without what the county belongs to: its code tells namesakes apart."""
    return county.name if county.title.endswith(county.name) else county.title


def _overview(context: Context, short: bool) -> list[Block]:
    """Which reports are loaded, the figures of all together, and the agencies one by one."""
    if short:
        return [*loaded(context, listed=False), *totals(context)]
    figure = mix_figure(context)
    parts: list[tuple[str, list[Block]]] = [
        ("coverage", loaded(context)),
        ("totals", [*totals(context), *([figure] if figure else [])]),
    ]
    parts += [("agencies", each(context))] if context.county.agencies else []
    blocks: list[Block] = []
    for position, (name, content) in enumerate(parts, start=1):
        title = _numbered(position, context.word(name), context.lang, below=True)
        blocks += [Heading(title, level=2), *content]
    return blocks


def _numbered(position: int, title: str, lang: str, below: bool = False) -> str:
    if lang == "zh":
        numeral = _NUMERALS[position - 1]
        return f"（{numeral}）{title}" if below else f"{numeral}、{title}"
    return f"1.{position}  {title}" if below else f"{position}  {title}"


def _key_points(
    context: Context,
    found: Findings,
    here: Outliers,
    peers: Outliers,
    expected: Expected | None,
    short: bool,
) -> Iterable[Sentence]:
    """What is established, what changed, what stands out, what is in doubt, what is missing."""
    county, subject = context.county, context.subject
    title = named_in(county.title, context.lang)
    about: dict[str, Any] = {"county": title, "year": county.year}
    if subject:
        yield _requests(context, subject, about)
    changed = None if short else received_change(context)
    if changed:
        yield changed
    named = {(t.report, t.indicator) for t, _ in [*here.named, *peers.named]}
    if named:
        yield context.say(
            "short.outliers",
            **about,
            count=len(named),
            agencies=len({r for r, _ in named}),
            section=context.word("outliers"),
        )
    passed, failed, undecided = (
        sum(m.check_counts[k] for m in county.everyone()) for k in range(3)
    )
    yield context.say(
        "short.doubt",
        **about,
        total=number(passed + failed + undecided),
        passed=number(passed),
        failed=number(failed),
        undecided=number(undecided),
        reports=sum(m.check_counts[1] > 0 for m in county.everyone()),
        later=county.n_later,
        next=county.year + 1,
        count=len(found.asked),
        errors=found.count("error"),
        warnings=found.count("warning"),
        section=context.word("findings"),
    )
    listed = against(county, expected) if expected else []
    gone = gone_agencies(context, listed)
    if short and not (listed or gone):
        return
    missing = sum(one.report is None for one in listed)
    yield context.say(
        "short.missing",
        **about,
        agencies=len(county.agencies),
        territory=len(county.territory),
        listed=len(listed),
        missing=missing,
        loaded=of_listed(len(listed) - missing, len(listed)),
        before=bool(county.before),
        gone=len(gone),
        names=context.joined(gone),
    )


def _requests(context: Context, subject: Sequence[ReportView], about: dict[str, Any]) -> Sentence:
    received, concluded = (total(subject, *COUNTS[key]) for key in ("received", "concluded"))
    # A share that rests on disputed figures does not lead: that of the other agencies does.
    sound = [m for m in subject if not m.shares["granted"].disputed]
    granted, both = pooled(sound, "granted"), pooled(sound, "granted_any")
    granted, both = replace(granted, of=len(subject)), replace(both, of=len(subject))
    return context.say(
        "short.requests",
        received.refs + concluded.refs + granted.refs + both.refs,
        **about,
        whose=context.whose(subject, inside=True),
        received=received.amount,
        concluded=concluded.amount,
        gaps=sum(_lacks(m) for m in subject) if len(subject) > 1 else 0,
        disputed=len(sound) < len(subject),
        share=granted.share,
        some=granted.known if granted.known < granted.of else 0,
        both=both.share,
        nothing=concluded.amount.value == 0,
    )


def _lacks(member: ReportView) -> bool:
    """Whether a report has no number of requests received, or none of those concluded."""
    return any(member.amount(*COUNTS[key]).basis == "none" for key in ("received", "concluded"))
