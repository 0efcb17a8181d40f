"""Counts of table 二: documents made, repealed and in force; decisions; money."""

from .clauses import Frame
from .grammar import grammar
from .model import Memory, Place
from .numbers import MONEY

_G = grammar()
_DOCUMENTS, _DECISIONS, _MONEY, _HINTS = (
    _G.sets["documents"],
    _G.sets["decisions"],
    _G.sets["money"],
    _G.sets["hints"],
)
_COLUMNS = {"废止": "repealed", "失效": "repealed"} | dict.fromkeys(
    ("现行有效", "继续有效", "有效"), "in_force"
)
_ACTS = ("licences", "penalties", "coercion")
Binding = tuple[str, str]


def bind_document(frame: Frame, memory: Memory, place: Place) -> Binding | str | None:
    """A count of documents, decisions or purchases; a word why it is left alone.

    None where the frame speaks of neither.

    Parameters
    ----------
    frame : Frame
        The number and the words around it.
    memory : Memory
        What the passage has spoken of so far.
    place : Place
        Where in the passage the number is.
    """
    before = frame.left + "#"
    nought = not (frame.mention.value or frame.mention.unit)
    if frame.mention.kind == MONEY or (nought and _MONEY["fees"].search(before)):
        return _money(before, memory, place)
    if (
        "行政" in frame.left + frame.right
        and (found := _decisions(before, frame, memory, place)) is not None
    ):
        return found
    last = memory.last
    if (
        last
        and last.concept == "items"
        and last.sentence == place.sentence
        and _DECISIONS["items_total"].fullmatch(frame.left)
    ):
        return (
            "items_total",
            f"{last.target.replace('items_change', 'items_last_year')} + {last.target}",
        )
    if place.form != "2021" and _MONEY["purchases"].search(before):
        return "purchases", "disclosure/procurement/projects"
    return _document(before, frame, memory, place)


def _document(before: str, frame: Frame, memory: Memory, place: Place) -> Binding | str | None:
    kinds = [str(m.lastgroup) for m in _DOCUMENTS["kinds"].finditer(before)]
    issued = None if kinds else _DOCUMENTS["number_first"].search(before + frame.right)
    column: str | None
    if issued and not _published(before, frame.mention.unit):
        kind = memory.document = next(
            str(m.lastgroup) for m in _DOCUMENTS["kinds"].finditer(frame.right)
        )
        column = _COLUMNS.get(issued["verb"], "issued")
    elif kinds:
        memory.document = kinds[-1]
        column = _column(before, frame, memory)
        shown = (
            _DOCUMENTS["published"].search(before)
            if place.form != "2021" and column is None
            else None
        )
        if shown and (place.form or shown["total"]):
            return (
                "published",
                f"disclosure/{kinds[-1]}/{'disclosed_total' if shown['total'] else 'disclosed'}",
            )
        if column is None:
            return "publicity"
        kind = kinds[-1]
        if len(set(kinds)) > 1 and _HINTS["each_one"].search(frame.left):  # 规章、规范性文件均为0
            return column, " & ".join(f"disclosure/{k}/{column}" for k in dict.fromkeys(kinds))
    elif (
        "文件" in before
        and frame.mention.unit != "条"
        and (column := _column(before, frame, memory)) is not None
    ):
        kind = memory.document = "normative_documents"
    elif (alone := _DOCUMENTS["verb_alone"].search(before)) is not None and (
        named := memory.document or _kind_before(place.words_before)
    ):
        kind, column = named, _COLUMNS.get(alone["verb"], "issued")
    else:
        return None
    if place.form == "2019" or (place.form is None and "新制作" in before):
        # This form asks for what was made, and for nothing repealed or in force.
        return ("issued", f"disclosure/{kind}/made") if column == "issued" else "form"
    return column, f"disclosure/{kind}/{column}"


def _kind_before(words: str) -> str | None:
    """The kind of document that a sentence names before a number whose own words name none."""
    kinds = [str(m.lastgroup) for m in _DOCUMENTS["kinds"].finditer(words)]
    return kinds[-1] if kinds else None


