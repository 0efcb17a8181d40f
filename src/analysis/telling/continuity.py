"""How the years of an agency go on from each other: the checks between them, what is carried."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .counts import Counts, count_outcomes
from .sentence import Sentence, say
from .view import ReportView


def continuity_sentences(views: Sequence[ReportView]) -> Iterator[Sentence]:
    """Of consecutive years how the checks between them come out, and documents in force.

    Parameters
    ----------
    views : sequence of ReportView
        Reports of one agency, the oldest first.
    """
    for first, second in pairwise(views):
        mine = second.between_years
        # They may be against a report that is loaded and not among those compared.
        if not mine or first.meta.year != second.meta.year - 1:
            continue
        yield _carried_on(first, second, count_outcomes(mine))
        for row in (o for o in mine if o.rule == "continuity.documents"):
            item, agree = row.where.split("/")[1], row.outcome == "pass"
            none = all(v.nothing(f"disclosure/{item}/in_force") for v in (first, second))
            if row.outcome != "undecided" and not (agree and none):
                yield _documents(first, second, item, agree)


def _carried_on(first: ReportView, second: ReportView, counts: Counts) -> Sentence:
    """How the checks between two years come out, or the requests carried if all pass."""
    carried = {
        "carried_in": second.amount("requests/carried_in/total"),
        "carried_out": first.amount("requests/carried_out/total"),
    }
    refs = first.refs(carried["carried_out"]) + second.refs(carried["carried_in"])
    year, (held, failed, undecided) = second.meta.year, counts
    if failed or undecided:
        out = {"held": held, "failed": failed, "undecided": undecided}
        return say("continue.fail", second.lang, refs, year=year, total=sum(counts), **out)
    return say("continue.hold", second.lang, refs, year=year, total=held, **carried)


def _documents(first: ReportView, second: ReportView, item: str, agree: bool) -> Sentence:
    """Documents in force before, those issued and repealed, and those in force now."""
    before = first.amount(f"disclosure/{item}/in_force")
    columns = ("issued", "repealed", "in_force")
    issued, repealed, after = (second.amount(f"disclosure/{item}/{c}") for c in columns)
    return say(
        "continue.documents",
        second.lang,
        first.refs(before) + second.refs(issued, repealed, after),
        holds=agree,
        before=before,
        after=after,
        label=second.item_label("disclosure", item),
        issued=issued,
        repealed=repealed,
    )
