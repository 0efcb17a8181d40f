"""What a person typed and confirmed, cell by cell, with undo and redo. Nothing here is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from analysis.form import Form, get_form
from analysis.recognising.numbers import Reading, read_cell
from analysis.recognising.transcription import FIELDS

from .entries import UNKNOWN, Change, Entry, Published, Step


class Difference(NamedTuple):
    """A cell or field on which two readers differ.

    Attributes
    ----------
    code : str
        Cell code, or name of a field.
    first, second : str
        What each has.
    """

    code: str
    first: str
    second: str


@dataclass
class Session:
    """One person's work on one report.

    Attributes
    ----------
    fmt : {"2019", "2021"}
        Format of the form.
    by : str
        Who works.
    published : mapping of str to Published
        Every cell of the form, and the fields of the transcription, as the original was read.
    entries : dict of str to Entry
        What the person did, by cell code or name of a field.
    done, undone : list of Step
        What can be undone, the latest last, and redone, the next one last.
    """

    fmt: str
    by: str
    published: Mapping[str, Published]
    entries: dict[str, Entry] = field(default_factory=dict)
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    @property
    def form(self) -> Form:
        """The form that is filled in."""
        return get_form(self.fmt)

    def original(self, code: str) -> Published:
        """A cell or field as published.

        Parameters
        ----------
        code : str
            Cell code, or name of a field.
        """
        return self.published.get(code, Published())

    def text(self, code: str) -> str:
        """What is in a cell or field now: what was typed, else what was printed.

        Parameters
        ----------
        code : str
            Cell code, or name of a field.
        """
        entry = self.entries.get(code)
        if entry is None or entry.text is None:
            return self.original(code).printed
        return entry.text

    def reading(self, code: str) -> Reading:
        """Status and value of a cell now.

        Parameters
        ----------
        code : str
            Cell code.
        """
        entry, original = self.entries.get(code), self.original(code)
        if entry is None or entry.text is None:
            return Reading(original.status, original.value)
        return read_cell(self.form.by_code[code], entry.text)

    def is_open(self, code: str) -> bool:
        """Whether a cell still needs the person: unknown, or typed and not yet accepted.

        Parameters
        ----------
        code : str
            Cell code.
        """
        entry = self.entries.get(code)
        if entry is not None and (entry.accepted or entry.text is not None):
            return not entry.accepted
        return self.original(code).status in UNKNOWN

    def write(self, code: str, text: str, at: str) -> None:
        """Type into a cell or field. Keys one after another in one cell are undone at once.

        Parameters
        ----------
        code : str
            Cell code, or name of a field.
        text : str
            All that the cell holds now.
        at : str
            When, in UTC.
        """
        change = Change(code, self.entries.get(code), Entry(text, False, self.by, at))
        last = self.done[-1] if self.done and not self.undone else ()
        if len(last) == 1 and last[0].code == code and _typing(last[0].after):
            self.done.pop()
            change = Change(code, last[0].before, change.after)
        self._do((change,))

    def accept(self, code: str, at: str) -> None:
        """Confirm what a cell holds; a cell that is unknown and untouched is left open.

        Parameters
        ----------
        code : str
            Cell code, or name of a field.
        at : str
            When, in UTC.
        """
        entry, is_cell = self.entries.get(code), code in self.form.by_code
        unknown = entry is None and is_cell and self.original(code).status in UNKNOWN
        if not unknown and not (entry and entry.accepted):
            done = _accepted(entry or Entry(None, False, self.by, at), self.by, at)
            self._do((Change(code, entry, done),))

    def put(self, texts: Iterable[tuple[str, str]], at: str, settles: tuple[str, ...] = ()) -> None:
        """Fill cells and confirm them, in one step.

        Parameters
        ----------
        texts : iterable of (code, text)
            What each cell holds.
        at : str
            When, in UTC.
        settles : tuple of str
            What two readers had, where this settles it.
        """
        step = tuple(
            Change(code, self.entries.get(code), Entry(text, True, self.by, at, settles))
            for code, text in texts
        )
        if step:
            self._do(step)

    def fill_zeros(self, code: str, at: str) -> None:
        """Fill this cell and those right of it in its row with zeros, as one step.

        What was typed stays and is confirmed; what was confirmed or printed stays. The row's total
        is left to be typed where another cell of the row is not zero: a total that is not read
        proves nothing.

        Parameters
        ----------
        code : str
            Where the person is.
        at : str
            When, in UTC.
        """
        table, item, column = code.split("/")
        names = self.form.columns(table, item)
        row = [f"{table}/{item}/{name}" for name in names]
        rest = [c for c in row[names.index(column) :] if self.is_open(c)]
        empty = [c for c in rest if not (c in self.entries and self.entries[c].text)]
        others = [c for c in row if c not in empty and not c.endswith("/total")]
        if any(self.reading(c).value != 0 for c in others):
            empty = [c for c in empty if not c.endswith("/total")]
        zero = Entry("0", True, self.by, at)
        step = [Change(c, self.entries.get(c), zero) for c in rest if c in empty]
        for c in rest:
            if (entry := self.entries.get(c)) and c not in empty and _typing(entry) and entry.text:
                step.append(Change(c, entry, _accepted(entry, self.by, at)))
        if step:
            self._do(tuple(step))

    def undo(self) -> Step:
        """Take back the last step; empty where there is none."""
        step = self.done.pop() if self.done else ()
        for change in step:
            self._set(change.code, change.before)
        self.undone += [step] if step else []
        return step

    def redo(self) -> Step:
        """Do again the step that was undone last; empty where there is none."""
        step = self.undone.pop() if self.undone else ()
        for change in step:
            self._set(change.code, change.after)
        self.done += [step] if step else []
        return step

    def differences(self, other: "Session") -> list[Difference]:
        """What another reader read differently and nobody settled here, in the order of the form.

        Parameters
        ----------
        other : Session
            The work of the first reader on the same report.
        """
        found = []
        for code in (*FIELDS, *self.form.by_code):
            theirs = other.text(code)
            if code in FIELDS:
                alike = theirs.strip() == self.text(code).strip()
            else:
                alike = other.reading(code) == self.reading(code)
            entry = self.entries.get(code)
            settled = entry is not None and entry.accepted and entry.settles[:1] == (theirs,)
            if not alike and not settled:
                found.append(Difference(code, theirs, self.text(code)))
        return found

    def _do(self, step: Step) -> None:
        for change in step:
            self._set(change.code, change.after)
        self.done.append(step)
        self.undone.clear()

    def _set(self, code: str, entry: Entry | None) -> None:
        if entry is None:
            self.entries.pop(code, None)
        else:
            self.entries[code] = entry


def _typing(entry: Entry | None) -> bool:
    return entry is not None and entry.text is not None and not entry.accepted


def _accepted(entry: Entry, by: str, at: str) -> Entry:
    return replace(entry, accepted=True, by=by, at=at)
