"""Tables as Parquet: typed as ``schema.yml`` says, with the meaning of every column in the file."""

import io
from typing import Any

import pandas as pd

_ARROW = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool_"}


def to_parquet(frame: pd.DataFrame, table: dict[str, Any]) -> bytes:
    """A table as Parquet bytes; a number that is none is null.

    Parameters
    ----------
    frame : DataFrame
        The table.
    table : dict
        Its entry in the shape of ``schema.yml``; descriptions become metadata of the columns, in
        both languages.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = [
        pa.field(
            name, getattr(pa, _ARROW[kind])(), metadata={"description": en, "description_zh": zh}
        )
        for name, (kind, en, zh) in table["columns"].items()
    ]
    about = {"description": table["description"], "description_zh": table["zh"]}
    arrays = [pa.array(frame[f.name], type=f.type, from_pandas=True) for f in columns]
    out = io.BytesIO()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=pa.schema(columns, metadata=about)),
        out,
        compression="zstd",
    )
    return out.getvalue()
