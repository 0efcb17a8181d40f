"""Findings as lines of text: for the terminal, and as annotations of a GitHub workflow."""

import re

from analysis.errors import printable
from analysis.telling.summary import Summary

from .rows import Checked, decided, is_settled, rows

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
# What is no text: it could end the line of the command, or hide what follows on a terminal.
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")


def to_github(checked: Checked, lang: str | None = None) -> bytes:
    """See ``render``: workflow commands, one a line: ``::error file=…,line=…,title=…::message``.

    A finding that a correction explains or rejects is a notice, whatever its severity.
    """
    lang = lang or "en"
    lines = []
    for row in rows(checked):
        level = "notice" if is_settled(row) else _LEVELS[row["severity"]]
        properties = {
            "file": row["file"],
            "line": row["line"],
            "title": f"{row['rule']} · {row['report']}",
        }
        shown = ",".join(
            f"{name}={_data(str(value)).replace(':', '%3A').replace(',', '%2C')}"
            for name, value in properties.items()
            if value not in (None, "")
        )
        place = "" if row["where"] in ("", "report") else f"{row['where']}: "
        message = "\n".join(
            t for t in (f"{place}{row[lang]}", row[f"resolve_{lang}"], decided(row, lang)) if t
        )
        lines.append(f"::{level} {shown}::{_data(message)}")
    lines += [f"::error title=gouji::{_data(problem)}" for problem in checked.problems]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _data(text: str) -> str:
    """A message, so that the runner takes all of it for text: the runner's own escapes."""
    return _CONTROL.sub(" ", text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def to_text(checked: Checked, lang: str | None = None) -> bytes:
    """See ``render``: outcomes of each report, what is to be looked at, and all in one line."""
    lang = lang or "en"
    summary = Summary(checked.data)
    lines = [line for line, _ in summary.lines(lang)] + [summary.total(len(checked.problems), lang)]
    return "".join(f"{printable(line)}\n" for line in lines).encode()
