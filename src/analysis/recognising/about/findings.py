"""Findings about what a report says of itself.

Years and dates that differ, scope, and traces of another report.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from analysis.files import yaml_of
from analysis.reading.blocks import Line
from analysis.recognising.characters import fold
from analysis.wording import place

from .agencies import Named, spoilt
from .compared import is_short, same_agency
from .dates import Dated, choose
from .evidence import contradicting
from .metadata import Metadata
from .names import looks_like_agency
from .titles import named_in_text
from .years import Source

Finding = tuple[str, str, str, str, str, str]
_OPENING = re.compile(r"^(?:[(]?[一二三四五六七八九1-9]+[)、.])?(20[0-4]\d)年(?:度)?,?(?!\d*月)")
_OLD_RULE = re.compile(r"[〔\[(]2019[〕\])]60号")
_NEW_FORM_FROM = 2021
_FIRST = 12  # lines of prose among which one that opens with another year tells of copying


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml_of(__package__, "findings.yml")
    return words


def finding_rules() -> frozenset[str]:
    """The rules of findings about a report itself, which no suite of expectations names."""
    return frozenset(entry["rule"] for entry in _words().values() if "rule" in entry)


def finding(key: str, **values: object) -> Finding:
    """A finding about the whole report, worded by ``findings.yml``.

    Parameters
    ----------
    key : str
        Its entry in ``findings.yml``.
    **values : object
        What fills the entry's braces.

    Returns
    -------
    tuple
        ``severity, rule, where, cells, zh, en``.
    """
    texts = _words()[key]
    return (
        texts["severity"],
        texts["rule"],
        "report",
        "",
        texts["zh"].format(**_at_place(values)),
        texts["en"].format(**values),
    )


def _at_place(values: dict[str, object]) -> dict[str, object]:
    """The values with their place as Chinese has it."""
    where = values.get("where")
    return values if where is None else values | {"where": place(str(where), "zh")}


def year_findings(meta: Metadata, sources: Sequence[Source]) -> Iterator[Finding]:
    """A warning where sources give different years, with each of them and its place.

    Parameters
    ----------
    meta : Metadata
        What was found about the report.
    sources : sequence of Source
        Places that state a year, outside of the document as well.
    """
    if len({s.year for s in sources}) < 2:
        return
    kinds = _words()["kinds"]
    zh = "，".join(f"{kinds[s.kind]['zh']}为{s.year}年（{place(s.where, 'zh')}）" for s in sources)
    en = ", ".join(f"{kinds[s.kind]['en']} says {s.year} ({s.where})" for s in sources)
    yield finding("years", list_zh=zh, list_en=en, year=meta.year)


def date_findings(meta: Metadata) -> Iterator[Finding]:
    """Dates that contradict one another, or that lie before the reported year was over.

    Parameters
    ----------
    meta : Metadata
        What was found about the report.
    """
    best, others, early = choose(meta.dates, meta.year)
    if best and others:
        yield finding("dates_differ", value=best.value, **_listed((best, *others)))
    if early:
        yield finding("date_early", **_listed(early))


def _listed(dates: Iterable[Dated]) -> dict[str, str]:
    dates = list(dates)
    return {
        "list_zh": "、".join(f"{d.value}（{place(d.where, 'zh')}）" for d in dates),
        "list_en": ", ".join(f"{d.value} ({d.where})" for d in dates),
    }


def scope_findings(
    evidence: str, against: Sequence[tuple[str, str, str]], scope: str | None
) -> Iterator[Finding]:
    """Words of a whole area under an agency's name, or the other way round.

    Parameters
    ----------
    evidence : str
        What the scope was judged by.
    against : sequence of (str, str, str)
        What speaks against it: scope, words and place of each.
    scope : {"agency", "territory"} or None
        The scope that was judged.
    """
    for other, words, where in against:
        own, contrary = _words()["scopes"][str(scope)], _words()["scopes"][other]
        yield finding(
            "scope_against",
            words=words,
            where=where,
            evidence=evidence,
            own_zh=own["zh"],
            own_en=own["en"],
            other_zh=contrary["zh"],
            other_en=contrary["en"],
        )


def agency_findings(meta: Metadata) -> Iterator[Finding]:
    """A name that a mirror has spoilt, that is short, or that other places contradict.

    Parameters
    ----------
    meta : Metadata
        What was found about the report.
    """
    if spoilt(meta.agency):
        yield finding("spoilt", agency=meta.agency)
        return
    if is_short(meta.agency):
        yield finding("short", agency=meta.agency)
    if meta.taken and meta.taken.name == meta.agency:
        source = _source_words(meta.taken)
        yield finding(
            "taken",
            agency=meta.agency,
            source_zh=source["zh"],
            source_en=source["en"],
            where=meta.taken.where,
        )
    others = list(contradicting(meta.agency, meta.named)) if meta.agency else []
    if others:
        texts = [(n, _source_words(n)) for n in others]
        yield finding(
            "agencies",
            agency=meta.agency,
            list_zh="，".join(f"{w['zh']}为“{n.name}”（{place(n.where, 'zh')}）" for n, w in texts),
            list_en=", ".join(f"{w['en']} says {n.name} ({n.where})" for n, w in texts),
        )


def _source_words(named: Named) -> dict[str, str]:
    """What a name was taken from, in both languages; a field's name is the same in both."""
    words: dict[str, dict[str, str]] = _words()["sources"]
    return words.get(named.source, {"zh": named.source, "en": named.source})


