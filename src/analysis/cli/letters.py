"""``gouji letters`` and ``gouji answers``: what agencies are asked, and what they wrote back."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.errors import printable
from analysis.messages import message

from .shared import (
    Data,
    Lang,
    MessageLang,
    Out,
    argument,
    end,
    option,
    print_messages,
    print_paths,
    tables_to_use,
)

app = typer.Typer()


@app.command(epilog="Example: gouji letters 平潭县 --year 2024 --prepared-by 平潭县政务公开办公室")
def letters(
    county: Annotated[str, typer.Argument(help="County or prefecture: its name or its code.")],
    year: Annotated[int, option("--year", "Year reported on.")],
    prepared_by: Annotated[
        str, option("--prepared-by", "Who writes; left blank for a pen if not given.")
    ] = "",
    day: Annotated[str, option("--date", "Day of the letter, as 2024-03-01.")] = "",
    reply_by: Annotated[
        str, option("--reply-by", "Day by which an answer is wanted, as 2024-03-15.")
    ] = "",
    contact: Annotated[str, option("--contact", "Whom agencies can ask, and how.")] = "",
    data: Data = None,
    out: Out = Path("reports/letters"),
    lang: Lang = "zh",
) -> None:
    """Write a letter (核实函, DOCX) to each agency whose report has something to verify.

    Agencies fill it in, and gouji answers reads it back.
    """
    from analysis.publishing.letters.docx import Sender
    from analysis.running.briefs import check_day
    from analysis.running.letters import write_letters

    sender = Sender(prepared_by, check_day(day, lang), check_day(reply_by, lang), contact)
    written = write_letters(county, year, out, sender, tables_to_use(data), lang)
    print_paths(written.files)
    for path in written.kept:
        typer.echo(
            message(
                f"Not overwritten: {printable(path)} has other contents, perhaps answers. Move it, "
                "or choose another folder with --out."
            ),
            err=True,
        )
    typer.echo(
        message(
            f"Letters: {len(written.files)}; items in them: {written.questions}; "
            f"reports with nothing to verify: {written.without}."
        )
    )
    end(written.kept)


@app.command(epilog="Example: gouji answers reports/letters --out data/raw/corrections.yml")
def answers(
    folder: Annotated[
        Path, argument("FOLDER", "Folder of the letters that agencies filled in, or one letter.")
    ],
    out: Annotated[
        Path,
        option("--out", "Corrections file; gouji run reads the one beside the reports."),
    ] = Path("corrections.yml"),
    data: Data = None,
    lang: MessageLang = None,
) -> None:
    """Read the letters that agencies filled in, and add their answers to corrections.yml.

    Decisions already there are not changed. What is unclear is listed for a person to decide.
    """
    from analysis.running.letters import read_answers

    found = read_answers(folder, out, tables_to_use(data))
    for line in found.unfilled:
        typer.echo(message(line), err=True)
    print_messages((), found.problems)
    typer.echo(
        message(
            f"{found.letters} letters read: {found.added} decisions added to {printable(out)}, "
            f"{found.there} were there already, {len(found.unfilled)} items not filled in."
        )
    )
    end(found.problems)
