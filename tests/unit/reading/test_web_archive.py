"""Web archives: a page in one file, with its frames, whatever its name and however it is packed."""

import plistlib
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart

import pytest

from analysis.errors import InputError
from analysis.reading.document import read_bytes

TABLE = "<table><tr><td>规章</td><td>12</td></tr></table>"
PAGE = (
    f"<html><head><title>报告</title></head><body><p>政府信息公开年度报告</p>{TABLE}</body></html>"
)
INNER = f"<html><body><p>框内</p>{TABLE}</body></html>"
PICTURE = bytes(range(256)) * 40


def part(content: bytes, kind: str, where: str, encoding: str = "binary", name: str = ""):
    main, sub = kind.split("/")
    made = MIMENonMultipart(main, sub)
    made["Content-Location"] = where
    if name:
        made["Content-ID"] = f"<{name}>"
    made["Content-Transfer-Encoding"] = encoding
    if encoding == "base64":
        import base64

        made.set_payload(base64.encodebytes(content).decode())
    elif encoding == "quoted-printable":
        import quopri

        made.set_payload(quopri.encodestring(content).decode())
    else:
        made.set_payload(content.decode("ascii", "surrogateescape"))
    return made


def archive(*parts, kind: str = "related") -> bytes:
    message = MIMEMultipart(kind)
    message["From"] = "<Saved by a browser>"
    message["Subject"] = "report"
    for one in parts:
        message.attach(one)
    return message.as_bytes()


def page(content: str, where: str = "http://x.gov.cn/a.html", **more):
    code = more.pop("code", "utf-8")
    return part(content.encode(code), more.pop("kind", "text/html"), where, **more)


def shown(data: bytes, name: str = "r.mht") -> list[list[str]]:
    grids = read_bytes(data, name).grids
    return [[slot.text for slot in row] for grid in grids for row in grid.rows]


READ = [["规章", "12"]]
picture = part(PICTURE, "image/png", "http://x.gov.cn/a.png")
ARCHIVES = {
    "binary": archive(page(PAGE)),
    "base64": archive(page(PAGE, encoding="base64")),
    "quoted": archive(page(PAGE, encoding="quoted-printable")),
    "GBK": archive(page(PAGE, code="gb18030", encoding="base64")),
    "UTF-16": archive(page(PAGE, code="utf-16", encoding="base64")),
    "with a binary picture": archive(page(PAGE), picture),
    "picture first": archive(picture, page(PAGE)),
    "XHTML": archive(page(PAGE, kind="application/xhtml+xml")),
    "page of no declared kind": archive(page(PAGE, kind="application/octet-stream")),
    "mark and blank lines first": b"\xef\xbb\xbf\r\n\r\n" + archive(page(PAGE)),
    "a single part": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode(),
    "frame by address": archive(
        page('<html><body><iframe src="b.html"></iframe></body></html>'),
        page(INNER, "http://x.gov.cn/b.html"),
    ),
    "frame by name": archive(
        page('<html><body><iframe width="9" src="cid:frame-1@x"></iframe></body></html>'),
        page(INNER, "http://x.gov.cn/b.html", name="frame-1@x"),
    ),
    "frame set": archive(
        page(
            '<html><frameset cols="1,2"><frame src="n.html"><frame src="b.html"></frameset></html>'
        ),
        page("<html><body>目录</body></html>", "http://x.gov.cn/n.html"),
        page(INNER, "http://x.gov.cn/b.html"),
    ),
    "frame in a frame": archive(
        page('<body><iframe src="c.html"></iframe></body>'),
        page('<body><iframe src="b.html"></iframe></body>', "http://x.gov.cn/c.html"),
        page(INNER, "http://x.gov.cn/b.html"),
    ),
    "frame that holds itself": archive(
        page(f'<html><body>{TABLE}<iframe src="a.html"></iframe></body></html>')
    ),
    "page that nothing refers to": archive(
        page("<html><body>正文见附件</body></html>"), page(INNER, "http://x.gov.cn/z.html")
    ),
    "Safari": plistlib.dumps(
        {
            "WebMainResource": {
                "WebResourceData": b'<html><body><iframe src="b.html"></iframe></body></html>',
                "WebResourceURL": "http://x.gov.cn/a.html",
            },
            "WebSubframeArchives": [
                {
                    "WebMainResource": {
                        "WebResourceData": INNER.encode(),
                        "WebResourceURL": "http://x.gov.cn/b.html",
                    }
                }
            ],
        },
        fmt=plistlib.FMT_BINARY,
    ),
}


@pytest.mark.parametrize("ending", ["mht", "html", "doc", "txt", "webarchive"])
@pytest.mark.parametrize("name", ARCHIVES)
def test_the_page_is_read_whatever_the_archive_and_its_name(name, ending):
    assert shown(ARCHIVES[name], f"r.{ending}") == READ


