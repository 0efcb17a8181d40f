"""What is kept of a report: its bytes as served, its attachments, its card and its WARC file.

They are written in an order that lets a run be ended at any moment: the card comes last, and a
report without it, or with an older one, is written again.
"""

import glob
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import InputError
from analysis.files import file_stem, sha256_of, write
from analysis.reading.card import read_card
from analysis.reading.files import CARD_SUFFIX
from analysis.reading.kinds import suffix_of
from analysis.reading.web_records import Exchange

from .find import Report
from .page import page_of
from .records import plain_url

RECORDS = ".warc.gz"
_HEADERS = ("content-type", "last-modified", "etag")


class Kept:
    """The files of one report in a folder.

    Parameters
    ----------
    folder : Path
        Where reports are kept.
    stem : str
        Name of the report's files, without their endings.

    Attributes
    ----------
    records : Path
        The WARC file.
    card : dict
        The card of an earlier run; empty where there is none.
    """

    def __init__(self, folder: Path, stem: str) -> None:
        self.folder, self.stem = folder, stem
        self.records = folder / f"{stem}{RECORDS}"
        self._card = folder / f"{stem}{CARD_SUFFIX}"
        self.card = read_card(folder / f"{stem}.x")

    @property
    def is_of_another(self) -> bool:
        """Whether files of this name were put there by a person, and not by an earlier run."""
        if self.card.get("warc") or self.records.is_file():
            return False
        return any(self.folder.glob(f"{glob.escape(self.stem)}.*"))

    def save(self, report: Report, about: Mapping[str, Any], warc: str = "") -> str:
        """Write a report that is ``new`` or ``changed``; say which, or ``unchanged``.

        Parameters
        ----------
        report : Report
            What was found.
        about : mapping
            What the card says besides: agency, year, and what the list states.
        warc : str
            Name of the WARC file that all of it comes from; empty to write one.

        Raises
        ------
        OSError
            If the folder cannot be written.
        """
        body = report.main.last.body
        name = f"{self.stem}{suffix_of(body, report.main.url)}"
        others = self._named(report)
        if self._is_same(name, body, others):
            return "unchanged"
        if not warc:
            records = b"".join(answer.records for answer in report.answers)
            before = self.records.read_bytes() if self.records.is_file() else b""
            if records and not before.endswith(records):
                write(self.records, before + records, durable=True)
        beside = self.folder / f"{self.stem}_files"
        for inner, exchange in others.items():
            write(beside / inner, exchange.body)
        write(self.folder / name, body, durable=True)
        card = _card(report, name, others, dict(about), warc or self.records.name)
        text = yaml.safe_dump(card, allow_unicode=True, sort_keys=False, width=100)
        write(self._card, text, durable=True)
        self._sweep(name, set(others))
        return "changed" if self.card else "new"

    def _named(self, report: Report) -> dict[str, Exchange]:
        """Attachments by the name that each gets, which its server chose and we made harmless."""
        found: dict[str, Exchange] = {}
        for answer in report.others:
            called = answer.file.rsplit(".", 1)[0]
            base = file_stem(re.sub(r"[^\w\-·（）()]+", "_", called)[:60]) or "attachment"
            suffix, name, number = suffix_of(answer.last.body, answer.url), "", 1
            while not name or (name in found and found[name].body != answer.last.body):
                name = f"{base}{f'-{number}' if number > 1 else ''}{suffix}"
                number += 1
            found[name] = answer.last
        return found

    def _is_same(self, name: str, body: bytes, others: Mapping[str, Exchange]) -> bool:
        """Whether all this is there already; of a page, whether it says the same."""
        path = self.folder / name
        if self.card.get("file") != name or not path.is_file():
            return False
        listed = {(e["file"], e["sha256"]) for e in self.card.get("attachments") or ()}
        if listed != {(n, sha256_of(e.body)) for n, e in others.items()}:
            return False
        if self.card.get("sha256") == sha256_of(body):
            return True
        before = path.read_bytes() if name.endswith(".html") else b""
        return bool(before) and _text(before) == _text(body)

    def _sweep(self, name: str, others: set[str]) -> None:
        """Remove what the report was before, when it was of another kind."""
        old = str(self.card.get("file") or "")
        if self.card.get("warc") and old and old != name and Path(old).name == old:
            (self.folder / old).unlink(missing_ok=True)
        for entry in self.card.get("attachments") or ():
            left = str(entry["file"])
            if left not in others and Path(left).name == left:
                (self.folder / f"{self.stem}_files" / left).unlink(missing_ok=True)


def _card(
    report: Report, name: str, others: Mapping[str, Exchange], about: dict[str, Any], warc: str
) -> dict[str, Any]:
    last = report.main.last
    card: dict[str, Any] = {"file": name, "url": last.url}
    if plain_url(report.main.asked) != plain_url(last.url):
        card["requested"] = report.main.asked
    if report.page:
        card["page"] = report.page.url
    card |= about
    card |= {"title": report.title[:200]}
    if report.published:
        card["published"] = report.published
    card |= {
        "retrieved": last.retrieved,
        "headers": {n: v for n in _HEADERS if (v := last.header(n)) and v.isprintable()},
        "sha256": sha256_of(last.body),
    }
    if others:
        card["attachments"] = [
            {"file": n, "url": e.url, "sha256": sha256_of(e.body)} for n, e in others.items()
        ]
    return card | {"warc": warc, "transcription": False}


def _text(data: bytes) -> str:
    """What a page says, without its markup and scripts."""
    try:
        page = page_of(Exchange("", 200, (), data, ""))
    except InputError:
        return ""
    return page.text if page else ""
