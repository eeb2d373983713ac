"""Excel forms in tests: written by us, filled in by openpyxl as a clerk would, or damaged on purpose.

Takes labels and values; gives the bytes of workbooks.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.office import HALF, LAST, filing, small_catalogue, small_units
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.periods import Period
from toolkit.figures.figure import Entry, Filing
from toolkit.figures.workbooks.contents import Blank
from toolkit.figures.workbooks.layout import LEDGER_FIRST_ROW, MAIN_SHEET
from toolkit.figures.workbooks.write import FormWriter

MAIN_PART = "xl/worksheets/sheet1.xml"


def form_bytes(catalogue: Catalogue, blank: Blank) -> bytes:
    """The workbook of one form by itself."""
    return FormWriter(catalogue).form(blank)


def form(
    unit: str = "01",
    entries: Sequence[Entry] = (),
    last: Filing | None = None,
    period: Period = HALF,
    catalogue: Catalogue | None = None,
) -> bytes:
    """The form we write for a unit of the small office."""
    if not (entries or last or catalogue):
        return _empty_form(unit, period)
    blank = Blank(small_units()[unit], period, entries, last or filing(unit, period=LAST))
    return form_bytes(catalogue or small_catalogue(), blank)


@cache
def _empty_form(unit: str, period: Period) -> bytes:
    return form_bytes(small_catalogue(), Blank(small_units()[unit], period, (), filing(unit, period=LAST)))


def opened(data: bytes) -> Workbook:
    """The workbook in these bytes."""
    return load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(sheet: Worksheet, label: str) -> int:
    """The row of the item with this label."""
    return next(cell.row for cell in sheet["B"] if cell.value == label)


def answer_cell(book: Workbook, label: str) -> str:
    """The address of the cell that an item is answered in."""
    return f"E{row_of(book[MAIN_SHEET], label)}"


def filled(
    data: bytes,
    answers: Mapping[str, Any],
    ledgers: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    author: str | None = None,
) -> bytes:
    """The form with answers by label, rows by the ledger's label, and the name of whoever filled it in."""
    book = opened(data)
    for label, value in answers.items():
        book[MAIN_SHEET][answer_cell(book, label)] = value
    for label, rows in (ledgers or {}).items():
        _fill_ledger(book[label], rows)
    if author is not None:
        book[MAIN_SHEET]["E3"] = author
    return saved(book)


def changed(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The form after a change no clerk is meant to make."""
    book = opened(data)
    change(book)
    return saved(book)


def repacked(data: bytes, edit: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with each part passed through `edit`; a part it gives None for is left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = edit(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return buffer.getvalue()


def with_part_edited(data: bytes, old: str, new: str, part: str = MAIN_PART) -> bytes:
    """The archive with one piece of one part replaced."""

    def edit(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        assert old.encode() in content, f"{part} has no {old}"
        return content.replace(old.encode(), new.encode(), 1)

    return repacked(data, edit)


def _fill_ledger(sheet: Worksheet, rows: Iterable[Mapping[str, Any]]) -> None:
    letters = {str(cell.value).rstrip("●"): cell.column_letter for cell in sheet[3]}
    for number, row in enumerate(rows, start=LEDGER_FIRST_ROW):
        for label, value in row.items():
            sheet[f"{letters[label]}{number}"] = value
