"""Reading the claims of a report, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.recognising.characters import fold
from analysis.recognising.rows import CLAIM_COLUMNS, Rows

from .applications import by_channel, of_this_year
from .binding import bind, is_among_unprocessed
from .certainty import certain_claims, form_of
from .clauses import Frame, Passage, paragraphs
from .context import of_another_scope, set_in_context
from .for_all import find_for_all, is_of_a_part
from .grammar import grammar
from .model import Claim, LeftAlone, Memory, Place
from .numbers import MONEY, PERCENT
from .period import is_other_period, sentence_before
from .plainness import goes_on, own_names
from .sums import REPEATED
from .totals import percentage
from .unnumbered import TRIGGER, find_zeros, is_none

if TYPE_CHECKING:
    import pandas as pd

_G = grammar()
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\))")
# 未发生申请行政复议,提起行政诉讼的情况: what is denied goes on behind the comma.
_CLAUSE = re.compile(
    r"(?:[^,;。:!?\n()]|(?<=复议),(?=(?:被)?提起(?:行政)?诉讼的?(?:情况|情形|案件|事项)(?:发生)?(?:[,;。]|$)))+"
)
_AND_NOT = re.compile(r"、(?=(?:无|没有|未)[^、]*$)")
_UNSETTLED = re.compile(
    r"[,(]?(?:该|此|两|上述)?(?:(?:行政)?(?:复议|诉讼)?案件?)?"
    r"(?:目前|尚|均|仍|还|现|案件|至本报告发布之时|截至?[^#\d,;。]{0,10})*"
    r"(?:未审结|未结案|(?:正|尚|仍)?在[^#\d,;。在]{0,8}(?:审理|审查|办理|复议)(?:之)?中?)(?:[^#\d,;。]{0,6})?(?=[,;。)]|$)"
)
_NAME_OF_NONE = re.compile(r"(?:^|[,;。!?\n])([^,;。:!?\n]+):$")  # 依申请公开情况:无
_CASES = ("remedies/review/total", "remedies/suit_*/total")
# 不予公开信息30条: items of information may be meant, and no answers.
_DISCLOSED = tuple(f"requests/{o}/total" for o in ("granted", "partly_granted", "refused.*"))
_NEAR = 8  # claims looked back upon
_REACH = 60  # characters of a sentence that a number is understood by
_ROW = 1e6  # a number without a unit that is no smaller is a row of them
_STOPS = "。;!?\n"
_PERIOD = re.compile(r"(\d{4})年1月1日(?:起)?(?:至|-|—|到)")


def read_claims(
    sentences: list[tuple[str, str]],
    cells: pd.DataFrame,
    *,
    year: int | None = None,
    scope: str | None = None,
) -> pd.DataFrame:
    """Claims of the prose and how they stand to the cells.

    Parameters
    ----------
    sentences : list of (text, where)
        Lines or paragraphs in the order of the document; what one says of a topic carries on into
        the next, until a heading.
    cells : DataFrame
        ``Report.cells``; may be empty. Only the verdict, and the form's own words, depend on it.
    year : int, optional
        The year reported on: a sentence about an earlier one is left alone. Without it, the
        statistical period's.
    scope : {"agency", "territory"}, optional
        What the report covers. A figure of the whole territory in one agency's report, or of one
        level in a territory's, is of a different scope.

    Returns
    -------
    DataFrame
        ``target, value, phrase, where, verdict``. Targets: a cell, ``a + b``, ``a | b`` (either),
        ``a & b`` (both), and ``a % b`` (``a`` in percent of ``b``); ``*`` stands for every item
        with that beginning. Counts; money in 万元 (10,000 yuan). The verdict is ``agrees``,
        ``contradicts``, ``different scope`` or ``cannot tell`` (a cell that the target needs states
        no number). A figure said twice is one claim, at its first place.
    """
    return claim_rows(sentences, cells, year=year, scope=scope).frame()


def claim_rows(
    sentences: list[tuple[str, str]],
    cells: pd.DataFrame | Rows,
    *,
    year: int | None = None,
    scope: str | None = None,
    agency: str = "",
) -> Rows:
    """The same as ``read_claims``, as rows that need no DataFrame yet.

    Parameters
    ----------
    sentences : list of tuple of str and str
        Text and place of each line of the prose.
    cells : DataFrame or Rows
        The cells of the report.
    year : int, optional
        The year reported on, if it is known.
    scope : {"agency", "territory"}, optional
        What the figures cover, if it is known.
    agency : str
        The name of the agency that reports; its own name before a figure changes nothing.
    """
    stated = _stated(cells)
    form, own = form_of(stated), own_names(fold(agency), scope)
    memory = Memory()
    for number, lines in enumerate(paragraphs(sentences)):
        passage = Passage(lines)
        if year is None and (period := _PERIOD.search(passage.text)):
            year = int(period[1])
        if _HEADING.match(passage.text) and len(passage.text) < 40:
            memory.forget()
        _read(passage, memory, Place((number, 0), form, year, scope))
    records: dict[tuple[str, float], tuple[str, float, str, str, str]] = {}
    for claim, target, verdict in certain_claims(memory, stated, own):
        phrase = claim.passage.quote(claim.start, claim.end)
        where = claim.passage.where(claim.start)
        records.setdefault((target, claim.value), (target, claim.value, phrase, where, verdict))
    return Rows(CLAIM_COLUMNS, list(records.values()), floats=("value",))


def _stated(cells: pd.DataFrame | Rows) -> dict[str, float | None]:
    """Cells by code, None where one states no number."""
    names = ["table", "item", "column", "value", "status"]
    if isinstance(cells, Rows):
        at = [cells.columns.index(name) for name in names]
        rows: Iterable[Sequence[Any]] = ([row[i] for i in at] for row in cells.rows)
    else:
        rows = zip(*(cells[name].to_numpy(dtype=object) for name in names), strict=True)
    return {f"{t}/{i}/{c}": (v if s == "stated" else None) for t, i, c, v, s in rows}


def _read(passage: Passage, memory: Memory, line: Place) -> None:
    """Bind what one line says, in the order in which it says it."""
    text = passage.text
    frames = passage.frames()
    set_in_context(frames, text)
    # Words that turn to a topic come before the number or the clause that ends where they do.
    events: list[tuple[int, int, str | Frame | tuple[int, int]]] = [
        (m.end(), 0, str(m.lastgroup)) for m in _G.topics.finditer(text)
    ]
    events += [(frame.mention.start, 1, frame) for frame in frames]
    if TRIGGER.search(text):
        events += [(end, 2, (start, end)) for start, end in _plain_clauses(text, frames)]
    seen = ended = 0
    for at, _, event in sorted(events, key=lambda e: e[:2]):
        ended += sum(text.count(mark, seen, at) for mark in _STOPS)
        seen, place = max(seen, at), replace(line, sentence=(line.sentence[0], ended))
        if isinstance(event, str):
            _turn(event, memory, place)
        elif isinstance(event, Frame):
            _take(event, passage, memory, place)
        else:
            _take_clause(event, passage, memory, place)


def _turn(topic: str, memory: Memory, place: Place) -> None:
    """A word that says what the passage is about.

    A mailbox through which applications came does not change that, nor do complaints for which
    some were not processed: 不予处理9件中,信访举报投诉3件.
    """
    counted = any(c.is_total and c.sentence == place.sentence for c in memory.claims[-4:])
    reason = topic == "hotline" and is_among_unprocessed(memory, place)
    if not (reason or (topic == "mailbox" and counted)):
        memory.turn_to("hotline" if topic == "mailbox" else topic, place.sentence)


def _plain_clauses(text: str, frames: list[Frame]) -> Iterator[tuple[int, int]]:
    """Clauses that hold no number.

    And what a clause says is not there after its last: 行政强制2件、无行政事业性收费.
    """
    i = 0
    for m in _CLAUSE.finditer(text):
        while i < len(frames) and frames[i].mention.end <= m.start():
            i += 1
        if (i == len(frames) or frames[i].mention.start >= m.end()) and TRIGGER.search(m[0]):
            before = _NAME_OF_NONE.search(text, 0, m.start()) if is_none(m[0]) else None
            yield before.start(1) if before else m.start(), m.end()
        elif i < len(frames) and (
            tail := _AND_NOT.search(text, max(m.start(), _last_in(frames, i, m.end())), m.end())
        ):
            yield tail.start() + 1, m.end()


def _last_in(frames: list[Frame], i: int, end: int) -> int:
    """Where the last number of a clause ends, the first being number ``i``."""
    while i + 1 < len(frames) and frames[i + 1].mention.start < end:
        i += 1
    return frames[i].mention.end


def _take(frame: Frame, passage: Passage, memory: Memory, place: Place) -> None:
    """Make a claim of one number, or note why it is left alone."""
    found = _meaning(frame, passage, memory, place)
    if not found:
        return
    if isinstance(found, str):
        memory.leave(LeftAlone(frame, passage, place.sentence, found, memory.topic, memory.remedy))
        if memory.topic == "requests":  # what follows 其中向县政府提出9件 is of these
            of_another_scope(passage.text, frame, "", memory, place)
            _return_to_the_whole(memory, place)
        if found in ("channel", "other") and by_channel(frame.left):
            memory.channels.append((place.sentence, frame.mention.value))
        return
    claim = _claim(*found, frame, passage, memory, place)
    memory.claims.append(claim)
    tail = _UNSETTLED.match(passage.text, frame.end) if claim.target in _CASES else None
    if tail and "均" not in tail[0]:  # 行政复议2件,尚未审结
        pending = claim.target.replace("/total", "/pending")
        memory.claims.append(replace(claim, concept="pending", target=pending, end=tail.end()))
    if claim.is_total:
        memory.turn_to("requests", place.sentence)
    if frame.mention.kind != PERCENT:
        memory.last, memory.last_left_alone, memory.last_sentence = claim, "", place.sentence
    counted = claim.is_total or claim.target in _CASES
    if counted and _G.sets["hints"]["all_of_them"].match(frame.right):
        _take_clause(
            (frame.mention.end, frame.mention.end + len(frame.right)), passage, memory, place
        )


def _return_to_the_whole(memory: Memory, place: Place) -> None:
    """全市收到9件,其中市政府办4件、各县5件;办结8件: all parts were told; the rest is of all."""
    total = next((c for c in reversed(memory.claims) if c.is_total and c.frame), None)
    here = total is not None and total.is_before(place.sentence, 1) and not total.elsewhere
    if memory.elsewhere and here and total is not None and not is_of_a_part(total, memory):
        memory.elsewhere = False


def _meaning(frame: Frame, passage: Passage, memory: Memory, place: Place) -> tuple[str, str] | str:
    """Concept and target of a number, or in one word why it is left alone.

    Nothing where it is no count at all: the mark of a list, 1、, or one of a row of a table without
    lines, 8 0 0 1 9.
    """
    text, mention = passage.text, frame.mention
    if mention.kind == PERCENT:
        return percentage(frame, memory) or "percent"
    if frame.apart:
        return frame.apart
    words = sentence_before(text, mention.start)
    if this_year := of_this_year(words, place.year, memory.topic):
        return this_year
    if is_other_period(text, mention.start, place.year):
        return "prior"
    if not mention.unit and mention.kind != MONEY and _is_no_count(frame, passage):
        return ""
    if _G.sets["leave"]["attributes"].search(frame.left):
        memory.attributes = place.sentence
    near = sentence_before(text, mention.start, _REACH)
    return bind(frame, memory, replace(place, words_before=near))


def _claim(
    concept: str, target: str, frame: Frame, passage: Passage, memory: Memory, place: Place
) -> Claim:
    """The claim that a number makes, with the words that it is quoted by."""
    text, last = passage.text, memory.last
    start, end = frame.start, frame.end
    if frame.mention.kind == PERCENT and last and last.passage is passage:
        start = last.start  # a share is quoted with the figure that it is of
    elsewhere = of_another_scope(text, frame, target, memory, place)
    known = any(c.sentence == place.sentence and not c.doubtful for c in memory.claims[-_NEAR:])
    known |= any(n.sentence == place.sentence and n.why == REPEATED for n in memory.left_alone[-1:])
    named = _G.concepts.get(concept)
    doubtful = (
        frame.lone
        or (named is not None and named.loose)
        or (target in _DISCLOSED and frame.mention.unit == "条" and frame.left.endswith("信息"))
        or (not known and goes_on(sentence_before(text, frame.start), frame.left + frame.right))
    )
    value, sentence = frame.mention.value, place.sentence
    return Claim(concept, target, value, passage, start, end, sentence, frame, elsewhere, doubtful)


def _is_no_count(frame: Frame, passage: Passage) -> bool:
    """Whether a number without a unit has no words, or is several of a row: 8 0 0 1 9."""
    m = frame.mention
    return not frame.left or m.value >= _ROW or passage.is_parted(m.start, m.end)


def _take_clause(span: tuple[int, int], passage: Passage, memory: Memory, place: Place) -> None:
    start, end = span
    clause = passage.text[start:end]
    found = [
        *find_zeros(clause, memory, place.form, place.year),
        *find_for_all(clause, place.sentence, memory),
    ]
    for concept, target, value, first, last in found:
        if target.startswith("disclosure/normative_documents"):
            memory.document = "normative_documents"
        memory.claims.append(
            Claim(concept, target, value, passage, start + first, start + last, place.sentence)
        )
