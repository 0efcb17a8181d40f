"""The source card that lies beside a report: where it came from, when, and the hash of what was retrieved."""

from pathlib import Path
from typing import Any

import yaml

from analysis.errors import InputError


def card_path(path: Path) -> Path:
    """``x.txt`` has its card in ``x.source.yml``."""
    return path.with_name(f"{path.stem}.source.yml")


def read_card(path: str | Path) -> dict:
    """The source card of the report at ``path``; an empty dict where there is none.

    Raises
    ------
    InputError
        If the card is not YAML, or not a mapping.
    """
    card = card_path(Path(path))
    if not card.is_file():
        return {}
    try:
        content = yaml.safe_load(card.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(
            f"{card}: this source card is not valid YAML ({str(error).splitlines()[0]}). Mend or remove it."
        ) from None
    if not isinstance(content, dict):
        raise InputError(f"{card}: a source card is a list of `key: value` lines. Mend or remove it.")
    return content


def read_membership(card: dict, file: str) -> dict[str, Any]:
    """What a source card says of which reports add up to which: ``territory``, ``agencies`` and ``complete``.

    Parameters
    ----------
    card : dict
    file : str
        The report's file, for the message.

    Raises
    ------
    InputError
        If one of them is not what it must be.
    """
    name = card_path(Path(file)).name
    territory, agencies, complete = card.get("territory"), card.get("agencies") or [], card.get("complete") or False
    if territory is not None and not isinstance(territory, str):
        raise InputError(f"{name}: `territory` is the name of one government, for example `territory: 某县人民政府`.")
    if not isinstance(agencies, list) or not all(isinstance(a, str) for a in agencies):
        raise InputError(f"{name}: `agencies` is a list of the agencies' names: `agencies: [某县财政局, 某县林业局]`.")
    if not isinstance(complete, bool):
        raise InputError(f"{name}: `complete` is true or false.")
    return {"territory": territory, "agencies": tuple(agencies), "complete": complete}
