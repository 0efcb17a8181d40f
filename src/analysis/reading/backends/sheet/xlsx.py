"""New workbooks (XLSX), read with openpyxl."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from analysis.reading.colours import BLACK, WHITE, Colour

from .conditions import Condition, conditions, drawn_over, later_conditions
from .formats import shown_number, shown_text
from .grids import (
    LOW,
    MAX_COLUMNS,
    MAX_ROWS,
    NO_HEIGHT,
    PLAIN,
    Font,
    Rows,
    Sheet,
    WorkbookBackend,
    fits,
    is_plain,
    set_in,
    shown_in_part,
)
from .palette import Palette

_NO_WIDTH = 0.3  # digits: a column so narrow shows nothing
_USUAL_WIDTH = 8.43  # digits
_USUAL_HEIGHT = 15.0  # points
_DIGIT, _POINT = 72_300, 12_700  # in the units of drawings; a digit with its share of the padding
# Formats by number alone, which programs of Chinese and other languages have for dates and times.
_DATES = frozenset([*range(27, 37), *range(50, 59)])
_SHRUNK = 3  # digits in the place of one


class XlsxBackend(WorkbookBackend):
    """Reads new workbooks."""

    kind = "XLSX"

    def sheets(self, data: bytes) -> Iterator[Sheet]:
        """See ``WorkbookBackend.sheets``."""
        formulas, rich, later, drawings = _looked_for(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl passes over; it is looked at here
            reader = _read(data, data_only=True, rich_text=rich)
            written = _read(data).wb if formulas else None
        book = reader.wb
        paths = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
        visible = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        left_out = [
            f"hidden sheet left out: {s.title}" for s in book.worksheets if s not in visible
        ]
        palette = Palette(book.loaded_theme, book._colors)
        for sheet in visible:
            with_formulas = written[sheet.title] if written else None
            found = _Reader(sheet, with_formulas, palette)
            path = paths.get(sheet.title, "")
            found.conditions += later.get(path, [])
            for drawing in drawings.get(path, []):
                found.conditions += drawn_over(drawing, found.size, sheet.merged_cells.ranges)
            yield found.sheet(left_out)
            left_out = []


def _read(data: bytes, **options: bool) -> Any:
    """A workbook as openpyxl reads it, without sheets that are a chart: they hold no cells."""
    from openpyxl.reader.excel import ExcelReader  # slow to import, and few files need it

    class Reader(ExcelReader):  # type: ignore[misc]
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            """Pass over a sheet that is a chart."""

    reader = Reader(io.BytesIO(data), **options)
    reader.read()
    return reader


def _looked_for(
    data: bytes,
) -> tuple[bool, bool, dict[str, list[Condition]], dict[str, list[bytes]]]:
    """Whether a workbook has formulas, and texts that are set in several fonts; late conditions.

    These, and drawings, are given by the sheet's path in the file.
    """
    from openpyxl.packaging.relationship import get_dependents, get_rels_path  # slow to import

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        sheets = [n for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        contents = [archive.read(name) for name in sheets]
        later = {n: later_conditions(c) for n, c in zip(sheets, contents, strict=True)}
        drawings: dict[str, list[bytes]] = {name: [] for name in sheets}
        for name in sheets:
            listed = get_rels_path(name).lstrip("/")  # type: ignore[no-untyped-call]
            parts = get_dependents(archive, listed) if listed in names else ()
            for part in parts:
                if part.Type.endswith("/drawing") and part.target in names:
                    drawings[name].append(archive.read(part.target))
        shared = [archive.read(name) for name in names if name == "xl/sharedStrings.xml"]
        formulas = any(b"<f" in content for content in contents)
        rich = any(b"rPr" in content for content in [*shared, *contents])
        return formulas, rich, later, drawings


class _Reader:
    """One sheet of a workbook."""

    def __init__(self, sheet: Any, written: Any, palette: Palette) -> None:
        self.seen, self.written, self.palette = sheet, written, palette
        self.zeros = sheet.sheet_view.showZeros is not False
        self.fonts: dict[int, Font] = {}
        self.grounds: dict[int, Colour | None] = {}
        self.conditions = conditions(sheet, palette)
        self.widths = _widths(sheet)
        rows = sheet.row_dimensions.items()
        self.heights = {r: d.height for r, d in rows if d.height is not None}
        self.low = {r for r, height in self.heights.items() if height < LOW}

    def sheet(self, notes: list[str]) -> Sheet:
        """The sheet without its hidden rows and columns."""
        sheet = self.seen
        rows = min(sheet.max_row or 0, MAX_ROWS)
        columns = min(sheet.max_column or 0, MAX_COLUMNS)
        spans = [(m.min_row, m.max_row, m.min_col, m.max_col) for m in sheet.merged_cells.ranges]
        usual = sheet.sheet_format
        flat = bool(usual.customHeight) and (usual.defaultRowHeight or 0) < NO_HEIGHT
        hidden_rows = {
            r
            for r in range(1, rows + 1)
            if (self.heights[r] < NO_HEIGHT if r in self.heights else flat)
            or (r in sheet.row_dimensions and sheet.row_dimensions[r].hidden)
        }
        hidden_columns = {
            column
            for d in sheet.column_dimensions.values()
            if d.hidden
            for column in range(d.min or 1, (d.max or 0) + 1)
        } | {c for c in range(1, columns + 1) if self._width(c) < _NO_WIDTH}
        notes = [*notes]
        if hidden_rows or hidden_columns & set(range(1, columns + 1)):
            notes.append(f"hidden rows or columns left out on sheet {sheet.title}")

        shown = shown_in_part(spans, hidden_rows, hidden_columns)

        def texts() -> Rows:
            for r, row in enumerate(sheet.iter_rows(max_row=rows, max_col=columns), start=1):
                yield [
                    ""
                    if (r in hidden_rows or c in hidden_columns) and (r, c) not in shown
                    else self._text(cell)
                    for c, cell in enumerate(row, start=1)
                ]

        return Sheet(sheet.title, texts(), spans, notes)

    def _text(self, cell: Any) -> str:
        """What a cell shows; a formula whose result was not kept is no empty cell."""
        value = cell.value
        if self.written is not None and (value is None or self.seen.sheet_view.showFormulas):
            formula = self.written.cell(cell.row, cell.column)
            if formula.data_type == "f":
                return f"formula {formula.value}"
        if value is None:
            return ""
        form = "yyyy" if cell._style.numFmtId in _DATES else cell.number_format
        if not isinstance(value, (str, list)):
            text = self._shown(value, form)
            pieces = [(text, self._font(cell))]
        elif isinstance(value, str):
            pieces = [(shown_text(value, form), self._font(cell))]
        else:
            own = self._font(cell)
            pieces = [
                (piece, own)
                if isinstance(piece, str)
                else (piece.text, self.palette.font(piece.font, own))
                for piece in value
            ]
        cut = not isinstance(value, list) and self._is_cut(cell, pieces[0][0])
        cut = cut or cell.row in self.low
        if not (cell.has_style or isinstance(value, list) or self.conditions or cut):
            return pieces[0][0]
        filled = cell.alignment.horizontal == "fill"  # the text is repeated as often as it fits
        border = cell.border
        line = border.diagonal.style if border.diagonal else None
        across = bool(line) and (border.diagonalUp or border.diagonalDown)
        own, ground = self._font(cell), self._ground(cell)
        changed = any(
            cell.coordinate in condition.cells and condition.may_hide(own, ground)
            for condition in self.conditions
        )
        ink = self.palette.ink(cell.fill) if ground is None else None
        lost = ink is not None and not is_plain(own, ink)
        return set_in(pieces, ground, filled or cut or changed or across or lost)

    def _is_cut(self, cell: Any, text: str) -> bool:
        """Whether a column is too narrow for a number, which then shows as number signs."""
        look = cell.alignment
        width = self._width(cell.column) - (look.indent if look.horizontal != "center" else 0)
        if look.shrink_to_fit:
            width = max(width, _SHRUNK * width)
        if len(text) <= width or fits(text, width):
            return False
        return all(cell.coordinate not in merged for merged in self.seen.merged_cells.ranges)

    def _width(self, column: int) -> float:
        """The width of a column in digits; a usual one where it is not written."""
        return self.widths.get(column, self.widths[0])

    def size(self, side: str, number: int) -> float:
        """How wide a column, or how high a row, is in the units of drawings.

        Parameters
        ----------
        side : {"col", "row"}
            Which of the two.
        number : int
            Its number, from 0.
        """
        if side == "col":
            return self._width(number + 1) * _DIGIT
        usual = self.seen.sheet_format.defaultRowHeight or _USUAL_HEIGHT
        return float(self.heights.get(number + 1, usual)) * _POINT

    def _shown(self, value: object, form: str) -> str:
        if isinstance(value, bool):
            return str(value).upper()
        if not isinstance(value, (int, float)):
            return str(value)  # a date or a time
        return "" if value == 0 and not self.zeros else shown_number(value, form)

    def _font(self, cell: Any) -> Font:
        key = cell._style.fontId
        if key not in self.fonts:
            self.fonts[key] = self.palette.font(cell.font, PLAIN)
        return self.fonts[key]

    def _ground(self, cell: Any) -> Colour | None:
        key = cell._style.fillId
        if key not in self.grounds:
            fill = cell.fill
            kind = getattr(fill, "patternType", "gradient")
            solid = self.palette.colour(fill.fgColor, BLACK) if kind == "solid" else None
            self.grounds[key] = WHITE if kind in (None, "none") else solid
        return self.grounds[key]


def _widths(sheet: Any) -> dict[int, float]:
    """The width of each column that has one of its own; at 0, that of the others."""
    usual = sheet.sheet_format
    default = usual.defaultColWidth if usual.defaultColWidth is not None else _USUAL_WIDTH
    found = {0: float(default)}
    for d in sheet.column_dimensions.values():
        # A width of nothing, openpyxl takes for none.
        if d.width is not None and (d.customWidth or d.width == 0):
            for column in range(d.min or 1, min(d.max or 0, MAX_COLUMNS) + 1):
                found[column] = d.width
    return found
