"""The command ``gouji``: parse, call, exit code. Heavy libraries are imported by the command that needs them."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.errors import InputError, printable

if TYPE_CHECKING:
    from analysis.running.run import RunResult

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="勾稽 gouji: annual reports on government information disclosure, read, cross-footed, assessed and compared.",
    epilog="Exit codes: 0 done; 1 done, but figures fail their checks (with --strict); 2 bad usage or input.",
)

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Reports, or folders of reports.")
]
Out = Annotated[Path, typer.Option("--out", help="Folder for the output.")]
Addresses = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", help="Reports, or folders of reports; also s3://… and the like."
    ),
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", help="Address of a Dask cluster: tcp://host:8786.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 when figures fail their checks.")]
Lang = Annotated[str, typer.Option("--lang", help="zh or en.")]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="Folder of the processed tables; default: the nearest data/processed."
    ),
]
Suites = Annotated[
    Path | None,
    typer.Option("--expectations", help="Folder of the suites; default: expectations/."),
]


@app.command(epilog="Example: gouji run data/raw --out reports")
def run(
    paths: Addresses,
    out: Annotated[
        str, typer.Option("--out", help="Folder for the output; also s3://… and the like.")
    ] = "reports",
    strict: Strict = False,
    expectations: Suites = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            help="How many processes read and execute; default: one for each core.",
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine", help="gouji, or papermill for its own, which starts every kernel anew."
        ),
    ] = "gouji",
    force: Annotated[
        bool, typer.Option("--force", help="Make everything again, whether or not it changed.")
    ] = False,
    indicators: Annotated[
        Path | None, typer.Option("--indicators", help="File of indicators to add.")
    ] = None,
    groups: Annotated[
        Path | None, typer.Option("--groups", help="File of groups of peers to compare.")
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option("--index", help="File of weights of a composite index; none is made without."),
    ] = None,
    cluster: Scheduler = None,
) -> None:
    """Read, check, assess and compare reports; publish pages, notebooks and tables. Only what changed is made again."""
    from analysis.running.progress import Shown

    if engine not in ("gouji", "papermill"):
        raise InputError(f"There is no engine {engine!r}. Use --engine gouji or papermill.")
    go = _runner(paths, out, cluster)
    try:
        with Shown() as tell:
            result = go(
                expectations,
                tell,
                workers=workers,
                engine=engine,
                force=force,
                indicators=indicators,
                groups=groups,
                index=index,
            )
    except KeyboardInterrupt as stop:  # typer would end without a word
        told = (
            str(stop)
            or "Interrupted. What is finished is kept. Run the same command again to go on."
        )
        typer.echo(f"gouji: {told}", err=True)
        raise typer.Exit(130) from None
    page = f"{out.rstrip('/')}/index.html"
    for line in result.said.summary:
        typer.echo(printable(line))
    for line in result.said.corrections:
        typer.echo(f"Correction: {line}", err=True)
    for problem in result.problems:
        typer.echo(f"Left out: {problem}", err=True)
    if result.refreshed:
        typer.echo(f"Up to date: {result.refreshed}")
    if result.changed:
        again = f", {len(result.executed)} notebooks executed"
        typer.echo(f"Published {len(result.files)} files{again}. Open {page}")
    else:
        typer.echo(f"Nothing has changed: {len(result.files)} files are up to date. Open {page}")
    bad_input = result.problems or result.said.misnamed
    raise typer.Exit(2 if bad_input else int(strict and result.said.failed))


def _runner(paths: list[str], out: str, cluster: str | None) -> "Callable[..., RunResult]":
    """A run of these reports into this folder, where its notebooks are to be executed."""
    from functools import partial

    more: dict[str, Any] = {}
    if cluster:
        from analysis.running.cluster import OnCluster
        from analysis.running.schedulers import Cluster

        more = {"execute": OnCluster(Cluster(cluster))}
    if any("://" in path for path in (*paths, out)):
        from analysis.running.remote import run_anywhere

        return partial(run_anywhere, paths, out, **more)
    from analysis.running.run import run as here

    return partial(here, [Path(path) for path in paths], Path(out), **more)


@app.command(epilog="Example: gouji read data/raw/suqian-2024.csv --json")
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    agency: Annotated[
        str | None, typer.Option("--agency", help="Override the agency that the document names.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Override the year that the document names.")
    ] = None,
) -> None:
    """Read one report: every cell, the claims of its prose, the findings."""
    from analysis.telling.terminal import as_text, to_json

    from . import read_report

    report = read_report(file, agency, year, partial=True)
    typer.echo(to_json(report) if as_json else as_text(report))


@app.command(epilog="Example: gouji show data/raw/suqian-2024.csv requests/granted/total")
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report.")],
    cell: Annotated[
        str,
        typer.Argument(
            metavar="CELL",
            help="table/item/column, * for anything in one part; or claims: the prose's figures.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Write the page with the place marked: HTML of a web page, PNG of a PDF."
        ),
    ] = None,
) -> None:
    """Show where cells are printed, and what stands there."""
    from analysis.running.printed import mark, place_lines, shown

    from . import read_report

    report = read_report(file)
    things = shown(report, cell)
    for line in place_lines(report, file, things):
        typer.echo(line)
    for path in mark(file, things, out) if out else []:
        typer.echo(path)


@app.command(epilog="Example: gouji check data/raw --strict")
def check(
    paths: Paths,
    strict: Strict = False,
    lang: Annotated[
        str | None, typer.Option("--lang", help="zh or en; default en, and both in a page.")
    ] = None,
    expectations: Suites = None,
    form: Annotated[
        str, typer.Option("--format", help="text, json, csv, html, github or sarif.")
    ] = "text",
    out: Annotated[
        Path | None, typer.Option("--out", help="File for the output; default: standard output.")
    ] = None,
) -> None:
    """Check the ties between figures, within reports and between years."""
    from analysis.assessing.dataset import empty_dataset
    from analysis.checking.api import outcomes_of
    from analysis.checking.findings.decisions import correction_messages, misnamed
    from analysis.checking.rules.load import load_rules
    from analysis.checking.tables import is_tables
    from analysis.publishing.findings_formats import (
        Checked,
        check_format,
        paths_of,
        render,
        write_out,
    )
    from analysis.running.corpus import Corpus, load_reports
    from analysis.running.tables import build_dataset, tables_dataset
    from analysis.telling.terminal import figures_fail, summary_lines
    from analysis.telling.wording import check_language

    check_format(form)
    if lang is not None:
        check_language(lang)
    load_rules(expectations)  # a broken suite is told before any report is read
    tables = [path for path in paths if is_tables(path)]
    if tables and len(paths) > 1:
        raise InputError(
            f"{tables[0]}: processed tables are checked by themselves. Name nothing else beside them."
        )
    corpus = Corpus() if tables else load_reports(*paths)
    data = tables_dataset(tables[0], expectations) if tables else empty_dataset()
    if corpus.reports:
        checks = outcomes_of(corpus.reports, expectations)
        data = build_dataset(corpus.reports, checks, expectations, corpus.corrections)
    if form == "text":
        content = "".join(
            f"{printable(line)}\n" for line in summary_lines(data, lang or "en")
        ).encode("utf-8")
    else:
        content = render(
            form, Checked(data, paths_of(data.reports, corpus.files), corpus.problems), lang
        )
    if out is None:
        typer.echo(content, nl=False)
    else:
        write_out(out, content, keep=corpus.files)
    for line in correction_messages(data.corrections):
        typer.echo(f"Correction: {line}", err=True)
    for problem in corpus.problems:
        typer.echo(f"Left out: {problem}", err=True)
    bad_input = corpus.problems or misnamed(data.corrections)
    raise typer.Exit(
        2 if bad_input else int(strict and figures_fail(data.outcomes, data.rules, data.findings))
    )


@app.command(epilog="Example: gouji diff old/report.html new/report.html")
def diff(
    a: Annotated[Path, typer.Argument(metavar="FILE", help="A report.")],
    b: Annotated[Path, typer.Argument(metavar="FILE", help="Another version of it.")],
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Compare two versions of one report: every cell, with both prints and places; sections, prose."""
    from analysis.checking.findings.versions import compare_versions
    from analysis.telling.terminal import diff_json, diff_lines

    from . import read_report

    if form not in ("text", "json"):
        raise InputError(f"There is no format {form!r}. Use --format text or json.")
    found = compare_versions(read_report(a), read_report(b))
    for line in map(printable, diff_lines(found)) if form == "text" else [diff_json(found)]:
        typer.echo(line)


