"""Kinds of elements of a page."""

_NAMES = """
    address article aside blockquote body caption center dd details dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li listing main menu nav
    ol p pre section summary table tbody td tfoot th thead tr ul
"""
BLOCK = frozenset(_NAMES.split())  # elements that are on lines of their own
