"""A report as a PDF whose content stands open in its bytes: nothing packed, no font inside, so that a mutation meets the content."""

from .forms import Table

_SIZE, _STEP, _LEFT, _TOP, _BOTTOM = 7, 12, 30, 800, 40


def rawpdf(agency: str, year: int, parts: list[Table], ruled: bool = True) -> bytes:
    """A PDF of the report's lines and tables, rows of cells at equal widths.

    Parameters
    ----------
    agency, year
        For the title.
    parts : list of Table
        As other renderings take them.
    ruled : bool
        Whether cells are boxed.
    """
    pages: list[list[bytes]] = [[]]
    y = _TOP

    def line(cells: list[tuple[float, float, str]], box: bool) -> None:
        nonlocal y
        if y < _BOTTOM:
            pages.append([])
            y = _TOP
        for x, width, text in cells:
            code = text.replace("\n", "").encode("utf-16-be").hex().encode()
            pages[-1].append(b"BT /F %d Tf %.1f %.1f Td <%s> Tj ET" % (_SIZE, x + 2, y + 3, code))
            if box:
                pages[-1].append(b"%.1f %.1f %.1f %.1f re S" % (x, y, width, _STEP))
        y -= _STEP

    line([(_LEFT, 0, f"{agency}{year}年政府信息公开工作年度报告")], False)
    for heading, rows in flat(parts):
        line([(_LEFT, 0, heading)], False)
        for row in rows:
            width = 540 / max(len(row), 1)
            line([(_LEFT + n * width, width, text) for n, text in enumerate(row)], ruled)
    return _file([b"\n".join(page) for page in pages])


def _file(pages: list[bytes]) -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        b"/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>]>>"
    )
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids), font]
    for number, content in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % (5 + 2 * number)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
