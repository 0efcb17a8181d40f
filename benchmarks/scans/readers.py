"""Who reads scans: Gouji, and recognisers of whole pages whose text is matched to the form."""

import csv
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from analysis.errors import InputError
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise
from benchmarks.reading.matching import cells_of

from .pages import Scanned

Cells = dict[str, tuple[str, float | None]]  # code to status and value
_SAME_LINE = 0.5  # of its height: words whose middles are so near stand in one line


def gouji(report: Scanned) -> Cells:
    """What Gouji states."""
    try:
        found = recognise(read_bytes(report.pdf, "scan.pdf"), {}, partial=True)
    except InputError:
        return {}
    return {f"{c.table}/{c.item}/{c.column}": (c.status, c.value) for c in found.cells.itertuples()}


def rapidocr(report: Scanned) -> Cells:
    """The text that RapidOCR finds on whole pages, its words put into lines."""
    from rapidocr import RapidOCR

    reader = _once("rapidocr", RapidOCR)
    text = []
    for picture in report.pictures:
        found = reader(np.asarray(picture.convert("RGB")))
        if found.boxes is None:
            continue
        words = [
            (float(box[:, 1].mean()), float(box[:, 0].min()), float(np.ptp(box[:, 1])), word)
            for box, word in zip(np.asarray(found.boxes), found.txts, strict=True)
        ]
        text += _lines(words)
    return _matched("\n".join(text), report.fmt)


def tesseract(report: Scanned) -> Cells:
    """The text that Tesseract finds on whole pages, its words put into lines."""
    text = []
    with tempfile.TemporaryDirectory() as folder:
        for number, picture in enumerate(report.pictures):
            path = Path(folder) / f"{number}.png"
            picture.save(path, dpi=(report.dots, report.dots))
            command = ["tesseract", str(path), "-", "-l", "chi_sim", "--psm", "11", "tsv"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            words = []
            for row in csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=3):
                if row["level"] == "5" and (row["text"] or "").strip():
                    left, top, high = (float(row[k]) for k in ("left", "top", "height"))
                    words.append((top + high / 2, left, high, row["text"].strip()))
            text += _lines(words)
    return _matched("\n".join(text), report.fmt)


READERS: dict[str, Callable[[Scanned], Cells]] = {
    "Gouji": gouji,
    "RapidOCR and labels": rapidocr,
    "Tesseract and labels": tesseract,
}


def can_read(name: str) -> bool:
    """Whether what a reader needs is installed."""
    return name != "Tesseract and labels" or shutil.which("tesseract") is not None


_KEPT: dict[str, Callable] = {}


def _once(name: str, make: Callable[[], Callable]) -> Callable:
    return _KEPT.setdefault(name, _KEPT.get(name) or make())


def _lines(words: list[tuple[float, float, float, str]]) -> list[str]:
    """Words with middle, left edge and height as lines from top to bottom."""
    lines: list[list[tuple[float, float, float, str]]] = []
    for word in sorted(words):
        if lines and word[0] - lines[-1][-1][0] <= _SAME_LINE * word[2]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [" ".join(w[3] for w in sorted(line, key=lambda w: w[1])) for line in lines]


def _matched(text: str, fmt: str) -> Cells:
    return {code: ("stated", value) for code, value in cells_of(text, fmt).items()}
