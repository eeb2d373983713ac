"""The frame of a form: all that the forms of one kind of unit say alike, and what their cells look like.

Takes the catalogue, a kind of unit and a period; gives the parts of an .xlsx into which `write` puts what one unit says. It is
told nothing of any unit. Only the answer cells are unlocked. Text that begins like a formula is written as text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import AMOUNT, CHOICE, COUNT, DATE, NOT_APPLICABLE, TEXT, YES_NO, Kind, show_decimal
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.periods import Period
from toolkit.figures.workbooks.cells import escaped
from toolkit.figures.workbooks.layout import (
    ADVICE,
    ADVICE_ROW,
    ANSWER_COLUMN,
    AUTHOR_CELL,
    AUTHOR_LABEL,
    AUTHOR_ROW,
    FIRST_ROW,
    HEADER_ROW,
    HEADERS,
    HELP_COLUMN,
    ISSUED_SHEET,
    KEPT_COLUMNS,
    KEY_COLUMN,
    LABEL_COLUMN,
    LAST_COLUMN,
    LEDGER_FIRST_ROW,
    LEDGER_HEADER_ROW,
    MAIN_SHEET,
    META_SHEET,
    PERIOD_LABEL,
    REQUIRED_COLUMN,
    ROW_HEADING,
    TARGET_COLUMN,
    TITLE_END,
    TITLE_ROW,
    UNIT_COLUMN,
    UNIT_ROW,
    WIDTHS,
    advice_of,
    item_rows,
    ledger_advice,
    letters_of,
    section_rows,
)

FONT: Final = "宋体"
MOST_DROPDOWN: Final = 255
LINE: Final = Side(style="thin", color="BFBFBF")
BOX: Final = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
ANSWER_FILL: Final = PatternFill("solid", fgColor="FFFBE6")
SECTION_FILL: Final = PatternFill("solid", fgColor="DCE6F1")
HEADER_FILL: Final = PatternFill("solid", fgColor="EDEDED")
WRAPPED: Final = Alignment(wrap_text=True, vertical="center")
CENTRED: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
AT_TOP: Final = Alignment(wrap_text=True, vertical="top")
UNLOCKED: Final = Protection(locked=False)
_REFERENCE: Final = re.compile(rb"&#([0-9]+);")


@dataclass(frozen=True)
class Frame:
    """A form before anything of one unit is written into it.

    Args:
        parts: the parts of the .xlsx, name to bytes.
        sheets: the name of the part that holds each sheet.
        quoted: for each look of a cell, by number, the same look as Excel marks a text that begins like a formula.
    """

    parts: Mapping[str, bytes]
    sheets: Mapping[str, str]
    quoted: Mapping[int, int]


def frame(catalogue: Catalogue, kind: str, period: Period, rooms: Sequence[int], *, is_noted: bool) -> Frame:
    """The frame of the forms of one kind of unit.

    Args:
        catalogue: what is asked.
        kind: the kind of unit.
        period: for when.
        rooms: how many rows each of its ledgers has.
        is_noted: whether any cell has a note; each that may have one then has an empty one.
    """
    book = frame_book(catalogue, kind, period, rooms, is_noted=is_noted)
    quoted = _quoted(book)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: _plain(archive.read(name)) for name in archive.namelist()}
    return Frame(parts, {sheet.title: sheet.path.lstrip("/") for sheet in book.worksheets}, quoted)


def frame_book(catalogue: Catalogue, kind: str, period: Period, rooms: Sequence[int], *, is_noted: bool) -> Workbook:
    """The frame as a workbook; takes what `frame` takes."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = MAIN_SHEET
    _write_head(sheet, period)
    items = catalogue.typed_by(kind)
    _write_items(sheet, items, period, is_noted=is_noted)
    for ledger, room in zip(catalogue.ledgers_of(kind), rooms, strict=True):
        _write_ledger(book.create_sheet(ledger.label), ledger, room)
    _write_hidden(book.create_sheet(META_SHEET), ())
    _write_hidden(book.create_sheet(ISSUED_SHEET), [_issued(item, period) for item in items])
    return book


def _quoted(book: Workbook) -> dict[int, int]:
    looks = book._cell_styles  # type: ignore[attr-defined]
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            # A look has no number before it is asked for it.
            assert cell.style_id >= 0
    quoted = {}
    for number, look in enumerate(list(looks)):
        twin = copy(look)
        twin.quotePrefix = 1
        quoted[number] = looks.add(twin)
    return quoted


