"""A report as a PDF whose content stands open in its bytes: nothing packed, no font inside, so that a mutation meets the content."""

from .forms import Table
from .office import _NAMES, placed

_SIZE, _STEP, _LEFT, _TOP, _BOTTOM = 7, 12, 30, 800, 40


def rawpdf(
    agency: str,
    year: int,
    parts: list[tuple[str, list[Table]]],
    ruled: bool = True,
    narrow: bool = False,
) -> bytes:
    """A PDF of the report's headings and tables; cells that span are boxed as one, or stand without rules.

    ``narrow`` leaves single characters as they are: of a font that is not there, pdfium loses such an object.
    """
    pages: list[list[bytes]] = [[]]
    y = _TOP

    def put(x: float, width: float, height: int, text: str, box: bool) -> None:
        size = min(_SIZE, (width - 4) / max(len(text), 1)) if width else _SIZE
        text = f"{text} " if len(text) == 1 and not narrow else text
        code = text.replace("\n", "").encode("utf-16-be").hex().encode()
        pages[-1].append(b"BT /F %.2f Tf %.1f %.1f Td <%s> Tj ET" % (size, x + 2, y + 3, code))
        if box:
            pages[-1].append(
                b"%.1f %.1f %.1f %.1f re S" % (x, y - (height - 1) * _STEP, width, height * _STEP)
            )

    def room(rows: int) -> None:
        nonlocal y
        if y - rows * _STEP < _BOTTOM:
            pages.append([])
            y = _TOP

    put(_LEFT, 0, 1, f"{agency}{year}年政府信息公开工作年度报告", False)
    made = dict(parts)
    for number, name in _NAMES.items():
        room(2)
        y -= 2 * _STEP
        put(_LEFT, 0, 1, f"{number}、{name}", False)
        for table in made.get(number, []):
            cells, rows, columns = placed(table)
            room(rows + 1)
            y -= _STEP
            width = 540 / columns
            for r in range(rows):
                for _, c, td in (cell for cell in cells if cell[0] == r):
                    put(_LEFT + c * width, td.width * width, td.height, td.text, ruled)
                y -= _STEP
    return _file([b"\n".join(page) for page in pages])


def _file(pages: list[bytes]) -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        b"/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>]>>"
    )
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids),
        font,
    ]
    for number, content in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (5 + 2 * number)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
