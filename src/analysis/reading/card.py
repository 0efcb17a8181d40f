"""The source card that lies beside a report: where it came from, when, and the hash of what was retrieved."""

from pathlib import Path

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
