"""Random corpora told in both languages: no crash, and no number that its cells do not bear out.

Command: ``OPENBLAS_NUM_THREADS=1 python -m benchmarks.narrative --corpora 10000 [--seed 1] [--workers 2] [--out FOLDER]`` (for the few
numbers of a group, threads cost more than they do). With ``--out`` every piece of ``STEP`` corpora is kept there as it is done, and a run
that was stopped goes on with those that are not; what is kept is of one version of the package, so take another folder after a change. Every sentence of every narrative (assessment, comparison,
peers, territories) is read by an independent checker (``narrating/``) that recomputes its numbers from the cells it refers to.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.definitions import definitions
from analysis.errors import InputError
from analysis.form import FORMATS, column_label, get_form
from analysis.form.agencies.english import named_in, short_in
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.comparison import Comparison
from analysis.telling.peers.narrative import Peers
from analysis.telling.peers.territories import Territories
from analysis.telling.view import report_name
from analysis.wording import LANGUAGES

from .narrating.book import Book
from .narrating.checker import Reader, Unsupported, compare, fixed_numbers
from .narrating.corpora import random_corpus
from .narrating.reckoning import forget
from .narrating.rules import ANY_ORDER, RULES, Said

STEP = 10  # corpora of a piece


def narratives(data: Dataset, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """Some narratives of each sort over a corpus, each in both languages."""
    ids = list(data.reports["report"])
    for report in rng.sample(ids, 1):
        row = data.rows("reports", report).iloc[0]
        yield (
            "assessment",
            lambda lang, row=row: Assessment(data, row["agency"], int(row["year"]), lang),
        )
    if len(ids) > 1:
        some = rng.sample(ids, rng.randint(2, min(len(ids), 6)))
        yield "comparison", lambda lang: Comparison(data, some, lang)
    years = [
        list(own) for _, own in data.reports.groupby(["agency", "scope"])["report"] if len(own) > 1
    ]
    for own in years[:1]:
        yield "comparison", lambda lang, own=own: Comparison(data, own, lang)
    for group in rng.sample(
        sorted(set(data.groups["group"])), min(1, data.groups["group"].nunique())
    ):
        mine = list(data.groups.loc[data.groups["group"] == group, "report"])
        report = rng.choice([None, rng.choice(mine)])
        yield "peers", lambda lang, group=group, report=report: Peers(data, group, report, lang)
    if (data.reports["scope"] == "territory").sum() > 1:
        yield "territories", lambda lang: Territories(data, ids, lang)


def check(data: Dataset, rng: random.Random, seen: Counter) -> list[str]:
    """What is wrong with the narratives of a corpus; ``seen`` counts the sentences by id."""
    book, wrong = Book(data), []
    labels = {lang: {d.label[lang]: d.id for d in definitions()} for lang in LANGUAGES}
    for _, tell in narratives(data, rng):
        editions = {}
        for lang in LANGUAGES:
            told = tell(lang)
            reader = Reader(book, masks(data, told, lang))
            editions[lang] = [(s.id, s.cells) for s in told.sentences()]
            for s in told.sentences():
                seen[s.id] += 1
                problem = _problem(s, told, lang, book, reader, labels[lang])
                if problem:
                    wrong.append(f"[{s.id}/{lang}] {problem}: {s.text}")
        if editions["zh"] != editions["en"]:
            wrong.append("the editions do not say the same sentences")
    return wrong


def _problem(
    sentence: Any, told: Any, lang: str, book: Book, reader: Reader, labels: dict[str, str]
) -> str:
    if sentence.id not in RULES:
        return "there is no rule for it"
    cells: dict[str, list[str]] = {}
    for ref in sentence.cells:
        cells.setdefault(ref.report, []).append(ref.code)
    try:
        wanted = RULES[sentence.id](
            Said(sentence.id, sentence.text, lang, cells, book, told, labels)
        )
    except Unsupported as error:
        return str(error)
    found, fixed = reader.numbers(sentence.text), fixed_numbers(sentence.id, lang)
    problem = compare(found, wanted, fixed, sentence.id not in ANY_ORDER)
    if problem and ("均为" in sentence.text or " each" in sentence.text):
        # Three neighbours and more with one figure are named together, and it is said once.
        return compare(found, folded(wanted), fixed, sentence.id not in ANY_ORDER)
    return problem


def folded(wanted: list[Any]) -> list[Any]:
    """Figures in a row, three equal ones and more as one."""
    runs = [list(run) for _, run in groupby(wanted)]
    return [figure for run in runs for figure in (run[:1] if len(run) > 2 else run)]


def masks(data: Dataset, told: Any, lang: str) -> list[str]:
    """Texts that a sentence may quote."""
    out = [*data.reports["file"], *data.reports["source_host"], *data.reports["agency"]]
    for shown in (named_in, short_in):
        out += [shown(agency, lang) for agency in data.reports["agency"].unique()]
    for agency, year in zip(data.reports["agency"], data.reports["year"], strict=True):
        full = report_name(agency, year, lang)
        out += [full, full.replace(named_in(agency, lang), short_in(agency, lang))]
    out += _labels(lang)
    if isinstance(told, Assessment):
        out.append(told.peers.group.label[lang])
    if isinstance(told, Peers):
        out.append(told.group.label[lang])
    if isinstance(told, Comparison):
        years = [str(v.meta.year) for v in told.views]
        if len(set(years)) == 1:
            out.append(f"（{years[0]}年）：" if lang == "zh" else f", {years[0]}: ")
        out += [f"（{a}→{b}）" if lang == "zh" else f" ({a} to {b})" for a, b in pairwise(years)]
    if isinstance(told, Territories):
        for own, _ in told.sets:
            one = own.iloc[0]
            out.append(
                f"，{one['year']}年度，{one['format']}年版）"
                if lang == "zh"
                else f", {one['year']}, form of {one['format']})"
            )
    return out


@cache
def _labels(lang: str) -> list[str]:
    """Labels of indicators, rows and columns that hold digits."""
    forms = [get_form(fmt) for fmt in FORMATS]
    columns = {
        column_label(c.table, c.item, c.column, lang, f.code) for f in forms for c in f.cells
    }
    return [
        text
        for text in {d.label[lang] for d in definitions()} | columns
        if any(ch.isdigit() for ch in text)
    ]


def run(seeds: range) -> tuple[Counter, list[str]]:
    """Sentences by id, and what is wrong, each with the seed of its corpus."""
    seen, wrong = Counter(), []
    for seed in seeds:
        rng = random.Random(seed)
        try:
            data = random_corpus(rng)
            found = check(data, rng, seen)
        except InputError as error:
            found = [f"refused: {error}"]
        except Exception as error:  # whatever it is, it is a crash and is told as one
            found = [f"crash: {type(error).__name__}: {error}"]
        wrong += [f"seed {seed}: {problem}" for problem in found]
        forget()  # a group is of one corpus alone, and some hundred megabytes
    return seen, wrong


def piece(seeds: range, out: Path | None) -> tuple[Counter, list[str]]:
    """A piece of a run: as it was kept, or done now and kept."""
    path = out / f"{seeds.start}-{seeds.stop - 1}.json" if out else None
    if path and path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Counter(kept["seen"]), kept["wrong"]
    seen, wrong = run(seeds)
    if path:
        half = path.with_suffix(".part")
        half.write_text(json.dumps({"seen": seen, "wrong": wrong}, ensure_ascii=False), "utf-8")
        half.replace(path)
    return seen, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    began, step = time.perf_counter(), STEP
    chunks = [
        range(s, min(s + step, given.seed + given.corpora))
        for s in range(given.seed, given.seed + given.corpora, step)
    ]
    seen, wrong = Counter(), []
    with ProcessPoolExecutor(given.workers) as pool:
        found = pool.map(partial(piece, out=given.out), chunks)
        for done, (counts, problems) in enumerate(found, start=1):
            seen += counts
            wrong += problems
            for problem in problems[:3]:
                print(problem[:600], flush=True)
            if done % 20 == 0:
                print(
                    f"{done * step} corpora, {seen.total()} sentences, {len(wrong)} wrong, {time.perf_counter() - began:.0f} s",
                    flush=True,
                )
    print(
        f"{given.corpora} corpora, {seen.total()} sentences of {len(seen)} ids in both languages, {len(wrong)} not supported or crashed"
    )
    never = sorted(set(RULES) - set(seen))
    print(f"never said: {', '.join(never) or 'none'}")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
