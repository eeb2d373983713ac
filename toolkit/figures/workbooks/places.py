"""Where in a form a figure stood: asked of the file that was kept, when somebody wants to know where a number came from.

Takes the bytes of a form that was taken once; gives the name of a cell. Never reads what stands in it.
"""

from __future__ import annotations

from toolkit.figures.ledger_rows import ROW_MARK, name_of_row
from toolkit.figures.workbooks.answers import ANSWER, LABEL, headings_of
from toolkit.figures.workbooks.layout import LEDGER_HEADER_ROW, MAIN_SHEET, ROW_HEADING, letters_of
from toolkit.figures.workbooks.opened import OpenedBook
from toolkit.figures.workbooks.sheets import Sheet


def place_of(data: bytes, subject: str) -> str:
    """The cell of a figure, or the row of a ledger, in a form; an empty text where it is not found.

    Args:
        data: the bytes of the form.
        subject: the item's key, or the name of the row in the history.
    """
    sheets = OpenedBook.of(data, "").sheets
    if ROW_MARK in subject:
        found = (_place_of_row(sheet, name_of_row(subject)) for sheet in sheets.values())
        return next(filter(None, found), "")
    return _place_of_answer(sheets[MAIN_SHEET], subject) if MAIN_SHEET in sheets else ""


def _place_of_answer(sheet: Sheet, key: str) -> str:
    for table in headings_of(sheet):
        label, answer = min(table.columns[LABEL]), min(table.columns[ANSWER])
        for cell in sheet.cells.values():
            if cell.column < label and cell.value == key:
                return f"“{sheet.title}”{letters_of(answer)}{cell.row}格"
    return ""


def _place_of_row(sheet: Sheet, name: str) -> str:
    headed = [c.column for c in sheet.cells.values() if c.row == LEDGER_HEADER_ROW and c.value == ROW_HEADING]
    for cell in sheet.cells.values():
        if cell.column in headed and cell.value == name:
            return f"“{sheet.title}”第{cell.row}行"
    return ""
