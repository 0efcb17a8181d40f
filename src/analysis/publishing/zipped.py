"""Office files without the clock that their ZIP container holds."""

import io
import zipfile


def without_clock(content: bytes) -> bytes:
    """The same ZIP file with the times of its members set to the earliest that the format holds.

    Parameters
    ----------
    content : bytes
        The file; its members are read one after another and packed again.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(info, old.read(name))
    return out.getvalue()
