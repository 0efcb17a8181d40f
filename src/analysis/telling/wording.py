"""The fixed sentences and words, and how cells and shares are set in them.

All wording is in ``sentences/`` and ``words/``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.templates import Filters, Wording, read_wording
from analysis.wording import between, measure, number, percent

from .sentence import Ref, Sentence
from .share import MARKS, Share

if TYPE_CHECKING:
    from analysis.assessing.indicators.compute import Amount

NAMED = 12  # names that a sentence lists; of more it says how many
_FOLDED = 3  # neighbours with one figure, which is said once


@cache
def _wording(folder: str) -> Mapping[str, Mapping[str, str]]:
    """All files of a folder of wording as one."""
    paths = sorted((Path(__file__).parent / folder).glob("*.yml"))
    return read_wording(__package__, *(f"{folder}/{path.name}" for path in paths))


def sentences_of(name: str) -> Mapping[str, Mapping[str, str]]:
    """The sentences of one file of ``sentences/``: ``zh``, ``en``, perhaps ``when`` it is used.

    Parameters
    ----------
    name : str
        Name of the file, without its suffix.
    """
    return read_wording(__package__, f"sentences/{name}.yml")


def word(key: str, lang: str) -> str:
    """A short word of a table or a figure.

    Parameters
    ----------
    key : str
        Its key in ``words/``.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    return _wording("words")[key][lang]


def marks(value: Amount | Share, lang: str) -> str:
    """The marks of a figure: † where it rests on an implied cell, × where on a disputed one.

    And ※ where on one that was recognised from a picture.

    Parameters
    ----------
    value : Amount or Share
        The figure.
    lang : {"zh", "en"}
        Language.
    """
    carried = (value.basis == "implied", value.by_ocr, value.disputed)
    return _marks((name for name, on in zip(MARKS, carried, strict=True) if on), lang)


def marks_of_both(one: Amount | Share, other: Amount | Share, lang: str) -> str:
    """The marks of what is computed from two figures: those of either, each once.

    Parameters
    ----------
    one, other : Amount or Share
        The figures.
    lang : {"zh", "en"}
        Language.
    """
    found = marks(one, lang) + marks(other, lang)
    return "".join(mark for n in MARKS if (mark := word(f"{n}_mark", lang)) in found)


def _marks(names: Iterable[str], lang: str) -> str:
    names = set(names)
    return "".join(word(f"{name}_mark", lang) for name in MARKS if name in names)


def peers_together(found: tuple[int, Share], lang: str) -> str:
    """How many peers can be compared by a share, and that of all their cases together.

    Parameters
    ----------
    found : (int, Share)
        As ``PeersOfReport.together`` gives it.
    lang : {"zh", "en"}
        Language.
    """
    count, share = found
    figure = percent(share.estimate) + marks(share, lang)
    return word("group_together", lang).format(count=count, share=figure)


def legends(text: str, lang: str) -> list[str]:
    """What the marks mean that a text carries, one sentence for each mark that is there.

    Parameters
    ----------
    text : str
        Figures as they are shown, perhaps as HTML. Texts that a report wrote may hold such signs
        for another reason and are better left out.
    lang : {"zh", "en"}
        Language.
    """
    names = ("implied", "ocr", "disputed", "repair", "corrected")
    # These two are marks only where they follow a figure.
    after = {"repair": r"\d\?", "ocr": f"[\\d%†]{word('ocr_mark', lang)}"}
    return [
        word(f"legend_{name}", lang)
        for name in names
        if re.search(after.get(name) or re.escape(word(f"{name}_mark", lang)), text)
    ]


def missing(value: Amount | Share, lang: str) -> str:
    """Why a figure is not known: the report does not state it, or we did not read it.

    Parameters
    ----------
    value : Amount or Share
        The figure.
    lang : {"zh", "en"}
        Language.
    """
    return word("unread" if value.unread else "unknown", lang)


def no_share(value: Share, lang: str) -> str:
    """What a share that is not known lies between, if anything bounds it; else why it is not known.

    Parameters
    ----------
    value : Share
        A share that is not known.
    lang : {"zh", "en"}
        Language.
    """
    if value.bounded:
        ends = {name: measure(getattr(value, name), "proportion") for name in ("least", "greatest")}
        key = "share_between" if len(set(ends.values())) > 1 else "share_exactly"
        return word(key, lang).format(**ends)
    if value.lacking and value.cells:
        return missing(value, lang)
    nothing = value.part == 0 and value.whole == 0
    return word("nothing" if nothing else "no_share", lang) + marks(value, lang)


def amount(value: Amount, lang: str) -> str:
    """A count: † when implied, words when unknown.

    Parameters
    ----------
    value : Amount
        The count.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    if value.basis == "none":
        return missing(value, lang)
    return number(value.value) + marks(value, lang)


def _counted(value: Amount, lang: str) -> str:
    """A count with its measure word, which only a number takes."""
    return amount(value, lang) + ("件" if lang == "zh" and value.basis != "none" else "")


def fraction(value: Share, lang: str) -> str:
    """Numerator over denominator, each with the marks of its own cells.

    Parameters
    ----------
    value : Share
        The share.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    return f"{_part(value, lang)}/{_whole(value, lang)}"


def _share(value: Share, lang: str, interval: bool = True) -> str:
    """A share with its fraction and, if wanted and known, its interval."""
    if not value.known:
        return no_share(value, lang)
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
    shown = _rate(value, lang, kind) if interval else measure(value.estimate, kind)
    return f"{fraction(value, lang)}{'，' if lang == 'zh' else ', '}{shown}"


def _part(value: Share, lang: str) -> str:
    """The numerator where it is not beside the denominator, with the marks of its own cells."""
    return number(value.part) + _marks(value.part_marks, lang)


def _whole(value: Share, lang: str) -> str:
    """The denominator, with the marks of its own cells."""
    return number(value.whole) + _marks(value.whole_marks, lang)


def _rate(value: Share, lang: str, kind: str = "proportion") -> str:
    """A share with its interval, if it has one, where its counts are already named."""
    shown = measure(value.estimate, kind)
    if math.isnan(value.low):
        return shown
    return _bracketed(shown, [_interval(value, lang, kind)], lang)


def _named(names: Sequence[str], lang: str) -> str:
    """Names in a row, the first ``NAMED`` of many, and how many more there are."""
    shown = ("；" if lang == "zh" else "; ").join(names[:NAMED])
    rest = len(names) - NAMED
    return shown if rest <= 0 else shown + word("and_more", lang).format(rest=number(rest))


def _gap(label: str, lang: str) -> str:
    """What is between a label and its figure: a year must not run into the figure."""
    return "" if lang == "zh" else ": " if label[-1:].isdigit() else " "


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
    return [f"{'、'.join(own)}{'均' * (len(own) > 1)}{why}" for why, own in names.items()]


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
    "part": _part,
    "whole": _whole,
    "rate": _rate,
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
    return Wording(_wording("sentences"), _filters)


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
