"""Collect the reports of a list into a folder, each with its card and its WARC file."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.assessing.indicators.timeliness import legal_limit
from analysis.errors import InputError, printable
from analysis.files import check_folder, file_stem, sha256_of, write
from analysis.reading.web_records import exchanges_in, is_web_records
from analysis.recognising.about.compared import same_agency
from analysis.recognising.about.scope import scope_of
from analysis.templates import Wording, read_wording

from .asking import Missing, Unreachable
from .coverage import Row, write_coverage
from .expand import Offline, wanted_in
from .find import Finder
from .keep import RECORDS, Kept
from .listing import Wanted
from .records import Recorded, plain_url
from .request import Collected, Request
from .robots import Manners
from .site import Site
from .spool import Spool

SPOOL, EVIDENCE = ".collecting", f"coverage{RECORDS}"
Progress = Callable[[str, int, int], None]


def collect(
    request: Request, manners: Manners | None = None, progress: Progress | None = None
) -> Collected:
    """Collect reports; ended at any moment, the same call goes on.

    Parameters
    ----------
    request : Request
        What is to be collected, and where to.
    manners : Manners, optional
        How sites are asked.
    progress : callable, optional
        Called with what is being done, its number, and how many there are.

    Raises
    ------
    InputError
        If the list cannot be read, its column cannot be had, another run is collecting into the
        same folder, or the folder cannot be written.
    """
    check_folder(request.out)
    request.out.mkdir(exist_ok=True)
    with _alone(request.out):
        spool = Spool(request.out / SPOOL)
        site = None if is_web_records(request.source) else Site(manners or Manners(), spool)
        try:
            run = _Run(request, site, spool)
            result = run.all(progress or (lambda text, number, total: None))
        except InputError:  # then nothing was begun that could go on
            spool.clear()
            raise
        finally:
            if site:
                site.close()
        spool.clear()
    return result


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[None]:
    try:
        with FileLock(out / f"{SPOOL}.lock", timeout=0):
            yield
    except Timeout:
        raise InputError(
            f"{printable(out)}: another gouji collect is writing here. Wait until it has ended, "
            "or choose another --out."
        ) from None


class _Run:
    """One run over one list."""

    def __init__(self, request: Request, site: Site | None, spool: Spool) -> None:
        self.request, self.site, self.spool = request, site, spool
        self.warc = "" if site else Path(request.source).name
        self.asker = site or Offline(Path(request.source))
        self.finder = Finder(self.asker)
        self.columns = Recorded().load(request.out / EVIDENCE)
        self._wording = Wording(read_wording(__package__, "messages.yml"))
        self.kept_urls: set[str] = set()
        self.result = Collected()

    def say(self, key: str, **values: object) -> str:
        """A text of ``messages.yml`` in the language of the request."""
        return self._wording.say(key, self.request.lang, **values)

    def all(self, progress: Progress) -> Collected:
        """Every report of the list, the table of them, and what was asked besides."""
        try:
            wanted = wanted_in(self.request, self.finder, self.asker, self.columns)
        except (Missing, Unreachable) as error:
            raise InputError(f"{printable(self.request.source)}: {self._reason(error)}") from None
        for number, one in enumerate(wanted, start=1):
            name = f"{one.agency or one.address} {one.year or ''}".strip()
            progress(printable(name), number, len(wanted))
            self._one(one)
        result = self.result
        self._keep_evidence()
        result.coverage = write_coverage(self.request.out, result.rows)
        counts = {
            s: sum(r.status == s for r in result.rows) for s in ("late", "absent", "unreachable")
        }
        result.summary = self.say(
            "summary",
            total=len(result.rows),
            found=sum(r.status in ("found", "late") for r in result.rows),
            requests=self.site.requests if self.site else 0,
            **counts,
            **result.changes,
        )
        return result

    def _one(self, wanted: Wanted) -> None:
        row = Row(wanted.agency, str(wanted.year or ""), wanted.address, "absent")
        try:
            if not wanted.address:
                raise Missing("no_address" if wanted.stated else "not_in_column", year=wanted.year)
            row, change = self._found(wanted, row)
        except (Missing, Unreachable) as error:
            status = "absent" if isinstance(error, Missing) else "unreachable"
            row, change = replace(row, status=status, reason=self._reason(error)), ""
        self.result.rows.append(row)
        if change:
            self.result.changes[change] += 1
        if row.reason or row.status != "found" or change in ("new", "changed"):
            self._line(row, change)

    def _found(self, wanted: Wanted, row: Row) -> tuple[Row, str]:
        known = Recorded()
        known.add(self.columns.exchanges)
        if wanted.agency:
            known.load(Kept(self.request.out, _stem_of(wanted.agency, wanted.year, "")).records)
        report = self.finder.find(wanted, known)
        agency, year = wanted.agency or report.agency, wanted.year or report.year
        kept = Kept(self.request.out, _stem_of(agency, year, report.main.url))
        notes = [self.say(note) for note in dict.fromkeys(report.notes)]
        of_another = bool(report.agency and not same_agency(report.agency, agency))
        if of_another:
            notes.append(self.say("other_agency", agency=report.agency))
        limit = _limit_of(agency, year)
        row = replace(
            row,
            agency=agency,
            year=str(year or ""),
            status="late" if limit and report.published > limit else "found",
            published=report.published,
            limit=limit,
        )
        if kept.is_of_another:
            notes.append(self.say("of_another", file=f"{kept.stem}.*"))
            return replace(row, reason=" ".join(notes)), ""
        change = kept.save(report, _about(wanted, agency, year, of_another), self.warc)
        self.kept_urls |= {answer.asked for answer in report.answers}
        file = str(Kept(self.request.out, kept.stem).card["file"])
        return replace(row, reason=" ".join(notes), file=file), change

    def _keep_evidence(self) -> None:
        """Keep what was served besides reports: columns, robots.txt, pages that are not there."""
        path = self.request.out / EVIDENCE
        kept = {self.spool.name(url) for url in self.kept_urls}
        added = b""
        for name, records in self.spool.every():
            exchanges = list(exchanges_in(records, name))
            known = (self.columns.at(e.url) for e in exchanges)
            is_new = any(
                k is None or (k.status, k.body) != (e.status, e.body)
                for e, k in zip(exchanges, known, strict=True)
                if e.status != 304
            )
            if name not in kept and is_new:
                added += records
        if added:
            before = path.read_bytes() if path.is_file() else b""
            write(path, before + added, durable=True)

    def _reason(self, error: Missing | Unreachable) -> str:
        return printable(self.say(error.reason, **error.values))

    def _line(self, row: Row, change: str) -> None:
        status = self.say(row.status)
        if change in ("new", "changed"):
            word = self.say(change)
            status = f"{status}，{word}" if self.request.lang == "zh" else f"{status}, {word}"
        name = f"{row.agency or row.address} {row.year}".strip()
        line = self.say("line", name=name, status=status, reason=row.reason)
        self.result.lines.append(printable(line))


def _about(wanted: Wanted, agency: str, year: int | None, of_another: bool) -> dict[str, Any]:
    """What the card says of agency and year.

    Only what a person stated goes before what the report says, and not where its title names
    another agency: its figures would be taken for those of the agency in the list.
    """
    about: dict[str, Any] = {"publisher": agency} if agency and not of_another else {}
    if wanted.stated:
        about |= {"year": year} if of_another else {"agency": agency, "year": year}
    return about | dict(wanted.more)


def _limit_of(agency: str, year: int | None) -> str:
    """The last day on which a report is in time; empty where that is not known."""
    found = legal_limit(year, scope_of(agency) or "", agency) if year and agency else None
    return found.isoformat() if found else ""


def _stem_of(agency: str, year: int | None, url: str) -> str:
    """The name of a report's files: agency and year, or what its address tells."""
    host = re.sub(r"^https?://(?:www\.)?([^/:]+).*", r"\1", plain_url(url))
    digest = sha256_of(url)[:6]
    stem = file_stem(f"{agency or host}-{year or digest}")
    return stem if agency else f"{stem}-{digest}"
