"""Changes of bytes, and of what stands between tags and separators."""

import contextlib
import io
import random
import zipfile

MOST = 400_000
_PIECES = [
    b"\xff\xfe",
    b"\x00",
    b"&#x0;",
    b"&#27;",
    b"<!--",
    b"]]>",
    "自然人".encode(),
    "（七）总计".encode(),
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf",
    b"\x1b[2J",
    "\u202e".encode(),
    "⺠⼈".encode(),
    "務(wù)".encode(),
    b"http://[",
    b"//[::1",
    "发布时间：2023-02-31".encode(),
    "2023年".encode("gb18030"),
    b"<?xml version='1.0' encoding='utf-7'?>",
    b"1" * 400,
    b"1,",
    b"-" * 50,
    b"<base href='http://['>",
    b"<link rel=canonical href='http://[x'>",
    b"<meta name=PubDate content='9999-99-99'>",
    b"\xed\xa0\x80",
    b"<table>" * 200,
    b"<td colspan=999 rowspan=999>",
    "１２３".encode(),
    "九十九".encode(),
    "²③Ⅳ٣".encode(),
    b"1e999",
    b"NaN",
    b"0x1F",
]
_DROPPED = [
    b"</td>",
    b"</tr>",
    b"|",
    b"<td>",
    b"\n",
    b" rowspan=8",
    b"0",
    b"</table>",
    b"endobj",
    b"stream",
    b"BT",
    b"re S",
    b"</w:tc>",
]
_DOUBLED = [
    b"<tr>",
    b"|",
    b"<td>",
    b"\n",
    b"0",
    b"<table",
    b"obj",
    b"Tj",
    b"<w:tc>",
    b"<c ",
    b"<row",
]
_INSTEAD = [
    b"<table><td>",
    b"||",
    b"\0",
    b"9" * 30,
    b"<w:tbl><w:tr><w:tc>",
    b"(",
    b"<<",
    b"/Kids[1 0 R 2 0 R]",
]


def mutate(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A few changes; mostly, of a ZIP file, to its members, so that it stays readable as ZIP."""
    if data[:4] == b"PK\x03\x04" and rng.random() < 0.7:
        with contextlib.suppress(Exception):  # broken already
            return _member(data, other, rng)
    for _ in range(rng.randint(1, 6)):
        data = _once(data, other, rng)[:MOST]
    return data


def _member(data: bytes, other: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = [name for name in parts if name.endswith((".xml", ".rels"))]
    main = [name for name in xml if "document.xml" in name or "sheet" in name] or xml
    for _ in range(rng.randint(1, 3)):
        name = rng.choice(main if rng.random() < 0.8 else xml)
        if rng.random() < 0.05:
            parts.pop(name, None)
        elif name in parts:
            parts[name] = _once(parts[name], other, rng)[: MOST * 3]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _once(data: bytes, other: bytes, rng: random.Random) -> bytes:
    at, to = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    kind = rng.randrange(10)
    if kind == 0:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + data[min(to, at + rng.randint(1, 400)) :]
    if kind == 2:
        return data[:to] + data[at : min(to, at + 2000)] + data[to:]
    if kind == 3:
        return data[:at] + other[at : at + rng.randint(1, 3000)] + data[at:]
    if kind == 4:
        return (
            data[:at]
            if rng.random() < 0.3
            else data[at:]
            if rng.random() < 0.2
            else data[:at] + data[to:]
        )
    if kind == 5:
        return data.replace(rng.choice(_DROPPED), b"", rng.randint(1, 5))
    if kind == 6:
        return data.replace(rng.choice(_DOUBLED), rng.choice(_INSTEAD), rng.randint(1, 5))
    if kind == 7:
        return data[:at] + rng.choice(_PIECES) + data[at:]
    if kind == 8:
        return data.replace(
            b"colspan=",
            rng.choice([b"colspan=-", b"colspan=9999999", b"rowspan="]),
            rng.randint(1, 3),
        )
    digits = [i for i in range(at, min(to, at + 3000)) if 48 <= data[i] <= 57]
    for i in rng.sample(digits, min(len(digits), 3)):
        data = (
            data[:i]
            + rng.choice([b"0", b"9", b"-1", b"4294967296", b"2147483647", b".", b"1e9"])
            + data[i + 1 :]
        )
    return data
