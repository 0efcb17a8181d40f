"""Pages that a person asked for, so that runs into the same folder keep them up to date.

``gouji assess`` and ``gouji compare`` write where a run does. Their files go into the manifest, so
that a run may replace them, and a comparison goes into ``.gouji/asked.json``: the next run makes it
again when its data changed, in both languages, and lists it. One whose reports are gone is removed.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.files import write
from analysis.wording import LANGUAGES

from .kept.folder import Folder
from .kept.output import add_published
from .kept.slices import Needs
from .plan import Job

_ASKED = "asked.json"
_KINDS = ("comparison",)  # an assessment is planned by every run as it is


def remember(folder: Folder, job: Job) -> None:
    """Note a page that was made for a person. The lock must be held.

    Parameters
    ----------
    folder : Folder
        The run's own folder inside the output folder.
    job : Job
        The page.
    """
    if job.notebook in _KINDS:
        known = {entry["target"]: entry for entry in _read(folder)}
        known[job.target] = {
            "notebook": job.notebook,
            "target": job.target,
            "reports": list(job.parameters["reports"]),
        }
        content = sorted(known.values(), key=lambda entry: str(entry["target"]))
        write(folder.home / _ASKED, json.dumps(content, ensure_ascii=False))
    add_published(folder.out, job.files)


def asked(folder: Folder, data: Dataset, planned: Sequence[Job]) -> Iterator[Job]:
    """The pages that people asked for and that the data still bear.

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
        if entry["target"] in targets or not there.issuperset(reports):
            continue
        for lang in LANGUAGES:
            parameters = {"reports": list(reports), "data": "../data"}
            yield Job(entry["notebook"], entry["target"], parameters, lang, Needs(reports))


def _read(folder: Folder) -> list[dict[str, Any]]:
    """What was noted; nothing where the file is not one of ours."""
    try:
        entries = json.loads((folder.home / _ASKED).read_text(encoding="utf-8"))
        return [
            entry
            for entry in entries
            if entry["notebook"] in _KINDS
            and isinstance(entry["target"], str)
            and entry["target"].startswith("comparisons/")
            and entry["target"].count("/") == 1
            and isinstance(entry["reports"], list)
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
