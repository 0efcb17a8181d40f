"""``gouji run`` and ``gouji tabulate``: folders of reports, any number of them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.errors import InputError, printable
from analysis.messages import language, message

from .shared import (
    INTERRUPTED,
    Addresses,
    Groups,
    Indicators,
    MessageLang,
    Scheduler,
    Strict,
    Suites,
    end,
    option,
    print_messages,
    say_error,
)

if TYPE_CHECKING:
    from analysis.running.run import RunResult

app = typer.Typer()


@app.command(epilog="Example: gouji run data/raw --out reports")
def run(
    paths: Addresses,
    out: Annotated[
        str, option("--out", "Folder for the output; also s3://… and the like.")
    ] = "reports",
    strict: Strict = False,
    expectations: Suites = None,
    workers: Annotated[
        int | None,
        option(
            "--workers", "How many processes read and execute; default: one for each core.", min=1
        ),
    ] = None,
    engine: Annotated[
        str,
        option("--engine", "gouji, or papermill: slower, with a new kernel for each notebook."),
    ] = "gouji",
    force: Annotated[
        bool, option("--force", "Make everything again, whether or not it changed.")
    ] = False,
    indicators: Indicators = None,
    groups: Groups = None,
    index: Annotated[
        Path | None,
        option("--index", "File of weights of a composite index; without it there is no index."),
    ] = None,
    self_contained: Annotated[
        bool,
        option(
            "--self-contained",
            "Put typeface, style and script into every page, to be sent by itself.",
        ),
    ] = False,
    compact: Annotated[
        bool,
        option(
            "--compact",
            "Publish for many: pages in one language (--lang), no notebooks, tables as Parquet.",
        ),
    ] = False,
    cluster: Scheduler = None,
    quiet: Annotated[bool, option("--quiet", "Print the last lines only.", short="-q")] = False,
    verbose: Annotated[
        bool, option("--verbose", "Print every finding, not failures only.", short="-v")
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
                self_contained=self_contained,
                compact=language() if compact else "",
            )
    except KeyboardInterrupt as stop:  # typer would end without a word
        say_error(str(stop) or INTERRUPTED)
        raise typer.Exit(130) from None
    messages, count = result.messages, len(result.files)
    for line, fails in () if quiet else messages.lines.get(language(), ()):
        if fails or verbose:
            typer.echo(printable(line))
    print_messages(messages.corrections, messages.problems)
    if result.processed:
        typer.echo(message(f"Up to date: {result.processed}"))
    done = (
        f"Published {count} files, {len(result.executed)} notebooks executed."
        if result.changed
        else f"Nothing has changed: {count} files are up to date."
    )
    typer.echo(message(f"{done} Open {out.rstrip('/')}/index.html"))
    typer.echo(messages.total[language()])
    end(messages.problems or messages.misnamed, strict and messages.failed)


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


@app.command(epilog="Example: gouji tabulate data/raw --out tables")
def tabulate(
    paths: Addresses,
    out: Annotated[str, option("--out", "Folder for the tables; also s3://… and the like.")],
    expectations: Suites = None,
    workers: Annotated[
        int | None, option("--workers", "Processes; default: one for each core.", min=1)
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
    print_messages(result.messages, result.problems)
    done = (
        f"Reports: {result.reports}; with failing checks: {result.failing}. "
        f"Files in {out}: {len(result.files)}."
    )
    typer.echo(message(done))
    end(result.problems or result.misnamed)
