"""What a workbook holds, and a form written by openpyxl alone.

Takes bytes, or what a form is made from; gives everything openpyxl tells of a workbook, by which two of them are compared, and
the bytes of a form into whose frame openpyxl put the contents, cell by cell. Shares nothing with the writer but what it writes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.forms import saved
from toolkit.catalogue.items import Catalogue
from toolkit.figures.workbooks.contents import Blank, Value, contents_of
from toolkit.figures.workbooks.frame import frame_book
from toolkit.figures.workbooks.layout import MAIN_SHEET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def poured(catalogue: Catalogue, blank: Blank) -> bytes:
    """The form as openpyxl writes it."""
    contents = contents_of(catalogue, blank)
    book = frame_book(catalogue, blank.unit.kind, blank.period, contents.rooms, is_noted=bool(contents.notes))
    for row in book[MAIN_SHEET].iter_rows():
        for cell in row:
            if cell.comment:
                cell.comment = None
    for title, cells in contents.cells.items():
        for place, value in cells.items():
            _pour(book[title][place], value)
    for place, note in contents.notes.items():
        book[MAIN_SHEET][place].comment = Comment(note.text, note.author, note.height, note.width)
    return saved(book)


def told(data: bytes) -> dict[object, object]:
    """Everything openpyxl tells of a workbook, and each cell as it stands in the file: values under a merge are told nowhere else."""
    book = load_workbook(io.BytesIO(data), rich_text=True)
    whole: dict[object, object] = {"sheets": book.sheetnames, "names": sorted(book.defined_names)}
    for sheet in book.worksheets:
        whole[sheet.title] = _told_of_sheet(sheet)
        whole.update(((sheet.title, cell.coordinate), _told_of_cell(cell)) for row in sheet.iter_rows() for cell in row)
    return whole | dict(_in_file(data))


def _pour(cell: Any, value: Value) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[0] in "=+-@"


def _told_of_sheet(sheet: Worksheet) -> list[str]:
    columns = {letter: (each.width, each.hidden) for letter, each in sheet.column_dimensions.items()}
    rows = {number: each.height for number, each in sheet.row_dimensions.items()}
    merged = sorted(map(str, sheet.merged_cells.ranges))
    pages = sheet.page_setup, sheet.freeze_panes, sheet.print_title_rows, sheet.sheet_properties, sheet.sheet_format
    parts = (sheet.data_validations, merged, sheet.protection, *pages, sheet.sheet_state, columns, rows)
    return [repr(part) for part in parts]


def _told_of_cell(cell: Any) -> tuple[object, ...]:
    look = (cell.font, cell.fill, cell.border, cell.alignment, cell.number_format, cell.protection)
    is_quoted = getattr(cell, "quotePrefix", None)
    note = cell.comment and (cell.comment.text, cell.comment.author, cell.comment.width, cell.comment.height)
    return cell.value, cell.data_type, repr(look) if cell.has_style else "", is_quoted, note


def _in_file(data: bytes) -> Iterator[tuple[object, object]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield "parts", sorted(archive.namelist())
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell in ElementTree.fromstring(archive.read(name)).iter(f"{MAIN}c"):
                    number = cell.findtext(f"{MAIN}v")
                    # 0.000001 and 1e-06 are one number.
                    yield (name, cell.get("r")), ("".join(cell.itertext()) if number is None else float(number))
