"""What changed since the run before: report by report, finding by finding, figure by figure.

Both runs are their tables as Parquet; nothing else is asked, so that the same two runs give the
same page.
"""

import io
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.assessing.dataset import number_text
from analysis.assessing.spreadsheet import guard
from analysis.files import file_stem
from analysis.form import cell_label, get_form
from analysis.telling.html import code, table, tag
from analysis.telling.sections import style
from analysis.telling.wording import word
from analysis.wording import LANGUAGES

from .page import page, script

CSV = "revisions.csv"
TABLES = ("reports", "findings", "cells", "indicators")
# Of each table: what names a row within its report, and what is compared.
_KEYS = {
    "reports": (),
    "findings": ("rule", "where"),
    "cells": ("table", "item", "column"),
    "indicators": ("indicator",),
}
_VALUES = {
    "reports": ("sha256",),
    "findings": ("severity", "zh", "en", "decision"),
    "cells": ("printed", "value", "status"),
    "indicators": ("numerator", "denominator", "estimate"),
}
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
        One row a difference: ``table``, ``report``, ``of`` (rule and place, cell, indicator),
        ``change`` (new, gone, changed), and what was and is there: ``before_zh``, ``before_en``,
        ``after_zh``, ``after_en``. Of reports that only one run has, that is all that is said.
    """
    parts = [_differences(name, before[name], after[name]) for name in TABLES]
    reports = parts[0]
    alone = set(reports.loc[reports["change"] != "changed", "report"])
    rest = [part[~part["report"].isin(alone)] for part in parts[1:]]
    return pd.concat([reports, *rest], ignore_index=True)


def _differences(name: str, before: bytes, after: bytes) -> pd.DataFrame:
    sides = [f"{side}_{lang}" for side in ("before", "after") for lang in LANGUAGES]
    empty = pd.DataFrame(columns=["table", "report", "of", "change", *sides], dtype=str)
    if before == after:
        return empty
    keys, values = ["report", *_KEYS[name]], list(_VALUES[name])
    old, new = (
        pd.read_parquet(io.BytesIO(content), columns=keys + values).astype(object)
        for content in (before, after)
    )
    for frame in (old, new):  # a rule may find two things in one place
        frame["nth"] = frame.groupby(keys, sort=False).cumcount()
    both = old.merge(new, on=[*keys, "nth"], how="outer", suffixes=("", "_now"), indicator="side")
    same = both["side"] == "both"
    for value in values:
        was, now = both[value], both[f"{value}_now"]
        same &= (was == now) | (was.isna() & now.isna())
    rows = both[~same].sort_values([*keys, "nth"], kind="stable")
    if rows.empty:
        return empty
    changes = {"left_only": "gone", "right_only": "new", "both": "changed"}
    found = {
        "table": name,
        "report": rows["report"],
        "of": rows[keys[1:]].astype(str).agg("/".join, axis=1) if keys[1:] else "",
        "change": rows["side"].astype(str).map(changes),
    }
    for side, suffix in (("before", ""), ("after", "_now")):
        of = rows[[f"{value}{suffix}" for value in values]].set_axis(values, axis=1)
        for lang in LANGUAGES:
            found[f"{side}_{lang}"] = [_text(dict(row), lang) for _, row in of.iterrows()]
    return pd.DataFrame(found)


def _text(row: dict[str, Any], lang: str) -> str:
    """What a row holds, in one text: a cell as printed, and as read where that is something else."""
    texts = {
        key: number_text(v) if isinstance(v, float) else str(v)
        for key, v in row.items()
        if not pd.isna(v) and v != "" and (key not in LANGUAGES or key == lang)
    }
    if (status := texts.pop("status", "stated")) != "stated":
        texts["status"] = word(f"status_{status}", lang)
    if texts.get("value") == texts.get("printed"):
        texts.pop("value", "")
    if "severity" in texts:
        texts["severity"] = word(texts["severity"], lang)
    if "denominator" in texts and "numerator" in texts:
        texts["numerator"] += f"/{texts.pop('denominator')}"
    return " · ".join(texts.values())


def revision_files(found: pd.DataFrame) -> dict[str, str]:
    """The pages and the file that say what changed.

    Parameters
    ----------
    found : DataFrame
        As ``compare`` gives it.
    """
    files = {CSV: guard(found).to_csv(index=False, lineterminator="\n")}
    for lang in LANGUAGES:
        title = word("revisions", lang)
        other = next(own for own in LANGUAGES if own != lang)
        links = [
            ("index.html", "全部 All"),
            (f"revisions.{other}.html", {"zh": "中文", "en": "English"}[other]),
        ]
        body = style().text + tag("h1", escape(title))
        body += tag("p", escape(word("revisions_lead", lang)), cls="lead")
        body += "".join(_section(name, found[found["table"] == name], lang) for name in TABLES)
        files[f"revisions.{lang}.html"] = page(body, title, lang, links, script=script())
    return files


def _section(name: str, rows: pd.DataFrame, lang: str) -> str:
    counts = rows["change"].value_counts()
    parts = [f"{word(f'revisions_{c}', lang)} {n}" for c, n in sorted(counts.items())]
    heading = tag("h2", escape(word(f"revisions_{name}", lang)))
    if rows.empty:
        return heading + tag("p", escape(word("revisions_none", lang)))
    names = ("report", f"revisions_{name}", "revisions_change", "revisions_before")
    heads = [word(w, lang) for w in (*names, "revisions_after")]
    shown = table(heads, [_row(r, lang) for r in rows.head(_SHOWN).itertuples(index=False)])
    rest = len(rows) - _SHOWN
    more = tag("p", escape(word("revisions_more", lang).format(count=rest))) if rest > 0 else ""
    return heading + tag("p", escape("; ".join(parts)), cls="legend") + shown + more


def _row(r: Any, lang: str) -> list[str]:
    report, of = escape(r.report), code(r.of)
    if r.table != "reports" or r.change != "gone":
        report = tag("a", report, href=f"assessments/{file_stem(r.report)}.{lang}.html")
    if r.table == "reports":
        of = escape(word("revisions_file", lang))
    if r.table == "cells":
        fmt = "2021" if r.of in get_form("2021").by_code else "2019"
        of = f"{escape(cell_label(r.of, lang, fmt))}<br>{of}"
    texts = (getattr(r, f"{side}_{lang}") for side in ("before", "after"))
    change = escape(word(f"revisions_{r.change}", lang))
    return [tag("th", report, scope="row"), of, change, *map(escape, texts)]
