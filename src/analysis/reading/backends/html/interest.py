"""Which declarations of a page are worth a closer look: most bear on nothing that is read."""

from collections.abc import Callable, Iterator
from math import inf

from analysis.reading.colours import BLACK, FAINT_CONTRAST, WHITE, Colour, colour, contrast, ground

from .cascade import Cascade
from .effects import (
    ABOVE,
    AWAY,
    FILTERS,
    HIGH,
    IN_TIME,
    ITEM,
    MARGINS,
    MOVES,
    NO_SIZE,
    SIDES,
    WIDE,
    counts,
    is_far,
    is_low,
    is_moved,
    is_offset,
    is_thick,
    raises,
)
from .styles import UNSURE, Declared, generated_text
from .values import is_at_most, is_set, length, lengths, number

NUMBER_SIGNS = frozenset("0123456789.,%-−+?零一二三四五六七八九十百千万萬亿億元")
_NARROW = 60.0  # pixels: a box may be too narrow for a number of many digits


def _narrow(value: str) -> bool:
    found = length(value, 16.0, inf)
    return found is not None and found <= _NARROW


def _small(value: str) -> bool:
    return number(value.split()[0]) < 0.3


# For each property that may bear on how a text is seen: whether a value of it does.
TESTS: dict[str, Callable[[str], bool]] = {
    "display": lambda value: value in ("none", ABOVE, ITEM),
    "visibility": lambda value: value in ("hidden", "collapse"),
    "opacity": lambda value: number(value) < 0.3,
    "filter": lambda value: any(word in value for word in ("opacity", *FILTERS)),
    "font-size": lambda value: is_at_most(value, NO_SIZE),
    "text-decoration": lambda value: "line-through" in value or is_thick(value),
    "text-decoration-thickness": is_thick,
    "text-underline-offset": lambda value: min(lengths(value), default=0) < 0,
    "z-index": lambda value: value.startswith("-"),
    "order": is_moved,
    "vertical-align": raises,
    **dict.fromkeys(MARGINS, lambda value: min(lengths(value), default=0) < 0 or is_far(value)),
    "text-indent": lambda value: is_far(value) or value == "100%",
    **dict.fromkeys(("padding", "padding-left"), is_far),
    **dict.fromkeys(SIDES, lambda value: any(abs(side) >= AWAY[1] for side in lengths(value))),
    **dict.fromkeys(WIDE, _narrow),
    **dict.fromkeys(HIGH, lambda value: is_at_most(value, 20.0)),
    "line-height": is_low,
    "zoom": _small,
    **dict.fromkeys((*MOVES, "mask", "clip-path", "mix-blend-mode", *IN_TIME), is_set),
    "flex-direction": lambda value: "reverse" in value,
    "font-variant": lambda value: "super" in value.split() or "sub" in value.split(),
    "background": lambda value: "gradient" in value or "currentcolor" in value,
    "clip": lambda value: "rect" in value,
    "unicode-bidi": lambda value: "override" in value,
    "content": lambda value: "url(" in value or bool(NUMBER_SIGNS & set(generated_text(value))),
    "content-visibility": lambda value: value == "hidden",
    "letter-spacing": lambda value: is_at_most(value, -1),
    **dict.fromkeys(("font-variant-position", "font-size-adjust", "-webkit-text-security"), is_set),
    "list-style": counts,
    **dict.fromkeys(("-webkit-text-fill-color", "all", UNSURE), lambda value: True),
    "-webkit-text-stroke": lambda value: not value.startswith("0"),
}


# Properties that decide together: where one of them is of interest, so are rules with the others.
TOGETHER = (
    frozenset(["color", "background", "-webkit-text-fill-color", "background-clip", "text-shadow"]),
    frozenset(
        ["position", "clip", "overflow", "overflow-x", "overflow-y", *SIDES, *WIDE, *HIGH]
        + ["text-indent", "margin-left", "margin-top", "padding", "line-height"]
    ),
)


class Interest:
    """Which declarations of a page may bear on how its texts are seen.

    Parameters
    ----------
    cascade : Cascade
        All that the page declares.
    """

    def __init__(self, cascade: Cascade) -> None:
        declared = list(cascade.all())
        texts = {d["color"][0] for d in declared if "color" in d}
        grounds = {d["background"][0] for d in declared if "background" in d}
        self._close = _close_colours(texts, grounds) if texts or grounds else set()
        self._moved = any(d.get("position", ("",))[0] == "relative" for d in declared)
        self._known: dict[int, bool] = {}  # by identity: the declarations outlive this

    def in_any(self, declared: Declared) -> bool:
        """Whether one of the declarations does.

        Parameters
        ----------
        declared : mapping
            Property to its value, and whether it is ``!important``.
        """
        key = id(declared)
        if key not in self._known:
            self._known[key] = next(self.names(declared), None) is not None
        return self._known[key]

    def names(self, declared: Declared) -> Iterator[str]:
        """The properties that do.

        Parameters
        ----------
        declared : mapping
            As for ``in_any``.
        """
        for name, (value, _) in declared.items():
            test = TESTS.get(name)
            if (test is not None and test(value)) or value in self._close:
                yield name
        moved = declared.get("position", ("", False))[0]
        sides = (declared[side][0] for side in ("top", "bottom") if side in declared)
        relative = moved == "relative" or (self._moved and not moved)  # or another rule says so
        if moved in ("absolute", "fixed") or (relative and is_offset(*sides)):
            yield "position"


def _close_colours(texts: set[str], grounds: set[str]) -> set[str]:
    """The colours, as written, of texts and grounds that are hardly told apart on this page."""
    text_colours = [(value, colour(value)) for value in texts] + [("", BLACK)]
    ground_colours = [(value, ground(value)) for value in grounds] + [("", WHITE)]
    close: set[str] = set()
    for text, front in text_colours:
        for under, back in ground_colours:
            if isinstance(front, Colour) and isinstance(back, Colour):
                if front.alpha < 0.1:
                    close.add(text)
                elif contrast(front.over(back), back) < FAINT_CONTRAST:
                    close |= {text, under}
            elif front is None and "(" in text and "var(" not in text:
                close.add(text)  # a colour that only a browser works out
    return close - {""}
