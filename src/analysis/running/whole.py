"""A run in full: read, check, tabulate, execute, publish; each step only as far as something it depends on has changed."""

import platform
import shutil
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import analysis
from analysis.assessing.dataset import Dataset, open_dataset
from analysis.checking.check import outcomes_of
from analysis.checking.checkpoint import run_checkpoint
from analysis.checking.findings.decisions import misnamed, told
from analysis.errors import InputError, printable
from analysis.publishing.export.write import parquet_files
from analysis.publishing.fontface import dress
from analysis.publishing.index import Comparison, index_page
from analysis.files import write
from analysis.publishing.store import check_free, place, refresh
from analysis.publishing.jobs import Progress
from analysis.telling.terminal import figures_fail, summary_lines
from analysis.telling.wording import LANGUAGES

from .corpus import Corpus, load_reports
from .folder import Folder, Product
from .inputs import Inputs
from .made import Execute, make_all
from .planning import Job, plan
from .readings import KeptReadings
from .slices import Slices
from .stamps import Stamps, digest_of
from .state import Said, State, save
from .tables import build_dataset

_PACKAGES = (
    "pandas",
    "great-expectations",
    "papermill",
    "nbconvert",
    "matplotlib",
    "noto-cjk-sans-otc",
)
Tell = Callable[[str, int, int], None]


