"""The sentences of a narrative, the cells that they rest on, and how figures are set in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from analysis.templates import Filters, Wording
from analysis.wording import between, measure, number

from .share import Share
from .wording import amount, fraction, marks, missing, no_share, side, word, wording_in

if TYPE_CHECKING:
    from analysis.assessing.indicators.compute import Amount

NAMED = 12  # names that a sentence lists; of more it says how many
_FOLDED = 3  # neighbours with one figure, which is said once


@dataclass(frozen=True)
class Ref:
    """A cell of a report that a sentence rests on; ``report/table/item/column``.

    Attributes
    ----------
    report : str
        Id of the report.
    code : str
        Code of the cell, ``table/item/column``.
    """

    report: str
    code: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of a narrative.

    Attributes
    ----------
    id : str
        Its key in ``sentences/``.
    text : str
        What it says, ready to be read.
    cells : tuple of Ref
        The cells that it rests on; empty where it rests on no cell.
    """

    id: str
    text: str
    cells: tuple[Ref, ...] = ()


def numbered(sentences: Iterable[Sentence]) -> dict[int, int]:
    """The number of each sentence that rests on cells, from 1, by the ``id()`` of the sentence.

    Parameters
    ----------
    sentences : iterable of Sentence
        All sentences of a page, in order.
    """
    return {id(s): n for n, s in enumerate((s for s in sentences if s.cells), start=1)}


def _counted(value: Amount, lang: str) -> str:
    """A count with its measure word, which only a number takes."""
    return amount(value, lang) + ("件" if lang == "zh" and value.basis != "none" else "")


def _share(value: Share, lang: str, interval: bool = True) -> str:
    """A share with its fraction and, if wanted and known, its interval."""
    if not value.known:
        return no_share(value, lang)
    if value.few:
        return fraction(value, lang)
    shown = interval and not math.isnan(value.low)
    inside = [fraction(value, lang), *([_interval(value, lang)] if shown else [])]
    return _bracketed(measure(value.estimate, "proportion"), inside, lang)


def _interval(value: Share, lang: str, kind: str = "proportion") -> str:
    space = "" if lang == "zh" else " "
    ends = between(measure(value.low, kind), measure(value.high, kind), lang)
    return f"{word('interval', lang)}{space}{ends}"


def _bracketed(figure: str, inside: Sequence[str], lang: str) -> str:
    return f"{figure}（{'，'.join(inside)}）" if lang == "zh" else f"{figure} ({', '.join(inside)})"


def _counts_first(value: Share, kind: str, *, lang: str, interval: bool = True) -> str:
    """A share, or a rate per 100, after the counts that it is of."""
    if not value.known:
        return no_share(value, lang)
    if value.few:
        return fraction(value, lang)
    shown = _rate(value, lang, kind) if interval else measure(value.estimate, kind)
    return f"{fraction(value, lang)}{'，' if lang == 'zh' else ', '}{shown}"


def _rate(value: Share, lang: str, kind: str = "proportion") -> str:
    """A share with its interval, if it has one, where its counts are already named."""
    shown = measure(value.estimate, kind)
    if math.isnan(value.low):
        return shown
    return _bracketed(shown, [_interval(value, lang, kind)], lang)


def _among(value: Share, of: str = "", *, lang: str) -> str:
    """What follows a part: what it is of, and the share where that is not of few."""
    if lang == "en":  # which says before it what the part is of
        return "" if value.few else f", {_rate(value, lang)}"
    whole = f"{of}{side(value, lang, 'whole')}件"
    return f"（{whole}）" if value.few else f"，占{whole}的{_rate(value, lang)}"


def _named(names: Sequence[str], lang: str) -> str:
    """Names in a row, the first ``NAMED`` of many, and how many more there are."""
    shown = ("；" if lang == "zh" else "; ").join(names[:NAMED])
    rest = len(names) - NAMED
    return shown if rest <= 0 else shown + word("and_more", lang).format(rest=number(rest))


