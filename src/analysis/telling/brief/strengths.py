"""What figures show in favour of agencies (亮点), and nothing that they do not.

Nothing is ranked, and few cases are no strength: a share counts only where its change is
established, and a count only from ``SMALL`` cases up.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.assessing.statistics.intervals import SMALL
from analysis.telling.sentence import Sentence
from analysis.telling.view import ReportView
from analysis.wording import number

from .blocks import Block, Text
from .compared import Change, Changes
from .context import Context
from .expected import deadlines
from .findings import Findings
from .sums import pooled, total
from .tables import COUNTS

# Shares whose established change is of a kind that readers take for better.
_RISING, _FALLING = ("granted", "granted_any"), ("carried_out",)
_MOST = 5  # agencies that a sentence names


def strengths(context: Context, found: Findings, changes: Changes) -> list[Block]:
    """The strengths that figures show, or that they show none.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    found : Findings
        The findings about these reports.
    changes : Changes
        How their figures changed.
    """
    lines = tuple(_strengths(context, found, changes))
    if not lines:
        return [Text((context.say("good.none"),))]
    return [Text(lines, listed=True), Text((context.say("good.caution", small=SMALL),))]


def _strengths(context: Context, found: Findings, changes: Changes) -> Iterator[Sentence]:
    county = context.county
    everyone = county.everyone()
    asked = set(found.asked["report"])
    sound = [m for m in everyone if _is_sound(m) and m.id not in asked]
    if sound:
        yield context.say(
            "good.checks",
            count=len(sound),
            of=len(everyone),
            **context.names(_names(sound, everyone), _MOST),
        )
    outcome = deadlines(county)
    judged = [outcome.get(m.id) for m in everyone if outcome.get(m.id) in ("pass", "fail")]
    if judged and "fail" not in judged:
        yield context.say("good.in_time", count=len(judged), of=len(everyone))
    for change in changes.together[0][1] if changes.together else ():
        if _is_better(change):
            yield context.say(
                "good.change",
                change.before.refs + change.after.refs,
                whose=context.whose([after for _, after in change.pairs], inside=True),
                label=change.label,
                first=county.year - 1,
                second=county.year,
                rises=change.name in _RISING,
                before=change.before.share,
                after=change.after.share,
            )
    yield from _remedies(context)
    done = [m for m in county.agencies if _is_done(m)]
    if done:
        refs = tuple(r for m in done for r in m.refs(m.amount(*COUNTS["carried_out"])))
        yield context.say(
            "good.done",
            refs,
            count=len(done),
            small=SMALL,
            **context.names((m.label for m in done), _MOST),
        )


def _names(members: Sequence[ReportView], everyone: Sequence[ReportView]) -> list[str]:
    """Their names; none where it is all of them."""
    return [m.label for m in members] if len(members) < len(everyone) else []


def _is_sound(member: ReportView) -> bool:
    passed, failed, undecided = member.check_counts
    # Its own checks may all pass, and the next year's report print other figures all the same.
    return passed > 0 and failed == 0 and undecided == 0 and not member.disputed


def _is_better(change: Change) -> bool:
    """Whether a share is established to have moved, and all together as each by itself."""
    if not change.established or change.turned or change.difference is None:
        return False
    moved = change.difference.value
    return moved > 0 if change.name in _RISING else moved < 0 and change.name in _FALLING


def _remedies(context: Context) -> Iterator[Sentence]:
    """Reviews and lawsuits of which none was corrected, where there are not too few."""
    subject = context.subject
    counts = {
        key: total(subject, *COUNTS[key])
        for key in ("reviews", "suits", "review_corrected", "suits_corrected")
    }
    known = all(c.known == c.of and not c.amount.disputed for c in counts.values())
    # A case that is pending is not yet one without a correction.
    decided: list[Any] = [pooled(subject, n) for n in ("review_corrected", "suits_corrected")]
    whole = sum(d.share.whole for d in decided)
    if not known or any(d.known < d.of for d in decided) or whole < SMALL:
        return
    if counts["review_corrected"].amount.value or counts["suits_corrected"].amount.value:
        return
    yield context.say(
        "good.remedies",
        tuple(r for own in (*counts.values(), *decided) for r in own.refs),
        decided=number(whole),
        whose=context.whose(subject, inside=True),
        reviews=counts["reviews"].amount,
        suits=counts["suits"].amount,
    )


def _is_done(member: ReportView) -> bool:
    """Whether nothing is carried forward of enough requests, none of it disputed."""
    concluded, left = (member.amount(*COUNTS[key]) for key in ("concluded", "carried_out"))
    return (
        concluded.basis != "none"
        and not concluded.disputed
        and concluded.value >= SMALL
        and member.nothing("requests/carried_out/*")
        and left.basis == "stated"
    )