@app.command(epilog="Example: gouji assess 湘乡市自然资源局 2022 --lang en")
def assess(
    agency: Annotated[str, typer.Argument(help="Full name of the agency.")],
    year: Annotated[int, typer.Argument(help="Year reported on.")],
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports"),
) -> None:
    """Write the assessment of one report: a notebook and a page."""
    from analysis.running.run import Job, single

    for path in single(
        Job(
            "agency_assessment",
            f"{_file_name(agency)}-{year}",
            {"agency": agency, "year": year},
            lang,
        ),
        out,
        data,
    ):
        typer.echo(path)


@app.command(epilog="Example: gouji compare 宿迁市人民政府-2023 宿迁市人民政府-2024")
def compare(
    reports: Annotated[
        list[str],
        typer.Argument(metavar="REPORT...", help="Two or more reports, each named agency-year."),
    ],
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports"),
) -> None:
    """Compare reports: years of one agency, or several agencies."""
    from analysis.running.run import Job, single

    for path in single(
        Job("comparison", _file_name("_".join(reports)), {"reports": reports}, lang), out, data
    ):
        typer.echo(path)


@app.command(epilog="Example: gouji brief 湘乡市 --year 2022")
def brief(
    year: Annotated[int, typer.Option("--year", help="Year reported on.")],
    county: Annotated[
        str,
        typer.Argument(
            help="County or prefecture: its name, or with what it belongs to (福州市鼓楼区)."
        ),
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="One brief for every county with a report of the year.")
    ] = False,
    division: Annotated[
        str, typer.Option("--division", help="Its code (GB/T 2260) in place of the name: 350102.")
    ] = "",
    agencies: Annotated[
        Path | None,
        typer.Option(
            "--agencies",
            help="The agencies that have to report, one a line, as the county lists them.",
        ),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Some of html,pdf,docx.")
    ] = "html,pdf,docx",
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports/briefs"),
    workers: Annotated[
        int, typer.Option("--workers", help="Processes for --all; 0: as many as processors.", min=0)
    ] = 0,
) -> None:
    """Write a brief of two to four pages on the agencies of a county: HTML, PDF and DOCX."""
    from analysis.running.briefs import Wanted, write_briefs
    from analysis.running.progress import Shown

    if sum(map(bool, (county, every, division))) != 1:
        raise InputError(
            "Say which county: its name, or --division CODE, or --all for every county."
        )
    with Shown() as tell:
        made = write_briefs(
            Wanted(county or division, year, lang, formats, agencies), out, data, tell, workers
        )
    for path in made.files:
        typer.echo(printable(path))
    for problem in made.problems:
        typer.echo(f"Left out: {problem}", err=True)
    raise typer.Exit(2 if made.problems else 0)


