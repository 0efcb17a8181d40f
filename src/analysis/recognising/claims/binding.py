"""A number in its frame, bound to what it counts: applications, their outcomes, reviews and lawsuits."""

import re
from functools import lru_cache

from .clauses import Frame
from .documents import bind_document
from .grammar import Concept, grammar
from .model import CARRIED_IN, CONCLUDED, EITHER, RECEIVED, WITH_CARRIED_IN, Memory
from .numbers import MONEY

_G = grammar()
_LEAVE, _TOTALS, _REMEDIES = _G.sets["leave"], _G.sets["totals"], _G.sets["remedies"]
_BUSY = ("hotline", "proposals")
_ADDED_UP = re.compile("(?:两项|以上|二者)?(?:共计|合计|总计|共)(?:有|为)?")
_ANYONE = re.compile("(?:公民|自然人|个人|群众)[、和或及与]*(?:企业)?法人")
_GROUPS = re.compile("自然人|法人|企业|机构|组织")
_SAYS_OF_IT = re.compile("^(?:均|都|全部|皆)?(?:属|为|是|系|因)")
_LIGHT = re.compile(r"(?:^|其中|另有|另外|另|有|还|尚|剩余|其余|余|共|已|经|的|年度?|收到|受理|接到|办理|处理|申请|发生|引发|产生|引起|提起|行政复议|行政诉讼|一审|…)$")
_OUTCOME = re.compile(r"requests/(?:granted|partly_granted|refused|unavailable|unprocessed|other)")
_JOINED = re.compile(r"(?:和|及|与|以及)$")
_LISTED = re.compile(r"(?:和|及|与|、|以及)$")
_OPENING = re.compile(r"[^#]*(?:收到|受理|接到|接收|新收)(?:.*…)?(?:申请|#申请)(?:共|共计|件|数量|表|为|的)*#?")
Binding = tuple[str, str]  # concept and target


def bind(frame: Frame, memory: Memory, text: str, sentence: tuple[int, int], form: str | None) -> Binding | str:
    """What a count speaks of: concept and target, or in one word why it is left alone."""
    before = frame.left + "#"
    # 约 before a fee goes with its rounding to 亿元 or 万元; it is judged at the precision printed.
    if frame.mention.vague or (frame.mention.kind != MONEY and _LEAVE["vague"].search(before)):
        return "vague"
    if _LEAVE["compare"].search(before):
        return "change"
    if _LEAVE["cumulative"].search(before):
        return "cumulative"
    found = _remedies(frame, memory, sentence)
    if found is not None:
        return found
    document = bind_document(frame, memory, sentence, form)
    if document is not None:
        return document
    if memory.attributes == sentence and "收到" not in before and "受理" not in before:
        return "documents"
    return _requests(frame, memory, sentence, text)


def _remedies(frame: Frame, memory: Memory, sentence: tuple[int, int]) -> Binding | str | None:
    before, key = frame.left + "#", frame.left + "#" + frame.right
    named = "复议" in key or "诉" in key
    if named:
        if _REMEDIES["own"].search(key):
            memory.foreign = False
        elif _REMEDIES["handled"].search(key):
            memory.foreign = True
        for concept in ("suit_after_review", "suit_direct"):
            if _REMEDIES[concept].search(key) and not memory.foreign:
                return concept, f"remedies/{concept}/total"
        if (both := _REMEDIES["both"].search(before)) is not None:
            if memory.foreign:
                return "foreign"
            if frame.mention.value == 0 or re.search("均|都|各", both[0]):
                return "remedies", "remedies/review/total & remedies/suit_*/total"
            return ("remedies", "remedies/review/total + remedies/suit_*/total") if re.search("共|合计|总计", both[0]) else "combined"
    concept = _concept(frame, ("remedies",))
    if concept is not None:
        kind = _kind(frame, memory)
        if kind is None:
            return None
        return "foreign" if memory.foreign else (concept.id, concept.target.replace("{kind}", kind))
    if not named:
        return None
    for kind in ("suit_*", "review"):
        match = _REMEDIES[kind].search(before) or (_REMEDIES[kind].search(key) if _LIGHT.search(frame.left) or "被" in frame.left else None)
        if match:
            return "foreign" if memory.foreign else (kind, f"remedies/{kind}/total")
    return None


def _kind(frame: Frame, memory: Memory) -> str | None:
    """Review or lawsuits: by the frame's own words, else the nearest before."""
    for words in (frame.left, frame.right):
        if "诉讼" in words or "起诉" in words or "撤诉" in words or "法院" in words:
            return "suit_*"
        if "复议" in words:
            return "review"
    return memory.remedy if memory.topic in ("review", "suit", None) or memory.topic == "requests" else None


def _concept(frame: Frame, needs: tuple[str | None, ...]) -> Concept | None:
    """The concept named by the frame, before the number or after it."""
    left = before_number(frame.left)[0]
    right = None
    if frame.mention.unit and frame.right and (left is None or (frame.left.endswith("的") and _SAYS_OF_IT.match(frame.right))):
        if _LIGHT.search(frame.left):
            right = after_number(frame.right)
    name = right or left
    if name is None:
        return None
    return _G.concepts[name] if _G.concepts[name].needs in needs else None


# Reports say the same few things: the words around their numbers recur.
@lru_cache(maxsize=16384)
def before_number(left: str) -> tuple[str | None, int]:
    """The concept named right before a number, and where its name begins."""
    match = _G.before.search(left + "#")
    return (None, 0) if match is None else (match.lastgroup, match.start(str(match.lastgroup)))


