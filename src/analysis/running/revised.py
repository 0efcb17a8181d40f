"""The page on what changed in the data, for a run to publish."""

from collections.abc import Callable, Sequence

from analysis.files import digest_of, sha256, write, write_changed
from analysis.publishing.revisions import TABLES, compare, revision_files

from .kept.folder import Folder, Product
from .kept.state import State


def revised(
    folder: Folder,
    before: State,
    tables: Product,
    pages: str,
    languages: Sequence[str],
    shared: str | None,
    find: Callable[[str], Product | None],
) -> list[Product]:
    """What is published of changes: nothing until the data change, and then the same until again.

    Parameters
    ----------
    folder : Folder
        The run's own folder inside the output folder, where the tables of the run before are
        still in their place. Those that the page compares with are kept in ``.gouji/earlier``.
    before : State
        What the last run left.
    tables : Product
        The tables of this run, which may still wait to be published.
    pages : str
        Digest of what a page depends on besides its data.
    languages : sequence of str
        Those that pages are published in.
    shared : str or None
        As ``publishing.page.page`` takes it.
    find : callable
        Gives the product of a key if it need not be made again.
    """
    names = {f"data/{name}.parquet": name for name in TABLES}
    now = {n: tables.files[n] for n in names}
    then = {n: before.files.get(n, "") for n in names}
    if then == now:  # the data of the last run: its page goes on to say how they became so
        about = (product["about"] for product in before.products.values())
        then = next((a["then"] for a in about if "then" in a), {})
    key = digest_of("revisions", pages, list(languages), shared, then, now)
    if product := find(key):
        return [product]
    kept, old = folder.home / "earlier", {}
    for name, digest in then.items():
        places = (path for path in (folder.out / name, kept / name) if path.is_file())
        old[name] = next((path.read_bytes() for path in places if sha256(path) == digest), b"")
    if not all(old.values()) or not old:
        return []  # a first run, or somebody has changed the tables
    write_changed(kept, old)
    new = {n: (folder.waiting(tables, n) or folder.out / n).read_bytes() for n in names}
    work = folder.work()
    sides = ({names[n]: content for n, content in side.items()} for side in (old, new))
    texts = revision_files(compare(*sides), languages, shared)
    for name, text in texts.items():
        write(work / name, text)
    return [folder.finish(key, work, texts, {"then": then})]
