"""Claims without a number: what is nought, and what holds of all counted before."""

import re
from collections.abc import Iterator

from .grammar import grammar
from .model import (
    CARRIED_IN,
    CARRIED_OUT,
    CONCLUDED,
    RECEIVED,
    WITH_CARRIED_IN,
    Claim,
    LeftAlone,
    Memory,
)
from .numbers import COUNT
from .remedies import group_named

_G = grammar()
_ZERO, _ALL, _REMEDIES = (_G.sets[name] for name in ("zero", "all", "remedies"))
TRIGGER = re.compile(
    "未|无|没|零|不存在|均|全部|都|皆|一律|不收取|不涉及|[由为系是](?:自然人|公民)|结果|[为被是系]维持|[为被是系]纠正|撤[回销诉]"
)
# 未发生因信息公开申请引发的行政复议: what is denied is the last noun, unless the two are joined
# (申请和行政复议).
_OTHER_OBJECT = re.compile("复议|诉讼|起诉|投诉|举报|信访")
_JOINED = re.compile("(?:的)?(?:情况|情形|事项|件)?(?:、|和|及|与|或|以及|也|且|并|没有|未|无)")
_NEGATIVE = re.compile("未|无|没|零|不存在|不")
_DECISIONS = {"行政许可": "licences", "行政处罚": "penalties", "行政强制": "coercion"}
_DOCUMENT_ACTS = {"废止": "repealed", "失效": "repealed", "清理": "repealed"}
_ANSWERED = tuple(
    f"requests/{o}"
    for o in ("concluded", "granted", "partly", "refused", "unavailable", "unprocessed", "other")
)
_RESULT = re.compile(r"remedies/([a-z_*]+)/(?:total|upheld|other|pending)")
_NOR_OUT = re.compile(
    "(?:的|申请|件|事项)*(?:、|和|及|与|也无)(?:结转|转结|转入)(?:至|到)?[下次明]"
)
_AMONG = re.compile("其中|含|包括")
_NO_PARTS = ("prior", "compare", "percent", "plan", "cumulative")
_NOT_SO = re.compile("未|不(?!予公开)|没|无(?!法提供)")
_REACH, _NEAR = 40, 8  # claims looked back upon
Finding = tuple[str, str, float, int, int]  # concept, target, value, and the span in the clause


def is_none(clause: str) -> bool:
    """Whether a clause says nothing but that there is none.

    Parameters
    ----------
    clause : str
        Folded words between two marks of punctuation.
    """
    return _ZERO["none"].fullmatch(clause) is not None


def _none_named(clause: str) -> Iterator[Finding]:
    """What there is none of: 行政复议、行政诉讼情况:无, 行政复议“零发生”."""
    name, mark, text = re.sub('[“”"]', "", clause).replace("零发生", ":零").partition(":")
    if not mark or not is_none(text):
        return
    if _ZERO["none_requests"].fullmatch(name):
        yield "zero", RECEIVED, 0.0, 0, len(clause)
    elif _ZERO["none_both"].fullmatch(name):
        yield "zero", _remedies_named(name), 0.0, 0, len(clause)


def _remedies_named(words: str) -> str:
    """Reviews, lawsuits or both, whichever the words name."""
    names = (
        ("remedies/review/total", "复议"),
        ("remedies/suit_*/total", "诉讼|[起被应]诉|告上法院"),
    )
    return " & ".join(target for target, name in names if re.search(name, words))


def find_zeros(
    clause: str, memory: Memory, form: str | None, year: int | None = None
) -> Iterator[Finding]:
    """Cells that a clause without a number says are nought.

    Parameters
    ----------
    clause : str
        Folded words between two marks of punctuation.
    memory : Memory
        What the passage has spoken of so far.
    form : str or None
        Format of the form; None where it is not known.
    year : int, optional
        The year reported on, if it is known.
    """
    if _NEGATIVE.search(clause) is None or _G.sets["scope"]["below"].search(clause):
        return
    yield from _none_named(clause)
    # Where some came in, 未发生可能有争议的信息公开申请 denies what is said of it.
    some = any(c.is_total and c.value for c in memory.claims)
    match = _ZERO["requests"].search(clause)
    if (
        match
        and not some
        and not _ZERO["requests_unless"].search(clause, match.start(), match.end() + 6)
        and (len(clause) - match.end() <= 24 or _JOINED.match(clause, match.end()))
        and (
            _OTHER_OBJECT.search(clause, match.end()) is None or _JOINED.match(clause, match.end())
        )
    ):
        yield "zero", RECEIVED, 0.0, match.start(), match.end()
    elif (
        not some
        and memory.topic == "requests"
        and re.fullmatch(r".{0,12}(?:未|没有)收到(?:申请)?", clause)
    ):
        yield "zero", RECEIVED, 0.0, 0, len(clause)
    match = _ZERO["both"].search(clause)
    # 行政执法工作无被申请行政复议: those are of other acts.
    foreign = "公开" not in clause and _REMEDIES["other_matter"].search(clause)
    if match and not foreign and not _ZERO["both_unless"].search(clause[match.start() :]):
        words = clause[match.start() :]
        yield "zero", _remedies_named(words), 0.0, match.start(), len(clause)
    yield from _nothing_carried(clause, memory, year)
    if (match := _ZERO["fees"].search(clause)) and form != "2019":
        yield "zero", "disclosure/fees/amount", 0.0, match.start(), match.end()
    if match := _ZERO["decisions"].search(clause):
        named = [f"disclosure/{d}/decisions" for a, d in _DECISIONS.items() if a in match[1]]
        yield "zero", " & ".join(named), 0.0, match.start(), match.end()
    match = _ZERO["documents_first"].search(clause) or _ZERO["documents"].search(clause)
    if match and (match["law"] or match["doc"]) and "备案" not in clause:
        yield from _no_documents(match, form)