def _plain(part: bytes) -> bytes:
    """A part with its letters as they are: openpyxl writes a number for each that is not English, which takes more room."""
    return _REFERENCE.sub(lambda each: chr(int(each[1])).encode() if int(each[1]) > 127 else each[0], part)


def _write_head(sheet: Worksheet, period: Period) -> None:
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 21, True
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.column_dimensions[KEY_COLUMN].hidden = True
    _write(sheet, f"{LABEL_COLUMN}{TITLE_ROW}", f"{period.name}{TITLE_END}", size=16, bold=True)
    _write(sheet, f"{LABEL_COLUMN}{UNIT_ROW}", "", bold=True)
    _write(sheet, f"{LAST_COLUMN}{UNIT_ROW}", f"{PERIOD_LABEL}{period.name}（{period.months_name}）", bold=True)
    _write(sheet, f"{LABEL_COLUMN}{AUTHOR_ROW}", AUTHOR_LABEL)
    sheet[AUTHOR_CELL].fill, sheet[AUTHOR_CELL].border = ANSWER_FILL, BOX
    sheet[AUTHOR_CELL].protection = UNLOCKED
    _write(sheet, f"{LABEL_COLUMN}{ADVICE_ROW}", ADVICE)
    for row in (TITLE_ROW, ADVICE_ROW):
        sheet.merge_cells(f"{LABEL_COLUMN}{row}:{HELP_COLUMN}{row}")
    sheet.row_dimensions[TITLE_ROW].height = 30
    for column, header in HEADERS.items():
        cell = _write(sheet, f"{column}{HEADER_ROW}", header, bold=True)
        cell.fill, cell.border, cell.alignment = HEADER_FILL, BOX, CENTRED
    sheet.freeze_panes = f"{ANSWER_COLUMN}{FIRST_ROW}"
    _protect(sheet)
    _fit_page_width(sheet)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def _write_items(sheet: Worksheet, items: Sequence[Item], period: Period, *, is_noted: bool) -> None:
    for row, section, _inside in section_rows(items):
        for column in HEADERS:
            sheet[f"{column}{row}"].fill = SECTION_FILL
        _write(sheet, f"{LABEL_COLUMN}{row}", section, bold=True)
    for row, item in item_rows(items):
        _write_item(sheet, row, item, period)
        if is_noted and (item.help or item.kind is TEXT):
            sheet[f"{ANSWER_COLUMN}{row}"].comment = Comment("", "")


def _locked_texts(item: Item, period: Period) -> dict[str, str]:
    """What the locked cells of an item's row say, by column."""
    target = item.common_target_in(period)
    return {
        KEY_COLUMN: item.key,
        LABEL_COLUMN: item.label,
        UNIT_COLUMN: item.unit,
        REQUIRED_COLUMN: "●" if item.required else "",
        LAST_COLUMN: "",
        TARGET_COLUMN: "" if target is None else show_decimal(target),
        HELP_COLUMN: advice_of(item),
    }


def _issued(item: Item, period: Period) -> Sequence[str]:
    texts = _locked_texts(item, period)
    return (item.key, *(texts[column] for column in KEPT_COLUMNS))


def _write_item(sheet: Worksheet, row: int, item: Item, period: Period) -> None:
    for column, shown in _locked_texts(item, period).items():
        cell = _write(sheet, f"{column}{row}", shown)
        cell.border, cell.alignment = BOX, WRAPPED if column in (LABEL_COLUMN, HELP_COLUMN) else CENTRED
    answer = sheet[f"{ANSWER_COLUMN}{row}"]
    _dress_answer(answer, item.kind)
    _validate(sheet, answer.coordinate, item.kind, item.choices, item.limit)
    if item.kind is TEXT:
        sheet.merge_cells(f"{ANSWER_COLUMN}{row}:{TARGET_COLUMN}{row}")
        sheet.row_dimensions[row].height = 84
        answer.alignment = AT_TOP


def _dress_answer(cell: Cell, kind: Kind) -> None:
    cell.fill, cell.border, cell.alignment = ANSWER_FILL, BOX, CENTRED
    cell.protection = UNLOCKED
    cell.font = _font()
    if not kind.numeric:
        cell.number_format = "@"


def _dress_alike(cell: Cell, pattern: Cell) -> None:
    # Setting a style looks through all styles of the book each time; a ledger has hundreds of cells that look the same.
    cell._style = copy(pattern._style)  # type: ignore[attr-defined]


