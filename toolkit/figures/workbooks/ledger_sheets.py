"""The ledgers of a form: each row read by the headings of its columns.

Takes the opened form and the ledgers a unit keeps; gives the rows of each as one text, the identities that stand beside them,
and complaints with sheet and cell. A ledger whose headings are not all there, each once, is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.kinds import DATE, Unread
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.figures.ledger_rows import text_from_rows
from toolkit.figures.workbooks.complaints import Complaints
from toolkit.figures.workbooks.layout import (
    LEDGER_FIRST_ROW,
    LEDGER_HEADER_ROW,
    NOTHING_SAID,
    ROW_HEADING,
    letters_of,
)
from toolkit.figures.workbooks.opened import OpenedBook
from toolkit.figures.workbooks.sheets import Cell, Sheet

NOTHING_WORD: Final = re.compile(
    r"(本期|本月|本季度|本年)?(无|没有|零|0|零报告|/|／|—|——|-)(活动|内容|记录|问题|事项)?"
)
"""How people write that there is nothing to enter."""


@dataclass(frozen=True)
class LedgerRead:
    """What a form says of one ledger.

    Args:
        text: its rows as one text; empty where there are none.
        names: the identity beside each row.
        says_nothing: whether it says that there is nothing.
        lacking: the labels of the columns it does not have.
    """

    text: str
    names: tuple[str, ...]
    says_nothing: bool
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class _Page:
    """A ledger and where it stands in a form.

    Args:
        ledger, sheet: which, and where.
        columns: the numbers of the columns under each heading, by what the column is called now.
    """

    ledger: Ledger
    sheet: Sheet
    columns: Mapping[str, Sequence[int]]

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """The columns that a form does not have, which went out before the office asked for them, or where they were deleted."""
        return tuple(each.label for each in self.ledger.columns if each.label not in self.columns and not each.required)

    def wrong_headings(self) -> list[str]:
        """The columns that are not there though they must be, or are there more than once."""
        asked = (each for each in self.ledger.columns if each.label not in self.lacking)
        return [each.label for each in asked if len(self.columns.get(each.label, ())) != 1]

    def cells(self) -> list[Cell]:
        """What stands below the headings."""
        width = len(self.ledger.columns)
        places = self.sheet.cells.items()
        return [cell for (row, column), cell in places if row >= LEDGER_FIRST_ROW and column <= width]

    def rows(self) -> list[int]:
        """The rows to be read: where nothing stands and nothing is merged, there is nothing to be read or said."""
        places = (*self.sheet.cells, *self.sheet.spans)
        return sorted({row for row, _column in places if row >= LEDGER_FIRST_ROW})


class LedgerReader:
    """The ledgers of one form being read.

    Args:
        book: the opened form.
        ledgers: those the unit keeps.
        year: that of the form's period, which is meant where the day of an event has none.
        complaints: takes up what is found.
    """

    def __init__(self, book: OpenedBook, ledgers: Sequence[Ledger], year: int, complaints: Complaints) -> None:
        self._book, self._ledgers, self._year, self._complaints = book, ledgers, year, complaints
        self._said_below: set[str] = set()

    def read(self) -> Mapping[str, LedgerRead]:
        """What each ledger says, by its key; one whose sheet is gone is left out and told."""
        return {each.key: self._read(page) for each in self._ledgers if (page := self._page(each)) is not None}

    def _page(self, ledger: Ledger) -> _Page | None:
        sheet = sheet_of(self._book, ledger)
        if sheet is None:
            advice = f"缺少“{ledger.label}”这一页，台账没有收。请在填报表里补上，或换用新表。"
            self._complaints.warning("form_missing_ledger", advice, item=ledger.key)
            return None
        return _Page(ledger, sheet, ledger_columns(sheet, ledger))

    def _read(self, page: _Page) -> LedgerRead:
        ledger, says_nothing = page.ledger, self._says_nothing(page)
        rows = [] if says_nothing or not self._has_headings(page) else list(self._rows(page))
        if ledger.key in self._said_below and not all(name for name, _row in rows):
            # Below what runs on it says that there is nothing new: a new row says otherwise.
            self._contradict(ledger)
        names, text = tuple(name for name, _row in rows), text_from_rows(ledger, [row for _name, row in rows])
        if page.lacking and any(page.columns.values()):
            advice = f"表里没有“{'、'.join(page.lacking)}”列，这一列没有收，原来填过的不变。要填的请换用新表。"
            self._complaints.warning("form_ledger_lacks", advice, ledger.label, item=ledger.key)
        return LedgerRead(text, names, says_nothing, page.lacking)

    def _says_nothing(self, page: _Page) -> bool:
        """Whether all that stands in a ledger is a word that there is nothing to enter."""
        words = {_plain(cell.value) for cell in page.cells() if cell.value is not None} - {""}
        says_so = any(word == NOTHING_SAID for word in words)
        if page.ledger.runs_on and len(words) > 1:
            # What runs on stands above it: there is nothing new.
            return False
        if says_so and len(words) > 1:
            self._contradict(page.ledger)
        return bool(words) and (says_so or all(NOTHING_WORD.fullmatch(word) for word in words))

    def _contradict(self, ledger: Ledger) -> None:
        advice = f"写着“{NOTHING_SAID}”，又有别的内容。请删去“{NOTHING_SAID}”那一格，或清空别的内容。"
        self._complaints.error("form_ledger_nothing", advice, ledger.label, item=ledger.key)

    def _has_headings(self, page: _Page) -> bool:
        if wrong := page.wrong_headings():
            advice = f"“{'、'.join(wrong)}”列缺少或重复。请恢复原来的表头。"
            self._complaints.error("form_ledger_header", advice, f"{page.ledger.label} 第{LEDGER_HEADER_ROW}行")
        return not wrong

    def _rows(self, page: _Page) -> Iterator[tuple[str, Mapping[str, str]]]:
        ledger, columns = page.ledger, page.columns
        asked = [(each, columns[each.label][0]) for each in ledger.columns if each.label in columns]
        for row in page.rows():
            texts = {each.label: self._text(page.sheet, row, number, each) for each, number in asked}
            written = {_plain(text) for text in texts.values()} - {""}
            if written == {NOTHING_SAID} and ledger.runs_on:
                self._said_below.add(ledger.key)
            elif written:
                for each, number in asked:
                    self._check_cell(ledger, each, texts[each.label], (row, number))
                yield _name(page.sheet, row, columns.get(ROW_HEADING, ())), texts

    def _text(self, sheet: Sheet, row: int, number: int, column: Column) -> str:
        try:
            return self._book.text(sheet, row, number, is_day=column.kind is DATE)
        except Unreadable as fault:
            self._complaints.error("form_cell", f"{column.label}：{fault}", sheet.title, _place(row, number))
            return ""

    def _check_cell(self, ledger: Ledger, column: Column, text: str, where: tuple[int, int]) -> None:
        content = ledger.readers(self._year)[column.label](text) if text else None
        if isinstance(content, Unread):
            told = f"{column.label}：{content.reason}"
            self._complaints.error("form_unreadable", told, ledger.label, _place(*where), ledger.key)
        if column.required and not text:
            advice = f"“{column.label}”没有填。请补上，或删去这一行。"
            self._complaints.error("form_ledger_blank", advice, ledger.label, _place(*where), ledger.key)


def _name(sheet: Sheet, row: int, columns: Sequence[int]) -> str:
    """The identity beside a row; empty where there is none."""
    value = sheet.value(row, columns[0]) if len(columns) == 1 else None
    return "" if value is None else str(value).strip()


def sheet_of(book: OpenedBook, ledger: Ledger) -> Sheet | None:
    """The sheet of a ledger, under what it is called or was called when the form went out."""
    return next((book.sheets[title] for title in ledger.titles if title in book.sheets), None)


def ledger_columns(sheet: Sheet, ledger: Ledger) -> dict[str, list[int]]:
    """The columns under each heading of a ledger's sheet, by what the column is called now."""
    columns: dict[str, list[int]] = {}
    for cell in sheet.cells.values():
        if cell.row == LEDGER_HEADER_ROW and cell.value is not None:
            columns.setdefault(ledger.headed(str(cell.value).strip().rstrip("●")), []).append(cell.column)
    return columns


def _place(row: int, column: int) -> str:
    return f"{letters_of(column)}{row}"


def _plain(value: object) -> str:
    """A cell without the spaces and full stops that say nothing."""
    return "".join(str(value).split()).rstrip("。.")
