"""A generated report printed, then scanned, with what is printed in each of its cells."""

import io
import random
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image

from benchmarks.exactness import STYLES
from benchmarks.rendering import forms, html, pdf
from benchmarks.rendering.scanning import Scan, scanned

AGENCY = "湘乡县财政局"


@dataclass(frozen=True)
class Scanned:
    """A scanned report.

    Attributes
    ----------
    fmt : str
        Its form.
    shown : dict of str to str
        What is printed in each cell, by its code.
    pictures : list of Image
        Its pages.
    dots : int
        Their dots to the inch.
    """

    fmt: str
    shown: dict[str, str]
    pictures: list[Image.Image]
    dots: int

    @property
    def pdf(self) -> bytes:
        """The pages as a PDF of pictures."""
        kept = io.BytesIO()
        first, *more = self.pictures
        first.save(kept, "PDF", save_all=True, append_images=more, resolution=self.dots)
        return kept.getvalue()


def scanned_report(scan: Scan, fmt: str, number: int, agency: str = AGENCY) -> Scanned:
    """One of the reports; the same number gives the same figures and the same noise."""
    rng = random.Random(f"{fmt} {number}")
    style = STYLES["plain" if number % 3 else "mixed zeros"]
    shown = forms.printed(forms.random_cells(fmt, rng), fmt, style, rng)
    year = 2020 if fmt == "2019" else 2023
    page = html.page(agency, year, forms.tables(fmt, style, shown), rng, chatter=False)
    document = pypdfium2.PdfDocument(pdf.printed(page, pdf.SHEETS[scan.css]))
    seed = np.random.default_rng([number, int(fmt), sum(map(ord, scan.name))])
    pictures = [
        scanned(page.render(scale=scan.dots / 72).to_pil(), scan, seed) for page in document
    ]
    return Scanned(fmt, shown, pictures, scan.dots)
