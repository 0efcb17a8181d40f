"""Which reports are loaded, which are not, and of what it cannot be told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.assessing.agencies.offices import words
from analysis.telling.wording import Sentence

from .context import Teller
from .county import Member


@dataclass(frozen=True)
class Expected:
    """The agencies that have to report, as a list of the county's own names them.

    Attributes
    ----------
    file : str
        What the list is called.
    names : tuple of str
    """

    file: str
    names: tuple[str, ...]


def coverage(told: Teller, expected: Expected | None) -> Iterator[Sentence]:
    """The sentences on coverage.

    Parameters
    ----------
    told : Teller
    expected : Expected, optional
    """
    county = told.county
    if county.agencies:
        yield told.say(
            "cover.agencies",
            county=county.name,
            year=county.year,
            count=len(county.agencies),
            kinds=_kinds(told),
        )
    else:
        yield told.say("cover.no_agency", county=county.name, year=county.year)
    if expected is None:
        yield told.say("cover.total_unknown")
    else:
        yield from _against(told, expected)
    if county.territory:
        yield told.say(
            "cover.territory", names=told.joined(m.meta.agency for m in county.territory)
        )
    else:
        yield told.say("cover.no_territory")
    if not county.whole:
        yield told.say("cover.own_level")
    if county.unclear:
        yield told.say(
            "cover.unclear",
            count=len(county.unclear),
            **told.names(m.meta.agency for m in county.unclear),
        )
    if county.unplaced:
        yield told.say("cover.unplaced", count=county.unplaced, year=county.year)
    yield _in_time(told)
    copies = sum(bool(m.meta.transcription) for m in county.everyone())
    if copies:
        yield told.say("cover.transcribed", count=copies)


def _kinds(told: Teller) -> str:
    """How many agencies of each kind, where kinds are known of any."""
    kinds = [m.meta.kind for m in told.county.agencies]
    if not any(kinds):
        return ""
    parts = [
        (label[told.lang], kinds.count(kind))
        for kind, label in words()["kinds"].items()
        if kind in kinds
    ]
    parts += [(told.word("unknown_kind"), kinds.count(""))] if "" in kinds else []
    return ("；" if told.lang == "zh" else "; ").join(f"{label} {count}" for label, count in parts)


def _against(told: Teller, expected: Expected) -> Iterator[Sentence]:
    here = {m.meta.agency for m in told.county.agencies}
    listed = set(expected.names)
    missing = [name for name in expected.names if name not in here]
    if missing:
        yield told.say(
            "cover.expected",
            file=expected.file,
            total=len(listed),
            found=len(listed & here),
            missing=len(missing),
            **told.names(missing),
        )
    else:
        yield told.say("cover.expected_all", file=expected.file, total=len(listed))
    besides = [m.meta.agency for m in told.county.agencies if m.meta.agency not in listed]
    if besides:
        yield told.say("cover.unexpected", count=len(besides), **told.names(besides))


def _in_time(told: Teller) -> Sentence:
    everyone: Sequence[Member] = told.county.everyone()
    rows = told.county.data.outcomes
    mine = rows[rows["rule"] == "form.deadline"]
    outcome = dict(zip(mine["report"], mine["outcome"], strict=True))
    late = [m.label for m in everyone if outcome.get(m.id) == "fail"]
    on_time = sum(outcome.get(m.id) == "pass" for m in everyone)
    return told.say(
        "cover.in_time",
        on_time=on_time,
        late=len(late),
        unknown=len(everyone) - on_time - len(late),
        **told.names(late),
    )
