"""The surface on which figures are drawn, without axes and automatic layout, written as small SVG.

Texts are texts, in the typeface of the page that shows them: as outlines, each figure would bring
its own of every character. Shapes lie below lines, and both below texts.
"""

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import groupby
from operator import itemgetter

from .lettering import SIZE

# Units. Shown at 350 to 512 pixels, so that 11 units can be read on a telephone and on a desk.
WIDTH = 430
INK, QUIET, LINE, PAPER, ALARM = "#1d2433", "#56607a", "#d5dae3", "#ffffff", "#a3262a"
BAND = "#dfe4ec"  # of the peers
OWN = "#0b5394"  # of the report that the page is about
# Told apart by readers with any colour vision (after Okabe and Ito), and always labelled as well.
SERIES = ("#0b5394", "#d55e00", "#009e73", "#c06a9e", "#3a4356", "#e0b000")
OUTCOME = {
    "granted": "#0b5394",
    "partly_granted": "#56a4d8",
    "refused": "#d55e00",
    "unavailable": "#e0a000",
    "unprocessed": "#b04f8f",
    "other": "#a6aebb",
    "carried_out": "#4a5263",
}
Point = tuple[float, float]
Steps = Sequence[tuple[str, Sequence[Point]]]
# Corners of markers, in halves of their size.
_MARKERS: dict[str, Sequence[Point]] = {
    "square": ((-1, 1), (1, 1), (1, -1), (-1, -1)),
    "diamond": ((0, 2**0.5), (2**0.5, 0), (0, -(2**0.5)), (-(2**0.5), 0)),
    "up": ((0, -1), (-1, 1), (1, 1)),
    "down": ((0, 1), (1, -1), (-1, -1)),
    "cross": (
        *((-1 / 3, 1), (1 / 3, 1), (1 / 3, 1 / 3), (1, 1 / 3), (1, -1 / 3), (1 / 3, -1 / 3)),
        *((1 / 3, -1), (-1 / 3, -1), (-1 / 3, -1 / 3), (-1, -1 / 3), (-1, 1 / 3), (-1 / 3, 1 / 3)),
    ),
}
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{high}" '
    'viewBox="0 0 {across} {high}">{shapes}{lines}<g font-family="{fonts}" font-size="{size:g}" '
    'fill="{ink}">{texts}</g></svg>'
)
_LINES = '<g fill="none" stroke-linecap="square" stroke-linejoin="round">'
# The first is that of a page. A notebook shows its figures, as its texts, in one of the reader's.
_FONTS = "Gouji Sans,Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,sans-serif"
_ANCHOR = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}


