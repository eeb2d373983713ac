"""Writes one unit's Excel form.

Takes the catalogue, the unit, the period and what is known; gives the bytes of an .xlsx. Only the answer cells are
unlocked. Text that begins like a formula is written as text. Never reads the store.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import AMOUNT, CHOICE, COUNT, DATE, NOT_APPLICABLE, TEXT, YES_NO, Kind, show_decimal
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Entry, Filing, typed_rows
from toolkit.figures.workbooks.cells import escaped, exact_number
from toolkit.figures.workbooks.layout import (
    ADVICE,
    ADVICE_ROW,
    ANSWER_COLUMN,
    AUTHOR_CELL,
    AUTHOR_LABEL,
    AUTHOR_ROW,
    FIRST_ROW,
    FORMAT,
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
    LEDGER_ROWS,
    MAIN_SHEET,
    META_BUREAU,
    META_FORMAT,
    META_MARK,
    META_PERIOD,
    META_SHEET,
    META_UNIT,
    META_UNIT_NAME,
    META_WRITTEN,
    PERIOD_LABEL,
    REQUIRED_COLUMN,
    TARGET_COLUMN,
    TITLE_END,
    TITLE_ROW,
    UNIT_COLUMN,
    UNIT_LABEL,
    UNIT_ROW,
    WIDTHS,
    ledger_advice,
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


@dataclass(frozen=True)
class Blank:
    """What a form is made from.

    Args:
        unit, period: whose form, and for when.
        entries: the current entries of the unit and period; their values are written in, their versions remembered.
        last: the unit's filing of the period before, for the column 上期.
        bureau: the name of the bureau, so that no other office's form is taken for one's own.
        mark: what tells this form from every other that was written.
        written: when it is written, with time zone; by it a form that somebody saved since is told from one nobody touched.
    """

    unit: Unit
    period: Period
    entries: Sequence[Entry]
    last: Filing
    bureau: str = ""
    mark: str = ""
    written: datetime | None = None


def form_bytes(catalogue: Catalogue, blank: Blank) -> bytes:
    """The workbook of one unit's form, as the bytes of an .xlsx file."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = MAIN_SHEET
    entries = {entry.item: entry for entry in blank.entries}
    _write_head(sheet, blank)
    issued = _write_items(sheet, catalogue.asked_of(blank.unit.kind), blank, entries)
    for ledger in catalogue.ledgers_of(blank.unit.kind):
        _write_ledger(book.create_sheet(ledger.label), ledger, entries.get(ledger.key))
    _write_meta(book.create_sheet(META_SHEET), blank)
    _write_hidden(book.create_sheet(ISSUED_SHEET), issued)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_head(sheet: Worksheet, blank: Blank) -> None:
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 21, True
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.column_dimensions[KEY_COLUMN].hidden = True
    _write(sheet, f"{LABEL_COLUMN}{TITLE_ROW}", f"{blank.period.name}{TITLE_END}", size=16, bold=True)
    _write(sheet, f"{LABEL_COLUMN}{UNIT_ROW}", f"{UNIT_LABEL}{blank.unit.name}", bold=True)
    _write(
        sheet, f"{LAST_COLUMN}{UNIT_ROW}", f"{PERIOD_LABEL}{blank.period.name}（{blank.period.months_name}）", bold=True
    )
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


def _write_items(
    sheet: Worksheet, items: Sequence[Item], blank: Blank, entries: Mapping[str, Entry]
) -> list[tuple[str, ...]]:
    """Write a row for each item; gives the key of each with the texts of its locked cells."""
    row, issued = FIRST_ROW, []
    for section, members in groupby(items, key=lambda item: item.section):
        for column in HEADERS:
            sheet[f"{column}{row}"].fill = SECTION_FILL
        _write(sheet, f"{LABEL_COLUMN}{row}", section, bold=True)
        row += 1
        for item in members:
            entry, texts = entries.get(item.key), _locked_texts(item, blank)
            _write_item(sheet, row, item, texts, entry.text if entry else "")
            issued.append((item.key, *(texts[column] for column in KEPT_COLUMNS)))
            row += 1
    return issued


def _locked_texts(item: Item, blank: Blank) -> dict[str, str]:
    """What the locked cells of an item's row say, by column."""
    target = item.target.in_period(blank.period) if item.target else None
    return {
        KEY_COLUMN: item.key,
        LABEL_COLUMN: item.label,
        UNIT_COLUMN: item.unit,
        REQUIRED_COLUMN: "●" if item.required else "",
        LAST_COLUMN: item.show(blank.last[item.key]),
        TARGET_COLUMN: "" if target is None else show_decimal(target),
        HELP_COLUMN: _advice(item),
    }


