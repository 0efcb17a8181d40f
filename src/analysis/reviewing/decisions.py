"""Decisions about findings, added to the ``corrections.yml`` beside a report."""

import tempfile
from pathlib import Path

import yaml

from analysis.checking.findings.corrections import NAME, read_corrections
from analysis.errors import InputError
from analysis.files import write


def add_decision(source: Path, entry: dict[str, str]) -> Path:
    """Add a decision to the corrections file of a report's folder; what is there stays as it is.

    Parameters
    ----------
    source : Path
        The report, beside which the file lies.
    entry : dict
        ``report``, ``sha256``, ``rule``, ``where``, ``decision``, ``reason``, ``by`` and ``on``, as
        the file has them.

    Returns
    -------
    Path
        The corrections file.

    Raises
    ------
    InputError
        If the entry lacks something or decides about a finding a second time, or the file is
        broken or cannot be written.
    """
    path = source.with_name(NAME)
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if before.strip():
        read_corrections(path)
    after = before + ("\n" if before and not before.endswith("\n") else "")
    after += yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=100)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / NAME
        write(trial, after)
        try:
            read_corrections(trial)
        except InputError as error:
            raise InputError(str(error).replace(str(trial), str(path))) from None
    try:
        write(path, after, durable=True)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror}). Change its permissions."
        ) from None
    return path