class Canvas:
    """A drawing of ``WIDTH`` units by a height, its origin at the top left.

    Parameters
    ----------
    height : float
        In units.
    """

    def __init__(self, height: float) -> None:
        self.height = height
        self._shapes: list[str] = []
        self._lines: list[tuple[str, str]] = []  # a path and its style; or a dot, and nothing
        self._texts: list[tuple[float, str, str]] = []  # size, other looks, and a text

    def text(
        self, x: float, y: float, text: str, size: float = SIZE, colour: str = INK, at: str = "left"
    ) -> None:
        """A line of text, its middle at ``y``; ``at`` is ``left``, ``center`` or ``right``.

        Parameters
        ----------
        x : float
            Where it starts, ends or has its middle, in units from the left.
        y : float
            Its middle, in units from the top.
        text : str
            The text.
        size : float
            Height of the characters, in units.
        colour : str
            Colour as ``#rrggbb``.
        at : {"left", "center", "right"}
            Which part of the text is at ``x``.
        """
        # Not by the middle of the ink, which would set the lines of one row at different heights.
        base = y + size * 0.36
        shown = "".join(c if c.isprintable() else " " for c in text)  # others no XML may hold
        fill = "" if colour == INK else f' fill="{colour}"'
        where = f'x="{_short(x)}" y="{_short(base)}"'
        self._texts.append((size, _ANCHOR[at] + fill, f"<text {where}>{escape(shown)}</text>"))

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str,
        gid: str = "",
        alpha: float = 1.0,
        edge: tuple[str, float] | None = None,
        dashes: Sequence[float] = (),
    ) -> None:
        """A filled rectangle.

        Parameters
        ----------
        x : float
            Left edge, in units.
        y : float
            Top edge, in units.
        width : float
            Width, in units.
        height : float
            Height, in units.
        colour : str
            Colour as ``#rrggbb``, or ``none``.
        gid : str
            Class of the element in the SVG; empty for none.
        alpha : float
            1 where nothing is seen through it.
        edge : (str, float), optional
            Colour and thickness of a line around it.
        dashes : sequence of float
            Lengths of dashes and gaps of that line, in its thickness; empty for none.
        """
        right, low = x + width, y + height
        corners = [("M", [(x, y)]), *(("L", [p]) for p in ((right, y), (right, low), (x, low)))]
        style = _stroke(*edge, dashes) + ' stroke-linejoin="miter"' if edge else ""
        self._shape([*corners, ("Z", [])], colour, gid, alpha, style)

    def line(
        self,
        points: Sequence[Point],
        colour: str = INK,
        width: float = 1.0,
        alpha: float = 1.0,
        dashes: Sequence[float] = (),
    ) -> None:
        """A line through points.

        Parameters
        ----------
        points : sequence of (float, float)
            Points as x and y, in units.
        colour : str
            Colour as ``#rrggbb``.
        width : float
            Thickness, in units.
        alpha : float
            1 where nothing is seen through it.
        dashes : sequence of float
            Lengths of dashes and gaps, in thicknesses; empty for none.
        """
        ends = ' stroke-linecap="butt"' if dashes else ""
        path = _path([("M", points[:1]), *(("L", [p]) for p in points[1:])])
        self._lines.append((path, f"{_stroke(colour, width, dashes)}{ends}{_faint(alpha)}"))

    def dots(
        self,
        points: Sequence[Point],
        colour: str,
        marker: str = "circle",
        size: float = 7.0,
        alpha: float = 1.0,
        edge: tuple[str, float] | None = None,
    ) -> None:
        """Markers at points.

        Parameters
        ----------
        points : sequence of (float, float)
            Points as x and y, in units.
        colour : str
            Colour as ``#rrggbb``.
        marker : str
            ``circle``, ``square``, ``diamond``, ``up``, ``down`` or ``cross``.
        size : float
            Size of a marker, in units.
        alpha : float
            1 where nothing is seen through it.
        edge : (str, float), optional
            Colour and thickness of a line around it.
        """
        half = size / 2
        around = f'{_stroke(*edge)} stroke-linejoin="miter"' if edge else ""
        style = f' fill="{colour}"{around}{_faint(alpha)}'
        for x, y in points:
            if marker == "circle":
                shape = f'circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(half)}"'
            else:
                corners = [(x + half * a, y + half * b) for a, b in _MARKERS[marker]]
                steps = [("M", corners[:1]), *(("L", [p]) for p in corners[1:]), ("Z", [])]
                shape = f'path d="{_path(steps)}"'
            self._lines.append((f"<{shape}{style}/>", ""))

    def shape(self, steps: Steps, colour: str, gid: str = "", alpha: float = 1.0) -> None:
        """A filled shape of steps: ``M`` and ``L`` have one point, ``C`` three, ``Z`` none.

        Parameters
        ----------
        steps : sequence of (str, sequence of (float, float))
            Letter of each step and its points, in units.
        colour : str
            Colour as ``#rrggbb``.
        gid : str
            Class of the element in the SVG; empty for none.
        alpha : float
            1 where nothing is seen through it.
        """
        self._shape(steps, colour, gid, alpha)

    def _shape(self, steps: Steps, colour: str, gid: str, alpha: float, style: str = "") -> None:
        name = f' class="{gid}"' if gid else ""
        self._shapes.append(
            f'<path{name} d="{_path(steps)}" fill="{colour}"{style}{_faint(alpha)}/>'
        )

    def svg(self) -> str:
        """The drawing: lines of one style in a row are one path, texts that look alike a group."""
        lines = "".join(
            f'<path d="{"".join(path for path, _ in own)}"{style}/>'
            if style
            else "".join(dot for dot, _ in own)
            for style, own in groupby(self._lines, key=itemgetter(1))
        )
        sizes = Counter(size for size, *_ in self._texts)
        usual = max(sizes, key=lambda size: (sizes[size], size), default=SIZE)
        alike: dict[str, list[str]] = {}  # none lies on another, so that their order is free
        for size, looks, text in self._texts:
            own = looks if size == usual else f'{looks} font-size="{size:g}"'
            alike.setdefault(own, []).append(text)
        return _SVG.format(
            across=WIDTH,
            high=_short(self.height),
            shapes="".join(self._shapes),
            lines=f"{_LINES}{lines}</g>" if lines else "",
            texts="".join(
                f"<g{looks}>{''.join(texts)}</g>" if looks else "".join(texts)
                for looks, texts in alike.items()
            ),
            fonts=_FONTS,
            size=usual,
            ink=INK,
        )


def _short(value: float) -> str:
    """A number to a hundredth of a unit."""
    return f"{round(value, 2) + 0.0:g}"


def _path(steps: Steps) -> str:
    parts, last = [], ("", "")
    for step, own in steps:
        points = [(_short(x), _short(y)) for x, y in own]
        if step == "L" and points[0][1] == last[1]:
            parts.append(f"H{points[0][0]}")
        elif step == "L" and points[0][0] == last[0]:
            parts.append(f"V{points[0][1]}")
        else:
            parts.append(step + " ".join(f"{x} {y}" for x, y in points))
        last = points[-1] if points else ("", "")
    return "".join(parts)


def _faint(alpha: float) -> str:
    return "" if alpha == 1 else f' opacity="{alpha:g}"'


def _stroke(colour: str, width: float, dashes: Sequence[float] = ()) -> str:
    broken = " ".join(_short(length * width) for length in dashes)
    return f' stroke="{colour}" stroke-width="{width:g}"' + (
        f' stroke-dasharray="{broken}"' if broken else ""
    )
