"""Decisions about findings, added to the ``corrections.yml`` beside a report."""

from pathlib import Path

from analysis.checking.findings.corrections import NAME, read_corrections
from analysis.checking.findings.recording import add_decisions
from analysis.errors import InputError


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
    for _, other in add_decisions(path, [entry]).others:
        raise InputError(
            f"{path}: entries {other.entry} and {len(read_corrections(path)) + 1} decide about one "
            f"finding ({other.report}, {other.rule}, {other.where}). Keep one."
        )
    return path
