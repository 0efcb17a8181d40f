"""The processed tables as CSV, Parquet, Excel, Stata or R files, with a codebook beside them."""

import io
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.assessing.codebook import codebook_markdown
from analysis.assessing.dataset import Dataset
from analysis.assessing.flat import flat
from analysis.assessing.metadata import described, tables
from analysis.assessing.tabular import SCHEMA, guard, number_text
from analysis.assessing.wide import export_schema, wide
from analysis.errors import InputError
from analysis.files import write_new
from analysis.form.agencies.english import english_name
from analysis.wording import check_language

FORMATS = ("csv", "parquet", "xlsx", "stata", "r")
_MARK = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for the code page of the machine
_ARROW = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool_"}


def check_target(out: Path, form: str) -> None:
    """Refuse at once what cannot be written.

    Parameters
    ----------
    out : Path
        Folder or file for the export.
    form : str
        Name of a format.

    Raises
    ------
    InputError
        If there is no such format, or ``out`` is a file.
    """
    if form not in FORMATS:
        raise InputError(f"There is no format {form!r}. Use --to {', '.join(FORMATS)}, ro-crate.")
    if out.is_file():
        raise InputError(
            f"{out} exists already and is not overwritten. "
            "Name a new folder, or for xlsx a new file."
        )


def export(data: Dataset, out: Path, form: str, lang: str = "zh") -> list[Path]:
    """Write the tables of a dataset, and ``wide`` (one row a report); give the paths.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    out : Path
        A folder; for ``xlsx`` also a file that ends so. Nothing that is there is overwritten.
    form : {"csv", "parquet", "xlsx", "stata", "r"}
        The format.
    lang : {"zh", "en"}
        Language of the sheets of ``xlsx`` that people read.

    Raises
    ------
    InputError
        If there is no such format, a table does not fit into it, a file exists already, or
        ``out`` cannot be written.
    """
    check_target(out, form)
    frames, schema = _frames_of(data), export_schema()
    if form == "xlsx":
        from .sheets import sheets
        from .xlsx import files

        contents = files(frames, schema, sheets(data, check_language(lang)))
        if out.suffix.lower() == ".xlsx":
            return write_new({out: contents["gouji.xlsx"]})
    elif form in ("csv", "r"):
        contents = {f"{name}.csv": _csv(frame) for name, frame in frames.items()}
        extra = _other("r", frames, schema) if form == "r" else {}
        contents |= described(contents, schema) | extra
    elif form == "parquet":
        contents = {
            f"{name}.parquet": to_parquet(name, frame, schema[name])
            for name, frame in frames.items()
        }
        contents |= described(contents, schema)
    else:
        contents = _other(form, frames, schema)
    contents["codebook.md"] = codebook_markdown().encode("utf-8")
    return write_new({out / name: content for name, content in contents.items()})


def _frames_of(data: Dataset) -> dict[str, pd.DataFrame]:
    """Every table by name, ``wide`` last; reports with the English names of their agencies."""
    frames = {**{name: flat(name, getattr(data, name)) for name in SCHEMA}, "wide": wide(data)}
    return {**frames, **{name: _in_english(frames[name]) for name in ("reports", "wide")}}


def _in_english(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of reports with the English names of their agencies beside the Chinese."""
    found = frame.copy(deep=False)
    names = frame["agency"].map(english_name).astype("str")
    found.insert(frame.columns.get_loc("agency") + 1, "agency_en", names)
    return found


def parquet_files(data: Dataset) -> dict[str, bytes]:
    """The processed tables as Parquet, by file name.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    """
    return {f"{name}.parquet": to_parquet(name, getattr(data, name)) for name in SCHEMA}


def _csv(frame: pd.DataFrame) -> bytes:
    """CSV for spreadsheets: no text that would be calculated.

    Every text is in quotes, so that no other separator splits it.
    """
    out = guard(frame)
    for name in out.columns:
        if pd.api.types.is_float_dtype(out[name]):
            out[name] = out[name].map(number_text)
        elif pd.api.types.is_string_dtype(out[name]):
            out[name] = '"' + out[name].str.replace('"', '""', regex=False) + '"'
    rows = [
        ",".join(out.columns),
        *(",".join(map(str, row)) for row in out.itertuples(index=False, name=None)),
    ]
    return _MARK + "".join(f"{row}\n" for row in rows).encode("utf-8")


def _other(form: str, frames: dict[str, pd.DataFrame], schema: dict[str, Any]) -> dict[str, bytes]:
    contents: dict[str, bytes] = import_module(f".{form}", __package__).files(frames, schema)
    return contents


def to_parquet(name: str, frame: pd.DataFrame, table: dict[str, Any] | None = None) -> bytes:
    """A table as Parquet bytes; a number that is none is null.

    Parameters
    ----------
    name : str
        Name of the table.
    frame : DataFrame
        The table. A column that it does not have is left out.
    table : dict, optional
        Its entry in the shape of ``schema.yml``, where that has no such entry. Descriptions become
        metadata of the columns, in both languages.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table, frame = table or tables()[name], flat(name, frame)
    columns = [
        pa.field(
            name, getattr(pa, _ARROW[kind])(), metadata={"description": en, "description_zh": zh}
        )
        for name, (kind, en, zh) in table["columns"].items()
        if name in frame
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
