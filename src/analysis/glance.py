"""How reports, results and datasets show themselves in a notebook: a small table of facts."""

from collections.abc import Iterable
from html import escape

SEVERITIES = ("error", "warning", "note")
_LEFT = 'style="text-align:left"'


def glance(title: str, facts: Iterable[tuple[str, object]]) -> str:
    """A title and facts below each other, as HTML.

    Parameters
    ----------
    title : str
        Plain text.
    facts : iterable of (str, object)
        Its name in Chinese and English, and its value; both are escaped. A fact whose value is
        empty is left out.
    """
    rows = "".join(
        f"<tr><th {_LEFT}>{escape(name)}</th><td {_LEFT}>{escape(str(value))}</td></tr>"
        for name, value in facts
        if value not in ("", None)
    )
    # JupyterLab would typeset `$…$` in a name as mathematics; these classes stop it.
    return (
        f'<div class="tex2jax_ignore mathjax_ignore"><strong>{escape(title)}</strong>'
        f"<table>{rows}</table></div>"
    )


def counted(values: Iterable[str], order: Iterable[str]) -> str:
    """How often each of some words occurs: ``error 2, warning 0, note 1``.

    Parameters
    ----------
    values : iterable of str
        The words.
    order : iterable of str
        Those that are counted, in the order in which they are shown.
    """
    found = list(values)
    return ", ".join(f"{word} {found.count(word):,}" for word in order)
