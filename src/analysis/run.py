"""A run: reports in, checked tables, assessments, comparisons and an index out."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import analysis
from analysis.assessing.dataset import Dataset, find_processed, open_dataset
from analysis.checking.checkpoint import run_checkpoint
from analysis.corpus import load_reports
from analysis.errors import InputError
from analysis.publishing.execute import execute
from analysis.publishing.export import parquet_files
from analysis.publishing.fontface import dress
from analysis.publishing.index import Comparison, index_page
from analysis.publishing.names import file_stem
from analysis.publishing.page import notebook_page, write_text
from analysis.publishing.store import publish, refresh, staging
from analysis.tabulated import build_dataset
from analysis.telling.comparison import Comparison as Told
from analysis.telling.wording import LANGUAGES, check_language

Progress = Callable[[str, int, int], None]
_PACKAGES = ("pandas", "great-expectations", "papermill", "nbconvert", "matplotlib", "noto-cjk-sans-otc")


@dataclass
class RunResult:
    """What a run did.

    Attributes
    ----------
    data : Dataset
    files : dict
        Published file to SHA-256.
    problems : list of str
        What could not be used; the rest was published.
    refreshed : Path or None
        The ``data/processed`` that was brought up to date.
    """

    data: Dataset
    files: dict[str, str]
    problems: list[str] = field(default_factory=list)
    refreshed: Path | None = None


@dataclass(frozen=True)
class Job:
    """One notebook to execute: where it goes and with what parameters."""

    notebook: str
    target: str
    parameters: dict[str, Any]
    lang: str


def run(paths: Sequence[Path], out: Path, expectations: Path | None = None, progress: Progress | None = None) -> RunResult:
    """Read reports, check them, execute the notebooks, and publish everything into ``out``.

    Parameters
    ----------
    paths : sequence of Path
        Reports, or folders of reports. A folder ``raw`` has its sibling ``processed`` brought up to date.
    out : Path
        Output folder; it changes only at the end, when all is made.
    expectations : Path, optional
        Folder of the suites.
    progress : callable, optional
        Called with what is done now, its number, and how many steps there are (0: not yet known).

    Raises
    ------
    InputError
        If no report can be used, a suite is broken, or ``out`` cannot be written.
    """
    tell = progress or (lambda text, number, total: None)
    with staging(out) as staged:
        corpus = load_reports(*paths, progress=lambda path: tell(f"reading {path.name}", 0, 0))
        if not corpus.reports:
            raise InputError("No report could be used:\n" + "\n".join(corpus.problems))
        problems = list(corpus.problems)
        tell(f"checking {len(corpus.reports)} reports", 0, 0)
        checks = run_checkpoint(corpus.reports, expectations, docs=staged / "datadocs")
        for page in (staged / "datadocs").glob("*.html"):
            write_text(page, dress(page.read_text(encoding="utf-8")))
        data = build_dataset(corpus.reports, checks, expectations, corpus.corrections)
        tables = data.to_files()
        published = {**tables, **parquet_files(data)}
        refresh(staged / "data", published)
        comparisons, jobs = plan(data)
        for number, job in enumerate(jobs, start=1):
            tell(f"{job.target}.{job.lang}", number, len(jobs))
            try:
                publish_notebook(job, staged)
            except Exception as error:  # whatever a notebook meets, the other pages go on
                reason = str(error).strip().splitlines()[-1]
                problems.append(f"{job.target}.{job.lang}: the notebook {job.notebook} stopped: {reason}")
        write_text(staged / "index.html", index_page(data, sorted(published), comparisons, problems))
        about = {
            "gouji": analysis.__version__, "python": platform.python_version(),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "packages": {name: version(name) for name in _PACKAGES},
            "inputs": dict(zip(data.reports["file"], data.reports["sha256"], strict=True)), "problems": problems,
        }  # fmt: skip
        files = publish(staged, out, about)
    result = RunResult(data, files, problems)
    raw = [Path(p) for p in paths if Path(p).name == "raw" and (Path(p).parent / "processed").is_dir()]
    if len(paths) == 1 and raw:
        result.refreshed = raw[0].parent / "processed"
        refresh(result.refreshed, tables)
    return result


def plan(data: Dataset) -> tuple[list[Comparison], list[Job]]:
    """The comparisons of a corpus, and all notebooks to execute.

    Compared are all years of each agency that has several, and the latest report of every agency with the others.
    """
    reports = data.reports
    groups = [list(own["report"]) for _, own in reports.groupby(["agency", "scope"], sort=True) if len(own) > 1]
    latest = list(reports.sort_values(["agency", "year"]).groupby(["agency", "scope"], sort=True).tail(1)["report"])
    stems = {file_stem(f"{reports.set_index('report').loc[g[0], 'agency']}-years"): g for g in groups}
    if len(latest) > 1:
        stems["agencies"] = latest
    comparisons = [Comparison({lang: Told(data, g, lang).title for lang in LANGUAGES}, stem) for stem, g in stems.items()]
    jobs = [Job("integrity", "integrity", {"data": "data"}, lang) for lang in LANGUAGES]
    for row in reports.itertuples(index=False):
        given = {"agency": row.agency, "year": int(row.year), "data": "../data"}
        jobs += [Job("agency_assessment", f"assessments/{file_stem(row.report)}", given, lang) for lang in LANGUAGES]
    for stem, group in stems.items():
        jobs += [Job("comparison", f"comparisons/{stem}", {"reports": group, "data": "../data"}, lang) for lang in LANGUAGES]
    return comparisons, jobs


def publish_notebook(job: Job, folder: Path) -> Path:
    """Execute one notebook into ``folder`` and write its page; the page's path."""
    target = folder / f"{job.target}.{job.lang}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    notebook = execute(job.notebook, {**job.parameters, "lang": job.lang}, target)
    up = "../" * job.target.count("/")
    other = next(lang for lang in LANGUAGES if lang != job.lang)
    name = job.target.rsplit("/", 1)[-1]
    links = [
        (f"{up}index.html", "全部 All"),
        (f"{name}.{other}.html", {"zh": "中文", "en": "English"}[other]),
        (f"{name}.{job.lang}.ipynb", "ipynb"),
    ]
    page = target.with_suffix(".html")
    write_text(page, notebook_page(notebook, job.lang, links))
    return page


def single(job: Job, out: Path, data: Path | None) -> list[Path]:
    """Execute one notebook for a person: its ``.ipynb`` and ``.html`` in ``out``.

    Raises
    ------
    InputError
        If a parameter does not fit the data, or ``out`` cannot be written.
    """
    folder = Path(data).resolve() if data else find_processed()
    # What cannot be told is refused here and at once, before a kernel is started.
    loaded, given = open_dataset(folder), job.parameters
    if job.notebook == "comparison":
        Told(loaded, given["reports"], job.lang)
    else:
        check_language(job.lang)
        loaded.select(given["agency"], given["year"])
    with staging(out) as staged:
        target = staged / f"{job.target}.{job.lang}.ipynb"
        notebook = execute(job.notebook, {**job.parameters, "lang": job.lang, "data": str(folder)}, target)
        write_text(target.with_suffix(".html"), notebook_page(notebook, job.lang, [(target.name, "ipynb")]))
        try:
            out.mkdir(parents=True, exist_ok=True)
            return [path.replace(out / path.name) for path in (target.with_suffix(".html"), target)]
        except OSError as error:
            raise InputError(f"{out}: cannot be written ({error.strerror}). Choose another folder with --out.") from None