def _nothing_carried(clause: str, memory: Memory, year: int | None) -> Iterator[Finding]:
    if (match := _ZERO["carried_in"].search(clause)) and (
        year is None or int(match["from"] or 0) < year
    ):
        yield "zero", CARRIED_IN, 0.0, match.start(), len(clause)
        if _NOR_OUT.match(clause, match.end()):
            yield "zero", CARRIED_OUT, 0.0, match.start(), len(clause)
        return
    match = _ZERO["carried_out"].search(clause)
    if match and year is not None and int(match["to"] or 9999) <= year:
        match = None
    if match is None and memory.claims and memory.claims[-1].target.startswith(_ANSWERED):
        match = _ZERO["carried_out_bare"].search(clause)
    if match:
        yield "zero", CARRIED_OUT, 0.0, match.start(), len(clause)


def _no_documents(match: re.Match[str], form: str | None) -> Iterator[Finding]:
    acts = [match["act"], *re.findall("废止|失效|清理", match["more"])]
    columns = dict.fromkeys(_DOCUMENT_ACTS.get(a, "issued") for a in acts)
    if form == "2019":
        columns = {"made": None} if "issued" in columns else {}
    named = {"regulations": match["law"], "normative_documents": match["doc"]}
    kinds = [kind for kind, words in named.items() if words]
    targets = [f"disclosure/{kind}/{column}" for kind in kinds for column in columns]
    if targets:
        yield "zero", " & ".join(targets), 0.0, match.start(), match.end()


def find_for_all(clause: str, sentence: tuple[int, int], memory: Memory) -> Iterator[Finding]:
    """Claims of a clause about all applications, reviews or lawsuits counted before.

    Parameters
    ----------
    clause : str
        Folded words between two marks of punctuation.
    sentence : tuple of int and int
        Number of the line, and of the sentence in it.
    memory : Memory
        What the passage has spoken of so far.
    """
    if match := _ZERO["corrected"].match(clause):
        near = memory.claims[-_NEAR:] if match["all"] else [c for c in [memory.last] if c]
        for claim in near:
            counted = _RESULT.fullmatch(claim.target) if claim.sentence == sentence else None
            if counted and (claim is memory.last or claim.target.endswith("/total")):
                yield "zero", f"remedies/{counted[1]}/corrected", 0.0, 0, len(clause)
        return
    lead = _ALL["lead"].search(clause)
    if (
        (match := _ALL["by_whom"].fullmatch(clause))
        and memory.last
        and memory.last.target == RECEIVED
    ):
        yield "all_natural", "requests/received/natural_person", memory.last.value, 0, len(clause)
        return
    if lead is None:
        yield from _result(clause, sentence, memory)
        return
    rest, at = clause[lead.start() :], lead.start()
    totals = [c for c in memory.claims[-_REACH:] if c.is_before(sentence, 2)]
    some = _ALL["of_some"].search(clause, 0, at) or _ALL["alternative"].match(rest)
    if some or _NOT_SO.search(clause, 0, lead.end()):
        return
    for concept in (
        "upheld",
        "corrected",
        "other_result",
        "pending",
        "suit_direct",
        "suit_after_review",
    ):
        if (match := _ALL[concept].search(rest)) and match.start() <= len(lead[0]) + 8:
            yield from _all_remedies(concept, totals, memory, sentence, at, at + match.end())
            return
    owner = next((c for c in reversed(totals) if c.is_total), None)
    if owner is None or memory.topic not in ("requests", None) or _is_of_a_part(owner, memory):
        return
    value, both = owner.value, owner.target == WITH_CARRIED_IN
    came_in = _beside(owner, totals, sentence)
    for concept in (
        "natural",
        "partly_granted",
        "refused",
        "unavailable",
        "not_held",
        "granted",
        "concluded",
    ):
        match = _ALL[concept].search(rest)
        if match is None or match.start() > len(lead[0]) + 6:
            continue
        if _NOT_SO.search(rest, len(lead[0]), match.start()):
            return
        if concept == "concluded" and _is_answered_apart(totals, memory, sentence):
            return
        if concept == "natural":
            target = "requests/received/natural_person" + (
                " + requests/carried_in/natural_person" if both else ""
            )
        else:
            target = CONCLUDED if concept == "concluded" else _G.concepts[concept].target
            value += came_in
        yield f"all_{concept}", target, value, at, at + match.end()
        return


