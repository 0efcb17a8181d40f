"""The index page of a run: every report, the comparisons, the checks, the data, what was left out.

Reports lie by county, and a few lines of script find one by name (in Chinese, pinyin or English),
level or year. Up to ``INLINE`` reports stand in the page itself, which shows everything without
script. Of more, each county's are in a file beside it that is loaded when the county is opened.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined

from analysis.assessing.metadata import tables as described
from analysis.files import text_of
from analysis.form.agencies.divisions import Division, ancestors, division
from analysis.form.agencies.english import english_name
from analysis.form.agencies.offices import words
from analysis.telling.brief.counties import called
from analysis.telling.sections import style
from analysis.telling.wording import legends
from analysis.wording import LANGUAGES, number

from .index_rows import Indexed, readings
from .page import page

UNFOLDED = 60  # reports, or comparisons; of more each part is folded
INLINE = 1000  # reports; of more they are in pieces
_PIECE = 500  # rows of a piece, and more only where one county has more
# Kinds of comparison, by how the file name begins or ends.
_KINDS = (
    ("territories-", "", "地区之间", "Territories"),
    ("peers-", "", "同类机关", "Peers"),
    ("", "-years", "各年度之间", "Over years"),
    ("", "", "机关之间", "Agencies"),
)
# What other commands write beside the pages, by folder; the first suffix is the name's link.
DOCUMENTS = {"briefs": ("简报", "Briefs"), "letters": ("核实函", "Letters")}
_SUFFIXES = ("html", "pdf", "docx")


@dataclass(frozen=True)
class Comparison:
    """A published comparison.

    Attributes
    ----------
    title : dict
        Language to title, of the languages that there is a page in.
    stem : str
        File name without language and suffix.
    """

    title: dict[str, str]
    stem: str


@dataclass
class _Group:
    """What is folded together: the reports of a county, or the comparisons of a kind."""

    zh: str
    en: str
    rows: list[dict[str, Any]]  # as the template has them
    failing: int = 0  # reports with failing checks
    number: int = 0  # its place among all groups
    piece: str = ""  # the file that holds its rows; empty where they are in the page
    is_open: bool = False
    find: str = field(init=False)

    def __post_init__(self) -> None:
        self.find = f"{self.zh} {self.en} {readings(self.zh)}".lower()


def index_files(
    indexed: Indexed,
    tables: Sequence[str],
    comparisons: Sequence[Comparison],
    problems: Sequence[str],
    documents: Mapping[str, Sequence[str]] | None = None,
    revised: Sequence[str] = (),
    pages: Mapping[str, Sequence[str]] | None = None,
    shared: str | None = None,
) -> dict[str, str]:
    """The index, in Chinese and English side by side, and the pieces that it loads.

    Parameters
    ----------
    indexed : Indexed
        What the index shows of the processed tables.
    tables : sequence of str
        Names of the files that hold them.
    comparisons : sequence of Comparison
        The comparisons that there are.
    problems : sequence of str
        What kept files or notebooks out.
    documents : mapping, optional
        Names of the files in each folder of ``DOCUMENTS``.
    revised : sequence of str
        Languages of the page on what changed in the data; none where there is no such page.
    pages : mapping, optional
        The languages of the pages that there are, by published name without language and suffix;
        by default every report has one in both.
    shared : str, optional
        As ``page`` takes it.

    Returns
    -------
    dict
        Name of each file to its text: ``index.html``, and ``index/000.js`` and so on.
    """
    reports = [
        {
            **row,
            "english": english_name(row["agency"]),
            "pinyin": readings(row["agency"]),
            **_in(pages, f"assessments/{row['stem']}"),
        }
        for row in indexed[0]
    ]
    places, kinds = _places(reports), _kinds(comparisons)
    pieces = _pieces([*places, *kinds]) if len(reports) > INLINE else {}
    levels = [
        (key, f"{label['zh']} {label['en']}")
        for key, label in words()["levels"].items()
        if any(r["level"] == key for r in reports)
    ]
    listed, others = _tables(indexed[1], tables)
    shown = " ".join(str(r["received"]) + str(r["granted"]) for r in reports)
    body = _template().render(
        style=style().text,
        script=script(),
        places=places,
        kinds=kinds,
        levels=levels,
        years=sorted({r["year"] for r in reports}),
        total=len(reports),
        agencies=len({r["agency"] for r in reports}),
        marks=list(zip(legends(shown, "zh"), legends(shown, "en"), strict=True)),
        tables=listed,
        others=others,
        problems=problems,
        documents=_documents(documents or {}),
        revised=revised,
        integrity=_in(pages, "integrity"),
        every=LANGUAGES,
    )
    title = "勾稽 gouji · 评估与比较 Assessments and comparisons"
    return {"index.html": page(body, title, "zh", wide=True, footer="", shared=shared), **pieces}


@cache
def script() -> str:
    """The script of the page, which is the same on every one."""
    return text_of(__package__, "templates/index.js")


@cache
def _template() -> Any:
    text = text_of(__package__, "templates/index.html.j2")
    return Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True).from_string(
        text
    )


def _pieces(groups: Sequence[_Group]) -> dict[str, str]:
    """The rows of all groups as scripts, which a page may load where it may not read files."""
    parts: list[list[_Group]] = [[]]
    for group in groups:
        if parts[-1] and sum(len(g.rows) for g in parts[-1]) + len(group.rows) > _PIECE:
            parts.append([])
        parts[-1].append(group)
    found = {}
    for n, part in enumerate(parts):
        name = f"index/{n:03d}.js"
        for group in part:
            group.piece = name
        rows = {str(group.number): group.rows for group in part}
        found[name] = f"gouji({json.dumps(rows, ensure_ascii=False, separators=(',', ':'))});\n"
    return found


def _places(reports: list[dict[str, Any]]) -> list[_Group]:
    """The reports by the county, prefecture or province they belong to; unknown places last."""
    found: dict[str, list[dict[str, Any]]] = {}
    for r in reports:
        found.setdefault(r.pop("division"), []).append(r)
    groups = []
    for n, code in enumerate(sorted(found, key=lambda c: (not c, c))):
        rows = found[code]
        zh, en = _names(code, [r["agency"] for r in rows], [r.pop("division_name") for r in rows])
        failing, unfolded = sum(r["failed"] for r in rows), len(reports) <= UNFOLDED
        groups.append(_Group(zh, en, rows, failing, n, is_open=unfolded))
    return groups


def _names(code: str, agencies: list[str], names: list[str]) -> tuple[str, str]:
    """The names of a place as its agencies call it, with what it lies in and its formal name."""
    if not code:
        return "未能判断地区", "Place not known"
    chain = _chain(code)
    above = "".join(d.name for d in reversed(chain[1:]))
    name = chain[0].name if chain else names[0]
    own = called(agencies, name)
    shown = f"{own}（{name}）" if own != name else name
    return f"{above}{shown}", english_name(f"{above}{own}")


def _chain(code: str) -> tuple[Division, ...]:
    """A division and those that it lies in, the nearest first."""
    own = division(code) if code else None
    return (own, *ancestors(code)) if own else ()


def _kinds(comparisons: Sequence[Comparison]) -> list[_Group]:
    left, groups = list(comparisons), []
    for n, (head, tail, zh, en) in enumerate(_KINDS):
        rows = [_compared(c) for c in left if _is_named(c.stem, head, tail)]
        left = [c for c in left if not _is_named(c.stem, head, tail)]
        if rows:
            groups.append(_Group(zh, en, rows, number=-1 - n, is_open=len(rows) <= UNFOLDED))
    return groups


def _compared(comparison: Comparison) -> dict[str, Any]:
    of, stem = comparison.title, comparison.stem
    named = {lang: of.get(lang) or next(iter(of.values())) for lang in LANGUAGES}
    return {"stem": stem, **named, "pinyin": readings(named["zh"]), **_in({stem: list(of)}, stem)}


def _in(pages: Mapping[str, Sequence[str]] | None, name: str) -> dict[str, Sequence[str]]:
    """The languages of a page, where these are not all."""
    langs = LANGUAGES if pages is None else pages.get(name, ())
    return {} if len(langs) == len(LANGUAGES) else {"langs": langs}


def _is_named(stem: str, head: str, tail: str) -> bool:
    """Whether a name has this beginning and end; ``file_stem`` may have put a hash after it."""
    return stem.startswith(head) and (stem.endswith(tail) or f"{tail}-" in stem[-len(tail) - 9 :])


def _documents(found: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Briefs and letters: each once, with a link for every format that it is there in."""
    entries = []
    for folder, (zh, en) in DOCUMENTS.items():
        of: dict[str, list[tuple[str, str]]] = {}
        for name in found.get(folder, ()):
            stem, _, suffix = name.rpartition(".")
            if suffix in _SUFFIXES:
                of.setdefault(stem, []).append((suffix, f"{folder}/{name}"))
        rows = [
            {"name": stem, "files": sorted(files, key=lambda f: _SUFFIXES.index(f[0]))}
            for stem, files in sorted(of.items())
        ]
        if rows:
            entries.append({"zh": zh, "en": en, "rows": rows})
    return entries


def _tables(
    sizes: Mapping[str, int], names: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The files by table, each with what it holds, and the others."""
    of: dict[str, list[tuple[str, str]]] = {}
    others = []
    for name in names:
        stem, _, suffix = name.rpartition("/")[2].rpartition(".")
        if stem in described() and suffix in ("csv", "parquet"):
            of.setdefault(stem, []).append(({"csv": "CSV", "parquet": "Parquet"}[suffix], name))
        else:
            others.append(name)
    entries = [
        {
            "name": name,
            "zh": about["zh"].replace("`", ""),
            "en": about["description"].replace("`", ""),
            "files": sorted(of[name]),
            "rows": number(sizes[name]),
        }
        for name, about in described().items()
        if name in of
    ]
    return entries, others
