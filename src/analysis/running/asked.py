"""Pages that a person asked for, so that runs into the same folder keep them up to date.

``gouji assess`` and ``gouji compare`` write where a run does. Their files go into the manifest, so
that a run may replace them, and each page goes into ``.gouji/asked.json``: the next run makes it
again when its data changed, in both languages and with its notebook, also a compact run, and lists
it. One whose reports are gone is removed.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.files import write
from analysis.wording import LANGUAGES

from .extent import Extent
from .kept.folder import Folder
from .kept.output import add_published
from .kept.slices import Needs
from .plan import Job

_ASKED = "asked.json"
_FOLDERS = {"comparison": "comparisons/", "agency_assessment": "assessments/"}


def remember(folder: Folder, job: Job) -> None:
    """Note a page that was made for a person. The lock must be held.

    Parameters
    ----------
    folder : Folder
        The run's own folder inside the output folder.
    job : Job
        The page.
    """
    known = {entry["target"]: entry for entry in _read(folder)}
    known[job.target] = {
        "notebook": job.notebook,
        "target": job.target,
        "reports": list(job.parameters.get("reports", ())),
    }
    content = sorted(known.values(), key=lambda entry: str(entry["target"]))
    write(folder.home / _ASKED, json.dumps(content, ensure_ascii=False))
    add_published(folder.out, job.files)


def asked(folder: Folder, data: Dataset, planned: Sequence[Job]) -> Iterator[Job]:
    """The comparisons that people asked for and that the data still bear.

    Parameters
    ----------
    folder : Folder
        The run's own folder inside the output folder.
    data : Dataset
        The processed tables.
    planned : sequence of Job
        What the run makes in any case.
    """
    there, targets = set(data.reports["report"]), {job.target for job in planned}
    for entry in _read(folder):
        reports = tuple(map(str, entry["reports"]))
        if entry["target"] in targets or not reports or not there.issuperset(reports):
            continue
        for lang in LANGUAGES:
            parameters = {"reports": list(reports), "data": "../data"}
            yield Job(entry["notebook"], entry["target"], parameters, lang, Needs(reports))


def published(
    folder: Folder, data: Dataset, planned: Sequence[Job], extent: Extent
) -> Iterator[Job]:
    """What a run publishes of the notebooks that are planned, and all that people asked for.

    Parameters
    ----------
    folder, data, planned
        As ``asked`` takes them.
    extent : Extent
        How much of what is planned is published where nobody asked for it.
    """
    named = {entry["target"] for entry in _read(folder)}
    for job in planned:
        if shown := job if job.target in named else extent.of(job):
            yield shown
    yield from asked(folder, data, planned)


def _read(folder: Folder) -> list[dict[str, Any]]:
    """What was noted; nothing where the file is not one of ours."""
    try:
        entries = json.loads((folder.home / _ASKED).read_text(encoding="utf-8"))
        return [
            entry
            for entry in entries
            if isinstance(entry["target"], str)
            and entry["target"].startswith(_FOLDERS[entry["notebook"]])
            and entry["target"].count("/") == 1
            and isinstance(entry["reports"], list)
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
