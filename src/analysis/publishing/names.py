"""File names made of what a report says: nothing that a program reads as anything but a name."""

import hashlib
import re

_LONGEST = 180  # bytes; a file system allows 255, and language and suffix come after it


def file_stem(text: str) -> str:
    """A name for a published file, without language and suffix.

    Letters, digits, ``-``, ``_``, ``·`` and brackets of Chinese names stay. Anything else becomes
    ``_``, and a hash of the whole text follows then, so that two texts never come to one name.

    Parameters
    ----------
    text : str
        For example the id of a report.
    """
    name = re.sub(r"[^\w\-·（）〔〕()]+", "_", text)
    if name == text and name[:1] != "-" and len(name.encode()) <= _LONGEST:
        return name
    short = name.lstrip("-").encode()[: _LONGEST - 20].decode(errors="ignore")
    return f"{short}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
