"""Printed pages made into scans and photographs, mild and bad."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Scan:
    """How pages are scanned.

    Attributes
    ----------
    name : str
        What the table of results calls it.
    dots : int
        Dots to the inch.
    bad : bool
        Askew by up to 5°, blurred, noisy and saved as a small JPEG; else askew by 0.5° with little
        noise.
    extra : str
        ``stamp``, ``broken rules``, ``photograph`` or nothing.
    css : str
        The name of the style sheet by which the page is printed.
    """

    name: str
    dots: int
    bad: bool = False
    extra: str = ""
    css: str = "ruled"


SCANS = (
    Scan("150 dpi, mild", 150),
    Scan("150 dpi, bad", 150, bad=True),
    Scan("200 dpi, mild", 200),
    Scan("200 dpi, bad", 200, bad=True),
    Scan("300 dpi, mild", 300),
    Scan("300 dpi, bad", 300, bad=True),
    Scan("200 dpi, mild, stamps", 200, extra="stamp"),
    Scan("200 dpi, bad, stamps", 200, bad=True, extra="stamp"),
    Scan("200 dpi, mild, broken rules", 200, extra="broken rules"),
    Scan("200 dpi, mild, photographed", 200, extra="photograph"),
    Scan("200 dpi, mild, dotted rules", 200, css="dotted rules"),
    Scan("200 dpi, mild, unruled", 200, css="no rules"),
)


def scanned(page: Image.Image, scan: Scan, rng: np.random.Generator) -> Image.Image:
    """A page as such a scanner, or a camera, gives it.

    Parameters
    ----------
    page : Image
        The page as it was printed, at ``scan.dots``.
    scan : Scan
        How it is scanned.
    rng : numpy.random.Generator
        What chance decides by.
    """
    picture = np.asarray(page.convert("RGB")).copy()
    change = _EXTRAS.get(scan.extra)
    if change is not None:
        picture = change(picture, scan.dots, rng)
    angle = rng.uniform(-5, 5) if scan.bad else rng.uniform(-0.5, 0.5)
    picture = _turned(picture, angle)
    blur = rng.uniform(0.5, 0.8) * scan.dots / 150 if scan.bad else rng.uniform(0, 0.5)
    if blur > 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    grey = picture if scan.extra in ("stamp", "photograph") else picture.mean(axis=2, keepdims=True)
    paper = rng.uniform(225, 250) if scan.bad else 250
    ink = rng.uniform(20, 60) if scan.bad else 15
    noisy = ink + grey / 255 * (paper - ink)
    noisy = noisy + rng.normal(0, 14 if scan.bad else 4, noisy.shape)
    out = np.clip(noisy, 0, 255).astype(np.uint8)
    image = Image.fromarray(out if out.shape[2] == 3 else out[..., 0])
    return _compressed(image, 35 if scan.bad else 80)


def _turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(
        picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,) * 3
    )


def _compressed(image: Image.Image, quality: int) -> Image.Image:
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=quality)
    return Image.open(io.BytesIO(kept.getvalue()))


def _stamped(picture: np.ndarray, dots: int, rng: np.random.Generator) -> np.ndarray:
    """Two red seals with a star, over the tables."""
    over = np.full_like(picture, 255)
    radius = round(0.8 * dots)
    for _ in range(2):
        x = int(rng.integers(radius, picture.shape[1] - radius))
        y = int(rng.integers(picture.shape[0] // 4, picture.shape[0] - radius))
        red = (int(rng.integers(190, 235)), int(rng.integers(20, 60)), int(rng.integers(20, 60)))
        cv2.circle(over, (x, y), radius, red, max(dots // 30, 2))
        turns = np.arange(10) * np.pi / 5 - np.pi / 2
        far = np.where(np.arange(10) % 2 == 0, 0.35, 0.14) * radius
        star = np.stack([x + far * np.cos(turns), y + far * np.sin(turns)], axis=1)
        cv2.fillPoly(over, [star.astype(np.int32)], red)
        cv2.putText(over, "GOV 0123", (x - radius // 2, y + radius // 2), 0, dots / 180, red, 2)
    return np.minimum(picture, over)  # ink over ink is as dark as both


def _broken(picture: np.ndarray, dots: int, rng: np.random.Generator) -> np.ndarray:
    """Rules with gaps of up to 6 points, and thin."""
    dark = (picture.mean(axis=2) < 128).astype(np.uint8)
    rules = np.zeros_like(dark)
    for size in ((1, dots // 3), (dots // 3, 1)):
        rules |= cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(size, np.uint8))
    places = np.argwhere(rules)
    for y, x in places[rng.integers(0, len(places), 60)] if len(places) else []:
        half = int(rng.uniform(1, 3) * dots / 72)
        area = (slice(max(y - half, 0), y + half), slice(max(x - half, 0), x + half))
        picture[area][rules[area] > 0] = 255
    return picture


def _photographed(picture: np.ndarray, dots: int, rng: np.random.Generator) -> np.ndarray:
    """A page on a table, seen aslant, under a lamp."""
    height, width = picture.shape[:2]
    edge = 0.06
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    shift = rng.uniform(0.0, 0.05, (4, 2)) * [width, height]
    inward = np.float32([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    seen = corners + inward * (shift + edge * width)
    way = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    out = cv2.warpPerspective(picture, way, (width, height), borderValue=(90, 80, 70))
    light = (
        np.linspace(0.7, 1.0, width)[None, :, None] * np.linspace(1.0, 0.85, height)[:, None, None]
    )
    return (out * light).astype(np.uint8)


_EXTRAS: dict[str, Callable[[np.ndarray, int, np.random.Generator], np.ndarray]] = {
    "stamp": _stamped,
    "broken rules": _broken,
    "photograph": _photographed,
}
