"""A drawing on a page: as an image with its title, what it shows in words, and how to read it."""

from html import escape

from analysis.telling.html import Html, tag

from .canvas import WIDTH, Canvas


def figure(canvas: Canvas, title: str, text: str, cells: str = "", how: str = "") -> Html:
    """A drawing as a figure of a page.

    Parameters
    ----------
    canvas : Canvas
        The drawing.
    title : str
        Title above the caption.
    text : str
        What the figure shows, in words and figures, for those who cannot see it.
    cells : str
        Code of the cells that it rests on.
    how : str
        How it is to be read.
    """
    image = picture(canvas.svg(), f"{title}: {text}", WIDTH, canvas.height)
    parts = [
        tag("strong", escape(title)),
        tag("span", escape(how), cls="how") if how else "",
        tag("code", escape(cells)),
    ]
    return Html(
        tag("figure", image + tag("figcaption", " ".join(p for p in parts if p)), cls="gouji")
    )


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
        .replace("#", "%23")
        .replace('"', "'")
        .replace("<", "%3C")
        .replace(">", "%3E")
    )
    kind = f' class="{cls}"' if cls else ""
    size = f'width="{across:g}" height="{height:g}"'
    return f'<img{kind} alt="{escape(alt)}" {size} src="data:image/svg+xml,{source}">'
