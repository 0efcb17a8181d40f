"""The page on what changed since the run before, for a run to publish."""

from analysis.files import digest_of, write
from analysis.publishing.revisions import TABLES, compare, revision_files

from .inputs import Inputs
from .kept.folder import Folder, Product
from .kept.state import State


def revised(folder: Folder, inputs: Inputs, before: State, tables: Product) -> list[Product]:
    """What is published of changes: nothing after a first run, and the same until data change.

    Parameters
    ----------
    folder : Folder
        The run's own folder inside the output folder, where the tables of the run before are
        still in their place.
    inputs : Inputs
        What the run depends on.
    before : State
        What the last run left.
    tables : Product
        The tables of this run, which may still wait to be published.
    """
    names = {f"data/{name}.parquet": name for name in TABLES}
    now = {n: tables.files[n] for n in names}
    earlier = {n: before.files.get(n, "") for n in names}
    if earlier == now:
        kept = (key for key, held in before.products.items() if held["about"].get("to") == now)
        found = (before.product(key, folder, inputs.digests) for key in kept)
        return [product for product in found if product]
    if any(inputs.digests.digest(folder.out / n) != digest for n, digest in earlier.items()):
        return []  # a first run, or somebody has changed the tables
    key = digest_of("revisions", inputs.pages, earlier, now)
    if product := folder.finished(key, inputs.digests):
        return [product]
    old = {name: (folder.out / n).read_bytes() for n, name in names.items()}
    new = {
        name: (folder.waiting(tables, n) or folder.out / n).read_bytes()
        for n, name in names.items()
    }
    differences, work = compare(old, new), folder.work()
    if differences.empty:
        return []
    texts = revision_files(differences)
    for name, text in texts.items():
        write(work / name, text)
    return [folder.finish(key, work, texts, {"to": now})]
