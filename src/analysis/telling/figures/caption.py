"""A drawing on a page: as an image with its title, what it shows in words, and its data."""

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import unquote

import pandas as pd

from analysis.assessing.tabular import guard, number_text
from analysis.telling.html import Html, tag

from .canvas import WIDTH, Canvas

Row = Sequence[str | float | bool]
# What may not stand in an address as it is; Chinese may, and would be three times as long.
_ESCAPED = str.maketrans({c: f"%{ord(c):02X}" for c in '%#"<>\r\n '})
_UTF8 = "%EF%BB%BF"  # spreadsheets know the encoding by it
_DRAWN = "data:image/svg+xml,"
_PLAIN = re.compile(r"='([^\s'\"=<>`/]+)'(?=[ >])")
_PICTURE = re.compile(
    r'<img(?: class="?(\w+)"?)? alt="([^"]*)" width="[^"]*" height="[^"]*" src="'
    + re.escape(f"{_DRAWN}%3Csvg xmlns='http://www.w3.org/2000/svg'")
    + r'([^"]*)">'
)


def figure(
    canvas: Canvas,
    title: str,
    text: str,
    data: tuple[Sequence[str], Sequence[Row]],
    how: str = "",
    **about: str,
) -> Html:
    """A drawing as a figure of a page.

    Parameters
    ----------
    canvas : Canvas
        The drawing.
    title : str
        Title above the caption.
    text : str
        What the figure shows, in words and figures, for those who cannot see it.
    data : (sequence of str, sequence of row)
        What is drawn, as names of columns and rows; a link in the caption gives it as CSV. A
        number that is not known is ``nan``.
    how : str
        How it is to be read.
    **about : str
        What scripts of the page must know of the drawing, as attributes such as ``data_scale``.
    """
    image = picture(canvas.svg(), f"{title}: {text}", WIDTH, canvas.height)
    parts = [
        tag("strong", escape(title)),
        tag("span", escape(how), cls="how") if how else "",
        tag("span", _link(title, data), cls="files"),
    ]
    caption = tag("figcaption", " ".join(p for p in parts if p))
    return Html(tag("figure", image + caption, cls="gouji", **about))


def _link(title: str, data: tuple[Sequence[str], Sequence[Row]]) -> str:
    """A link that holds the data themselves, as CSV."""
    heads, rows = data
    texts = [[str(v) if isinstance(v, str | bool) else number_text(v) for v in row] for row in rows]
    table = guard(pd.DataFrame(texts, columns=list(heads), dtype=str))
    content = table.to_csv(index=False, lineterminator="\r\n").translate(_ESCAPED)
    address = f"data:text/csv;charset=utf-8,{_UTF8}{content}"
    return tag("a", "CSV", href=address, download=f"{title}.csv")


def picture(svg: str, alt: str, across: float, height: float, cls: str = "") -> str:
    """An SVG as an image. JupyterLab removes inline SVG from an untrusted notebook, not images.

    Parameters
    ----------
    svg : str
        The drawing.
    alt : str
        What it shows, in words.
    across : float
        Width, in pixels.
    height : float
        Height, in pixels.
    """
    # What must be escaped in an address and in an attribute is; base64 would be a third longer.
    source = (
        svg.replace("%", "%25")
        .replace("&", "%26")
        .replace("#", "%23")
        .replace('"', "'")
        .replace("<", "%3C")
        .replace(">", "%3E")
    )
    kind = f' class="{cls}"' if cls else ""
    size = f'width="{across:g}" height="{height:g}"'
    return f'<img{kind} alt="{escape(alt)}" {size} src="{_DRAWN}{source}">'


def inlined(body: str) -> str:
    """The HTML of a page with our pictures as part of it, so that they have its typeface.

    Parameters
    ----------
    body : str
        HTML with pictures as ``picture`` gives them; others stay as they are.
    """
    return _PICTURE.sub(_inlined, body)


def _inlined(m: re.Match[str]) -> str:
    kind = f" class={m[1]}" if m[1] else ""
    drawing = _PLAIN.sub(r"=\1", unquote(m[3]))  # in HTML most values need no quotes
    return f'<svg{kind} role=img aria-label="{m[2]}"{drawing}'
