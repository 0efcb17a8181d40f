"""From any number of reports to tables in Parquet by year, in memory that does not grow with them.

Pieces are read, partitions settled, and what is left over from an earlier run removed.
"""

import contextlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from analysis.assessing.groups.file import check_agencies, load_groups
from analysis.assessing.indicators.definitions import Indicator, load_definitions
from analysis.assessing.indicators.table import definitions_table
from analysis.assessing.tabular import SCHEMA, typed
from analysis.checking.findings.corrections import NAME as CORRECTIONS
from analysis.checking.findings.corrections import Correction, read_corrections
from analysis.checking.rules.load import load_rules
from analysis.errors import InputError
from analysis.files import digest_of
from analysis.publishing.export.write import to_parquet
from analysis.reading.files import CARD_SUFFIX, is_report_name, parts_of_page, with_parts
from analysis.version import __version__

from ..checked import rules_table
from ..corpus import figures_of, without_clashes
from ..elsewhere.schedulers import Cluster, Local
from ..elsewhere.store import Store
from ..inputs import of_reading, of_tables
from ..progress import Progress, no_progress
from ..readings import FILES
from .partitions import YEAR, Settings, Settled, partitions, settle
from .pieces import Entry, Piece, interned, load_entries, read_piece

PIECE = 100  # files read in one task: seconds of work, so that handing it over costs nothing
PARTITION = 500  # reports settled in one task: some 200 MB while it lasts
MANIFEST = "manifest.json"
WORK = ".gouji-work"

# Files of that name are ours to remove.
_PART = re.compile(rf"({'|'.join(SCHEMA)})/{YEAR}=-?\d+/part-\d{{5,}}\.parquet")


@dataclass(frozen=True)
class Tabulated:
    """What a tabulation wrote.

    Attributes
    ----------
    reports : int
        How many reports there are.
    failing : int
        How many of them have a check between figures that fails.
    files : tuple of str
        The files written, below the output folder.
    problems : tuple of str
        What kept files out.
    messages : tuple of str
        Corrections that have no effect.
    misnamed : bool
        Whether one of them names a rule or a place that does not exist.
    """

    reports: int
    failing: int
    files: tuple[str, ...]
    problems: tuple[str, ...]
    messages: tuple[str, ...] = ()
    misnamed: bool = False


def tabulate(
    paths: Sequence[str],
    out: str,
    scheduler: Local | Cluster,
    expectations: Path | None = None,
    progress: Progress | None = None,
    sizes: tuple[int, int] = (PIECE, PARTITION),
    indicators: Path | None = None,
    groups: Path | None = None,
) -> Tabulated:
    """Read, check and measure reports, and write the processed tables by year.

    Parameters
    ----------
    paths : sequence of str
        Files and folders, local or fsspec addresses (``s3://…``).
    out : str
        Folder for the tables, likewise. ``manifest.json`` is written last: while it is not there,
        the tables are not complete.
    scheduler : Local or Cluster
        Where the work is done. Every worker of a cluster must reach ``paths`` and ``out``.
    expectations : Path, optional
        Folder of the suites.
    progress : callable, optional
        Called with what is done, how much of it, and of how much.
    sizes : (int, int)
        Files read in one task, and reports settled in one.
    indicators : Path, optional
        File of indicators that the user adds, as ``assessing.indicators.definitions`` reads it.
    groups : Path, optional
        File of groups that the user defines, as ``assessing.groups.rules`` reads it.

    Returns
    -------
    Tabulated
        What was written, and what kept files out.

    Raises
    ------
    InputError
        If there is nothing to read, no report can be used, a suite or another file of the user's
        is broken, a group names an agency of which there is no report, or ``out`` cannot be written
        or holds what ``tabulate`` did not make.
    """
    progress = progress or no_progress
    load_rules(expectations)  # what is broken is refused before anything is read
    added = load_definitions(indicators) if indicators else ()
    defined = load_groups(groups) if groups else ()
    target, work = Store(out), Store(f"{out.rstrip('/')}/{WORK}")
    _check_ours(target)
    pieces, corrections = _pieces(paths, sizes[0])
    entries, problems = _read(pieces, work, scheduler, progress)
    del pieces  # names of all files; from here on the entries are what is known
    kept, clashes, copies = without_clashes(
        ((e.file, e) for e in sorted(entries, key=lambda e: (e.file, e.pack, e.start))),
        lambda entry: figures_of(load_entries([entry], work)[0]),
    )
    del entries
    problems += clashes
    problems += [
        f"{' and '.join(names)}: holds the same figures as {entry.file} ({entry.id}), "
        "or only some of them; that file is used."
        for entry, names in copies
    ]
    if not kept:
        raise InputError("No report could be used:\n" + "\n".join(problems))
    for group in defined:
        check_agencies(group, {entry.agency for entry in kept})
    target.remove(MANIFEST)
    key = digest_of(of_tables(expectations), repr(corrections), repr(added), repr(defined))
    settings = Settings(key, expectations, tuple(corrections), added, defined)
    settled: dict[int, Settled] = {}
    parts = partitions(kept, sizes[1])
    tasks = [(number, part, settings, work, target) for number, part in enumerate(parts)]
    for done, (number, result) in enumerate(scheduler.each(settle, tasks), start=1):
        settled[number] = result
        progress("checking", done, len(tasks))
    parts_in_order = [settled[number] for number in sorted(settled)]
    files = [
        *_write_of_all(target, expectations, added),
        *(f for s in parts_in_order for f in s.files),
    ]
    _remove_left_over(target, set(files))
    result = Tabulated(
        len(kept),
        sum(s.failing for s in parts_in_order),
        tuple(files),
        tuple(sorted(problems)),
        tuple(sorted(line for s in parts_in_order for line in s.messages)),
        any(s.misnamed for s in parts_in_order),
    )
    rules = [rule.id for rule in load_rules(expectations)]
    about = {"gouji": __version__, "rules": rules, **asdict(result)}
    target.write(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1).encode())
    work.remove("")
    return result


