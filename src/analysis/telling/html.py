"""Small pieces of HTML: all that comes from a report is escaped here and nowhere else."""

import re
from collections.abc import Iterable, Sequence
from html import escape

# JupyterLab would typeset `$…$` in an agency's name as mathematics; these classes stop it.
NO_MATHS = ' class="tex2jax_ignore mathjax_ignore"'
_TAG = re.compile(r'<[a-z][^<>"]*"[^<>]*>')  # those that have quotes
_QUOTED = re.compile(r' (class|colspan|data-sentence|href|id|scope)="(#?[\w.-]+)"')
# What follows ends the element as well. Where it is JupyterLab that reads, a `th` ends no `td`.
_ENDED = re.compile(
    r"</th>(?=<t[hd]\b)|</td>(?=<td\b)|</t[hd]></tr>\s*(?=<tr\b|</t(?:body|head)>)"
    r"|</li>\s*(?=<li\b|</[uo]l>)|</d[td]>(?=<d[td]\b|</dl>)|</thead>(?=<tbody>)|</tbody>(?=</table>)"
)


class Html:
    """A fragment that a notebook shows as it is.

    Parameters
    ----------
    text : str
        Trusted HTML.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_html_(self) -> str:
        return f"<div{NO_MATHS}>{compact(self.text)}</div>" if self.text else ""

    def __repr__(self) -> str:
        # Without an address in memory, which would differ in every executed notebook.
        return f"<HTML, {len(self.text)} characters>"

    def __add__(self, other: "Html") -> "Html":
        return Html(self.text + other.text)


def compact(text: str) -> str:
    """Trusted HTML without end tags and quotes that HTML does not need; it is the same document.

    Parameters
    ----------
    text : str
        As the functions below give it. Texts of reports in it are escaped, so that they hold no
        tag.
    """
    return _TAG.sub(lambda m: _QUOTED.sub(r" \1=\2", m[0]), _ENDED.sub("", text))


def tag(name: str, content: str, **attributes: str) -> str:
    """An element around trusted content.

    Parameters
    ----------
    name : str
        Of the element.
    content : str
        Trusted HTML.
    **attributes : str
        Values are escaped, empty ones left out; ``cls`` is ``class``.
    """
    pairs = ""
    for key, value in attributes.items():  # a page has a hundred thousand: a generator is slow
        if value:
            named = "class" if key == "cls" else key.replace("_", "-")
            pairs += f' {named}="{escape(value)}"'
    return f"<{name}{pairs}>{content}</{name}>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], cls: str = "") -> str:
    """A table of trusted cells. A cell that begins with ``<td`` or ``<th`` is taken as it is.

    Parameters
    ----------
    head : sequence of str
        Headings of the columns.
    rows : iterable of sequence of str
        Cells, row by row.
    cls : str
        Classes of the table besides ``gouji``.
    """
    heads = "".join(h if h.startswith("<th") else tag("th", h, scope="col") for h in head)
    top = tag("thead", tag("tr", heads)) if head else ""
    body = "\n".join(
        tag("tr", "".join(c if c.startswith(("<td", "<th")) else tag("td", c) for c in row))
        for row in rows
    )
    shown = tag("table", top + tag("tbody", body), cls=f"gouji {cls}".strip())
    return tag("div", shown, cls="scroll")


def folded(summary: str, content: str) -> str:
    """Trusted content that is shown when a person opens it.

    Parameters
    ----------
    summary : str
        What it is, not yet escaped; shown always.
    content : str
        Trusted HTML.
    """
    return tag("details", tag("summary", escape(summary)) + content, cls="gouji")


def num(text: str, cls: str = "") -> str:
    """A table cell with a figure, aligned right.

    Parameters
    ----------
    text : str
        Trusted HTML.
    cls : str
        Classes besides ``num``.
    """
    return tag("td", text, cls=f"num {cls}".strip())


def code(text: str) -> str:
    """A code in fixed-width type; the script of a page lets it break after a slash or dot.

    Parameters
    ----------
    text : str
        The code, not yet escaped.
    """
    return tag("code", escape(text))


def prose(text: str) -> str:
    """A message as HTML: what stands in backticks, as terminals show commands, is code.

    Parameters
    ----------
    text : str
        The message, not yet escaped.
    """
    return re.sub(r"`([^`]+)`", lambda command: tag("code", command[1]), escape(text))
