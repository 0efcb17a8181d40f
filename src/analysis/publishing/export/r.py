"""A script that reads the exported CSV into R, with types and labels, without any package.

No library in the registry that we depend on writes ``.rds``; CSV with a script lasts longer, too.
"""

import json
from typing import Any

import pandas as pd

_CLASSES = {"string": "character", "integer": "integer", "number": "numeric", "boolean": "logical"}
_SCRIPT = r"""# Reads the tables of this folder, with types and labels. Made by gouji.
# R 3.6 or later, no packages.
#   source("read.R"); g <- read_gouji(); summary(g$wide); attr(g$cells$value, "label")

gouji_types <- list(
%(types)s
)

gouji_labels <- list(
%(labels)s
)

# A text that a spreadsheet would calculate has an apostrophe before it in the CSV;
# here it is taken off again.
gouji_bare <- function(x) {
  calculated <- paste0("^'(?='*[\\x01-\\x20\\x7f-\\xa0\u3000\ufeff]*",
                       "[-=+@\uff1d\uff0b\uff0d\uff20]|'*[\\t\\r\\n])")
  sub(calculated, "", x, perl = TRUE)
}

read_gouji <- function(folder = ".", tables = names(gouji_types)) {
  read_one <- function(name) {
    types <- gouji_types[[name]]
    frame <- read.csv(file.path(folder, paste0(name, ".csv")), colClasses = unname(types),
                      na.strings = character(), fileEncoding = "UTF-8-BOM", encoding = "UTF-8",
                      check.names = FALSE, stringsAsFactors = FALSE)
    stopifnot(identical(names(frame), names(types)))
    for (column in names(types)) {
      if (types[[column]] == "character") frame[[column]] <- gouji_bare(frame[[column]])
      attr(frame[[column]], "label") <- gouji_labels[[name]][[column]]
    }
    frame
  }
  stats::setNames(lapply(tables, read_one), tables)
}
"""


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
    script = _SCRIPT % {"types": _lists(types), "labels": _lists(labels)}
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
