"""From any number of reports to tables in Parquet by year: pieces read, partitions settled, what is left over removed."""

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import analysis
from analysis.assessing.dataset import SCHEMA, typed
from analysis.assessing.indicators.table import definitions_table
from analysis.checking.findings.corrections import NAME as CORRECTIONS
from analysis.checking.findings.corrections import Correction, read_corrections
from analysis.checking.rules.load import load_rules
from analysis.errors import InputError
from analysis.files import bundled
from analysis.reading.card import CARD_SUFFIX

from .corpus import FILES
from .lines import Line, partitions, shared, without_clashes
from .packs import Piece, read_piece
from .schedulers import Cluster, Local
from .settling import YEAR, Settings, Settled, parquet, settle
from .stores import Store
from .tables import rules_table

PIECE = 100  # files read in one task: seconds of work, so that handing it over costs nothing
PARTITION = 500  # reports settled in one task: some 200 MB while it lasts
MANIFEST = "manifest.json"
WORK = ".gouji-work"

_PART = re.compile(
    rf"({'|'.join(SCHEMA)})/{YEAR}=-?\d+/part-\d{{5,}}\.parquet"
)  # files of that name are ours to remove
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Tabulated:
    """What a run wrote.

    Attributes
    ----------
    reports, failing : int
        How many reports there are, and how many of them fail a tie or another rule.
    files : tuple of str
        Below the output folder.
    problems : tuple of str
        What kept files out.
    told : tuple of str
        Corrections that have no effect.
    misnamed : bool
        Whether one of them names a rule or a place that does not exist.
    """

    reports: int
    failing: int
    files: tuple[str, ...]
    problems: tuple[str, ...]
    told: tuple[str, ...] = ()
    misnamed: bool = False


def tabulate(
    paths: Sequence[str],
    out: str,
    scheduler: Local | Cluster,
    expectations: Path | None = None,
    progress: Progress | None = None,
    sizes: tuple[int, int] = (PIECE, PARTITION),
) -> Tabulated:
    """Read, check and measure reports, and write the processed tables by year, in memory that does not grow with their number.

    Parameters
    ----------
    paths : sequence of str
        Files and folders, local or fsspec addresses (``s3://…``).
    out : str
        Folder for the tables, likewise. ``manifest.json`` is written last: while it is not there, the tables are not complete.
    scheduler : Local or Cluster
        Every worker of a cluster must reach paths and ``out``.
    expectations : Path, optional
        Folder of the suites.
    progress : callable, optional
        Called with what is done, how much of it, and of how much.
    sizes : (int, int)
        Files read in a task, and reports settled in one.

    Raises
    ------
    InputError
        If there is nothing to read, no report can be used, a suite or corrections file is broken, or ``out`` cannot be written or
        holds what ``tabulate`` did not make.
    """
    tell = progress or (lambda text, number, total: None)
    rules = load_rules(expectations)  # a broken suite is told before anything is read
    target = Store(out)
    work = Store(f"{out.rstrip('/')}/{WORK}")
    _check_ours(target)
    code = _code(expectations)
    pieces, corrections = [], []
    for path in paths:
        found, decided = _pieces(path, code, sizes[0])
        pieces += found
        corrections += decided
    if not pieces:
        raise InputError(
            f"{', '.join(paths)}: no report found (files ending in {', '.join(FILES)})."
        )
    lines, problems = _read(pieces, work, scheduler, tell)
    del pieces  # names of all files; from here on the lines are what is known
    kept, clashes = without_clashes(lines)
    del lines
    problems += clashes
    if not kept:
        raise InputError("No report could be used:\n" + "\n".join(problems))
    target.remove(MANIFEST)
    settings = Settings(
        code + hashlib.sha256(repr(corrections).encode()).hexdigest(),
        expectations,
        tuple(corrections),
    )
    parts = partitions(kept, sizes[1])
    settled: dict[int, Settled] = {}
    tasks = [(number, part, settings, work, target) for number, part in enumerate(parts)]
    for done, (number, result) in enumerate(scheduler.each(settle, tasks), start=1):
        settled[number] = result
        tell("checking", done, len(tasks))
    of_all = {"rules": rules_table(expectations), "definitions": definitions_table()}
    for name, frame in of_all.items():
        target.write(f"{name}.parquet", parquet(typed(name, frame)))
    files = [
        *(f"{name}.parquet" for name in of_all),
        *(name for number in sorted(settled) for name in settled[number].files),
    ]
    known = set(files)
    for item in target.items(
        [".parquet"]
    ):  # of an earlier run, of reports that are no longer there
        if item.name not in known and _PART.fullmatch(item.name):
            target.remove(item.name)
    each = list(settled.values())
    result = Tabulated(
        len(kept),
        sum(s.failing for s in each),
        tuple(files),
        tuple(sorted(problems)),
        tuple(sorted(line for s in each for line in s.told)),
        any(s.misnamed for s in each),
    )
    about = {"gouji": analysis.__version__, "rules": [r.id for r in rules], **asdict(result)}
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
            f"{where} was not made by gouji tabulate and would be overwritten. Move it, or choose another --out."
        )


def _read(
    pieces: Sequence[Piece], work: Store, scheduler: Local | Cluster, tell: Progress
) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    problems: list[str] = []
    for done, (_, (read, lost)) in enumerate(
        scheduler.each(read_piece, [(piece, work) for piece in pieces]), start=1
    ):
        lines += map(shared, read)
        problems += lost
        tell("reading", done, len(pieces))
    return lines, problems


def _pieces(path: str, code: str, size: int) -> tuple[list[Piece], list[Correction]]:
    """The files of a path in pieces, and the corrections that lie with them."""
    store, only = Store(path), None
    if store.has(""):  # a file: its folder is the store
        head, _, only = path.rstrip("/").rpartition("/")
        store = Store(head or ".")
    items = {item.name: item for item in store.items()}
    names = [
        n
        for n in items
        if n.lower().endswith(tuple(FILES))
        and not n.endswith(CARD_SUFFIX)
        and (only is None or n == only)
    ]
    if only and not names:
        raise InputError(
            f"{path}: Gouji does not read files of this kind. It reads {', '.join(FILES)}."
        )
    pieces = []
    for start in range(0, len(names), size):
        mine = tuple(names[start : start + size])
        cards = tuple(dict.fromkeys(card for name in mine if (card := _card(name)) in items))
        stamps = "\n".join(f"{items[name].name} {items[name].stamp}" for name in (*mine, *cards))
        key = hashlib.sha256(
            f"{code}\n{store.url}\n{stamps}".encode("utf-8", "surrogatepass")
        ).hexdigest()[:32]
        pieces.append(Piece(key, store, mine, cards))
    decided = [n for n in items if n.rsplit("/", 1)[-1] == CORRECTIONS]
    with store.fetched(decided) as folder:
        corrections = [
            c for name in decided for c in read_corrections(Path(folder, *name.split("/")))
        ]
    return pieces, corrections


def _card(name: str) -> str:
    head, _, last = name.rpartition("/")
    return f"{head}/" * bool(head) + last.rsplit(".", 1)[0] + CARD_SUFFIX


def _code(expectations: Path | None) -> str:
    """Hash of all that decides what reports come to: our code and its data, and the suites."""
    home = Path(analysis.__file__).parent
    files = [*(p for p in home.rglob("*") if p.suffix in (".py", ".yml") and p.is_file())]
    files += Path(expectations or bundled("expectations")).glob("*.json")
    told = hashlib.sha256()
    for path in sorted(files):
        told.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()
