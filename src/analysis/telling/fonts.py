"""The typeface of every figure and page: Noto Sans CJK SC from the package ``noto-cjk-sans-otc``, under the Open Font License.

A machine without Chinese fonts draws the same glyphs as any other.
"""

from functools import cache

FAMILY = "Noto Sans CJK SC"  # a collection's first face is Japanese; named, it is the Simplified Chinese one


@cache
def use_font() -> str:
    """Make the typeface known to matplotlib, and give its name."""
    from matplotlib import font_manager
    from noto_cjk_sans_otc import FONT_PATH

    font_manager.fontManager.addfont(str(FONT_PATH))
    return FAMILY