def _gap(label: str, lang: str) -> str:
    """What is between a label and its figure: a number at its end must not run into the figure."""
    if label[-1:].isdigit():
        return "：" if lang == "zh" else ": "
    return "" if lang == "zh" else " "


def _listed(pairs: Iterable[tuple[str, Amount]], lang: str) -> str:
    """Labelled counts in a row; those that are not known stand together at the end.

    In Chinese counts have their measure word, in English none. Three neighbours and more that
    print the same are named together.
    """
    runs, lacking = list[tuple[str, list[str]]](), dict[str, list[str]]()
    for label, value in pairs:
        if value.basis == "none":
            lacking.setdefault(missing(value, lang), []).append(label)
        elif runs and runs[-1][0] == _counted(value, lang):
            runs[-1][1].append(label)
        else:
            runs.append((_counted(value, lang), [label]))
    known = [text for figure, labels in runs for text in _run(figure, labels, lang)]
    folded = any(len(labels) >= _FOLDED for _, labels in runs)
    if lang == "en":
        return "; ".join([*known, *_lacking(lacking, lang)])
    # 均为 must not be read of what follows.
    listed = ("，" if folded else "、").join(known)
    return "；".join([listed] * bool(known) + _lacking(lacking, lang))


def _lacking(names: Mapping[str, list[str]], lang: str) -> list[str]:
    """What is not known, by the reason: its names together."""
    if lang == "en":
        return [f"{', '.join(own)}: {why}" for why, own in names.items()]
    return [f"{'、'.join(own)}{_both(own, why)}{why}" for why, own in names.items()]


def _both(names: list[str], why: str) -> str:
    """What is between names and what is said of them in Chinese, which may begin with a share."""
    if len(names) > 1:
        return "均"
    return _gap(names[0], "zh") if why[:1].isdigit() else ""


def _run(figure: str, labels: list[str], lang: str) -> list[str]:
    """A figure with each of its labels; with all of them at once where they are many."""
    if len(labels) < _FOLDED:
        return [f"{label}{_gap(label, lang)}{figure}" for label in labels]
    if lang == "zh":
        return [f"{'、'.join(labels)}{word('each', lang)}{figure}"]
    return [f"{', '.join(labels)}: {figure} {word('each', lang)}"]


def _shares(pairs: Iterable[tuple[str, Share]], lang: str) -> str:
    """Named shares in a row; those that are not known stand together at the end."""
    known, lacking = list[str](), dict[str, list[str]]()
    for name, value in pairs:
        if value.known:
            known.append(f"{name}{_gap(name, lang)}{_share(value, lang)}")
        else:
            lacking.setdefault(no_share(value, lang), []).append(name)
    return ("；" if lang == "zh" else "; ").join([*known, *_lacking(lacking, lang)])


# What a template of ``sentences/`` may do with a count, a share or names.
_FILTERS: dict[str, Callable[..., str]] = {
    "n": amount,
    "marks": marks,
    "missing": missing,
    "cases": _counted,
    "part": partial(side, which="part"),
    "whole": partial(side, which="whole"),
    "rate": _rate,
    "among": _among,
    "plain": partial(_share, interval=False),
    "figure": _counts_first,
    "bare": partial(_counts_first, interval=False),
    "named": _named,
    "parts": _listed,
    "shares": _shares,
}


def _filters(lang: str) -> Filters:
    return {name: partial(function, lang=lang) for name, function in _FILTERS.items()}


@cache
def _sentences() -> Wording:
    return Wording(wording_in("sentences"), _filters)


def say(key: str, lang: str, rests_on: Sequence[Ref] = (), **values: Any) -> Sentence:
    """The sentence ``key`` in a language, with its figures set.

    Parameters
    ----------
    key : str
        Its key in ``sentences/``.
    lang : {"zh", "en"}
        Language.
    rests_on : sequence of Ref
        The cells that it rests on.
    **values
        What its template names. A name without a value is a defect and raises.
    """
    text = _sentences().say(key, lang, **values)
    return Sentence(key, text, tuple(dict.fromkeys(rests_on)))
