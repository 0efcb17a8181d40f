"""Which declarations of a page are worth a closer look: most bear on nothing that is read."""

from collections.abc import Iterator

from analysis.reading.colours import BLACK, FAINT_CONTRAST, WHITE, Colour, colour, contrast, ground

from .cascade import Cascade
from .effects import TESTS, is_offset
from .styles import Declared


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
        if moved in ("absolute", "fixed") or (moved == "relative" and is_offset(*sides)):
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
