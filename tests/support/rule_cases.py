"""Reports made from the cases under ``fixtures/rules``: a form whose identities hold, with a few
cells changed.
"""

from fnmatch import fnmatch
from typing import Any

import pandas as pd
import yaml

from analysis.form import get_form
from analysis.recognising import Report
from analysis.recognising.report import CELL_COLUMNS, CLAIM_COLUMNS, Section
from tests.support.layouts import figures
from tests.support.paths import FIXTURES

RULES = FIXTURES / "rules"
KINDS = {"valid": "pass", "invalid": "fail", "undecided": "undecided"}
_WORDS = {"": "blank", "/": "mark", "absent": "absent", "unreadable": "unreadable"}


def case_of(rule: str, kind: str) -> dict[str, Any]:
    """One of the three cases of a rule."""
    return yaml.safe_load((RULES / f"{rule}.yml").read_text(encoding="utf-8"))[kind]


def reports_of(case: dict[str, Any], suffix: str = "") -> list[Report]:
    """The report of a case first, then the year before and the agencies of a territory."""
    about = {"agency": f"某县林业局{suffix}", "year": 2023, **case.get("report", {})}
    reports = [made(case.get("cells", {}), claims=case.get("claims", ()), **about)]
    if "prior" in case:
        reports.append(made(case["prior"], **{**about, "year": about["year"] - 1}))
    for member in case.get("members", ()):
        reports.append(
            made(
                member["cells"],
                agency=member["agency"],
                territory=member.get("territory"),
                year=about["year"],
            )
        )
    return reports


def made(changes: dict[str, object], fmt: str = "2021", claims: Any = (), **about: Any) -> Report:
    """A report with some cells changed; a pattern changes all cells that it fits."""
    cells: dict[str, object] = dict.fromkeys(get_form(fmt).by_code, 0) | figures(fmt)
    for pattern, value in changes.items():
        hits = [code for code in cells if fnmatch(code, pattern)]
        assert hits, f"{pattern} fits no cell"
        cells |= dict.fromkeys(hits, value)
    rows = []
    for code, value in cells.items():
        status = _WORDS.get(value, "stated") if isinstance(value, str) else "stated"
        rows.append(
            (
                *code.split("/"),
                float(value) if status == "stated" else float("nan"),
                status,
                str(value),
                "line 1",
            )
        )
    known = {
        "published": None,
        "source_host": None,
        "scope": "agency",
        "sections_known": False,
        **about,
    }
    known["sections"] = tuple(Section(n, "", "") for n in known.get("sections", ""))
    known["agencies"] = tuple(known.get("agencies", ()))
    return Report(
        agency_printed=known["agency"],
        format=fmt,
        title="",
        source_url=None,
        file="case.yml",
        sha256="",
        transcription=False,
        cells=pd.DataFrame(rows, columns=CELL_COLUMNS),
        claims=pd.DataFrame([(t, 1.0, "", "line 1", v) for t, v in claims], columns=CLAIM_COLUMNS),
        **known,
    )
