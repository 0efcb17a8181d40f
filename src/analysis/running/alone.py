"""One notebook for a person: ``gouji assess`` and ``gouji compare``."""

from pathlib import Path

from analysis.assessing.dataset import find_processed, open_dataset
from analysis.errors import InputError
from analysis.publishing.execute import execute
from analysis.files import write
from analysis.publishing.page import notebook_page
from analysis.publishing.store import staging
from analysis.telling.comparison import Comparison
from analysis.telling.wording import check_language

from .planning import Job


def single(job: Job, out: Path, data: Path | None) -> list[Path]:
    """Execute one notebook for a person: its ``.ipynb`` and ``.html`` in ``out``.

    Raises
    ------
    InputError
        If a parameter does not fit the data, or ``out`` cannot be written.
    """
    folder = Path(data).resolve() if data else find_processed()
    # What cannot be told is refused here and at once, before a kernel is started.
    loaded, given = open_dataset(folder), job.parameters
    if job.notebook == "comparison":
        Comparison(loaded, given["reports"], job.lang)
    else:
        check_language(job.lang)
        loaded.select(given["agency"], given["year"])
    with staging(out) as staged:
        target = staged / f"{job.target}.{job.lang}.ipynb"
        notebook = execute(
            job.notebook, {**job.parameters, "lang": job.lang, "data": str(folder)}, target
        )
        write(
            target.with_suffix(".html"), notebook_page(notebook, job.lang, [(target.name, "ipynb")])
        )
        try:
            out.mkdir(parents=True, exist_ok=True)
            return [path.replace(out / path.name) for path in (target.with_suffix(".html"), target)]
        except OSError as error:
            raise InputError(
                f"{out}: cannot be written ({error.strerror}). Choose another folder with --out."
            ) from None
