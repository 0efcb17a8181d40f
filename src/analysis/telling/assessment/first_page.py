"""The first page as HTML: dimension, evidence, key figures; it prints on one sheet."""

import math
from html import escape

from analysis.assessing.statistics.intervals import SMALL
from analysis.telling.figures import share_strip, tally_strip
from analysis.telling.html import Html, tag
from analysis.telling.sections import numbered_sentences
from analysis.telling.view import ReportView
from analysis.telling.wording import fraction, legends, no_share, peers_together, shown_share, word
from analysis.wording import between, percent

from .narrative import Assessment
from .peers import PeersOfReport, defined
from .summary import DIMENSIONS, KEYS

_BY_CHECKS = "checks_passed"


def first_page(assessment: Assessment) -> Html:
    """The five dimensions and what is not known.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    numbered = numbered_sentences(assessment)
    parts = [_dimension(assessment, name, numbered[f"sum_{name}"]) for name in DIMENSIONS]
    unknown = tag("ul", "".join(tag("li", s) for s in numbered["sum_unknown"]))
    heading = tag("h3", escape(word("dim_unknown", assessment.lang)))
    parts.append(tag("div", heading + tag("div", unknown, cls="said"), cls="dim open"))
    page = "\n".join(parts)
    below = tag("p", escape(_legend(assessment)), cls="legend") + unexplained(assessment, page)
    return Html(tag("div", page + below, cls="gouji first"))


def _legend(assessment: Assessment) -> str:
    """What is drawn, as far as it is, and how to read the sentences."""
    lang, shares = assessment.lang, assessment.view.shares
    names = (name for names in KEYS.values() for name in names if name != _BY_CHECKS)
    known = [s for name in names if (s := shares.get(name)) and s.known]
    drawn = [s for s in known if not s.few]
    how = ["first_rest"]
    if any(not math.isnan(s.low) for s in drawn):
        how.insert(0, "first_peers" if assessment.peers.shape == "enough" else "first")
    elif drawn:
        how.insert(0, "first_counted")
    texts = [word(f"legend_{key}", lang) for key in how]
    if len(known) > len(drawn):
        texts.insert(-1, word("too_small", lang).format(limit=SMALL))
    return ("" if lang == "zh" else " ").join(texts)


def unexplained(assessment: Assessment, page: str) -> str:
    """The legend of marks that figures carry and no sentence does: the head explains those.

    Parameters
    ----------
    assessment : Assessment
        Whose sentences.
    page : str
        The figures, as HTML.
    """
    explained = legends("".join(s.text for s in assessment.sentences()), assessment.lang)
    more = [text for text in legends(page, assessment.lang) if text not in explained]
    return tag("p", escape(" ".join(more)), cls="legend") if more else ""


def _dimension(assessment: Assessment, name: str, sentences: list[str]) -> str:
    heading = tag("h3", escape(word(f"dim_{name}", assessment.lang)))
    keys = "".join(
        _key(assessment.view, assessment.peers, k)
        for k in KEYS[name]
        if k in assessment.view.shares
    )
    if name == "integrity":
        keys = _checks_key(assessment.view) + keys
    evidence = tag("div", "".join(tag("p", s) for s in sentences), cls="said")
    return tag("div", heading + evidence + tag("div", keys, cls="keys"), cls="dim")


def _checks_key(view: ReportView) -> str:
    """Checks as one bar; failing ones stand out in height and colour."""
    lang, counts = view.lang, view.check_counts
    alt = "; ".join(
        f"{word(w, lang)} {n}"
        for w, n in zip(("checks_pass", "checks_fail", "checks_undecided"), counts, strict=True)
    )
    return _line(
        word("key_checks", lang),
        " / ".join(map(str, counts)),
        tally_strip(counts, alt),
        word("key_checks_how", lang),
    )


def _key(view: ReportView, peers: PeersOfReport, name: str) -> str:
    s, lang = view.shares[name], view.lang
    label = defined(name).label[lang]
    if name == _BY_CHECKS:
        return ""  # the bar of checks says it, and which are undecided besides
    if not s.known:
        why = no_share(s, lang) if s.cells or s.basis != "none" else word("not_known", lang)
        return _line(label, "—", share_strip(0, 0, 0, f"{label}: {why}", known=False), why)
    comma = "，" if lang == "zh" else ", "
    small = "" if s.few else fraction(s, lang)
    if small and not math.isnan(s.low):
        small += f"{comma}{between(percent(s.low), percent(s.high), lang)}"
    middle = None if s.few else peers.middle(name)  # a share of few compares with none
    alt = f"{label} {shown_share(s, lang)}" + (f" ({small})" if small else "")
    together = peers.together(name)
    if middle and together:
        small += comma + peers_together(together, lang)
        alt += f"; {word('group_median', lang)} {percent(middle[1])}"
    return _line(
        label,
        shown_share(s, lang),
        share_strip(s.estimate, s.low, s.high, alt, middle, known=not s.few),
        small,
    )


def _line(label: str, figure: str, strip: Html, small: str) -> str:
    parts = (
        tag("span", escape(label), cls="label"),
        tag("b", escape(figure)),
        strip.text,
        tag("small", escape(small)),
    )
    return tag("div", "".join(parts), cls="key")