def test_an_email_that_holds_a_page_is_read():
    message = EmailMessage()
    message["Subject"], message["To"] = "年度报告", "a@x.cn"
    message.set_content("见网页")
    message.add_alternative(PAGE, subtype="html")
    assert shown(message.as_bytes(), "r.mht") == READ


def test_a_page_or_text_with_the_ending_of_an_archive_is_what_it_is():
    assert shown(PAGE.encode(), "r.mht") == READ
    assert read_bytes("收件：甲\n政府信息公开".encode(), "r.mht").kind == "text"


def test_a_damaged_archive_gets_one_clear_sentence():
    with pytest.raises(InputError, match=r"r\.webarchive: not a readable web archive\."):
        read_bytes(b"bplist00" + PICTURE, "r.webarchive")
    with pytest.raises(InputError):
        read_bytes(archive(picture), "r.mht")


def test_styles_of_a_frame_hide_what_they_hide():
    inner = INNER.replace("<body>", "<style>.x{display:none}</style><body>")
    inner = inner.replace("12", '<span class="x">3</span>12')
    data = archive(
        page('<html><body><iframe src="b.html"></iframe></body></html>'),
        page(inner, "http://x.gov.cn/b.html"),
    )
    assert shown(data) == READ


HIDING = "i{display:none}"
LINKED = (
    '<html><head><LINK href={} media="{}" rel=stylesheet></head><body>'
    "<table><tr><td>规章</td><td>1<i>7</i></td></tr></table></body></html>"
)


@pytest.mark.parametrize(
    ("href", "where", "name"),
    [
        ("s/look.css", "http://x.gov.cn/s/look.css", ""),
        ("'http://x.gov.cn/%E6%A0%B7.css'", "http://x.gov.cn/样.css", ""),
        ('"cid:look@page"', "cid:look@page", ""),
        ('"cid:look@page"', "http://elsewhere/y.css", "look@page"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_style_sheet_in_the_archive_holds_for_its_page(href, where, name, first):
    sheet = part(HIDING.encode(), "text/css", where, name=name)
    for media, value in (("all", "1"), ("print", "17"), ("", "1")):
        one = page(LINKED.format(href, media))
        parts = (sheet, one) if first else (one, sheet)
        assert shown(archive(*parts)) == [["规章", value]]


IMPORTS = {
    '@import "b.css";': "1",
    "@IMPORT url(b.css);": "1",
    "@import url( 'http://x.gov.cn/s/b.css' ) screen;": "1",
    "@import 'b.css' print;": "17",
    "@import 'b.css' layer(base) supports(display: grid) screen;": "1",
    "@import 'b.css' layer; i{display:inline}": "1⟨7⟩",  # seen, and not plain
    "@charset 'utf-8';/* first */@layer base;@import url(b.css);p{color:red}": "1",
    "/* @import 'b.css'; */": "17",
    "p{color:red}@import 'b.css';": "17",
    "@import 'other.css';": "17",
    "@import 'a.css';@import 'b.css';": "1",
}


@pytest.mark.parametrize("sheet", IMPORTS)
@pytest.mark.parametrize("within", ["link", "style", "sheet"])
def test_a_style_sheet_that_another_one_imports_holds_too(sheet, within):
    sheets = {"b": HIDING, "a": sheet, "top": '@import "a.css";'}
    if within == "style":
        one = page(
            f"<style>{sheet}</style>" + LINKED.format("x", "all"), "http://x.gov.cn/s/a.html"
        )
    else:
        one = page(LINKED.format("s/a.css" if within == "link" else "s/top.css", "all"))
    parts = [part(s.encode(), "text/css", f"http://x.gov.cn/s/{n}.css") for n, s in sheets.items()]
    assert shown(archive(one, *parts)) == [["规章", IMPORTS[sheet]]]


def test_a_style_sheet_that_is_not_in_the_archive_or_not_in_use_changes_nothing():
    sheet = part(HIDING.encode(), "text/css", "http://x.gov.cn/b.css")
    assert shown(archive(page(LINKED.format("a.css", "all")), sheet)) == [["规章", "17"]]
    alternate = LINKED.format("b.css", "all").replace(
        "rel=stylesheet", 'rel="alternate stylesheet"'
    )
    assert shown(archive(page(alternate), sheet)) == [["规章", "17"]]


def test_a_style_sheet_in_a_safari_archive_holds_for_its_page():
    main = {"WebResourceURL": "http://x.gov.cn/a.html", "WebResourceMIMEType": "text/html"}
    sheet = {"WebResourceURL": "http://x.gov.cn/a.css", "WebResourceMIMEType": "text/css"}
    main["WebResourceData"], sheet["WebResourceData"] = (
        LINKED.format("a.css", "screen").encode(),
        HIDING.encode(),
    )
    data = {"WebMainResource": main, "WebSubresources": [sheet, "junk"]}
    made = plistlib.dumps(data, fmt=plistlib.FMT_BINARY)
    assert shown(made, "r.webarchive") == [["规章", "1"]]
