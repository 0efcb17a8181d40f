"""Texts in YAML files, in Chinese and in English, and the one template engine that fills them.

Sentences, findings, repairs and letters keep their texts beside their code and fill them here.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined, Template

from analysis import wording
from analysis.files import text_of

Filters = Mapping[str, Callable[..., str]]
_ALWAYS = ("number", "percent", "rounded", "probability", "measure", "plural", "either", "every")


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Every value is a text, for a key such as `no` must stay a word; no key stands twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = set()
        for key, _ in node.value:
            if key.value in keys:
                line = key.start_mark.line + 1
                raise ValueError(f"line {line}: {key.value!r} stands twice")
            keys.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


@cache
def read_wording(package: str, *names: str) -> Mapping[str, Any]:
    """Read YAML files of wording as one mapping; every value in it is a text.

    Parameters
    ----------
    package : str
        Dotted name of the package that holds the files, usually the caller's ``__package__``.
    *names : str
        File names inside the package.

    Raises
    ------
    ValueError
        If two files hold the same key, or one file holds it twice.
    """
    found: dict[str, Any] = {}
    for name in names:
        try:
            added = yaml.load(text_of(package, name), Loader=_Loader)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        if twice := found.keys() & added.keys():
            raise ValueError(f"{name}: in another file too: {', '.join(sorted(twice))}")
        found |= added
    return found


class Wording:
    """Texts by key and language, filled by the template engine.

    Parameters
    ----------
    texts : mapping
        Key to its texts by part: ``zh`` and ``en``, or parts that end in ``_zh`` and ``_en``.
    filters : callable, optional
        Takes a language and gives the filters that templates of that language may use, by name.
        ``number``, ``percent``, ``rounded``, ``probability``, ``measure``, ``day``, ``row``,
        ``plural``, ``either`` and ``every`` are there in any case.
    """

    def __init__(
        self,
        texts: Mapping[str, Mapping[str, str]],
        filters: Callable[[str], Filters] = lambda lang: {},
    ) -> None:
        self._texts, self._filters = texts, filters
        self._template, self._environment = cache(self._compile), cache(self._equip)

    def say(self, key: str, part: str, /, **values: Any) -> str:
        """Fill one text.

        Parameters
        ----------
        key : str
            Key of the text.
        part : str
            Its language, or a part that ends in one, such as ``resolve_en``.
        **values
            What its template names. A name without a value is a defect and raises.
        """
        return str(self._template(key, part).render(values))

    def _compile(self, key: str, part: str) -> Template:
        return self._environment(part[-2:]).from_string(self._texts[key][part])

    def _equip(self, lang: str) -> Environment:
        env = Environment(undefined=StrictUndefined, autoescape=False)
        env.filters |= {name: getattr(wording, name) for name in _ALWAYS}
        env.filters |= {
            "day": lambda value: wording.day(value, lang),
            "row": lambda values: wording.in_row([str(value) for value in values], lang),
            **self._filters(lang),
        }
        return env
