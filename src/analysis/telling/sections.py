"""The sections of a narrative as HTML, with a number at each sentence that rests on cells."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import itemgetter

from analysis.files import text_of

from .html import Html, folded, table, tag
from .narrative import Narrative
from .sentence import Sentence, numbered
from .wording import legends, word

# Sections whose sentences are a list, one item each; the others are paragraphs.
_LISTS = {
    *("limitations", "cautions", "checks", "continuity", "far", "group", "lead"),
    *("own", "remedies", "what"),
}
# Sections of which each sentence begins with the name of what it is about: a table with that name.
_TABLES = {"counts", "shares"}
_MOST_SIDE_BY_SIDE = 4  # reports in one sentence; of more, the table is easier to read
_LONGEST_NAME = 80  # characters of the name of an indicator
_OPENING = re.compile(r"<span[^>]*>")
# Sentences of those sections that are about several names, or about none.
_NOTES = re.compile(r'data-sentence="(change\.(counts|shares)_\w+|\w+\.\w+_note)"')


def legend(text: str, lang: str) -> str:
    """The legend of the marks in a text, as HTML; empty where there are none.

    Parameters
    ----------
    text : str
        The figures that are shown, perhaps as HTML.
    lang : {"zh", "en"}
        Language.
    """
    found = (" " if lang == "en" else "").join(legends(text, lang))
    return tag("p", escape(found), cls="legend") if found else ""


def style() -> Html:
    """The style sheet of tables and figures."""
    return Html(tag("style", text_of("analysis.telling", "style.css")))


def head(narrative: Narrative) -> Html:
    """Style sheet, title and what the marks mean; a notebook shows it once, first.

    Parameters
    ----------
    narrative : Narrative
        An assessment, a comparison, peers or territories.
    """
    all_text = "".join(sentence.text for sentence in narrative.sentences())
    title = Html(tag("h1", escape(narrative.title)))
    return style() + title + Html(legend(all_text, narrative.lang))


def section(narrative: Narrative, name: str) -> Html:
    """The sentences of a section, each numbered where it rests on cells.

    Parameters
    ----------
    narrative : Narrative
        An assessment, a comparison, peers or territories.
    name : str
        One of the narrative's sections.
    """
    sentences = numbered_sentences(narrative)[name]
    if not sentences:
        return Html("")
    if name in _TABLES:
        is_folded = narrative.n_side_by_side > _MOST_SIDE_BY_SIDE
        return Html(_table(sentences, narrative.lang, is_folded, escape(narrative.subject)))
    if name in _LISTS:
        return Html(tag("ul", "\n".join(tag("li", s) for s in sentences), cls="gouji"))
    return Html(tag("p", ("" if narrative.lang == "zh" else " ").join(sentences), cls="gouji"))


def _table(sentences: list[str], lang: str, is_folded: bool, subject: str) -> str:
    """Sentences by the name that they begin with; those without one stand below the table.

    The agency that all are about is named in its head.
    """
    rows, notes = [], []
    for sentence in sentences:
        opening = _OPENING.match(sentence)
        text = sentence[opening.end() :] if opening else sentence
        label, colon, rest = text.partition("：" if lang == "zh" else ": ")
        named = colon and opening and not _NOTES.search(opening[0])
        if opening and named and "<" not in label and len(label) < _LONGEST_NAME:
            rows.append((label, opening[0] + _without(subject, rest)))
        else:
            notes.append(tag("p", sentence, cls="gouji"))
    about = word("told_of", lang).format(name=subject) if subject else word("told", lang)
    shown = table([word("indicator", lang), about], _rows(rows)) if rows else ""
    if shown and is_folded:
        shown = folded(word("in_words", lang).format(count=len(rows)), shown)
    return shown + "".join(notes)


def _without(subject: str, text: str) -> str:
    """A sentence without the agency that it begins with."""
    if not subject or not text.startswith(subject):
        return text
    rest = text.removeprefix(subject).removeprefix(", ")
    return rest[:1].upper() + rest[1:]


def _rows(named: list[tuple[str, str]]) -> Iterator[list[str]]:
    """The rows of a table; a name that several sentences in a row have is written once."""
    for label, group in groupby(named, key=itemgetter(0)):
        texts = [text for _, text in group]
        span = str(len(texts)) if len(texts) > 1 else ""
        yield [tag("th", label, scope="row", rowspan=span), texts[0]]
        yield from ([text] for text in texts[1:])


@lru_cache(maxsize=4)
def numbered_sentences(narrative: Narrative) -> dict[str, list[str]]:
    """The sentences of each section as HTML with their numbers.

    Parameters
    ----------
    narrative : Narrative
        An assessment, a comparison, peers or territories.
    """
    numbers = numbered(narrative.sentences())
    return {
        name: [_sentence(s, numbers.get(id(s), 0)) for s in sentences]
        for name, sentences in narrative.sections.items()
    }


def _sentence(sentence: Sentence, n: int) -> str:
    text = escape(sentence.text)
    if n:
        mark = f'<sup><a href="#c{n}">{n}</a></sup>'
        # The last character and the number in one span, so that no number begins a line.
        end = tag("span", escape(sentence.text[-1:]) + mark, cls="end")
        text = escape(sentence.text[:-1]) + end
    return tag("span", text, id=f"s{n}" if n else "", data_sentence=sentence.id)
