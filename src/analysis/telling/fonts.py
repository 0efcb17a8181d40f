"""The typeface of every figure and page: Noto Sans CJK SC, under the Open Font License.

It comes with the package ``noto-cjk-sans-otc``.

A machine without Chinese fonts draws the same glyphs as any other.
"""

from functools import cache

# A collection's first face is Japanese; this name asks for the Simplified Chinese one.
FAMILY = "Noto Sans CJK SC"


@cache
def use_font() -> str:
    """Make the typeface known to matplotlib, and give its name."""
    from matplotlib import font_manager
    from noto_cjk_sans_otc import FONT_PATH

    font_manager.fontManager.addfont(str(FONT_PATH))
    return FAMILY
