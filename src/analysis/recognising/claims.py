"""Figures stated in prose, bound to the cell or sum of cells they speak of: first edition, the plainest phrasings only.

A number that is approximate, cumulative, of another year, or of website items is left alone: no row rather than a wrong one.
"""

import re

import pandas as pd

from .characters import fold
from .report import CLAIM_COLUMNS

_N = r"(?P<n>\d+)[件条宗起次个份项](?![余多])"
_REQUEST = r"(?:依申请公开|(?:政府)?信息公开)(?:申请)?(?:数量|案件|事项|件)?"
_RULES = (
    (rf"(?:共|新|接|受)?(?:收到|受理|接收|新收)(?:的)?{_REQUEST}{_N}", "requests/received/total"),
    (rf"上年(?:度)?(?:结转|转结)(?:政府信息公开申请)?(?:数量)?{_N}", "requests/carried_in/total"),
    (rf"(?:当年|全部|共|已)?(?:办结|答复)(?:政府信息公开申请)?{_N}", "requests/concluded/total"),
    (rf"结转(?:至)?(?:下年度?|\d{{4}}年度?)(?:继续)?(?:办理|答复)?{_N}", "requests/carried_out/total"),
    (rf"(?<!部分)(?<!不)予以公开{_N}", "requests/granted/total"),
    (rf"部分公开{_N}", "requests/partly_granted/total"),
    (rf"(?:信息)?无法提供{_N}", "requests/unavailable.*/total"),
    (rf"不予处理{_N}", "requests/unprocessed.*/total"),
    (rf"(?<!备案)被(?:申请|提起)行政复议{_N}", "remedies/review/total"),
    (rf"被?提起行政诉讼{_N}", "remedies/suit_*/total"),
)
_OUTCOMES = (("结果维持", "upheld"), ("结果纠正", "corrected"), ("其他结果", "other"), ("尚未审结", "pending"))


def read_claims(sentences: list[tuple[str, str]], cells: pd.DataFrame) -> pd.DataFrame:
    """Claims of the prose and how they stand to the cells.

    Parameters
    ----------
    sentences : list of (text, where)
    cells : DataFrame
        ``Report.cells``.

    Returns
    -------
    DataFrame
        ``target, value, phrase, where, verdict``; the verdict is ``agrees``, ``contradicts`` or ``cannot tell``
        (a cell that the target needs states no number).
    """
    stated = {f"{r.table}/{r.item}/{r.column}": (r.value if r.status == "stated" else None) for r in cells.itertuples()}
    rows = []
    for text, where in sentences:
        for sentence in re.split(r"[。;；]", fold(text).replace("，", ",")):
            rows += [(*claim, where) for claim in _in_sentence(sentence)]
    records = []
    for target, value, phrase, where in rows:
        total = _sum(target, stated)
        if target == "requests/received/total" and total is not None and value != total:
            # 受理 may or may not count what was carried in: only a figure that fits neither contradicts.
            both = _sum("requests/carried_in/total", stated)
            if both is not None and value == total + both:
                target, total = "requests/received/total + requests/carried_in/total", value
        verdict = "cannot tell" if total is None else "agrees" if total == value else "contradicts"
        records.append((target, value, phrase, where, verdict))
    return pd.DataFrame(records, columns=CLAIM_COLUMNS)


def _in_sentence(sentence: str) -> list[tuple[str, float, str]]:
    found = []
    for pattern, target in _RULES:
        for match in re.finditer(pattern, sentence):
            if not re.search(r"[约近超]$|累计|上年同期", sentence[: match.start("n")][-6:]):
                found.append((target, float(match["n"]), match[0]))
    kind = "review" if "行政复议" in sentence else "suit_*" if "行政诉讼" in sentence else None
    if kind and not ("行政复议" in sentence and "行政诉讼" in sentence):  # else nobody can tell which of the two it is
        for word, column in _OUTCOMES:
            for match in re.finditer(word + _N, sentence):
                found.append((f"remedies/{kind}/{column}", float(match["n"]), match[0]))
    return found


def _sum(target: str, stated: dict[str, float | None]) -> float | None:
    pattern = re.compile(re.escape(target).replace(r"\*", "[^/]*"))
    values = [value for code, value in stated.items() if pattern.fullmatch(code)]
    if not values or any(value is None for value in values):
        return None
    return float(sum(v for v in values if v is not None))
