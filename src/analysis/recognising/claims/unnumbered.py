"""Claims without a number: what there is none of."""

import re
from collections.abc import Iterator

from .grammar import grammar
from .model import CARRIED_IN, CARRIED_OUT, RECEIVED, Memory

_G = grammar()
_ZERO, _REMEDIES = _G.sets["zero"], _G.sets["remedies"]
TRIGGER = re.compile(
    "未|无|没|零|不存在|均|全部|都|皆|一律|不收取|不涉及|[由为系是](?:自然人|公民)|结果|[为被是系]维持|[为被是系]纠正|撤[回销诉]|办[结毕完理]|[答回]复|[予掌]|部分公开"
)
# 未发生因信息公开申请引发的行政复议: what is denied is the last noun, unless the two are joined
# (申请和行政复议).
_OTHER_OBJECT = re.compile("复议|诉讼|起诉|投诉|举报|信访")
_JOINED = re.compile("(?:的)?(?:情况|情形|事项|件)?(?:、|和|及|与|或|以及|也|且|并|没有|未|无)")
_NEGATIVE = re.compile("未|无|没|零|不存在|不")
_DECISIONS = {"行政许可": "licences", "行政处罚": "penalties", "行政强制": "coercion"}
_DOCUMENT_ACTS = {"废止": "repealed", "失效": "repealed", "清理": "repealed"}
ANSWERED = tuple(
    f"requests/{o}"
    for o in ("concluded", "granted", "partly", "refused", "unavailable", "unprocessed", "other")
)
_NOR_OUT = re.compile(
    "(?:的|申请|件|事项)*(?:、|和|及|与|也无)(?:结转|转结|转入)(?:至|到)?[下次明]"
)
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
    if match is None and memory.claims and memory.claims[-1].target.startswith(ANSWERED):
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
