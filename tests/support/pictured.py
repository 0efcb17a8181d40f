"""Table 四 drawn as a picture, and documents of which it is the only place."""

import base64
import io
import random
from pathlib import Path

from noto_cjk_sans_otc import FONT_PATH
from PIL import Image, ImageDraw, ImageFont

from benchmarks.exactness import STYLES
from benchmarks.rendering import forms, html

AGENCY, YEAR = "湘乡县财政局", 2023
REMEDIES = (32, 1, 0, 5, 38, 0, 2, 0, 4, 6, 7, 0, 0, 0, 7)
_OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_WIDE, _HIGH, _SIZE = 120, 56, 24


def remedies_picture() -> bytes:
    """Table 四 as a PNG with text of 24 dots."""
    image = Image.new("RGB", (15 * _WIDE + 80, 4 * _HIGH + 80), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT_PATH), _SIZE, index=2)

    def cell(column: int, row: int, wide: int, high: int, text: str) -> None:
        x, y = 40 + column * _WIDE, 40 + row * _HIGH
        box = (x, y, x + wide * _WIDE, y + high * _HIGH)
        draw.rectangle(box, outline="black", width=2)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        draw.text(middle, text, fill="black", font=font, anchor="mm")

    cell(0, 0, 5, 1, "行政复议")
    cell(5, 0, 10, 1, "行政诉讼")
    cell(5, 1, 5, 1, "未经复议直接起诉")
    cell(10, 1, 5, 1, "复议后起诉")
    for n, name in enumerate(_OUTCOMES):
        cell(n, 1, 1, 2, name)
        cell(5 + n, 2, 1, 1, name)
        cell(10 + n, 2, 1, 1, name)
    for n, figure in enumerate(REMEDIES):
        cell(n, 3, 1, 1, str(figure))
    kept = io.BytesIO()
    image.save(kept, "PNG", dpi=(144, 144))
    return kept.getvalue()


def scanned_page() -> Image.Image:
    """A page of A4 with the heading of section 四 and its table."""
    page = Image.new("RGB", (1980, 2800), "white")
    font = ImageFont.truetype(str(FONT_PATH), 32, index=2)
    heading = "四、政府信息公开行政复议、行政诉讼情况"
    ImageDraw.Draw(page).text((60, 200), heading, fill="black", font=font)
    page.paste(Image.open(io.BytesIO(remedies_picture())), (50, 260))
    return page


def parts() -> list[tuple[str, list[forms.Table]]]:
    """The tables of a report, by their section."""
    return forms.tables("2021", STYLES["plain"], _shown())


def _shown() -> dict[str, str]:
    rng = random.Random(4)
    return forms.printed(forms.random_cells("2021", rng), "2021", STYLES["plain"], rng)


def whole_page() -> str:
    """A web page with all tables, and a picture of one besides."""
    text = html.page(AGENCY, YEAR, parts(), random.Random(4), chatter=False)
    return _with_picture(text, data_uri(remedies_picture()))


def page_without_remedies(picture: str) -> tuple[str, dict[str, str]]:
    """A web page whose table 四 is a picture, and what its other tables print."""
    tables = [(n, [] if n == "四" else made) for n, made in parts()]
    text = html.page(AGENCY, YEAR, tables, random.Random(4), chatter=False)
    printed = {c: v for c, v in _shown().items() if not c.startswith("remedies/")}
    return _with_picture(text, picture), printed


def _with_picture(text: str, picture: str) -> str:
    at = text.rindex("<", 0, text.index("五、"))
    return f'{text[:at]}<p><img alt="" src="{picture}"></p>{text[at:]}'


def data_uri(picture: bytes) -> str:
    """A picture as it is kept in a page."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def saved_page(folder: Path) -> Path:
    """A page as browsers save it: the picture lies in a folder beside it."""
    (folder / "报告_files").mkdir()
    (folder / "报告_files" / "表 四.png").write_bytes(remedies_picture())
    text, _ = page_without_remedies("./%E6%8A%A5%E5%91%8A_files/%E8%A1%A8%20%E5%9B%9B.png?v=1")
    path = folder / "报告.html"
    path.write_text(text, encoding="utf-8")
    return path
