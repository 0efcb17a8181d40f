"""What the page asks: it shows the form, takes what is typed, keeps it, and checks the sums."""

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.files import yaml_of
from analysis.form import TABLES
from analysis.messages import check_language, message
from analysis.reading.card import read_card
from analysis.recognising import Report
from analysis.recognising.transcription import FIELDS
from analysis.running.corpus import read_report

from .decisions import Decisions
from .entries import UNREADABLE, Step
from .opening import begin, read_original
from .originals import page_picture, show_original
from .record import Record, hold, open_record, read_record, record_path
from .session import Difference, Session
from .shown import shown_cells, shown_table
from .sums import Sum, candidates, check_sums, filled_report
from .transcribe import transcription_path, write_transcription

Answer = dict[str, Any]
_CALLS = (
    *("open", "write", "accept", "put", "zeros", "undo", "redo", "page", "finish", "settle"),
    *("findings", "decide"),
)


class Panel:
    """The review of one report by one person.

    Parameters
    ----------
    source : Path
        The report.
    by : str, optional
        Who reviews; by default the name of the user of this machine.
    second : bool
        Whether this is the second of two readers, who does not see the work of the first.
    lang : {"zh", "en"}
        Language of the page.
    agency : str, optional
        The agency, where the document does not say it.
    year : int, optional
        The year, likewise.
    fmt : {"2019", "2021"}, optional
        Format of the form, for a document that is only a picture.

    Raises
    ------
    InputError
        If the file cannot be reviewed, changed since the review began, or is under review.
    """

    def __init__(
        self,
        source: Path,
        by: str | None = None,
        second: bool = False,
        lang: str = "zh",
        agency: str | None = None,
        year: int | None = None,
        fmt: str | None = None,
    ) -> None:
        self.source, self.lang = source, check_language(lang)
        self.reader = 2 if second else 1
        by = (by or getpass.getuser()).strip()
        self._checked: tuple[Any, tuple[list[Sum], dict[str, float]]] = (None, ([], {}))
        self.report: Report = read_original(source, agency, year, fmt)
        self._lock = hold(record_path(source, self.reader))
        try:
            self.record: Record = open_record(
                source, self.reader, lambda: begin(self.report, by), by
            )
            self.session: Session = self.record.session
            self._check_readers()
        except BaseException:
            self._lock.release()
            raise
        self.original = show_original(
            source, list(dict.fromkeys(c.where for c in self.session.published.values() if c.where))
        )

    def close(self) -> None:
        """Let others review the report."""
        self._lock.release()

    def call(self, name: str, arguments: Answer) -> Answer:
        """Answer the page.

        Parameters
        ----------
        name : str
            What it asks for.
        arguments : dict
            What that takes.

        Returns
        -------
        dict
            What JSON can hold; ``error`` with a message where the person can do better.
        """
        if name not in _CALLS:
            return {"error": f"there is no call {name!r}"}
        function: Callable[..., Answer] = getattr(self, f"_{name}")
        try:
            known = (*FIELDS, *self.session.form.by_code)
            if "code" in arguments and (code := arguments["code"]) not in known:
                raise InputError(f"There is no cell or field {code!r} on this form.")
            return function(**arguments)
        except InputError as error:
            return {"error": message(error, self.lang), **self._state()}
        except TypeError as error:  # arguments that the call does not take
            return {"error": str(error)}

    # What the page calls.

    def _open(self) -> Answer:
        words = yaml_of(__package__, "words.yml")
        return {
            "lang": self.lang,
            "words": {key: both[self.lang] for key, both in words.items()},
            "file": self.source.name,
            "sha256": self.record.sha256,
            "by": self.session.by,
            "reader": self.reader,
            "original": self.original,
            "notes": [message(note, self.lang) for note in self.report.notes],
            "tables": [shown_table(self.session.form, name, self.lang) for name in TABLES],
            "published": {code: list(cell) for code, cell in self.session.published.items()},
            **self._state(),
        }

    def _write(self, code: str, text: str) -> Answer:
        self.session.write(code, str(text)[:500], _now())
        return self._saved()

    def _accept(self, code: str) -> Answer:
        entry = self.session.entries.get(code)
        typed = entry.text if entry is not None and entry.text is not None else UNREADABLE
        is_cell = code in self.session.form.by_code
        unread = is_cell and self.session.reading(code).status == "unreadable"
        if unread and typed.strip() != UNREADABLE:
            raise InputError(f"{typed!r} is no number. Type ? for what cannot be read.")
        self.session.accept(code, _now())
        return self._saved()

    def _put(self, code: str, text: str) -> Answer:
        self.session.put([(code, str(text)[:500])], _now())
        return self._saved()

    def _zeros(self, code: str) -> Answer:
        if code.count("/") == 2:
            self.session.fill_zeros(code, _now())
        return self._saved()

    def _undo(self) -> Answer:
        return self._stepped(self.session.undo())

    def _redo(self) -> Answer:
        return self._stepped(self.session.redo())

    def _page(self, number: int) -> Answer:
        return {"picture": page_picture(self.source, int(number))}

    def _finish(self) -> Answer:
        self.record.check_original()
        readers = [self.record]
        if self.reader == 2:
            readers.insert(0, self._other_finished())
        elif (other := self._other()) is not None and other.finished:
            raise InputError(
                f"{other.path.name}: a second reader has finished. Go on with --second."
            )
        self.record.finished = True
        self.record.save()
        if open_ones := self._differences():
            raise InputError(f"Places where the two readers differ: {len(open_ones)}. Settle them.")
        path = write_transcription(self.record, self.report, readers)
        self.__dict__.pop("_decisions", None)
        return {"written": path.name, **self._state()}

    def _settle(self, code: str, text: str) -> Answer:
        found = {d.code: d for d in self._differences()}
        if code in found:
            settles = (found[code].first, found[code].second)
            self.session.put([(code, str(text)[:500])], _now(), settles)
        return self._saved()

    def _findings(self) -> Answer:
        return self._decisions.shown(self.lang)

    def _decide(self, rule: str, where: str, decision: str, reason: str) -> Answer:
        if self._decisions.path == self.source:
            self.record.check_original()
        self._decisions.add(rule, where, decision, reason, self.session.by, _now()[:10])
        return self._findings()

    # How they are answered.

    @cached_property
    def _decisions(self) -> Decisions:
        """Those about the transcription once there is one, else about the original."""
        path = transcription_path(self.source)
        if path.is_file() and read_card(path).get("original_sha256") == self.record.sha256:
            return Decisions(path, read_report(path, partial=True))
        return Decisions(self.source, self.report)

    def _stepped(self, step: Step) -> Answer:
        return {**self._saved(), "focus": step[0].code if step else None}

    def _saved(self) -> Answer:
        if self.reader == 1:  # what is changed after the transcription was written is not in it
            self.record.finished = False
        self.record.save()
        return self._state()

    def _state(self) -> Answer:
        session = self.session
        sums, implied = self._sums()
        return {
            "cells": shown_cells(session),
            "fields": {n: session.text(n) for n in ("agency", "year", "published", "title")},
            "sums": [list(each) for each in sums],
            "candidates": {c: list(map(list, f)) for c, f in candidates(session, implied).items()},
            "undo": bool(session.done),
            "redo": bool(session.undone),
            "finished": self.record.finished,
            "differences": [list(d) for d in self._differences()],
        }

    def _sums(self) -> tuple[list[Sum], dict[str, float]]:
        """The sums as they stand; computed again only where a figure changed."""
        figures = tuple(map(self.session.reading, self.session.form.by_code))
        if self._checked[0] != figures:
            report = filled_report(self.report, self.session)
            self._checked = figures, check_sums(report, self.lang)
        return self._checked[1]

    def _other(self) -> Record | None:
        path = record_path(self.source, 3 - self.reader)
        return read_record(path, self.source) if path.is_file() else None

    def _other_finished(self) -> Record:
        other = self._other()
        if other is None or not other.finished or other.sha256 != self.record.sha256:
            raise InputError(
                "The first reader has not finished this file. What you did is kept; finish later."
            )
        return other

    def _differences(self) -> list[Difference]:
        """Where the readers differ; none before the second has finished alone."""
        other = self._other() if self.reader == 2 and self.record.finished else None
        return self.session.differences(other.session) if other and other.finished else []

    def _check_readers(self) -> None:
        other = self._other()
        if other is not None and other.session.by == self.session.by:
            raise InputError(
                f"{self.session.by!r} is the other reader already. "
                "Two people read: name the second with --by."
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
