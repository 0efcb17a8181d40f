"""How well the figures of prose are bound to cells, on real reports and on wordings of our own.

Command: ``python -m benchmarks.claims [--part tune|held|all] [--blind NAME|all] [--seeds 5] [--show] [FOLDER …]``.

Real reports: ``reports.csv`` lists the figures of their prose that speak of cells, labelled by hand; every other figure speaks of
none. They are looked for under the folders given, and under ``data/raw`` and ``benchmarks/reading``. Wordings: ``wordings.txt``, each
filled with figures of an imagined report that is right in itself, so that any contradiction is a false one; and once more with
every cell moved by three, so that every figure contradicts. Half of the forms and of the reports, by hash, are held out: they
are looked at only at the end. Further sets, the sections of ``wordings_blind.txt``,
were each fixed before they were scored.

Recall = figures bound to the right cells / figures labelled. Precision = right claims / all claims. A claim that needs no figure (均
予以公开) is right where it is true. A claim of another scope than the report's says nothing of its cells and is left out.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.recognising.claims.reader import read_claims
from analysis.recognising.claims.verdicts import ELSEWHERE
from analysis.recognising.source import report_in

from .wordings import Sentence, blind_sets, fill, forms, is_held_out

ROOT = Path(__file__).parents[2]
LABELS = Path(__file__).with_name("reports.csv")
CONTEXT = ("(二)依申请公开情况。", "我单位按照规定做好政府信息公开工作。")


@dataclass
class Score:
    """What became of labelled figures and of claims.

    Attributes
    ----------
    labelled, right, claims, false_contradictions : int
        Figures that speak of cells; of them bound rightly; claims made; those said to contradict
        where they do not.
    right_claims : int
        Claims that are right, those without a label included.
    faults : list of str
        What was missed and what is wrong.
    """

    labelled: int = 0
    right: int = 0
    claims: int = 0
    right_claims: int = 0
    false_contradictions: int = 0
    faults: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        recall = self.right / max(1, self.labelled)
        precision = self.right_claims / max(1, self.claims)
        return (
            f"{name:<34}{self.labelled:>9}{self.right:>7}{recall:>9.1%}{self.claims:>8}"
            f"{self.right_claims:>7}{precision:>11.1%}{self.false_contradictions:>8}"
        )


HEAD = (
    f"{'':<34}{'labelled':>9}{'right':>7}{'recall':>9}{'claims':>8}{'right':>7}"
    f"{'precision':>11}{'false c.':>8}"
)


def parts_of(target: str) -> set[str]:
    return set(target.split(" & "))


def score_sentence(sentence: Sentence, score: Score) -> None:
    """Read a filled form and count."""
    cells = sentence.facts.cells()
    lines = [(CONTEXT[0] + CONTEXT[1] + sentence.text, "line 1")]
    found = read_claims(lines, cells, year=sentence.year, scope=sentence.scope)
    left = [c for c in found.itertuples() if c.verdict != ELSEWHERE]
    score.claims += len(left)
    said = f"{sentence.form} :: "
    for targets, value in dict.fromkeys(sentence.expected):
        score.labelled += 1
        match = next((c for c in left if c.target in targets and abs(c.value - value) < 1e-6), None)
        if match is None:
            score.faults.append(f"MISSED {said}{value:g} {targets[0]}")
            continue
        left.remove(match)
        score.right += 1
        score.right_claims += 1
        if match.verdict == "contradicts":
            score.false_contradictions += 1
            score.faults.append(f"FALSE CONTRADICTION {said}{match.target} {match.value:g}")
    named: set[str] = set()
    for claim in list(left):
        parts = parts_of(claim.target)
        if claim.value == 0 and parts <= sentence.zeros:
            named |= parts
            left.remove(claim)
            score.right_claims += 1
    score.labelled += len(sentence.zeros)
    score.right += len(sentence.zeros & named)
    score.faults += [f"MISSED {said}0 {t}" for t in sorted(sentence.zeros - named)]
    for claim in left:
        if claim.value not in sentence.noise and claim.verdict == "agrees":
            score.right_claims += 1  # said without a figure, or of all, and true
            continue
        score.false_contradictions += claim.verdict == "contradicts"
        score.faults.append(
            f"WRONG {said}{claim.target}={claim.value:g} [{claim.phrase}] {claim.verdict}"
        )


def contradicted(sentence: Sentence) -> tuple[int, int]:
    """Of the right claims of a form, those that contradict when every cell is moved by three."""
    lines = [(CONTEXT[0] + CONTEXT[1] + sentence.text, "line 1")]
    cells = sentence.facts.cells(shift=3)
    found = read_claims(lines, cells, year=sentence.year, scope=sentence.scope)
    shares = found["target"].str.contains(" % ")
    plain = found[~shares & (found["verdict"] != ELSEWHERE)]
    return len(plain), int((plain["verdict"] == "contradicts").sum())


def score_forms(name: str, mine: list[tuple[set[str], str]], seeds: int) -> list[str]:
    """Print the line of a set of forms, and give its faults."""
    score, power = Score(), (0, 0)
    for flags, form in mine:
        for seed in range(seeds):
            sentence = fill(flags, form, seed)
            score_sentence(sentence, score)
            made, told = contradicted(sentence)
            power = power[0] + made, power[1] + told
    print(score.line(name))
    print(f"  every cell moved by three: {power[1]} of {power[0]} claims contradict")
    return score.faults


def files_of(name: str, folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob(f"{name}.*")):
            if path.suffix in (".txt", ".csv", ".html") and not path.name.endswith(".figures.csv"):
                yield path
        yield from sorted(p for p in (folder / name).glob("input.*"))


def score_report(name: str, path: Path, labels: list[dict[str, str]], score: Score) -> None:
    """Read a real report and count."""
    report = report_in(path, partial=True)
    frame = report.claims if isinstance(report.claims, pd.DataFrame) else report.claims.frame()
    left = [c for c in frame.itertuples() if c.verdict != ELSEWHERE]
    score.claims += len(left)
    for label in labels:
        targets, value = label["target"].split(" or "), float(label["value"])
        wanted = [parts_of(t) for t in targets]
        match = next(
            (
                c
                for c in left
                if abs(c.value - value) < 1e-6
                and (c.target in targets or parts_of(c.target) in wanted)
            ),
            None,
        )
        score.labelled += not label["optional"]
        if match is not None:
            left.remove(match)
            score.right += not label["optional"]
            score.right_claims += 1
            if match.verdict == "contradicts":
                score.faults.append(
                    f"CONTRADICTS {name}: {match.target} {match.value:g} {match.phrase}"
                )
        elif not label["optional"]:
            score.faults.append(f"MISSED {name}: {label['phrase']} {targets[0]}")
    for claim in left:
        score.faults.append(
            f"WRONG {name}: {claim.target}={claim.value:g} [{claim.phrase}] {claim.verdict}"
        )
        score.false_contradictions += claim.verdict == "contradicts"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.claims")
    parser.add_argument("folders", type=Path, nargs="*", help="where else real reports are")
    parser.add_argument("--part", choices=("tune", "held", "all"), default="all")
    parser.add_argument("--seeds", type=int, default=5, help="fillings of each form")
    blind = blind_sets()
    parser.add_argument("--blind", choices=(*blind, "all"), help="a blind set of wordings alone")
    parser.add_argument("--show", action="store_true", help="print every fault")
    options = parser.parse_args()
    sides = {"tune": [False], "held": [True], "all": [False, True]}[options.part]
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    folders = [ROOT / "data" / "raw", ROOT / "benchmarks" / "reading", *options.folders]
    names = sorted({r["report"] for r in labels} | set(WITHOUT_FIGURES))
    print(HEAD)
    faults: list[str] = []
    if options.blind:
        sides = []
    for name, mine in blind.items():
        if options.blind in (None, "all", name):
            faults += score_forms(f"wordings, {name} set", mine, options.seeds)
    for side in sides:
        part = "held out" if side else "tuned on"
        mine = [(flags, form) for flags, form in forms() if is_held_out(form) == side]
        faults += score_forms(f"wordings, {part}", mine, options.seeds)
        score, absent = Score(), []
        for name in names:
            if is_held_out(name) != side:
                continue
            path = next(files_of(name, folders), None)
            if path is None:
                absent.append(name)
                continue
            score_report(name, path, [r for r in labels if r["report"] == name], score)
        print(score.line(f"real reports, {part}"))
        if absent:
            print(f"  not at hand: {', '.join(absent)}")
        faults += score.faults
    if options.show:
        counted = pd.Series(faults, dtype=object).value_counts(sort=False)
        print("\n".join(f"{n}x {fault}" for fault, n in counted.items()))


# Reports whose prose has no figure that speaks of a cell: no claim of theirs is right.
WITHOUT_FIGURES = (
    "changan-stats-2023",
    "finance-2019",
    "finance-2020",
    "finance-2021",
    "fuyuan-nrb-2022",
    "huiyi-2021",
    "longgang-2024",
    "pingtan-2019",
    "xihuo-2021",
    "xiongxian-2019",
)


if __name__ == "__main__":
    main()
