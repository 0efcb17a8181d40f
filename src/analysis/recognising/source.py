"""From a file, or a member of an archive, and the card beside it, to a report.

This is what worker processes do.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.errors import InputError, printable
from analysis.reading import SUFFIXES
from analysis.reading.archive import MARK, open_archive
from analysis.reading.blocks import Document
from analysis.reading.card import card_path, read_card, settle_stated
from analysis.reading.document import MAX_BYTES, read_bytes, read_document
from analysis.reading.files import Member, file_name
from analysis.reading.web_records import is_web_records
from analysis.user_files import Place

from .recognise import recognise
from .report import REPORT_TABLES, Report, add_findings, rows_of
from .rows import Rows

ARCHIVE = ".zip"
_MEMBER = re.compile(rf"(.+?\.(?:zip|warc|warc\.gz)){MARK}(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Source:
    """Where a report lies: a file, or a member of an archive."""

    path: Path
    member: Member | None = None

    @property
    def name(self) -> str:
        """The path, or ``archive.zip!member``."""
        return str(self.path) if self.member is None else f"{self.path}{MARK}{self.inner}"

    @property
    def folder(self) -> str:
        """The folders that it lies in, the last four: they may name the place of the agency."""
        return _folder_of(self.name)

    @property
    def inner(self) -> str:
        """The name inside the archive; empty for a file."""
        return "" if self.member is None else self.member.name


def report_in(path: Path, stated: dict[str, Any] | None = None, partial: bool = False) -> Report:
    """Read the report in a file, in an archive, or in a member of an archive.

    An archive must hold one report only; a member is named ``archive.zip!member``.

    Parameters
    ----------
    path : Path
        The file, the archive, or the member of an archive.
    stated : dict, optional
        What a person says of it, ``agency`` and ``year``; it goes before what the document and its
        card say.
    partial : bool
        Whether a report that is known in part is given, as ``recognise`` does.

    Raises
    ------
    InputError
        If it cannot be read as an annual report.
    """
    found = sources_in(path)
    if len(found) > 1:
        names = ", ".join(printable(s.inner) for s in found[:3]) + (", …" if len(found) > 3 else "")
        place = Place(path)
        raise place.wrong(
            f"holds {len(found)} reports ({names}). Name one as {place.name}{MARK}NAME; "
            "`gouji check` and `gouji run` take them all."
        )
    return report_of(found[0], stated, partial)


def report_of(
    source: Source, stated: dict[str, Any] | None = None, partial: bool = False
) -> Report:
    """The report at a source; of a member of an archive, ``file`` is ``archive.zip!member``.

    Parameters
    ----------
    source : Source
        Where the report lies.
    stated : dict, optional
        What the user says in place of the document: ``agency`` and ``year``.
    partial : bool
        Whether a report is given that is known in part.

    Raises
    ------
    InputError
        If it cannot be read as an annual report.
    """
    path, member, name = source.path, source.member, source.name
    if member is None:
        document, card_name = read_document(path), card_path(path).name
        return _report(document, name, read_card(path), card_name, stated, partial)
    Place(name).need(not member.problem, f"{member.problem}.")
    archive = open_archive(path)
    Place(name).need(
        archive.names[member.index : member.index + 1] == [member.name],
        "the archive changed while it was being read. Read it again when it is complete.",
    )
    document = read_bytes(archive.read(member.index, MAX_BYTES), name)
    document.file = file_name(member.name)
    report = _report(document, name, archive.card(member.index), "in the archive", stated, partial)
    report.file = f"{printable(path.name)}{MARK}{printable(member.name)}"
    return report


def sources_in(path: Path) -> list[Source]:
    """What a path names: the reports inside an archive, in the order of their names; one of them.

    Or a file.

    Parameters
    ----------
    path : Path
        An archive, a member of one as ``archive.zip!member``, or a file.

    Raises
    ------
    InputError
        If an archive cannot be opened, or does not hold what is asked for.
    """
    if is_member(path) and (parts := _parts(path)):
        for source in sources_in(parts[0]):
            if source.inner == parts[1]:
                return [source]
        raise Place(parts[0]).wrong(f"holds no report {printable(parts[1])}. Check the name.")
    if not is_archive(path):
        return [Source(path)]
    archive = open_archive(path)
    if archive.is_document:  # a Word document or a workbook whose name says ZIP
        return [Source(path)]
    found = [Source(path, member) for member in archive.members(SUFFIXES)]
    kinds = "Reports are web pages, Word files, workbooks, PDFs and texts."
    Place(path).need(found, f"no report found. {kinds}")
    return found


def _folder_of(name: str) -> str:
    """The last four folders of a path, joined by ``/``; an archive is one."""
    return "/".join(re.split(r"[/\\\\!]", name)[-5:-1])


def is_archive(path: Path) -> bool:
    """Whether a path names an archive of reports: a ZIP or a WARC file.

    Parameters
    ----------
    path : Path
        The path as the user named it.
    """
    return (path.suffix.lower() == ARCHIVE or is_web_records(path)) and path.is_file()


def is_member(path: Path) -> bool:
    """Whether a path names a member of an archive: ``archive.zip!member``.

    Parameters
    ----------
    path : Path
        The path as the user named it.
    """
    return _parts(path) is not None and not path.exists()


def _parts(path: Path) -> tuple[Path, str] | None:
    """The archive, and the name inside, of a path that has both."""
    match = _MEMBER.fullmatch(str(path))
    return (Path(match[1]), match[2]) if match and is_archive(Path(match[1])) else None


def _report(
    document: Document,
    name: str,
    card: dict[str, Any],
    card_name: str,
    stated: dict[str, Any] | None,
    partial: bool,
) -> Report:
    own = dict(stated or {})
    settle_stated(own, Place(name))
    known = card | {key: value for key, value in own.items() if value}
    try:
        report = recognise(document, known, partial)
    except InputError as error:
        # A corpus holds many files of one name: which of them it is, the folder tells.
        text = str(error)
        raise InputError(
            printable(name) + text.removeprefix(document.file)
            if text.startswith(document.file)
            else text
        ) from None
    report.folder = _folder_of(name)
    if known.get("sha256") and known["sha256"] != document.sha256:
        changed = (
            "error",
            "source.unchanged",
            "report",
            "",
            f"文件与来源卡片 {card_name} 所记的哈希值不符："
            "文件在取得之后有变动，或者来源卡片所记有误。",
            f"The file is not the one that its source card {card_name} describes: the "
            "file was changed since it was got, or the card is wrong.",
        )
        add_findings(report, [changed], first=True)
    return _safe(report)


def _safe(report: Report) -> Report:
    """What the document says, safe to print.

    A terminal would obey control characters in a title or a cell.
    """
    for name in ("agency", "agency_printed", "title", "source_url", "source_host", "published"):
        value = getattr(report, name)
        if isinstance(value, str):
            setattr(report, name, _shown(value))
    report.prose = [(_shown(text), where) for text, where in report.prose]
    report.notes = [_shown(note) for note in report.notes]
    report.sections = tuple(
        replace(s, heading=_shown(s.heading), where=_shown(s.where)) for s in report.sections
    )
    for name in REPORT_TABLES:
        kept = rows_of(report, name)
        text = "".join(value for row in kept.rows for value in row if isinstance(value, str))
        if _shown(text) != text:
            rows = [tuple(_shown(v) if isinstance(v, str) else v for v in r) for r in kept.rows]
            setattr(report, name, Rows(kept.columns, rows, kept.floats))
    return report


def _shown(text: str) -> str:
    return printable(text, lines=True)
