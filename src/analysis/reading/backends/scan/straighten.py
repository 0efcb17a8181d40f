"""A picture of a page made ready: grey, evenly lit, without stamps, upright."""

import numpy as np

MAX_SKEW = 7.0  # degrees
_RED = 35  # how much more red than green and blue the ink of a stamp is, of 255
_STROKE = 7  # dots: a rule askew by MAX_SKEW keeps runs so long
_LEAST_SKEW = 0.05  # degrees: less is left as it is, since turning blurs


def grey_without_stamps(picture: np.ndarray) -> np.ndarray:
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
    stamp = (red - np.maximum(green, blue)) > _RED
    if stamp.any():
        # Ink of a stamp reflects less red than paper does: so much is made white.
        ink = float(np.median(red[stamp]))
        lit = np.clip(red * (255 / max(ink, 1)), 0, 255).astype(np.uint8)
        stamp = cv2.dilate(stamp.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        grey = np.where(stamp, np.maximum(lit, grey), grey)
    return grey


def even_light(grey: np.ndarray, dots: float) -> np.ndarray:
    """A picture with white paper throughout: shadows and yellow paper are divided out.

    Parameters
    ----------
    grey : ndarray of uint8
        The picture.
    dots : float
        Its dots to the inch.
    """
    import cv2

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(int(dots / 4 * 0.25) | 1, 3)  # wider than strokes and rules
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), size / 2)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    lit: np.ndarray = cv2.divide(grey, np.maximum(paper, 1), scale=250)
    return lit


def upright(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A picture turned so that its rules are level.

    Parameters
    ----------
    grey : ndarray of uint8
        The picture, dark on white.

    Returns
    -------
    turned : ndarray of uint8
        Of the same shape.
    back : ndarray of float, shape (2, 3)
        The affine map from places in it to places in the picture as it was.
    """
    import cv2

    height, width = grey.shape
    angle = skew(grey)
    if abs(angle) < _LEAST_SKEW:
        return grey, np.array([[1.0, 0, 0], [0, 1.0, 0]])
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return turned, cv2.invertAffineTransform(turn)


def skew(grey: np.ndarray) -> float:
    """By how many degrees a picture must be turned so that its rules, or lines of text, are level.

    Parameters
    ----------
    grey : ndarray of uint8
        The picture, dark on white.
    """
    import cv2

    scale = min(1.0, 1200 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = (small < 160).astype(np.uint8) * 255
    # Rules and nearly level strokes alone: what else there is takes time and votes.
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _STROKE), np.uint8))
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
