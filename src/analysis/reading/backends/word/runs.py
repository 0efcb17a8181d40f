"""The runs of a paragraph that are shown: those of links, fields, insertions and text boxes too."""

from collections.abc import Iterator, Sequence
from typing import Any

from .properties import W

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_UNREAD = "txbxContent pict drawing del moveFrom instrText object rPr pPr"
_SKIP = {f"{W}{name}" for name in _UNREAD.split()}
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES = f"{_MC}AlternateContent"
_SIGN_OF_FIELD = f"{W}fldChar"
_KNOWN = ("http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/")
ANY = "□"  # stands for a sign that is not told here
# What a run shows: text, and these. A sign of a symbol font may be anything, a digit in a ring too.
_SIGNS = {
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}noBreakHyphen": "-",
    **dict.fromkeys([f"{W}{name}" for name in ("sym", "pgNum", "dayShort", "dayLong")], ANY),
    **dict.fromkeys([f"{W}{name}" for name in ("monthShort", "monthLong", "yearShort")], ANY),
    f"{W}yearLong": ANY,
}
_TEXTS = (f"{W}t", f"{M}t")


def boxes_in(node: Any) -> Iterator[Any]:
    """What text boxes of a paragraph hold, without what older programs see in their place.

    Parameters
    ----------
    node : element
        A paragraph.
    """
    if next(node.iter(f"{W}txbxContent"), None) is None:
        return
    for child in node:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag != f"{_MC}Fallback":
            yield from boxes_in(child)


def _inside(node: Any) -> Sequence[Any]:
    """What an element holds; of alternatives, what a program of today takes."""
    if node.tag != _ALTERNATIVES:
        return node  # type: ignore[no-any-return]
    for choice in node.iterchildren(f"{_MC}Choice"):
        asked = choice.get("Requires", "").split()
        if all(choice.nsmap.get(prefix, "").startswith(_KNOWN) for prefix in asked):
            return choice  # type: ignore[no-any-return]
    return next(node.iterchildren(f"{_MC}Fallback"), ())  # type: ignore[call-overload,no-any-return]


def _runs(node: Any) -> Iterator[Any]:
    """Runs in order, those inside links, fields and tracked insertions included."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if child.tag == f"{W}r" and (ruby := child.find(f"{W}ruby")) is not None:
            base = ruby.find(f"{W}rubyBase")
            stack.extend(reversed(base if base is not None else ()))
        elif child.tag in (f"{W}r", f"{M}r"):
            yield child
        elif child.tag not in _SKIP:
            stack.extend(reversed(_inside(child)))


def _flat(run: Any) -> list[Any]:
    """What a run holds, in order, with one of its alternatives."""
    return [n for node in run for n in (_inside(node) if node.tag == _ALTERNATIVES else [node])]


def shown_runs(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """Runs in order, each with its text, without what tells how a field is worked out.

    Parameters
    ----------
    paragraph : element
        A ``w:p``.
    """
    fields: list[bool] = []  # those that are open, each with whether its result has begun
    lists: list[Any] = []  # for each of them the run that holds a list whose choice is not written
    for run in _runs(paragraph):
        text = ""
        for node in run if run.find(_ALTERNATIVES) is None else _flat(run):
            if node.tag != _SIGN_OF_FIELD:
                if not fields or all(fields):
                    text += (node.text or "") if node.tag in _TEXTS else _SIGNS.get(node.tag, "")
                continue
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                fields.append(False)
                lists.append(run if _chosen_in(run) else None)
            elif kind == "separate" and fields:
                fields[-1] = True
            elif kind == "end" and fields:
                fields.pop()
                if (choice := lists.pop()) is not None and all(fields):
                    yield choice, _chosen_in(choice)
        if text:
            yield run, text
            lists = [None] * len(lists)


def _chosen_in(run: Any) -> str:
    """What a list of a form shows: the entry that was chosen, or the usual one, or the first."""
    entries = run.find(f"{W}fldChar/{W}ffData/{W}ddList")
    if entries is None:
        return ""
    texts = [entry.get(f"{W}val", "") for entry in entries.findall(f"{W}listEntry")]
    choice = next(
        (
            found
            for name in ("result", "default")
            if (found := entries.find(f"{W}{name}")) is not None
        ),
        None,
    )
    number = "0" if choice is None else choice.get(f"{W}val", "")
    at = int(number) if number.isdecimal() else len(texts)
    return texts[at] if at < len(texts) else ""


def is_note(run: Any) -> bool:
    """Whether a run holds the mark of a note.

    Parameters
    ----------
    run : element
        A ``w:r``.
    """
    return any(
        run.find(f"{W}{name}") is not None for name in ("footnoteReference", "endnoteReference")
    )