def _validate(sheet: Worksheet, cells: str, kind: Kind, choices: Sequence[str], limit: int | None = None) -> None:
    first = cells.split(":", maxsplit=1)[0]
    numeric = f'OR({first}="不适用",{first}="无",AND(ISNUMBER({first}),{first}>=0))'
    # N() because INT of a text is an error, which would turn 不适用 down as well.
    whole = f'OR({first}="不适用",{first}="无",AND(ISNUMBER({first}),{first}>=0,N({first})=INT(N({first}))))'
    if kind is COUNT:
        rule = DataValidation(type="custom", formula1=whole, error="请填0或正整数；不适用就填“不适用”。")
    elif kind is AMOUNT:
        rule = DataValidation(type="custom", formula1=numeric, error="请填0或正数（可带小数）；不适用就填“不适用”。")
    elif kind in (CHOICE, YES_NO) and _fits_a_dropdown(words := (*(choices or ("是", "否")), NOT_APPLICABLE.value)):
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', error="请从下拉框里选。")
    elif kind is TEXT and limit:
        rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(limit))
        rule.error, rule.errorStyle = f"超过{limit}字了，可以先保存，请尽量精简。", "warning"
    elif kind is DATE:
        rule = DataValidation(prompt="写成2026年6月30日或2026-6-30", promptTitle="日期", showInputMessage=True)
    else:
        return
    rule.allow_blank, rule.showErrorMessage, rule.errorTitle = True, True, "请检查"
    sheet.add_data_validation(rule)
    rule.add(cells)


def _fits_a_dropdown(words: Sequence[str]) -> bool:
    """Excel calls a whole file damaged when the words of a list are longer, and parts them at each comma."""
    return len(",".join(words)) <= MOST_DROPDOWN and not any(set(word) & set(',"') for word in words)


def _write_ledger(sheet: Worksheet, ledger: Ledger, room: int) -> None:
    _write(sheet, "A1", ledger.label, size=16, bold=True)
    _write(sheet, "A2", ledger_advice(ledger))
    last_row = LEDGER_FIRST_ROW + room - 1
    for number, column in enumerate(ledger.columns, start=1):
        letter = letters_of(number)
        sheet.column_dimensions[letter].width = (
            30 if column.label in ("主题", "问题", "措施", "事由", "调研情况") else 14
        )
        header = _write(
            sheet, f"{letter}{LEDGER_HEADER_ROW}", column.label + ("●" if column.required else ""), bold=True
        )
        header.fill, header.border, header.alignment = HEADER_FILL, BOX, CENTRED
        _write_ledger_column(sheet, letter, column, last_row)
    behind = letters_of(len(ledger.columns) + 1)
    _write(sheet, f"{behind}{LEDGER_HEADER_ROW}", ROW_HEADING)
    sheet.column_dimensions[behind].hidden = True
    sheet.freeze_panes = f"A{LEDGER_FIRST_ROW}"
    _fit_page_width(sheet, landscape=True)
    _protect(sheet)


def _write_ledger_column(sheet: Worksheet, letter: str, column: Column, last_row: int) -> None:
    cells = [sheet[f"{letter}{row}"] for row in range(LEDGER_FIRST_ROW, last_row + 1)]
    _dress_answer(cells[0], column.kind)
    for cell in cells[1:]:
        _dress_alike(cell, cells[0])
    _validate(sheet, f"{letter}{LEDGER_FIRST_ROW}:{letter}{last_row}", column.kind, column.choices)


def _write_hidden(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                cell = sheet.cell(number, column)
                assert isinstance(cell, Cell)
                _set_text(cell, text)
    sheet.sheet_state = "veryHidden"


def _fit_page_width(sheet: Worksheet, landscape: bool = False) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _protect(sheet: Worksheet) -> None:
    # No password: it keeps a clerk from slipping, not an office from changing its own form.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _write(sheet: Worksheet, place: str, text: str, size: int = 11, bold: bool = False) -> Cell:
    cell = sheet[place]
    assert isinstance(cell, Cell)
    if text:
        _set_text(cell, text)
    cell.font = _font(size, bold)
    return cell


@cache
def _font(size: int = 11, bold: bool = False) -> Font:
    return Font(name=FONT, size=size, bold=bold)


def _set_text(cell: Cell, text: str) -> None:
    cell.value = escaped(text)
    cell.data_type = "s"
    cell.quotePrefix = text[0] in "=+-@"
