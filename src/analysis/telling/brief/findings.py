"""What a brief asks the agencies: findings with their places, and unverifiable statements."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.checking.findings.corrections import waiting
from analysis.form import table_label, where_label
from analysis.telling.sentence import Ref, Sentence, say
from analysis.telling.view import ReportView
from analysis.telling.wording import word
from analysis.wording import LANGUAGES, in_row, place

from .blocks import Block, Column, Row, Table, Text
from .context import Context
from .coverage import gone_agencies

_MOST_FINDINGS, _MOST_QUOTES = 8, 3
# Room of all findings on the page in narrow characters, and room that each takes besides its text.
_ROOM, _ROW = 1300, 60
_LONGEST = 420  # characters of a finding or a quotation; a brief has no room for more
# What evaluators ask about first; the other kinds follow.
_KINDS = ("proposals", "consultations", "electronic", "no_fees", "fees", "channels", "on_time")
_GRAVE = ("error", "warning")


class Findings:
    """The findings about a county's reports, sorted by what is to be done about them.

    Attributes
    ----------
    asked, notes, settled : DataFrame
        Errors and warnings to be put to the agencies, the gravest first, what is one matter in one
        row; notes; and findings that somebody explained or rejected.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """

    def __init__(self, context: Context) -> None:
        county = context.county
        order = {m.id: i for i, m in enumerate(county.everyone())}
        frame = county.data.findings
        frame = frame[frame["report"].isin(order)]
        waits, grave = waiting(frame), frame["severity"].isin(_GRAVE)
        self.settled, self.notes = frame[~waits], frame[waits & ~grave]
        asked = _as_one(context, frame[waits & grave])
        rank = asked["severity"].map({s: i for i, s in enumerate(_GRAVE)})
        place_of = asked["report"].map(order)
        # Each agency has its first finding before any has its second.
        turn = (
            asked.assign(rank=rank).groupby(["report", "rank"]).cumcount() if len(asked) else rank
        )
        self.asked = asked.assign(rank=rank, turn=turn, at_=place_of).sort_values(
            ["rank", "turn", "at_"], kind="stable"
        )

    def count(self, severity: str) -> int:
        """How many of those asked are of a severity.

        Parameters
        ----------
        severity : str
            ``error`` or ``warning``.
        """
        return int((self.asked["severity"] == severity).sum())


# What is one matter in however many cells it shows, by type of rule, and the sentence for it.
_ONE_MATTER = {
    "expect_agencies_to_sum": "ask.hierarchy",
    "expect_cells_to_be_legible": "ask.unread",
}
_PLACES = 4  # cells or rows that such a sentence names


def _as_one(context: Context, asked: pd.DataFrame) -> pd.DataFrame:
    """Findings of one report that are one matter as one row: the first, with words for all."""
    rules = context.county.data.rules
    kind = asked["rule"].map(dict(zip(rules["rule"], rules["type"], strict=True)))
    out = asked.copy()
    for (report, name), own in asked.groupby([asked["report"], kind], sort=False):
        if name in _ONE_MATTER and len(own) > 1:
            first = own.index[0]
            for lang in LANGUAGES:
                out.loc[first, lang] = _together(context, str(report), own, _ONE_MATTER[name], lang)
            out = out.drop(own.index[1:])
    return out


def _together(context: Context, report: str, own: pd.DataFrame, key: str, lang: str) -> str:
    fmt = next(m.meta.format for m in context.county.everyone() if m.id == report)
    labels = [_label(str(where), lang, fmt) for where in own["where"]]
    shown = in_row(labels[:_PLACES], lang, max(0, len(labels) - _PLACES))
    if key == "ask.unread":
        return say(key, lang, count=len(own), places=shown).text
    gone = gone_agencies(context, [])
    return say(
        key,
        lang,
        count=len(own),
        cells=shown,
        gone=len(gone),
        names=in_row(gone, lang),
    ).text


def _label(where: str, lang: str, fmt: str) -> str:
    if where.endswith("/*/*") or (where.endswith("/*") and where.count("/") == 1):
        # The name of a table may hold the comma of a list.
        return f"“{table_label(where.split('/')[0], lang)}”"
    return where_label(where, lang, fmt)


def findings_to_answer(context: Context, found: Findings) -> list[Block]:
    """The findings to be put to the agencies, as a table.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    found : Findings
        The findings about these reports.
    """
    members = {m.id: m for m in context.county.everyone()}
    lang = context.lang
    sentences = [context.say("ask.how") if len(found.asked) else _none_asked(context)]
    most = min(_fitting(found.asked[each]) for each in LANGUAGES)  # both editions ask the same
    shown, rest = found.asked.head(most), found.asked.iloc[most:]
    after = []
    if len(rest):
        by_member = rest["report"].value_counts(sort=False)
        parts = [f"{members[report].label} {count}" for report, count in by_member.items()]
        after.append(
            context.say(
                "ask.more",
                count=len(rest),
                names=context.joined(parts),
            )
        )
    if len(found.notes):
        after.append(context.say("ask.notes", count=len(found.notes)))
    if len(found.settled):
        after.append(context.say("ask.settled", count=len(found.settled)))
    if shown.empty:
        return [Text((*sentences, *after))]
    shown = shown.sort_values(["at_", "rank", "turn"], kind="stable")
    columns = (
        Column(word("agency", lang), 1.25),
        Column(context.word("what"), 5),
        Column(context.word("place"), 1.45),
    )
    rows = tuple(_finding(context, members[f.report], f) for f in shown.itertuples(index=False))
    # Names in two languages need the smaller type.
    return [Text(tuple(sentences)), Table("", columns, rows, tuple(after), fine=lang == "en")]


def _none_asked(context: Context) -> Sentence:
    year = context.county.year
    return context.say("ask.none", later=context.county.n_later, year=year, next=year + 1)


def _fitting(texts: pd.Series) -> int:
    """How many findings there is room for, at least one; a Han character takes two places."""
    room, count = _ROOM, 0
    for text in texts.head(_MOST_FINDINGS):
        room -= sum(2 if character > "\u2e7f" else 1 for character in _cut(text)) + _ROW
        if count and room < 0:
            break
        count += 1
    return count


def _finding(context: Context, member: ReportView, f: Any) -> Row:
    lang = context.lang
    first = f.at or next(iter(f.places), "")
    text = context.word(
        "asked", text=_cut(getattr(f, lang)), severity=word(f.severity, lang), rule=f.rule
    )
    cells = (
        member.label,
        text,
        " ".join(part for part in (member.meta.file, place(first, lang)) if part),
    )
    return Row(
        cells,
        tuple(Ref(member.id, code) for code in f.cells if code.count("/") == 2),
        f.severity == "error",
    )


def statements(context: Context) -> list[Block]:
    """Sentences of the reports that no table can confirm or deny, quoted with their places.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    """
    frame, members = context.county.data.statements, {m.id: m for m in context.county.everyone()}
    mine = frame[frame["report"].isin(members)]
    if mine.empty:
        return [Text((context.say("stated.none"),))] if len(members) > 1 else []
    order = {report: i for i, report in enumerate(members)}
    mine = mine.drop_duplicates(["report", "text"])
    rows = sorted(mine.itertuples(index=False), key=lambda s: order[s.report])
    if len(members) == 1:  # one page
        return [Text((context.say("stated.counted", count=len(rows)),))]
    shown = sorted(_chosen(rows), key=lambda s: order[s.report])
    columns = (
        Column(word("agency", context.lang), 1.25),
        Column(context.word("quote"), 5),
        Column(context.word("place"), 1.45),
    )
    after = (
        [context.say("stated.more", count=len(rows) - len(shown))] if len(rows) > len(shown) else []
    )
    return [
        Text((context.say("stated.note"),)),
        Table(
            *("", columns, tuple(_quoted(context, shown, members)), tuple(after)),
            fine=context.lang == "en",
        ),
    ]


def _chosen(rows: list[Any]) -> list[Any]:
    """Few of many statements, spread over reports and kinds; those asked about most first."""
    rank = {kind: i for i, kind in enumerate(_KINDS)}
    reports: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    chosen: list[Any] = []
    left = list(rows)
    while left and len(chosen) < _MOST_QUOTES:
        best = min(
            left, key=lambda s: (reports[s.report], kinds[s.kind], rank.get(s.kind, len(rank)))
        )
        left.remove(best)
        chosen.append(best)
        reports[best.report] += 1
        kinds[best.kind] += 1
    return chosen


def _quoted(context: Context, shown: list[Any], members: dict[str, ReportView]) -> Iterator[Row]:
    for s in shown:
        member = members[s.report]
        yield Row(
            (member.label, _cut(s.text, 200), f"{member.meta.file} {place(s.where, context.lang)}")
        )


def _cut(text: str, longest: int = _LONGEST) -> str:
    """A text that comes from a report, cut where it is too long, which the mark at its end says."""
    text = " ".join(str(text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
