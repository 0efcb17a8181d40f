"""Web pages: what a browser shows of them, as lines and grids in the order of the page."""

from .page import looks_like_html, parse, read_html

__all__ = ["looks_like_html", "parse", "read_html"]
