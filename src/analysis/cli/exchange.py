"""``gouji collect`` brings reports in, ``gouji export`` takes tables out."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.messages import language

from .shared import Data, MessageLang, argument, end, option, print_paths, tables_to_use

app = typer.Typer()


@app.command(epilog="Example: gouji collect agencies.csv --out data/raw")
def collect(
    source: Annotated[
        str,
        argument(
            "LIST",
            "A table (CSV) of agency, year, address; the address or the saved page of an agency's "
            "column of annual reports; or a WARC file.",
        ),
    ],
    out: Annotated[Path, option("--out", "Folder for the reports.")] = Path("data/raw"),
    agency: Annotated[str, option("--agency", "Name of the agency whose column LIST is.")] = "",
    years: Annotated[str, option("--years", "Years that are expected: 2023, or 2019-2024.")] = "",
    delay: Annotated[
        float, option("--delay", "Seconds between two requests to one host.", min=0)
    ] = 2.0,
    allow_private: Annotated[
        bool, option("--allow-private", "Ask hosts of your own network too.")
    ] = False,
    contact: Annotated[
        str, option("--contact", "Where sites can reach you: an e-mail address.")
    ] = "",
    strict: Annotated[
        bool, option("--strict", "Exit 1 when an expected report was not found.")
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
    for line in (*done.lines, done.summary, done.coverage):
        typer.echo(line)
    end(False, strict and not done.complete, "an expected report was not found (--strict)")


@app.command(epilog="Example: gouji export gouji-stata --to stata")
def export(
    out: Annotated[
        Path,
        argument(
            "OUT",
            "Folder for the files; for xlsx also the name of one file; for ro-crate the folder of "
            "a run.",
        ),
    ],
    to: Annotated[str, option("--to", "csv, parquet, xlsx, stata, r or ro-crate.")],
    data: Data = None,
    lang: Annotated[
        str | None,
        option(
            "--lang",
            "zh or en: of messages, and of the sheets of xlsx that people read; "
            "default: GOUJI_LANG, else that of the system.",
        ),
    ] = None,
) -> None:
    """Write the processed tables for other programs, with a codebook.

    xlsx begins with sheets for people: a row a report, points to verify, what marks mean.
    ro-crate describes the folder of a run for an archive.
    """
    if to == "ro-crate":
        from analysis.publishing.export.ro_crate import write_crate

        print_paths([write_crate(out)])
        return
    from analysis.assessing.opening import open_dataset
    from analysis.publishing.export.write import check_target
    from analysis.publishing.export.write import export as write

    check_target(out, to)
    print_paths(write(open_dataset(tables_to_use(data)), out, to, lang or language()))