def _beside(new: Claim, totals: list[Claim], sentence: tuple[int, int]) -> float:
    """What was carried in beside what came in: 新收4件,上年结转1件,均按时办结 tells of both."""
    carried = [c for c in totals if c.target == CARRIED_IN and c.sentence == sentence]
    beside = (c.value for c in carried if c.frame and not _AMONG.search(c.frame.left))
    return sum(beside) if new.target == RECEIVED else 0.0


def _counted_since(first: Claim, memory: Memory) -> list[float]:
    """The counts told since a claim that may be of parts of it, in their order."""
    numbers: list[Claim | LeftAlone] = [c for c in memory.claims if c.target != CARRIED_IN]
    numbers += [n for n in memory.left_alone if n.why not in _NO_PARTS]
    places = {
        (n.sentence, n.frame.mention.start): n.frame.mention.value
        for n in numbers
        if n.frame and n.frame.mention.kind == COUNT
    }
    start = first.frame.mention.start if first.frame else first.start
    return [v for place, v in sorted(places.items()) if place > (first.sentence, start)]


def _is_of_a_part(total: Claim, memory: Memory) -> bool:
    """Whether some cases were counted since the total, and not all of them.

    收到12件,其中企业3件,均不予公开: the three. 网络8件、信函4件,均按期办结: all.
    """
    summed = 0.0
    for value in _counted_since(total, memory):
        summed = (summed + value) % total.value if total.value else 0.0
    return summed > 0


def _is_answered_apart(totals: list[Claim], memory: Memory, sentence: tuple[int, int]) -> bool:
    """收到11件,答复9件,均按期办结: "all" are the nine, and the sentence counts them by itself."""
    is_claimed = any(c.target == CONCLUDED and c.sentence == sentence for c in totals)
    left = (n for n in memory.left_alone if n.sentence == sentence)
    return is_claimed or any(re.search("答复|办结|办理", n.frame.left) for n in left)


def _result(clause: str, sentence: tuple[int, int], memory: Memory) -> Iterator[Finding]:
    """How the cases counted right before ended, said in a clause of its own."""
    owner = memory.last
    if (
        owner is None
        or owner.sentence != sentence
        or not re.fullmatch(r"remedies/[a-z_*]+/total", owner.target)
    ):
        return
    if owner.value and (match := _ALL["result"].fullmatch(clause)):
        column = str(match.lastgroup).replace("withdrawn", "other")
        yield (
            f"all_{column}",
            owner.target.replace("/total", f"/{column}"),
            owner.value,
            0,
            len(clause),
        )


def _all_remedies(
    concept: str,
    totals: list[Claim],
    memory: Memory,
    sentence: tuple[int, int],
    start: int,
    end: int,
) -> Iterator[Finding]:
    if memory.last is not None and memory.last.is_total:
        return  # 收到申请8件,申请人均撤回
    counted = {
        c.concept: c
        for c in totals
        if c.target in ("remedies/review/total", "remedies/suit_*/total")
    }
    group = group_named(memory, sentence)
    if group not in (None, "several") and not concept.startswith("suit_"):
        counted = {group: next(c for c in reversed(totals) if c.concept == group)}
    same = [c for c in counted.values() if c.sentence == sentence] or list(counted.values())[-1:]
    others = [c.value for c in same[1:]]
    if same and any(v for v in _counted_since(same[0], memory) if v not in others):
        return  # 行政复议5件,已审结3件,均维持
    for claim in same:
        if claim.value == 0:
            continue
        if concept in ("suit_direct", "suit_after_review"):
            if claim.concept == "suit_*":
                yield f"all_{concept}", f"remedies/{concept}/total", claim.value, start, end
            continue
        column = "other" if concept == "other_result" else concept
        yield f"all_{concept}", f"remedies/{claim.concept}/{column}", claim.value, start, end
