"""What changed in the data since they last changed: file by file, finding by finding, cell by cell.

Both sides are tables as Parquet and nothing else, so that the same two give the same page.
"""

import io
from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from analysis.assessing.tabular import guard, number_text
from analysis.files import file_stem
from analysis.form import where_label
from analysis.form.agencies.english import english_name
from analysis.telling.html import code, table, tag
from analysis.telling.sections import style
from analysis.telling.wording import word
from analysis.version import __version__
from analysis.wording import LANGUAGES, OWN_NAMES

from .page import page
from .shared import script

# Of each table: what names a row within its report, and what is compared.
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "reports": ((), ("file", "published", "sha256")),
    "findings": (("rule", "where"), ("severity", "zh", "en", "decision")),
    "cells": (("table", "item", "column"), ("printed", "value", "status")),
}
_SIDES = [f"{side}_{lang}" for side in ("before", "after") for lang in LANGUAGES]
COLUMNS = ["kind", "report", "place", *(f"place_{lang}" for lang in LANGUAGES), "change", *_SIDES]
_CHANGES = {"left_only": "gone", "right_only": "new", "both": "changed"}
_SHOWN = 300  # rows of a table on a page; the file has all


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> pd.DataFrame:
    """What differs between the tables of two runs.

    Parameters
    ----------
    before, after : mapping
        Name of each of ``TABLES`` to its Parquet file.

    Returns
    -------
    DataFrame
        ``COLUMNS``, one row a difference: the kind (one of ``TABLES``), the report, the place (rule
        and place of a finding, code of a cell), its label, the change (new, gone or
        changed), and what was and is there, in both languages. Of a report that only one side has,
        its row in ``reports`` is all.
    """
    old, new = (_formats(side["reports"]) for side in (before, after))
    both = {report: form for report, form in new.items() if report in old}
    parts = [
        _differences(name, before[name], after[name], both if name != "reports" else old | new)
        for name in TABLES
    ]
    return pd.concat(parts, ignore_index=True)


def _formats(reports: bytes) -> dict[str, str]:
    """Each report's format of the form."""
    held = pd.read_parquet(io.BytesIO(reports), columns=["report", "format"])
    return dict(zip(held["report"], held["format"], strict=True))


def _differences(
    name: str, before: bytes, after: bytes, formats: Mapping[str, str]
) -> pd.DataFrame:
    own, values = (list(names) for names in TABLES[name])
    keys = ["report", *own]
    sides = (_rows(content, [*keys, *values], formats) for content in (before, after))
    old, new = map(_texts, _without_same(*sides))
    both = pd.concat([old.assign(side=0), new.assign(side=1)], ignore_index=True)
    # What is in both goes first: of two findings in one place, only the other one has changed.
    both = both.drop_duplicates([*keys, *values, "nth"], keep=False)
    both["nth"] = both.groupby([*keys, "side"]).cumcount()
    if both.empty:  # pandas cannot join two columns of text without a single piece
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    old, new = (both[both["side"] == side].drop(columns="side") for side in (0, 1))
    pairs = old.merge(new, "outer", [*keys, "nth"], suffixes=("", "_now"), indicator=True)
    rows = []
    for pair in pairs.sort_values([*keys, "nth"]).fillna("").to_dict("records"):
        place, form = "/".join(pair[key] for key in own), formats[pair["report"]]
        # Of a cell its code, of a finding what is behind its rule, of a report nothing.
        labels = [where_label(pair.get("where", place), lang, form) for lang in LANGUAGES]
        texts = [
            _text({value: pair[value + suffix] for value in values}, lang)
            for suffix in ("", "_now")
            for lang in LANGUAGES
        ]
        change = _CHANGES[str(pair["_merge"])]
        rows.append([name, pair["report"], place, *labels, change, *texts])
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)


def _rows(content: bytes, columns: list[str], reports: Collection[str]) -> pd.DataFrame:
    """Some reports' columns of a table."""
    frame = pd.read_parquet(io.BytesIO(content)).reindex(columns=columns)
    if all(report in reports for report in frame["report"].unique()):  # of most runs, all
        return frame
    return frame[frame["report"].isin(list(reports))].reset_index(drop=True)


