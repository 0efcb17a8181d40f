"""The county brief, for an official to read, as blocks that every format sets in its own way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from analysis.assessing.statistics.funnel import NAMED
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.form.agencies.english import named_in
from analysis.telling.sentence import Sentence
from analysis.telling.view import ReportView
from analysis.telling.views import other_name
from analysis.telling.wording import word
from analysis.wording import between, number, percent, rounded

from . import figures as brief_figures
from .blocks import Block, Box, Brief, Column, Figure, Heading, Row, Table, Text
from .change import change, received_change
from .compared import Changes
from .context import Context
from .county import County
from .coverage import gone_agencies, loaded, not_loaded
from .expected import Expected, against
from .findings import Findings, findings_to_answer, statements
from .outliers import (
    Outliers,
    PeerGroups,
    Test,
    adjusted_together,
    outliers_in_county,
)
from .strengths import strengths
from .sums import one_share, pooled, total
from .tables import COUNTS, each, labels, mix_figure, totals

_NUMERALS = "一二三四五六七八九十"
_MOST_NAMED = 12
# Of more files than this the host is given and not the whole address, to save space.
_ADDRESSES = 12


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
        looked_at, outliers_in_county(county.agencies), groups.outliers(looked_at)
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
    method: list[Block] = [Text(tuple(_method(context, version, compared, short)))]
    annexes: list[tuple[str, list[Block]]] = [
        ("sources", [_sources(context)]),
        ("outliers", _outliers(context, here, peers)),
        ("statements", statements(context)),
        ("method", method),
    ]
    if short:
        end = _outliers(context, here, peers) if compared else []
        annexes = [("sources_method", [_sources(context), *end, *statements(context), *method])]
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
    parts: list[tuple[str, list[Block]]] = [
        ("coverage", loaded(context)),
        ("totals", [*totals(context), *_some(mix_figure(context))]),
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


def _some(figure: Figure | None) -> list[Block]:
    return [figure] if figure else []


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
        loaded=percent(1 - missing / len(listed)) if listed else "",
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


def _outliers(context: Context, here: Outliers, peers: Outliers) -> list[Block]:
    """What stands out, with a figure of all where there are enough to draw."""
    sentences = [_summary_of(context, here, "within")] if context.county.agencies else []
    sentences.append(_summary_of(context, peers, "peers"))
    named = sorted([*here.named, *peers.named], key=lambda pair: pair[1])[:_MOST_NAMED]
    kept = {id(t) for t, _ in named}
    rows = tuple(_named(context, t, q) for t, q in [*here.named, *peers.named] if id(t) in kept)
    blocks: list[Block] = [
        Text((*sentences, context.say("out.meaning")) if rows else tuple(sentences))
    ]
    if rows:
        columns = (
            Column(word("agency", context.lang), 1.9),
            Column(word("share", context.lang), 1.7),
            Column(context.word("this"), 1.5, True),
            Column(context.word("reference"), 2.3),
            Column(context.word("bounds"), 1.3, True),
            Column(context.word("q"), 0.8, True),
        )
        more = len(here.named) + len(peers.named) - len(rows)
        blocks.append(
            Table("", columns, rows, (context.say("out.more", count=more),) if more else ())
        )
    outside = {t.report for t, _ in here.named if t.indicator == "granted"}
    figure = brief_figures.spread(
        context.county.agencies, "granted", outside, context.lang, context.word("figure_spread")
    )
    return [*blocks, *_some(figure)]


def _summary_of(context: Context, outliers: Outliers, which: str) -> Sentence:
    if not outliers.tests:
        few: dict[str, Callable[[], Sentence]] = {
            "within": lambda: context.say("out.within_few", small=SMALL, peers=PEERS),
            "peers": lambda: context.say("out.peers_few", small=SMALL, peers=PEERS),
        }
        return few[which]()
    keys = {"within": ("out.within", "out.within_none"), "peers": ("out.peers", "out.peers_none")}[
        which
    ]
    key = keys[0] if outliers.named else keys[1]
    return context.say(
        key,
        agencies=outliers.agencies,
        tests=outliers.tests,
        named=len(outliers.named),
        small=SMALL,
        rate=f"{NAMED:.0%}",
    )


def _named(context: Context, test: Test, q: float) -> Row:
    view = next(view for view in context.county.everyone() if view.id == test.report)
    key = "in_group" if test.group else "in_county"
    cells = (
        view.short,
        labels(context.lang)[test.indicator],
        one_share(test.share, context.lang),
        context.word(key, group=test.group, count=test.count, target=percent(test.target)),
        between(percent(test.low), percent(test.high), context.lang),
        "<0.001" if q < 0.001 else rounded(q, 3),
    )
    return Row(cells, view.refs(test.share))


def _method(context: Context, version: str, compared: bool, short: bool) -> Iterable[Sentence]:
    keys = ["figures", "checks", "shares", *(["funnel"] if compared else []), "scope", "cannot"]
    for key in ["figures", "cannot"] if short else keys:
        yield context.say(f"method.{key}")
    yield context.say("method.version", version=version)


def _sources(context: Context) -> Table:
    """The files behind the brief, those of the year before beside them."""
    lang = context.lang
    many = len(context.county.everyone()) > _ADDRESSES
    columns = (
        Column(word("agency", lang), 3.0 if many and lang == "en" else 1.7),
        Column(context.word("file"), 2.0),
        Column(context.word("hash"), 1.35),
        Column(context.word("host" if many else "address"), 1.2 if many else 2.1),
        Column(context.word("prior_file"), 2.3),
    )
    rows = []
    for m in context.county.everyone():
        before = context.county.before.get((m.meta.agency, m.meta.scope))
        source = m.meta.source_host if many else m.meta.source_url or m.meta.source_host
        copy = context.word("copy") if m.meta.transcription else ""
        other = other_name(m)
        printed = context.word("printed_as", name=other) if other else ""
        prior = f"{before.meta.file} {before.meta.sha256[:16]}" if before else context.word("none")
        rows.append(
            Row(
                (
                    # Of many in one language, to save space: their table has both names.
                    (m.short if many else m.label) + printed,
                    m.meta.file + copy,
                    m.meta.sha256[:16],
                    source or context.word("no_host"),
                    prior,
                )
            )
        )
    return Table("", columns, tuple(rows), (context.say("source.hash", hosts=many),), fine=True)
