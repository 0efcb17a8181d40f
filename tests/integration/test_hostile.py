"""Input that is made, or happens, to break a reader: each is answered within seconds and 1 GB, by
one clear error.
"""

import contextlib
import io
import os
import random
import re
import socket
import time
import zipfile
from pathlib import Path

import pytest

from analysis import InputError, load_reports, read_report
from analysis.reading import files
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise
from tests.support.layouts import figures, flattened
from tests.support.patience import patience, processor_seconds

SECONDS = 25
PDF_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def refusal(path) -> str:
    """The one error for a file: in time, on one line, with the file's name, and nothing that a
    terminal would obey.
    """
    start = time.perf_counter()
    with pytest.raises(InputError) as error:
        read_report(path)
    told = str(error.value)
    assert time.perf_counter() - start < patience(SECONDS)
    assert told.isprintable(), told
    return told


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def packed(members: dict[str, bytes], level: int = 9) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(body: str, prolog: str = "") -> bytes:
    """A Word document with the given body."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    )
    document = f'<?xml version="1.0"?>{prolog}<w:document {W}><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": types, "_rels/.rels": rels, "word/document.xml": document}
    return packed({name: text.encode() for name, text in parts.items()})


def xlsx(sheet: str, strings: bytes = b"", prolog: str = "") -> bytes:
    """A workbook of one sheet with the given content."""
    from openpyxl import Workbook

    out = io.BytesIO()
    Workbook().save(out)
    with zipfile.ZipFile(out) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        f'<?xml version="1.0"?>{prolog}<worksheet {S}>{sheet}</worksheet>'.encode()
    )
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    return packed(parts)


def pdf(pages: int) -> bytes:
    """A PDF of so many empty pages."""
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 3 + pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        *[PDF_PAGE] * pages,
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    end = b"trailer<</Size %d/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
OUTSIDE = (
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file://{path}'><!ENTITY n SYSTEM 'http://127.0.0.1:{port}/'>]>"
)

FILES = {
    "empty": (lambda: b"", "x.html", "empty"),
    "blanks": (lambda: b" \r\n\t" * 1000, "x.txt", "empty"),
    "NUL bytes": (lambda: b"\0" * 100_000, "x.html", "empty"),
    "NUL bytes and text": (lambda: "政府信息公开\0".encode() * 10_000, "x.html", "binary file"),
    "0xFF": (lambda: b"\xff" * 100_000, "x.txt", "no encoding fits"),
    "UTF-16 that breaks off": (
        lambda: b"\xff\xfe" + "政府".encode("utf-16-le") * 500 + b"\x00\xd8",
        "x.txt",
        "byte",
    ),
    "noise": (
        lambda: random.Random(1).randbytes(300_000),
        "x.html",
        "binary file|no encoding fits",
    ),
    "PDF that breaks off": (lambda: pdf(3)[:300], "x.pdf", "not a readable PDF|no text"),
    "PDF of nothing but its mark": (lambda: b"%PDF-1.7\n", "x.pdf", "not a readable PDF"),
    "PDF of pictures": (lambda: pdf(3), "x.pdf", "gouji template"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 1000, "x.html", "gouji template"),
    "packed by another program": (
        lambda: b"Rar!\x1a\x07\x00" + b"\0" * 1000,
        "x.html",
        "Unpack it",
    ),
    "Word file that breaks off": (lambda: docx("<w:p/>")[:200], "x.docx", "not a readable Word"),
    "Word file without XML": (
        lambda: packed({"word/document.xml": b"\xff" * 100}),
        "x.docx",
        "not a readable Word",
    ),
    "workbook without XML": (
        lambda: packed({"xl/workbook.xml": b"<"}),
        "x.xlsx",
        "not a readable XLSX",
    ),
    "old workbook of noise": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(20_000),
        "x.xls",
        "not a readable XLS",
    ),
    "locked workbook": (
        lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 1000
            + "EncryptedPackage\0".encode("utf-16-le")
        ),
        "x.xlsx",
        "password",
    ),
    "one line of digits": (lambda: b"7" * 5_000_000, "x.txt", "none of the three"),
    "one line of bars": (lambda: b"|" * 5_000_000, "x.txt", "none of the three"),
    "entities in Word": (
        lambda: docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", LAUGHS),
        "x.docx",
        "x.docx",
    ),
    "entities in a workbook": (
        lambda: xlsx('<sheetData><row><c t="str"><v>&a9;</v></c></row></sheetData>', prolog=LAUGHS),
        "x.xlsx",
        "x.xlsx",
    ),
    "10,000 nested elements in Word": (
        lambda: docx("<w:sdt><w:sdtContent>" * 10_000),
        "x.docx",
        "x.docx",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_report_is_refused_in_one_line(tmp_path, name):
    make, file, says = FILES[name]
    told = refusal(written(tmp_path, file, make()))
    assert file in told
    assert re.search(says, told), told


HEAVY = {
    "page of 200 MB": (lambda: b"<html>" + b"<p>x</p>" * 25_000_000, "x.html", "50 MB"),
    "text of 30 MB": (lambda: b"x" * 30_000_000, "x.txt", "20 MB"),
    "PDF of 10,000 pages": (lambda: pdf(10_000), "x.pdf", "10000 pages"),
    "10,000 nested tables": (
        lambda: b"<html>" + b"<table><tr><td>" * 10_000,
        "x.html",
        "none of the three",
    ),
    "a million attributes": (
        lambda: b"<html><div " + b" ".join(b'a%d="1"' % n for n in range(1_000_000)) + b">",
        "x.html",
        "x.html",
    ),
    "a million entities": (
        lambda: b"<html><p>" + b"&amp;&#x4e00;" * 1_000_000,
        "x.html",
        "none of the three",
    ),
    "a million empty cells": (
        lambda: b"<html><table>" + b"<tr><td><td><td><td>" * 250_000,
        "x.html",
        "x.html",
    ),
    "spans beyond reason": (
        lambda: b"<html><table>" + b"<tr><td rowspan=9999 colspan=9999>1" * 9000,
        "x.html",
        "more than any annual report",
    ),
    "bomb in Word": (lambda: packed({"word/document.xml": b" " * 110_000_000}), "x.docx", "100 MB"),
    "bomb in Word, below the limit": (lambda: docx("<w:p/>" * 15_000_000), "x.docx", "x.docx"),
    "bomb in a workbook": (
        lambda: xlsx(
            "<sheetData/>",
            b"<sst " + S.encode() + b">" + b"<si><t>x</t></si>" * 5_500_000 + b"</sst>",
        ),
        "x.xlsx",
        "x.xlsx",
    ),
    "a sheet of all rows": (
        lambda: xlsx(
            "<sheetData>" + "".join(f'<row r="{n}"/>' for n in range(1, 1_048_577)) + "</sheetData>"
        ),
        "x.xlsx",
        "x.xlsx",
    ),
    "a sheet that claims all cells": (
        lambda: xlsx(
            '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"/></row></sheetData>'
        ),
        "x.xlsx",
        "x.xlsx",
    ),
    "a merged cell over 60,000": (
        lambda: xlsx('<sheetData/><mergeCells><mergeCell ref="A1:C20000"/></mergeCells>'),
        "x.xlsx",
        "x.xlsx",
    ),
    "a formula shared by all rows": (
        lambda: xlsx(
            '<sheetData><row><c r="A1"><f t="shared" ref="A1:A1048576" si="0">A2+1</f></c></row></sheetData>'
        ),
        "x.xlsx",
        "x.xlsx",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY)
def test_a_file_that_is_too_much_is_refused_in_time(tmp_path, name):
    make, file, says = HEAVY[name]
    told = refusal(written(tmp_path, file, make()))
    assert file in told
    assert says in told


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_entity_fetches_nothing(tmp_path, kind):
    secret = written(tmp_path, "secret.txt", "机密内容".encode())
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        prolog = OUTSIDE.format(path=secret, port=server.getsockname()[1])
        if kind == "docx":
            data = docx("<w:p><w:r><w:t>x &e; &n;</w:t></w:r></w:p>", prolog)
        else:
            data = xlsx(
                '<sheetData><row><c t="str"><v>x &e; &n;</v></c></row></sheetData>', prolog=prolog
            )
        try:
            blocks = read_bytes(data, f"x.{kind}").blocks
        except InputError as error:
            blocks = [error]
        assert "机密" not in repr(blocks)
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_limit_is_told_before_a_large_file_is_read(tmp_path):
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # on disk it takes nothing
    start = time.perf_counter()
    assert "larger than 50 MB" in refusal(path)
    assert time.perf_counter() - start < patience(2)


def test_what_is_no_regular_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.html")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.html"))
        for path in (tmp_path / "pipe.html", tmp_path / "socket.html", "/dev/zero", "/dev/null"):
            assert "not a regular file" in refusal(path)
        problems = load_reports(tmp_path).problems
    assert len(problems) == 2
    assert all("not a regular file" in problem for problem in problems)


def test_links_that_lead_nowhere_are_told(tmp_path):
    (tmp_path / "loop.html").symlink_to(tmp_path / "loop.html")
    (tmp_path / "gone.html").symlink_to(tmp_path / "nothing")
    (tmp_path / "folder").symlink_to(tmp_path)
    (tmp_path / "folder.pdf").mkdir()
    assert "cannot be read" in refusal(tmp_path / "loop.html")
    assert "no such file" in refusal(tmp_path / "gone.html")
    assert "is a folder" in refusal(tmp_path / "folder.pdf")
    assert len(load_reports(tmp_path).problems) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(tmp_path):
    path = written(tmp_path, "x.html", b"x")
    path.chmod(0)
    assert "permissions" in refusal(path)
    (tmp_path / "closed").mkdir(mode=0)
    assert any("this folder cannot be read" in p for p in load_reports(tmp_path).problems)


def test_names_are_printed_and_not_obeyed(tmp_path):
    names = [
        "\x1b[2Jclear.html",
        "line\nbreak.html",
        "turn\u202elmth.exe.html",
        "bell\x07.html",
        os.fsdecode(b"\xc4\xb3\xcf\xd8.html"),
    ]
    for name in names:
        (tmp_path / name).write_bytes(b"<html><p>x")
        assert refusal(tmp_path / name)
    problems = load_reports(tmp_path).problems
    assert len(problems) == len(names)
    assert all(problem.isprintable() for problem in problems)
    assert refusal(tmp_path / "nothing\x1b[2J.html")
    assert refusal("a\0b.html")


def test_a_name_in_gbk_still_tells_agency_and_year(tmp_path):
    text = flattened(figures()).split("\n", 1)[1]
    path = tmp_path / os.fsdecode("某县林业局2022年政府信息公开工作年度报告.txt".encode("gb18030"))
    path.write_text(text, encoding="utf-8")
    report = read_report(path)
    assert (report.id, report.file) == (
        "某县林业局-2022",
        "某县林业局2022年政府信息公开工作年度报告.txt",
    )


def test_what_a_report_says_is_printed_and_not_obeyed(tmp_path):
    cells = figures(requests__granted__total="9\x1b[31m", remedies__review__upheld="\x9b2J")
    text = (
        flattened(cells)
        .replace("五、存在的", "五、\x1b]0;x\x07存在的")
        .replace("本年情况如下", "本年\x1b[8m收到政府信息公开申请12件")
    )
    path = written(tmp_path, "r.txt", ("\x1b[2J" + text).encode())
    report = read_report(path)
    shown = [
        report.title,
        report.agency,
        *report.notes,
        *(s.heading for s in report.sections),
        *(text for text, _ in report.prose),
    ]
    for frame in (report.cells, report.claims, report.findings):
        shown += [
            value for column in frame.columns for value in frame[column] if isinstance(value, str)
        ]
    assert not [text for text in shown if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)]
    cell = report.cells.set_index(["table", "item", "column"]).loc[("requests", "granted", "total")]
    assert (cell["status"], cell["printed"]) == ("unreadable", "9\\x1b[31m")


class _Changing:
    """A file that somebody writes to between two reads."""

    def __init__(self, path: Path, how: str) -> None:
        self.path, self.how, self.read = path, how, files._all

    def __call__(self, file, most: int) -> bytes:
        if self.how == "grows":
            with self.path.open("ab") as other:
                other.write(b"more")
        elif self.how == "shrinks":
            os.truncate(self.path, 10)
        elif self.how == "is written anew":
            self.path.write_bytes(self.path.read_bytes().replace(b"9", b"8"))
            os.utime(self.path, ns=(1, 1))
        else:
            new = self.path.with_suffix(".new")
            new.write_bytes(b"another file")
            new.replace(self.path)
        return self.read(file, most)


@pytest.mark.parametrize("how", ["grows", "shrinks", "is written anew"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, how):
    path = written(tmp_path, "r.txt", flattened(figures()).encode())
    monkeypatch.setattr(files, "_all", _Changing(path, how))
    with pytest.raises(InputError, match="changed while it was being read"):
        files.read_file(path, 10**6)


def test_a_file_that_is_replaced_while_it_is_read_is_read_whole(tmp_path, monkeypatch):
    data = flattened(figures()).encode()
    path = written(tmp_path, "r.txt", data)
    monkeypatch.setattr(files, "_all", _Changing(path, "is replaced"))
    assert files.read_file(path, 10**6) == data
    assert path.read_bytes() == b"another file"


# Runs of what labels, numbers, dates, titles and tables are made of: lines that a pattern may be
# slow on.
RUNS = [
    "7",
    " ",
    "　",
    "|",
    "1 ",
    "123,",
    "1.",
    "(",
    "（）",
    "0件",
    "2023年",
    "年度",
    "信息公开",
    "政府信息公开工作年度报告",
    "收到政府信息公开申请",
    "上年结转",
    "a.",
    "自2023年1月1日起",
    "发布时间:",
    "一、",
    "（一）",
    "第二十条",
    "行政诉讼1件",
    "務(wù)",
    "0 | ",
    "<",
    "&",
    "，",
    "。",
    "增",
    "\t",
    "总计 ",
]


@pytest.mark.slow
@pytest.mark.parametrize("place", ["本年情况如下。", "（一）予以公开 |", "9 |", "某县林业局2023年"])
def test_no_pattern_is_slow_on_a_long_line(place):
    """Each in less than two seconds of the processor for 20,000 characters: what grows with their
    square takes far longer.
    """
    base = flattened(figures())
    for run in RUNS:
        text = base.replace(place, run * (20_000 // len(run)) + place, 1)

        def read(text: str = text) -> None:
            with contextlib.suppress(InputError):
                recognise(read_bytes(text.encode(), "r.txt"), {})

        assert processor_seconds(read, enough=2) <= 2, run
