"""Whether the libraries and models that read a scan are there."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

MODELS = (
    ("rapidocr_onnxruntime", "models/ch_PP-OCRv4_rec_infer.onnx"),
    ("rapidocr", "models/PP-OCRv6_rec_small.onnx"),
)
_LIBRARIES = ("cv2", "onnxruntime")


def missing() -> list[str]:
    """Packages of the extra ``ocr`` that are not installed. None is imported for that."""
    needed = (*_LIBRARIES, *(package for package, _ in MODELS))
    return [name for name in needed if find_spec(name) is None]


@cache
def _can_load() -> bool:
    """Whether the libraries can be imported: OpenCV needs libGL, which a bare server may lack."""
    try:
        for name in _LIBRARIES:
            import_module(name)
    except ImportError:
        return False
    return True


def available() -> bool:
    """Whether what this backend needs is installed and loads; asked before a scan is read."""
    return not missing() and _can_load()
