"""The source card that lies beside a report: where it came from, when, and its hash."""

import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import InputError, printable
from analysis.files import sha256
from analysis.user_files import NO_DIGEST, Place, day_in, digest_in, is_year, users_yaml, year_in

from .files import CARD_SUFFIX, read_file

REVIEWED_SUFFIX = ".reviewed.csv"  # of a transcription that `gouji review` wrote
MAX_BYTES = 1_000_000
_LONGEST_NAME = 300
# Keys that change what is read or said. One that is nearly named so would be without effect.
_EFFECTIVE = (
    *("agency", "year", "published", "file", "url", "sha256", "transcription", "territory"),
    *("agencies", "complete", "level", "kind", "sector", "division", "host"),
    *("original", "original_sha256"),
)
_CHINESE = {"机关": "agency", "机关名称": "agency", "年度": "year", "年份": "year", "网址": "url"}
_OTHERS = "page pages publisher title files urls years licence license note notes"


def card_path(path: Path) -> Path:
    """The path of a report's card: ``x.txt`` has it in ``x.source.yml``.

    Parameters
    ----------
    path : Path
        The report.
    """
    return path.with_name(f"{path.stem}{CARD_SUFFIX}")


def read_card(path: str | Path) -> dict[str, Any]:
    """The source card of a report; an empty dict where there is none.

    Parameters
    ----------
    path : str or Path
        The report.

    Raises
    ------
    InputError
        As ``parse_card``, or if the card cannot be read.
    """
    card = card_path(Path(path))
    return parse_card(read_file(card, MAX_BYTES), str(card)) if card.is_file() else {}


def parse_card(data: bytes, name: str) -> dict[str, Any]:
    """A source card from its bytes.

    Parameters
    ----------
    data : bytes
        The card.
    name : str
        Its name, for messages.

    Raises
    ------
    InputError
        If the card is not YAML, not a mapping, misspells a key, gives several values
        where there can be one, or a year or a day that is none.
    """
    place, content = Place(name), users_yaml(data, name) or {}
    lines = "a source card is a list of `key: value` lines. Correct or remove it."
    place.need(isinstance(content, dict), lines)
    for key in content:
        meant = _meant(str(key))
        place.need(
            not meant or meant in content,
            f"`{printable(key)[:40]}` is no key of a source card, so that it would be without "
            f"effect. Did you mean `{meant}`?",
        )
    for key in _EFFECTIVE:
        one = key in ("agencies", "territory") or not isinstance(content.get(key), list | dict)
        place.need(one, f"`{key}` has several values. Write one: `{key}: …`.")
    settle_stated(content, place)
    if (published := content.get("published")) is not None:
        content["published"] = day_in(published)
        place.need(
            content["published"],
            f"`published` is {str(published)[:40]!r}, which is no day. Write it as 2024-02-01.",
        )
    if content.get("sha256") is not None:
        content["sha256"] = digest_in(content["sha256"])
        place.need(content["sha256"], NO_DIGEST)
    return content


def settle_stated(stated: dict[str, Any], place: Place) -> None:
    """Put agency and year that a person states as everything after needs them.

    Parameters
    ----------
    stated : dict
        ``agency`` and ``year``, as far as they are stated; changed in place.
    place : Place
        Where they are stated, or of which file.

    Raises
    ------
    InputError
        If one of them is none.
    """
    if (agency := stated.get("agency")) is not None:
        name = " ".join(str(agency).split()).strip("“”「」『』")
        place.need(
            isinstance(agency, str) and "\n" not in agency.strip() and len(name) <= _LONGEST_NAME,
            "`agency` is the full name of the agency, on one line.",
        )
        stated["agency"] = name
    if (year := stated.get("year")) is not None:
        digits = year_in(year)
        place.need(
            is_year(digits),
            f"gives the year {digits[:40]!r}. Write four digits, such as 2023.",
        )
        stated["year"] = int(digits)


@lru_cache(maxsize=256)
def _meant(key: str) -> str:
    """The key of effect that a misspelt one is near to; empty for all others."""
    plain = key.strip().lower()
    if key in _EFFECTIVE or plain in _OTHERS.split():
        return ""
    if plain in _CHINESE:
        return _CHINESE[plain]
    begun = [k for k in _EFFECTIVE if len(plain) > 2 and k.startswith(plain)]
    near = get_close_matches(plain, _EFFECTIVE, n=1, cutoff=0.75)
    return (begun or near or [""])[0]


def reviewed_original(path: Path) -> Path | None:
    """The original of a reviewed transcription, if it is still the file reviewed; None otherwise.

    Parameters
    ----------
    path : Path
        A file; that of a reviewed transcription is named ``x.reviewed.csv``.
    """
    if not path.name.endswith(REVIEWED_SUFFIX):
        return None
    try:
        card = read_card(path)
        name = str(card.get("original") or "")
        original = path.with_name(name)
        same = sha256(original) == card.get("original_sha256")
    except (InputError, OSError, ValueError):  # what is wrong is said when the file itself is read
        return None
    return original if same else None


def read_membership(card: dict[str, Any], file: str) -> dict[str, Any]:
    """``territory``, ``agencies`` and ``complete`` of a source card, each as ``Report`` has it.

    Parameters
    ----------
    card : dict
        The card, as ``read_card`` gives it.
    file : str
        The report's file, for the message.

    Raises
    ------
    InputError
        If one of them is not what it must be.
    """
    place = Place(card_path(Path(file)).name)
    territory = card.get("territory")
    agencies = card.get("agencies") or []
    complete = card.get("complete") or False
    place.need(
        territory is None or isinstance(territory, str),
        "`territory` is the name of one government, for example `territory: 某县人民政府`.",
    )
    place.need(
        isinstance(agencies, list) and all(isinstance(a, str) for a in agencies),
        "`agencies` is a list of the agencies' names: `agencies: [某县财政局, 某县林业局]`.",
    )
    place.need(isinstance(complete, bool), "`complete` is true or false.")
    return {"territory": territory, "agencies": tuple(agencies), "complete": complete}


LEVELS = ("province", "prefecture", "county", "township")
KINDS = ("government", "bureau", "town", "zone", "other")


def read_identity(card: dict[str, Any], file: str) -> dict[str, str]:
    """Those of ``level``, ``kind``, ``sector`` and ``division`` that a source card states.

    Parameters
    ----------
    card : dict
        The card, as ``read_card`` gives it.
    file : str
        The report's file, for the message.

    Raises
    ------
    InputError
        If one of them is not what it must be.
    """
    place = Place(card_path(Path(file)).name)
    stated = {
        key: str(card[key])
        for key in ("level", "kind", "sector", "division")
        if card.get(key) not in (None, "")
    }
    for key, known in (("level", LEVELS), ("kind", KINDS)):
        own = stated.get(key, known[0])
        place.need(own in known, f"`{key}` is {own[:40]!r}. Write one of: {', '.join(known)}.")
    place.need(
        re.fullmatch("[a-z][a-z_]{0,40}", stated.get("sector", "other")),
        "`sector` is a key such as natural_resources (docs/groups.md lists them).",
    )
    place.need(
        re.fullmatch("[0-9]{6}", stated.get("division", "430381")),
        "`division` is the six digits of GB/T 2260, for example `division: 430381`.",
    )
    return stated
