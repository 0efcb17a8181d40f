"""The command ``gouji``: parse, call, exit code.

Heavy libraries are imported by the command that needs them.
"""

import atexit
import gc
import io
import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.errors import InputError, printable
from analysis.messages import language, message
from analysis.messages.command import choose_language, run_in_chinese
from analysis.version import __version__

if TYPE_CHECKING:
    from analysis.running.plan import Job
    from analysis.running.run import RunResult

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=(
        "勾稽 gouji: annual reports on government information disclosure, read, cross-footed, "
        "assessed and compared."
    ),
    epilog=(
        "Exit codes: 0 done; 1 done, but figures fail their checks (with --strict); "
        "2 bad usage or input."
    ),
)


def _option(name: str, text: str, short: str = "", **more: Any) -> Any:
    return typer.Option(*filter(None, (short, name)), help=text, **more)


def _argument(metavar: str, text: str) -> Any:
    return typer.Argument(metavar=metavar, help=text)


# Arguments and options of several commands.
Report = Annotated[Path, _argument("FILE", "A report.")]
Paths = Annotated[list[Path], _argument("PATH...", "Reports, or folders of reports.")]
Addresses = Annotated[
    list[str],
    _argument("PATH...", "Reports, or folders of reports; also s3://… and the like."),
]
Out = Annotated[Path, _option("--out", "Folder for the output.")]
Scheduler = Annotated[
    str | None, _option("--scheduler", "Address of a Dask cluster: tcp://host:8786.")
]
Strict = Annotated[bool, _option("--strict", "Exit 1 when figures fail their checks.")]
Lang = Annotated[str, _option("--lang", "zh or en.")]
# Looked for before the command line is parsed (`choose_language`), since help speaks it too.
MessageLang = Annotated[
    str | None,
    _option(
        "--lang", "Language of messages, zh or en; default: GOUJI_LANG, else that of the system."
    ),
]
Data = Annotated[
    Path | None,
    _option("--data", "Folder of the processed tables; default: the nearest data/processed."),
]
Indicators = Annotated[Path | None, _option("--indicators", "File of indicators to add.")]
Groups = Annotated[Path | None, _option("--groups", "File of groups of peers to compare.")]
Suites = Annotated[
    Path | None, _option("--expectations", "Folder of the suites; default: expectations/.")
]


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"gouji {__version__}")
        raise typer.Exit


