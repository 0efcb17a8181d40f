"""The readers that are scored. An adapter gives what its reader gives: tables, or the plain text.

A reader of your own is a function from the bytes and name of a file to tables (lists of rows, each a
list of texts), or to one text. Most take three lines::

    def read(data: bytes, name: str):
        frames = my_library.read(io.BytesIO(data))
        return [frame.astype(str).values.tolist() for frame in frames]

``python -m benchmarks.reading --reader my_module:read`` scores it.
"""

import importlib
import importlib.util
import io
from collections.abc import Callable
from dataclasses import dataclass

Rows = list[list[str]]
Given = list[Rows] | str | dict[str, float]


@dataclass(frozen=True)
class Reader:
    """A reader, and the kinds of files that it opens.

    Attributes
    ----------
    name : str
        What the table calls it.
    suffixes : tuple of str
        Endings of the files that it reads; others are not given to it.
    read : callable
        From the bytes and the name of a file to tables, to one text, or (Gouji alone, which knows
        the form) to the value of each cell that is stated, by code.
    needs : str
        The module that must be installed.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Given]
    needs: str = "analysis"


def decoded(data: bytes) -> str:
    """Text in UTF-8 or else in GB 18030, whatever the file declares: what a person would try."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def by_gouji(data: bytes, name: str) -> Given:
    """Gouji itself, without a source card."""
    from analysis.reading.document import read_bytes
    from analysis.recognising.recognise import recognise

    cells = recognise(read_bytes(data, name), {}).cells
    stated = cells[cells["status"] == "stated"]
    return {f"{c.table}/{c.item}/{c.column}": c.value for c in stated.itertuples()}


def by_pandas_html(data: bytes, name: str) -> Given:
    """``pandas.read_html``."""
    import pandas as pd

    page = io.StringIO(decoded(data))
    frames = pd.read_html(page, flavor="lxml", header=None, keep_default_na=False)
    return [[*([list(f.columns)] if _named(f) else []), *f.values.tolist()] for f in frames]


def by_pandas_excel(data: bytes, name: str) -> Given:
    """``pandas.read_excel``."""
    import pandas as pd

    frames = pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, keep_default_na=False)
    return [f.values.tolist() for f in frames.values()]


def by_python_docx(data: bytes, name: str) -> Given:
    """python-docx."""
    from docx import Document

    tables = Document(io.BytesIO(data)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def by_pdfplumber(data: bytes, name: str) -> Given:
    """pdfplumber's ``extract_tables``."""
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)

    with pdfplumber.open(io.BytesIO(data)) as document:
        return [
            [
                [cell or "" for cell in row]
                for page in document.pages
                for table in page.extract_tables()
                for row in table
            ]
        ]


def by_docling(data: bytes, name: str) -> Given:
    """docling's tables."""
    from docling.datamodel.base_models import DocumentStream
    from docling.document_converter import DocumentConverter

    found = DocumentConverter().convert(DocumentStream(name=name, stream=io.BytesIO(data)))
    frames = [table.export_to_dataframe() for table in found.document.tables]
    return [[list(map(str, f.columns)), *f.astype(str).values.tolist()] for f in frames]


def by_expressions(data: bytes, name: str) -> Given:
    """The plain text, in which ``matching`` looks for each label and the numbers after it."""
    return decoded(data)


READERS = (
    Reader("Gouji", (".html", ".docx", ".xlsx", ".pdf", ".txt"), by_gouji),
    Reader("pandas.read_html", (".html",), by_pandas_html, "pandas"),
    Reader("python-docx", (".docx",), by_python_docx, "docx"),
    Reader("pandas.read_excel", (".xlsx",), by_pandas_excel, "pandas"),
    Reader("pdfplumber", (".pdf",), by_pdfplumber, "pdfplumber"),
    Reader("docling", (".html", ".docx", ".xlsx", ".pdf"), by_docling, "docling"),
    Reader("labels and regular expressions", (".txt",), by_expressions, "re"),
)


def installed() -> list[Reader]:
    """The readers whose library is there."""
    return [reader for reader in READERS if importlib.util.find_spec(reader.needs)]


def own_reader(name: str) -> Reader:
    """A reader of the user's, given as ``module:function``."""
    module, _, function = name.partition(":")
    read = getattr(importlib.import_module(module), function or "read")
    return Reader(name, (".html", ".docx", ".xlsx", ".pdf", ".txt"), read)


def _named(frame) -> bool:
    """Whether pandas took a row for the header: it is a row of the table like any other."""
    return list(frame.columns) != list(range(len(frame.columns)))
