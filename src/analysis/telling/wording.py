"""The fixed words, and how counts and shares are written with their marks.

All wording is in ``sentences/`` and ``words/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.templates import read_wording
from analysis.wording import measure, number, percent

from .share import MARKS, Share

if TYPE_CHECKING:
    from analysis.assessing.indicators.compute import Amount


@cache
def wording_in(folder: str) -> Mapping[str, Mapping[str, str]]:
    """All files of a folder of wording as one.

    Parameters
    ----------
    folder : {"sentences", "words"}
        The folder.
    """
    paths = sorted((Path(__file__).parent / folder).glob("*.yml"))
    return read_wording(__package__, *(f"{folder}/{path.name}" for path in paths))


def word(key: str, lang: str) -> str:
    """A short word of a table or a figure.

    Parameters
    ----------
    key : str
        Its key in ``words/``.
    lang : {"zh", "en"}
        Language.
    """
    return wording_in("words")[key][lang]


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
    value, lang
        As of ``marks``.
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
        Language.
    """
    if value.basis == "none":
        return missing(value, lang)
    return number(value.value) + marks(value, lang)


def shown_share(value: Share, lang: str) -> str:
    """A share as one figure: in percent; of few cases its counts; not known, what is known of it.

    Parameters
    ----------
    value : Share
        The share.
    lang : {"zh", "en"}
        Language.
    """
    if not value.known:
        return no_share(value, lang)
    if value.few:
        return fraction(value, lang)
    return percent(value.estimate) + marks(value, lang)


def fraction(value: Share, lang: str) -> str:
    """Numerator over denominator, each with the marks of its own cells.

    Parameters
    ----------
    value, lang
        As of ``shown_share``.
    """
    return "/".join(side(value, lang, which) for which in ("part", "whole"))


def side(value: Share, lang: str, which: str) -> str:
    """One of the two counts of a share, with the marks of its own cells.

    Parameters
    ----------
    value, lang
        As of ``shown_share``.
    which : {"part", "whole"}
        The numerator or the denominator.
    """
    return number(getattr(value, which)) + _marks(getattr(value, f"{which}_marks"), lang)
