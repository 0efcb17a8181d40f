"""The cells behind each sentence, with what was printed and where."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from analysis.form import table_label
from analysis.telling.html import Html, code, table, tag
from analysis.telling.sections import legend
from analysis.telling.sentence import NAMED, Ref, Sentence, numbered
from analysis.telling.view import ReportView
from analysis.telling.views import Views, distinct_names
from analysis.telling.wording import word
from analysis.wording import number, place

_SPELT_OUT = 2  # cells of a sum
_MOST_CELLS = 40  # of one report; more are counted


def evidence(sentences: Sequence[Sentence], views: Sequence[ReportView]) -> Html:
    """The cells behind each numbered sentence on a few reports.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of the page, in order.
    views : sequence of ReportView
        The reports that the page is about, in one language.
    """
    by_id = {view.id: view for view in views}
    names = distinct_names(views) if len(views) > 1 else [""] * len(views)
    called = dict(zip(by_id, names, strict=True))
    rows = []
    numbers = numbered(sentences)
    for sentence in sentences:
        if n := numbers.get(id(sentence)):
            lines = [
                _cells(by_id[report], refs, called[report])
                for report, refs in _by_report(sentence.cells).items()
            ]
            rows.append(_row(n, sentence, "<br>".join(lines)))
    return _table(rows, views[0].lang)


def group_evidence(sentences: Sequence[Sentence], views: Views) -> Html:
    """The cells behind each numbered sentence on a group of reports, which may be large.

    Sentences that rest on the same cells refer to the first of them. Of more than ``NAMED``
    reports only the codes of the cells are given.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of the page, in order.
    views : Views
        The corpus.
    """
    seen: dict[tuple[Ref, ...], int] = {}
    rows = []
    numbers = numbered(sentences)
    for sentence in sentences:
        if n := numbers.get(id(sentence)):
            first = seen.setdefault(sentence.cells, n)
            same = f'<a href="#c{first}">{first}</a>'
            rows.append(_row(n, sentence, same if first != n else _group_cells(sentence, views)))
    return _table(rows, views.lang)


def _table(rows: Iterable[Sequence[str]], lang: str) -> Html:
    head = [word(key, lang) for key in ("no", "sentence", "rests_on")]
    shown = table(head, list(rows), cls="notes")
    return Html(shown + legend(shown, lang))


def _row(n: int, sentence: Sentence, cells: str) -> list[str]:
    link = tag("td", f'<a href="#s{n}">{n}</a>', id=f"c{n}", cls="num")
    return [link, tag("td", code(sentence.id), cls="key"), cells]


def _by_report(refs: Iterable[Ref]) -> dict[str, list[Ref]]:
    found: dict[str, list[Ref]] = {}
    for ref in refs:
        found.setdefault(ref.report, []).append(ref)
    return found


def _group_cells(sentence: Sentence, views: Views) -> str:
    by_report = _by_report(sentence.cells)
    if len(by_report) > NAMED:
        codes = dict.fromkeys(ref.code for ref in sentence.cells)
        many = escape(word("noted_many", views.lang).format(count=len(by_report)))
        return f"{many} {'; '.join(map(code, codes))}"
    several = len(by_report) > 1
    return "<br>".join(
        (_cells if len(refs) <= _MOST_CELLS else _cell_counts)(
            views[report], refs, views[report].name if several else ""
        )
        for report, refs in by_report.items()
    )


def _cell_counts(view: ReportView, refs: Sequence[Ref], name: str) -> str:
    """How many cells of each table, where they are a whole table or nearly."""
    counts = Counter(ref.code.split("/")[0] for ref in refs)
    text = "; ".join(
        word("noted_cells", view.lang).format(table=table_label(t, view.lang), count=n)
        for t, n in counts.items()
    )
    return _name(name) + escape(text)


def _cells(view: ReportView, refs: Sequence[Ref], name: str) -> str:
    """Cells with figure and place; then those only implied; at last those that state zero."""
    stated, zeros, implied = [], [], []
    for ref in refs:
        row = view.by_code[ref.code]
        doubt = word("ocr_mark", view.lang) if row.read_by == "ocr" else ""
        doubt += word("disputed_mark", view.lang) if row.disputed else ""
        if row.status == "stated" and row.value != 0:
            where = escape(place(row.where, view.lang))
            stated.append(f"{code(ref.code)} = {escape(row.printed.strip())}{doubt} ({where})")
        elif row.status == "stated":
            zeros.append(code(ref.code) + doubt)
        elif math.isnan(row.implied):
            implied.append(code(ref.code))
        else:
            mark = word("implied_mark", view.lang)
            implied.append(f"{code(ref.code)} = {number(row.implied)}{mark}{doubt}")
    parts = stated + implied + ([f"0: {', '.join(zeros)}"] if zeros else [])
    return _name(name) + "; ".join(parts)


def _name(name: str) -> str:
    return f"<em>{escape(name)}</em> " if name else ""


def several(codes: Sequence[str], many: str = "") -> str:
    """Codes of cells as HTML: two spelt out; of more the first and how many, all in its title.

    Parameters
    ----------
    codes : sequence of str
        Codes, or codes with a value; at least one if there are more than two.
    many : str
        What is shown of more than two, for those who do not know the codes.
    """
    if len(codes) <= _SPELT_OUT:
        return "<br>".join(code(c) for c in codes)
    text = tag("small", escape(many)) if many else f"{code(codes[0])} … ({len(codes)})"
    return tag("span", text, title=", ".join(codes))
