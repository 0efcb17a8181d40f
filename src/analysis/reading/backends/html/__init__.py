"""Web pages: what a browser shows of them, as lines and grids in the order of the page."""

from .page import parse, read_html

__all__ = ["parse", "read_html"]