def _write_item(sheet: Worksheet, row: int, item: Item, texts: Mapping[str, str], text: str) -> None:
    for column, shown in texts.items():
        cell = _write(sheet, f"{column}{row}", shown)
        cell.border, cell.alignment = BOX, WRAPPED if column in (LABEL_COLUMN, HELP_COLUMN) else CENTRED
    answer = sheet[f"{ANSWER_COLUMN}{row}"]
    _dress_answer(answer, item.kind)
    _fill_in(answer, item.kind, text)
    if item.help:
        answer.comment = Comment(escaped(_advice(item)), "填报说明", width=260, height=90)
    _validate(sheet, answer.coordinate, item.kind, item.choices, item.limit)
    if item.kind is TEXT:
        _make_room_for_text(sheet, row, texts[LAST_COLUMN])


def _make_room_for_text(sheet: Worksheet, row: int, last: str) -> None:
    sheet.merge_cells(f"{ANSWER_COLUMN}{row}:{TARGET_COLUMN}{row}")
    sheet.row_dimensions[row].height = 84
    cell = sheet[f"{ANSWER_COLUMN}{row}"]
    cell.alignment = AT_TOP
    if last:
        cell.comment = Comment(escaped(f"上期：{last}"), "上期", width=420, height=200)


def _advice(item: Item) -> str:
    limit = f"不超过{item.limit}字" if item.limit else ""
    return "；".join(part for part in (item.help, limit) if part)


def _dress_answer(cell: Cell, kind: Kind) -> None:
    cell.fill, cell.border, cell.alignment = ANSWER_FILL, BOX, CENTRED
    cell.protection = UNLOCKED
    cell.font = _font()
    if not kind.numeric:
        cell.number_format = "@"


def _dress_alike(cell: Cell, pattern: Cell) -> None:
    # Setting a style looks through all styles of the book each time; a ledger has hundreds of cells that look the same.
    cell._style = copy(pattern._style)  # type: ignore[attr-defined]


def _fill_in(cell: Cell, kind: Kind, text: str) -> None:
    number = exact_number(text) if kind.numeric else None
    if number is not None:
        cell.value = number
    elif text:
        _set_text(cell, text)


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


def _write_ledger(sheet: Worksheet, ledger: Ledger, entry: Entry | None) -> None:
    rows = typed_rows(entry.text) if entry else ()
    _write(sheet, "A1", ledger.label, size=16, bold=True)
    _write(sheet, "A2", ledger_advice(ledger))
    last_row = LEDGER_FIRST_ROW + max(LEDGER_ROWS, len(rows) + 20) - 1
    for number, column in enumerate(ledger.columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = (
            30 if column.label in ("主题", "问题", "措施", "事由", "调研情况") else 14
        )
        header = _write(
            sheet, f"{letter}{LEDGER_HEADER_ROW}", column.label + ("●" if column.required else ""), bold=True
        )
        header.fill, header.border, header.alignment = HEADER_FILL, BOX, CENTRED
        _write_ledger_column(sheet, letter, column, [row.get(column.label, "") for row in rows], last_row)
    sheet.freeze_panes = f"A{LEDGER_FIRST_ROW}"
    _fit_page_width(sheet, landscape=True)
    _protect(sheet)


def _write_ledger_column(sheet: Worksheet, letter: str, column: Column, texts: Sequence[str], last_row: int) -> None:
    cells = [sheet[f"{letter}{row}"] for row in range(LEDGER_FIRST_ROW, last_row + 1)]
    _dress_answer(cells[0], column.kind)
    for cell in cells[1:]:
        _dress_alike(cell, cells[0])
    for cell, text in zip(cells, texts, strict=False):
        _fill_in(cell, column.kind, text)
    _validate(sheet, f"{letter}{LEDGER_FIRST_ROW}:{letter}{last_row}", column.kind, column.choices)


def _write_meta(sheet: Worksheet, blank: Blank) -> None:
    rows: list[tuple[str, str]] = [
        (META_FORMAT, FORMAT),
        (META_UNIT, blank.unit.code),
        (META_PERIOD, blank.period.code),
        (META_UNIT_NAME, blank.unit.name),
        (META_BUREAU, blank.bureau),
        (META_MARK, f"-{blank.mark}" if blank.mark else ""),
        (META_WRITTEN, blank.written.isoformat(timespec="seconds") if blank.written else ""),
        *((entry.item, str(entry.version)) for entry in blank.entries),
    ]
    _write_hidden(sheet, rows)


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
