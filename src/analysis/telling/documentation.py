"""The page on the narratives: every sentence with its rule, made from the sentences."""

from analysis.templates import read_wording
from analysis.wording import LANGUAGES

from .comparison import Comparison
from .peers.narrative import Peers
from .peers.territories import Territories

# Each has a file of sentences of its name, which states their rules.
_NARRATIVES = (
    ("各年度之间、机关之间 · An agency over years; agencies beside each other", Comparison),
    ("机关与同类 · An agency among its peers", Peers),
    ("地区与地区 · Territory beside territory", Territories),
)


def narrative_markdown() -> str:
    """The page as Markdown; ``docs/narrative.md`` holds it, and a test keeps the two equal."""
    lines = [
        "# 叙述 · Narratives",
        "",
        "Made from `src/analysis/telling/sentences/`. Each narrative has its sections in this "
        "order; within a section the sentences stand in the order of the code, and each is used "
        "when its rule holds. What stands in `{{ }}` is filled with figures and names of the data; "
        "a figure that is not known cannot be filled in, and one of the sentences for it is used "
        "instead. Both editions are made from the same facts.",
        "",
        "数字 · Numerals: thousands are separated by commas; percentages have one decimal, rates "
        "per 100 two, halves rounded away from zero; a range is set 12.0%～15.5% in Chinese (GB/T "
        "15835-2011) and 12.0%–15.5% in English; differences of shares are in 百分点 (percentage "
        "points) with their sign. † marks a figure that is implied and "
        "not printed, ※ one that was recognised from a picture, × one that is disputed.",
        "",
    ]
    for title, kind in _NARRATIVES:
        lines += [f"## {title}", "", "Sections: " + " → ".join(f"`{s}`" for s in kind.SECTIONS), ""]
        sentences = read_wording(__package__, f"sentences/{kind.__name__.lower()}.yml")
        for key, entry in sentences.items():
            if "when" in entry:
                lines += [f"### `{key}`", "", entry["when"], ""]
                lines += [f"- {lang}: `{entry[lang]}`" for lang in LANGUAGES]
                lines.append("")
    return "\n".join(lines)
