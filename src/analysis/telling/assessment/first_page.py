"""The first page as HTML: dimension, evidence, key figures; it prints on one sheet."""

import math
from html import escape

from analysis.telling.figures import share_strip, tally_strip
from analysis.telling.html import Html, tag
from analysis.telling.view import ReportView, tally
from analysis.telling.wording import Share, between, fraction, percent, word

from .narrative import Assessment
from .peers import Among, defined
from .summary import DIMENSIONS, KEYS


def first_page(told: Assessment, numbered: dict[str, list[str]]) -> Html:
    """The five dimensions and what is not known.

    Parameters
    ----------
    told : Assessment
    numbered : dict
        Sentences of each section as HTML with their numbers.
    """
    parts = [_dimension(told, name, numbered[f"sum_{name}"]) for name in DIMENSIONS]
    unknown = tag("ul", "".join(tag("li", s) for s in numbered["sum_unknown"]))
    heading = tag("h3", escape(word("dim_unknown", told.lang)))
    parts.append(tag("div", heading + tag("div", unknown, cls="said"), cls="dim open"))
    legend = word(
        "legend_first_peers" if told.peers.shape == "enough" else "legend_first", told.lang
    )
    return Html(
        tag("div", "\n".join(parts) + tag("p", escape(legend), cls="legend"), cls="gouji first")
    )


def _dimension(told: Assessment, name: str, said: list[str]) -> str:
    heading = tag("h3", escape(word(f"dim_{name}", told.lang)))
    keys = "".join(_key(told.view, told.peers, k) for k in KEYS[name] if told.view.has(k))
    if name == "integrity":
        keys = _ties(told.view) + keys
    evidence = tag("div", "".join(tag("p", s) for s in said), cls="said")
    return tag("div", heading + evidence + tag("div", keys, cls="keys"), cls="dim")


def _ties(view: ReportView) -> str:
    """Ties as one bar, failing ones in height and colour apart."""
    lang, counts = view.lang, tally(view.ties)
    said = "; ".join(
        f"{word(w, lang)} {n}"
        for w, n in zip(("ties_pass", "ties_fail", "ties_undecided"), counts, strict=True)
    )
    return _line(
        word("key_ties", lang),
        " / ".join(map(str, counts)),
        tally_strip(counts, said),
        word("key_ties_how", lang),
    )


def _key(view: ReportView, peers: Among, name: str) -> str:
    s, lang = view.share(name), view.lang
    label = defined(name).label[lang]
    if name == "ties_passed":
        return ""  # the bar of ties says it, and which are undecided besides
    if not s.known:
        why = word("nothing" if s.basis != "none" else "unknown" if s.cells else "not_known", lang)
        return _line(label, "—", share_strip(0, 0, 0, f"{label}: {why}", known=False), why)
    comma = "，" if lang == "zh" else ", "
    small = fraction(s, lang) + (
        "" if math.isnan(s.low) else f"{comma}{between(percent(s.low), percent(s.high), lang)}"
    )
    middle = peers.middle(name)
    alt = f"{label} {percent(s.estimate)} ({small})"
    if middle:
        small += f"{comma}{word('group_short', lang)} {percent(middle[1])}"
        alt += f"; {word('group_median', lang)} {percent(middle[1])}"
    return _line(
        label,
        percent(s.estimate) + _mark(s, lang),
        share_strip(s.estimate, s.low, s.high, alt, middle),
        small,
    )


def _mark(s: Share, lang: str) -> str:
    return word("implied_mark", lang) if s.basis == "implied" else ""


def _line(label: str, figure: str, strip: Html, small: str) -> str:
    parts = (
        tag("span", escape(label), cls="label"),
        tag("b", escape(figure)),
        strip.text,
        tag("small", escape(small)),
    )
    return tag("div", "".join(parts), cls="key")
