"""The typeface of every figure and page: Noto Sans CJK SC, under the Open Font License.

It comes with the package ``noto-cjk-sans-otc``.

A machine without Chinese fonts draws the same glyphs as any other.
"""

from functools import cache
from typing import Any

# A collection's first face is Japanese; this name asks for the Simplified Chinese one.
FAMILY = "Noto Sans CJK SC"


@cache
def use_font() -> str:
    """Make the typeface known to matplotlib, and give its name."""
    from matplotlib import font_manager
    from noto_cjk_sans_otc import FONT_PATH

    font_manager.fontManager.addfont(str(FONT_PATH))
    return FAMILY


@cache
def face() -> Any:
    """The typeface as HarfBuzz takes it."""
    import uharfbuzz as hb
    from noto_cjk_sans_otc import FONT_PATH

    blob = hb.Blob.from_file_path(str(FONT_PATH))
    count = int.from_bytes(bytes(blob.data[8:12]), "big")  # of the faces in the collection
    faces = (hb.Face(blob, index) for index in range(count))
    return next(f for f in faces if f.get_name(hb.OTNameIdPredefined.FONT_FAMILY) == FAMILY)