@app.command(epilog="Example: gouji export gouji-stata --to stata")
def export(
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="Folder for the files; for xlsx also the name of one file."
        ),
    ],
    to: Annotated[str, typer.Option("--to", help="csv, parquet, xlsx, stata or r.")],
    data: Data = None,
) -> None:
    """Write the processed tables for other programs, with a codebook."""
    from analysis.assessing.dataset import open_dataset
    from analysis.publishing.export.write import check_target
    from analysis.publishing.export.write import export as write

    check_target(out, to)
    for path in write(open_dataset(data), out, to):
        typer.echo(printable(path))


@app.command(epilog="Example: gouji tabulate data/raw --out tables")
def tabulate(
    paths: Addresses,
    out: Annotated[
        str, typer.Option("--out", help="Folder for the tables; also s3://… and the like.")
    ],
    expectations: Suites = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; default: one for each core.")
    ] = None,
    cluster: Scheduler = None,
) -> None:
    """Read, check and measure any number of reports in little memory; write Parquet by year."""
    from analysis.running.progress import Shown
    from analysis.running.schedulers import scheduler
    from analysis.running.tabulate import tabulate as go

    with Shown() as tell:
        result = go(paths, out, scheduler(cluster, workers), expectations, tell)
    for problem in result.problems:
        typer.echo(f"Left out: {printable(problem)}", err=True)
    for line in result.told:
        typer.echo(f"Correction: {line}", err=True)
    typer.echo(
        f"{result.reports} reports, {result.failing} of them fail a rule. Wrote {len(result.files)} files to {out}"
    )
    raise typer.Exit(2 if result.problems or result.misnamed else 0)


@app.command(epilog="Example: gouji template --format 2021 my-report")
def template(
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="Name for OUT.csv and OUT.xlsx; with a suffix, only that one."
        ),
    ],
    form: Annotated[str, typer.Option("--format", help="2019 or 2021.")] = "2021",
) -> None:
    """Write an empty transcription, to be filled in by hand when a report is only a scan."""
    from analysis.form import get_form
    from analysis.publishing.store import write_new
    from analysis.recognising.transcription import template_csv, template_xlsx

    makers = {".csv": template_csv, ".xlsx": template_xlsx}
    code = get_form(form).code
    if out.is_dir():
        out = out / f"gouji-template-{code}"
    wanted = (
        {out: makers[out.suffix.lower()]}
        if out.suffix.lower() in makers
        else {Path(f"{out}{suffix}"): m for suffix, m in makers.items()}
    )
    for path in write_new({path: make(code) for path, make in wanted.items()}):
        typer.echo(path)


def _file_name(text: str) -> str:
    """A file name: without the characters that a file system takes otherwise, and not longer than it allows."""
    import hashlib
    import re

    name = re.sub(r'[\\/:*?"<>|\s]+', "_", text)
    return (
        name
        if len(name.encode()) < 180
        else f"{name[:40]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    )


def main() -> None:
    """Entry point: bad input ends with one message and exit code 2."""
    # Our matrices are small: libraries of linear algebra that share them out among threads wait longer than they calculate.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        app()
    except InputError as error:
        typer.echo(f"gouji: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("gouji: interrupted; nothing half-written is left.", err=True)
        sys.exit(130)
    except BrokenPipeError:  # `gouji read … | head`
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        typer.echo(
            f"gouji: {error.filename or 'input or output'}: {error.strerror or error}", err=True
        )
        sys.exit(2)
