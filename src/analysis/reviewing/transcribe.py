"""What was reviewed as a transcription, with a card that says who, when and from which file."""

import csv
import io
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import InputError, printable
from analysis.files import sha256, sha256_of, write, writing
from analysis.form import get_form
from analysis.reading.card import REVIEWED_SUFFIX, card_path, read_card
from analysis.recognising import Report
from analysis.recognising.numbers import read_cell
from analysis.recognising.transcription import FIELDS, PROSE, template_rows

from .entries import UNREADABLE
from .record import Record
from .session import Session

_OF_THE_FILE = ("file", "sha256", "transcription", "note", "agency", "year", "retrieved")


def transcription_path(source: Path) -> Path:
    """Where the transcription of a report goes: ``x.pdf`` has it in ``x.reviewed.csv``.

    Parameters
    ----------
    source : Path
        The original.
    """
    return source.with_name(f"{source.stem}{REVIEWED_SUFFIX}")


def write_transcription(record: Record, report: Report, readers: list[Record]) -> Path:
    """Write the transcription, and its source card, beside the original; give its path.

    Parameters
    ----------
    record : Record
        The work that is written out.
    report : Report
        The original as it was read, for its prose.
    readers : list of Record
        All whose work it rests on, the first reader first.

    Raises
    ------
    InputError
        If the original changed, agency or year are missing, the transcription there was changed by
        hand, or a file cannot be written.
    """
    record.check_original()
    session, target = record.session, transcription_path(record.source)
    for name in ("agency", "year"):
        if not session.text(name).strip():
            raise InputError(f"`{name}` is not filled in. Type it above the tables.")
    card = card_path(target)
    ours = {"sha256": sha256(target), "original": record.source.name} if target.exists() else {}
    if ours and any(read_card(target).get(key) != value for key, value in ours.items()):
        raise InputError(
            f"{printable(target)}: was changed by hand, or is not of this review. "
            "Move it away first."
        )
    content = _transcription_bytes(record, report)
    known = {k: v for k, v in read_card(record.source).items() if k not in _OF_THE_FILE}
    with writing(target, exact=True):
        write(card, _card(record, readers, known, sha256_of(content)))
        write(target, content, durable=True)
    return target


def _transcription_bytes(record: Record, report: Report) -> bytes:
    """The transcription as CSV, in the layout of ``gouji template``."""
    session = record.session
    rows = []
    for row in template_rows(session.fmt):
        key = row[0] if row else ""
        if key in FIELDS:
            rows.append([*row[:2], session.text(key).strip()])
        elif key == PROSE:
            rows += [[*row[:2], text] for text, _ in report.prose if text.strip()]
        elif key.count("/") == 1:
            codes = [f"{key}/{c}" for c in get_form(session.fmt).columns(*key.split("/"))]
            if any(session.reading(code).status != "absent" for code in codes):
                rows.append([*row[:2], *(_print(session, code) for code in codes)])
        else:
            rows.append(row)
    rows.insert(1, ["", f"{record.source.name} · sha256 {record.sha256}", session.by])
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _print(session: Session, code: str) -> str:
    """What to write into a cell so that it is read back as it stands now.

    A print that means something only beside its header, such as an amount under 单位：元, is
    written as its value.
    """
    cell, reading = session.form.by_code[code], session.reading(code)
    text = session.text(code).strip()
    if read_cell(cell, text) == reading:
        return text
    plain = {"stated": f"{reading.value or 0:.15g}", "blank": "", "mark": "-"}
    for guess in (plain.get(reading.status, UNREADABLE), f"{plain['stated']}万元"):
        if read_cell(cell, guess) == reading:
            return guess
    return UNREADABLE


def _card(record: Record, readers: list[Record], known: dict[str, Any], digest: str) -> str:
    session = record.session
    days = sorted(entry.at for r in readers for entry in r.session.entries.values())
    content = {
        **known,
        "file": transcription_path(record.source).name,
        "transcription": True,
        "sha256": digest,
        "original": record.source.name,
        "original_sha256": record.sha256,
        "reviewed_by": [r.session.by for r in readers],
        "reviewed_from": days[0] if days else None,
        "reviewed_until": days[-1] if days else None,
        "review": [r.path.name for r in readers],
        "typed": sum(
            entry.text is not None
            for code, entry in session.entries.items()
            if code in session.form.by_code
        ),
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
