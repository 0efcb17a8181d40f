"""A page of a compact run: what its readers see, without what only notebooks and scripts look for.

All of it is text substitution in HTML of ours. No text of a report can look like a tag here, since
all of it is escaped.

Texts of ours that every page would repeat (rules, caveats and formulas of indicators, the meanings
of terms) are said once, in the style sheet of the folder, which shows them without script. A page
names each by its digest: beside a style sheet of another version it shows no text, never another.
"""

import re
from functools import cache
from html import escape, unescape

from analysis.assessing.indicators.definitions import definitions
from analysis.files import digest_of
from analysis.telling.html import tag
from analysis.telling.wording import word
from analysis.templates import read_wording
from analysis.wording import LANGUAGES

_WITHIN = r"(?:(?!</?span\b).)*"
_SENTENCE = re.compile(rf"<span data-sentence=[\w.]+>({_WITHIN})</span>", re.S)
_NUMBERED = re.compile(
    rf"<span (id=s\d+) data-sentence=[\w.]+>({_WITHIN})"
    r"<span class=end>([^<]*)<sup>(<a href=#c\d+>\d+</a></sup>)</span></span>",
    re.S,
)
_JOINER = "\u2060"  # so that no number begins a line
_RESTS_ON = re.compile(r"(<td id=c\d+) class=num(>.*?<td) class=key><code>([\w.]+)</code>")
_MEASURED = re.compile(r'<table class="gouji measured.*?</table>', re.S)
_CLASS = re.compile(r"(?<=<path) class=[\w.-]+")  # of shapes, by which tests know them
_FONTS = re.compile(r"(?<=<g) font-family='[^']*'")  # as the page has it
_CSV = re.compile(r"(<figure class=gouji>(?:(?!</figure>).)*?) <span class=files>.*?</span>", re.S)
_CITE = re.compile(r'<a href="data:text/plain[^"]*" (download="[^"]*")>(\w+)</a> · <a .*?</a>')
_KEY = re.compile(
    r"(<span class=label>(.*?)</span><b>(.*?)</b><svg class=strip) role=img aria-label=\"([^\"]*)\""
    r"(.*?</svg><small>(.*?)</small>)"
)
_SCOPE = re.compile(r"(?<=<th) scope=(?:row|col)(?=[ >])")
_WORDED = re.compile(
    r"(?P<caveat><td class=caveat)(?P<span>[^>]*>)(?P<text>[^<]+)"
    r"|(?P<other><br><code|<dd|<tr><th)>(?P<words>[^<]+)"
)
_SHORTEST = 20  # characters of a text, shorter than which its name saves nothing
_TAG = re.compile(r"<[^>]*>")
_DIV = re.compile(r"<div[^>]*>\n?|</div>\n?")
_BLOCK = re.compile(r"\s*<(?:div|p|h\d|ul|ol|dl|table|figure|details|nav|pre|/div)\b")


def slim(body: str, shared: bool = False) -> str:
    """The body of a page in fewer bytes, to be read with our style sheet and script.

    Parameters
    ----------
    body : str
        HTML of a notebook, its drawings inline.
    shared : bool
        Whether that style sheet is one of a folder, with ``repeated_texts`` in it.
    """
    body = _SENTENCE.sub(r"\1", body)
    body = _NUMBERED.sub(rf"\2\3{_JOINER}<sup \1>\4", body)
    body = _RESTS_ON.sub(r"\1\2>\3", body)
    body = _MEASURED.sub(lambda m: m[0].replace("<td class=num>", "<td>"), body)
    body = _CSV.sub(r"\1", body)
    body = _CITE.sub(r"<a \1>\2</a>", body)  # the script links it to the entry above
    body = _FONTS.sub("", _CLASS.sub("", body))
    body = _KEY.sub(_key, body)
    body = re.sub(r"</code>([,;]) <code>", r"\1 ", body)
    body = _without_undecided_tables(body)
    body = _SCOPE.sub("", body)  # in these tables it is where HTML takes it to be
    return _without_wrappers(_WORDED.sub(_named, body) if shared else body)


@cache
def repeated_texts(lang: str) -> str:
    """The part of a style sheet with the texts that pages of a compact run name.

    Parameters
    ----------
    lang : {"zh", "en"}
        Language of the pages.
    """
    rules = []
    for text in _texts(lang):
        # A code may break where the script of a page lets others break.
        shown = re.sub(r"(?<=[/.])(?=\w)", "\u200b", text) if "/" in text else text
        quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
        rules.append(f'.{_name(text)}::before{{content:"{quoted}"}}')
    return "\n".join([*rules, ""])


@cache
def _texts(lang: str) -> tuple[str, ...]:
    from analysis.checking.rules.load import load_rules  # not for whole pages

    found = [rule.meta["label"][lang] for rule in load_rules()]
    found += [d.caveat[lang] for d in definitions()]
    found += [" + ".join(d.numerator) for d in definitions()]
    found += [entry[lang] for entry in read_wording(__package__, "terms.yml").values()]
    fit = (t for t in found if len(t.encode()) >= _SHORTEST and t.isprintable())
    return tuple(dict.fromkeys(fit))


@cache
def _names() -> dict[str, str]:
    return {escape(text): _name(text) for lang in LANGUAGES for text in _texts(lang)}


def _name(text: str) -> str:
    return f"w{digest_of(text)[:6]}"


def _named(m: re.Match[str]) -> str:
    name = _names().get(m["text"] or m["words"])
    if name is None:  # of an indicator of the user's
        return m[0]
    if m["caveat"]:
        return f'<td class="caveat {name}"{m["span"]}'
    return f"{m['other']} class={name}>"


def _key(m: re.Match[str]) -> str:
    """A graphic whose text stands beside it is not read out a second time."""
    label, shown, small = (unescape(_TAG.sub("", m[n])) for n in (2, 3, 6))
    beside = f"{label} {shown} ({small})" if small else f"{label} {shown}"
    if unescape(m[4]) in (beside, f"{label}: {small}"):
        return f"{m[1]} aria-hidden=true{m[5]}"
    return m[0]


def _without_undecided_tables(body: str) -> str:
    """The page on a corpus without tables of which the section above names each open row."""
    for lang in LANGUAGES:
        head = f"<summary>{escape(word('highlight_undecided', lang))}</summary>"
        start = body.find(f"<details class=gouji>{head}")
        if start >= 0:
            end = body.index("</details>", start)
            note = tag("p", escape(word("highlight_elsewhere", lang)))
            body = body[:start] + note + body[end:].removeprefix("</details>")
    return body


def _without_wrappers(body: str) -> str:
    """Without the elements that notebooks put around each output."""
    parts, bare, last = [], [], 0
    for m in _DIV.finditer(body):
        if m[0][1] != "/":
            bare.append(m[0].startswith("<div>") and bool(_BLOCK.match(body, m.end())))
        is_dropped = bare[-1] if m[0][1] != "/" else bare.pop()
        if is_dropped:
            parts.append(body[last : m.start()])
            last = m.end()
    return "".join([*parts, body[last:]])
