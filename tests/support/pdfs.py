"""A small writer of PDFs for tests: text at places, rules, and what agencies' files do to them.

Chinese is set in a font that is not embedded, so a file takes a few kilobytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.form import APPLICANTS, get_form

HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
OUTCOMES = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
GROUPS = {
    "review": "行政复议",
    "suit_direct": "未经复议直接起诉",
    "suit_after_review": "复议后起诉",
}


@dataclass
class Page:
    """The content of one page, in points from the lower left corner."""

    width: float = 842
    height: float = 595
    rotate: int = 0
    content: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 8,
        extra: str = "",
        matrix: str = "1 0 0 1",
    ) -> None:
        """Text with its left end at ``x``; ``extra`` are operators before it, such as ``3 Tr`` or
        ``1 1 1 rg``.
        """
        if not text:
            return
        ascii_only = text.isascii()
        shown = f"({text})" if ascii_only else f"<{text.encode('utf-16-be').hex()}>"
        font = "/L" if ascii_only else "/C"
        self.content.append(
            f"q BT {extra} {font} {size} Tf {matrix} {x:.1f} {y:.1f} Tm {shown} Tj ET Q"
        )

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A stroked line."""
        self.content.append(f"0.5 w {x0:.1f} {y0:.1f} m {x1:.1f} {y1:.1f} l S")


def pdf(pages: list[Page]) -> bytes:
    """The file."""
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        "/FontDescriptor 6 0 R/DW 1000>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 "
        "900]/ItalicAngle 0/Ascent 880/Descent -120"
        "/CapHeight 700/StemV 80>>",
    ]
    kids = []
    for page in pages:
        stream = "\n".join(page.content)
        parts.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
        kids.append(f"{len(parts) + 1} 0 R")
        parts.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.width} {page.height}]/Rotate "
            f"{page.rotate}"
            f"/Contents {len(parts)} 0 R/Resources<</Font<</L 3 0 R/C 4 0 R>>>>>>"
        )
    parts[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>"
    return assembled([part.encode("latin-1") for part in parts])


def assembled(parts: list[bytes]) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    trailer = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(parts) + 1}/Root 1 0 R>>\n"
    return out + f"{trailer}startxref\n{len(out)}\n%%EOF\n".encode()


def report(
    cells: Mapping[str, object],
    fmt: str = "2021",
    agency: str = "某县林业局",
    year: int = 2023,
    align: str = "left",
    cut: int = 0,
) -> list[Page]:
    """A whole report on landscape pages without a single rule.

    Parameters
    ----------
    align : {"left", "right", "middle"}
        How numbers stand under their headers, which stand to the left.
    cut : int
        How many rows of table 三 go to a page of their own, without its header.
    """
    form = get_form(fmt)
    first, second, third = Page(), Page(), Page()
    first.text(60, 560, f"{agency}{year}年政府信息公开工作年度报告", 14)
    first.text(60, 530, "一、总体情况")
    first.text(60, 510, "二、主动公开政府信息情况")
    y, shown = 490.0, ()
    for item in form.items("disclosure"):
        mine = [c for c in form.cells if (c.table, c.item) == ("disclosure", item)]
        labels = tuple(c.column_label for c in mine)
        if labels != shown:
            shown = labels
            for k, label in enumerate(labels):
                first.text(300 + 160 * k, y, label)
            y -= 16
        first.text(60, y, mine[0].item_label)
        for k, cell in enumerate(mine):
            _number(
                first, 300 + 160 * k, y, str(cells[cell.code]), align, 8.0 * len(cell.column_label)
            )
        y -= 16
    y = 560.0
    second.text(60, y, "三、收到和处理政府信息公开申请情况")
    for k, head in enumerate(HEADS):
        second.text(400 + 60 * k, y - 20, head)
    y -= 40
    items = form.items("requests")
    page = second
    for n, item in enumerate(items):
        if cut and n == len(items) - cut:
            page, y = third, 560.0
        page.text(
            60, y, next(c.item_label for c in form.cells if (c.table, c.item) == ("requests", item))
        )
        for k, who in enumerate(APPLICANTS):
            _number(page, 400 + 60 * k, y, str(cells[f"requests/{item}/{who}"]), align, 48)
        y -= 15
    y -= 20
    page.text(60, y, "四、政府信息公开行政复议、行政诉讼情况")
    for g, (item, name) in enumerate(GROUPS.items()):
        page.text(60 + 240 * g, y - 15, name)
        for k, (column, head) in enumerate(OUTCOMES.items()):
            page.text(60 + 240 * g + 46 * k, y - 30, head)
            _number(
                page,
                60 + 240 * g + 46 * k,
                y - 45,
                str(cells[f"remedies/{item}/{column}"]),
                align,
                32,
            )
    page.text(60, y - 65, "五、存在的主要问题及改进情况")
    page.text(60, y - 80, "六、其他需要报告的事项")
    return [first, second, *([third] if cut else [])]


def _number(page: Page, x: float, y: float, text: str, align: str, room: float) -> None:
    width = 8 * sum({"-": 0.333, "/": 0.278, ".": 0.278}.get(c, 0.556) for c in text)  # Helvetica's
    page.text(
        x + {"left": 0.0, "right": room - width, "middle": (room - width) / 2}[align], y, text
    )
