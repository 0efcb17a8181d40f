"""A picture of a page made ready: grey, evenly lit, without stamps, upright."""

import numpy as np

MAX_SKEW = 7.0  # degrees
_RED = 35  # how much more red than green and blue the ink of a stamp is, of 255
_MOST_ASLANT = 12.0  # degrees
_LEAST_ASLANT = 0.012  # by which slopes differ across a page: less is the unevenness of a scanner
_LEAST_LENGTH = (1 / 8, 1 / 20)  # of the page: level rules, and upright ones
_FEWEST_RULES = 6
_LEAST_SPREAD = 0.25  # of the page, over which rules must be spread to tell
_STROKE = 7  # dots: a rule askew by MAX_SKEW keeps runs so long
_MOST_INK = 0.25  # of a page: more is a broken picture, in which lines lie everywhere
_LEAST_SKEW = 0.05  # degrees: less is left as it is, since turning blurs


def grey_without_seals(picture: np.ndarray) -> np.ndarray:
    """A picture in grey in which red ink is as light as paper.

    Parameters
    ----------
    picture : ndarray of uint8, shape (height, width, 3) or (height, width)
        Red, green, blue; or grey.

    Returns
    -------
    ndarray of uint8, shape (height, width)
        Where red ink crosses black digits, they stay dark: black reflects no red either.
    """
    import cv2

    if picture.ndim == 2:
        return picture
    grey: np.ndarray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    red, green, blue = (picture[..., i].astype(np.int16) for i in range(3))
    seal = (red - np.maximum(green, blue)) > _RED
    if seal.any():
        # Ink of a stamp reflects less red than paper does: so much is made white.
        ink = float(np.median(red[seal]))
        even = np.clip(red * (255 / max(ink, 1)), 0, 255).astype(np.uint8)
        seal = cv2.dilate(seal.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        grey = np.where(seal, np.maximum(even, grey), grey)
    return grey


def upright(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A picture turned so that its rules are level; of a photograph, seen from straight above.

    Parameters
    ----------
    grey : ndarray of uint8
        The picture, dark on white.

    Returns
    -------
    turned : ndarray of uint8
        Of the same shape.
    back : ndarray of float, shape (3, 3)
        The projective map from places in it to places in the picture as it was.
    """
    import cv2

    height, width = grey.shape
    level, across = _family(grey, is_upright=False), _family(grey, is_upright=True)
    corners = _aslant(grey.shape, level, across)
    if corners is not None:
        left, right, top, bottom = 0.1 * width, 0.9 * width, 0.1 * height, 0.9 * height
        straight = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        way = cv2.getPerspectiveTransform(corners.astype(np.float32), straight.astype(np.float32))
        seen = cv2.warpPerspective(
            grey, way, (width, height), flags=cv2.INTER_CUBIC, borderValue=255
        )
        return seen, np.linalg.inv(way)
    angle = np.degrees(np.arctan(level[0] + level[1] * height / 2)) if level else _skew(grey)
    if abs(angle) < _LEAST_SKEW:
        return grey, np.eye(3)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return turned, np.vstack([cv2.invertAffineTransform(turn), [0, 0, 1]])


def _skew(grey: np.ndarray) -> float:
    """By how many degrees to turn a picture so that its rules, or lines of text, are level."""
    import cv2

    scale = min(1.0, 1200 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = (small < 160).astype(np.uint8) * 255
    # Rules and nearly level strokes alone: what else there is takes time and votes.
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _STROKE), np.uint8))
    if np.count_nonzero(dark) > _MOST_INK * dark.size:
        return 0.0
    wide = dark.shape[1]
    found = cv2.HoughLinesP(
        dark, 1, np.pi / 1440, threshold=wide // 5, minLineLength=wide // 4, maxLineGap=wide // 80
    )
    if found is None:
        return 0.0
    lines = np.asarray(found, dtype=float).reshape(-1, 4)
    dx, dy = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    level = np.abs(dx) > np.abs(dy)
    angles = np.degrees(np.arctan2(dy * np.sign(dx + 1e-9), np.abs(dx)))[level]
    lengths = np.hypot(dx, dy)[level]
    near = np.abs(angles) <= MAX_SKEW
    if not near.any():
        return 0.0
    order = np.argsort(angles[near])
    weights = np.cumsum(lengths[near][order])
    return float(angles[near][order][np.searchsorted(weights, weights[-1] / 2)])


_Family = tuple[float, float] | None


def _aslant(shape: tuple[int, ...], level: _Family, upright: _Family) -> np.ndarray | None:
    """Where the corners of a level rectangle are in a picture taken aslant.

    Shape (4, 2), from the upper left corner clockwise, of a rectangle that takes the middle eight
    tenths of the page; None where rules are square to each other, or too few to tell.
    """
    height, width = shape
    if level is None or upright is None:
        return None
    sheared = level[0] + level[1] * height / 2 + upright[0] + upright[1] * width / 2
    if max(abs(level[1]) * height, abs(upright[1]) * width, abs(sheared)) < _LEAST_ASLANT:
        return None
    corners = []
    for y, x in ((0.1, 0.1), (0.1, 0.9), (0.9, 0.9), (0.9, 0.1)):
        # The rule through (middle, y) and the one through (x, middle), where they meet.
        at, along = y * height, level[0] + level[1] * y * height
        left, across = x * width, upright[0] + upright[1] * x * width
        meets = np.linalg.solve(
            [[-along, 1.0], [1.0, -across]],
            [at - along * width / 2, left - across * height / 2],
        )
        corners.append(meets)
    return np.array(corners)


def _family(grey: np.ndarray, is_upright: bool) -> _Family:
    """How the slope of level or of upright rules grows with where they cross the middle.

    Rules that are parallel on paper meet in one point of a photograph, so that it grows evenly.
    """
    import cv2

    seen = grey.T if is_upright else grey
    scale = min(1.0, 1200 / max(seen.shape))
    small = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = (small < 160).astype(np.uint8) * 255
    for way, length in ((cv2.MORPH_OPEN, _STROKE), (cv2.MORPH_CLOSE, 2 * _STROKE)):
        dark = cv2.morphologyEx(dark, way, np.ones((1, length), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    long = wide > dark.shape[1] * _LEAST_LENGTH[is_upright]
    rules = long & (high < np.tan(np.radians(_MOST_ASLANT)) * wide)
    rules[0] = False
    if rules.sum() < _FEWEST_RULES:
        return None
    slope, at = _slopes(labels, rules, dark.shape[1] / 2)
    at, length = at / scale, wide[rules] / scale
    keep = np.ones(len(at), dtype=bool)
    growth, start = 0.0, 0.0
    for _ in range(4):
        if keep.sum() < _FEWEST_RULES or np.ptp(at[keep]) < _LEAST_SPREAD * seen.shape[0]:
            return None
        growth, start = np.polyfit(at[keep], slope[keep], 1, w=length[keep])
        off = np.abs(slope - start - growth * at)
        keep = off <= max(3 * float(np.median(off[keep])), 0.002)
    return float(start), float(growth)


def _slopes(labels: np.ndarray, chosen: np.ndarray, middle: float) -> tuple[np.ndarray, np.ndarray]:
    """The slope of each chosen component, by least squares, and its ``y`` at the middle ``x``."""
    y, x = np.nonzero(chosen[labels])
    which = labels[y, x]
    dots = np.bincount(which)[chosen.nonzero()[0]].astype(float)

    def mean(values: np.ndarray) -> np.ndarray:
        return np.asarray(np.bincount(which, values)[chosen.nonzero()[0]] / dots)

    mean_x, mean_y = mean(x), mean(y)
    slope = (mean(x * y) - mean_x * mean_y) / (mean(x * x) - mean_x**2)
    return slope, mean_y + slope * (middle - mean_x)
