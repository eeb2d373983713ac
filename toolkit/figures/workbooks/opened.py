"""A workbook that was opened for reading: its sheets, and the text of a cell as whoever looks at it sees it.

Takes the bytes of a file; gives texts, or raises `Unreadable` where a cell does not say what is seen
in it: a formula without a value, an Excel error, a number format that adds words, a merge that hides other cells. Never saves.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, Self
from xml.etree import ElementTree

from toolkit.archives import MOST_BYTES
from toolkit.catalogue.as_written import Unreadable
from toolkit.figures.workbooks.cells import typed
from toolkit.figures.workbooks.formats import seen_otherwise, shows_time, shows_whole_date
from toolkit.figures.workbooks.guard import checked_parts
from toolkit.figures.workbooks.legacy import legacy_sheets
from toolkit.figures.workbooks.sheets import Cell, Sheet
from toolkit.figures.workbooks.sparse import sparse_sheets
from toolkit.figures.workbooks.unfolded import unfolded_sheets
from toolkit.file_kinds import FileKind, kind_of

CHINESE_DATES: Final = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in number formats of East Asian Excels (ECMA-376 part 1, 18.8.30, zh-cn): dates, and times of the day."""
WHOLE_CHINESE_DATES: Final = frozenset([30, 31])
"""Those among them that show year, month and day."""
NOT_WHOLE_DATE: Final = (
    "是日期格式，看到的不是完整的年月日，存的却是一个日期。请写全，如2026年6月30日；要填数的请把格式改为“常规”再填。"
)
FIRST_YEAR, LAST_YEAR = 1990, 2200
CORE: Final = "docProps/core.xml"
MODIFIED: Final = "{http://purl.org/dc/terms/}modified"


@dataclass(frozen=True)
class OpenedBook:
    """One file being read.

    Args:
        sheets: by name, in order.
        part_names: the parts of the file; none of an old workbook.
    """

    sheets: Mapping[str, Sheet]
    part_names: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: bytes, place: str, what: str = "表格", most_bytes: int = MOST_BYTES) -> Self:
        """A workbook, new or old.

        Args:
            data: the bytes of the file, an archive or an old workbook.
            place, what: what messages call it, and what it should be.
            most_bytes: how large all the parts of an archive may be once unpacked.

        Raises:
            UnsafeFile: it could exhaust the machine, or is locked; whatever a damaged file raises comes through.
        """
        if kind_of(data) is FileKind.XLS:
            return cls(legacy_sheets(data, place))
        parts = checked_parts(data, place, what, most_bytes)
        return cls(_sheets(data, parts), tuple(parts))

    def text(self, sheet: Sheet, row: int, column: int, last_column: int = 0, *, is_day: bool = False) -> str:
        """What a person would have typed to get what is seen in a cell; an empty cell is an empty text.

        Args:
            sheet, row, column: where.
            last_column: up to where the cell may be merged with those right of it; it may not by default.
            is_day: whether a day is asked for, so that the time of the day beside it is nothing anybody meant.

        Raises:
            Unreadable: the cell does not say what is seen in it; the text says why, and what to do.
        """
        if sheet.spans.get((row, column)) not in (None, (row, column, row, last_column)):
            raise Unreadable("和别的格子合并了，看不出填的是哪一格的内容。请取消合并，每格单独填。")
        cell = sheet.cells.get((row, column))
        return "" if cell is None else _text_of(_computed(cell), is_day=is_day)


def _sheets(data: bytes, parts: Mapping[str, bytes]) -> dict[str, Sheet]:
    try:
        return sparse_sheets(parts)
    except Exception:
        # Whatever part is damaged or unlike what is known: openpyxl decides what it says, or that nothing can be read.
        return unfolded_sheets(data)


def text_of_cell(cell: Cell) -> str:
    """What a person would have typed to get what is seen in a cell.

    Raises:
        Unreadable: the cell does not say what is seen in it.
    """
    return _text_of(_computed(cell), is_day=False)


def _computed(cell: Cell) -> Cell:
    """A cell, or what Excel kept beside its formula."""
    if cell.result is None:
        return cell
    if cell.result.value is None:
        raise Unreadable("公式没有算出结果。请在 Excel 里打开、算出后保存，或直接填数。")
    return cell.result


def _text_of(cell: Cell, *, is_day: bool) -> str:
    code = cell.look.code
    if cell.kind == "e":
        raise Unreadable(f"Excel 显示错误 {cell.value}。请改正公式，或直接填数。")
    if cell.value is not None and (cell.look.is_marked or cell.has_marked_letters):
        # Such letters are part of the text, and not of what is meant.
        raise Unreadable("有的字划了删除线，或是上标、下标，看不出算不算数。请删去不要的字，去掉这些格式再填。")
    value = _as_date(cell)
    text = typed(value)
    if isinstance(value, date):
        time_seen = _time_of(value, code)
        text += "" if is_day else time_seen
    seen = seen_otherwise(value, code)
    if seen:
        raise Unreadable(
            f"格子里看到的是“{seen}”，存的却是“{text}”，是数字格式“{code}”改了样子。请把格式改为“常规”，再按要求的单位填。"
        )
    return text


def _as_date(cell: Cell) -> Any:
    """A number that a Chinese Excel shows as a date, as that date; openpyxl knows nothing of those formats."""
    value, number = cell.value, cell.look.number
    if number not in CHINESE_DATES or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if number not in WHOLE_CHINESE_DATES:
        raise Unreadable(NOT_WHOLE_DATE)
    from openpyxl.utils.datetime import from_excel  # noqa: PLC0415 - slow to import, and wanted only for dates

    return from_excel(value)


def _time_of(value: date, code: str) -> str:
    """The time of the day that is seen beside a date; nothing for most.

    Raises:
        Unreadable: not all of the date is seen: whoever typed 6月 meant no day, and whoever typed 6月1日 no year of ours.
    """
    if code != "General" and not shows_whole_date(code):
        raise Unreadable(NOT_WHOLE_DATE)
    is_seen = isinstance(value, datetime) and value.time() != time() and shows_time(code)
    return f" {value:%H:%M:%S}".removesuffix(":00") if is_seen else ""


def saved_at(data: bytes) -> datetime | None:
    """When the workbook says it was saved, with time zone; None where it does not say, or nothing that can be read."""
    with suppress(KeyError, ElementTree.ParseError, zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
        return moment_of(ElementTree.fromstring(archive.read(CORE)).findtext(MODIFIED, ""))
    return None


def moment_of(text: str) -> datetime | None:
    """The moment that a text in ISO 8601 means, with time zone, UTC where it names none; None where it means none.

    >>> moment_of("2026-07-01T09:12:00Z"), moment_of("9999-12-31T23:59:59Z"), moment_of("昨天")
    (datetime.datetime(2026, 7, 1, 9, 12, tzinfo=datetime.timezone.utc), None, None)
    """
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        # What lies at either end of the calendar has no hour in some other zone.
        return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None
    return None
