"""The surface on which figures are drawn, without axes and automatic layout, saved as small SVG.

Measured on fifteen labelled bars on a busy machine: with axes and constrained layout 117 ms, SVG
and PNG alike; bare 27 ms, in half the bytes (`analysis.telling.figures.svg`).
"""

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from .lettering import SIZE, font, width
from .svg import smaller

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
_STYLE = {"svg.fonttype": "path", "svg.hashsalt": "gouji", "text.parse_math": False}


class Canvas:
    """A drawing of ``WIDTH`` units by a height, its origin at the top left.

    Parameters
    ----------
    height : float
        In units.
    """

    def __init__(self, height: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.height = height
        self._texts: list[tuple[float, float, str, float, str]] = []
        self._figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor="none")
        self._to_page: Any = (
            Affine2D().scale(1 / 72, -1 / 72).translate(0, height / 72)
            + self._figure.dpi_scale_trans
        )

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
        left = x - width(text, size) * {"left": 0.0, "center": 0.5, "right": 1.0}[at]
        # Not by the middle of the ink, which would set the lines of one row at different heights.
        self._texts.append((left, y + size * 0.36, text, size, colour))

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str,
        gid: str = "",
        **more: Any,
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
            Colour as ``#rrggbb``.
        gid : str
            Id of the element in the SVG; empty for none.
        **more : object
            What matplotlib takes besides, such as ``zorder``.
        """
        from matplotlib.patches import Rectangle

        style: dict[str, Any] = {"facecolor": colour, "linewidth": 0} | more
        patch = Rectangle((x, y), width, height, transform=self._to_page, **style)
        patch.set_gid(gid or None)
        self._figure.add_artist(patch)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str = INK,
        width: float = 1.0,
        **more: Any,
    ) -> None:
        """A line through points.

        Parameters
        ----------
        points : sequence of (float, float)
            Points as x and y, in units.
        colour : str
            Colour as ``#rrggbb``.
        width : float
            Thickness, in points.
        **more : object
            What matplotlib takes besides, such as ``zorder``.
        """
        from matplotlib.lines import Line2D

        xs, ys = zip(*points, strict=True)
        self._figure.add_artist(
            Line2D(xs, ys, color=colour, linewidth=width, transform=self._to_page, **more)
        )

    def dots(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        marker: str = "o",
        size: float = 7.0,
        **more: Any,
    ) -> None:
        """Markers at points.

        Parameters
        ----------
        points : sequence of (float, float)
            Points as x and y, in units.
        colour : str
            Colour as ``#rrggbb``.
        marker : str
            Shape of a marker, by matplotlib's letter for it.
        size : float
            Size of a marker, in points.
        **more : object
            What matplotlib takes besides, such as ``zorder``.
        """
        if points:
            style: dict[str, Any] = {
                "linestyle": "none",
                "marker": marker,
                "markersize": size,
                "markeredgewidth": 0,
            } | more
            self.line(points, colour, **style)

    def shape(
        self,
        steps: Sequence[tuple[str, Sequence[tuple[float, float]]]],
        colour: str,
        gid: str = "",
        **more: Any,
    ) -> None:
        """A filled shape of steps: ``M`` and ``L`` have one point, ``C`` three, ``Z`` none.

        Parameters
        ----------
        steps : sequence of (str, sequence of (float, float))
            Letter of each step and its points, in units.
        colour : str
            Colour as ``#rrggbb``.
        gid : str
            Id of the element in the SVG; empty for none.
        **more : object
            What matplotlib takes besides, such as ``zorder``.
        """
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        kinds = {"M": Path.MOVETO, "L": Path.LINETO, "C": Path.CURVE4}
        points: list[tuple[float, float]] = []
        codes: list[Any] = []
        for step, own in steps:
            points += own if own else [points[0]]
            codes += [kinds[step]] * len(own) if own else [Path.CLOSEPOLY]
        patch = PathPatch(
            Path(points, codes),
            transform=self._to_page,
            **({"facecolor": colour, "linewidth": 0} | more),
        )
        patch.set_gid(gid or None)
        self._figure.add_artist(patch)

    def svg(self) -> str:
        """The drawing."""
        import matplotlib as mpl
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        self._figure.add_artist(_texts_class()(self._texts))
        out = io.BytesIO()
        with mpl.rc_context(_STYLE):
            FigureCanvasSVG(self._figure).print_svg(out, metadata={"Date": None, "Creator": None})
        return smaller(out.getvalue().decode("utf-8"))


@cache
def _texts_class() -> Any:
    """Lines of text as one artist, twice as fast as matplotlib's own, which lays each line out."""
    from matplotlib.artist import Artist
    from matplotlib.colors import to_rgba

    class Texts(Artist):
        zorder = 3  # above all shapes, where matplotlib puts text

        def __init__(self, lines: Sequence[tuple[float, float, str, float, str]]) -> None:
            super().__init__()
            self.lines = lines

        def draw(self, renderer: Any) -> None:
            for left, base, text, size, colour in self.lines:
                renderer.open_group("text")
                graphics = renderer.new_gc()
                graphics.set_foreground(to_rgba(colour), isRGBA=True)
                renderer.draw_text(graphics, left, base, text, font(size), 0)
                graphics.restore()
                renderer.close_group("text")

    return Texts


def warm() -> None:
    """Do once what the first figure of a process would wait for: load matplotlib and the font."""
    canvas = Canvas(20)
    canvas.text(0, 10, "0")
    canvas.rect(0, 0, 1, 1, INK)
    canvas.line([(0, 0), (1, 1)])
    canvas.shape([("M", [(0, 0)]), ("L", [(1, 1)]), ("Z", [])], INK)
    canvas.svg()