class Whole:
    """One run.

    Parameters
    ----------
    folder : Folder
    inputs : Inputs
    before : State
        What the last run left.
    force : bool
        Whether nothing of it is to be used.
    workers : int, optional
    engine : str
    tell : callable
    execute : callable, optional
        Executes the notebooks; by default processes of this machine do.
    """

    def __init__(
        self,
        folder: Folder,
        inputs: Inputs,
        before: State,
        force: bool,
        workers: int | None,
        engine: str,
        tell: Tell,
        execute: Execute | None = None,
    ) -> None:
        self.folder, self.inputs, self.before, self.force = folder, inputs, before, force
        self.workers, self.engine, self.tell, self.execute = workers, engine, tell, execute
        self.products: list[Product] = []
        self.executed: list[str] = []

    def run(self) -> tuple[Dataset, State]:
        """Do it; the tables, and the state to remember.

        Raises
        ------
        InputError
            If no report can be used, a suite or another file of the user's is broken, or something cannot be written.
        """
        everything = (
            self.inputs.everything()
        )  # taken before anything is read: what changes meanwhile is a change
        readings = KeptReadings(
            self.folder.home / "readings", self.inputs.reading, self.inputs.stamps, self.force
        )
        corpus = load_reports(
            *self.inputs.options.paths,
            progress=_reading(self.tell, readings),
            workers=self.workers,
            readings=readings,
        )
        if not corpus.reports:
            raise InputError("No report could be used:\n" + "\n".join(corpus.problems))
        data, contents = self.tables(corpus, readings)
        slices = Slices(data, {f.name: contents[f"{f.name}.csv"] for f in fields(data)})
        jobs, stopped = self.pages(data, slices)
        problems = [*corpus.problems, *stopped]
        self.index(data, sorted(contents), jobs, problems, slices)
        said = Said(
            list(summary_lines(data, "en")),
            list(told(data.corrections)),
            problems,
            figures_fail(data.outcomes, data.rules, data.findings),
            bool(misnamed(data.corrections)),
        )
        state = State(
            everything, not problems, self.inputs.installed, self.inputs.libraries, said=said
        )
        self.publish(
            data,
            state,
            {name: content for name, content in contents.items() if not name.endswith(".parquet")},
        )
        readings.clear()
        return data, state

    def found(self, key: str) -> Product | None:
        """A product that need not be made again."""
        if self.force:
            return None
        return self.before.product(key, self.folder, self.inputs.stamps) or self.folder.finished(
            key, self.inputs.stamps
        )

    def path(self, product: Product, name: str) -> Path:
        """Where a file of a product is now."""
        return self.folder.waiting(product, name) or self.folder.out / name

    def tables(self, corpus: Corpus, readings: KeptReadings) -> tuple[Dataset, dict[str, bytes]]:
        """The processed tables and the Data Docs; the published files of the tables by name."""
        options, inputs = self.inputs.options, self.inputs
        used = [key for _, key in sorted(readings.used.items(), key=lambda item: item[0].name)]
        docs_key = digest_of("docs", used, inputs.suites, inputs.code, inputs.environment)
        key = digest_of("tables", docs_key, inputs.corrections, inputs.added)
        docs, made = self.found(docs_key), self.found(key)
        checks = None
        if docs is None:
            self.tell(f"checking {len(corpus.reports)} reports", 0, 0)
            work = self.folder.work()
            checks = run_checkpoint(corpus.reports, options.expectations, docs=work / "datadocs")
            for page in (work / "datadocs").glob("*.html"):
                write(page, dress(page.read_text(encoding="utf-8")))
            docs = self.folder.finish(
                docs_key, work, sorted(f"datadocs/{p.name}" for p in (work / "datadocs").iterdir())
            )
        if made is None:
            self.tell(f"tabulating {len(corpus.reports)} reports", 0, 0)
            checks = checks or outcomes_of(corpus.reports, options.expectations)
            data = build_dataset(
                corpus.reports, checks, options.expectations, corpus.corrections, **options.files
            )
            contents = {**data.to_files(), **parquet_files(data)}
            work = self.folder.work()
            refresh(work / "data", contents)
            made = self.folder.finish(key, work, [f"data/{name}" for name in contents])
        else:
            contents = {
                name.removeprefix("data/"): self.path(made, name).read_bytes()
                for name in made.files
            }
            work = (
                self.folder.work()
            )  # a run killed while it published has some of them in their place, and some not
            refresh(
                work, {name: content for name, content in contents.items() if name.endswith(".csv")}
            )
            data = open_dataset(work)
            shutil.rmtree(work)
        check_free([*docs.files, *made.files], self.folder.out)
        self.products += [docs, made]
        return data, contents

    def pages(self, data: Dataset, slices: Slices) -> tuple[list[tuple[Job, Product]], list[str]]:
        """The notebooks and their pages, and what is to be told of those that stopped."""
        inputs = self.inputs
        common = digest_of(inputs.code, inputs.environment)
        jobs = plan(data)
        check_free([name for job in jobs for name in job.files], self.folder.out)
        keys = [
            digest_of(
                "page",
                common,
                inputs.notebooks.get(job.notebook, ""),
                job.notebook,
                job.target,
                job.lang,
                job.parameters,
                slices.digest(job.needs),
            )
            for job in jobs
        ]
        ready = {key: product for key in keys if (product := self.found(key)) is not None}
        wanted = [(job, key) for job, key in zip(jobs, keys, strict=True) if key not in ready]

        def tell(name: str, progress: Progress) -> None:
            self.tell(name, progress.number, progress.total)

        made, problems = (
            make_all(wanted, slices, self.folder, self.workers, self.engine, tell, self.execute)
            if wanted
            else ([], [])
        )
        ready |= {product.key: product for product in made}
        self.executed = [job.name for job, _ in wanted]
        done = [(job, ready[key]) for job, key in zip(jobs, keys, strict=True) if key in ready]
        self.products += [product for _, product in done]
        return done, problems

    def index(
        self,
        data: Dataset,
        tables: list[str],
        done: list[tuple[Job, Product]],
        problems: list[str],
        slices: Slices,
    ) -> None:
        """The index of what there is."""
        titles: dict[str, dict[str, str]] = {}
        for job, product in done:
            if job.target.startswith("comparisons/"):
                titles.setdefault(job.target.removeprefix("comparisons/"), {})[job.lang] = (
                    product.about["title"]
                )
        comparisons = [
            Comparison(title, stem)
            for stem, title in titles.items()
            if len(title) == len(LANGUAGES)
        ]
        listed = sorted(name for product in self.products for name in product.files)
        told = [(c.stem, c.title) for c in comparisons]
        key = digest_of(
            "index",
            self.inputs.code,
            self.inputs.environment,
            slices.everything(),
            told,
            listed,
            problems,
        )
        made = self.found(key)
        if made is None:
            self.tell("index", 0, 0)
            work = self.folder.work()
            write(work / "index.html", index_page(data, tables, comparisons, problems))
            made = self.folder.finish(key, work, ["index.html"])
        self.products.append(made)

    def publish(self, data: Dataset, state: State, tables: dict[str, bytes]) -> None:
        """Move everything into its place, and remember it."""
        out, stamps = self.folder.out, Stamps()
        state.keep(self.products)
        waiting = {
            name: path
            for p in self.products
            for name in p.files
            if (path := self.folder.waiting(p, name))
        }
        about = {
            "gouji": analysis.__version__,
            "python": platform.python_version(),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "packages": {name: version(name) for name in _PACKAGES},
            "inputs": dict(zip(data.reports["file"], data.reports["sha256"], strict=True)),
            "problems": state.said.problems,
        }
        place(state.files, waiting, out, about)
        for name, digest in state.files.items():
            stamps.note(out / name, digest)
        if processed := self.inputs.options.processed:
            refresh(processed, tables)
            state.kept_up = {name: stamps.digest(processed / name) for name in tables}
        state.stamps = {**self.inputs.stamps.noted, **stamps.noted}
        save(self.folder, state)
        self.folder.clear()


def _reading(tell: Tell, readings: KeptReadings) -> Callable[[Path], None]:
    done = 0

    def one(path: Path) -> None:
        nonlocal done
        done += 1
        tell(f"reading {printable(path.name)}", done, readings.asked)

    return one
