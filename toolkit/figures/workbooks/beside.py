"""What stands in a form beside its answers: remarks, notes, sheets of the clerk's own, second copies, pictures, macros.

Takes the opened form and the names of its parts; gives complaints. A second copy of a sheet that answers are read from is a
fault, since nobody can tell which one counts; all else is told, and the form is taken without it. Never reads an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from toolkit.catalogue.ledgers import Ledger
from toolkit.figures.workbooks.answers import KEY, folded, headings_of
from toolkit.figures.workbooks.complaints import Complaints, named
from toolkit.figures.workbooks.head import is_own_text
from toolkit.figures.workbooks.layout import (
    ANSWER_COLUMN,
    HEADERS,
    ISSUED_SHEET,
    LABEL_COLUMN,
    LEDGER_ADVICE,
    LEDGER_HEADER_ROW,
    MAIN_SHEET,
    META_SHEET,
    RETURNED_BY,
    ROW_HEADING,
    letters_of,
)
from toolkit.figures.workbooks.ledger_sheets import ledger_columns, sheet_of
from toolkit.figures.workbooks.opened import OpenedBook
from toolkit.figures.workbooks.sheets import Cell, Place, Sheet, SheetNote

# WPS keeps pictures that stand in cells on a hidden sheet of this name.
OTHERS_OWN: Final = "WpsReserved"
NOTE_AUTHORS: Final = frozenset({"填报说明", "上期", RETURNED_BY, "", "None"})
"""Who wrote the notes a form goes out with; some programs forget who it was."""
EXCERPT: Final = 16
PARTS: Final = (
    (
        ("vbaproject.bin", "/macrosheets/"),
        "form_macro",
        "带有宏。只读了格子里的内容，宏没有运行，也没有收。请确认来源可靠。",
    ),
    (
        ("xl/media/", "xl/drawings/drawing", "/embeddings/", "/activex/"),
        "form_picture",
        "表上有图片、文本框或别的对象，里面的内容没有收。要报的请填进格子里。",
    ),
)
"""Pieces of the names of parts, with the code and the words in which they are told."""


def complain_of_parts(names: Sequence[str], complaints: Complaints) -> None:
    """Tell of what a workbook carries beside its sheets."""
    for pieces, code, advice in PARTS:
        if any(piece in name.lower() for name in names for piece in pieces):
            complaints.warning(code, advice)


def complain_of_sheets(
    book: OpenedBook, sections: Collection[str], ledgers: Sequence[Ledger], complaints: Complaints
) -> None:
    """Tell of what stands on the sheets beside the answers, and of sheets that are none of the form's."""
    own = {MAIN_SHEET, META_SHEET, ISSUED_SHEET, *(title for ledger in ledgers for title in ledger.titles)}
    for title, sheet in book.sheets.items():
        if title not in own and not title.startswith(OTHERS_OWN):
            _complain_of_stranger(sheet, ledgers, complaints)
    main = book.sheets[MAIN_SHEET]
    _tell_remarks(main, _is_beside_answers(main, {folded(section) for section in sections}), complaints)
    for ledger in ledgers:
        rows = sheet_of(book, ledger)
        if rows is not None:
            _tell_remarks(rows, _is_beside_rows(rows, ledger), complaints)


def _complain_of_stranger(sheet: Sheet, ledgers: Sequence[Ledger], complaints: Complaints) -> None:
    twin = MAIN_SHEET if headings_of(sheet) else next(_ledgers_headed(sheet, ledgers), "")
    if twin:
        advice = f"“{twin}”有两页，另一页是“{sheet.title}”，不知道以哪一页为准。请只留填好的一页，页名写“{twin}”。"
        complaints.error("form_second_sheet", advice, f"“{sheet.title}”A1格")
    elif any(cell.value is not None for cell in sheet.cells.values()):
        complaints.warning("form_own_sheet", "这一页不是表里原有的，没有收。要报的请填到原有的页里。", sheet.title)


def _ledgers_headed(sheet: Sheet, ledgers: Sequence[Ledger]) -> Iterator[str]:
    for ledger in ledgers:
        headings = ledger_columns(sheet, ledger) if sheet.max_row >= LEDGER_HEADER_ROW else {}
        if all(column.label in headings for column in ledger.columns):
            yield ledger.label


def _tell_remarks(sheet: Sheet, is_beside: Callable[[Cell], bool], complaints: Complaints) -> None:
    remarks = [cell for cell in sheet.cells.values() if _holds_text(cell) and is_beside(cell)]
    notes = [(_name_of(place), note) for place, note in sheet.notes.items() if _is_others(note)]
    if remarks:
        places, said = named([cell.coordinate for cell in remarks]), _excerpt(remarks[0].value)
        advice = f"{places}在表格之外写了字（“{said}”），没有收。要报的请填在“{HEADERS['E']}”一列或台账的格子里。"
        complaints.warning("form_remark", advice, sheet.title, remarks[0].coordinate)
    if notes:
        places, said = named([name for name, _note in notes]), _excerpt(notes[0][1].text)
        advice = f"{places}加了批注（“{said}”），没有收，请看一看。"
        complaints.warning("form_note", advice, sheet.title, notes[0][0])


def _is_others(note: SheetNote) -> bool:
    return note.author.strip() not in NOTE_AUTHORS


def _name_of(place: Place) -> str:
    row, column = place
    return f"{letters_of(column)}{row}"


def _holds_text(cell: Cell) -> bool:
    return cell.value is not None and bool(str(cell.value).strip())


def _excerpt(value: object) -> str:
    plain = " ".join(str(value).split())
    return plain[:EXCERPT] + ("…" if len(plain) > EXCERPT else "")


def _is_beside_answers(sheet: Sheet, sections: Collection[str]) -> Callable[[Cell], bool]:
    """Whether a cell is none of the form's: under none of its headings, in no row of its own, or written over its head."""
    headings = headings_of(sheet)
    if len(headings) != 1:
        return lambda _cell: False
    table = headings[0]
    columns = {column for heading in HEADERS.values() for column in table.columns.get(heading, ())}
    label, answer = (min(table.columns[HEADERS[letter]]) for letter in (LABEL_COLUMN, ANSWER_COLUMN))
    keyed = {cell.row for cell in sheet.cells.values() if cell.column < label and KEY.fullmatch(str(cell.value))}

    def is_beside(cell: Cell) -> bool:
        if cell.row < table.row:
            return cell.column != answer and not is_own_text(cell)
        if cell.row == table.row or cell.row in keyed:
            return cell.column > label and cell.column not in columns
        # A row with an answer that nobody asked for is told as a whole.
        return sheet.value(cell.row, answer) is None and folded(cell.value) not in sections

    return is_beside


def _is_beside_rows(sheet: Sheet, ledger: Ledger) -> Callable[[Cell], bool]:
    """Whether a cell of a ledger's sheet stands under no heading of its own, or is written over the two lines above them."""
    found = ledger_columns(sheet, ledger)
    if any(len(found.get(column.label, ())) != 1 for column in ledger.columns):
        return lambda _cell: False
    headed = {
        number for label in (*(each.label for each in ledger.columns), ROW_HEADING) for number in found.get(label, ())
    }
    titles = {folded(title) for title in ledger.titles}

    def is_beside(cell: Cell) -> bool:
        if cell.row < LEDGER_HEADER_ROW:
            # What the advice goes on to say may have been otherwise when the form went out.
            return folded(cell.value) not in titles and not folded(cell.value).startswith(folded(LEDGER_ADVICE))
        return cell.column not in headed

    return is_beside
