"""A sheet of others as a grid of texts, each as a person sees it.

Takes the bytes of a workbook or a text file; gives grids. A cell that does not say what is seen in it (an error, a formula without
a value, a format that adds a word) has no text but a reason. Never decides what a text means.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from toolkit.catalogue.as_written import Unreadable
from toolkit.errors import ToolkitError, UnsafeFile
from toolkit.figures.workbooks.layout import letters_of
from toolkit.figures.workbooks.opened import OpenedBook, text_of_cell
from toolkit.figures.workbooks.sheets import NOTHING_HIDDEN, Hidden, Sheet
from toolkit.file_kinds import FileKind, kind_of

WHAT: Final = "表"
MOST_BYTES: Final = 60_000_000
MOST_TEXT: Final = 20_000_000
SEPARATORS: Final = ",\t;，|"
LINES_LOOKED_AT: Final = 50
Place = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet.

    Args:
        title: its name.
        texts: what stands in its cells, by row and column from 1; of a merged range, in its first cell.
        reasons: why a cell has no text, though something stands in it.
        spans: by each cell of a merged range, the first one.
        hidden: what of it nobody sees.
    """

    title: str
    texts: Mapping[Place, str]
    reasons: Mapping[Place, str] = field(default_factory=dict)
    spans: Mapping[Place, Place] = field(default_factory=dict)
    hidden: Hidden = NOTHING_HIDDEN

    @cached_property
    def rows(self) -> int:
        """How many rows it has."""
        return max((row for row, _column in (*self.texts, *self.reasons, *self.spans)), default=0)

    @cached_property
    def columns(self) -> int:
        """How many columns it has."""
        return max((column for _row, column in (*self.texts, *self.reasons, *self.spans)), default=0)

    def at(self, row: int, column: int) -> str:
        """The text that covers a cell."""
        place = self.spans.get((row, column), (row, column))
        return self.texts.get(place, "")

    @cached_property
    def turned(self) -> Grid:
        """The same with rows for columns."""
        return Grid(
            self.title,
            {(column, row): text for (row, column), text in self.texts.items()},
            {(column, row): text for (row, column), text in self.reasons.items()},
            {(column, row): (first[1], first[0]) for (row, column), first in self.spans.items()},
        )


def name_of_cell(row: int, column: int) -> str:
    """What Excel calls a cell.

    >>> name_of_cell(7, 28)
    'AB7'
    """
    return f"{letters_of(column)}{row}"


def grids_in(data: bytes, place: str) -> tuple[Grid, ...]:
    """The sheets of a file that hold anything, in order.

    Args:
        data: a workbook (.xlsx, .xlsm, .xls, .et), or a text (.csv, .txt).
        place: what messages call it.

    Raises:
        ToolkitError: it is neither, cannot be read, or could exhaust the machine; the text says what it is.
    """
    kind = kind_of(data)
    if kind is FileKind.TEXT:
        return (_of_text(data, place),)
    if not kind.is_workbook:
        raise ToolkitError(f"{place}：这是{kind.words}，读不了。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。")
    try:
        book = OpenedBook.of(data, place, WHAT, MOST_BYTES)
    except UnsafeFile:
        raise
    except Exception as fault:
        # There is no list of what openpyxl and xlrd raise on a damaged file.
        raise ToolkitError(
            f"{place}：打不开，内容不完整，或写法特殊。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。"
        ) from fault
    grids = (_of_sheet(sheet) for sheet in book.sheets.values())
    held = tuple(grid for grid in grids if grid.texts or grid.reasons)
    if not book.sheets:
        raise ToolkitError(f"{place}：里面没有读得出的页。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再试。")
    return held


def grid_of_clipboard(text: str) -> Grid:
    """A block as it was copied from a sheet: cells parted by tabs, those with line breaks in quotes."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error:
        # No cell of a sheet is as long as that.
        return Grid("", {})
    return Grid("", _texts_of(rows))


def _texts_of(rows: Sequence[Sequence[str]]) -> dict[Place, str]:
    return {
        (row, column): cell.strip()
        for row, cells in enumerate(rows, start=1)
        for column, cell in enumerate(cells, start=1)
        if cell.strip()
    }


def _of_sheet(sheet: Sheet) -> Grid:
    texts: dict[Place, str] = {}
    reasons: dict[Place, str] = {}
    for place, cell in sheet.cells.items():
        try:
            text = text_of_cell(cell).strip()
        except Unreadable as fault:
            reasons[place] = str(fault)
            continue
        if text:
            texts[place] = text
    spans = {place: span[:2] for place, span in sheet.spans.items()}
    return Grid(sheet.title, texts, reasons, spans, sheet.hidden)


def _of_text(data: bytes, place: str) -> Grid:
    if len(data) > MOST_TEXT:
        raise UnsafeFile(f"{place}：文件过大，为安全起见没有打开。")
    rows = _rows_of(text_of_file(data, place))
    widest = _usual_width(rows)
    reasons = {
        (row, column): "这一行比别的行多出格子，可能是数里有逗号。请用 Excel 打开改正后另存为 .xlsx。"
        for row, cells in enumerate(rows, start=1)
        if len(cells) > widest and any(cells[widest:])
        for column in range(2, len(cells) + 1)
    }
    return Grid("", {place: text for place, text in _texts_of(rows).items() if place not in reasons}, reasons)


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most lines have that have more than one."""
    widths = [len(row) for row in rows if len(row) > 1]
    return max(set(widths), key=widths.count, default=1)


def text_of_file(data: bytes, place: str) -> str:
    """The text in a file, in whatever encoding offices save: UTF-8, UTF-16 or GB18030.

    Raises:
        ToolkitError: it is in none of them.
    """
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ToolkitError(f"{place}：看不出是什么编码。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。")


def _encodings(data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    elif (first := data.find(b"\0")) >= 0:
        # In UTF-16 each comma and line end has a zero before or behind it; no other text has one.
        yield "utf-16-le" if first % 2 else "utf-16-be"
    else:
        yield from ("utf-8-sig", "gb18030")


def _rows_of(text: str) -> list[list[str]]:
    """The rows of a text, parted by the sign that gives most lines the same number of cells."""
    best, rows = (0, 0), [[line] for line in text.splitlines()]
    for separator in SEPARATORS:
        try:
            parted = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        except csv.Error:
            # A quote that is never closed makes one cell of all that follows.
            continue
        widths = [len(row) for row in parted[:LINES_LOOKED_AT] if any(row)]
        width = max(set(widths), key=widths.count, default=1)
        score = (widths.count(width), width) if width > 1 else (0, 0)
        if score > best:
            best, rows = score, parted
    return rows
