"""The runs of a paragraph that are shown: those of links, fields, insertions and text boxes too."""

from collections.abc import Iterator
from typing import Any

from .properties import W

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_UNREAD = "txbxContent pict drawing del moveFrom instrText object rPr pPr"
_SKIP = {f"{W}{name}" for name in _UNREAD.split()}
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIP.add(f"{_MC}AlternateContent")


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
            stack.extend(reversed(child))


def shown_runs(paragraph: Any) -> Iterator[Any]:
    """Runs in order, without those that tell how a field is worked out.

    Parameters
    ----------
    paragraph : element
        A ``w:p``.
    """
    fields: list[bool] = []  # those that are open, each with whether its result has begun
    lists: list[Any] = []  # for each of them the run that holds a list whose choice is not written
    for run in _runs(paragraph):
        for sign in run.findall(f"{W}fldChar"):
            kind = sign.get(f"{W}fldCharType")
            if kind == "begin":
                fields.append(False)
                lists.append(run if chosen_in(run) else None)
            elif kind == "separate" and fields:
                fields[-1] = True
            elif kind == "end" and fields:
                fields.pop()
                if (choice := lists.pop()) is not None and all(fields):
                    yield choice
        if all(fields):
            yield run
            if next(run.iter(f"{W}t"), None) is not None:
                lists = [None] * len(lists)


def chosen_in(run: Any) -> str:
    """What a list of a form shows: the entry that was chosen, or the usual one, or the first.

    Parameters
    ----------
    run : element
        A ``w:r``.
    """
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