def _without_same(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both sides without the reports all of whose rows are alike, where that is seen at once."""
    if not old["report"].equals(new["report"]):
        return old, new
    differs = pd.Series(False, old.index)
    for name in old:
        differs |= (old[name] != new[name]) & (old[name].notna() | new[name].notna())
    concerned = old["report"].isin(old.loc[differs, "report"])
    return old[concerned], new[concerned]


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """All columns as texts, and of rows that are alike, which one each is."""
    columns = list(frame)
    texts = {}
    for name in columns:
        known = {v: number_text(v) if isinstance(v, float) else v for v in frame[name].unique()}
        texts[name] = frame[name].map(known).fillna("").astype(str)
    found = pd.DataFrame(texts)
    return found.assign(nth=found.groupby(columns).cumcount())


def _text(row: dict[str, str], lang: str) -> str:
    """What a row holds, in one text."""
    if "status" in row:
        read = row["value"] if row["value"] != row["printed"] else ""
        status = row["status"] if row["status"] != "stated" else ""
        notes = [
            word("revisions_read", lang).format(value=read) if read else "",
            word(f"status_{status}", lang) if status else "",
        ]
        return " · ".join(filter(None, [row["printed"], *notes]))
    severity, decision = row.get("severity"), row.get("decision")
    texts = [word(severity, lang) if severity else "", row.get(lang, row.get("file", ""))]
    texts += [word(f"revisions_{decision}", lang) if decision else ""]
    for key, length in (("published", 10), ("sha256", 12)):
        text = word(f"revisions_{key}", lang).format(text=row.get(key, "")[:length])
        texts += [text] if row.get(key) else []
    return " · ".join(filter(None, texts))


def revision_files(
    found: pd.DataFrame, languages: Sequence[str] = LANGUAGES, shared: str | None = None
) -> dict[str, str]:
    """The pages and the file that say what changed.

    Parameters
    ----------
    found : DataFrame
        As ``compare`` gives it.
    languages : sequence of str
        Those of the pages.
    shared : str, optional
        As ``page`` takes it.
    """
    files = {"revisions.csv": guard(found).to_csv(index=False, lineterminator="\n")}
    foot = f"勾稽 gouji {__version__}"
    for lang in languages:
        title = word("revisions", lang)
        links = [
            ("index.html", "全部 All"),
            *((f"revisions.{o}.html", OWN_NAMES[o]) for o in languages if o != lang),
            ("revisions.csv", "CSV"),
        ]
        body = style().text + tag("h1", escape(title))
        body += tag("p", escape(word("revisions_lead", lang)), cls="lead")
        body += "".join(_section(name, found[found["kind"] == name], lang) for name in TABLES)
        files[f"revisions.{lang}.html"] = page(
            body, title, lang, links, footer=foot, script=script(), shared=shared
        )
    return files


def _section(name: str, rows: pd.DataFrame, lang: str) -> str:
    heading = tag("h2", escape(word(f"revisions_{name}", lang)), id=name)
    if rows.empty:
        return heading + tag("p", escape(word("revisions_none", lang)))
    counts = rows["change"].value_counts()
    pattern = {"zh": "{change} {count:,}", "en": "{count:,} {change}"}[lang]
    listed = (
        pattern.format(change=word(f"revisions_{c}", lang), count=counts[c])
        for c in sorted(counts.index)
    )
    rest = len(rows) - _SHOWN
    more = word("revisions_more", lang).format(count=f"{rest:,}") if rest > 0 else ""
    named = [] if name == "reports" else ["revisions_place"]
    heads = ["report", *named, *(f"revisions_{w}" for w in ("change", "before", "after"))]
    shown = table(
        [escape(word(head, lang)) for head in heads],
        [_row(row, lang) for row in rows.head(_SHOWN).to_dict("records")],
        cls="revised",
    )
    return (
        heading
        + tag("p", escape(" · ".join(listed)), cls="legend")
        + shown
        + (more and tag("p", more))
    )


def _row(row: dict[str, Any], lang: str) -> list[str]:
    report = escape(row["report"])
    if row["kind"] != "reports" or row["change"] != "gone":
        report = tag("a", report, href=f"assessments/{file_stem(row['report'])}.{lang}.html")
    if lang == "en":
        agency, _, year = row["report"].rpartition("-")
        report += tag("small", "<br>" + escape(f"{english_name(agency)} {year}"))
    label = escape(row[f"place_{lang}"]) + "<br>" if row[f"place_{lang}"] else ""
    place = [] if row["kind"] == "reports" else [label + code(row["place"])]
    before, after = row[f"before_{lang}"], row[f"after_{lang}"]
    if before and row["kind"] == "findings" and after.startswith(f"{before} · "):
        after = word("revisions_same", lang) + after.removeprefix(before)  # and what was decided
    texts = map(escape, (before, after))
    change = tag("td", escape(word(f"revisions_{row['change']}", lang)), cls="one")
    return [tag("th", report, scope="row"), *place, change, *texts]