def unknown_findings(agency: str, year: int | None) -> Iterator[Finding]:
    """What was not found: that is the reader's limit, and nothing that the agency left out.

    Parameters
    ----------
    agency : str
        Empty where it was not found.
    year : int or None
        None where it was not found.
    """
    if not agency:
        yield finding("unknown_agency")
    if year is None:
        yield finding("unknown_year")


def stated_findings(texts: tuple[str, int | None], card: dict[str, Any]) -> Iterator[Finding]:
    """Agency or year stated beside the document, with what the document itself says.

    Parameters
    ----------
    texts : tuple of str and int or None
        Agency and year as the document itself has them.
    card : dict
        What the source card, or the user, states.
    """
    for key, own in (("agency", texts[0]), ("year", texts[1])):
        on_card = card.get(key)
        if on_card and str(on_card) != str(own or ""):
            words = _words()["own_says" if own else "own_silent"]
            yield finding(
                f"stated_{key}",
                given=on_card,
                own_zh=words["zh"].format(own=own),
                own_en=words["en"].format(own=own),
            )


def copied_findings(meta: Metadata, prose: Sequence[Line]) -> Iterator[Finding]:
    """Traces of another report, each told once.

    A first section that opens with an earlier year, the name of another report, the
    number of the document that this form replaced.

    Parameters
    ----------
    meta : Metadata
        What was found about the report.
    prose : sequence of Line
        Lines outside the tables.
    """
    year = meta.year
    if year is None:
        return
    known: set[str] = set()
    for number, line in enumerate(prose):
        if "20" not in line.text:
            continue
        folded = fold(line.text[:1500])
        for key, other in _traces(folded, year, meta.agency, number < _FIRST):
            kind = key.split("_")[0]
            if kind not in known:
                known.add(kind)
                yield finding(key, other=other, where=line.where, year=year, agency=meta.agency)


def _traces(folded: str, year: int, agency: str, early: bool) -> Iterator[tuple[str, object]]:
    match = _OPENING.match(folded)
    # Plans for the next year and looks back from further down are no sign of copying.
    if match and early and int(match[1]) < year and not re.search(f"{year}年|以来|年底", folded):
        yield "opens", int(match[1])
    other = named_in_text(folded)
    if (
        other
        and other[1] != year
        and re.search("本(?:年度)?报告|编制|现公布|现发布", folded)
        and not re.search("上年|去年|上一年", folded)
    ):
        yield "names_year", other[1]
    elif (
        other
        and other[1] == year
        and agency
        and looks_like_agency(other[0])
        and not same_agency(other[0], agency)
    ):
        yield "names_agency", other[0]
    if year >= _NEW_FORM_FROM and _OLD_RULE.search(folded):
        yield "old_rule", ""


def sources_of(meta: Metadata, *more: Source | None) -> list[Source]:
    """Every source of the year, once for each kind.

    Parameters
    ----------
    meta : Metadata
        What was found about the report.
    *more : Source or None
        Sources outside of the text: the file's name, the address.
    """
    out: dict[str, Source] = {}
    for source in (*meta.years, *more):
        if source is not None:
            out.setdefault(source.kind, source)
    return list(out.values())
