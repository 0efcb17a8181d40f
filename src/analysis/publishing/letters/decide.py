"""From what an agency answered to a decision about the findings that it was asked about.

Nothing is guessed: an answer that can be read in two ways is left for a person.
"""

import re
from typing import Any

from analysis.form import get_form
from analysis.recognising.numbers import read_number
from analysis.telling.letters.letter import Question, say
from analysis.telling.view import ReportView

from .filled import Answer

# An opinion without blanks and signs, in small letters; both languages, whatever the letter's own.
_NOT_SO = re.compile(
    r".*(?:不属实|不实|不符|有误读|无此).*|(?:we|i)?(?:disagreed?|(?:do)?notagreed?)"
)
_SO = re.compile(r"(?:情况|问题|所列)?(?:基本)?属实|(?:we|i)?(?:agreed?|confirmed)")
_EXPLAINED = re.compile(r"(?:情况)?说明|见说明|(?:see)?(?:explain(?:ed)?|explanation|reason)")
_CORRECTED = re.compile(r"(?:已|予以)?更正|correct(?:ed|ion)")
_OPINIONS = {_NOT_SO: "reject", _SO: "accept", _EXPLAINED: "explain", _CORRECTED: "correct"}


class Unclear(Exception):
    """An answer that does not say one thing; its text says why."""


def decide(question: Question, answer: Answer, view: ReportView) -> dict[str, Any]:
    """The decision that an answer comes to: ``decision``, ``reason`` and perhaps ``value``.

    Parameters
    ----------
    question : Question
        What was asked.
    answer : Answer
        What is written; not empty.
    view : ReportView
        The report.

    Raises
    ------
    Unclear
        If the answer can be read in two ways, or a figure is none.
    """
    value, others = _corrected(question, answer, view)
    changed = bool(value or others)
    opinion, reason = _opinion(answer.opinion), answer.reason
    if opinion == "reject":
        if changed:
            raise Unclear("the finding is called untrue, and yet a figure is corrected")
        if not reason:
            raise Unclear("the finding is called untrue without a reason")
        return {"decision": "reject", "reason": reason}
    if question.rule == "form.deadline" and changed:
        # Another day of publication does not confirm that the report was late.
        words = say("semicolon", view.lang).join(filter(None, (reason, *others)))
        return {"decision": "explain", "reason": words}
    if opinion == "explain" or (not opinion and reason and not changed):
        if not reason:
            raise Unclear("an explanation is announced, and none is written")
        if not changed:
            return {"decision": "explain", "reason": reason}
    if opinion == "correct" and not changed:
        raise Unclear("a correction is announced, and no figure differs from the print")
    if answer.corrected and not changed:
        raise Unclear("the figures given as correct are those that are printed")
    reason = reason or say("corrected" if changed else "confirmed", view.lang)
    reason = say("semicolon", view.lang).join((reason, *others))
    return {"decision": "accept", "reason": reason, **({"value": value} if value else {})}


def _opinion(text: str) -> str:
    bare = re.sub(r"[\s。.，,；;（）()√☑]", "", text).lower()
    if not bare:
        return ""
    for pattern, decision in _OPINIONS.items():
        if pattern.fullmatch(bare):
            return decision
    raise Unclear(
        f"the opinion {text!r} is none of agree (属实), explain (说明), disagree (不属实)"
    )


def _corrected(
    question: Question, answer: Answer, view: ReportView
) -> tuple[dict[str, float], list[str]]:
    """Cells with another figure than the print, and corrections of what is no cell."""
    value: dict[str, float] = {}
    others: list[str] = []
    for number, text in answer.corrected.items():
        if not 1 <= number <= len(question.rows):
            raise Unclear(f"{text!r} stands in a row that the letter does not have")
        row = question.rows[number - 1]
        if not row.code and text == row.printed:
            continue
        if not row.code:
            others.append(say("other_corrected", view.lang, label=row.label, text=text))
            continue
        figure = read_number(text, get_form(view.form.code).by_code[row.code].unit)
        if figure.value is None:
            raise Unclear(f"{text!r} is no number")
        cell = view.by_code[row.code]
        if cell.status != "stated" or cell.value != figure.value:
            value[row.code] = int(figure.value) if figure.value.is_integer() else figure.value
    return value, others


def entry(
    question: Question, where: str, decided: dict[str, Any], view: ReportView, by: str, day: str
) -> dict[str, Any]:
    """A decision as ``corrections.yml`` has it.

    Parameters
    ----------
    question : Question
        What was asked.
    where : str
        Place of one of its findings.
    decided : dict
        As ``decide`` gives it.
    view : ReportView
        The report.
    by : str
        Who answered.
    day : str
        When, as an ISO date.
    """
    return {
        "report": view.id,
        "sha256": view.meta.sha256,
        "rule": question.rule,
        "where": where,
        "decision": decided["decision"],
        "reason": decided["reason"],
        "by": by,
        "on": day,
        **({"value": decided["value"]} if "value" in decided else {}),
    }
