"""How to cite an assessment and the report that it rests on, as text, BibTeX and CSL-JSON."""

import json
import re
from datetime import date
from html import escape
from typing import Any

from analysis.files import file_stem
from analysis.telling.html import Html, tag
from analysis.telling.wording import word
from analysis.version import __version__

from .narrative import Assessment

# What may not stand in an address as it is.
_ADDRESS = str.maketrans({c: f"%{ord(c):02X}" for c in '%#"<>\r\n '})
_URL = str.maketrans({c: f"%{ord(c):02X}" for c in "{}\\ "})  # BibTeX takes an address as it is
# Signs that TeX would take for commands.
_TEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": "{\\textbackslash}",
    "~": "{\\textasciitilde}",
    "^": "{\\textasciicircum}",
}
_FIELDS = {"title": "title", "author": "author", "issued": "year", "URL": "url", "note": "note"}


def cite(assessment: Assessment) -> Html:
    """The entries as text, and two files with them; each names the SHA-256 of the original.

    Parameters
    ----------
    assessment : Assessment
        Of one report.
    """
    entries, lang = _entries(assessment), assessment.lang
    bib = "\n".join(_bibtex(entry) for entry in entries)
    csl = json.dumps(entries, ensure_ascii=False) + "\n"
    stem = file_stem(assessment.view.id)
    files = (
        tag("a", label, href=f"data:{kind},{text.translate(_ADDRESS)}", download=f"{stem}.{suffix}")
        for label, kind, suffix, text in (
            ("BibTeX", "text/plain;charset=utf-8", "bib", bib),
            ("CSL-JSON", "application/json;charset=utf-8", "csl.json", csl),
        )
    )
    how = tag("p", escape(word("cite_how", lang)))
    return Html(how + tag("pre", escape(bib)) + tag("p", " · ".join(files), cls="files"))


def _entries(assessment: Assessment) -> list[dict[str, Any]]:
    """As CSL-JSON: the page, and the report. A date that is not known is left out."""
    meta, lang = assessment.view.meta, assessment.lang
    digest = word("cite_digest", lang).format(sha256=meta.sha256)
    page = {
        "id": f"gouji-{meta.sha256[:8]}",
        "type": "report",
        "title": assessment.title,
        "author": [{"literal": f"Gouji 勾稽 {__version__}"}],
        "note": digest,
    }
    title = word("cite_report", "zh").format(agency=meta.agency_printed, year=meta.year)
    report: dict[str, Any] = {
        "id": f"report-{meta.sha256[:8]}",
        "type": "report",
        "title": meta.title or title,
        "author": [{"literal": meta.agency_printed}],
        "note": digest,
    }
    if meta.published:
        day = date.fromisoformat(meta.published[:10])
        report["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if meta.source_url:
        report["URL"] = meta.source_url
    return [page, report]


def _bibtex(entry: dict[str, Any]) -> str:
    # A page of ours has no year and no institution, without which a report is no report to BibTeX.
    kind = "techreport" if "issued" in entry else "misc"
    lines = [f"@{kind}{{{entry['id']},"]
    if kind == "techreport":
        lines.append(f"  institution = {{{_value(entry['author'])}}},")
    for key, name in _FIELDS.items():
        if key in entry:
            text = entry[key].translate(_URL) if key == "URL" else _value(entry[key])
            lines.append(f"  {name} = {{{text}}},")
    return "\n".join([*lines, "}"])


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["date-parts"][0][0])
    if isinstance(value, list):
        # A second pair of braces keeps the name of an agency in one piece.
        return f"{{{_value(value[0]['literal'])}}}"
    return re.sub(r"[&%$#_{}~^\\]", lambda m: _TEX[m[0]], value)
