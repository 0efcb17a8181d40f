"""New workbooks (XLSX), read with openpyxl."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from analysis.reading.colours import BLACK, WHITE, Colour, colour

from .formats import shown_number, shown_text
from .grids import (
    MAX_COLUMNS,
    MAX_ROWS,
    NO_HEIGHT,
    PLAIN,
    Font,
    Rows,
    Sheet,
    WorkbookBackend,
    set_in,
)

_NO_WIDTH = 0.3  # characters: a column so narrow shows nothing


class XlsxBackend(WorkbookBackend):
    """Reads new workbooks."""

    kind = "XLSX"

    def sheets(self, data: bytes) -> Iterator[Sheet]:
        """See ``WorkbookBackend.sheets``."""
        from openpyxl import load_workbook  # slow to import, and few files need it

        formulas, rich = _looked_for(data)
        book = load_workbook(io.BytesIO(data), data_only=True, rich_text=rich)
        written = load_workbook(io.BytesIO(data)) if formulas else None
        visible = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        left_out = [
            f"hidden sheet left out: {s.title}" for s in book.worksheets if s not in visible
        ]
        for sheet in visible:
            yield _Reader(sheet, written[sheet.title] if written else None).sheet(left_out)
            left_out = []


def _looked_for(data: bytes) -> tuple[bool, bool]:
    """Whether a workbook has formulas, and texts that are set in several fonts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        sheets = [n for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        contents = [archive.read(name) for name in sheets]
        shared = [archive.read(name) for name in names if name == "xl/sharedStrings.xml"]
        formulas = any(b"<f" in content for content in contents)
        return formulas, any(b"rPr" in content for content in [*shared, *contents])


class _Reader:
    """One sheet of a workbook."""

    def __init__(self, sheet: Any, written: Any) -> None:
        self.seen, self.written = sheet, written
        self.zeros = sheet.sheet_view.showZeros is not False
        self.fonts: dict[int, Font] = {}
        self.grounds: dict[int, Colour | None] = {}
        self.doubtful = _recoloured(sheet)

    def sheet(self, notes: list[str]) -> Sheet:
        """The sheet without its hidden rows and columns."""
        sheet = self.seen
        rows = min(sheet.max_row or 0, MAX_ROWS)
        columns = min(sheet.max_column or 0, MAX_COLUMNS)
        spans = [(m.min_row, m.max_row, m.min_col, m.max_col) for m in sheet.merged_cells.ranges]
        hidden_rows = {
            r
            for r, d in sheet.row_dimensions.items()
            if r <= rows and (d.hidden or (d.height is not None and d.height < NO_HEIGHT))
        }
        hidden_columns = {
            column
            for d in sheet.column_dimensions.values()
            if d.hidden or (d.customWidth and d.width < _NO_WIDTH)
            for column in range(d.min or 1, (d.max or 0) + 1)
        }
        notes = [*notes]
        if hidden_rows or hidden_columns & set(range(1, columns + 1)):
            notes.append(f"hidden rows or columns left out on sheet {sheet.title}")

        def texts() -> Rows:
            for r, row in enumerate(sheet.iter_rows(max_row=rows, max_col=columns), start=1):
                yield [
                    "" if r in hidden_rows or c in hidden_columns else self._text(cell)
                    for c, cell in enumerate(row, start=1)
                ]

        return Sheet(sheet.title, texts(), spans, notes)

    def _text(self, cell: Any) -> str:
        """What a cell shows; a formula whose result was not kept is no empty cell."""
        value = cell.value
        if value is None:
            if self.written is None:
                return ""
            formula = self.written.cell(cell.row, cell.column)
            return f"formula {formula.value}" if formula.data_type == "f" else ""
        form = cell.number_format
        if not isinstance(value, (str, list)):
            text = self._shown(value, form)
            pieces = [(text, self._font(cell))]
        elif isinstance(value, str):
            pieces = [(shown_text(value, form), self._font(cell))]
        else:
            own = self._font(cell)
            pieces = [
                (piece, own) if isinstance(piece, str) else (piece.text, _inline(piece.font, own))
                for piece in value
            ]
        if cell.has_style is False and len(pieces) == 1 and not self.doubtful:
            return pieces[0][0]
        filled = cell.alignment.horizontal == "fill"  # the text is repeated as often as it fits
        doubtful = filled or any(cell.coordinate in cells for cells in self.doubtful)
        return set_in(pieces, self._ground(cell), doubtful)

    def _shown(self, value: object, form: str) -> str:
        if isinstance(value, bool):
            return str(value).upper()
        if not isinstance(value, (int, float)):
            return str(value)  # a date or a time
        return "" if value == 0 and not self.zeros else shown_number(value, form)

    def _font(self, cell: Any) -> Font:
        key = cell._style.fontId
        if key not in self.fonts:
            self.fonts[key] = _inline(cell.font, PLAIN)
        return self.fonts[key]

    def _ground(self, cell: Any) -> Colour | None:
        key = cell._style.fillId
        if key not in self.grounds:
            fill = cell.fill
            kind = getattr(fill, "patternType", "gradient")
            solid = _colour(fill.fgColor, BLACK) if kind == "solid" else None
            self.grounds[key] = WHITE if kind in (None, "none") else solid
        return self.grounds[key]


def _recoloured(sheet: Any) -> list[Any]:
    """Ranges whose texts a condition may print in a light colour or in another format."""
    found = []
    for cells in sheet.conditional_formatting:
        for rule in cells.rules:
            look = rule.dxf
            light = look is not None and look.font is not None and look.font.color is not None
            tone = _colour(look.font.color, None) if light else None
            if (look is not None and look.numFmt is not None) or (tone and tone.luminance > 0.6):
                found.append(cells.cells)
    return found


def _inline(font: Any, base: Font) -> Font:
    """The font of a run, or of a cell, where it differs from another."""
    if font is None:
        return base
    return Font(
        _colour(font.color, base.colour),
        bool(font.strike),
        font.vertAlign in ("superscript", "subscript"),
        base.points if font.sz is None else float(font.sz),
    )


def _colour(found: Any, default: Colour | None) -> Colour | None:
    """A colour of a workbook: white, or what is written; None where it must be looked up."""
    if found is None:
        return default
    if found.type == "rgb" and isinstance(found.rgb, str) and len(found.rgb) in (6, 8):
        return colour(f"#{found.rgb[-6:].lower()}")
    if found.type == "theme":
        # The first colour of a theme is that of paper, the second that of ink.
        plain = not found.tint
        return {0: WHITE, 1: BLACK}.get(found.theme) if plain else None
    if found.type == "indexed":
        from openpyxl.styles.colors import COLOR_INDEX

        if found.indexed < len(COLOR_INDEX):
            return colour(f"#{COLOR_INDEX[found.indexed][-6:].lower()}")
        return WHITE if found.indexed == 65 else BLACK
    return default
