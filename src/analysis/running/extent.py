"""How much of what it makes a run publishes: all of it, or as much as a country has room for."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace

from analysis.assessing.metadata import described
from analysis.wording import LANGUAGES, check_language

from .plan import Job

_NOTE = {
    "zh": "本页的笔记本（notebook）没有保存；要得到它，请{command}",
    "en": "The notebook of this page was not kept; to have it, {command}",
}
_WITHOUT = {"zh": "运行 gouji run，不带 --compact", "en": "run gouji run, without --compact"}
# The folder may be moved, and so a page cannot know its path.
_WHERE = {
    "zh": "在 index.html 所在的文件夹运行：{command}",
    "en": "run in the folder of index.html: {command}",
}


@dataclass(frozen=True)
class Extent:
    """How much a run publishes.

    Attributes
    ----------
    compact : str
        Language of the pages of a compact run: they are in one language, their notebooks are not
        kept, a comparison that ``gouji compare`` makes is made where a person asks for it, and the
        tables are Parquet alone. Empty where everything is published.
    """

    compact: str = ""

    def __post_init__(self) -> None:
        if self.compact:
            check_language(self.compact)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of the pages."""
        return (self.compact,) if self.compact else LANGUAGES

    def of(self, job: Job) -> Job | None:
        """What is published of a notebook that nobody asked for by name; None where nothing is.

        Parameters
        ----------
        job : Job
            One that is planned.
        """
        if not self.compact:
            return job
        if job.lang != self.compact or job.notebook == "comparison":
            return None
        return replace(job, languages=self.languages, note=_note(job))

    def tables(self, csv: Mapping[str, bytes], parquet: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files of the tables, and those that describe them.

        Parameters
        ----------
        csv, parquet : mapping
            The tables in either format, by file name.
        """
        if not self.compact:
            return {**csv, **described(csv), **parquet}
        about = {name: _short(text) for name, text in described(parquet).items()}
        return {**about, **parquet}


def _short(text: bytes) -> bytes:
    """JSON without the spaces that make it easier to read."""
    held = json.loads(text)
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _note(job: Job) -> str:
    """How a person comes by the notebook of a page."""
    command = _WITHOUT[job.lang]
    if job.notebook == "agency_assessment":
        agency = str(job.parameters["agency"])
        named = agency if agency.isalnum() else shlex.quote(agency)
        typed = f"{named} {job.parameters['year']} --lang {job.lang} --data data --out ."
        command = _WHERE[job.lang].format(command=f"gouji assess {typed}")
    return _NOTE[job.lang].format(command=command)
