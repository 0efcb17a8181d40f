"""The texts of findings: every finding is stated in Chinese and in English (``findings.yml``)."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from analysis.several import joined
from analysis.templates import Wording, read_wording

PARTS = ("zh", "en", "resolve_zh", "resolve_en")
_LINE = re.compile(r"^line (\d+)$")


def say(kind: str, values: Mapping[str, Any], like: str = "") -> dict[str, str]:
    """Fill the sentence of a kind of finding in both languages, and what would resolve it.

    Parameters
    ----------
    kind : str
        Its key in ``findings.yml``.
    values : mapping
        What the templates name: by language, or once for both.
    like : str, optional
        Kind that lends the parts that this one does not have.

    Returns
    -------
    dict
        ``PARTS`` to text; empty where neither kind has the part.

    Raises
    ------
    KeyError
        If there is no such kind: a finding without words would say nothing.
    """
    texts, filled = read_wording(__package__, "findings.yml"), {}
    if kind not in texts:
        raise KeyError(kind)
    for part in PARTS:
        source = next((k for k in (kind, like) if part in texts.get(k, ())), None)
        own = values.get(part[-2:], values)
        filled[part] = _wording().say(source, part, **own) if source else ""
    return filled


def resolution(rule: str) -> dict[str, str]:
    """What would resolve a finding that reading made: ``resolve_zh`` and ``resolve_en``.

    Parameters
    ----------
    rule : str
        Id of its rule.
    """
    texts = read_wording(__package__, "findings.yml")
    own = texts.get(rule, texts["rule"])
    return {part: own.get(part, "") for part in ("resolve_zh", "resolve_en")}


def piece(name: str, lang: str, **values: Any) -> str:
    """Fill a short piece of a sentence, by its key under ``words`` in ``findings.yml``.

    Parameters
    ----------
    name : str
        The key.
    lang : {"zh", "en"}
        Language.
    **values : object
        What its template names.
    """
    return _pieces().say(name, lang, **values)


def line_of(where: str) -> int | None:
    """The number of the line of the file; None for a page, a table or a row of a sheet.

    Parameters
    ----------
    where : str
        Place of a cell, such as ``line 56``.
    """
    match = _LINE.match(where)
    return int(match[1]) if match else None


@cache
def _wording() -> Wording:
    return Wording(read_wording(__package__, "findings.yml"))


@cache
def _pieces() -> Wording:
    return Wording(read_wording(__package__, "findings.yml")["words"])


def decision_text(
    decision: str, by: str, on: str, reason: str, corrected: Sequence[str], lang: str
) -> str:
    """Write a decision: ``[explained by NAME on DATE: reason]``; empty where nobody decided.

    Parameters
    ----------
    decision, by, on, reason : str
        As in ``DECIDED_COLUMNS``.
    corrected : sequence of str
        Likewise, ``code=value`` each.
    lang : {"zh", "en"}
        Language.
    """
    if not decision:
        return ""
    who = piece(decision, lang, by=by, on=on)
    value = piece("value", lang, values=joined(corrected)) if corrected else ""
    return f"［{who}：{reason}{value}］" if lang == "zh" else f"[{who}: {reason}{value}]"
