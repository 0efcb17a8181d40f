"""What commands share: arguments and options, and what is printed at the end."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.errors import printable
from analysis.messages import message


def option(name: str, text: str, short: str = "", **more: Any) -> Any:
    """An option with its help."""
    return typer.Option(*filter(None, (short, name)), help=text, **more)


def argument(metavar: str, text: str) -> Any:
    """An argument with its name in the help."""
    return typer.Argument(metavar=metavar, help=text)


# Arguments and options of several commands.
Report = Annotated[Path, argument("FILE", "A report.")]
Paths = Annotated[list[Path], argument("PATH...", "Reports, or folders of reports.")]
Addresses = Annotated[
    list[str],
    argument("PATH...", "Reports, or folders of reports; also s3://… and the like."),
]
Out = Annotated[Path, option("--out", "Folder for the output.")]
Scheduler = Annotated[
    str | None, option("--scheduler", "Address of a Dask cluster: tcp://host:8786.")
]
Strict = Annotated[bool, option("--strict", "Exit 1 when figures fail their checks.")]
Lang = Annotated[str, option("--lang", "zh or en.")]
# Looked for before the command line is parsed (`choose_language`), since help speaks it too.
MessageLang = Annotated[
    str | None,
    option(
        "--lang", "Language of messages, zh or en; default: GOUJI_LANG, else that of the system."
    ),
]
Data = Annotated[
    Path | None,
    option("--data", "Folder of the processed tables; default: the last that a run wrote here."),
]
Indicators = Annotated[Path | None, option("--indicators", "File of indicators to add.")]
Groups = Annotated[Path | None, option("--groups", "File of groups of peers to compare.")]
Agency = Annotated[str | None, option("--agency", "Override the agency that the document names.")]
Year = Annotated[int | None, option("--year", "Override the year that the document names.")]
Suites = Annotated[
    Path | None, option("--expectations", "Folder of the suites; default: expectations/.")
]


INTERRUPTED = "Interrupted. What is finished is kept. Run the same command again to go on."


def tables_to_use(data: Path | None) -> Path:
    """The processed tables of ``--data``; else those found, which are then named."""
    if data is None:
        from analysis.assessing.folder import find_processed

        data = find_processed()
        typer.echo(message(f"Processed tables: {printable(data)}"), err=True)
    return data


def print_paths(paths: Iterable[Path]) -> None:
    """Print the files that were written."""
    for path in paths:
        typer.echo(printable(path))


def print_messages(corrections: Iterable[str], problems: Iterable[str]) -> None:
    """Print what people are to know besides the result."""
    for line in corrections:
        typer.echo(message(f"Correction: {line}"), err=True)
    for problem in problems:
        typer.echo(message(f"Left out: {printable(problem, lines=True)}"), err=True)


def end(
    bad_input: object, failed: bool = False, why: str = "figures fail their checks (--strict)"
) -> None:
    """End with the exit code that says how it went, and with the reason where it is not 0."""
    if bad_input:
        typer.echo(message("Exit code 2: something given could not be used; see above."), err=True)
    elif failed:
        typer.echo(message(f"Exit code 1: {why}."), err=True)
    raise typer.Exit(2 if bad_input else int(failed))


def say_error(text: object) -> None:
    """Print why the command stops."""
    typer.echo(f"gouji: {message(text)}", err=True)