def _column(before: str, frame: Frame, memory: Memory) -> str | None:
    for column in ("repealed", "in_force", "issued"):
        if _DOCUMENTS[column].search(before) and not _published(before, frame.mention.unit):
            return column
    if (after := _DOCUMENTS["kind_first"].search(before)) is not None:
        return _COLUMNS.get(after["verb"], "issued")
    prior = memory.last.concept if memory.last is not None and frame.mention.unit != "条" else ""
    goes_on = prior in ("issued", "repealed", "in_force")
    return prior if goes_on and _DOCUMENTS["kind_alone"].match(before) else None


def _published(before: str, unit: str) -> bool:
    """Whether a site's publishing is meant (发布…条), and not the making (新增公开)."""
    if unit == "条" and "发布" in before and not _DOCUMENTS["made_for_certain"].search(before):
        return True
    if _DOCUMENTS["made_this_year"].search(before) or _DOCUMENTS["library"].search(before):
        return False
    words = before.replace("新增公开", "").replace("并公开", "").replace("清理废止", "")
    return _DOCUMENTS["publicity"].search(words) is not None


def _decisions(before: str, frame: Frame, memory: Memory, place: Place) -> Binding | str | None:
    if _DECISIONS["combined"].search(before):
        named = {str(m.lastgroup) for m in _DECISIONS["act"].finditer(before)}
        each = frame.mention.value == 0 or _HINTS["each_one"].search(frame.left)
        if not each or _DECISIONS["publicity"].search(before):
            return "combined"
        return "decisions", " & ".join(f"disclosure/{a}/decisions" for a in _ACTS if a in named)
    match = _DECISIONS["named"].search(before) or _DECISIONS["number_first"].search(
        before + frame.right
    )
    if match is None:
        if place.form != "2021" and (items := _DECISIONS["items"].search(before)) is not None:
            return "items", f"disclosure/{next(a for a in _ACTS if items[a])}/items_change"
        return "publicity" if _DECISIONS["any"].search(before) else None
    target = ("decisions", f"disclosure/{next(a for a in _ACTS if match[a])}/decisions")
    decided, head = "决定" in match[0], before[: match.start()]
    handled = "处理决定" in match[0] and frame.mention.unit not in ("条", "篇", "则")
    doubt = (
        _DECISIONS["publicity_of_handling" if handled else "publicity_of_decisions"]
        if decided
        else _DECISIONS["publicity"]
    )
    if _DECISIONS["applied_for"].search(before) or _DECISIONS["not_done"].search(before):
        return "other"
    if doubt.search(before) or _goes_on_showing(match[0], before, memory, place):
        return "publicity"
    shown = memory.topic == "publicity" and memory.topic_sentence == place.sentence
    listed_as_shown = (shown and decided) or _DECISIONS["shown"].search(place.words_before)
    done = _DECISIONS["verb"].search(before[: match.start() + 2]) is not None and (
        "事项" not in match[0] or "办结" in before or "处理" in before
    )
    if listed_as_shown and frame.mention.unit in ("条", "篇", "则"):
        return "publicity"
    if (
        decided
        or done
        or head.endswith("领域")
        or (memory.last and memory.last.concept == "decisions")
    ):
        return target
    # A bare 行政处罚8件 counts decisions unless it is in a list of what a site or a counter
    # offers.
    listed = (
        memory.last_left_alone in ("publicity", "combined")
        and memory.last_sentence == place.sentence
    )
    if (
        frame.mention.unit in ("条", "项", "个", "")
        or listed
        or shown
        or "其中" in before
        or "事项" in match[0]
    ):
        return "publicity"
    return target


def _goes_on_showing(words: str, before: str, memory: Memory, place: Place) -> bool:
    """公示行政处罚决定书41份,行政许可决定书56份: what is shown goes on after the first."""
    shown = memory.last_left_alone == "publicity" and memory.last_sentence == place.sentence
    shown = shown or _DECISIONS["listed"].search(place.words_before) is not None
    return shown and ("决定书" in words or not _DECISIONS["verb"].search(before))


def _money(before: str, memory: Memory, place: Place) -> Binding | str:
    if _MONEY["not_taken"].search(before):
        return "other"
    if _MONEY["fees"].search(before):
        return ("fees", "disclosure/fees/amount") if place.form != "2019" else "form"
    bought = memory.last is not None and memory.last.concept == "purchases"
    if place.form != "2021" and bought and _MONEY["spent"].search(before):
        return "spent", "disclosure/procurement/amount"
    return "money"
