"""The panel in JupyterLab: the same page, with calls through the kernel."""

from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.files import text_of

from .panel import Panel
from .record import record_path

_open: dict[Path, Panel] = {}  # by record: a cell that is run again goes on where it was


def review(
    file: str | Path | None,
    by: str | None = None,
    second: bool = False,
    lang: str = "zh",
    agency: str | None = None,
    year: int | None = None,
    format: str | None = None,
) -> Any:
    """Show the review panel of a report in a notebook; give its widget.

    Parameters
    ----------
    file : str or Path
        The report; None is refused with a word on what to write.
    by : str, optional
        Who reviews; by default the name of the user of this machine.
    second : bool
        Whether this is the second of two readers.
    lang : {"zh", "en"}
        Language of the panel.
    agency : str, optional
        The agency, where the document does not say it.
    year : int, optional
        The year reported on, likewise.
    format : {"2019", "2021"}, optional
        Format of the form, for a document that is only a picture.

    Raises
    ------
    InputError
        If the report cannot be reviewed, or anywidget is not installed.
    """
    try:
        import anywidget
    except ImportError:
        raise InputError(
            "The panel needs anywidget in a notebook: pip install 'gouji[review]'. "
            "Without it, use the command `gouji review`."
        ) from None
    if not file:
        raise InputError('Name the report to review: file = "../data/raw/scan-2023.pdf".')
    record = record_path(Path(file).resolve(), 2 if second else 1)
    if record in _open:
        _open.pop(record).close()
    panel = _open[record] = Panel(Path(file), by, second, lang, agency, year, format)

    class Review(anywidget.AnyWidget):  # type: ignore[misc]
        _esm = text_of(__package__, "panel.js")
        _css = text_of(__package__, "panel.css") + ".gouji-review { height: min(900px, 82vh); }\n"

    widget = Review()

    def answer(_: Any, content: dict[str, Any], __: Any) -> None:
        found = panel.call(str(content.get("name")), dict(content.get("arguments") or {}))
        widget.send({"id": content.get("id"), "answer": found})

    widget.on_msg(answer)
    widget.panel = panel
    return widget
