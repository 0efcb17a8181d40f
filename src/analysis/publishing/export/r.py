"""A script that reads the exported CSV into R, with types and labels, without any package.

No library in the registry that we depend on writes ``.rds``; CSV with a script lasts longer, too.
"""

import json
from typing import Any

import pandas as pd

from analysis.files import text_of

_CLASSES = {"string": "character", "integer": "integer", "number": "numeric", "boolean": "logical"}


def files(frames: dict[str, pd.DataFrame], schema: dict[str, Any]) -> dict[str, bytes]:
    """``read.R``, for CSV files named as the tables.

    Parameters
    ----------
    frames : dict
        The tables by name.
    schema : dict
        Their entries in the shape of ``schema.yml``, by name.
    """
    types = (
        (name, {c: _CLASSES[kind] for c, (kind, *_) in schema[name]["columns"].items()})
        for name in frames
    )
    labels = (
        (name, {c: f"{en} {zh}" for c, (_, en, zh) in schema[name]["columns"].items()})
        for name in frames
    )
    script = text_of(__package__, "read.R") % {"types": _lists(types), "labels": _lists(labels)}
    return {"read.R": script.encode("ascii")}


def _lists(named: Any) -> str:
    """Named character vectors in a list; strings of JSON, in ASCII, are strings of R."""
    vectors = []
    for name, values in named:
        inside = ",\n".join(
            f"    `{column}` = {json.dumps(text)}" for column, text in values.items()
        )
        vectors.append(f"  `{name}` = c(\n{inside}\n  )")
    return ",\n".join(vectors)
