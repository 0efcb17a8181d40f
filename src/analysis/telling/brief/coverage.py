"""Which reports are loaded, which are not, and of what it cannot be context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.assessing.agencies.english import named_in
from analysis.assessing.agencies.offices import words
from analysis.assessing.indicators.timeliness import legal_limit
from analysis.telling.view import ReportView
from analysis.telling.wording import Sentence

from .context import Context


@dataclass(frozen=True)
class Expected:
    """The agencies that have to report, as a list of the county's own names them.

    Attributes
    ----------
    file : str
        What the list is called.
    names : tuple of str
        Names of the agencies, as the list has them.
    """

    file: str
    names: tuple[str, ...]


def coverage(context: Context, expected: Expected | None) -> Iterator[Sentence]:
    """The sentences on coverage.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    expected : Expected, optional
        List of the agencies that have to report, if one was given.
    """
    county = context.county
    if county.agencies:
        yield context.say(
            "cover.agencies",
            county=named_in(county.title, context.lang),
            year=county.year,
            count=len(county.agencies),
            kinds=_kinds(context),
        )
    else:
        yield context.say(
            "cover.no_agency", county=named_in(county.title, context.lang), year=county.year
        )
    if expected is None:
        yield context.say("cover.total_unknown")
    else:
        yield from _against(context, expected)
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
        yield context.say("cover.transcribed", count=copies)


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
    return ("；" if context.lang == "zh" else "; ").join(
        f"{label} {count}" for label, count in parts
    )


def _against(context: Context, expected: Expected) -> Iterator[Sentence]:
    here = {m.meta.agency for m in context.county.agencies}
    listed = set(expected.names)
    missing = [name for name in expected.names if name not in here]
    if missing:
        yield context.say(
            "cover.expected",
            file=expected.file,
            total=len(listed),
            found=len(listed & here),
            missing=len(missing),
            **context.names(named_in(name, context.lang) for name in missing),
        )
    else:
        yield context.say("cover.expected_all", file=expected.file, total=len(listed))
    besides = [m.agency for m in context.county.agencies if m.meta.agency not in listed]
    if besides:
        yield context.say("cover.unexpected", count=len(besides), **context.names(besides))


def _in_time(context: Context) -> Sentence:
    everyone: Sequence[ReportView] = context.county.everyone()
    rows = context.county.data.outcomes
    mine = rows[rows["rule"] == "form.deadline"]
    outcome = dict(zip(mine["report"], mine["outcome"], strict=True))
    late = [m.label for m in everyone if outcome.get(m.id) == "fail"]
    on_time = sum(outcome.get(m.id) == "pass" for m in everyone)
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
