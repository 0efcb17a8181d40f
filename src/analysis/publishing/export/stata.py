"""Tables as Stata files (version 14 and later): a ``.dta`` each, with labels.

Stata's labels end at 80 characters; the whole text is in the codebook.
"""

import io
from datetime import datetime
from typing import Any

import pandas as pd

_LABEL = 80
_NO_CLOCK = datetime(2000, 1, 1)  # a time stamp would make every export differ


def files(frames: dict[str, pd.DataFrame], schema: dict[str, Any]) -> dict[str, bytes]:
    """``NAME.dta`` for every table; truth values are 0 and 1 with the labels no and yes.

    Parameters
    ----------
    frames : dict
        The tables by name.
    schema : dict
        Their entries in the shape of ``schema.yml``, by name.
    """
    return {f"{name}.dta": _dta(frame, schema[name]) for name, frame in frames.items()}


def _dta(frame: pd.DataFrame, table: dict[str, Any]) -> bytes:
    columns = table["columns"]
    truths = [name for name, (kind, *_) in columns.items() if kind == "boolean"]
    texts = [name for name, (kind, *_) in columns.items() if kind == "string"]
    typed = frame[list(columns)].astype(
        {**dict.fromkeys(truths, "int8"), **dict.fromkeys(texts, "object")}
    )
    out = io.BytesIO()
    typed.to_stata(
        out,
        write_index=False,
        version=118,
        time_stamp=_NO_CLOCK,
        data_label=table["description"][:_LABEL],
        variable_labels={name: _label(zh, en) for name, (_, en, zh) in columns.items()},
        value_labels={name: {0: "no", 1: "yes"} for name in truths},
    )
    return out.getvalue()


def _label(zh: str, en: str) -> str:
    """Both languages where they fit; else the English label, cut."""
    both = f"{en} {zh}"
    return both if len(both) <= _LABEL else en[:_LABEL]
