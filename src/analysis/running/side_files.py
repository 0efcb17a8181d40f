"""Files beside reports named nearly as source cards, corrections or renamings, and so not read."""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from analysis.errors import InputError, printable
from analysis.reading.card import card_path
from analysis.reading.files import CARD_SUFFIX

from .inputs import CORRECTIONS, RENAMINGS

_YAML = ("yml", "yaml")
_ENDINGS = (*_YAML, "json")
_CARD = ("source", "card")
_SAYS_SO = re.compile(r"(?<![a-z])(?:source|card)(?![a-z])")  # resource.yml is another program's


def misnamed_side_files(paths: Iterable[str | Path]) -> list[InputError]:
    """A message for every file that is nearly named as one that is read beside reports.

    Parameters
    ----------
    paths : iterable of str or Path
        What is read: folders are looked at with all below them, and of a report its card.
    """
    out: list[InputError] = []
    for path in map(Path, paths):
        own = "" if path.is_dir() else card_path(path).name
        walked = [(str(root), names) for root, _, names in os.walk(path)]
        if path.is_file():
            walked = [(str(path.parent), os.listdir(path.parent))]
        for root, names in sorted(walked):
            files = [n for n in names if _words(n)[-1] not in _ENDINGS]
            stems = {n.removesuffix(".gz"): Path(n.removesuffix(".gz")).stem for n in files}
            stems |= {stem: stem for stem in stems.values()}
            for name in sorted(names):
                wanted = _wanted(name, stems)
                if wanted not in ("", name) and own in ("", wanted):
                    at, right = printable(Path(root, name)), printable(wanted)
                    out.append(
                        InputError(
                            f"{at}: has no effect beside {right}. Remove it, or move what it "
                            "says there."
                            if wanted in names
                            else f"{at}: has no effect, for no report has its name. Name it as its "
                            f"report, with the ending {CARD_SUFFIX}."
                            if wanted == CARD_SUFFIX
                            else f"{at}: has no effect under this name. Rename it to {right}."
                        )
                    )
    return out


def _wanted(name: str, stems: Mapping[str, str]) -> str:
    """The name that a file must have to be read beside reports.

    That of a card of no report is ``CARD_SUFFIX``, that of any other file empty.
    """
    words = _words(name)
    if words[-1] == "txt" and words[-2:-1] and words[-2] in _ENDINGS:  # as Windows hides it
        del words[-1]
    is_settings = words[-1] in _ENDINGS
    for right in (CORRECTIONS, RENAMINGS):
        if is_settings and _is_nearly(words[0], right.removesuffix(".yml")):
            return right
    if stems.get(own := name.removesuffix(CARD_SUFFIX)) == own:
        return name
    if not is_settings and not _is_nearly(words[-1], _CARD[0]):
        return ""
    lower = name.lower()
    says_so = words[-1] != "json" and _SAYS_SO.search(lower)
    of = [s for s in stems if lower.startswith(s.lower()) and _is_card(words, _words(s))]
    return f"{stems[max(of, key=len)]}{CARD_SUFFIX}" if of else CARD_SUFFIX if says_so else ""


def _is_card(words: list[str], report: list[str]) -> bool:
    """Whether what follows a report's name is an ending, or says that this is a card.

    Of JSON the ending alone does not: programs that fetch pages write such files beside them.
    """
    rest = words[len(report) :]
    return words[: len(report)] == report and (
        any(_is_nearly(word, kind) for word in rest for kind in _CARD)
        or rest in ([e] for e in _YAML)
    )


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name).lower()
    return [word for word in re.split(r"[\s._()。-]+", plain) if word] or [""]


def _is_nearly(word: str, right: str) -> bool:
    """Whether a word is misspelt."""
    close = SequenceMatcher(None, word, right)  # of most words the length alone says that it is not
    return close.real_quick_ratio() > 0.83 and close.ratio() > 0.83
