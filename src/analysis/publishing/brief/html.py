"""A brief as one page that opens offline, prints, and leads from every sentence to its cells."""

import base64
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from analysis.files import text_of
from analysis.publishing.page import page
from analysis.publishing.shared import script
from analysis.telling.brief.blocks import Brief
from analysis.telling.sections import style as shared
from analysis.telling.sentence import Ref, Sentence
from analysis.telling.wording import word

_FEW = 6  # reports named one by one behind a sentence; more are counted


@cache
def _template() -> Any:
    env = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    env.filters["lines"] = lambda text: Markup("<br>").join(
        escape(part) for part in str(text).split("\n")
    )
    env.filters["data"] = lambda svg: base64.b64encode(svg.encode("utf-8")).decode("ascii")
    env.filters["key"] = id
    env.filters["codes"] = lambda refs: "; ".join(dict.fromkeys(ref.code for ref in refs))
    env.tests["kind"] = lambda block, name: type(block).__name__ == name
    return env.from_string(text_of(__package__, "brief.html.j2"))


def render(brief: Brief) -> bytes:
    """The page, UTF-8.

    Parameters
    ----------
    brief : Brief
        Free of characters that no format holds, as ``clean`` makes it.
    """
    numbers = {id(s): n for n, s in enumerate((s for s in brief.sentences() if s.cells), start=1)}
    style = text_of(__package__, "brief.css")
    body = _template().render(
        brief=brief,
        numbers=numbers,
        style=Markup(style),
        shared=Markup(shared().text),
        evidence=_evidence(brief),
        head=word("brief_evidence", brief.lang),
    )
    done = page(body, brief.title, brief.lang, footer=brief.subtitle, script=script())
    return done.encode("utf-8")


def _evidence(brief: Brief) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """For every sentence that rests on cells: number, id, and each cell with its reports."""
    sentences = (s for s in brief.sentences() if s.cells)
    return [(n, s.id, _cells(s, brief)) for n, s in enumerate(sentences, start=1)]


def _cells(sentence: Sentence, brief: Brief) -> list[tuple[str, str]]:
    by_code: dict[str, list[Ref]] = {}
    for ref in sentence.cells:
        by_code.setdefault(ref.code, []).append(ref)
    return [(code, _whose([r.report for r in own], brief)) for code, own in by_code.items()]


def _whose(reports: list[str], brief: Brief) -> str:
    names = [brief.labels.get(r, r) for r in reports]
    comma = "、" if brief.lang == "zh" else ", "
    return comma.join(names[:_FEW]) + (f" … [{len(names)}]" if len(names) > _FEW else "")
