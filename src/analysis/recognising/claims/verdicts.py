"""How a claim stands to the cells.

Stated ones, or those with the values that the identities imply for blanks.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from analysis.recognising.characters import fold

from .model import CONCLUDED, RECEIVED, WITH_CARRIED_IN
from .numbers import mentions
from .plainness import is_plain, own_names

AGREES, CONTRADICTS, ELSEWHERE, CANNOT = "agrees", "contradicts", "different scope", "cannot tell"
VERDICTS = (AGREES, CONTRADICTS, ELSEWHERE, CANNOT)
LEGAL_PERSONS = ("business", "research", "public_interest", "legal_services", "other")
# 收到 may count what was carried in (…75件 beside 74 and 1), 新收 does not.
_EITHER_TOTAL = re.compile("受理|办理|处理|收办|接收|收到|接到")
_NEW_ONLY = re.compile("新收|新增|新受理|新接")
_HANDLED = re.compile("(?<![应需])(?<!需要)(?<!应当)(?:办理|处理)")
_APPLICANT = re.compile(r"requests/received/(?!total)\w+")
# Words that may cover less than the whole cell: several such figures can stand for parts of one
# cell, and a library of documents in force may not hold this year's yet.
_PART = re.compile(
    "不存在|不属于|非本|非我|不予受理|非政府|(?:公开|公布|发布|公示)[^#,;。]{0,4}现行有效"
)
_BASES = (CONCLUDED, RECEIVED, WITH_CARRIED_IN)
_SEPARATOR = re.compile(r" [+|&%] ")
_TINY = 1e-9


class Judged(NamedTuple):
    """How a claim stands to the cells.

    Attributes
    ----------
    verdict : str
        One of ``VERDICTS``.
    figure : float or None
        The sum of the cells; None where they do not say.
    basis : {"stated", "implied", ""}
        Whether stated cells decided or implied ones; empty where none did.
    """

    verdict: str
    figure: float | None
    basis: str


def verdicts(
    claims: Iterable[Any],
    stated: Mapping[str, float | None],
    implied: Mapping[str, float] | None = None,
) -> list[Judged]:
    """Judge claims against values of cells.

    Parameters
    ----------
    claims : iterable of rows
        ``target, value, phrase, verdict``; a verdict ``different scope`` stands unless the figures
        agree all the same.
    stated : mapping of code to value
        Every cell of the report, ``table/item/column``; None where it states no number.
    implied : mapping of code to value, optional
        What the identities imply for cells that state none. Used only where the stated ones cannot
        decide.

    Returns
    -------
    list of Judged
        One for each claim.
    """
    together = {**stated, **{c: v for c, v in (implied or {}).items() if stated.get(c) is None}}
    found = []
    for claim in claims:
        words = fold(claim.phrase)
        step = _step(words, claim.value, "%" in claim.target)
        verdict, figure = judge(claim.target, claim.value, words, step, stated)
        basis = "" if verdict == CANNOT else "stated"
        if verdict == CANNOT and implied:
            verdict, figure = judge(claim.target, claim.value, words, step, together)
            if verdict == CONTRADICTS and not is_plain(claim.target, words, own_names()):
                verdict = CANNOT
            basis = "" if verdict == CANNOT else "implied"
        if claim.verdict == ELSEWHERE and verdict != AGREES:
            verdict, basis = ELSEWHERE, ""
        found.append(Judged(verdict, figure, basis))
    return found


def judge(
    target: str, value: float, words: str, step: float, values: Mapping[str, float | None]
) -> tuple[str, float | None]:
    """Verdict on one claim, and the figure the cells come to.

    ``words`` is the folded phrase, ``step`` its last digit's worth.

    Parameters
    ----------
    target : str
        The cells that the claim speaks of: codes and signs.
    value : float
        The figure that the prose states.
    words : str
        The folded phrase that states it.
    step : float
        What the last digit of the figure is worth.
    values : mapping
        Code of each cell to its value; None where it has none.
    """
    if " % " in target:
        return _judge_share(target, value, step, values)
    figures = [_figure(t, values) for t in _readings(target, words)]
    known = [f for f in figures if f is not None]
    if " & " in target:
        met = [_matches(f, value, step) for f in known]
        verdict = CONTRADICTS if not all(met) else AGREES if len(known) == len(figures) else CANNOT
        return verdict, next(
            (f for f, m in zip(known, met, strict=True) if not m), known[0] if known else None
        )
    for figure in known:
        if _matches(figure, value, step):
            return AGREES, figure
    if len(known) < len(figures) and not _exceeded(target, value, values):
        return CANNOT, None
    if not known:
        return CONTRADICTS, None
    if value < min(known) and _says_at_least(value, words):
        return CANNOT, known[0]
    return CONTRADICTS, known[0]


def _says_at_least(value: float, words: str) -> bool:
    """Whether a smaller figure than the cell's is no contradiction.

    Words may name a part of the cell. What is said of all that came in (均已办结) leaves out those
    carried in from the year before.
    """
    return _PART.search(words) is not None or (value > 0 and not mentions(words))


def _readings(target: str, words: str) -> list[str]:
    """The sums a claim may mean: the alternatives of its target.

    For 受理 and 收到 also what was carried in, and so for the applicants among them; for 办理 also
    what was answered.
    """
    if " & " in target:
        return target.split(" & ")
    readings = target.split(" | ")
    if _NEW_ONLY.search(words) is None:
        if target == RECEIVED and _EITHER_TOTAL.search(words):
            readings.append(WITH_CARRIED_IN)
        if _APPLICANT.fullmatch(target):
            readings.append(f"{target} + {target.replace('received', 'carried_in')}")
    if " | " in target and RECEIVED in readings:
        readings.append(WITH_CARRIED_IN)
    if target == WITH_CARRIED_IN and _HANDLED.search(words):
        readings.append(CONCLUDED)  # 处理30件(含上年结转2件): those that were answered
    return readings


def _judge_share(
    target: str, value: float, step: float, values: Mapping[str, float | None]
) -> tuple[str, float | None]:
    part, base = target.split(" % ")
    amount = _figure(part, values)
    if amount is None:
        return CANNOT, None
    shares = [
        None if not (b := _figure(name, values)) else 100 * amount / b
        for name in dict.fromkeys((base, *_BASES))
    ]
    known = [s for s in shares if s is not None]
    for share in known:
        # Printed rounded, or cut off: 4.348 % is printed 4.35 % by some and 4.34 % by others.
        if abs(share - value) <= step / 2 + _TINY or 0 <= share - value < step - _TINY:
            return AGREES, share
    if len(known) < len(shares):
        return CANNOT, known[0] if known else None
    return CONTRADICTS, known[0]


def _matches(figure: float, value: float, step: float) -> bool:
    """Equal at the precision printed: 88.6万件 stands for 885,500 to 886,500.

    Whole counts are compared exactly.
    """
    return abs(figure - value) <= (step / 2 if step != 1 else 0) + _TINY * max(1.0, abs(value))


def _exceeded(target: str, value: float, values: Mapping[str, float | None]) -> bool:
    """Whether the stated cells already come to more than the claim.

    Cells are never negative, so no filling of the rest can agree then.
    """
    if " | " in target or target == RECEIVED:
        return False
    return sum(v for v in _amounts(target, values) if v is not None) > value + _TINY


def _figure(target: str, values: Mapping[str, float | None]) -> float | None:
    """What the cells of a target come to.

    None where one of them states no number, or none exists.
    """
    for separator in (" % ", " & ", " | "):
        target = target.split(separator)[0]
    amounts = list(_amounts(target, values))
    if not amounts or any(a is None for a in amounts):
        return None
    return float(sum(a for a in amounts if a is not None))


def _amounts(target: str, values: Mapping[str, float | None]) -> Iterator[float | None]:
    if target in values:
        yield values[target]
        return
    for code in codes_of(target, values):
        yield values[code]


def codes_of(target: str, codes: Collection[str]) -> tuple[str, ...]:
    """Codes of the cells that a target names.

    Parameters
    ----------
    target : str
        ``a``, or several joined by ``+``, ``|``, ``&`` or ``%``; ``*`` stands for any item with
        that beginning, ``legal_persons`` for the five columns of legal persons.
        ``requests/other.*`` is the one row ``requests/other`` of the 2019 form.
    codes : collection of str
        Every code of the report.

    Returns
    -------
    tuple of str
        Each once, in the order in which the target names them; none where some part of the target
        names no cell: a sum of the rest would be of something else.
    """
    parts = [_codes_of_part(part, codes) for part in _SEPARATOR.split(target)]
    return tuple(dict.fromkeys(code for part in parts for code in part)) if all(parts) else ()


def _codes_of_part(part: str, codes: Collection[str]) -> list[str]:
    found: list[str] = []
    columns = LEGAL_PERSONS if part.endswith("/legal_persons") else (part.rsplit("/", 1)[-1],)
    row = part.rsplit("/", 1)[0]
    begin, star, _ = row.partition("*")
    for column in columns:
        end = f"/{column}"
        if star:
            depth = row.count("/") + 1
            found += [
                c
                for c in codes
                if c.startswith(begin) and c.endswith(end) and c.count("/") == depth
            ]
        if not star or row == "requests/other.*":
            code = row.removesuffix(".*") + end
            found += [code] if code in codes else []
    return found


def _step(words: str, value: float, percent: bool) -> float:
    """What the last printed digit of a claim is worth, read from its words."""
    for m in mentions(words):
        if m.value == value and (m.kind == "percent") == percent:
            return m.step
    return 1.0