def _check_ours(target: Store) -> None:
    """A manifest that is not ours is somebody's file."""
    if target.has(MANIFEST):
        with contextlib.suppress(ValueError, TypeError):
            if "gouji" in json.loads(target.read(MANIFEST)) and target.has("rules.parquet"):
                return
        where = f"{target.url.rstrip('/')}/{MANIFEST}"
        raise InputError(
            f"{where} was not made by gouji tabulate and would be overwritten. "
            "Move it, or choose another --out."
        )


def _read(
    pieces: Sequence[Piece], work: Store, scheduler: Local | Cluster, progress: Progress
) -> tuple[list[Entry], list[str]]:
    entries: list[Entry] = []
    problems: list[str] = []
    tasks = [(piece, work) for piece in pieces]
    for done, (_, (read, lost)) in enumerate(scheduler.each(read_piece, tasks), start=1):
        entries += map(interned, read)
        problems += lost
        progress("reading", done, len(pieces))
    return entries, problems


def _write_of_all(
    target: Store, expectations: Path | None, added: Sequence[Indicator]
) -> list[str]:
    """The tables that are the same for every partition."""
    rules, definitions = rules_table(expectations).frame(), definitions_table(added)
    frames = {"rules": rules, "definitions": typed("definitions", definitions)}
    for name, frame in frames.items():
        target.write(f"{name}.parquet", to_parquet(name, frame))
    return [f"{name}.parquet" for name in frames]


def _remove_left_over(target: Store, known: set[str]) -> None:
    """Remove what an earlier run wrote of reports that are no longer there."""
    for item in target.items([".parquet"]):
        if item.name not in known and _PART.fullmatch(item.name):
            target.remove(item.name)


def _pieces(paths: Sequence[str], size: int) -> tuple[list[Piece], list[Correction]]:
    """The files of all paths in pieces, and the corrections that lie with them."""
    pieces: list[Piece] = []
    corrections: list[Correction] = []
    code = of_reading()
    for path in paths:
        store, versions, names = _listed(path)
        for start in range(0, len(names), size):
            mine = tuple(names[start : start + size])
            cards = tuple(c for c in dict.fromkeys(map(_card, mine)) if c in versions)
            held = [(name, versions[name]) for name in (*mine, *cards)]
            key = digest_of("piece 1", code, store.url, held)[:32]
            pieces.append(Piece(key, store, mine, cards))
        decided = [name for name in versions if name.rsplit("/", 1)[-1] == CORRECTIONS]
        with store.fetched(decided) as folder:
            for name in decided:
                corrections += read_corrections(Path(folder, *name.split("/")))
    if not pieces:
        raise InputError(
            f"{', '.join(paths)}: no report found. Reports are web pages, Word files, workbooks, "
            "PDFs and texts."
        )
    return pieces, corrections


def _listed(path: str) -> tuple[Store, dict[str, str], list[str]]:
    """The folder of a path, its files with their versions, and which of them may be reports."""
    store, only = Store.of(path)
    versions = {item.name: item.version for item in store.items()}
    pages = with_parts(versions)
    names = [
        name
        for name in versions
        if is_report_name(name.rsplit("/", 1)[-1], FILES)
        and only in ("", name)
        and not any(parts_of_page(str(folder), pages) for folder in PurePosixPath(name).parents)
    ]
    if only and not names:
        raise InputError(
            f"{path}: Gouji does not read files of this kind. Reports are web pages, Word files, "
            "workbooks, PDFs and texts."
        )
    return store, versions, names


def _card(name: str) -> str:
    head, _, last = name.rpartition("/")
    return f"{head}/" * bool(head) + last.rsplit(".", 1)[0] + CARD_SUFFIX
