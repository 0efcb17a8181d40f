"""Reading the statements of a report, sentence by sentence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.recognising.characters import fold
from analysis.recognising.claims.clauses import Passage, paragraphs
from analysis.recognising.rows import STATEMENT_COLUMNS, Rows

from .figures import Figure, Skeleton
from .patterns import Kind, Pattern, patterns

_P = patterns()
_SENTENCE = re.compile(r"[^。;!?\n]+")
_CLAUSE = re.compile(r"[^,]+")
_COMMA = re.compile(r",(?![^()]*\))")  # between clauses, and not within brackets
_YEAR = re.compile(r"(?:^|[,:(、在]|截至|截止)(?:至|到)?(\d{4})年")
_GOVERNMENT = re.compile(r"政府(?:办公?[厅室])?$|办公[厅室]$|委员会$")
_LONG, _LABEL = 90, 30
_OPEN = "problems"


@dataclass
class _State:
    """What the lines before have opened: a section on shortcomings, or plans."""

    section: str = ""
    plans: bool = False


@dataclass(frozen=True)
class _Hit:
    """What one kind finds in a sentence: its span in the skeleton, and its figures."""

    start: int
    end: int
    figures: tuple[int, ...]


def statement_rows(
    sentences: list[tuple[str, str]],
    claims: Iterable[tuple[str, str]] = (),
    *,
    year: int | None = None,
    agency: str = "",
) -> Rows:
    """What the prose states and no table can verify.

    Parameters
    ----------
    sentences : list of (text, where)
        Lines or paragraphs in the order of the document.
    claims : iterable of (phrase, where)
        Figures that are bound to cells: they are listed apart and not quoted.
    year : int, optional
        The year reported on: a sentence about an earlier or a later one is left alone.
    agency : str
        Its name: what a government did is its own deed only where it is the one that reports.

    Returns
    -------
    Rows
        ``kind, text, where, figure``: the sentence as printed (of a long one, or one that also
        holds a claim, the clauses that state it); its place; the numbers with their units as
        printed, joined by ``;``.
    """
    bound: dict[str, list[str]] = {}
    for phrase, where in claims:
        bound.setdefault(where, []).append(
            fold(phrase.replace("…", "\ue000")).replace("\ue000", "…")
        )
    state = _State()
    rows: list[tuple[str, str, str, str]] = []
    for lines in paragraphs(sentences):
        if not any(_P.trigger.search(fold(text)) for text, _ in lines) and not _turns(
            fold(lines[0][0])
        ):
            continue
        passage = Passage(lines)
        if not _open(passage.text, state):
            continue
        taken = [
            span
            for _, where in lines
            for phrase in bound.get(where, ())
            for span in _spans(phrase, passage.text)
        ]
        rows += _read(passage, sorted(taken), state, year, agency)
    return Rows(STATEMENT_COLUMNS, list(dict.fromkeys(rows)))


def _turns(text: str) -> bool:
    return len(text) < _LABEL and _P.passages["heading"].match(text) is not None


def _open(text: str, state: _State) -> bool:
    """Note what a heading opens; whether the line is to be read at all."""
    short = len(text) < _LABEL and not text.endswith(("。", ";"))
    if _P.passages["heading"].match(text) and short:
        if not text.startswith("("):
            state.section = _OPEN if _P.passages["problems"].search(text) else ""
            state.plans = False
        if _P.passages["plans"].search(text):
            state.plans = True
        elif text.startswith("(") and state.section != _OPEN:
            state.plans = False
    return not (short and _P.passages["label"].match(text))


def _spans(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        yield at, at + len(phrase)
        at = text.find(phrase, at + 1)


def _read(
    passage: Passage, taken: list[tuple[int, int]], state: _State, year: int | None, agency: str
) -> Iterator[tuple[str, str, str, str]]:
    planned = state.plans
    for m in _SENTENCE.finditer(passage.text):
        begin = m.start() + heading_length(passage.quote(*m.span()))
        sentence = passage.text[begin : m.end()]
        if _P.passages["plans"].search(sentence[:30]):
            planned = True
            state.plans = state.plans or state.section == _OPEN
        if planned or not _P.trigger.search(sentence):
            continue
        skeleton = Skeleton(sentence)
        if _says_nothing(skeleton, state, year, agency):
            continue
        mine = [(a - begin, b - begin) for a, b in taken if a < m.end() and b > begin]
        used: set[int] = set()
        for kind in _P.kinds:
            if not kind.trigger.search(sentence):
                continue
            hits = list(_hits(kind, skeleton, used, mine, year))
            if not hits:
                continue
            figures = sorted({i for h in hits for i in h.figures})
            used.update(figures)
            start, end = _quoted(skeleton, hits, bool(mine))
            start, end = start + begin, end + begin
            printed = (skeleton.figures[i] for i in figures)
            yield (
                kind.id,
                passage.quote(start, end),
                passage.where(start),
                ";".join(passage.quote(f.start + begin, f.end + begin) for f in printed),
            )


def heading_length(printed: str) -> int:
    """The length, folded, of headings that run into the sentence after them.

    A page kept as one line has ``(一)主动公开情况 2023年，我局…``; its sentence begins with 2023.

    Parameters
    ----------
    printed : str
        The sentence as printed.
    """
    at = 0
    while m := _P.passages["glued"].match(printed, at):
        at = m.end()
    return len(fold(printed[:at]))


def _says_nothing(skeleton: Skeleton, state: _State, year: int | None, agency: str) -> bool:
    """Whether a sentence is about a plan, a shortcoming, a rule or another's deed."""
    text = skeleton.text
    leave = _P.leave
    if any(leave[name].search(text) for name in ("plan", "wanting", "rule")):
        return True
    if state.section == _OPEN and not (
        skeleton.figures and _P.passages["of_the_year"].search(text)
    ):
        return True
    if year is not None and any(int(y) > year for y in _YEAR.findall(text)):
        return True
    if leave["took_part"].search(text):
        return False
    return bool(
        leave["others"].search(text)
        or (not _GOVERNMENT.search(agency) and leave["governments"].search(text))
    )


