"""A single sign in a scanned cell: a slash is not stated as 1, nor a dash as a digit."""

from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from analysis.reading.backends.scan.models import Strip, _fitting

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = ("DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf", "STIXGeneral.ttf")
SIZES = (20, 34, 60)


def drawn(sign: str, face: str, size: int) -> tuple[np.ndarray, float]:
    """The ink of a sign without margins, and the height of this type's figures."""
    font = ImageFont.truetype(str(FONTS / face), size)
    image = Image.new("L", (3 * size, 3 * size), 255)
    ImageDraw.Draw(image).text((size, size), sign, font=font, fill=0)
    dark = np.asarray(image)
    rows, columns = np.flatnonzero((dark < 128).any(1)), np.flatnonzero((dark < 128).any(0))
    ink = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    top, bottom = font.getbbox("0")[1], font.getbbox("0")[3]
    return ink, float(bottom - top)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("face", FACES)
def test_a_slash_or_a_dash_is_no_sure_digit(face: str, size: int) -> None:
    for sign, read in [("/", "1"), ("-", "1"), ("-", "0"), ("—", "0")]:
        found = _fitting(Strip(read, 0.99), *drawn(sign, face, size))
        assert found.confidence == 0, (sign, read)
        assert sign.replace("—", "-") in found.others


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("face", FACES)
def test_digits_keep_their_confidence(face: str, size: int) -> None:
    for digit in "0123456789":
        assert _fitting(Strip(digit, 0.99), *drawn(digit, face, size)).confidence == 0.99, digit
