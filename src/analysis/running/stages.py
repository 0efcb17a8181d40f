"""The stages of a run: read, check, tabulate, execute, publish.

Each does only what is not there already, or depends on something that has changed.
"""

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from analysis.assessing.dataset import Dataset
from analysis.assessing.metadata import described
from analysis.assessing.tabular import SCHEMA
from analysis.checking.checkpoint import write_data_docs
from analysis.checking.findings.decisions import correction_messages, misnamed
from analysis.checking.rules.load import are_all_quick
from analysis.errors import InputError, printable
from analysis.files import digest_of, write, write_changed
from analysis.publishing.export.write import parquet_files
from analysis.publishing.index import Comparison, index_files
from analysis.publishing.index_rows import indexed
from analysis.publishing.shared import SHARED, TYPEFACE, dress, shared_files, usual_letters
from analysis.publishing.slim import repeated_texts
from analysis.recognising import Report
from analysis.telling.summary import Summary, figures_fail
from analysis.version import __version__
from analysis.wording import LANGUAGES

from .asked import published
from .corpus import Corpus, load_reports
from .extent import Extent
from .inputs import Inputs
from .kept.digests import FileDigests
from .kept.folder import Folder, Product
from .kept.output import check_free, place
from .kept.slices import Slices
from .kept.state import Messages, State, save
from .pages import Execute, make_pages
from .plan import Job, plan
from .progress import Progress
from .readings import KeptReadings
from .renewal import Published, digests_of, opened, renewed
from .revised import revised

_PACKAGES = (
    *("pandas", "great-expectations", "papermill"),
    *("nbconvert", "matplotlib", "uharfbuzz", "noto-cjk-sans-otc"),
)


# Products. Of more, a typeface that has all usual characters is no great part of the whole.
_FEW = 500


