"""Folding of characters, for comparison only.

What was printed is always kept beside the folded text.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from analysis.reading.blocks import UNSEEN

# A mirror's gloss after a converted character: 務(wù). Latin letters with tone marks, in brackets,
# after a Han character.
_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{1,6}\)")
# Radicals that fonts in PDFs give for whole characters: NFKC folds the Kangxi ones and leaves these
# (Unicode, EquivalentUnifiedIdeograph).
_RADICALS = str.maketrans(
    "⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
    "民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
)
# Words of the form for which mirrors in Taiwanese wording have others. No more of a text is
# converted by phrases: 檔案 is 文件 there, and 檔案局 is 档案局.
_TAIWANESE = re.compile("資訊|(?<=規範性)檔案|釋出(?=時間|日期)")
# Names of places that keep it: elsewhere it is the traditional form of 干.
_NO_TRADITIONAL = re.compile("乾(?=[县縣安])")
_SPACE = re.compile(rf"[\s{''.join(map(chr, UNSEEN))}]+")


@cache
def _converter(config: str = "t2s") -> Any:
    from opencc import OpenCC  # loads its dictionaries: only when a text is read

    return OpenCC(config)


def _phrase(match: re.Match[str]) -> str:
    """The mainland's word for a Taiwanese one, of the same length."""
    return str(_converter("tw2sp").convert(match[0]))


@lru_cache(maxsize=65536)
def simplify(text: str) -> str:
    """Fold a text to plain Simplified characters.

    NFKC and the radicals it misses; pinyin glosses are stripped; OpenCC ``t2s``, and by phrases
    (``tw2sp``) the Taiwanese words for those of the form.

    Parameters
    ----------
    text : str
        Any text.
    """
    plain = _PINYIN.sub("", unicodedata.normalize("NFKC", text).translate(_RADICALS))
    parts = _NO_TRADITIONAL.split(_TAIWANESE.sub(_phrase, plain))
    return "乾".join(_converter().convert(part) for part in parts)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """``simplify`` without any white space: the form in which labels and headings are compared.

    Parameters
    ----------
    text : str
        Any text.
    """
    return _SPACE.sub("", simplify(text))
