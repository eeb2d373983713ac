"""The sheets of an old workbook (.xls, and .et of WPS), as xlrd reads them: the same sheets as `sparse` gives of a new one.

Takes the bytes of an OLE2 file; gives cells with their formats, merges and notes. Which cells hold formulas is read from the
records themselves ([MS-XLS] 2.4.127), since xlrd tells only what they came to; one that came to 0 counts as not worked out, as
some programs write a text so. Never saves.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from toolkit.errors import UnsafeFile
from toolkit.figures.workbooks.sheets import (
    OWN_FORMATS,
    Cell,
    Look,
    Place,
    Sheet,
    SheetNote,
    Span,
    covered_by,
    hidden_in,
    spans_of,
)

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet as OldSheet

BOF, EOF, FORMULA = 0x0809, 0x000A, 0x0006
OF_A_SHEET: Final = 0x0010
TEXT, NUMBER, DATE, YES_NO, ERROR = 1, 2, 3, 4, 5
KINDS: Final = {TEXT: "s", NUMBER: "n", DATE: "d", YES_NO: "b", ERROR: "e"}


def legacy_sheets(data: bytes, place: str) -> dict[str, Sheet]:
    """The sheets of a workbook by name, in order.

    Raises:
        UnsafeFile: it is locked by a password; whatever xlrd raises on a damaged file comes through.
    """
    import xlrd  # noqa: PLC0415 - slow to import, and wanted only for old workbooks

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=False
        )
    except xlrd.XLRDError as fault:
        if "encrypted" in str(fault):
            raise UnsafeFile(f"{place}：加了打开密码，读不出来。请去掉密码再发来。") from fault
        raise
    formulas = list(_formulas(data, xlrd))
    found = formulas if len(formulas) == book.nsheets else [set()] * book.nsheets
    return {sheet.name: _sheet(book, sheet, places) for sheet, places in zip(book.sheets(), found, strict=True)}


def _sheet(book: Book, sheet: OldSheet, formulas: set[Place]) -> Sheet:
    ranges: list[Span] = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    covered = covered_by(ranges)
    cells = {cell[:2]: cell for cell in _cells(book, sheet, formulas) if cell[:2] not in covered}
    notes = {
        (row + 1, column + 1): SheetNote(note.author or "", note.text)
        for (row, column), note in sorted(sheet.cell_note_map.items())
    }
    hidden_rows = {row + 1 for row, look in sheet.rowinfo_map.items() if look.hidden}
    hidden_columns = {column + 1 for column, look in sheet.colinfo_map.items() if look.hidden}
    hidden = hidden_in(cells, hidden_rows, hidden_columns, is_whole=bool(sheet.visibility))
    return Sheet(sheet.name, cells, spans_of(ranges), notes, max(sheet.nrows, 1), max(sheet.ncols, 1), hidden)


def _cells(book: Book, sheet: OldSheet, formulas: set[Place]) -> Iterator[Cell]:
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if cell.ctype in KINDS and cell.value != "":
                runs = sheet.rich_text_runlist_map.get((row, column), ())
                is_marked = any(_is_marked(book, font) for _begin, font in runs)
                made = Cell(row + 1, column + 1, _value(book, cell), KINDS[cell.ctype], _look(book, cell), is_marked)
                yield _of_formula(made) if (row + 1, column + 1) in formulas else made


def _of_formula(cell: Cell) -> Cell:
    """A cell with a formula, beside which stands what it came to."""
    worked_out = cell._replace(value=None) if cell.kind == "n" and not cell.value else cell
    return cell._replace(value="=", kind="f", result=worked_out)


def _value(book: Book, cell: Any) -> Any:
    import xlrd  # noqa: PLC0415 - see above

    if cell.ctype == DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return cell.value
    if cell.ctype == YES_NO:
        return bool(cell.value)
    return xlrd.error_text_from_code.get(cell.value, "#N/A") if cell.ctype == ERROR else cell.value


def _look(book: Book, cell: Any) -> Look:
    style = book.xf_list[cell.xf_index]
    code = book.format_map[style.format_key].format_str if style.format_key in book.format_map else "General"
    return Look(code or "General", min(style.format_key, OWN_FORMATS), _is_marked(book, style.font_index))


def _is_marked(book: Book, font: int) -> bool:
    """Whether letters of a font are struck through or raised; there is no font of the number 4."""
    if not 0 <= font < len(book.font_list):
        return False
    found = book.font_list[font]
    return bool(found.struck_out or found.escapement)


def _formulas(data: bytes, xlrd: Any) -> Iterator[set[Place]]:
    """The cells with formulas of each sheet, in the order of the sheets' records."""
    stream, place, size = xlrd.compdoc.CompDoc(data, logfile=io.StringIO()).locate_named_stream("Workbook")
    # A chart within a sheet has a beginning and an end of its own.
    within: list[set[Place] | None] = []
    end = place + size if stream else 0
    while stream and place + 4 <= end:
        record, length = struct.unpack_from("<HH", stream, place)
        if record == BOF:
            within.append(set() if struct.unpack_from("<H", stream, place + 6)[0] == OF_A_SHEET else None)
        elif record == FORMULA and within and (found := within[-1]) is not None:
            row, column = struct.unpack_from("<HH", stream, place + 4)
            found.add((row + 1, column + 1))
        elif record == EOF and within and (found := within.pop()) is not None:
            yield found
        place += 4 + length
