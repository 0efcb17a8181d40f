"""Old workbooks (XLS), read with xlrd."""

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from analysis.reading.colours import BLACK, WHITE, Colour
from analysis.reading.visibility import is_of_pictures

from .formats import shown_number, shown_text
from .grids import (
    LOW,
    MAX_COLUMNS,
    MAX_ROWS,
    NO_HEIGHT,
    Font,
    Rows,
    Sheet,
    WorkbookBackend,
    fits,
    is_plain,
    set_in,
    shown_in_part,
)
from .old_overlays import OldOverlay, old_overlays

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
_FILL = 4  # an alignment: the text is repeated as often as it fits
_DENSE = (2, 3, *range(5, 11))  # patterns on which a text of their colour is hard to see
_TWIPS = 20  # to the point
_PARTS = 256  # of a digit, in which widths are written


class XlsBackend(WorkbookBackend):
    """Reads old workbooks."""

    kind = "XLS"

    def sheets(self, data: bytes) -> Iterator[Sheet]:
        """See ``WorkbookBackend.sheets``."""
        import xlrd

        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        every = book.sheets()
        overlays = dict(zip(map(id, every), old_overlays(data), strict=False))
        visible = [sheet for sheet in every if sheet.visibility == 0] or every
        notes = [f"hidden sheet left out: {s.name}" for s in every if s not in visible]
        for sheet in visible:
            yield _Reader(book, sheet, overlays.get(id(sheet), [])).sheet(notes)
            notes = []


class _Look(NamedTuple):
    """How a cell is set: its format, font, ground, and whether its text is in doubt.

    It is repeated until it fills the cell, or a line goes across it.
    """

    number_format: str
    font: int
    ground: Colour | None
    doubtful: bool
    plain: bool


class _Reader:
    """One sheet of a workbook."""

    def __init__(self, book: Any, sheet: Any, overlays: list[OldOverlay]) -> None:
        self.book, self.seen, self.overlays = book, sheet, overlays
        self.fonts: dict[int, Font] = {}
        self.looks: dict[int, _Look] = {}

    def sheet(self, notes: list[str]) -> Sheet:
        """The sheet without its hidden rows and columns."""
        sheet = self.seen
        rows, columns = min(sheet.nrows, MAX_ROWS), min(sheet.ncols, MAX_COLUMNS)
        spans = [
            (top + 1, bottom, left + 1, right) for top, bottom, left, right in sheet.merged_cells
        ]
        hidden_rows = {
            r + 1
            for r, info in sheet.rowinfo_map.items()
            if r < rows and (info.hidden or info.height < NO_HEIGHT * _TWIPS)
        }
        hidden_columns = {
            c + 1
            for c, info in sheet.colinfo_map.items()
            if c < columns and (info.hidden or info.width < 80)
        }
        for own in self.overlays:
            merged = [(a - 1, b - 1, c - 1, d - 1) for a, b, c, d in spans]
            own.ranges = [*own.ranges, *(cells for cells in merged if own.speaks_of(*cells))]
        notes = [*notes]
        if hidden_rows or hidden_columns:
            notes.append(f"hidden rows or columns left out on sheet {sheet.name}")

        shown = shown_in_part(spans, hidden_rows, hidden_columns)

        def texts() -> Rows:
            for r in range(1, rows + 1):
                yield [
                    ""
                    if (r in hidden_rows or c in hidden_columns) and (r, c) not in shown
                    else self._text(r - 1, c - 1)
                    for c in range(1, min(sheet.row_len(r - 1), columns) + 1)
                ]

        return Sheet(sheet.name, texts(), spans, notes)

    def _text(self, r: int, c: int) -> str:
        """What a cell shows."""
        import xlrd

        kind, value = self.seen.cell_type(r, c), self.seen.cell_value(r, c)
        if kind not in (_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR):
            return ""
        look = self._look(self.seen.cell_xf_index(r, c))
        if kind == _NUMBER:
            hidden = value == 0 and not self.seen.show_zero_values
            text = "" if hidden else shown_number(value, look.number_format)
        elif kind == _TEXT:
            text = shown_text(value, look.number_format)
        elif kind == _DATE:
            text = f"⟨{value:g} as {look.number_format}⟩"
        elif kind == _BOOLEAN:
            text = "TRUE" if value else "FALSE"
        else:
            text = xlrd.error_text_from_code.get(value, "#?")
        runs = self.seen.rich_text_runlist_map.get((r, c))
        cut = kind == _NUMBER and not fits(text, self._width(r, c))
        row = self.seen.rowinfo_map.get(r)
        cut = cut or (row is not None and row.height < LOW * _TWIPS)
        changed = any(own.speaks_of(r, r, c, c) and self._hides(own, look) for own in self.overlays)
        if look.plain and not (runs or cut or changed):
            return text
        pieces = self._pieces(text, [(0, look.font), *(runs or [])])
        return set_in(pieces, look.ground, look.doubtful or cut or changed)

    def _hides(self, overlay: OldOverlay, look: "_Look") -> bool:
        """Whether a cell's number may not be seen where an overlay is drawn or holds."""
        if overlay.colour is None:
            return True
        return not is_plain(Font(self._colour(overlay.colour, BLACK)), look.ground)

    def _width(self, r: int, c: int) -> float | None:
        """The width of a cell's column in digits; None where it is not written, or is shared."""
        info = self.seen.colinfo_map.get(c)
        if info is None or any(
            top <= r < bottom and left <= c < right
            for top, bottom, left, right in self.seen.merged_cells
        ):
            return None
        return float(info.width) / _PARTS

    def _look(self, index: int) -> "_Look":
        if index not in self.looks:
            found = self.book.xf_list[index]
            form = self.book.format_map.get(found.format_key)
            ground = self._ground(found.background)
            border = found.border
            across = border.diag_line_style and (border.diag_up or border.diag_down)
            doubtful = found.alignment.hor_align == _FILL or bool(across)
            if found.background.fill_pattern in _DENSE:
                ink = self._colour(found.background.pattern_colour_index, BLACK)
                doubtful = doubtful or not is_plain(self._font(found.font_index), ink)
            self.looks[index] = _Look(
                form.format_str if form is not None else "General",
                found.font_index,
                ground,
                doubtful,
                is_plain(self._font(found.font_index), ground) and not doubtful,
            )
        return self.looks[index]

    def _pieces(self, text: str, runs: list[tuple[int, int]]) -> list[tuple[str, Font]]:
        """A text in runs, each with its font."""
        ends = [start for start, _ in runs[1:]] + [len(text)]
        return [
            (text[start:end], self._font(index))
            for (start, index), end in zip(runs, ends, strict=True)
            if start < end
        ]

    def _font(self, index: int) -> Font:
        if index not in self.fonts:
            font = self.book.font_list[index]
            self.fonts[index] = Font(
                self._colour(font.colour_index, BLACK),
                bool(font.struck_out),
                bool(font.escapement),
                font.height / _TWIPS,
                is_of_pictures(font.name),
            )
        return self.fonts[index]

    def _ground(self, background: Any) -> Colour | None:
        if background.fill_pattern == 0:
            return WHITE
        solid = background.fill_pattern == 1
        return self._colour(background.pattern_colour_index, WHITE) if solid else None

    def _colour(self, index: int, default: Colour) -> Colour:
        found = self.book.colour_map.get(index)
        return Colour(*(part / 255 for part in found)) if found is not None else default
