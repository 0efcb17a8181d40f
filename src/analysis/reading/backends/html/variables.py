"""The values that a page names and uses elsewhere (https://www.w3.org/TR/css-variables-1/)."""

import re

_DEFINED = re.compile(r"(?<![\w-])(--[\w-]+)\s*:\s*([^;{}]+)")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_DEEPEST = 6  # names in the value of a name
_MOST = 24  # values of names beside the likely ones that are tried
_ANYTHING = "all: unset"  # for the rest
_LONGEST = 4000  # characters more than before: a sheet that grows so is made to break readers


class Variables:
    """The values that each name has on a page.

    A name may have several: which of them holds for an element is not worked out.
    """

    def __init__(self) -> None:
        self._near: dict[str, dict[str, str]] = {}
        self._far: dict[str, dict[str, str]] = {}

    def add(self, selector: str, style: str, near: bool) -> None:
        """Add what a rule or a ``style`` attribute defines.

        Parameters
        ----------
        selector : str
            Whom it speaks of; of two values for the same elements the later one holds.
        style : str
            Declarations.
        near : bool
            Whether it may bear on a cell: values for a page's head or foot alone come after these.
        """
        values = self._near if near else self._far
        for name, value in _DEFINED.findall(style):
            values.setdefault(name, {})[selector] = value.strip()

    def alternatives(self, style: str) -> list[str]:
        """A style with values in place of names: first the one that is likely, then others.

        Parameters
        ----------
        style : str
            Declarations.
        """
        if "var(" not in style:
            return [style]
        own = {name: value.strip() for name, value in _DEFINED.findall(style)}
        values: dict[str, list[str]] = {}
        waiting = [style]
        while waiting:
            for name, _ in _USED.findall(waiting.pop()):
                if name not in values:
                    several = self._near.get(name) or self._far.get(name) or {}
                    values[name] = [own[name]] if name in own else [*several.values()][::-1]
                    waiting += values[name]
        likely = {name: several[0] for name, several in values.items() if several}
        others = [{**likely, name: value} for name in likely for value in values[name][1:]]
        found = [_with(style, chosen) for chosen in [likely, *others[:_MOST]]]
        return list(dict.fromkeys(found + [_ANYTHING] * (len(others) > _MOST)))


def _with(style: str, values: dict[str, str]) -> str:
    longest = len(style) + _LONGEST
    for _ in range(_DEEPEST):
        if "var(" not in style or len(style) > longest:
            break
        style = _USED.sub(lambda match: str(values.get(match[1], match[2] or match[0])), style)
    return style