@lru_cache(maxsize=16384)
def after_number(right: str) -> str | None:
    """The concept named after a number."""
    match = _G.after.match("#" + right)
    return None if match is None else match.lastgroup


def _requests(frame: Frame, memory: Memory, sentence: tuple[int, int], text: str) -> Binding | str:
    before, key = frame.left + "#", frame.left + "#" + frame.right
    about = memory.topic == "requests" or ("申请" in frame.right and "公开" in frame.right)
    concept = _concept(frame, (None, "requests", "list"))
    total = _TOTALS["received"].search(before)
    if concept is not None and concept.id in ("natural",) and total and not _GROUPS.search(total[0]):
        concept = None
    if concept is not None and _ANYONE.search(frame.left):
        concept = None  # 公民、法人和其他组织提出的申请: whoever may apply, hence all of them
    if concept is not None and concept.id in ("natural", "legal", "business", "research", "public_interest", "legal_services"):
        return "channel" if memory.topic in _BUSY else (concept.id, concept.target)
    if concept is not None:
        return _outcome(concept, frame, memory, sentence, about)
    if _LEAVE["channel"].search(frame.left) or (frame.right and _LEAVE["channel"].search(frame.right[:12]) and "申请" in frame.right):
        return "channel"
    for kind in ("sum", "done", "received", "handled", "number_first", "bare", "verb_only"):
        match = _TOTALS[kind].search(key if kind == "number_first" else before)
        if match is None or (kind == "number_first" and not frame.mention.unit):
            continue
        if _LEAVE["other_object"].search(match[0].replace("依申请公开信箱", "")):
            return "other"
        explicit = "公开" in match[0] or "依申请" in match[0]
        # A report that has spoken of nothing yet speaks of applications under the regulation.
        opening = memory.topic is None and _OPENING.fullmatch(match[0])
        if not explicit and not about and not opening:
            continue
        if kind == "verb_only" and (frame.right and not frame.right.startswith("(") or memory.topic != "requests"):
            continue
        if kind == "bare" and not _bare(frame, memory, sentence, match[0]):
            return "publicity"
        if kind == "handled" and re.search("信息公开(?!申请)", match[0]) and "依申请" not in match[0] and "申请" not in match[0]:
            continue
        target = {"sum": WITH_CARRIED_IN, "done": CONCLUDED, "handled": EITHER}.get(kind, RECEIVED)
        if kind in ("number_first", "verb_only") and re.search("办理|处理", match[0]):
            target, kind = EITHER, "handled"
        return ("received" if target == RECEIVED else kind), target
    if _ADDED_UP.fullmatch(frame.left) and memory.last and memory.last.target == CARRIED_IN and memory.last.is_before(sentence, 0):
        return "sum", WITH_CARRIED_IN
    return "unknown"


def _bare(frame: Frame, memory: Memory, sentence: tuple[int, int], matched: str) -> bool:
    """依申请公开3条 as one item of a list of what the site published is no count of applications."""
    if "主动公开" in frame.left or "信息" in matched.replace("信息公开", "") and frame.mention.unit == "条":
        return False
    listed = memory.last is None and memory.last_left_alone in ("unknown", "publicity", "documents") and frame.mention.unit == "条"
    return not (listed and memory.last_sentence == sentence and frame.mention.value > 0)


def _outcome(concept: Concept, frame: Frame, memory: Memory, sentence: tuple[int, int], about: bool) -> Binding | str:
    before = frame.left + "#"
    if memory.topic in _BUSY:
        return "hotline"
    if _LEAVE["other_object"].search(frame.left) and "类申请" not in before and "类的申请" not in before:
        return "other"
    if concept.needs == "requests" and not about:
        return "unknown"
    if concept.needs == "list" and not (memory.last and _OUTCOME.match(memory.last.target)) and not (
        concept.id == "granted_bare" and about and memory.last and memory.last.target.startswith("requests/")
        and memory.last.is_before(sentence, 1) and frame.mention.unit in ("件", "起", "宗")
    ):  # fmt: skip
        return "unknown"
    if concept.id == "concluded" and _LEAVE["channel"].search(frame.left):
        return "channel"
    if concept.id in ("granted", "refused") and not about and "同意" not in before and memory.topic == "publicity" and memory.topic_sentence == sentence:
        return "publicity"
    if concept.id == "granted" and re.search(r"公开(?:的)?(?:政府)?信息", before) and not about:
        return "publicity"
    if concept.id in ("carried_out", "carried_in") and memory.topic in ("review", "suit") and memory.topic_sentence == sentence:
        return "other"
    return concept.id, _with_joined(concept, frame)


def _with_joined(concept: Concept, frame: Frame) -> str:
    """予以公开和部分公开合计258件: the outcome right before the joining word is added."""
    name, start = before_number(frame.left)
    if name is None:
        return concept.target
    targets = [concept.target]
    head = frame.left[:start]
    joined = _LISTED if re.search("合计|共|总计", frame.left[start:]) else _JOINED
    while (joint := joined.search(head)) is not None:
        name, start = before_number(head[: joint.start()])
        if name is None or _G.concepts[name].needs:
            break
        targets.insert(0, _G.concepts[name].target)
        head = head[:start]
    return " + ".join(targets)
