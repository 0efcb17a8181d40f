"""Web archives: a page with its frames and pictures in one file, as browsers and Word save it.

MHTML (``.mht``, and ``.doc`` as Word writes it) is an e-mail message (RFC 2557); Safari's
``.webarchive`` is a property list. Frames are put into the page where they are in it.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin

from analysis.errors import InputError

from .encodings import decode, looks_like_html

_HEADERS = re.compile(
    rb"\s*(?:[A-Za-z][A-Za-z0-9\-]{1,40}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){0,40}?"
    rb"Content-Type:\s*(?:multipart/|text/html)",
    re.IGNORECASE,
)
_SAFARI = b"bplist00"
_FRAME = re.compile(
    r"<(i?frame)\b([^>]*)>(?:(?:(?!<i?frame\b).)*?</\1\s*>)?", re.IGNORECASE | re.DOTALL
)
_VALUE = r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))"
_SOURCE = re.compile(rf"\bsrc{_VALUE}", re.IGNORECASE)
_FRAMESET = re.compile(r"</?frameset\b[^>]*>|<noframes\b.*?</noframes\s*>", re.I | re.DOTALL)
_OUTSIDE = re.compile(r"<!doctype[^>]*>|</?(?:html|body|head)\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"<link\b([^>]*)>", re.IGNORECASE)
_SHEET = re.compile(rf"\brel{_VALUE}", re.IGNORECASE)
_ADDRESS = re.compile(rf"\bhref{_VALUE}", re.IGNORECASE)
_MEDIA = re.compile(rf"\bmedia{_VALUE}", re.IGNORECASE)
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(?=</style)", re.IGNORECASE | re.DOTALL)
_COMMENT = r"/\*(?:(?!\*/).)*(?:\*/|\Z)"
# What may be in a sheet above its first rule.
_BEGINNING = re.compile(
    rf"(?:\s+|{_COMMENT}|<!--|-->|@layer[^;{{}}]*;|@(?:charset|import)(?:\"[^\"]*\"|'[^']*'|\([^)]*\)|[^;\"'(])*;)*",
    re.IGNORECASE | re.DOTALL,
)
_IMPORT = re.compile(
    rf"{_COMMENT}|@import\s*(?:url\(\s*[\"']?([^\"')]*?)[\"']?\s*\)|[\"']([^\"']*)[\"'])([^;]*);",
    re.IGNORECASE | re.DOTALL,
)
_CONDITIONS = re.compile(
    r"(?:layer(\([^)]*\)|\b))?\s*(?:supports(\((?:[^()]|\([^()]*\))*\)))?\s*(.*)", re.I | re.DOTALL
)
_DEEPEST = 5

Page = tuple[list[str], str]  # what frames may call it, its address last; and its text
Sheets = dict[str, str]  # style sheets by their addresses


def is_web_archive(data: bytes) -> bool:
    """Whether a file is a web archive, whatever its name says.

    Parameters
    ----------
    data : bytes
        The whole file.
    """
    head = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return data.startswith(_SAFARI) or _HEADERS.match(head) is not None


def page_in(data: bytes) -> tuple[str, str]:
    """The page in a web archive, its frames in their places.

    Parameters
    ----------
    data : bytes
        The archive.

    Returns
    -------
    text : str
        The page, decoded; empty where there is none.
    encoding : str
        That of the page.
    """
    encodings: list[str] = []
    sheets: Sheets = {}
    found = _safari(data, sheets) if data.startswith(_SAFARI) else _message(data, encodings, sheets)
    pages = list(found)
    if not pages:
        return "", ""
    if sheets:
        pages = [(names, _with_sheets(text, names[-1], sheets)) for names, text in pages]
    used: set[int] = set()
    text = _with_frames(pages, 0, used, 0)
    if "<table" not in text.lower():  # then the tables may be in pages that nothing refers to
        rest = [page for index, (_, page) in enumerate(pages) if index not in used]
        rest = [page for page in rest if "<table" in page.lower()]
        text = f"<html><body>{''.join(map(_body, [text, *rest]))}</body></html>" if rest else text
    return text, next(iter(encodings), "utf-8")


def _message(data: bytes, encodings: list[str], sheets: Sheets) -> Iterator[Page]:
    """The pages in an MHTML file, the one that it opens with first."""
    import email
    from email.policy import default

    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    start = str(message.get_param("start", "") or "").strip("<>")
    parts.sort(key=lambda part: not (start and _header(part, "Content-ID").strip("<>") == start))
    marked = [p for p in parts if p.get_content_type() in ("text/html", "application/xhtml+xml")]
    for part in parts:
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/css" and isinstance(payload, bytes):
            for name in _names(part):
                sheets[unquote(name)] = payload.decode("utf-8", "replace")
        if marked and part not in marked:
            continue
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        try:
            text, encoding = decode(payload, "a page in the archive")
        except InputError:  # a picture, or a page of no known encoding
            continue
        if marked or looks_like_html(text):
            encodings.append(encoding)
            yield _names(part), text


def _names(part: Any) -> list[str]:
    """What a page may call a part of the archive, its address last."""
    return ["cid:" + _header(part, "Content-ID").strip("<>"), _header(part, "Content-Location")]


def _header(part: Any, name: str) -> str:
    return "".join(str(part.get(name, "")).split())


def _safari(data: bytes, sheets: Sheets) -> Iterator[Page]:
    """The pages in a Safari archive."""
    import plistlib

    try:
        stack = [plistlib.loads(data)]
    except (plistlib.InvalidFileException, ValueError, KeyError, OverflowError, RecursionError):
        raise ValueError("not a readable web archive") from None
    while stack:
        archive = stack.pop(0)
        main = archive.get("WebMainResource") if isinstance(archive, dict) else None
        if not isinstance(main, dict):
            continue
        content = main.get("WebResourceData")
        if isinstance(content, bytes) and content.strip():
            text, _ = decode(content, "a page in the archive")
            yield [str(main.get("WebResourceURL", ""))], text
        resources = archive.get("WebSubresources")
        for resource in resources if isinstance(resources, list) else []:
            if isinstance(resource, dict) and resource.get("WebResourceMIMEType") == "text/css":
                sheet = resource.get("WebResourceData")
                name = unquote(str(resource.get("WebResourceURL", "")))
                sheets[name] = sheet.decode("utf-8", "replace") if isinstance(sheet, bytes) else ""
        inner = archive.get("WebSubframeArchives")
        stack += inner if isinstance(inner, list) else []


def _with_sheets(text: str, address: str, sheets: Sheets) -> str:
    """A page with its style sheets in it, as far as the archive holds them."""

    def style(match: re.Match[str]) -> str:
        kind, named, media = (_value_of(what, match[1]) for what in (_SHEET, _ADDRESS, _MEDIA))
        words = kind.lower().split()
        sheet = _named(named, address, sheets, _DEEPEST)
        if sheet is None or "stylesheet" not in words or "alternate" in words:
            return match[0]
        return f'<style media="{media}">{sheet.replace("</", "<")}</style>'

    def own(match: re.Match[str]) -> str:
        sheet = _with_imports(match[2], address, sheets, _DEEPEST)
        return match[1] + sheet.replace("</", "<")

    return _LINK.sub(style, _STYLE.sub(own, text))


def _named(name: str, address: str, sheets: Sheets, depth: int) -> str | None:
    """The sheet that a page or a sheet at an address names, with those that it imports itself."""
    source = unquote(urljoin(address, name))
    sheet = sheets.get(source, sheets.get(unquote(name))) if name and depth else None
    return sheet if sheet is None else _with_imports(sheet, source, sheets, depth - 1)


def _with_imports(sheet: str, address: str, sheets: Sheets, depth: int) -> str:
    """A sheet with those in place that it imports, as far as the archive holds them."""

    def imported(match: re.Match[str]) -> str:
        inner = _named(match[1] or match[2] or "", address, sheets, depth)
        if inner is None:
            return match[0]  # or a comment
        layer, needs, media = _CONDITIONS.match(match[3].strip()).groups()  # type: ignore[union-attr]
        around = [f"@media {media}"] * bool(media) + [f"@supports {needs}"] * bool(needs)
        around += (
            [f"@layer {layer.removeprefix('(').removesuffix(')')}"] if layer is not None else []
        )
        for rule in around:
            inner = f"{rule}{{{inner}}}"
        return inner

    head = _BEGINNING.match(sheet)
    end = head.end() if head else 0  # a browser follows none that is below a rule
    return _IMPORT.sub(imported, sheet[:end]) + sheet[end:]


def _value_of(attribute: re.Pattern[str], tag: str) -> str:
    """The value of an attribute in a tag; empty where it has none."""
    found = attribute.search(tag)
    return next(filter(None, found.groups()), "") if found else ""


def _with_frames(pages: list[Page], index: int, used: set[int], depth: int) -> str:
    """A page with the pages of its frames in their places."""
    used.add(index)
    names, text = pages[index]

    def frame(match: re.Match[str]) -> str:
        source = unquote(_value_of(_SOURCE, match[2]))
        wanted = {source, unquote(urljoin(names[-1], source))} - {"", "cid:"}
        for other, (known, _) in enumerate(pages):
            if other not in used and depth < _DEEPEST and wanted & set(map(unquote, known)):
                return _body(_with_frames(pages, other, used, depth + 1))
        return match[0]

    return _FRAMESET.sub("", _FRAME.sub(frame, text)) if "frame" in text.lower() else text


def _body(page: str) -> str:
    """The content of a page, to stand inside another; its style sheets stay in it."""
    return f"<div>{_OUTSIDE.sub('', page)}</div>"
