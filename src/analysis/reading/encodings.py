"""Bytes to text: the encoding is found by strict decoding, never by guessing first, and the choice is recorded."""

import codecs

from charset_normalizer import from_bytes

from analysis.errors import InputError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode a text file.

    Parameters
    ----------
    data : bytes
    name : str
        Name of the file, for messages.

    Returns
    -------
    text, encoding : str

    Raises
    ------
    InputError
        If the bytes are empty, hold NUL (a binary file) or fit no encoding.
    """
    if not data.strip():
        raise InputError(f"{name}: the file is empty. Save the report again, or remove the file.")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise InputError(f"{name}: starts as {encoding} but byte {error.start} does not fit. Save it as UTF-8.") from None
    if b"\0" in data:
        raise InputError(
            f"{name}: this is a binary file, not text (NUL byte at {data.index(0)}). "
            "Save the report as text, or transcribe it with `gouji template`."
        )
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    best = from_bytes(data).best()
    if best is None:
        raise InputError(f"{name}: no encoding fits its bytes (UTF-8 and GB18030 tried). Save it as UTF-8.")
    return str(best), best.encoding