@app.callback()
def everywhere(
    lang: MessageLang = None,
    version: Annotated[
        bool,
        _option("--version", "Show the version and exit.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """Take the options that may go before any command."""


@app.command(epilog="Example: gouji run data/raw --out reports")
def run(
    paths: Addresses,
    out: Annotated[
        str, _option("--out", "Folder for the output; also s3://… and the like.")
    ] = "reports",
    strict: Strict = False,
    expectations: Suites = None,
    workers: Annotated[
        int | None,
        _option(
            "--workers", "How many processes read and execute; default: one for each core.", min=1
        ),
    ] = None,
    engine: Annotated[
        str,
        _option("--engine", "gouji, or papermill for its own, which starts every kernel anew."),
    ] = "gouji",
    force: Annotated[
        bool, _option("--force", "Make everything again, whether or not it changed.")
    ] = False,
    indicators: Indicators = None,
    groups: Groups = None,
    index: Annotated[
        Path | None,
        _option("--index", "File of weights of a composite index; none is made without."),
    ] = None,
    cluster: Scheduler = None,
    quiet: Annotated[bool, _option("--quiet", "Print the last lines only.", short="-q")] = False,
    verbose: Annotated[
        bool, _option("--verbose", "Print every finding, not failures only.", short="-v")
    ] = False,
    lang: MessageLang = None,
) -> None:
    """Read, check, assess and compare reports; publish pages, notebooks and tables.

    Only what changed is made again.
    """
    from analysis.running.progress import ShownProgress

    if engine not in ("gouji", "papermill"):
        raise InputError(f"There is no engine {engine!r}. Use --engine gouji or papermill.")
    try:
        with ShownProgress() as progress:
            result = _runner(paths, out, cluster)(
                expectations,
                progress,
                workers=workers,
                engine=engine,
                force=force,
                indicators=indicators,
                groups=groups,
                index=index,
            )
    except KeyboardInterrupt as stop:  # typer would end without a word
        _say_error(str(stop) or _INTERRUPTED)
        raise typer.Exit(130) from None
    messages, count = result.messages, len(result.files)
    lines = messages.summary if verbose else messages.failures
    for line in () if quiet else lines.get(language(), ()):
        typer.echo(printable(line))
    _print_messages(messages.corrections, messages.problems)
    if result.processed:
        typer.echo(message(f"Up to date: {result.processed}"))
    done = (
        f"Published {count} files, {len(result.executed)} notebooks executed."
        if result.changed
        else f"Nothing has changed: {count} files are up to date."
    )
    typer.echo(message(f"{done} Open {out.rstrip('/')}/index.html"))
    typer.echo(messages.total[language()])
    _end(messages.problems or messages.misnamed, strict and messages.failed)


def _runner(paths: list[str], out: str, cluster: str | None) -> "Callable[..., RunResult]":
    """A run of these reports into this folder, where its notebooks are to be executed."""
    more: dict[str, Any] = {}
    if cluster:
        from analysis.running.elsewhere.cluster import OnCluster
        from analysis.running.elsewhere.schedulers import Cluster

        more = {"execute": OnCluster(Cluster(cluster))}
    if any("://" in path for path in (*paths, out)):
        from analysis.running.elsewhere.remote import run_anywhere

        return partial(run_anywhere, paths, out, **more)
    from analysis.running.run import run as here

    return partial(here, [Path(path) for path in paths], Path(out), **more)


@app.command(epilog="Example: gouji read data/raw/suqian-2024.csv --json")
def read(
    file: Report,
    as_json: Annotated[bool, _option("--json", "Print one JSON object.")] = False,
    agency: Annotated[
        str | None, _option("--agency", "Override the agency that the document names.")
    ] = None,
    year: Annotated[
        int | None, _option("--year", "Override the year that the document names.")
    ] = None,
    lang: MessageLang = None,
) -> None:
    """Read one report: every cell, the claims of its prose, the findings."""
    from analysis.running.corpus import read_report
    from analysis.telling.terminal import report_json, report_text

    report = read_report(file, agency, year, partial=True)
    typer.echo(report_json(report) if as_json else report_text(report, language()))


@app.command(epilog="Example: gouji show data/raw/suqian-2024.csv requests/granted/total")
def show(
    file: Report,
    cell: Annotated[
        str,
        _argument(
            "CELL",
            "table/item/column or labels of the form, * for anything in one part; or claims.",
        ),
    ],
    out: Annotated[
        Path | None,
        _option(
            "--out",
            "Write the page with the place marked: HTML of a web page, PNG of a PDF.",
        ),
    ] = None,
    lang: MessageLang = None,
) -> None:
    """Show where cells are printed, and what stands there."""
    from analysis.running.corpus import read_report
    from analysis.telling.originals import find_shown, mark_page, shown_lines

    report = read_report(file)
    things = find_shown(report, cell)
    for line in shown_lines(report, file, things):
        typer.echo(message(line))
    for path in mark_page(file, things, out) if out else []:
        typer.echo(path)


@app.command(epilog="Example: gouji check data/raw --strict")
def check(
    paths: Paths,
    strict: Strict = False,
    lang: Annotated[
        str | None,
        _option(
            "--lang",
            "zh or en; default: that of messages in text, en in other formats, both in a page.",
        ),
    ] = None,
    expectations: Suites = None,
    form: Annotated[str, _option("--format", "text, json, csv, html, github or sarif.")] = "text",
    out: Annotated[
        Path | None, _option("--out", "File for the output; default: standard output.")
    ] = None,
) -> None:
    """Check the rules on figures, within reports and between years."""
    from analysis.checking.findings.decisions import correction_messages, misnamed
    from analysis.publishing.findings_formats import check_format, render, write_out
    from analysis.running.tables import check_paths
    from analysis.telling.terminal import figures_fail
    from analysis.wording import check_language

    check_format(form)
    if lang is not None:
        check_language(lang)
    checked, files = check_paths(paths, expectations)
    content = render(form, checked, language() if form == "text" else lang)
    if out is None:
        typer.echo(content, nl=False)
    else:
        write_out(out, content, keep=files)
    data = checked.data
    _print_messages(correction_messages(data.corrections), checked.problems)
    failed = strict and figures_fail(data.outcomes, data.rules, data.findings)
    _end(checked.problems or misnamed(data.corrections), failed)


@app.command(epilog="Example: gouji review data/raw/scan-2023.pdf --by 王敏")
def review(
    file: Report,
    by: Annotated[
        str | None, _option("--by", "Who reviews; default: the user of this machine.")
    ] = None,
    second: Annotated[
        bool, _option("--second", "Read as the second of two people, then settle differences.")
    ] = False,
    agency: Annotated[
        str | None, _option("--agency", "Override the agency that the document names.")
    ] = None,
    year: Annotated[
        int | None, _option("--year", "Override the year that the document names.")
    ] = None,
    form: Annotated[
        str | None, _option("--format", "2019 or 2021, for a document that is only a picture.")
    ] = None,
    port: Annotated[int, _option("--port", "Port on 127.0.0.1; 0: any free one.", min=0)] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
    lang: MessageLang = None,
) -> None:
    """Review a report: the original beside the form, typed and confirmed cell by cell."""
    import webbrowser

    from analysis.reviewing.panel import Panel
    from analysis.reviewing.server import serve

    panel = Panel(file, by, second, language(), agency, year, form)

    def ready(address: str) -> None:
        typer.echo(message(f"Review at {address}"))
        typer.echo(message("Everything typed is saved at once. End with Ctrl-C."))
        if browser:
            webbrowser.open(address)

    try:
        serve(panel, ready, port)
    except KeyboardInterrupt:
        typer.echo(message(f"Saved in {printable(panel.record.path)}"))
    finally:
        panel.close()


@app.command(epilog="Example: gouji diff old/report.html new/report.html")
def diff(
    a: Report,
    b: Annotated[Path, _argument("FILE", "Another version of it.")],
    form: Annotated[str, _option("--format", "text or json.")] = "text",
    lang: MessageLang = None,
) -> None:
    """Compare two versions of one report: every cell, with both prints and places; the prose."""
    from analysis.checking.findings.versions import compare_versions
    from analysis.running.corpus import read_report
    from analysis.telling.terminal import diff_json, diff_lines

    if form not in ("text", "json"):
        raise InputError(f"There is no format {form!r}. Use --format text or json.")
    found = compare_versions(read_report(a), read_report(b))
    if form == "json":
        typer.echo(diff_json(found))
        return
    for line in diff_lines(found):
        typer.echo(message(printable(line)))


@app.command(epilog="Example: gouji assess 湘乡市自然资源局 2022 --lang en")
def assess(
    agency: Annotated[str, typer.Argument(help="Full name of the agency.")],
    year: Annotated[int, typer.Argument(help="Year reported on.")],
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports"),
) -> None:
    """Write the assessment of one report: a notebook and a page."""
    from analysis.files import file_stem
    from analysis.publishing.engine.papermill_engine import prepare_here

    prepare_here()  # before pandas is imported, which asks whether it is in a notebook
    from analysis.running.plan import Job

    target = f"assessments/{file_stem(f'{agency}-{year}')}"
    parameters = {"agency": agency, "year": year}
    _write_page(Job("agency_assessment", target, parameters, lang), out, data)


@app.command(epilog="Example: gouji compare 宿迁市人民政府-2023 宿迁市人民政府-2024")
def compare(
    reports: Annotated[
        list[str], _argument("REPORT...", "Two or more reports, each named agency-year.")
    ],
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports"),
) -> None:
    """Compare reports: years of one agency, or several agencies."""
    from analysis.files import file_stem
    from analysis.publishing.engine.papermill_engine import prepare_here

    prepare_here()  # before pandas is imported, which asks whether it is in a notebook
    from analysis.running.plan import Job

    target = f"comparisons/{file_stem('_'.join(reports))}"
    job = Job("comparison", target, {"reports": reports}, lang)
    _write_page(job, out, data)


def _write_page(job: "Job", out: Path, data: Path | None) -> None:
    from analysis.running.pages import make_page

    for path in make_page(job, out, data):
        typer.echo(path)


@app.command(epilog="Example: gouji brief 湘乡市 --year 2022")
def brief(
    year: Annotated[int, _option("--year", "Year reported on.")],
    county: Annotated[
        str,
        typer.Argument(
            help="County or prefecture: its name, or with what it belongs to (福州市鼓楼区)."
        ),
    ] = "",
    every: Annotated[
        bool, _option("--all", "One brief for every county with a report of the year.")
    ] = False,
    division: Annotated[
        str, _option("--division", "Its code (GB/T 2260) in place of the name: 350102.")
    ] = "",
    agencies: Annotated[
        Path | None,
        _option(
            "--agencies",
            "The agencies that have to report: one a line, or the coverage.csv of gouji collect.",
        ),
    ] = None,
    formats: Annotated[str, _option("--format", "Some of html,pdf,docx.")] = "html,pdf,docx",
    prepared_by: Annotated[str, _option("--prepared-by", "Who makes it, for its head.")] = "",
    day: Annotated[str, _option("--date", "Its day, as 2024-03-01.")] = "",
    template: Annotated[
        str,
        _option("--template", "standard, or official: PDF and DOCX as an official paper (公文)."),
    ] = "standard",
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports/briefs"),
    workers: Annotated[
        int, _option("--workers", "Processes for --all; 0: as many as processors.", min=0)
    ] = 0,
) -> None:
    """Write a brief of one to four pages on the agencies of a county: HTML, PDF and DOCX."""
    from analysis.running.briefs import Wanted, write_briefs
    from analysis.running.progress import ShownProgress

    if sum(map(bool, (county, every, division))) != 1:
        raise InputError(
            "Say which county: its name, or --division CODE, or --all for every county."
        )
    wanted = Wanted(county or division, year, lang, formats, agencies, prepared_by, day, template)
    with ShownProgress() as progress:
        written = write_briefs(wanted, out, data, progress, workers)
    _print_paths(written.files)
    _print_messages((), written.problems)
    _end(written.problems)


@app.command(epilog="Example: gouji letters 平潭县 --year 2024 --prepared-by 平潭县政务公开办公室")
def letters(
    county: Annotated[str, typer.Argument(help="County or prefecture: its name or its code.")],
    year: Annotated[int, _option("--year", "Year reported on.")],
    prepared_by: Annotated[
        str, _option("--prepared-by", "Who writes; left for a pen where it is not given.")
    ] = "",
    day: Annotated[str, _option("--date", "Day of the letter, as 2024-03-01.")] = "",
    reply_by: Annotated[
        str, _option("--reply-by", "Day by which an answer is wanted, as 2024-03-15.")
    ] = "",
    contact: Annotated[str, _option("--contact", "Whom agencies ask, and how.")] = "",
    data: Data = None,
    out: Out = Path("reports/letters"),
    lang: MessageLang = None,
) -> None:
    """Write a letter (核实函, DOCX) to each agency whose report leaves something to verify.

    Agencies fill it in, and gouji answers reads it back.
    """
    from analysis.publishing.letters.docx import Sender
    from analysis.running.briefs import check_day
    from analysis.running.letters import write_letters

    sender = Sender(prepared_by, check_day(day, "zh"), check_day(reply_by, "zh"), contact)
    written = write_letters(county, year, out, sender, data)
    _print_paths(written.files)
    for path in written.kept:
        typer.echo(
            message(
                f"Left as it is: {printable(path)} has other contents, perhaps answers. Move it, "
                "or choose another folder with --out."
            ),
            err=True,
        )
    typer.echo(
        message(
            f"{len(written.files)} letters with {written.questions} items; "
            f"{written.without} reports leave nothing to verify."
        )
    )
    _end(written.kept)


@app.command(epilog="Example: gouji answers reports/letters --out data/raw/corrections.yml")
def answers(
    folder: Annotated[
        Path, _argument("FOLDER", "Folder of the letters that agencies filled in, or one letter.")
    ],
    out: Annotated[
        Path,
        _option("--out", "Corrections file; gouji run reads the one beside the reports."),
    ] = Path("corrections.yml"),
    data: Data = None,
    lang: MessageLang = None,
) -> None:
    """Read the letters that agencies filled in, and add their answers to corrections.yml.

    No decision that is there is changed. What is unclear is named and left for a person.
    """
    from analysis.running.letters import read_answers

    found = read_answers(folder, out, data)
    for line in found.unfilled:
        typer.echo(message(line), err=True)
    _print_messages((), found.problems)
    typer.echo(
        message(
            f"{found.letters} letters read: {found.added} decisions added to {printable(out)}, "
            f"{found.there} were there already, {len(found.unfilled)} items not filled in."
        )
    )
    _end(found.problems)


@app.command(epilog="Example: gouji export gouji-stata --to stata")
def export(
    out: Annotated[
        Path, _argument("OUT", "Folder for the files; for xlsx also the name of one file.")
    ],
    to: Annotated[str, _option("--to", "csv, parquet, xlsx, stata or r.")],
    data: Data = None,
    lang: Annotated[
        str | None,
        _option(
            "--lang",
            "zh or en: of messages, and of the sheets of xlsx that people read; "
            "default: GOUJI_LANG, else that of the system.",
        ),
    ] = None,
) -> None:
    """Write the processed tables for other programs, with a codebook.

    xlsx begins with sheets for people: a row a report, points to verify, what marks mean.
    """
    from analysis.assessing.dataset import open_dataset
    from analysis.publishing.export.write import check_target
    from analysis.publishing.export.write import export as write

    check_target(out, to)
    _print_paths(write(open_dataset(data), out, to, lang or language()))


@app.command(epilog="Example: gouji tabulate data/raw --out tables")
def tabulate(
    paths: Addresses,
    out: Annotated[str, _option("--out", "Folder for the tables; also s3://… and the like.")],
    expectations: Suites = None,
    workers: Annotated[
        int | None, _option("--workers", "Processes; default: one for each core.", min=1)
    ] = None,
    indicators: Indicators = None,
    groups: Groups = None,
    cluster: Scheduler = None,
    lang: MessageLang = None,
) -> None:
    """Read, check and measure any number of reports in little memory; write Parquet by year."""
    from analysis.running.elsewhere.schedulers import Cluster, Local
    from analysis.running.progress import ShownProgress
    from analysis.running.tabulating.tabulate import tabulate as go

    with ShownProgress() as progress:
        scheduler = Cluster(cluster) if cluster else Local(workers)
        how = scheduler, expectations, progress
        result = go(paths, out, *how, indicators=indicators, groups=groups)
    _print_messages(result.messages, result.problems)
    done = (
        f"{result.reports} reports, {result.failing} of them fail a rule. "
        f"Wrote {len(result.files)} files to {out}"
    )
    typer.echo(message(done))
    _end(result.problems or result.misnamed)


@app.command(epilog="Example: gouji template --format 2021 my-report")
def template(
    out: Annotated[
        Path, _argument("OUT", "Name for OUT.csv and OUT.xlsx; with a suffix, only that one.")
    ],
    form: Annotated[str, _option("--format", "2019 or 2021.")] = "2021",
    lang: MessageLang = None,
) -> None:
    """Write an empty transcription, to be filled in by hand when a report is only a scan."""
    from analysis.files import write_new
    from analysis.form import get_form
    from analysis.recognising.transcription import template_csv, template_xlsx

    code = get_form(form).code
    makers = {".csv": template_csv, ".xlsx": template_xlsx}
    if out.is_dir():
        out = out / f"gouji-template-{code}"
    if (suffix := out.suffix.lower()) in makers:
        wanted = {out: makers[suffix](code)}
    else:
        wanted = {Path(f"{out}{suffix}"): make(code) for suffix, make in makers.items()}
    for path in write_new(wanted):
        typer.echo(path)


@app.command(epilog="Example: gouji collect agencies.csv --out data/raw")
def collect(
    source: Annotated[
        str,
        _argument(
            "LIST",
            "A table (CSV) of agency, year, address; the address or the saved page of an agency's "
            "column of annual reports; or a WARC file.",
        ),
    ],
    out: Annotated[Path, _option("--out", "Folder for the reports.")] = Path("data/raw"),
    agency: Annotated[str, _option("--agency", "Name of the agency whose column LIST is.")] = "",
    years: Annotated[str, _option("--years", "Years that are expected: 2023, or 2019-2024.")] = "",
    delay: Annotated[
        float, _option("--delay", "Seconds between two requests to one host.", min=0)
    ] = 2.0,
    allow_private: Annotated[
        bool, _option("--allow-private", "Ask hosts of your own network too.")
    ] = False,
    contact: Annotated[
        str, _option("--contact", "Where sites can reach you: an e-mail address.")
    ] = "",
    strict: Annotated[
        bool, _option("--strict", "Exit 1 when an expected report was not found.")
    ] = False,
    lang: MessageLang = None,
) -> None:
    """Get reports from the sites of agencies, with source cards and a table of what is missing."""
    from analysis.collecting import Manners, Request, read_years
    from analysis.collecting import collect as go
    from analysis.running.progress import ShownProgress

    request = Request(source, out, agency, read_years(years), language())
    manners = Manners(delay_seconds=delay, allow_private=allow_private, contact=contact)
    with ShownProgress() as progress:
        done = go(request, manners, progress)
    for line in done.lines:
        typer.echo(line)
    typer.echo(done.summary)
    typer.echo(done.coverage)
    _end(False, strict and not done.complete, "an expected report was not found (--strict)")


_INTERRUPTED = "Interrupted. What is finished is kept. Run the same command again to go on."


def _print_paths(paths: Iterable[Path]) -> None:
    """Print the files that were written."""
    for path in paths:
        typer.echo(printable(path))


def _print_messages(corrections: Iterable[str], problems: Iterable[str]) -> None:
    """Print what people are to know besides the result."""
    for line in corrections:
        typer.echo(message(f"Correction: {line}"), err=True)
    for problem in problems:
        typer.echo(message(f"Left out: {printable(problem, lines=True)}"), err=True)


def _end(
    bad_input: object, failed: bool = False, why: str = "figures fail their checks (--strict)"
) -> None:
    """End with the exit code that says how it went, and with the reason where it is not 0."""
    if bad_input:
        typer.echo(message("Exit code 2: something given could not be used; see above."), err=True)
    elif failed:
        typer.echo(message(f"Exit code 1: {why}."), err=True)
    raise typer.Exit(2 if bad_input else int(failed))


def _say_error(text: object) -> None:
    typer.echo(f"gouji: {message(text)}", err=True)


def main() -> None:
    """Entry point: bad input ends with one message and exit code 2."""
    # At its end Python would look through a million objects for cycles, though all of them go.
    atexit.register(gc.freeze)
    # Our matrices are small: libraries of linear algebra that share them out among threads
    # wait longer than they calculate.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    for stream in (sys.stdout, sys.stderr):
        # A console or a pipe of another encoding gets a sign that it lacks as \u2020.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        choose_language(sys.argv[1:])
        if language() == "zh":
            sys.exit(run_in_chinese(app))
        app()
    except InputError as error:
        _say_error(error)
        sys.exit(2)
    except KeyboardInterrupt:
        _say_error("interrupted; nothing half-written is left.")
        sys.exit(130)
    except BrokenPipeError:  # `gouji read … | head`
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        _say_error(f"{error.filename or 'input or output'}: {error.strerror or error}")
        sys.exit(2)
