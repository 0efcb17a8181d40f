"""The method page: every indicator with its formula, and how figures are judged, made from the definitions themselves."""

from importlib.resources import files

import yaml

from analysis.assessing.composite.sensitivity import DRAWS as MOVES
from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.statistics.ranks import DRAWS
from analysis.assessing.statistics.shrinkage import PEERS
from analysis.form import FORMATS, get_form

from .definitions import GROUPS, PER, Indicator, definitions, fits

_GROUPS = {
    "requests": "申请 · Requests",
    "outcomes": "办理结果 · Outcomes",
    "grounds": "理由构成 · Mix of grounds",
    "remedies": "行政复议与行政诉讼 · Reviews and lawsuits",
    "disclosure": "主动公开 · Proactive disclosure",
    "integrity": "勾稽与印证 · Integrity",
    "report": "报告本身 · The report itself",
}


def method_markdown() -> str:
    """The method page as Markdown; ``docs/method.md`` holds it, and a test keeps the two equal."""
    lines = [
        "# 方法 · Method",
        "",
        "Made from `src/analysis/assessing/indicators.yml` and `method.yml`. Cells are named as in [glossary.md](glossary.md); "
        "`*` stands for any text in one part of a name, and a pattern for the sum of the cells it fits. "
        "“Cells” says how many each format has for it; where it has none, the indicator is not given.",
        "",
        "要增加指标，写一个键名相同的 YAML 文件，交给 `gouji run --indicators FILE` 或 `build_dataset(…, indicators=path)`；"
        "定义随处理后的数据保存（表 `definitions`），页上随之列出。"
        "To add an indicator write a YAML file with the same keys and give it to `gouji run --indicators FILE` or "
        "`build_dataset(…, indicators=path)`; its definition is kept with the processed data (table `definitions`), and pages "
        "list it.",
        "",
        "勾稽与印证、表格是否完整、距法定期限的天数、文字沿用不是单元格之和，由 `measures.py` 计数；"
        "所计的不是相互独立的试验，故不给区间，也不收缩、不排名。"
        "Ties and claims, completeness of the form, days to the legal date and reuse of text are no sums of cells: `measures.py` "
        "counts them. What they count are no independent trials; they have no interval, and are neither shrunk nor ranked.",
        "",
        "“实体决定”指予以公开、部分公开和不予公开三类："
        "`requests/granted`、`requests/partly_granted` 和 `requests/refused.*` 的八行。"
        "Substantive decisions are the rows `requests/granted`, `requests/partly_granted` and the eight of `requests/refused.*`, "
        "much as the United Kingdom counts “resolvable” requests: not those for information that is not held (`unavailable.*`), "
        "nor those closed without a decision on it (`unprocessed.*`, `other*`).",
        "",
    ]
    for group in GROUPS:
        lines += [f"## {_GROUPS[group]}", ""]
        for d in (d for d in definitions() if d.group == group):
            lines += _entry(d)
    lines += ["## 如何判断 · How figures are judged", ""]
    for part in yaml.safe_load(
        files(__package__).joinpath("method.yml").read_text(encoding="utf-8")
    ):
        given = {
            "small": SMALL,
            "peers": PEERS,
            "per": PER,
            "draws": f"{DRAWS:,}",
            "moves": f"{MOVES:,}",
        }
        filled = {lang: part[lang].format(**given) for lang in ("zh", "en")}
        lines += [
            f"### {part['title']['zh']} · {part['title']['en']}",
            "",
            filled["zh"],
            "",
            filled["en"],
            "",
        ]
        lines += [f"`{part['where']}`" + (f" — {part['source']}" if "source" in part else ""), ""]
    return "\n".join(lines[:-1]) + "\n"


def formula(d: Indicator, lang: str = "") -> str:
    """What is divided by what, in cell codes; of a measure in words, in a language or in both."""
    if d.measure:
        langs = (lang,) if lang else ("zh", "en")
        return " · ".join(
            " ÷ ".join(d.counted[k][one] for k in ("numerator", "denominator") if k in d.counted)
            for one in langs
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
        f"- `{d.id}` ({d.kind}): {formula(d)}",
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
