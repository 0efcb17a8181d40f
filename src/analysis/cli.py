"""The command ``gouji``: parse, call, exit code. Heavy libraries are imported by the command that needs them."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.errors import InputError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="勾稽 gouji: annual reports on government information disclosure, read, cross-footed, assessed and compared.",
    epilog="Exit codes: 0 done; 1 done, but figures fail their checks (with --strict); 2 bad usage or input.",
)

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Reports, or folders of reports.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the output.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 when figures fail their checks.")]
Lang = Annotated[str, typer.Option("--lang", help="zh or en.")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the processed tables; default: the nearest data/processed.")]
Suites = Annotated[Path | None, typer.Option("--expectations", help="Folder of the suites; default: expectations/.")]


@app.command(epilog="Example: gouji run data/raw --out reports")
def run(paths: Paths, out: Out = Path("reports"), strict: Strict = False, expectations: Suites = None) -> None:
    """Read, check, assess and compare reports; publish pages, notebooks and tables."""
    from analysis.run import run as go

    with _progress() as tell:
        result = go(paths, out, expectations, tell)
    failed = _summary(result.data.reports, result.data.outcomes, result.data.findings, result.data.rules, "en")
    for problem in result.problems:
        typer.echo(f"Left out: {problem}", err=True)
    if result.refreshed:
        typer.echo(f"Up to date: {result.refreshed}")
    typer.echo(f"Published {len(result.files)} files. Open {out / 'index.html'}")
    raise typer.Exit(2 if result.problems else int(strict and failed))


@app.command(epilog="Example: gouji read data/raw/suqian-2024.csv --json")
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    agency: Annotated[str | None, typer.Option("--agency", help="Override the agency that the document names.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Override the year that the document names.")] = None,
) -> None:
    """Read one report: every cell, the claims of its prose, the findings."""
    from analysis import read_report
    from analysis.describe import as_text, to_json

    report = read_report(file, agency, year)
    typer.echo(to_json(report) if as_json else as_text(report))


@app.command(epilog="Example: gouji show data/raw/suqian-2024.csv requests/granted/total")
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report.")],
    cell: Annotated[str, typer.Argument(metavar="CELL", help="table/item/column; * stands for anything in one part.")],
) -> None:
    """Show where cells are printed, and what stands there."""
    from analysis import read_report
    from analysis.describe import places

    for line in places(read_report(file), cell):
        typer.echo(line)


@app.command(epilog="Example: gouji check data/raw --strict")
def check(paths: Paths, strict: Strict = False, lang: Lang = "en", expectations: Suites = None) -> None:
    """Check the ties between figures, within reports and between years."""
    from analysis.checking.rules import load_rules
    from analysis.corpus import build_dataset, check_corpus, load_reports
    from analysis.telling.wording import check_language

    check_language(lang)
    load_rules(expectations)  # a broken suite is told before any report is read
    corpus = load_reports(*paths)
    failed = False
    if corpus.reports:
        data = build_dataset(corpus.reports, check_corpus(corpus.reports, expectations), expectations)
        failed = _summary(data.reports, data.outcomes, data.findings, data.rules, lang)
    for problem in corpus.problems:
        typer.echo(f"Left out: {problem}", err=True)
    raise typer.Exit(2 if corpus.problems else int(strict and failed))


@app.command(epilog="Example: gouji assess 湘乡市自然资源局 2022 --lang en")
def assess(
    agency: Annotated[str, typer.Argument(help="Full name of the agency.")],
    year: Annotated[int, typer.Argument(help="Year reported on.")],
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports"),
) -> None:
    """Write the assessment of one report: a notebook and a page."""
    from analysis.run import Job, single

    for path in single(
        Job("agency_assessment", f"{_file_name(agency)}-{year}", {"agency": agency, "year": year}, lang), out, data
    ):
        typer.echo(path)


@app.command(epilog="Example: gouji compare 宿迁市人民政府-2023 宿迁市人民政府-2024")
def compare(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT...", help="Two or more reports, each named agency-year.")],
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports"),
) -> None:
    """Compare reports: years of one agency, or several agencies."""
    from analysis.run import Job, single

    for path in single(Job("comparison", _file_name("_".join(reports)), {"reports": reports}, lang), out, data):
        typer.echo(path)


@app.command(epilog="Example: gouji template --format 2021 my-report")
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Name for OUT.csv and OUT.xlsx; with a suffix, only that one.")],
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
    return name if len(name.encode()) < 180 else f"{name[:40]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _summary(reports: Any, outcomes: Any, findings: Any, rules: Any, lang: str) -> bool:
    """Print how each report stands and what to look at; whether figures fail their checks."""
    from analysis.describe import figures_fail, summary_lines

    for line in summary_lines(reports, outcomes, findings, rules, lang):
        typer.echo(line)
    return figures_fail(outcomes, rules)


class _progress:
    """What is being done, on standard error: a bar on a terminal, plain lines elsewhere."""

    def __enter__(self) -> Any:
        self._bar = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("starting", total=None)
        return self._tell

    def _tell(self, text: str, number: int, total: int) -> None:
        if self._bar is not None:
            self._bar.update(self._task, description=text, total=total or None, completed=max(number - 1, 0))
        else:
            typer.echo(f"[{number}/{total}] {text}" if total else text, err=True)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def main() -> None:
    """Entry point: bad input ends with one message and exit code 2."""
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
        typer.echo(f"gouji: {error.filename or 'input or output'}: {error.strerror or error}", err=True)
        sys.exit(2)
