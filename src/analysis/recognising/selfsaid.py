"""Findings about what a report says of itself: years and dates that differ, scope, and traces of another report."""

import re
from collections.abc import Iterator, Sequence

from analysis.reading.blocks import Line

from .agencies import spoilt
from .characters import fold
from .dates import choose
from .metadata import Metadata
from .titles import looks_like_agency, named_in_text
from .years import Source

Finding = tuple[str, str, str, str, str, str]
_ZH = {"title": "标题", "period": "统计期限", "columns": "表头", "text": "正文", "file": "文件名", "address": "网址参数"}
_EN = {"title": "the title", "period": "the statistical period", "columns": "a table's header", "text": "the text", "file": "the file's name",
       "address": "the address"}  # fmt: skip
_OPENING = re.compile(r"^(?:[(]?[一二三四五六七八九1-9]+[)、.])?(20[0-4]\d)年(?:度)?,?(?!\d*月)")
_OLD_RULE = re.compile(r"(?:20)?19\D{0,2}60号|〔2019〕60号|\[2019\]60号|\(2019\)60号")
_NEW_FORM_FROM = 2021
_FIRST = 12


def _finding(severity: str, rule: str, zh: str, en: str) -> Finding:
    return severity, rule, "report", "", zh, en


def year_findings(meta: Metadata, sources: Sequence[Source]) -> Iterator[Finding]:
    """A warning where sources give different years, with each of them and its place."""
    if len({s.year for s in sources}) < 2:
        return
    zh = "，".join(f"{_ZH[s.kind]}为{s.year}年（{s.where}）" for s in sources)
    en = ", ".join(f"{_EN[s.kind]} says {s.year} ({s.where})" for s in sources)
    yield _finding("warning", "meta.year", f"年度不一致：{zh}；本工具按{meta.year}年。", f"The years differ: {en}; {meta.year} is used.")


def date_findings(meta: Metadata) -> Iterator[Finding]:
    """Dates that contradict one another, or that lie before the reported year was over."""
    best, others, early = choose(meta.dates, meta.year)
    if best and others:
        zh = "、".join(f"{d.value}（{d.where}）" for d in (best, *others))
        en = ", ".join(f"{d.value} ({d.where})" for d in (best, *others))
        yield _finding("note", "meta.published", f"发布日期不止一个：{zh}；本工具取{best.value}。",
                       f"More than one date of publication: {en}; {best.value} is used.")  # fmt: skip
    if early:
        zh = "、".join(f"{d.value}（{d.where}）" for d in early)
        en = ", ".join(f"{d.value} ({d.where})" for d in early)
        yield _finding("note", "meta.published", f"所印日期早于报告年度结束：{zh}；不作发布日期。",
                       f"Printed before the reported year was over: {en}; not taken for the date of publication.")  # fmt: skip


def scope_findings(evidence: str, against: Sequence[tuple[str, str, str]], scope: str | None) -> Iterator[Finding]:
    """Words of a whole area under an agency's name, or the other way round."""
    name = {"agency": "本机关", "territory": "本地区"}
    for other, words, where in against:
        yield _finding(
            "note", "meta.scope",
            f"名称表明数据范围为{name.get(str(scope), '')}，但正文有“{words}”（{where}），像是{name[other]}的数据；本工具按名称。",
            f"By its name the report is of one {scope} ({evidence}), but the text says “{words}” ({where}), as one of a whole {other} does; "
            "the name decides.",
        )  # fmt: skip


def agency_findings(meta: Metadata) -> Iterator[Finding]:
    """A name that a mirror has spoilt."""
    if spoilt(meta.agency):
        yield _finding("warning", "meta.agency", f"机关名称“{meta.agency}”含有不属于机关名称的字样，疑为镜像网站改动；请用 --agency 指明。",
                       f"The agency's name, {meta.agency}, holds words that no agency has, as mirrors put them; state it with --agency.")  # fmt: skip


def stated_findings(said: tuple[str, int | None], card: dict) -> Iterator[Finding]:
    """Agency or year stated beside the document, with what the document itself says."""
    for key, zh, en, own in (("agency", "机关名称", "agency", said[0]), ("year", "年度", "year", said[1])):
        given = card.get(key)
        if given and str(given) != str(own or ""):
            printed_zh = f"文件本身为“{own}”" if own else "文件本身没有写明"
            printed_en = f"the document itself says {own}" if own else "the document itself does not tell"
            yield _finding("note", "meta.stated", f"{zh}“{given}”由使用者指定；{printed_zh}。", f"The {en} {given} was stated by hand; {printed_en}.")


def copied_findings(meta: Metadata, prose: Sequence[Line]) -> Iterator[Finding]:
    """Traces of another report: a section that opens with another year, another report's name, last form's document number."""
    year = meta.year
    opened = named = cited = False
    for number, line in enumerate(prose):
        text = line.text
        if "20" not in text or year is None:
            continue
        folded = fold(text[:1500])
        match = _OPENING.match(folded)
        # Plans for the next year and looks back from further down are no sign of copying.
        if match and int(match[1]) < year and number < _FIRST and not opened and not re.search(f"{year}年|以来|年底", folded):
            opened = True
            yield _finding("note", "meta.copied", f"正文有一段以{match[1]}年开头（{line.where}），报告年度为{year}年，疑为沿用旧稿。",
                           f"A paragraph opens with {match[1]} ({line.where}) in the report of {year}: it may be copied.")  # fmt: skip
        other = None if named else named_in_text(folded)
        if other and other[1] != year and re.search("本(?:年度)?报告|根据|编制|现", folded) and not re.search("上年|去年|上一年", folded):
            named = True
            yield _finding("note", "meta.copied", f"正文自称{other[1]}年的报告（{line.where}），报告年度为{year}年。",
                           f"The text calls itself the report of {other[1]} ({line.where}); the year is {year}.")  # fmt: skip
        elif other and looks_like_agency(other[0]) and not _akin(other[0], meta.agency):
            named = True
            yield _finding("note", "meta.copied", f"正文称本报告为“{other[0]}”的报告（{line.where}），与“{meta.agency}”不同。",
                           f"The text names the report of {other[0]} ({line.where}), not of {meta.agency}.")  # fmt: skip
        if year >= _NEW_FORM_FROM and not cited and _OLD_RULE.search(folded):
            cited = True
            yield _finding("note", "meta.copied", f"仍引用〔2019〕60号文（{line.where}），该格式自{_NEW_FORM_FROM}年度起已被〔2021〕30号文取代。",
                           f"Still cites document 〔2019〕60 ({line.where}), replaced by 〔2021〕30 from the report of {_NEW_FORM_FROM} on.")  # fmt: skip


def _akin(a: str, b: str) -> bool:
    """Whether two names may be of one agency: they share three characters in a row (县自然资源局, 某县自然资源局)."""
    return a in b or b in a or any(a[i : i + 3] in b for i in range(len(a) - 2))


def sources_of(meta: Metadata, *more: Source | None) -> list[Source]:
    """Every source of the year, once for each kind."""
    out: dict[str, Source] = {}
    for source in (*meta.years, *more):
        if source is not None:
            out.setdefault(source.kind, source)
    return list(out.values())


