"""The wording of findings, read from ``findings.yml``: every finding is said twice, in Chinese and in English."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
PARTS = ("zh", "en", "resolve_zh", "resolve_en")


@cache
def _wording() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(files(__package__).joinpath("findings.yml").read_text(encoding="utf-8"))


def say(kind: str, zh: dict[str, Any], en: dict[str, Any], like: str = "") -> dict[str, str]:
    """The sentence of a kind of finding in both languages, and what would resolve it.

    Parameters
    ----------
    kind : str
        Its key in ``findings.yml``.
    zh, en : dict
        What its braces stand for, by language.
    like : str
        Kind that lends what this one does not say.
    """
    texts = {**_wording().get(like, {}), **_wording()[kind]}
    return {
        part: texts[part].format(**(zh if part.endswith("zh") else en)) if part in texts else ""
        for part in PARTS
    }


def resolution(rule: str) -> dict[str, str]:
    """``resolve_zh`` and ``resolve_en`` of a finding that was made elsewhere, by the id of its rule."""
    texts = _wording().get(rule, _wording()["rule"])
    return {part: texts.get(part, "") for part in ("resolve_zh", "resolve_en")}


def piece(name: str, lang: str, **values: Any) -> str:
    """A short piece of a sentence."""
    return str(_wording()["words"][name][lang]).format(**values)