@dataclass
class Stages:
    """One run, stage by stage.

    Attributes
    ----------
    folder : Folder
        The run's own folder inside the output folder.
    inputs : Inputs
        What the run depends on.
    before : State
        What the last run left.
    force, workers, engine, progress, execute
        As for ``run``.
    products : list of Product
        Everything that is to be published.
    executed : list of str
        The notebooks that were executed, by published name.
    """

    folder: Folder
    inputs: Inputs
    before: State
    force: bool
    workers: int | None
    engine: str
    progress: Progress
    execute: Execute | None = None
    products: list[Product] = field(default_factory=list)
    executed: list[str] = field(default_factory=list)

    def run(self) -> tuple[Dataset, State]:
        """Go through all stages.

        Returns
        -------
        data : Dataset
            The processed tables.
        state : State
            What the next run is to know; it is saved already.

        Raises
        ------
        InputError
            If no report can be used, a suite or another file of the user's is broken, or
            something cannot be written.
        """
        # Taken before anything is read: what changes meanwhile is a change.
        everything = self.inputs.everything()
        home, digests = self.folder.home / "readings", self.inputs.digests
        readings = KeptReadings(home, self.inputs.reading, digests, self.force)
        corpus = self._read(readings)
        data, csv, tables = self._tabulate(corpus, readings)
        slices = Slices(data, {name: csv[f"{name}.csv"] for name in SCHEMA})
        pages, stopped = self._make_pages(data, slices)
        problems = [*corpus.problems, *stopped]
        self._make_index(data, tables, pages, problems)
        self._make_shared()
        summary = Summary(data)
        state = State(
            everything,
            complete=not problems,
            installed=self.inputs.installed,
            libraries=self.inputs.libraries,
            messages=Messages(
                {lang: list(summary.lines(lang)) for lang in LANGUAGES},
                {lang: summary.total(len(problems), lang) for lang in LANGUAGES},
                list(correction_messages(data.corrections)),
                problems,
                figures_fail(data.outcomes, data.rules, data.findings),
                bool(misnamed(data.corrections)),
            ),
        )
        self._publish(data, state, csv)
        readings.clear()
        return data, state

    def _find(self, key: str) -> Product | None:
        """A product that need not be made again; its key is a digest of all that it depends on."""
        if self.force:
            return None
        digests = self.inputs.digests
        return self.before.product(key, self.folder, digests) or self.folder.finished(key, digests)

    def _read(self, readings: KeptReadings) -> Corpus:
        """The reports; readings of the last run are used, and new ones are kept."""
        done = 0

        def on_report(path: Path) -> None:
            nonlocal done
            done += 1
            self.progress(f"reading {printable(path.name)}", done, readings.asked)

        paths = self.inputs.options.paths
        corpus = load_reports(*paths, progress=on_report, workers=self.workers, readings=readings)
        if not corpus.reports:
            raise InputError("No report could be used:\n" + "\n".join(corpus.problems))
        return corpus

    def _tabulate(
        self, corpus: Corpus, readings: KeptReadings
    ) -> tuple[Dataset, dict[str, bytes], list[str]]:
        """The processed tables, also as CSV, and the names of their files; and the Data Docs."""
        inputs, reports = self.inputs, corpus.reports
        keys = [readings.used[source] for source in corpus.sources]
        base = digest_of(inputs.tables, inputs.corrections, inputs.added)
        digests = digests_of(reports, keys)
        key = digest_of("tables", base, digests, bool(inputs.options.compact))
        if tables := self._find(key):
            data, csv = self._opened(tables)
        else:
            self.progress(f"tabulating {len(reports)} reports", 0, 0)
            last = self._published(base)
            data, csv = renewed(reports, digests, last, corpus.corrections, inputs.options)
            contents = self._extent.tables(csv, parquet_files(data))
            work = self.folder.work()
            write_changed(work / "data", contents)
            names = [f"data/{name}" for name in contents]
            tables = self.folder.finish(key, work, names, {"base": base, "reports": digests})
        docs = self._make_docs(reports, tables.files["data/outcomes.parquet"], keys)
        check_free([*docs.files, *tables.files], self.folder.out)
        how = inputs.pages, self._extent.languages, "" if self._shared else None
        changes = revised(self.folder, self.before, tables, *how, self._find)
        self.products += [docs, tables, *changes]
        return data, csv, sorted(name.removeprefix("data/") for name in tables.files)

    def _published(self, base: str) -> Published | None:
        """The tables of the last run, if they depend on the same code, suites and other files."""
        for key, held in {} if self.force else self.before.products.items():
            if held["about"].get("base") == base and (product := self._find(key)):
                return Published(partial(self._opened, product), product.about["reports"])
        return None

    def _opened(self, tables: Product) -> tuple[Dataset, dict[str, bytes]]:
        """Finished tables, also as CSV; a run that was killed may have moved some files of them."""
        contents = {
            name.removeprefix("data/"): (
                self.folder.waiting(tables, name) or self.folder.out / name
            ).read_bytes()
            for name in tables.files
        }
        data = opened(contents)
        csv = {f"{n}.csv": contents[f"{n}.csv"] for n in SCHEMA if f"{n}.csv" in contents}
        return data, csv or data.to_csv()  # a compact run leaves Parquet alone

    def _make_docs(self, reports: list[Report], outcomes: str, keys: list[str]) -> Product:
        """Great Expectations' Data Docs: they show outcomes; by rules of its own also figures."""
        options = self.inputs.options
        depends_on = outcomes if are_all_quick(options.expectations) else keys
        key = digest_of("docs", depends_on, self.inputs.tables, self._shared)
        docs = self._find(key)
        if docs is None:
            self.progress(f"checking {len(reports)} reports", 0, 0)
            work = self.folder.work()
            write_data_docs(reports, options.expectations, work / "datadocs")
            typeface = f"../{TYPEFACE}" if self._shared else ""
            for page in work.glob("datadocs/*.html"):
                write(page, dress(page.read_text(encoding="utf-8"), typeface))
            names = sorted(f"datadocs/{path.name}" for path in (work / "datadocs").iterdir())
            docs = self.folder.finish(key, work, names)
        return docs

    def _make_pages(
        self, data: Dataset, slices: Slices
    ) -> tuple[list[tuple[Job, Product]], list[str]]:
        """Every page that there is, in the order of the plan, and why notebooks stopped."""
        planned = plan(data)
        jobs = list(published(self.folder, data, planned, self._extent))
        names = (name for job in jobs for name in job.files)
        check_free([*names, *(SHARED if self._shared else ())], self.folder.out)
        keys = [self._page_key(job, slices) for job in jobs]
        ready = {key: product for key in keys if (product := self._find(key)) is not None}
        wanted = [(job, key) for job, key in zip(jobs, keys, strict=True) if key not in ready]
        problems: list[str] = []
        if wanted:
            how = self.folder, self.workers, self.engine, self.progress, self.execute
            finished, problems = make_pages(wanted, slices, *how, self._shared)
            ready |= {product.key: product for product in finished}
        self.executed = [job.name for job, _ in wanted]
        done = [(job, ready[key]) for job, key in zip(jobs, keys, strict=True) if key in ready]
        self.products += [product for _, product in done]
        return done, problems

    def _page_key(self, job: Job, slices: Slices) -> str:
        notebook = job.notebook, self.inputs.notebooks.get(job.notebook, "")
        parts = job.target, job.lang, job.parameters, job.links(), job.note, self._shared
        return digest_of("page", self.inputs.pages, notebook, parts, slices.digest(job.needs))

    @property
    def _extent(self) -> Extent:
        """How much of what is made is published."""
        return Extent(self.inputs.options.compact)

    @property
    def _shared(self) -> bool:
        """Whether pages share typeface, style sheet and script, instead of each its own."""
        return not self.inputs.options.self_contained

    def _make_shared(self) -> None:
        """The files that pages share, when all of them are there."""
        if self._shared:
            lang = self._extent.compact
            letters = self._letters() if lang else None
            words = repeated_texts(lang) if lang else ""  # of rules: no code, and no page has them
            key = digest_of("shared", self.inputs.pages, letters, words)
            product = self._find(key)
            if product is None:
                work = self.folder.work()
                files = shared_files(letters, lang)
                for name, text in files.items():
                    write(work / name, text)
                product = self.folder.finish(key, work, list(files))
            self.products.append(product)

    def _letters(self) -> str | None:
        """The usual characters of all pages; None of more pages than are quickly read again."""
        found: set[str] = set()
        if len(self.products) > _FEW:
            return None
        for product in self.products:
            for name in (n for n in product.files if n.endswith((".html", ".js"))):
                place = self.folder.waiting(product, name) or self.folder.out / name
                found.update(usual_letters(place.read_text(encoding="utf-8")))
        return "".join(sorted(found))

    def _make_index(
        self,
        data: Dataset,
        tables: list[str],
        pages: list[tuple[Job, Product]],
        problems: list[str],
    ) -> None:
        """The index of what there is: the tables' files, the pages, what could not be used."""
        titles: dict[str, dict[str, str]] = {}
        for job, product in pages:
            if job.target.startswith("comparisons/"):
                stem = job.target.removeprefix("comparisons/")
                titles.setdefault(stem, {})[job.lang] = product.about["title"]
        comparisons = [Comparison(title, stem) for stem, title in titles.items()]
        listed = sorted(name for product in self.products for name in product.files)
        documents = self.inputs.documents
        seen = indexed(data)
        found: dict[str, list[str]] = {}
        for job, _ in pages:
            found.setdefault(job.target, []).append(job.lang)
        shown = [(c.stem, c.title) for c in comparisons], listed, problems, documents
        shared = "" if self._shared else None
        key = digest_of("index", self.inputs.pages, seen, tables, shown, shared)
        index = self._find(key)
        if index is None:
            self.progress("index", 0, 0)
            work = self.folder.work()
            revised = self._extent.languages if "revisions.csv" in listed else ()
            how = comparisons, problems, documents, revised, found, shared
            texts = index_files(seen, tables, *how)
            for name, text in texts.items():
                write(work / name, text)
            index = self.folder.finish(key, work, list(texts))
        self.products.append(index)

    def _publish(self, data: Dataset, state: State, csv: dict[str, bytes]) -> None:
        """Move everything into its place, write ``data/processed``, complete the state, save it."""
        out, digests = self.folder.out, FileDigests()
        state.keep(self.products)
        waiting = {
            name: path
            for product in self.products
            for name in product.files
            if (path := self.folder.waiting(product, name))
        }
        about = {
            "gouji": __version__,
            "python": platform.python_version(),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "packages": {name: version(name) for name in _PACKAGES},
            "inputs": dict(zip(data.reports["file"], data.reports["sha256"], strict=True)),
            "problems": state.messages.problems,
        }
        place(state.files, waiting, out, about)
        for name, digest in state.files.items():
            digests.note(os.path.join(out, name), digest)
        if processed := self.inputs.options.processed:
            tables = {**csv, **described(csv)}
            write_changed(processed, tables)
            state.processed = {name: digests.digest(processed / name) for name in tables}
        state.notes = {**self.inputs.digests.noted, **digests.noted}
        save(self.folder, state)
        self.folder.clear()
