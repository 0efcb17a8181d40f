"""Letters to the agencies of a county, and their answers read back into ``corrections.yml``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.assessing.opening import open_dataset
from analysis.checking.findings.recording import add_decisions
from analysis.errors import InputError, printable
from analysis.files import check_folder, file_stem, write_changed
from analysis.publishing.letters.decide import Unclear, decide, entry
from analysis.publishing.letters.docx import Sender, render
from analysis.publishing.letters.filled import Answer, Filled, read_filled
from analysis.reading.document import read_document
from analysis.reading.guard import guarded
from analysis.telling.brief.counties import Counties
from analysis.telling.letters.letter import Question, say
from analysis.telling.letters.questions import ask, letters
from analysis.telling.view import ReportView
from analysis.telling.views import Views
from analysis.wording import LANGUAGES, check_language

_READ = (".docx", ".doc")
_OTHER = (".pdf", ".wps", ".jpg", ".jpeg", ".png", ".rtf", ".odt")


@dataclass
class Letters:
    """What was written.

    Attributes
    ----------
    files : list of Path
        The letters, those that were there already among them.
    kept : list of Path
        Files of the same names with other contents, perhaps filled in, which stay as they are.
    without : int
        Reports whose agencies have nothing to answer.
    questions : int
        How many questions the letters ask together.
    """

    files: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    without: int = 0
    questions: int = 0


def write_letters(
    county: str, year: int, out: Path, sender: Sender, data: Path | None = None, lang: str = "zh"
) -> Letters:
    """Write a letter to every agency of a county that has something to answer.

    Parameters
    ----------
    county : str
        Name or code of the county.
    year : int
        Year reported on.
    out : Path
        A folder. A file that is there with other contents may be filled in and is left alone.
    sender : Sender
        Who asks.
    data : Path, optional
        Folder of the processed tables.
    lang : {"zh", "en"}
        Language of the letters.

    Raises
    ------
    InputError
        If the county, the year or the language is unknown, or ``out`` cannot be written.
    """
    check_folder(out)
    counties = Counties(open_dataset(data), check_language(lang))
    found = counties.county(counties.find(county), year)
    written = Letters()
    for letter in letters(found):
        path = out / f"{file_stem(letter.view.id)}-{say('file', lang)}.docx"
        content = render(letter, sender)
        if path.exists() and path.read_bytes() != content:
            written.kept.append(path)
            continue
        write_changed(out, {path.name: content})
        written.files.append(path)
        written.questions += len(letter.questions)
    written.without = len(found.everyone()) - len(written.files) - len(written.kept)
    return written


@dataclass
class Answers:
    """What became of letters that came back.

    Attributes
    ----------
    letters : int
        How many were read.
    added, there : int
        Decisions that were added, and that were there already.
    problems : list of str
        What was not taken, and why.
    unfilled : list of str
        Questions without an answer.
    """

    letters: int = 0
    added: int = 0
    there: int = 0
    problems: list[str] = field(default_factory=list)
    unfilled: list[str] = field(default_factory=list)


def read_answers(folder: Path, out: Path, data: Path | None = None) -> Answers:
    """Read the letters of a folder and add what they answer to a corrections file.

    Parameters
    ----------
    folder : Path
        A folder of letters, or one letter.
    out : Path
        The corrections file; what is there stays as it is.
    data : Path, optional
        Folder of the processed tables.

    Raises
    ------
    InputError
        If there is no letter, or the corrections file is broken or cannot be written.
    """
    files = _files(folder)
    desk = _Desk(open_dataset(data))
    found = Answers()
    entries: list[tuple[str, dict[str, Any]]] = []
    for path in files:
        if path.suffix.lower() not in _READ:
            found.problems.append(f"{printable(path)}: is no Word file. Save it as .docx.")
            continue
        try:
            filled = read_filled(guarded(read_document, printable(path), path))
            found.letters += 1
            entries += [(filled.file, e) for e in desk.entries(filled, found)]
        except InputError as error:
            found.problems.append(str(error))
    agreed = list(_agreed(entries, found))
    if agreed:
        done = add_decisions(out, agreed)
        found.added, found.there = done.added, done.there
        for new, other in done.others:
            found.problems.append(
                f"{new['report']}, {new['rule']}, {new['where']}: {printable(out)} has another "
                f"decision (entry {other.entry}, {other.by}, {other.on}), which stays. Settle by "
                "hand which is right."
            )
    return found


def _files(folder: Path) -> list[Path]:
    if not folder.exists():
        raise InputError(f"{printable(folder)}: there is no such file. Check the name.")
    paths = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    wanted = [
        p
        for p in paths
        if p.is_file() and p.suffix.lower() in (*_READ, *_OTHER) and not p.name.startswith("~$")
    ]
    if not wanted:
        raise InputError(
            f"{printable(folder)}: holds no letter. Put the Word files there that agencies sent "
            "back."
        )
    return wanted


class _Desk:
    """The questions that letters asked, by report."""

    def __init__(self, data: Dataset) -> None:
        self._data, self._views = data, {lang: Views(data, lang) for lang in LANGUAGES}

    def entries(self, filled: Filled, found: Answers) -> Iterator[dict[str, Any]]:
        """The decisions that a letter comes to; what keeps others from being taken is noted."""
        name = printable(filled.file)
        if filled.report not in set(self._data.reports["report"]):
            raise InputError(
                f"{name}: the report {filled.report} is not loaded. Read the reports again with "
                "gouji run, or name the folder of the tables with --data."
            )
        views = self._views[filled.lang]
        view = views[filled.report]
        rules, repairs = self._data.rules, self._data.repairs
        if view.meta.sha256 != filled.sha256:
            raise InputError(
                f"{name}: the file of {filled.report} has changed since the letter was written. "
                "Its answers are not taken; write a new letter."
            )
        asked = ask(view, views.year_before(view), rules, repairs, decided=True)
        questions = {question.id: question for question in asked}
        answered = sum(not a.is_empty and a.id in questions for a in filled.answers)
        signed = bool(filled.by and filled.day)
        if answered and not signed:
            by, day = (say(key, filled.lang) for key in ("by", "day"))
            found.problems.append(
                f"{name}: its answers ({answered}), as “{by}” or “{day}” is empty. Fill them in."
            )
        for answer in filled.answers:
            if answer.id not in questions:
                found.problems.append(
                    f"{name}: item {answer.item} ({answer.id}) asks about no finding of "
                    f"{filled.report}. It is no longer made, or its number was changed."
                )
            elif answer.is_empty:
                found.unfilled.append(f"{name}: item {answer.item} ({answer.id}) is not filled in.")
            elif signed:
                yield from self._decided(filled, questions[answer.id], answer, view, found)

    def _decided(
        self, filled: Filled, question: Question, answer: Answer, view: ReportView, found: Answers
    ) -> Iterator[dict[str, Any]]:
        name, lang = printable(filled.file), filled.lang
        try:
            decided = decide(question, answer, view)
        except Unclear as unclear:
            found.problems.append(
                f"{name}: item {answer.item} ({answer.id}) is unclear: {unclear}."
            )
            return
        by = say("answered_by", lang, by=filled.by, agency=view.meta.agency)
        for where in question.wheres:
            yield entry(question, where, decided, view, by, filled.day)


def _agreed(
    entries: Sequence[tuple[str, dict[str, Any]]], found: Answers
) -> Iterator[dict[str, Any]]:
    """One decision about each finding; where letters contradict each other, none."""
    by_finding: dict[tuple[str, str, str], list[tuple[str, dict[str, Any]]]] = {}
    for file, new in entries:
        key = (new["report"], new["rule"], new["where"])
        by_finding.setdefault(key, []).append((file, new))
    for key, own in by_finding.items():
        if all(new == own[0][1] for _, new in own):
            yield own[0][1]
        else:
            names = ", ".join(dict.fromkeys(printable(file) for file, _ in own))
            found.problems.append(
                f"{', '.join(key)}: letters answer differently ({names}). Keep the one that is "
                "right."
            )
