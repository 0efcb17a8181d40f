"""The county brief: what an evaluator hands to an official, as blocks that every format sets in its own way."""

from collections.abc import Callable, Iterable

from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.statistics.population import PEERS
from analysis.telling.wording import Sentence, between, number, percent, rounded, word

from . import figures as brief_figures
from .blocks import Block, Box, Brief, Column, Figure, Heading, Row, Table, Text
from .change import change
from .context import Teller
from .county import County, refs
from .coverage import Expected, coverage
from .findings import Findings, asked, stated
from .outliers import NAMED, Fields, Looked, within
from .sums import one_share, pooled, total
from .tables import COUNTS, each, labels, totals, whole_figure

_NUMERALS = "一二三四五六七八九十"
_MOST_NAMED = 12
_ADDRESSES = (
    12  # files of which the whole address is given; of more, the host alone, for want of space
)


def county_brief(
    county: County, fields: Fields, lang: str, version: str, expected: Expected | None = None
) -> Brief:
    """The brief of one county and year.

    Parameters
    ----------
    county : County
    fields : Fields
        The peer groups of the whole corpus.
    lang : {"zh", "en"}
    version : str
        Of the package, for the box on method.
    expected : Expected, optional
        The agencies that have to report.

    Returns
    -------
    Brief
        The same county, version and list give the same blocks.
    """
    told = Teller(county, fields, lang)
    found, here, peers = (
        Findings(told),
        within(county.agencies),
        fields.among_peers([*county.agencies, *county.territory]),
    )
    parts: list[tuple[str, list[Block]]] = [
        ("coverage", [Text(tuple(coverage(told, expected)), listed=True)]),
        ("totals", [*totals(told), *_some(whole_figure(told, brief_figures.mix))]),
    ]
    parts += [("agencies", each(told))] if county.agencies else []
    parts += [
        ("outliers", _outliers(told, here, peers)),
        ("findings", asked(told, found)),
        ("change", change(told)),
        ("statements", stated(told)),
    ]
    blocks: list[Block] = [
        Box(told.word("key"), tuple(_short(told, found, here, peers)), listed=True)
    ]
    for at, (name, content) in enumerate(parts, start=1):
        blocks += [Heading(_numbered(at, told.word(name), lang)), *content]
    blocks.append(Box(told.word("method"), tuple(_method(told, version)), listed=True))
    blocks.append(Heading(_numbered(len(parts) + 1, told.word("sources"), lang)))
    blocks.append(_sources(told))
    count = len(county.everyone())
    return Brief(
        told.say("title.brief", county=county.title, year=county.year).text,
        told.say("title.brief_lead", count=count).text,
        lang,
        f"{county.name}-{county.code}-{county.year}",
        tuple(blocks),
        {m.id: m.label for m in [*county.everyone(), *county.before.values()]},
    )


def _numbered(at: int, title: str, lang: str) -> str:
    return f"{_NUMERALS[at - 1]}、{title}" if lang == "zh" else f"{at}  {title}"


def _some(figure: Figure | None) -> list[Block]:
    return [figure] if figure else []


def _short(told: Teller, found: Findings, here: Looked, peers: Looked) -> Iterable[Sentence]:
    county, subject = told.county, told.subject
    yield told.say("short.loaded", agencies=len(county.agencies), territory=len(county.territory))
    if subject:
        received, concluded = (
            total(subject, *COUNTS["received"]),
            total(subject, *COUNTS["concluded"]),
        )
        gaps = len(subject) - min(received.known, concluded.known) if len(subject) > 1 else 0
        yield told.say(
            "short.requests",
            received.refs + concluded.refs,
            whose=told.whose(subject),
            received=received.amount,
            concluded=concluded.amount,
            gaps=gaps,
        )
        granted, both = pooled(subject, "granted"), pooled(subject, "granted_any")
        key = "short.granted" if granted.share.known else "short.no_share"
        yield told.say(
            key,
            granted.refs + both.refs,
            whose=told.whose(subject),
            share=granted.share,
            both=both.share,
        )
    held, failed, undecided = (sum(m.ties[k] for m in county.everyone()) for k in range(3))
    key = "short.ties_fail" if failed else "short.ties_hold"
    yield told.say(
        key,
        total=number(held + failed + undecided),
        failed=number(failed),
        undecided=number(undecided),
        reports=sum(m.ties[1] > 0 for m in county.everyone()),
    )
    named = {(t.report, t.indicator) for t, _ in [*here.named, *peers.named]}
    if named:
        yield told.say(
            "short.outliers",
            count=len(named),
            agencies=len({r for r, _ in named}),
            section=told.word("outliers"),
        )
    if len(found.asked):
        yield told.say(
            "short.findings",
            count=len(found.asked),
            errors=found.count("error"),
            warnings=found.count("warning"),
            section=told.word("findings"),
        )
    else:
        yield told.say("short.no_findings")


