"""The surface on which figures are drawn, without axes and automatic layout, saved as small SVG.

Measured on fifteen labelled bars on a busy machine: with axes and constrained layout 117 ms, SVG
and PNG alike; bare 27 ms, in half the bytes. Glyphs are outlines, so that no font is needed where
the page is read. They are most of the bytes. Written in the font's own units and relative to each
other they take half of what matplotlib writes.
"""

import io
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from itertools import accumulate
from typing import Any

from analysis.telling.fonts import use_font
from analysis.telling.html import Html, tag

# Units. Shown at 350 to 512 pixels, so that 11 units can be read on a telephone and on a desk.
WIDTH = 430
INK, QUIET, LINE, PAPER, ALARM = "#1d2433", "#56607a", "#d5dae3", "#ffffff", "#a3262a"
BAND = "#dfe4ec"  # of the peers
OWN = "#0b5394"  # of the report told about
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
SIZE = 12.0
_EM = 6.4  # matplotlib writes an outline in 6,400 units to the em, the font has 1,000
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
        self, x: float, y: float, said: str, size: float = SIZE, colour: str = INK, at: str = "left"
    ) -> None:
        """A line of text, its middle at ``y``; ``at`` is ``left``, ``center`` or ``right``."""
        left = x - width(said, size) * {"left": 0.0, "center": 0.5, "right": 1.0}[at]
        # Not by the middle of the ink, which would set the lines of one row at different heights.
        self._texts.append((left, y + size * 0.36, said, size, colour))

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
        """A filled rectangle."""
        from matplotlib.patches import Rectangle

        given: dict[str, Any] = {"facecolor": colour, "linewidth": 0} | more
        patch = Rectangle((x, y), width, height, transform=self._to_page, **given)
        patch.set_gid(gid or None)
        self._figure.add_artist(patch)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str = INK,
        width: float = 1.0,
        **more: Any,
    ) -> None:
        """A line through points."""
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
        """Markers at points."""
        if points:
            given: dict[str, Any] = {
                "linestyle": "none",
                "marker": marker,
                "markersize": size,
                "markeredgewidth": 0,
            } | more
            self.line(points, colour, **given)

    def shape(
        self,
        steps: Sequence[tuple[str, Sequence[tuple[float, float]]]],
        colour: str,
        gid: str = "",
        **more: Any,
    ) -> None:
        """A filled shape of steps: ``M`` and ``L`` have one point, ``C`` three, ``Z`` none."""
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
            for left, base, said, size, colour in self.lines:
                renderer.open_group("text")
                graphics = renderer.new_gc()
                graphics.set_foreground(to_rgba(colour), isRGBA=True)
                renderer.draw_text(graphics, left, base, said, _font(size), 0)
                graphics.restore()
                renderer.close_group("text")

    return Texts


@cache
def _font(size: float) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=use_font(), size=size)


def width(said: str, size: float = SIZE) -> float:
    """Width of a text in units: its characters side by side, without kerning."""
    return size * sum(map(_advance, said))


@lru_cache(maxsize=8192)
def _advance(character: str) -> float:
    """How far a character moves what follows it, of an em."""
    from matplotlib.font_manager import findfont, get_font
    from matplotlib.ft2font import LoadFlags

    face = get_font(findfont(_font(SIZE)))
    face.set_size(100, 72)
    return (
        float(face.load_char(ord(character), LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 100
    )


def fitted(said: str, room: float, size: float = SIZE) -> str:
    """A text, cut with an ellipsis where it is wider than there is room."""
    if width(said, size) <= room:
        return said
    left = room - width("…", size)
    return said[: bisect_right(list(accumulate(width(c, size) for c in said)), left)].rstrip() + "…"


def wrapped(said: str, room: float, size: float = SIZE) -> list[str]:
    """A text in lines: broken between words, and Chinese between characters."""
    lines = [""]
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", said):
        if lines[-1] and width((lines[-1] + piece).rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def smaller(svg: str) -> str:
    """The same drawing in fewer bytes: no prologue, no metadata, outlines in whole font units."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r"\s*<metadata>.*?</metadata>|\s*<!--.*?-->", "", svg, flags=re.S
    )  # comments repeat every text
    svg = re.sub(
        r'(<path id="[^"]*" d=")([^"]*)(" transform="scale\()0\.015625(\)")',
        lambda m: f"{m[1]}{_relative(m[2])}{m[3]}0.1{m[4]}",
        svg,
    )
    svg = re.sub(
        r'(?<= d=")[^"]*',
        lambda m: re.sub(r"\s*\n\s*|\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+", "", m[0].strip()),
        svg,
    )
    names = {
        name: f"g{n}"
        for n, name in enumerate(dict.fromkeys(re.findall(r'id="([^"]*-[0-9a-f]+)" d=', svg)))
    }
    svg = re.sub(r'(?<=")(#?)([^"#]*-[0-9a-f]+)(?=")', lambda m: m[1] + names.get(m[2], m[2]), svg)
    return re.sub(r">\s+<", "><", svg).strip()


@lru_cache(maxsize=4096)
def _relative(path: str) -> str:
    """An outline as relative steps in font units, each rounded from the end of the last."""
    done, here, start = [], (0, 0), (0, 0)
    for step, given in re.findall(r"([MLQCz])([^MLQCz]*)", path):
        numbers = [round(float(v) / _EM) for v in given.split()]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if step == "z":
            done.append("z")
            here = start
            continue
        steps = [v for x, y in points for v in (x - here[0], y - here[1])]
        if step == "L" and 0 in steps:
            done.append(f"h{steps[0]}" if steps[1] == 0 else f"v{steps[1]}")
        else:
            done.append(step.lower() + " ".join(map(str, steps)).replace(" -", "-"))
        here = points[-1]
        start = here if step == "M" else start
    return "".join(done)


def figure(canvas: Canvas, title: str, said: str, cells: str = "", how: str = "") -> Html:
    """A drawing as a figure of a page.

    Parameters
    ----------
    canvas : Canvas
    title : str
    said : str
        What the figure shows, in words and figures, for those who cannot see it.
    cells : str
        Code of the cells that it rests on.
    how : str
        How it is to be read.
    """
    image = picture(canvas.svg(), f"{title}: {said}", WIDTH, canvas.height)
    parts = [
        tag("strong", escape(title)),
        tag("span", escape(how), cls="how") if how else "",
        tag("code", escape(cells)),
    ]
    return Html(
        tag("figure", image + tag("figcaption", " ".join(p for p in parts if p)), cls="gouji")
    )


def picture(svg: str, alt: str, across: float, height: float, cls: str = "") -> str:
    """An SVG as an image. JupyterLab removes inline SVG from an untrusted notebook, not images."""
    # What must be escaped in an address and in an attribute is; base64 would be a third longer.
    source = (
        svg.replace("%", "%25")
        .replace("#", "%23")
        .replace('"', "'")
        .replace("<", "%3C")
        .replace(">", "%3E")
    )
    kind = f' class="{cls}"' if cls else ""
    size = f'width="{across:g}" height="{height:g}"'
    return f'<img{kind} alt="{escape(alt)}" {size} src="data:image/svg+xml,{source}">'


def warm() -> None:
    """Do once what the first figure of a process would wait for: load matplotlib and the font."""
    canvas = Canvas(20)
    canvas.text(0, 10, "0")
    canvas.rect(0, 0, 1, 1, INK)
    canvas.line([(0, 0), (1, 1)])
    canvas.shape([("M", [(0, 0)]), ("L", [(1, 1)]), ("Z", [])], INK)
    canvas.svg()
