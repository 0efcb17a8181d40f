"""Counts of table 二: documents made, repealed and in force; decisions; money."""

import re

from .clauses import Frame
from .grammar import grammar
from .model import Memory
from .numbers import MONEY

_G = grammar()
_DOCUMENTS, _DECISIONS = _G.sets["documents"], _G.sets["decisions"]
_KINDS = {"normative_documents": r"(?:行政)?规范性(?:文件|档案)", "regulations": r"(?:省|市|州)?(?:人民)?(?:地方|部门)?(?:政府)?规章"}
_ANY = re.compile(r"(?P<normative_documents>规范性(?:文件|档案))|(?P<regulations>规章(?!制度))")
_VERBS = {c: _DOCUMENTS[c].pattern for c in ("repealed", "in_force", "issued")}
_TAIL = r"(?:数量|总数|件数|的|共计|共|合计|计|为|有|:|\([^()]*\))*+#"
_NAMED = {
    column: re.compile(f"{verb}(?:{_KINDS['normative_documents']}|{_KINDS['regulations']}{'|文件' if column != 'issued' else ''}){_TAIL}")
    for column, verb in _VERBS.items()
}  # fmt: skip
_AFTER = re.compile(rf"(?:{_KINDS['normative_documents']}|{_KINDS['regulations']}|文件)[^#]{{0,4}}(?P<what>现行有效|继续有效|废止|制发){_TAIL}")
_BARE_VERB = re.compile(rf"(?:^|其中|\(|含)(?:含|共|本年|新|已|其中)*(?P<verb>制发|制定|制订|新制定|新制|出台|印发|废止|失效|现行有效|继续有效)(?:的|了)?{_TAIL}")
_BARE_NAME = re.compile(rf"^(?:…)?(?:{_KINDS['normative_documents']}|{_KINDS['regulations']}){_TAIL}")
_VERB_COLUMN = {"废止": "repealed", "失效": "repealed", "现行有效": "in_force", "继续有效": "in_force"}
_FORM_2019 = {"issued": "made"}
_CORE = r"(?P<licences>行政许可)|(?P<penalties>行政处罚)|(?P<coercion>行政强制(?:措施|执行)?)"
_DECIDED = re.compile(
    rf"(?:{_CORE})(?:处理)?(?:类)?(?:决定|案件|案|处理|书|事项|执法)*(?P<count>数量|总数|件数|数)?(?:共计|共|合计|计|为|有|达|:)*+#"
)
_DECIDED_AFTER = re.compile(rf"(?:{_DECISIONS['verb'].pattern})#(?:的)?(?:{_CORE})")
_FEES = re.compile(r"行政事业性收费(?:项目)?(?:收入|总金额|金额|总额|额)?(?:共计|共|合计|总计|约|为|达|计|:)*+#")
_PURCHASES = re.compile(r"(?:政府)?集中采购(?:项目)?(?:数量|数)?(?:共计|共|合计|为)*#")
_SPENT = re.compile(r"(?:采购|资金|金额)(?:总)?(?:金额|资金|额)?(?:共计|共|合计|为|达|约)*#")
_ITEMS = re.compile(rf"(?:{_CORE})(?:事项)?(?:本年)?新增(?:事项)?#")
Binding = tuple[str, str]


def bind_document(frame: Frame, memory: Memory, sentence: tuple[int, int], form: str | None) -> Binding | str | None:
    """A count of documents, decisions or purchases; a word why it is left alone; None where the frame speaks of neither."""
    before, key = frame.left + "#", frame.left + "#" + frame.right
    if frame.mention.kind == MONEY:
        return _money(before, memory, sentence, form)
    if "行政" in key and (found := _decisions(before, key, frame, memory, sentence, form)) is not None:
        return found
    if form != "2021" and _PURCHASES.search(before):
        return "purchases", "disclosure/procurement/projects"
    return _document(before, frame, memory, sentence, form)


def _document(before: str, frame: Frame, memory: Memory, sentence: tuple[int, int], form: str | None) -> Binding | str | None:
    named = _ANY.findall(before)
    kind = [m.lastgroup for m in _ANY.finditer(before)]
    column = None
    if frame.mention.unit == "条" and named:
        column = None
    elif named or "文件" in before:
        for candidate, pattern in _NAMED.items():
            if (match := pattern.search(before)) is not None and not _publicity(before, match[0]):
                column = candidate
                break
        if column is None and (after := _AFTER.search(before)) is not None:
            column = _VERB_COLUMN.get(after["what"], "issued")
        last = memory.last
        if column is None and last and last.concept == "issued" and _BARE_NAME.match(before):
            column = "issued"
        if column is not None and not kind:
            kind = ["normative_documents"]
        if column is None and form == "2019" and kind and (made := re.search("对外公开总数|(?:网站|新)公开", before)):
            memory.document = kind[-1]
            return "published", f"disclosure/{kind[-1]}/" + ("disclosed_total" if "总数" in made[0] else "disclosed")
    elif memory.document and (verb := _BARE_VERB.search(before)) is not None:
        column, kind = _VERB_COLUMN.get(verb["verb"], "issued"), [memory.document]
    if kind:
        memory.document = str(kind[-1])
    if column is None:
        return "publicity" if named else None
    if form == "2019":
        if column != "issued":
            return "form"
        return "issued", f"disclosure/{kind[-1]}/{_FORM_2019[column]}"
    return column, f"disclosure/{kind[-1]}/{column}"


def _publicity(before: str, matched: str) -> bool:
    """Documents a site published, explained or reviewed are not documents made; 新增公开 is the making's own word."""
    words = before.replace("新增公开", "").replace("并公开", "")
    return _DOCUMENTS["publicity"].search(words.replace("清理废止", "")) is not None


def _decisions(
    before: str, key: str, frame: Frame, memory: Memory, sentence: tuple[int, int], form: str | None
) -> Binding | str | None:
    if _DECISIONS["combined"].search(before):
        return "combined"
    match = _DECIDED.search(before) or _DECIDED_AFTER.search(key)
    if match is None:
        if form == "2019" and (items := _ITEMS.search(before)) is not None:
            return "items", f"disclosure/{items.lastgroup}/items_change"
        return "publicity" if re.search("行政(?:许可|处罚|强制)", before) else None
    item = next(name for name in ("licences", "penalties", "coercion") if match.groupdict().get(name))
    target = ("decisions", f"disclosure/{item}/decisions")
    decided = "决定" in match[0]
    if _DECISIONS["publicity"].search(before) and not (decided and "公示" not in before and "信息" not in before and "公开" not in before):
        return "publicity"
    if decided or (_DECISIONS["verb"].search(before[: match.start() + 2]) and "事项" not in match[0]) or before[: match.start()].endswith("领域"):
        return target
    if memory.last and memory.last.concept == "decisions":
        return target
    listed = (memory.last_left_alone in ("publicity", "combined") and memory.last_sentence == sentence) or memory.topic == "publicity" and memory.topic_sentence == sentence
    if frame.mention.unit in ("条", "项", "个", "") or listed or "其中" in before or "事项" in match[0]:
        return "publicity"
    return target


def _money(before: str, memory: Memory, sentence: tuple[int, int], form: str | None) -> Binding | str:
    if _FEES.search(before):
        return ("fees", "disclosure/fees/amount") if form != "2019" else "form"
    if form != "2021" and memory.last and memory.last.concept == "purchases" and _SPENT.search(before):
        return "spent", "disclosure/procurement/amount"
    return "money"
