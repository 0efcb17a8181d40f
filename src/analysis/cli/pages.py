"""``gouji assess``, ``compare`` and ``brief``: pages and papers on agencies."""

from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.errors import InputError

from .shared import (
    Data,
    Lang,
    Out,
    argument,
    end,
    option,
    print_messages,
    print_paths,
    tables_to_use,
)

app = typer.Typer()


@app.command(epilog="Example: gouji assess 湘乡市自然资源局 2022 --lang en")
def assess(
    agency: Annotated[str, typer.Argument(help="Full name of the agency.")],
    year: Annotated[int, typer.Argument(help="Year reported on.")],
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports"),
) -> None:
    """Write the assessment of one report: a notebook and a page."""
    parameters = {"agency": agency, "year": year}
    _write_page("agency_assessment", f"{agency}-{year}", parameters, lang, data, out)


@app.command(epilog="Example: gouji compare 宿迁市人民政府-2023 宿迁市人民政府-2024")
def compare(
    reports: Annotated[
        list[str], argument("REPORT...", "Two or more reports, each named agency-year.")
    ],
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports"),
) -> None:
    """Compare reports: years of one agency, or several agencies."""
    _write_page("comparison", "_".join(reports), {"reports": reports}, lang, data, out)


def _write_page(
    notebook: str, name: str, parameters: dict[str, Any], lang: str, data: Path | None, out: Path
) -> None:
    from analysis.files import file_stem
    from analysis.publishing.engine.papermill_engine import prepare_here

    prepare_here()  # before pandas is imported, which asks whether it is in a notebook
    from analysis.running.pages import make_page
    from analysis.running.plan import Job

    folder = {"agency_assessment": "assessments", "comparison": "comparisons"}[notebook]
    job = Job(notebook, f"{folder}/{file_stem(name)}", parameters, lang)
    print_paths(make_page(job, out, tables_to_use(data)))


@app.command(epilog="Example: gouji brief 湘乡市 --year 2022")
def brief(
    year: Annotated[int, option("--year", "Year reported on.")],
    county: Annotated[
        str,
        typer.Argument(
            help="County or prefecture: its name, or with what it belongs to (福州市鼓楼区)."
        ),
    ] = "",
    every: Annotated[
        bool, option("--all", "One brief for every county with a report of the year.")
    ] = False,
    division: Annotated[
        str, option("--division", "Code of the county (GB/T 2260) instead of its name: 350102.")
    ] = "",
    agencies: Annotated[
        Path | None,
        option(
            "--agencies",
            "The agencies that have to report: one a line, or the coverage.csv of gouji collect.",
        ),
    ] = None,
    formats: Annotated[str, option("--format", "One or more of html,pdf,docx.")] = "html,pdf,docx",
    prepared_by: Annotated[str, option("--prepared-by", "Who makes it; shown at its head.")] = "",
    day: Annotated[str, option("--date", "Date shown at its head, as 2024-03-01.")] = "",
    template: Annotated[
        str,
        option("--template", "standard, or official: PDF and DOCX as an official paper (公文)."),
    ] = "standard",
    lang: Lang = "zh",
    data: Data = None,
    out: Out = Path("reports/briefs"),
    workers: Annotated[
        int, option("--workers", "Processes for --all; 0: one for each core.", min=0)
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
    tables = tables_to_use(data)
    with ShownProgress() as progress:
        written = write_briefs(wanted, out, tables, progress, workers)
    print_paths(written.files)
    print_messages((), written.problems)
    end(written.problems)
