"""Two recognisers of printed text that were trained apart: PP-OCR v4 and v6.

Both read a strip of one line and give, for each step from left to right, how likely each character
is (connectionist temporal classification: A. Graves et al., ICML 2006). The models lie in the
wheels of ``rapidocr-onnxruntime`` and ``rapidocr`` (Apache-2.0).
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .installed import MODELS

HEIGHT = 48  # pixels: what the models take
INK = 30  # pixels of these for the ink, as in the lines that they were trained with
_MARGIN = 10  # pixels of white on both sides
_MAX_WIDTH = 1600
_STEP = 32  # widths are rounded up to it, so that strips of nearly one width go together
_AT_ONCE = 1024  # pixels of width together: more is no faster and takes memory
_NARROW = 0.95  # of the usual height: a narrower strip holds one sign
_APART = 0.18  # of the usual height, between signs that are side by side
_FLAT = 0.5  # of the usual height: what is lower is no digit
_LEANING = 0.15  # dots sideways for each downwards: a 1 stands upright, a slash leans by 0.3
_FEWEST_ROWS = 4  # of ink, to tell a slant
_LIKELY = 1e-4  # less likely characters are no candidates
# What can be in a cell of figures; beside each sign those that are the same or look the same.
_SIGNS = {
    **{digit: digit + chr(ord(digit) + 0xFEE0) for digit in "23456789"},
    "0": "0０oOｏＯ○〇◯Q°。",
    "1": "1１lI|｜丨",
    ".": ".．·",
    ",": ",，",
    "+": "+＋",
    "-": "-－−–—一ー―_",
    "/": "/／",
    "增": "增",
    "减": "减",
}
_OF_SIGN = {look: sign for sign, looks in _SIGNS.items() for look in looks}
_SPACES = " \u3000"


class Strip(NamedTuple):
    """What a recogniser read in a strip.

    Attributes
    ----------
    text : str
        The most likely text.
    confidence : float
        From 0 to 1: the likelihood of the least likely character; 0 where nothing was read.
    others : tuple of str
        Texts with one character replaced by the next likely.
    """

    text: str
    confidence: float
    others: tuple[str, ...] = ()


NOTHING = Strip("", 0.0)


@cache
def recogniser(number: int) -> "Recogniser":
    """One of the two recognisers, loaded once a process.

    Parameters
    ----------
    number : int
        Its place in ``MODELS``.
    """
    package, model = MODELS[number]
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Recogniser(Path(spec.origin).parent / model)


class Recogniser:
    """A model that reads strips.

    Parameters
    ----------
    path : Path
        The ONNX file; it holds its own characters.
    """

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        named = self._session.get_modelmeta().custom_metadata_map["character"]
        self._characters = ["", *named.split("\n"), " "]
        signs = list(_SIGNS)
        self._signs = ["", *signs]
        place = {c: signs.index(_OF_SIGN[c]) + 1 for c in _OF_SIGN} | dict.fromkeys(_SPACES, 0)
        known = [(i, place[c]) for i, c in enumerate(self._characters) if c in place] + [(0, 0)]
        self._known = np.array([i for i, _ in known])
        self._merged = np.zeros((len(known), len(self._signs)), dtype=np.float32)
        self._merged[np.arange(len(known)), [k for _, k in known]] = 1

    def read(self, strips: Sequence[np.ndarray], usual: float) -> list[Strip]:
        """Read strips.

        Parameters
        ----------
        strips : sequence of ndarray of uint8, shape (height, width)
            Ink without margins, dark on white.
        usual : float
            The height of figures on this page, in dots: a dash is no figure blown up.

        Returns
        -------
        list of Strip
            One for each, in order.
        """
        scaled = [_scaled(_thrice(strip, usual), usual) for strip in strips]
        out = [NOTHING] * len(strips)
        order = sorted(range(len(scaled)), key=lambda i: scaled[i].shape[1])
        while order:
            width = -(-scaled[order[-1]].shape[1] // _STEP) * _STEP
            count = max(_AT_ONCE // width, 1)
            some, order = order[-count:], order[:-count]
            batch = np.ones((len(some), 3, HEIGHT, width), dtype=np.float32)
            for at, number in enumerate(some):
                image = scaled[number]
                batch[at, :, :, : image.shape[1]] = image / 127.5 - 1
            for number, likely in zip(
                some, self._session.run(None, {self._input: batch})[0], strict=True
            ):
                read = self._decoded(likely)
                single = _is_single(strips[number], usual)
                out[number] = _fitting(_once(read), strips[number], usual) if single else read
        return out

    def _decoded(self, likely: np.ndarray) -> Strip:
        """The text of a strip; if it looks like a figure, then read as one."""
        free = _decoded(likely, self._characters)
        if not all(c in _OF_SIGN or c in _SPACES for c in free.text):
            return free
        figure = likely[:, self._known] @ self._merged
        return _decoded(figure / np.maximum(figure.sum(axis=1, keepdims=True), 1e-9), self._signs)


def _decoded(likely: np.ndarray, characters: Sequence[str]) -> Strip:
    """The text of steps: runs of one character are one, the class 0 parts them."""
    best = likely.argmax(axis=1)
    runs: list[tuple[int, np.ndarray]] = []
    for step, kind in enumerate(best):
        if not kind:
            continue
        if step and best[step - 1] == kind:
            np.maximum(runs[-1][1], likely[step], out=runs[-1][1])
        else:
            runs.append((int(kind), likely[step].copy()))
    text = [characters[kind] for kind, _ in runs]
    whole = "".join(text)
    others = set()
    for at, (_, chances) in enumerate(runs):
        for other in np.argpartition(chances, -4)[-4:]:
            if chances[other] > _LIKELY:
                others.add("".join([*text[:at], characters[other], *text[at + 1 :]]))
    confidence = min((float(chances[kind]) for kind, chances in runs), default=0.0)
    return Strip(whole, confidence, tuple(sorted(others - {whole})))


def _is_single(strip: np.ndarray, usual: float) -> bool:
    """Whether a strip is as narrow as one digit."""
    return bool(strip.shape[1] < _NARROW * usual)


def _thrice(strip: np.ndarray, usual: float) -> np.ndarray:
    """A single sign three times: the models were trained with lines, and lose a sign by itself."""
    if not _is_single(strip, usual):
        return strip
    gap = np.full((strip.shape[0], max(round(_APART * usual), 1)), 255, dtype=np.uint8)
    return np.hstack([strip, gap, strip, gap, strip])


def _once(strip: Strip) -> Strip:
    """What was read of a sign that stood there three times."""
    third = len(strip.text) // 3
    parts = [strip.text[i * third : (i + 1) * third] for i in range(3)]
    others = {text[i] for text in (strip.text, *strip.others) for i in range(len(text))}
    alike = len(strip.text) % 3 == 0 and parts[0] == parts[1] == parts[2]
    best = max(parts, key=parts.count)
    return Strip(best, strip.confidence if alike else 0.0, tuple(sorted(others - {best})))


def _fitting(read: Strip, ink: np.ndarray, usual: float) -> Strip:
    """A single sign, without confidence where its ink is not that of the digit it was read as.

    Both models take a slash for 1 and a dash for a digit now and then, and alike.
    """
    flat = read.text.isdigit() and ink.shape[0] < _FLAT * usual
    if not flat and not (read.text == "1" and abs(_slant(ink)) > _LEANING):
        return read
    others = sorted({*read.others, "-" if flat else "/"})
    return Strip(read.text, 0.0, tuple(others))


def _slant(ink: np.ndarray) -> float:
    """How far the middle of the ink moves sideways with each dot downwards, in its middle part."""
    dark = 255.0 - ink[ink.shape[0] // 5 : -(ink.shape[0] // 5) or None]
    weight = dark.sum(axis=1)
    rows = np.flatnonzero(weight > 0)
    if len(rows) < _FEWEST_ROWS:
        return 0.0
    middles = (dark[rows] @ np.arange(dark.shape[1])) / weight[rows]
    return float(np.polyfit(rows, middles, 1)[0])


def _scaled(strip: np.ndarray, usual: float) -> np.ndarray:
    """A strip as the models take it: ``HEIGHT`` high, with margins, ink of the usual size."""
    import cv2

    height, width = strip.shape
    times = INK / max(height, usual)
    wide = min(max(round(width * times), 2), _MAX_WIDTH)
    high = min(max(round(height * times), 2), HEIGHT)
    way = cv2.INTER_AREA if times < 1 else cv2.INTER_CUBIC
    ink = cv2.resize(strip, (wide, high), interpolation=way)
    out = np.full((HEIGHT, wide + 2 * _MARGIN), 255, dtype=np.uint8)
    top = (HEIGHT - high) // 2
    out[top : top + high, _MARGIN : _MARGIN + wide] = ink
    return out
