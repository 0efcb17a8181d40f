"""The method page: every indicator with its formula, and how figures are judged.

It is made from the definitions themselves; its words are in ``method.yml``.
"""

from analysis.files import yaml_of
from analysis.form import FORMATS, get_form

from .composite.sensitivity import DRAWS as MOVES
from .indicators.definitions import GROUPS, PER, Indicator, definitions, fits
from .statistics.intervals import PEERS, SMALL
from .statistics.likelihood import ANYWHERE
from .statistics.nodes import RANGE_POWER, SCALE
from .statistics.ranks import DRAWS


def method_markdown() -> str:
    """The method page as Markdown; ``docs/method.md`` holds it, and a test keeps the two equal."""
    words = yaml_of(__package__, "method.yml")
    lines = [words["head"]]
    for group in GROUPS:
        lines += [f"## {words['groups'][group]}", ""]
        for d in (d for d in definitions() if d.group == group):
            lines += _entry(d)
    lines += [f"## {words['judged']}", ""]
    numbers = {
        "small": SMALL,
        "peers": PEERS,
        "per": PER,
        "draws": f"{DRAWS:,}",
        "moves": f"{MOVES:,}",
        "scale": f"{SCALE:g}",
        "range_power": f"{RANGE_POWER:g}",
        "anywhere": f"{ANYWHERE:g}",
    }
    for part in words["parts"]:
        lines += [f"### {part['title']['zh']} · {part['title']['en']}", ""]
        for lang in ("zh", "en"):
            lines += [part[lang].format(**numbers), ""]
        lines += [f"`{part['where']}`" + (f" — {part['source']}" if "source" in part else ""), ""]
    return "\n".join(lines[:-1]) + "\n"


def _formula(d: Indicator) -> str:
    """What is divided by what: in cell codes, or, of a measure, in words of both languages."""
    if d.measure:
        return " · ".join(
            " ÷ ".join(d.counted[k][lang] for k in ("numerator", "denominator") if k in d.counted)
            for lang in ("zh", "en")
        )
    top, bottom = (
        " + ".join(f"`{p}`" for p in patterns) for patterns in (d.numerator, d.denominator)
    )
    if not bottom:
        return top
    top, bottom = (f"({side})" if " + " in side else side for side in (top, bottom))
    return f"{top} ÷ {bottom}" + (f" × {PER}" if d.kind == "rate" else "")


def _entry(d: Indicator) -> list[str]:
    if d.kind == "proportion" and d.measure:
        unit = "fraction of one, shown in % · 无区间 no interval"
    elif d.kind == "proportion":
        unit = "fraction of one, shown in % · 95 % Wilson"
    elif d.kind == "rate":
        unit = f"每{PER}{d.unit['zh']}, {d.unit['en']} per {PER} · 95 % Garwood"
    else:
        unit = f"{d.unit['zh']}, {d.unit['en']}"
    counted = (
        f"`measures.{d.measure}`" if d.measure else "; ".join(_cells(d, fmt) for fmt in FORMATS)
    )
    return [
        f"### {d.label['zh']} · {d.label['en']}",
        "",
        f"- `{d.id}` ({d.kind}): {_formula(d)}",
        f"- 单位 Unit: {unit}",
        f"- {'由何计数 Counted by' if d.measure else '单元格 Cells'}: {counted}",
        f"- 注意 Mind: {d.caveat['zh']} {d.caveat['en']}",
        f"- 来源 Source: {d.source}",
        "",
    ]


def _cells(d: Indicator, fmt: str) -> str:
    """How many cells of a format the indicator sums."""
    codes = get_form(fmt).by_code
    counts = [
        sum(any(fits(c, p) for p in patterns) for c in codes)
        for patterns in (d.numerator, d.denominator)
        if patterns
    ]
    return f"{fmt} " + " ÷ ".join(map(str, counts)) if counts[0] else f"{fmt} none"
