"""The rows of the index: of each report its names, its requests, checks and findings."""

from functools import cache
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.assessing.tabular import SCHEMA
from analysis.files import file_stem
from analysis.form.agencies.pinyin import reader
from analysis.telling.counts import count_checks
from analysis.telling.share import Share, marked_cells, share_of
from analysis.telling.views import other_name
from analysis.telling.wording import fraction, marks, missing, no_share, shown_share, word
from analysis.wording import between, number, percent

Indexed = tuple[list[dict[str, Any]], dict[str, int]]  # ``report_rows``; how many each table has
_GRANTED = "granted_any"  # in full or in part: the share that an assessment begins with


def indexed(data: Dataset) -> Indexed:
    """All that the index shows of processed tables.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    """
    return report_rows(data), {name: len(getattr(data, name)) for name in SCHEMA}


@cache
def readings(text: str) -> str:
    """The pinyin of a name in one word, and its initials.

    Parameters
    ----------
    text : str
        A name in Chinese.
    """
    parts = reader()(text)
    return f"{''.join(parts)} {''.join(p[:1] for p in parts)}"


def report_rows(data: Dataset) -> list[dict[str, Any]]:
    """One row for each report, in the order of agency and year; one pass over each table.

    Without what follows from the name of an agency, which takes dictionaries to say.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    """
    outcomes = count_checks(data)
    findings = data.findings["report"].value_counts().to_dict()
    marked, ids = marked_cells(data.cells), data.reports["report"].tolist()
    received, granted = (
        {r.report: share_of(r, marked[r.report]) for r in some.records("indicators", *ids)}
        for some in (
            Dataset(indicators=data.indicators[data.indicators["indicator"] == name])
            for name in ("received", _GRANTED)
        )
    )
    entries = []
    for row in data.reports.sort_values(["agency", "year"], kind="stable").itertuples(index=False):
        tally = outcomes[row.report]
        other = other_name(row)
        entries.append(
            {
                "stem": file_stem(row.report),
                "agency": row.agency,
                "year": int(row.year),
                "division": row.division,
                "division_name": row.division_name,
                "level": row.level,
                **_figures(received.get(row.report), granted.get(row.report)),
                "checks": " / ".join(map(str, tally)),
                "failed": tally[1] > 0,
                "findings": findings.get(row.report, 0),
                **({"printed": other} if other else {}),
            }
        )
    return entries


def _count(received: Share | None, lang: str) -> str:
    if received is None:
        return word("unknown", lang)
    if not received.known:
        return missing(received, lang)
    return number(received.estimate) + marks(received, lang)


def _share(granted: Share | None, lang: str) -> tuple[str, str]:
    """A share as it is shown, and its fraction and interval."""
    if granted is None or not granted.known:
        return (no_share(granted, lang) if granted else word("no_share", lang)), ""
    if granted.few:
        return shown_share(granted, lang), ""
    ends = between(percent(granted.low), percent(granted.high), lang)
    return shown_share(granted, lang), f"{fraction(granted, lang)}, {ends}"


def _figures(received: Share | None, granted: Share | None) -> dict[str, Any]:
    """What a row shows of requests, each as one text, or as two where the languages differ."""
    of = [(_count(received, lang), *_share(granted, lang)) for lang in ("zh", "en")]
    names = ("received", "granted", "interval")
    return {n: z if z == e else [z, e] for n, z, e in zip(names, *of, strict=True)}
