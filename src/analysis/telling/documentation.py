"""The page on the narratives: every sentence with its rule, made from the sentences."""

from analysis.wording import LANGUAGES

from . import comparison
from .peers import narrative as peers
from .peers import territories
from .wording import sentences_of

# A narrative, its sections in their order, and the files of sentences that state their rules.
_NARRATIVES = (
    (
        "各年度之间、机关之间 · An agency over years; agencies beside each other",
        comparison.SECTIONS,
        "comparison",
    ),
    ("机关与同类 · An agency among its peers", peers.SECTIONS, "peers"),
    ("地区与地区 · Territory beside territory", territories.SECTIONS, "territories"),
)


def narrative_markdown() -> str:
    """The page as Markdown; ``docs/narrative.md`` holds it, and a test keeps the two equal."""
    lines = [
        "# 叙述 · Narratives",
        "",
        "Made from `src/analysis/telling/sentences/`. Each narrative has its sections in this "
        "order; within a section the "
        "sentences stand in the order of the code, and each is used when its rule holds. What "
        "stands in `{{ }}` is filled with "
        "figures and names of the data; a figure that is not known cannot be filled in, and one of "
        "the sentences for it is used "
        "instead. "
        "Both editions are made from the same facts.",
        "",
        "数字 · Numerals: thousands are separated by commas; percentages have one decimal, rates "
        "per 100 two, halves rounded away "
        "from zero; a range is set 12.0%～15.5% in Chinese (GB/T 15835-2011) and 12.0%–15.5% in "
        "English; differences of shares "
        "are in 百分点 (percentage points) with their sign. † marks a figure that is implied and "
        "not printed, ※ one that was recognised from a picture, × one that is disputed.",
        "",
    ]
    for title, sections, name in _NARRATIVES:
        lines += [f"## {title}", "", "Sections: " + " → ".join(f"`{s}`" for s in sections), ""]
        for key, entry in sentences_of(name).items():
            if "when" in entry:
                lines += [f"### `{key}`", "", entry["when"], ""]
                lines += [f"- {lang}: `{entry[lang]}`" for lang in LANGUAGES]
                lines.append("")
    return "\n".join(lines)
