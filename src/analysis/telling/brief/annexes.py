"""The annexes of a brief: what differs from the rest, the files it rests on, and the method."""

from analysis.assessing.statistics.funnel import NAMED
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.telling.sentence import Sentence
from analysis.telling.views import other_name
from analysis.telling.wording import word
from analysis.wording import between, percent, rounded

from . import figures as brief_figures
from .blocks import Block, Column, Row, Table, Text
from .context import Context
from .outliers import Outliers, Test
from .sums import one_share
from .tables import labels

_MOST_NAMED = 12
# Of more files than this the host is given and not the whole address, to save space.
_ADDRESSES = 12


def outliers(context: Context, here: Outliers, peers: Outliers) -> list[Block]:
    """What differs clearly from the rest, with a figure of all where there are enough to draw.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    here, peers : Outliers
        Its agencies among each other, and among their peers elsewhere.
    """
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
    return [*blocks, *([figure] if figure else [])]


def _summary_of(context: Context, found: Outliers, which: str) -> Sentence:
    """What came of comparing ``within`` the county, or with ``peers`` elsewhere."""
    if not found.tests:
        return context.say(f"out.{which}_few", small=SMALL, peers=PEERS)
    return context.say(
        f"out.{which}" if found.named else f"out.{which}_none",
        agencies=found.agencies,
        tests=found.tests,
        named=len(found.named),
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


def method(context: Context, version: str, compared: bool, short: bool) -> Text:
    """How figures were made, and what they do not say.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    version : str
        Version of the package.
    compared : bool
        Whether agencies are compared with others.
    short : bool
        Whether it is said in short, for a brief of one page.
    """
    keys = ["figures", "checks", "shares", *(["funnel"] if compared else []), "scope", "cannot"]
    sentences = [context.say(f"method.{key}") for key in (["figures", "cannot"] if short else keys)]
    return Text((*sentences, context.say("method.version", version=version)))


def sources(context: Context) -> Table:
    """The files behind the brief, those of the year before beside them.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """
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
        other = other_name(m.meta)
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
