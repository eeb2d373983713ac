"""A workbook that was opened for reading: its sheets, and the text of a cell as whoever looks at it sees it.

Takes the bytes of an archive that `guard` found safe; gives texts, or raises `Unreadable` where a cell does not say what is seen
in it: a formula without a value, an Excel error, a number format that adds words, a merge that hides other cells. Never saves.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from toolkit.catalogue.kinds import Unreadable
from toolkit.figures.workbooks.cells import typed
from toolkit.figures.workbooks.formats import seen_otherwise

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    Span = tuple[int, int, int, int]


CORE: Final = "docProps/core.xml"
MODIFIED: Final = "{http://purl.org/dc/terms/}modified"


class OpenedBook:
    """One file being read; the values that Excel kept beside formulas are loaded only where a formula asks for them.

    Args:
        data: the bytes of the file.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.sheets: Mapping[str, Worksheet] = {sheet.title: sheet for sheet in _load(data).worksheets}
        self._values: Workbook | None = None
        self._spans: dict[str, dict[tuple[int, int], Span]] = {}

    def text(self, sheet: Worksheet, row: int, column: int, last_column: int = 0) -> str:
        """What a person would have typed to get what is seen in a cell; an empty cell is an empty text.

        Args:
            sheet, row, column: where.
            last_column: up to where the cell may be merged with those right of it; it may not by default.

        Raises:
            Unreadable: the cell does not say what is seen in it; the text says why, and what to do.
        """
        self._check_span(sheet, row, column, last_column)
        cell = sheet.cell(row, column)
        code = cell.number_format
        value = cell.value
        if cell.data_type == "f":
            cell = self._cached(sheet.title).cell(row, column)
            value = cell.value
            if value is None:
                raise Unreadable("公式没有算出结果。请在 Excel 里打开、算出后保存，或直接填数。")
        if cell.data_type == "e":
            raise Unreadable(f"Excel 显示错误 {value}。请改正公式，或直接填数。")
        text = typed(value)
        seen = seen_otherwise(value, code)
        if seen:
            raise Unreadable(
                f"格子里看到的是“{seen}”，存的却是“{text}”，是数字格式“{code}”改了样子。请把格式改为“常规”，再按要求的单位填。"
            )
        return text

    def _check_span(self, sheet: Worksheet, row: int, column: int, last_column: int) -> None:
        span = self._spans_of(sheet).get((row, column))
        if span not in (None, (row, column, row, last_column)):
            raise Unreadable("和别的格子合并了，看不出填的是哪一格的内容。请取消合并，每格单独填。")

    def _spans_of(self, sheet: Worksheet) -> dict[tuple[int, int], Span]:
        """The merged range that each cell of one belongs to, as top, left, bottom and right."""
        if sheet.title not in self._spans:
            spans = [(each.min_row, each.min_col, each.max_row, each.max_col) for each in sheet.merged_cells.ranges]
            self._spans[sheet.title] = {
                (row, column): span
                for span in spans
                for row in range(span[0], span[2] + 1)
                for column in range(span[1], span[3] + 1)
            }
        return self._spans[sheet.title]

    def _cached(self, title: str) -> Any:
        if self._values is None:
            self._values = _load(self._data, data_only=True)
        return self._values[title]


def present_cells(sheet: Worksheet) -> Iterator[Cell]:
    """The cells of a sheet that hold something or look like something, row by row; no other is made."""
    from openpyxl.cell import Cell  # noqa: PLC0415 - slow to import, and wanted only where a form is read

    # Walking over rows would make an object of every empty cell between them.
    for _place, cell in sorted(sheet._cells.items()):
        if isinstance(cell, Cell):
            yield cell


def saved_at(data: bytes) -> datetime | None:
    """When the workbook says it was saved, with time zone; None where it does not say, or nothing that can be read."""
    with suppress(KeyError, ElementTree.ParseError, ValueError, zipfile.BadZipFile):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            text = ElementTree.fromstring(archive.read(CORE)).findtext(MODIFIED, "")
        moment = datetime.fromisoformat(text.strip())
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _load(data: bytes, data_only: bool = False) -> Workbook:
    with warnings.catch_warnings():
        # openpyxl warns of ornaments it does not keep; a form is never written back.
        warnings.simplefilter("ignore")
        from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and wanted only where a form is read

        return load_workbook(io.BytesIO(data), data_only=data_only)