def _outliers(told: Teller, here: Looked, peers: Looked) -> list[Block]:
    """What stands out, with a figure of all where there are enough to draw."""
    said = [_looked(told, here, "within")] if told.county.agencies else []
    said.append(_looked(told, peers, "peers"))
    named = sorted([*here.named, *peers.named], key=lambda pair: pair[1])[:_MOST_NAMED]
    kept = {id(t) for t, _ in named}
    rows = tuple(_named(told, t, q) for t, q in [*here.named, *peers.named] if id(t) in kept)
    blocks: list[Block] = [Text((*said, told.say("out.meaning")) if rows else tuple(said))]
    if rows:
        columns = (
            Column(word("agency", told.lang), 1.9),
            Column(word("share", told.lang), 1.7),
            Column(told.word("this"), 1.5, True),
            Column(told.word("reference"), 2.3),
            Column(told.word("bounds"), 1.3, True),
            Column(told.word("q"), 0.8, True),
        )
        more = len(here.named) + len(peers.named) - len(rows)
        blocks.append(Table("", columns, rows, (told.say("out.more", count=more),) if more else ()))
    outside = {t.report for t, _ in here.named if t.indicator == "granted"}
    figure = brief_figures.spread(
        told.county.agencies, "granted", outside, told.lang, told.word("figure_spread")
    )
    return [*blocks, *_some(figure)]


def _looked(told: Teller, looked: Looked, which: str) -> Sentence:
    if not looked.tests:
        few: dict[str, Callable[[], Sentence]] = {
            "within": lambda: told.say("out.within_few", small=SMALL, peers=PEERS),
            "peers": lambda: told.say("out.peers_few", peers=PEERS),
        }
        return few[which]()
    keys = {"within": ("out.within", "out.within_none"), "peers": ("out.peers", "out.peers_none")}[
        which
    ]
    key = keys[0] if looked.named else keys[1]
    return told.say(
        key,
        agencies=looked.agencies,
        tests=looked.tests,
        named=len(looked.named),
        small=SMALL,
        rate=f"{NAMED:.0%}",
    )


def _named(told: Teller, t, q: float) -> Row:
    member = next(m for m in told.county.everyone() if m.id == t.report)
    key = "in_group" if t.group else "in_county"
    reference = told.word(key, group=t.group, count=t.count, target=percent(t.target))
    bounds = between(percent(t.low), percent(t.high), told.lang)
    shown = "<0.001" if q < 0.001 else rounded(q, 3)
    cells = (
        member.label,
        labels(told.lang)[t.indicator],
        one_share(t.share, told.lang),
        reference,
        bounds,
        shown,
    )
    return Row(cells, refs(member, t.share))


def _method(told: Teller, version: str) -> Iterable[Sentence]:
    for key in ("figures", "ties", "shares", "funnel", "scope", "cannot"):
        yield told.say(f"method.{key}")
    yield told.say("method.version", version=version)


def _sources(told: Teller) -> Table:
    """The files behind the brief, those of the year before beside them."""
    lang = told.lang
    columns = (
        Column(word("agency", lang), 1.7),
        Column(told.word("file"), 2.0),
        Column(told.word("hash"), 1.35),
        Column(told.word("host"), 2.1),
        Column(told.word("prior_file"), 2.3),
    )
    rows, many = [], len(told.county.everyone()) > _ADDRESSES
    for m in told.county.everyone():
        before = told.county.before.get((m.meta.agency, m.meta.scope))
        source = m.meta.source_host if many else m.meta.source_url or m.meta.source_host
        copy = told.word("copy") if m.meta.transcription else ""
        prior = f"{before.meta.file} {before.meta.sha256[:16]}" if before else told.word("none")
        rows.append(
            Row(
                (
                    m.label,
                    m.meta.file + copy,
                    m.meta.sha256[:16],
                    source or told.word("no_host"),
                    prior,
                )
            )
        )
    return Table("", columns, tuple(rows), (told.say("source.hash"),), fine=True)
