"""The fixed sentences and words, and how cells and shares are set in them.

All wording is in ``sentences/`` and ``words/``.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from analysis.assessing.indicators.compute import Amount
from analysis.templates import Filters, Wording, read_wording
from analysis.wording import between, measure, number

MARKS = ("implied", "ocr", "disputed")  # of a figure, in the order in which they stand
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


@dataclass(frozen=True)
class Share:
    """A part of a whole with its interval, as fractions of one.

    Attributes
    ----------
    part : float
        How many cases are counted; ``nan`` where not known.
    whole : float
        Of how many; ``nan`` where not known.
    estimate : float
        Part over whole; ``nan`` where it cannot be computed.
    low : float
        Lower end of the 95 % interval.
    high : float
        Upper end of the 95 % interval.
    basis : str
        ``stated``, ``implied`` or ``none``.
    cells : tuple of str
        Codes of the cells of part and whole.
    disputed : bool
        Whether any of them is disputed.
    unread : bool
        Whether a number is lacking because we did not read it; it may well be printed.
    least, greatest : float
        Of a share that is not known, its ends over all that the cells without a number may hold;
        ``nan`` where there are none.
    by_ocr : bool
        Whether any of them was recognised from a picture.
    part_marks, whole_marks : frozenset of str or None
        Which of ``MARKS`` the part carries by its own cells, and which the whole; None where only
        those of the two together are known.
    """

    part: float
    whole: float
    estimate: float
    low: float
    high: float
    basis: str
    cells: tuple[str, ...] = ()
    disputed: bool = False
    unread: bool = False
    least: float = math.nan
    greatest: float = math.nan
    by_ocr: bool = False
    part_marks: frozenset[str] | None = None
    whole_marks: frozenset[str] | None = None

    @property
    def known(self) -> bool:
        return not math.isnan(self.estimate)

    @property
    def lacking(self) -> bool:
        """Whether part or whole is not known; else they cannot be a part and its whole."""
        return math.isnan(self.part) or math.isnan(self.whole)

    @property
    def bounded(self) -> bool:
        """Whether its bounds say more than that it is a share."""
        return self.greatest - self.least < 1


def numbered(sentences: Iterable[Sentence]) -> dict[int, int]:
    """The number of each sentence that rests on cells, from 1, by the ``id()`` of the sentence.

    Parameters
    ----------
    sentences : iterable of Sentence
        All sentences of a page, in order.
    """
    return {id(s): n for n, s in enumerate((s for s in sentences if s.cells), start=1)}


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


def _marks(names: Iterable[str], lang: str) -> str:
    names = set(names)
    return "".join(word(f"{name}_mark", lang) for name in MARKS if name in names)


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
        return word("share_between", lang).format(**ends)
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
    """Numerator over denominator: † when implied.

    Parameters
    ----------
    value : Share
        The share.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    return f"{number(value.part)}/{number(value.whole)}{marks(value, lang)}"


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
    shown = measure(value.estimate, kind)
    if interval and not math.isnan(value.low):
        shown = _bracketed(shown, [_interval(value, lang, kind)], lang)
    return f"{fraction(value, lang)}{'，' if lang == 'zh' else ', '}{shown}"


def _part(value: Share, lang: str) -> str:
    """The numerator where it is not beside the denominator, with the marks of its own cells."""
    return number(value.part) + _marks(value.part_marks or (), lang)


def _whole(value: Share, lang: str) -> str:
    """The denominator with its own marks; where these are not known, those of the fraction."""
    own = value.whole_marks
    return number(value.whole) + (marks(value, lang) if own is None else _marks(own, lang))


def _rate(value: Share, lang: str) -> str:
    """A share with its interval, if it has one, where its counts are already named."""
    if math.isnan(value.low):
        return measure(value.estimate, "proportion")
    return _bracketed(measure(value.estimate, "proportion"), [_interval(value, lang)], lang)


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
        return "; ".join([*known, *(f"{', '.join(own)}: {why}" for why, own in lacking.items())])
    unknown = [f"{'、'.join(own)}{'均' * (len(own) > 1)}{why}" for why, own in lacking.items()]
    # 均为 must not be read of what follows.
    listed = ("，" if folded else "、").join(known)
    return "；".join([listed] * bool(known) + unknown)


def _run(figure: str, labels: list[str], lang: str) -> list[str]:
    """A figure with each of its labels; with all of them at once where they are many."""
    if len(labels) < _FOLDED:
        return [f"{label}{_gap(label, lang)}{figure}" for label in labels]
    if lang == "zh":
        return [f"{'、'.join(labels)}{word('each', lang)}{figure}"]
    return [f"{', '.join(labels)}: {figure} {word('each', lang)}"]


def _shares(pairs: Iterable[tuple[str, Share]], lang: str) -> str:
    """Named shares in a row."""
    between_them = "；" if lang == "zh" else "; "
    return between_them.join(f"{name}{_gap(name, lang)}{_share(v, lang)}" for name, v in pairs)


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
