"""The command ``gouji``: parse, call, exit code.

Each module has the commands of one kind. Heavy libraries are imported by the command that needs
them.
"""

import atexit
import gc
import io
import os
import sys
from typing import Annotated

import typer

from analysis.errors import InputError
from analysis.messages import language
from analysis.messages.command import choose_language, run_in_chinese
from analysis.version import __version__

from . import exchange, letters, pages, reports, runs
from .shared import MessageLang, option, say_error

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
for module in (runs, reports, pages, letters, exchange):
    app.add_typer(module.app)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"gouji {__version__}")
        raise typer.Exit


@app.callback()
def everywhere(
    lang: MessageLang = None,
    version: Annotated[
        bool,
        option("--version", "Show the version and exit.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """Take the options that may go before any command."""


def main() -> None:
    """Entry point: bad input ends with one message and exit code 2."""
    # While libraries load, Python would look for cycles among their objects again and again; at its
    # end it would look through a million of them, though all go.
    gc.set_threshold(500_000, 20, 20)
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
        say_error(error)
        sys.exit(2)
    except KeyboardInterrupt:
        say_error("interrupted; nothing half-written is left.")
        sys.exit(130)
    except BrokenPipeError:  # `gouji read … | head`
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        say_error(f"{error.filename or 'input or output'}: {error.strerror or error}")
        sys.exit(2)
