"""The sheets of a workbook as openpyxl reads it, for what `sparse` does not know.

Takes the bytes of an archive that `guard` found safe; gives the same sheets, ten times slower. Whatever openpyxl raises on a
damaged file comes through. Never saves.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit.figures.workbooks.sheets import OWN_FORMATS, RAISED, Cell, Look, Sheet, SheetNote, hidden_in, spans_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def unfolded_sheets(data: bytes) -> dict[str, Sheet]:
    """The sheets of a workbook by name, in order."""
    sheets = {sheet.title: _sheet(sheet) for sheet in _load(data).worksheets}
    if any(cell.kind == "f" for sheet in sheets.values() for cell in sheet.cells.values()):
        # The values that Excel kept beside formulas are in no workbook that has the formulas.
        kept = _load(data, data_only=True)
        sheets = {title: _with_results(sheet, kept[title]) for title, sheet in sheets.items()}
    return sheets


def _sheet(sheet: Worksheet) -> Sheet:
    ranges = [(each.min_row, each.min_col, each.max_row, each.max_col) for each in sheet.merged_cells.ranges]
    present = list(_present(sheet))
    notes = {(cell.row, cell.column): cell.comment for cell in present if cell.comment}
    full = {(cell.row, cell.column): _cell(cell) for cell in present if cell.value is not None or cell.data_type == "e"}
    hidden_rows = {row for row, look in sheet.row_dimensions.items() if look.hidden}
    return Sheet(
        sheet.title,
        full,
        spans_of(ranges),
        {place: SheetNote(str(note.author), note.text) for place, note in notes.items()},
        sheet.max_row,
        sheet.max_column,
        hidden_in(full, hidden_rows, _hidden_columns(sheet), is_whole=sheet.sheet_state != "visible"),
    )


def _hidden_columns(sheet: Worksheet) -> set[int]:
    ranges = [(look.min, look.max) for look in sheet.column_dimensions.values() if look.hidden]
    return {column for first, last in ranges for column in range(first or 1, min(last or 1, sheet.max_column) + 1)}


def _present(sheet: Worksheet) -> Iterator[Any]:
    """The cells of a sheet, row by row; walking over rows would make an object of every cell between them."""
    from openpyxl.cell import Cell as OpenpyxlCell  # noqa: PLC0415 - slow to import

    for _place, cell in sorted(sheet._cells.items()):
        if isinstance(cell, OpenpyxlCell):
            yield cell


def _cell(cell: Any) -> Cell:
    value = cell.value
    # A text whose letters look unlike is a list of texts and of blocks with a font of their own.
    fonts = [each.font for each in value if hasattr(each, "font")] if isinstance(value, list) else []
    look = Look(cell.number_format, min(cell._style.numFmtId, OWN_FORMATS), _is_marked(cell.font))
    return Cell(cell.row, cell.column, _plain(value), cell.data_type, look, any(map(_is_marked, fonts)))


def _plain(value: Any) -> Any:
    from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula  # noqa: PLC0415 - slow to import

    match value:
        case list():
            return "".join(map(str, value))
        case ArrayFormula():
            return value.text
        case DataTableFormula():
            return "="
        case _:
            return value


def _with_results(sheet: Sheet, kept: Any) -> Sheet:
    cells = {
        place: cell._replace(result=_cell(kept.cell(*place))) if cell.kind == "f" else cell
        for place, cell in sheet.cells.items()
    }
    return replace(sheet, cells=cells)


def _is_marked(font: Any) -> bool:
    return font is not None and bool(font.strike or font.vertAlign in RAISED)


def _load(data: bytes, data_only: bool = False) -> Workbook:
    with warnings.catch_warnings():
        # openpyxl warns of ornaments it does not keep; a form is never written back.
        warnings.simplefilter("ignore")
        from openpyxl import load_workbook  # noqa: PLC0415 - slow to import

        return load_workbook(io.BytesIO(data), data_only=data_only, rich_text=True)