def _hits(
    kind: Kind, skeleton: Skeleton, used: set[int], claimed: list[tuple[int, int]], year: int | None
) -> Iterator[_Hit]:
    """What a kind finds, and what goes on from it in the clauses that follow."""
    found = [
        hit
        for pattern in kind.says
        if pattern.needs is None or pattern.needs.search(skeleton.text)
        for m in pattern.words.finditer(skeleton.text)
        if (hit := _hit(kind, pattern, m, skeleton, used, claimed, year))
    ]
    yield from found
    if not found or kind.goes_on is None:
        return
    reached = False
    for clause in _CLAUSE.finditer(skeleton.text):
        start, end = clause.span()
        if any(h.start < end and h.end > start for h in found):
            reached = True
            continue
        m = kind.goes_on.match(clause[0]) if reached else None
        figures = _free(skeleton, start + m.start(), start + m.end(), used, claimed) if m else []
        reached = bool(figures)
        if m and figures:
            yield _Hit(start, start + m.end(), tuple(figures))


def _hit(
    kind: Kind,
    pattern: Pattern,
    m: re.Match[str],
    skeleton: Skeleton,
    used: set[int],
    claimed: list[tuple[int, int]],
    year: int | None,
) -> _Hit | None:
    text, (start, end) = skeleton.text, m.span()
    begin, stop = text.rfind(",", 0, start) + 1, text.find(",", end)
    clause = text[begin : stop if stop >= 0 else len(text)]
    if kind.unless and kind.unless.search(clause):
        return None
    if _P.leave["earlier"].search(text[begin:end]) or _earlier(text[:end], year):
        return None
    within = skeleton.within(start, end)
    figures = _free(skeleton, start, end, used, claimed)
    if within and not figures:
        return None
    span = skeleton.back(start), skeleton.back(end)
    if not (within or kind.beside_claims) and _overlaps(*span, claimed):
        return None
    values = [skeleton.figures[i] for i in figures]
    if not _fits(pattern, values):
        return None
    return _Hit(start, end, tuple(figures))


def _fits(pattern: Pattern, values: list[Figure]) -> bool:
    if pattern.value == "zero" and not all(f.zero for f in values):
        return False
    if pattern.value == "some" and any(f.zero for f in values):
        return False
    return pattern.unit is None or all(pattern.unit.search(f.unit) for f in values)


def _free(
    skeleton: Skeleton, start: int, end: int, used: set[int], claimed: list[tuple[int, int]]
) -> list[int]:
    """Figures of a span that no claim and no other kind has, and that tell no mere change."""
    return [
        i
        for i in skeleton.within(start, end)
        if i not in used
        and not _overlaps(skeleton.figures[i].start, skeleton.figures[i].end, claimed)
        and not _P.leave["change"].search(
            skeleton.text[max(0, skeleton.place(i) - 6) : skeleton.place(i)]
        )
    ]


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(a < end and b > start for a, b in spans)


def _earlier(before: str, year: int | None) -> bool:
    years = _YEAR.findall(before)
    return year is not None and bool(years) and int(years[-1]) < year


def _quoted(skeleton: Skeleton, hits: list[_Hit], claimed: bool) -> tuple[int, int]:
    """The span to quote: the sentence, or the clauses that state the matter.

    Clauses are quoted where the sentence is long or says more than that.
    """
    text = skeleton.text
    if not claimed and len(text) <= _LONG:
        return 0, skeleton.back(len(text))
    start, stop = min(h.start for h in hits), max(h.end for h in hits)
    ends = [0, *(m.end() for m in _COMMA.finditer(text)), len(text) + 1]
    first, last = (
        max(e for e in ends if e <= start),
        min(e for e in ends if e > stop or e == ends[-1]),
    )
    return skeleton.back(first), skeleton.back(last - 1)
