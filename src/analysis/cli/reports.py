"""Commands on single reports: ``read``, ``show``, ``check``, ``review``, ``diff``, ``template``."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.errors import InputError, printable
from analysis.messages import language, message

from .shared import (
    Agency,
    MessageLang,
    Paths,
    Report,
    Strict,
    Suites,
    Year,
    argument,
    end,
    option,
    print_messages,
    print_paths,
)

app = typer.Typer()


@app.command(epilog="Example: gouji read data/raw/suqian-2024.csv --json")
def read(
    file: Report,
    as_json: Annotated[bool, option("--json", "Print one JSON object.")] = False,
    agency: Agency = None,
    year: Year = None,
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
        argument(
            "CELL",
            "table/item/column or labels of the form, * for anything in one part; or claims.",
        ),
    ],
    out: Annotated[
        Path | None,
        option(
            "--out",
            "Write the page with the place marked: HTML of a web page, PNG of a PDF.",
        ),
    ] = None,
    lang: MessageLang = None,
) -> None:
    """Show where cells are printed, and what is printed there."""
    from analysis.running.corpus import read_report
    from analysis.telling.originals import find_shown, mark_page, shown_lines

    report = read_report(file)
    things = find_shown(report, cell)
    for line in shown_lines(report, file, things):
        typer.echo(message(line))
    print_paths(mark_page(file, things, out) if out else ())


@app.command(epilog="Example: gouji check data/raw --strict")
def check(
    paths: Paths,
    strict: Strict = False,
    lang: Annotated[
        str | None,
        option(
            "--lang",
            "zh or en; default: that of messages in text, en in other formats, both in a page.",
        ),
    ] = None,
    expectations: Suites = None,
    form: Annotated[str, option("--format", "text, json, csv, html, github or sarif.")] = "text",
    out: Annotated[
        Path | None, option("--out", "File for the output; default: standard output.")
    ] = None,
) -> None:
    """Check the rules on figures, within reports and between years."""
    from analysis.checking.findings.decisions import correction_messages, misnamed
    from analysis.publishing.findings_formats import check_format, render, write_out
    from analysis.running.checked import check_paths
    from analysis.telling.summary import figures_fail
    from analysis.wording import check_language

    check_format(form)
    if lang is not None:
        check_language(lang)
    checked, files = check_paths(paths, expectations)
    content = render(form, checked, language() if form == "text" else lang)
    if out is None:
        # Text is in the encoding of the terminal, as what is said below it; other formats have one.
        typer.echo(content.decode() if form == "text" else content, nl=False)
    else:
        write_out(out, content, keep=files)
    tables = ("corrections", "outcomes", "rules", "findings")
    corrections, *others = map(checked.data.unframed, tables)
    print_messages(correction_messages(corrections), checked.problems)
    end(checked.problems or misnamed(corrections), strict and figures_fail(*others))


@app.command(epilog="Example: gouji review data/raw/scan-2023.pdf --by 王敏")
def review(
    file: Report,
    by: Annotated[
        str | None, option("--by", "Who reviews; default: the user of this machine.")
    ] = None,
    second: Annotated[
        bool, option("--second", "Read as the second of two people, then settle differences.")
    ] = False,
    agency: Agency = None,
    year: Year = None,
    form: Annotated[
        str | None, option("--format", "2019 or 2021, for a document that is only a picture.")
    ] = None,
    port: Annotated[int, option("--port", "Port on 127.0.0.1; 0: any free one.", min=0)] = 0,
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
    b: Annotated[Path, argument("FILE", "Another version of it.")],
    form: Annotated[str, option("--format", "text or json.")] = "text",
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


@app.command(epilog="Example: gouji template --format 2021 my-report")
def template(
    out: Annotated[
        Path, argument("OUT", "Name for OUT.csv and OUT.xlsx; with a suffix, only that one.")
    ],
    form: Annotated[str, option("--format", "2019 or 2021.")] = "2021",
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
    print_paths(write_new(wanted))
