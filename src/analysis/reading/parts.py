"""Pictures inside a document that may show its tables: of a web page, a Word file, a page of a PDF.

They are looked for only where a document's own text lacks tables, since reading them takes seconds.
"""

import base64
import binascii
import glob
import html
import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree

from analysis.errors import InputError

from .backends.encodings import decode
from .blocks import Document, Grid, Line, cells_of
from .layout import boxes_in

MOST = 20  # pictures of one document
MAX_BYTES = 20_000_000  # of a picture
_WIDE, _HIGH = 500, 200  # dots: a smaller picture shows no table that can be read
_BEFORE = 4000  # bytes of a page before a picture, in which the text before it is looked for
_LONGEST = 40  # characters of it
_SHARE = 0.15  # of a page of a PDF, at least, for a picture on it to show a table
_DATA = re.compile(r"data:image/[\w.+-]+((?:;[^,;]*)*),(.*)", re.DOTALL)
_SOURCE = re.compile(rb"""<img\b[^>]*?\ssrc\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_MARKUP = re.compile(r"(?s)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")
_EMBEDDED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Part:
    """A picture in a document.

    Attributes
    ----------
    name : str
        Its name in places: ``image 2`` or ``page 3``.
    data : bytes
        The picture's file; of a page of a PDF the whole PDF.
    page : int
        The page of a PDF, from 1; 0 for a picture's own file.
    before : str
        The text before it, without white space, by which its place among the blocks is found.
    """

    name: str
    data: bytes
    page: int = 0
    before: str = ""


def pictures_in(data: bytes, document: Document, path: str) -> list[Part]:
    """The pictures in a document that may show tables, in order.

    Parameters
    ----------
    data : bytes
        The document's file.
    document : Document
        What was read of it.
    path : str
        Its path; pictures of a web page may lie beside it, as browsers save them.
    """
    if document.kind == "pdf":
        return list(_pages(data))[:MOST]
    found = {"html": _of_page, "docx": _of_word}.get(document.kind)
    seen = [pair for pair in found(data, path) if _may_show_a_table(pair[0])] if found else []
    return [
        Part(f"image {n}", picture, before=re.sub(r"\s", "", before)[-_LONGEST:])
        for n, (picture, before) in enumerate(seen[:MOST], start=1)
    ]


def with_pictures(document: Document, parts: list[Part]) -> Document:
    """A document with what its pictures show, where they stand.

    Parameters
    ----------
    document : Document
        What was read of its text.
    parts : list of Part
        As ``pictures_in`` gives them.
    """
    from .backends.scan import read_parts

    seen = read_parts((part.name, part.data, part.page) for part in parts)
    if document.kind == "pdf":
        blocks = sorted([*document.blocks, *seen.blocks], key=_page_of)
    else:
        blocks = _in_place(document.blocks, seen.blocks, parts)
    return replace(
        document, blocks=blocks, pictured=seen.pictured, notes=[*document.notes, *seen.notes]
    )


def _page_of(block: Line | Grid) -> int:
    found = boxes_in(_where(block))
    return found[0][0] if found else 0


def _where(block: Line | Grid) -> str:
    if isinstance(block, Line):
        return block.where
    return next((slot.where for row in block.rows for slot in row if slot is not None), "")


def _in_place(
    blocks: list[Line | Grid], seen: list[Line | Grid], parts: list[Part]
) -> list[Line | Grid]:
    """Blocks of text with those of each picture after the text that stands before the picture."""
    ends, whole = [], ""
    for block in blocks:
        texts = (
            [block.text]
            if isinstance(block, Line)
            else [slot.text for row in block.rows for slot in cells_of(row)]
        )
        whole += re.sub(r"\s", "", "".join(texts))
        ends.append(len(whole))
    places: dict[int, list[Line | Grid]] = {}
    for part in parts:
        own = [block for block in seen if f" {part.name}, " in _where(block)]
        places.setdefault(_after(whole, ends, part.before), []).extend(own)
    return [
        block
        for at in range(len(blocks) + 1)
        for block in (*places.get(at, []), *blocks[at : at + 1])
    ]


def _after(whole: str, ends: list[int], before: str) -> int:
    """How many blocks stand before a picture; all of them where its place is not found."""
    for length in (_LONGEST, _LONGEST // 2, _LONGEST // 4):
        tail = before[-length:]
        at = whole.find(tail) if tail else -1
        if at >= 0 and whole.find(tail, at + 1) < 0:
            return bisect_left(ends, at + len(tail)) + 1
    return len(ends)


def _of_page(data: bytes, path: str) -> Iterator[tuple[bytes, str]]:
    """Pictures kept in a page, or beside it and below its folder, with the text before each."""
    folder = Path(path).parent
    for found in _SOURCE.finditer(data):
        source = found[1].strip(b"\"'").decode("utf-8", "replace").strip()
        before = _bare(data[max(found.start() - _BEFORE, 0) : found.start()], path)
        kept = _DATA.fullmatch(source)
        if kept:
            yield _decoded(kept[2], "base64" in kept[1]), before
        elif source and not re.match(r"[\w.+-]+:|[/\\#?]", source):
            name = unquote(re.split(r"[?#]", source)[0])
            yield _beside(folder, name) or _collected(Path(path), name), before


def _bare(markup: bytes, path: str) -> str:
    """The text of a piece of a page."""
    try:
        text, _ = decode(markup[markup.find(b">") + 1 :], path)
    except InputError:
        return ""
    return html.unescape(_MARKUP.sub("", text))


def _decoded(text: str, in_base64: bool) -> bytes:
    try:
        return base64.b64decode(unquote_to_bytes(text)) if in_base64 else unquote_to_bytes(text)
    except (binascii.Error, ValueError):
        return b""


def _beside(folder: Path, name: str) -> bytes:
    """A file below a folder; nothing where it lies elsewhere or is too large."""
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return b""
        return path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except (OSError, ValueError):
        return b""


def _collected(page: Path, name: str) -> bytes:
    """A picture that was kept with a page in a folder named after it, as ``gouji collect`` does."""
    kept = re.sub(r"[^\w\-·（）()]+", "_", Path(name).stem)[:60]
    folder = page.with_name(f"{page.stem}_files")
    found = sorted(folder.glob(f"{glob.escape(kept)}.*")) if kept and folder.is_dir() else []
    return _beside(folder, found[0].name) if found else b""


def _of_word(data: bytes, _: str) -> Iterator[tuple[bytes, str]]:
    """Pictures in the body of a Word file, in order, with the text before each."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "word/_rels/document.xml.rels" not in names:
            return
        relations = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        body = etree.fromstring(archive.read("word/document.xml"))
        before = ""
        for node in body.iter("{*}t", "{*}blip", "{*}imagedata"):
            if node.tag.endswith("}t"):
                before = (before + (node.text or ""))[-_BEFORE:]
                continue
            target = targets.get(node.get(_EMBEDDED) or node.get(_RELATION), "")
            name = target.lstrip("/") if target.startswith("/") else f"word/{target}"
            if name in names and archive.getinfo(name).file_size <= MAX_BYTES:
                yield archive.read(name), before


def _may_show_a_table(picture: bytes) -> bool:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as image:
            return bool(image.width >= _WIDE and image.height >= _HIGH)
    except Exception:  # whatever a broken picture makes the library raise: it shows nothing
        return False


def _pages(data: bytes) -> Iterator[Part]:
    """The pages of a PDF with a picture that is large enough."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    document = pdfium.PdfDocument(data)
    try:
        for index in range(len(document)):
            try:
                page: Any = document[index]
                area = page.get_width() * page.get_height()
                kinds = (raw.FPDF_PAGEOBJ_IMAGE,)
                boxes = [found.get_bounds() for found in page.get_objects(filter=kinds)]
            except pdfium.PdfiumError:
                continue  # a broken page: what is on it is absent
            covered = sum((right - left) * (top - bottom) for left, bottom, right, top in boxes)
            if covered >= _SHARE * area:
                yield Part(f"page {index + 1}", data, index + 1)
    finally:
        document.close()
